"""Headers to columns: what is sure is found, what is not is asked, nothing is guessed."""

import itertools

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from geo_target.errors import InputError, UnknownLayerError
from geo_target.exchange.fields import LAYER_COLUMNS, all_fields
from geo_target.intake.columns.guess import guess_mapping
from geo_target.intake.columns.synonyms import all_headers, layer_names, layer_words, words
from geo_target.intake.columns.units import split_unit
from geo_target.store import tables

FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)
NOT_FROM_A_FILE = {"id", "dataset_id", "retired_by", "geom"}
CENTRES = ["ردیف", "نام مرکز", "استان", "شهر", "نام محله", "وضعیت", "ظرفیت", "طول جغرافیایی", "عرض جغرافیایی"]


def fields_of(headers, layer, **options):
    return [column.field for column in guess_mapping(headers, layer, **options).columns]


@pytest.mark.parametrize("layer", layer_names())
def test_every_stored_column_of_a_layer_can_be_found(layer):
    table = getattr(tables, "facilities" if layer in FACILITIES else layer)
    stored = {column.name for column in table.columns} - NOT_FROM_A_FILE
    assert stored <= set(layer_words(layer).fields)


@pytest.mark.parametrize("layer", [layer for layer in layer_names() if layer in LAYER_COLUMNS])
@pytest.mark.parametrize("spelling", ["name", "short", "label_fa", "label_en"])
def test_the_headers_of_our_own_files_are_understood_without_a_question(layer, spelling):
    fields = layer_words(layer).fields
    columns = (*LAYER_COLUMNS[layer], "lon", "lat")
    wanted = [name if name in fields else None for name in columns]
    if layer in {"provinces", "counties"}:
        wanted[-2:] = [None, None]
    headers = [getattr(all_fields()[name], spelling) for name in columns]
    mapping = guess_mapping(headers, layer)
    assert [column.field for column in mapping.columns] == wanted
    assert mapping.questions == ()


@pytest.mark.parametrize("layer", layer_names())
def test_only_coordinates_have_a_name_of_two_meanings(layer):
    known = layer_words(layer)
    two = {fields for fields in known.compact.values() if len(fields) > 1}
    assert two <= {("lon", "easting"), ("lat", "northing")}


@pytest.mark.parametrize("layer", layer_names())
def test_every_name_of_the_dictionary_finds_its_field(layer):
    for name, fields in layer_words(layer).names.items():
        if len(fields) == 1:
            field = layer_words(layer).stands_in.get(fields[0], fields[0])
            assert fields_of([name], layer) == [field], name


def test_every_unit_of_the_dictionary_is_one_that_is_defined():
    units = set(words().units.values())
    assert {unit for factors in words().factors.values() for unit in factors} <= units


@given_(st.permutations(CENTRES))
def test_the_order_of_the_columns_changes_nothing(headers):
    found = dict(zip(headers, fields_of(headers, "training_centres"), strict=True))
    assert found == dict(zip(CENTRES, fields_of(CENTRES, "training_centres"), strict=True))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("نام مرکز", "name_fa"),
        ("نام‌مرکز", "name_fa"),
        ("نام  مـركز ", "name_fa"),
        ("نام\nمرکز", "name_fa"),
        ("عرض جغرافيايي", "lat"),
        ("عرض جغرافیایی (Y)", "lat"),
        ("طولِ جغرافیائی", "lon"),
        ("کد\u200cمحله", "neighbourhood_code"),
        ("ظرفیت سال ۱۴۰۲", "capacity"),
        ("ظرفيت(نفر)", "capacity"),
        ("City_Name", "city_name"),
        ("LATITUDE", "lat"),
        ("UTM_X", "easting"),
        ("قاچ", "zone"),
        ("UTM / X", "easting"),
        ("مختصات UTM / عرض", "northing"),
        ("کد (شهر)", "city_code"),
    ],
)
def test_spellings_of_a_header_are_one(header, field):
    assert fields_of([header], "training_centres") == [field]


@pytest.mark.parametrize(
    ("layer", "header", "field"),
    [
        ("provinces", "استان", "name_fa"),
        ("cities", "استان", "province_name"),
        ("cities", "نام شهر", "name_fa"),
        ("neighbourhoods", "نام شهر", "city_name"),
        ("neighbourhoods", "نام محله", "name_fa"),
        ("bank_branches", "نام محله", "neighbourhood_name"),
        ("federations", "شهرستان", "county_fa"),
        ("self_help_groups", "شهرستان", "county_name"),
        ("course_runs", "نام مرکز", "training_centre_name"),
        ("candidate_sites", "نوع", "kind"),
        ("neighbourhoods", "نوع", "type"),
    ],
)
def test_a_header_means_what_its_layer_makes_of_it(layer, header, field):
    assert fields_of([header], layer) == [field]


@pytest.mark.parametrize(
    ("header", "base", "unit"),
    [
        ("مساحت (هکتار)", "مساحت", "ha"),
        ("مساحت به متر مربع", "مساحت", "m2"),
        ("مساحت (بر حسب متر مربع)", "مساحت", "m2"),
        ("area (m2)", "area", "m2"),
        ("area [m²]", "area", "m2"),
        ("شعاع به کیلومتر", "شعاع", "km"),
        ("بودجه «میلیون ریال»", "بودجه", "million_rials"),
        ("بودجه - میلیارد تومان", "بودجه", "billion_tomans"),
        ("شاخص محرومیت (٪)", "شاخص محرومیت", "percent"),
        ("deprivation %", "deprivation", "percent"),
        ("جمعیت (نفر)", "جمعیت", "people"),
        ("نام (انگلیسی)", "نام انگلیسی", None),
        ("هکتار", "هکتار", None),
        ("%", "", "percent"),
    ],
)
def test_the_unit_is_taken_off_a_header(header, base, unit):
    assert split_unit(header) == (base, unit)


@pytest.mark.parametrize(
    ("layer", "header", "field", "scale"),
    [
        ("training_centres", "زیربنا (هکتار)", "floor_area_m2", 10_000),
        ("training_centres", "area (m2)", "floor_area_m2", 1),
        ("candidate_sites", "بودجه (میلیارد ریال)", "budget_million_rials", 1_000),
        ("candidate_sites", "بودجه به تومان", "budget_million_rials", 1e-5),
        ("neighbourhoods", "جمعیت (هزار نفر)", "population", 1_000),
        ("neighbourhoods", "شاخص محرومیت (درصد)", "deprivation", 0.01),
        ("neighbourhoods", "جمعیت", "population", 1),
    ],
)
def test_a_unit_gives_the_factor_to_what_is_stored(layer, header, field, scale):
    (column,) = guess_mapping([header], layer).columns
    assert (column.field, column.scale) == (field, scale)


def test_a_unit_that_does_not_fit_is_asked_about():
    mapping = guess_mapping(["جمعیت (هکتار)"], "neighbourhoods")
    assert mapping.fields == ()
    (question,) = mapping.questions
    assert "ha" in question.text_en
    assert question.fields == ("population",)


def test_two_headers_of_one_field_are_asked_about_and_neither_is_used():
    mapping = guess_mapping(["نام", "جمعیت ۱۳۹۵", "جمعیت ۱۴۰۰"], "neighbourhoods")
    assert mapping.fields == ("name_fa",)
    (question,) = mapping.questions
    assert question.headers == ("جمعیت ۱۳۹۵", "جمعیت ۱۴۰۰")
    assert question.fields == ("population",)


def test_a_header_of_two_meanings_is_asked_about_where_no_cell_tells():
    mapping = guess_mapping(["X", "Y"], "training_centres")
    assert [question.fields for question in mapping.questions] == [("lon", "easting"), ("lat", "northing")]
    assert mapping.fields == ()


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ([(51.38, 35.69), (None, None)], ["lon", "lat"]),
        ([("۵۱٫۳۸", "۳۵٫۶۹")], ["lon", "lat"]),
        ([("51°23'10\"E", "35°41'N")], ["lon", "lat"]),
        ([(539_000.5, 3_950_000)], ["easting", "northing"]),
        ([("۵۳۹٬۰۰۰", "۳٬۹۵۰٬۰۰۰")], ["easting", "northing"]),
        ([(51.3, 35.6), (539_000, 3_950_000)], [None, None]),
        ([("نامعلوم", "-")], [None, None]),
        ([(float("nan"), True)], [None, None]),
    ],
)
def test_whether_x_is_a_longitude_is_told_by_the_cells_or_asked(cells, fields):
    mapping = guess_mapping(["X", "Y"], "training_centres", samples=cells)
    assert [column.field for column in mapping.columns] == fields
    assert len(mapping.questions) == fields.count(None)


def test_what_a_person_says_wins():
    headers = ["نام", "نام محله", "F7", "جمعیت"]
    given = {"F7": "population", "نام": "-", "جمعيت": ""}
    mapping = guess_mapping(headers, "neighbourhoods", given=given)
    assert [column.field for column in mapping.columns] == [None, "name_fa", "population", None]
    assert mapping.columns[2].confidence == 1.0
    assert mapping.questions == ()


def test_what_a_person_says_answers_a_question_and_keeps_the_unit():
    headers = ["جمعیت ۱۳۹۵", "جمعیت ۱۴۰۰ (هزار نفر)"]
    given = {"جمعیت ۱۴۰۰ (هزار نفر)": "population"}
    mapping = guess_mapping(headers, "neighbourhoods", given=given)
    assert mapping.questions == ()
    column = mapping.column("population")
    assert (column.index, column.scale) == (1, 1000)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"نام": "popluation"}, "popluation"),
        ({"هیچ": "population"}, "is not there"),
        ({"تکرار": "population"}, "2 times"),
        ({"نام": "population", "جمعیت": "population"}, "two"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(given, word):
    with pytest.raises(InputError, match=word):
        guess_mapping(["نام", "جمعیت", "تکرار", "تکرار"], "neighbourhoods", given=given)


def test_what_is_like_a_header_is_suggested_and_not_used():
    mapping = guess_mapping(["نام", "جمعییت", "تلفن", "مساحت"], "neighbourhoods")
    assert mapping.fields == ("name_fa",)
    assert mapping.suggestions == (("جمعییت", "population"),)


@pytest.mark.parametrize(
    "header", ["نام مدیر مرکز", "", "تعداد", "۱۴۰۲", "سال", "کد ملی مدیر", "تعداد مرکز", "کل شهر"]
)
def test_what_is_not_known_is_left_out(header):
    mapping = guess_mapping([header], "training_centres")
    assert mapping.fields == ()
    assert mapping.columns[0].confidence in (0.0, 1.0)


def test_confidence_falls_with_what_had_to_be_done():
    headers = ["name_fa", "نام شهر", "زیربنا (متر مربع)", "ظرفیت سال ۱۴۰۲"]
    sure = [column.confidence for column in guess_mapping(headers, "training_centres").columns]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == 1.0
    assert len(set(sure)) == 4


def test_an_unknown_layer_lists_those_that_there_are():
    with pytest.raises(UnknownLayerError, match="bank_branches"):
        guess_mapping(["نام"], "banks")


@given_(st.lists(st.text(max_size=12), max_size=6))
def test_any_headers_give_an_answer_for_each(headers):
    for layer in ("neighbourhoods", "course_runs"):
        mapping = guess_mapping(headers, layer)
        assert [column.header for column in mapping.columns] == headers
        assert len(set(mapping.fields)) == len(mapping.fields)
        for a, b in itertools.pairwise(mapping.columns):
            assert a.index + 1 == b.index


def test_a_province_s_code_is_its_code_unless_there_is_another():
    assert fields_of(["کد استان", "نام استان"], "provinces") == ["code", "name_fa"]
    assert fields_of(["کد", "کد استان"], "provinces") == ["code", "province_code"]
    assert fields_of(["کد استان"], "cities") == ["province_code"]


def test_the_words_of_headers_are_known_for_all_layers():
    assert {"نامشعبه", "ردیف", "utmx"} <= all_headers()


@pytest.mark.parametrize(
    ("layer", "header", "field"),
    [
        ("training_centres", "مشخصات مرکز / نام مرکز", "name_fa"),
        ("training_centres", "مشخصات مرکز / شهر", "city_name"),
        ("training_centres", "مشخصات مرکز / زیربنا (مترمربع)", "floor_area_m2"),
        ("training_centres", "مختصات UTM / زون", "zone"),
        ("training_centres", "مشخصات مدیر / نام", None),
        ("training_centres", "مدیر / شهر", None),
        ("bank_branches", "اطلاعات شعبه / کد شعبه", "code"),
        ("neighbourhoods", "محله / جمعیت", "population"),
        ("self_help_groups", "مشخصات گروه / تعداد اعضا", "members"),
        ("neighbourhoods", "مرد / تعداد", None),
    ],
)
def test_a_group_above_a_header_adds_nothing_if_it_is_what_the_rows_are(layer, header, field):
    column = guess_mapping([header], layer).columns[0]
    assert column.field == field
    assert column.confidence <= 0.95
