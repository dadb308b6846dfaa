"""Codes, rows that come twice, the three modes, sums: what holds between rows, and between them and what stands."""

from dataclasses import replace

import pytest
import shapely

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.assemble import ColumnRows
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.draft import MOST_WARNINGS
from geo_target.intake.source_error import SourceError
from tests.support.intake_register import features, reference_register, table

HEADERS = ["کد مرکز", "نام مرکز", "شهر", "وضعیت", "ظرفیت", "طول جغرافیایی", "عرض جغرافیایی"]
STANDING = ("TC-00005", "مرکز آموزش فنی و حرفه‌ای ۵ تهران", "تهران")


def row(code, name, number=0, city="مشهد", capacity=10):
    lon, lat = (59.6, 36.3) if city == "مشهد" else (51.42, 35.69)
    return [code, name, city, "دایر", capacity, lon + number / 1000, lat]


def check(rows, headers=HEADERS, layer="training_centres", totals=None, register=None, **options):
    source = table(headers, rows, totals=totals)
    return check_layer(source, layer, register or reference_register(layer), CheckOptions(**options))


def column(checked, name):
    return [one[checked.columns.index(name)] for one in checked.rows]


def found(checked, severity="error"):
    return [
        (p.code, p.row, p.column)
        for p in checked.report.problems
        if p.severity == severity and p.row is not None
    ]


def notes(checked):
    return " ".join(note.en for note in checked.report.notes)


def test_own_codes_are_kept_and_missing_ones_made_beyond_all_that_were_used():
    register = replace(reference_register("training_centres"), used_codes=frozenset({"TC-00700", "TC-00250"}))
    checked = check(
        [row("tc-۰۰۹۰۰", "یک"), row(None, "دو", 1), row("8", "سه", 2), row(None, "چهار", 3)],
        register=register,
    )
    assert column(checked, "code") == ["TC-00900", "TC-00901", "8", "TC-00902"]
    assert "2 rows without a code: a new one" in notes(checked)


def test_a_row_without_a_code_is_the_standing_row_of_its_name_in_its_city():
    checked = check(
        [
            row(None, STANDING[1].replace("\u200c", " ").replace("ی", "ي"), city="تهران"),
            row(None, STANDING[1], 1),
        ]
    )
    assert column(checked, "code") == ["TC-00005", "TC-00251"]
    assert "1 row without a code: that of the standing row" in notes(checked)


def test_a_standing_code_is_not_given_twice():
    rows = [row(STANDING[0], "دیگر", city="تهران"), row(None, STANDING[1], 1, city="تهران")]
    assert column(check(rows), "code") == ["TC-00005", "TC-00251"]


def test_counties_and_neighbourhoods_count_within_what_they_lie_in():
    area = [f"POLYGON ((59.{n}0 36.2, 59.{n}1 36.2, 59.{n}1 36.21, 59.{n}0 36.2))" for n in (5, 6)]
    headers = ["محله", "شهر", "نوع", "جمعیت", "خانوار", "جویای کار", "زنان سرپرست خانوار", "محرومیت", "wkt"]
    rows = [
        [name, "مشهد", "فرسوده", 9, 3, 1, 1, "0.5", one] for name, one in zip(("الف", "ب"), area, strict=True)
    ]
    register = reference_register("neighbourhoods")
    last = max(code for code in register.used_codes if code.startswith("N124665-"))
    made = [f"N124665-{int(last[-3:]) + n:03d}" for n in (1, 2)]
    assert column(check(rows, headers=headers, layer="neighbourhoods"), "code") == made
    wide = "POLYGON ((59.0 36.0, 59.5 36.0, 59.5 36.4, 59.0 36.0))"
    counties = check([["نمونه", "خراسان رضوی", wide]], headers=["شهرستان", "استان", "wkt"], layer="counties")
    assert column(counties, "code") == ["IR-09-C001"]


def test_a_city_is_found_by_another_spelling_and_a_new_one_numbered_beyond_geonames():
    headers = ["شهر", "استان", "جمعیت", "در گزارش", "طول جغرافیایی", "عرض جغرافیایی"]
    rows = [
        ["مشهد مقدس", "خراسان رضوی", 9, "بله", 59.6, 36.3],
        ["نمونه آباد", "خراسان رضوی", 9, "خیر", 59.7, 36.3],
    ]
    assert column(check(rows, headers=headers, layer="cities"), "code") == ["C124665", "C900000001"]


@pytest.mark.parametrize("code", ["PC-00001", "C124665", "CR-0001", "IR-09", "N124665-001"])
def test_a_code_of_another_layer_is_refused(code):
    assert found(check([row(code, "یک"), row(None, "دو", 1)])) == [("code-of-another-layer", 2, "کد مرکز")]


def test_a_plain_code_that_another_kind_of_facility_has_is_refused():
    register = reference_register("training_centres")
    register = replace(register, codes={**register.codes, "bank_branches": frozenset({"77"})})
    assert (
        found(check([row("77", "یک"), row("78", "دو", 1)], register=register))[0][0]
        == "code-of-another-layer"
    )


def test_a_code_that_comes_twice_is_refused_where_it_comes_again():
    checked = check([row("7", "یک"), row("8", "دو", 1), row("۷", "سه", 2)])
    assert found(checked) == [("duplicate-code", 4, "کد مرکز")]
    assert "row 2" in checked.refused[0].problems[0].mend_en


def test_one_name_twice_in_a_city_is_an_error_without_codes_and_a_warning_with_them():
    rows = [row(None, "یک"), row(None, "يك", 1), row(None, "یک", 2, city="تهران")]
    assert found(check(rows)) == [("same-name", 3, "نام مرکز")]
    coded = [[f"9{i}", *one[1:]] for i, one in enumerate(rows)]
    assert found(check(coded)) == []
    assert found(check(coded), "warning") == [("same-name", 3, "نام مرکز")]


def test_groups_of_one_name_in_two_villages_are_two():
    headers = ["نام گروه", "استان", "روستا", "بستر", "اعضا", "زنان", "طول جغرافیایی", "عرض جغرافیایی"]
    rows = [
        ["نرگس", "خراسان رضوی", place, "روستا", 20, 20, 59.6 + n, 36.3]
        for n, place in enumerate(("الف", "ب"))
    ]
    assert check(rows, headers=headers, layer="self_help_groups").report.ok
    again = check([*rows, rows[0]], headers=headers, layer="self_help_groups")
    assert ("same-name", 4, "نام گروه") in found(again)


@pytest.mark.parametrize(
    ("members", "women", "wrong"), [(15, 15, 0), (25, 0, 0), (14, 1, 1), (26, 1, 1), (20, 21, 1)]
)
def test_a_group_has_fifteen_to_twenty_five_members_women_among_them(members, women, wrong):
    headers = ["نام گروه", "استان", "روستا", "بستر", "اعضا", "زنان", "طول جغرافیایی", "عرض جغرافیایی"]
    rows = [["نرگس", "خراسان رضوی", "الف", "روستا", members, women, 59.6, 36.3]]
    assert len(found(check(rows, headers=headers, layer="self_help_groups"))) == wrong


def test_places_within_twenty_metres_are_told():
    rows = [row("1", "یک"), row("2", "دو"), row("3", "یک")]
    rows[2][5] += 0.000001
    assert found(check(rows), "warning") == [("same-place", 3, "طول جغرافیایی"), ("same-name", 4, "نام مرکز")]
    assert found(check(rows)) == [("same-place-same-name", 4, "طول جغرافیایی")]


def test_neighbourhoods_that_overlap_are_refused():
    headers = ["محله", "شهر", "نوع", "جمعیت", "خانوار", "جویای کار", "زنان سرپرست خانوار", "محرومیت", "wkt"]
    boxes = [shapely.box(59.5, 36.2, 59.51, 36.21), shapely.box(59.505, 36.2, 59.515, 36.21)]
    rows = [[str(n), "مشهد", "فرسوده", 9, 3, 1, 1, "0.5", one.wkt] for n, one in enumerate(boxes)]
    assert [one[:2] for one in found(check(rows, headers=headers, layer="neighbourhoods"))] == [
        ("overlap", 3)
    ]


def test_adding_refuses_what_stands_and_updating_takes_it():
    rows = [row(*STANDING[:2], city="تهران"), row(None, "تازه", 1)]
    assert found(check(rows, mode="add")) == [("known-code", 2, "کد مرکز")]
    taken = check(rows, mode="update")
    assert column(taken, "code") == ["TC-00005", "TC-00251"]
    assert "in_outskirts" not in taken.columns


def test_an_update_leaves_out_the_columns_that_the_list_has_not():
    checked = check([["TC-00005", 77]], headers=["کد مرکز", "ظرفیت"], mode="update")
    assert checked.columns == ("code", "kind", "capacity")
    assert list(checked.rows) == [("TC-00005", "training_centre", 77)]
    assert "present values stay" in notes(checked)


def test_a_new_row_of_an_update_needs_every_column():
    checked = check([["TC-00005", 77], ["TC-00999", 5]], headers=["کد مرکز", "ظرفیت"], mode="update")
    assert {code for code, number, _ in found(checked) if number == 3} == {"empty"}
    assert column(checked, "code") == ["TC-00005"]


def test_a_name_that_a_standing_row_has_under_another_code_is_told():
    rows = [row("TC-00900", STANDING[1], city="تهران")]
    assert ("same-name-standing", 2, "نام مرکز") in found(check(rows, mode="add"), "warning")
    assert found(check(rows, mode="replace"), "warning") == []


def test_a_row_of_totals_that_does_not_add_up_is_told():
    rows = [row("1", "یک", capacity="۱٬۲۰۰"), row("2", "دو", 1, capacity=800)]
    assert found(check(rows, totals=["جمع", None, None, None, "۲۰۰۰", None, None]), "warning") == []
    told = check(rows, totals=["جمع", None, None, None, 2001, None, None])
    assert found(told, "warning") == [("total-differs", 4, "ظرفیت")]
    assert told.report.ok


def test_the_totals_of_the_programme_are_told_and_stop_nothing():
    facts = [f for f, _ in features("cities")][:2]
    headers = ["شهر", "استان", "جمعیت", "در گزارش", "طول جغرافیایی", "عرض جغرافیایی"]
    rows = [[facts[0]["name_fa"], facts[0]["province_code"], 9, "بله", 59.6, 36.3]]
    provinces = {f["code"]: f["name_fa"] for f, _ in features("provinces")}
    rows[0][1] = provinces[rows[0][1]]
    place = next(s for f, s in features("cities") if f is facts[0])
    rows[0][4:] = [place.x, place.y]
    whole = check(rows, headers=headers, layer="cities")
    assert [p.code for p in whole.report.problems if p.row is None and p.code == "programme-total"] == [
        "programme-total"
    ]
    assert whole.report.ok
    assert "programme-total" not in [
        p.code for p in check(rows, headers=headers, layer="cities", mode="update").report.problems
    ]


def test_a_fault_of_reading_refuses_its_row():
    fault = SourceError(
        "formula",
        expected=("مقدار", "a value"),
        came="=A1",
        mend=("ب", "write it"),
        file="list.xlsx",
        row=3,
        column="ظرفیت",
    )
    source = table(HEADERS, [row("1", "یک"), row("2", "دو", 1, capacity=None)], faults=[fault])
    checked = check_layer(source, "training_centres", reference_register("training_centres"), CheckOptions())
    assert found(checked) == [("formula", 3, "ظرفیت")]
    whole = replace(
        source, faults=(SourceError("cut", expected=("", ""), came="", mend=("", ""), file="list.xlsx"),)
    )
    assert not check_layer(
        whole, "training_centres", reference_register("training_centres"), CheckOptions()
    ).rows


def test_warnings_of_one_kind_are_told_up_to_a_number_and_then_counted():
    rows = [row(str(n), f"نام {n}") for n in range(MOST_WARNINGS + 51)]
    checked = check(rows)
    assert len(found(checked, "warning")) == MOST_WARNINGS
    assert "50 more warnings of the kind same-place" in notes(checked)
    assert checked.report.rows_accepted == len(rows)


def test_progress_ends_with_every_row():
    told = []
    source = table(HEADERS, [row("1", "یک")])
    check_layer(
        source, "training_centres", reference_register("training_centres"), CheckOptions(),
        progress=lambda done, rows: told.append((done, rows)),
    )  # fmt: skip
    assert told[-1] == (1, 1)
    assert told == sorted(told)


def test_rows_over_columns_are_a_sequence_of_tuples():
    rows = ColumnRows([[1, 2, 3], ["a", "b", "c"]], 3)
    assert list(rows) == [(1, "a"), (2, "b"), (3, "c")] == rows[:]
    assert rows[-1] == (3, "c")
    assert rows[1:] == [(2, "b"), (3, "c")]
    assert rows == [(1, "a"), (2, "b"), (3, "c")]
    assert rows != [(1, "a")]
    assert (2, "b") in rows
    assert len(ColumnRows([], 0)) == 0


def test_an_update_keeps_the_english_name_of_a_row_that_it_renames():
    renamed = check([["TC-00005", "نام تازه"]], headers=["کد مرکز", "نام مرکز"], mode="update")
    assert column(renamed, "name_en") == ["Training centre 5, Tehran"]
    replaced = check([row("TC-00005", "نام تازه", city="تهران")])
    assert column(replaced, "name_en") == ["نام تازه"]


def test_of_two_rows_of_one_name_the_first_is_the_standing_one_and_the_second_is_refused():
    rows = [row(None, STANDING[1], n, city="تهران") for n in (0, 1)]
    checked = check(rows)
    assert column(checked, "code") == ["TC-00005"]
    assert found(checked) == [("same-name", 3, "نام مرکز")]


def test_groups_of_one_name_in_a_province_are_not_taken_for_one_that_stands():
    facts = features("self_help_groups")[0][0]
    headers = ["نام گروه", "استان", "روستا", "بستر", "اعضا", "زنان", "طول جغرافیایی", "عرض جغرافیایی"]
    province = next(f["name_fa"] for f, _ in features("provinces") if f["code"] == facts["province_code"])
    place = features("self_help_groups")[0][1]
    rows = [
        [facts["name_fa"], province, village, "روستا", 20, 20, place.x, place.y + n / 1000]
        for n, village in enumerate("اب")
    ]
    assert column(check(rows[:1], headers=headers, layer="self_help_groups"), "code") == [facts["code"]]
    both = column(check(rows, headers=headers, layer="self_help_groups"), "code")
    assert facts["code"] not in both
    assert len(set(both)) == 2


def test_a_name_without_a_city_is_told_apart_by_its_province():
    headers = ["نام شعبه", "استان", "وضعیت", "طول جغرافیایی", "عرض جغرافیایی"]
    rows = [["مرکزی", "تهران", "دایر", 51.42, 35.69], ["مرکزی", "خراسان رضوی", "دایر", 59.6, 36.3]]
    assert check(rows, headers=headers, layer="bank_branches").report.ok
    again = [*rows, ["مرکزی", "تهران", "دایر", 51.43, 35.69]]
    assert found(check(again, headers=headers, layer="bank_branches")) == [("same-name", 4, "نام شعبه")]
