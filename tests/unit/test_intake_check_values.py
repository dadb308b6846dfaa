"""Cells to stored values: what is accepted, what is refused and where, what stands for what a list leaves out."""

import pytest

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.cell_text import parse_code, parse_text, tidy_text
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.problems import ValueProblem
from tests.support.intake_register import reference_register, table

HEADERS = ["نام مرکز", "شهر", "وضعیت", "ظرفیت", "زیربنا", "طول جغرافیایی", "عرض جغرافیایی"]
GOOD = ["مرکز شهید رجایی", "مشهد", "فعال", "۱۲۰۰", "350", "59.6", "36.3"]


def check(rows, headers=HEADERS, layer="training_centres", totals=None, **options):
    source = table(headers, rows, totals=totals)
    return check_layer(source, layer, reference_register(layer), CheckOptions(**options))


def changed(**cells):
    row = list(GOOD)
    for header, value in cells.items():
        row[HEADERS.index(header)] = value
    return row


def stored(checked, column, row=0):
    return checked.rows[row][checked.columns.index(column)]


def codes_of(checked, severity="error"):
    return [(p.code, p.row, p.column) for p in checked.report.problems if p.severity == severity]


def test_a_row_of_persian_words_is_stored_as_the_database_has_it():
    checked = check([GOOD])
    assert checked.report.ok
    assert dict(zip(checked.columns, checked.rows[0], strict=True)) == {
        "code": "TC-00251", "name_fa": "مرکز شهید رجایی", "name_en": "مرکز شهید رجایی", "province_code": "IR-09",
        "city_code": "C124665", "neighbourhood_code": None, "kind": "training_centre", "status": "operating",
        "capacity": 1200, "in_outskirts": False, "floor_area_m2": 350,
        "geom": "0101000020E6100000CDCCCCCCCCCC4D406666666666264240",
    }  # fmt: skip
    assert checked.numbers == [2]


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("وضعیت", "در دست احداث", "unknown-word"),
        ("وضعیت", None, "empty"),
        ("وضعیت", "\u200c ", "empty"),
        ("ظرفیت", "-5", "out-of-range"),
        ("ظرفیت", "1,5", "ambiguous-number"),
        ("ظرفیت", 2**31, "out-of-range"),
        ("زیربنا", "0", "out-of-range"),
        ("شهر", "مشهر", "place-not-found"),
        ("نام مرکز", "\ufffd\ufffdشهید", "unreadable-character"),
        ("نام مرکز", "ن\0م", "unreadable-character"),
        ("نام مرکز", "ـــ", "empty"),
        ("نام مرکز", True, "wrong-type"),
        ("نام مرکز", "ن" * 501, "too-long"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_names_the_place(header, cell, code):
    checked = check(
        [GOOD, changed(**{header: cell, "نام مرکز": cell if header == "نام مرکز" else "مرکز دو"})]
    )
    assert codes_of(checked) == [(code, 3, header)]
    assert [refused.row.number for refused in checked.refused] == [3]
    assert len(checked.rows) == 1
    assert (checked.report.rows_read, checked.report.rows_accepted, checked.report.rows_refused) == (2, 1, 1)


def test_every_problem_of_a_row_is_told_at_once():
    checked = check([GOOD, [None, "مشهر", "شاید", "x", "y", None, "36"]])
    assert {code for code, row, _ in codes_of(checked) if row == 3} == {
        "empty", "place-not-found", "unknown-word", "not-a-number",
    }  # fmt: skip
    assert len(checked.refused[0].problems) == 6


def test_a_value_given_for_all_fills_what_is_empty_and_nothing_else():
    checked = check(
        [changed(وضعیت=None), changed(وضعیت="بسته", **{"نام مرکز": "دو"})], values={"status": "فعال"}
    )
    assert [stored(checked, "status", row) for row in (0, 1)] == ["operating", "closed"]
    assert any("status in 1 row " in note.en for note in checked.report.notes)


def test_a_required_column_that_is_not_there_is_a_problem_of_the_file():
    checked = check([GOOD[:2]], headers=HEADERS[:2])
    assert {(p.code, p.row) for p in checked.report.problems if p.severity == "error"} == {
        ("missing-column", None)
    }
    assert [p.expected_en for p in checked.report.problems] == ["a column for status", "a column for geom"]
    assert not checked.rows
    assert not checked.refused
    assert not checked.report.ok
    assert check(
        [GOOD[:2]], headers=HEADERS[:2], values={"status": "دایر", "lon": "59.6", "lat": "36.3"}
    ).report.ok


def test_a_field_that_the_layer_has_not_cannot_be_given():
    assert codes_of(check([GOOD], values={"members": "15"})) == [("unknown-field", None, None)]


def test_a_header_that_could_be_two_things_is_asked_about():
    checked = check([[*GOOD, 1, 2]], headers=[*HEADERS, "تعداد", "ظرفیت سالانه"])
    question = next(p for p in checked.report.problems if p.code == "which-column")
    assert (question.severity, question.row) == ("error", None)
    assert "ظرفیت سالانه" in question.column
    assert not checked.rows
    assert check(
        [[*GOOD, 1, 2]], headers=[*HEADERS, "تعداد", "ظرفیت سالانه"], columns={"ظرفیت سالانه": "-"}
    ).report.ok


def test_a_mapping_of_a_header_that_is_not_there_is_told_and_not_raised():
    assert codes_of(check([GOOD], columns={"نیست": "code"})) == [("wrong-mapping", None, None)]


def test_units_of_headers_are_brought_to_the_stored_one():
    headers = ["زیربنا (هکتار)" if header == "زیربنا" else header for header in HEADERS]
    assert stored(check([changed(زیربنا="۰٫۱۲")], headers=headers), "floor_area_m2") == 1200


def test_decimals_of_an_area_are_rounded_and_said_those_of_people_refused():
    checked = check([changed(زیربنا="120.5")])
    assert stored(checked, "floor_area_m2") == 121
    assert any("120.5" in note.en for note in checked.report.notes)
    assert codes_of(check([changed(ظرفیت="120.5")]))[-1] == ("not-whole", 2, "ظرفیت")


def test_a_row_of_another_kind_is_in_the_wrong_list():
    checked = check(
        [[*GOOD, "کاریابی"], [*changed(**{"نام مرکز": "دو"}), "دولتی"]], headers=[*HEADERS, "نوع مرکز"]
    )
    assert codes_of(checked) == [("other-kind", 2, "نوع مرکز")]
    assert ("unknown-word", 3, "نوع مرکز") in codes_of(checked, "warning")


def test_the_persian_name_stands_for_an_english_one_and_that_is_a_warning():
    checked = check([GOOD])
    warning = next(p for p in checked.report.problems if p.code == "name-stands-in")
    assert (warning.severity, warning.row) == ("warning", None)
    assert stored(check([[*GOOD, "Rajai"]], headers=[*HEADERS, "نام انگلیسی"]), "name_en") == "Rajai"


def test_the_english_name_of_the_standing_row_is_kept_where_its_name_is_the_same():
    row = ["مرکز آموزش فنی و حرفه‌ای ۵ تهران", "تهران", "دایر", "5", "9", "51.56", "35.66"]
    checked = check([row])
    assert stored(checked, "code") == "TC-00005"
    assert stored(checked, "name_en") == "Training centre 5, Tehran"


def test_a_share_in_percent_and_one_that_could_be_either():
    headers = ["محله", "شهر", "نوع", "جمعیت", "خانوار", "جویای کار", "زنان سرپرست خانوار", "محرومیت", "wkt"]
    area = "POLYGON ((59.5 36.2, 59.51 36.2, 59.51 36.21, 59.5 36.2))"
    row = ["سعدی", "مشهد", "فرسوده", "1000", "300", "10", "5", "25", area]
    assert codes_of(check([row], headers=headers, layer="neighbourhoods")) == [
        ("nothing-accepted", None, None),
        ("share-or-percent", 2, "محرومیت"),
    ]
    headers[7] = "محرومیت (درصد)"
    assert stored(check([row], headers=headers, layer="neighbourhoods"), "deprivation") == 0.25


@pytest.mark.parametrize(
    ("households", "seekers", "heads", "wrong"),
    [(300, 1000, 300, []), (1001, 0, 0, ["خانوار"]), (10, 1001, 11, ["جویای کار", "زنان سرپرست خانوار"])],
)
def test_a_part_may_not_be_more_than_its_whole(households, seekers, heads, wrong):
    headers = ["محله", "شهر", "نوع", "جمعیت", "خانوار", "جویای کار", "زنان سرپرست خانوار", "محرومیت", "wkt"]
    area = "POLYGON ((59.5 36.2, 59.51 36.2, 59.51 36.21, 59.5 36.2))"
    checked = check(
        [["سعدی", "مشهد", "فرسوده", 1000, households, seekers, heads, "0.5", area]],
        headers=headers,
        layer="neighbourhoods",
    )
    assert [p.column for p in checked.report.problems if p.code == "part-more-than-whole"] == wrong


def test_where_every_row_is_refused_the_layer_is_not_emptied():
    checked = check([changed(وضعیت="شاید")])
    assert ("nothing-accepted", None, None) in codes_of(checked)
    assert [refused.row.number for refused in checked.refused] == [2]
    assert ("nothing-accepted", None, None) in codes_of(check([]))


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("مركز شهيد رجايي", "مرکز شهید رجایی"),
        ("  خانه\u00a0 محله\u200c ", "خانه محله"),
        ("نیم\u200c\u200cفاصله", "نیم\u200cفاصله"),
        ("مرکز 5", "مرکز ۵"),
        ("Centre ۵", "Centre 5"),
        ("ﻣﺮﮐﺰ", "مرکز"),
        ("مـــرکز", "مرکز"),
        ("مرکز\nدو", "مرکز دو"),
        ("Café O'Neil", "Café O'Neil"),
    ],
)
def test_a_name_is_kept_but_for_what_old_keyboards_do(came, kept):
    assert parse_text(came) == kept
    assert tidy_text(kept) == kept


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("tc-۰۰۰۰۱", "TC-00001"),
        (23.0, "23"),
        (23, "23"),
        (" B 12 ", "B 12"),
        ("۱۲۳", "123"),
        ("ir-09", "IR-09"),
    ],
)
def test_a_code_is_kept_in_one_form(came, kept):
    assert parse_code(came) == kept


@pytest.mark.parametrize("came", ["1.2E+05", 1.5, True, None, "", "x" * 61, "#REF!", "\ufffd"])
def test_what_is_no_code_is_refused(came):
    with pytest.raises(ValueProblem):
        parse_code(came)
