"""Laws of the check: nothing is lost, nothing wrong gets through, and how a cell is written changes nothing."""

import random

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.cell_text import parse_code, parse_text, tidy_text
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.coordinates import degrees_reader
from geo_target.intake.checking.row_keys import compact
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_coordinates import parse_degrees
from geo_target.persian import compact_name, to_ascii_digits, to_persian_digits
from tests.support.intake_register import features, reference_register, table

FACILITIES = [
    "کد مرکز",
    "نام مرکز",
    "استان",
    "شهر",
    "وضعیت",
    "ظرفیت",
    "زیربنا",
    "در حاشیه شهر",
    "طول جغرافیایی",
    "عرض جغرافیایی",
]
GROUPS = [
    "کد گروه",
    "نام گروه",
    "استان",
    "روستا",
    "بستر",
    "اعضا",
    "زنان",
    "زنان سرپرست خانوار",
    "طول جغرافیایی",
    "عرض جغرافیایی",
]
HOODS = [
    "کد محله",
    "محله",
    "شهر",
    "نوع",
    "جمعیت",
    "خانوار",
    "جویای کار",
    "زنان سرپرست خانوار",
    "محرومیت",
    "wkt",
]
PROVINCES = {facts["code"]: facts["name_fa"] for facts, _ in features("provinces")}
CITIES = [(facts["name_fa"], PROVINCES[facts["province_code"]], place) for facts, place in features("cities")]

names = st.text(alphabet="ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی ۱۲۳\u200c", min_size=1, max_size=12)
junk = st.one_of(
    st.none(), st.booleans(), st.text(max_size=8), st.integers(), st.floats(), st.sampled_from(["#REF!", "ن\0م", "-", "x" * 600, "۱٬۲۳۴", 1e300])
)  # fmt: skip
numbers = st.integers(0, 30).map(str)


def mostly(good, chance=20):
    return st.integers(0, chance - 1).flatmap(lambda dice: good if dice else junk)


@st.composite
def facilities(draw, clean=False):
    cell = (lambda good: good) if clean else mostly
    city, province, place = draw(st.sampled_from(CITIES))
    east, north = (draw(st.floats(-0.02, 0.02)) for _ in range(2))
    return [
        draw(cell(st.integers(1, 10**6).map(str))), draw(cell(names.map(lambda name: f"مرکز {name}"))), draw(cell(st.just(province))),
        draw(cell(st.just(city))), draw(cell(st.sampled_from(["فعال", "تعطیل", "مصوب", "پیشنهادی"]))),
        draw(cell(st.one_of(st.none(), numbers))), draw(cell(st.one_of(st.none(), st.integers(1, 999).map(str)))),
        draw(cell(st.sampled_from(["بله", "خیر"]))),
        draw(cell(st.just(f"{place.x + east:.6f}"))), draw(cell(st.just(f"{place.y + north:.6f}"))),
    ]  # fmt: skip


@st.composite
def groups(draw):
    _, province, place = draw(st.sampled_from(CITIES))
    return [
        draw(mostly(st.integers(1, 10**6).map(str))), draw(mostly(names)), draw(mostly(st.just(province))), draw(mostly(names)),
        draw(mostly(st.sampled_from(["روستا", "حاشیه شهر"]))), draw(mostly(st.integers(12, 28).map(str))),
        draw(mostly(st.integers(0, 28).map(str))), draw(mostly(st.one_of(st.none(), st.integers(0, 9).map(str)))),
        draw(mostly(st.just(str(place.x)))), draw(mostly(st.just(str(place.y)))),
    ]  # fmt: skip


@st.composite
def hoods(draw):
    city, _, place = draw(st.sampled_from(CITIES))
    x, y = place.x + draw(st.floats(-0.02, 0.02)), place.y + draw(st.floats(-0.02, 0.02))
    corners = [
        (x, y),
        (x + 0.004, y),
        (x + 0.004, y + 0.004),
        (x, y + draw(st.sampled_from([0.004, 0.004, 0.004, -0.002]))),
    ]
    return [
        draw(mostly(st.integers(1, 10**6).map(str))), draw(mostly(names)), draw(mostly(st.just(city))),
        draw(mostly(st.sampled_from(["بافت فرسوده", "حاشیه‌نشین"]))), draw(mostly(st.integers(0, 40).map(str))), draw(mostly(numbers)),
        draw(mostly(numbers)), draw(mostly(st.integers(0, 9).map(str))), draw(mostly(st.sampled_from(["0", "1", "0.5", "۲۵٪"]))),
        draw(mostly(st.just(shapely.Polygon([*corners, corners[0]]).wkt))),
    ]  # fmt: skip


LISTS = st.one_of(
    st.tuples(st.just("training_centres"), st.just(FACILITIES), st.lists(facilities(), max_size=12)),
    st.tuples(
        st.just("bank_branches"),
        st.just(["کد شعبه", "نام شعبه", *FACILITIES[2:]]),
        st.lists(facilities(), max_size=12),
    ),
    st.tuples(st.just("self_help_groups"), st.just(GROUPS), st.lists(groups(), max_size=12)),
    st.tuples(st.just("neighbourhoods"), st.just(HOODS), st.lists(hoods(), max_size=12)),
)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def check(layer, headers, rows, **options):
    return check_layer(table(headers, rows), layer, reference_register(layer), CheckOptions(**options))


def without(checked, *names):
    kept = [place for place, name in enumerate(checked.columns) if name not in names]
    return [tuple(row[place] for place in kept) for row in checked.rows]


@SLOW
@given(LISTS, st.sampled_from(["replace", "update", "add"]))
def test_every_row_is_accepted_or_refused_with_a_reason(made, mode):
    layer, headers, rows = made
    checked = check(layer, headers, rows, mode=mode)
    report = checked.report
    whole = [p for p in report.problems if p.row is None and p.severity == "error"]
    assert {p.code for p in whole} <= {"nothing-accepted", "which-column", "crs-not-stated"}
    if {"which-column", "crs-not-stated"} & {p.code for p in whole}:
        assert len(checked.rows) == len(checked.refused) == 0
        return
    assert len(checked.rows) + len(checked.refused) == len(rows) == report.rows_read
    assert (report.rows_accepted, report.rows_refused) == (len(checked.rows), len(checked.refused))
    assert sorted([*checked.numbers, *(refused.row.number for refused in checked.refused)]) == list(
        range(2, len(rows) + 2)
    )
    wrong = {p.row for p in report.problems if p.severity == "error" and p.row is not None}
    assert wrong == {refused.row.number for refused in checked.refused}
    assert all(any(p.severity == "error" for p in refused.problems) for refused in checked.refused)
    assert report.ok == (not checked.refused and not whole)
    assert (not checked.rows) == ("nothing-accepted" in {p.code for p in whole})


@SLOW
@given(LISTS)
def test_every_accepted_row_is_one_that_the_database_takes(made):
    layer, headers, rows = made
    checked = check(layer, headers, rows)
    codes = [row[0] for row in checked.rows]
    assert len(set(codes)) == len(codes)
    for row in checked.rows:
        values = dict(zip(checked.columns, row, strict=True))
        for text in (value for value in values.values() if isinstance(value, str)):
            assert text.strip()
            assert "\0" not in text
            text.encode("utf-8")
        assert values["province_code"] in PROVINCES
        shape = shapely.from_wkb(values["geom"])
        assert shapely.get_srid(shape) == 4326
        assert shape.is_valid
        assert not shape.is_empty
        west, south, east, north = shape.bounds
        assert 43.5 <= west <= east <= 64
        assert 24.5 <= south <= north <= 40.5
        _hold(layer, values)


def _hold(layer, values):
    if layer == "self_help_groups":
        assert values["setting"] in {"village", "urban_outskirt"}
        assert 15 <= values["members"] <= 25
        assert 0 <= values["women"] <= values["members"]
        assert (
            values["women_heads_of_household"] is None
            or 0 <= values["women_heads_of_household"] <= values["women"]
        )
    elif layer == "neighbourhoods":
        assert 0 <= values["households"] <= values["population"] < 2**31
        assert 0 <= values["job_seekers"] <= values["population"]
        assert 0 <= values["women_heads_of_household"] <= values["households"]
        assert 0 <= values["deprivation"] <= 1
        assert shapely.from_wkb(values["geom"]).geom_type == "MultiPolygon"
    else:
        assert values["kind"] == layer.removesuffix("s").replace("branche", "branch")
        assert values["status"] in {"proposed", "approved", "operating", "closed"}
        assert values["capacity"] is None or 0 <= values["capacity"] < 2**31
        assert values["floor_area_m2"] is None or 0 < values["floor_area_m2"] < 2**31
        assert values["in_outskirts"] in {True, False}


@SLOW
@given(
    st.lists(facilities(clean=True), max_size=12, unique_by=(lambda row: row[0], lambda row: row[1])),
    st.randoms(),
)
def test_the_order_of_the_rows_changes_nothing_but_the_order(rows, chance):
    checked = check("training_centres", FACILITIES, rows)
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = check("training_centres", FACILITIES, [rows[place] for place in order])
    assert sorted(shuffled.rows) == sorted(checked.rows)
    assert len(shuffled.refused) == len(checked.refused)
    by_number = dict(zip(checked.numbers, checked.rows, strict=True))
    assert [by_number[order[number - 2] + 2] for number in shuffled.numbers] == list(shuffled.rows)


def rewritten(cell, chance):
    """The cell as another office would type it."""
    if not isinstance(cell, str):
        return cell
    text = chance.choice([to_persian_digits, to_ascii_digits, str])(cell)
    text = text.replace("ی", chance.choice("یيى")).replace("ک", chance.choice("کك"))
    text = text.replace(" ", chance.choice([" ", "  ", "\u00a0", " \u200c", "\u200f "]))
    text = text.replace("\u200c", chance.choice(["\u200c", "\u200c\u200c"]))
    return chance.choice(["", " ", "\u200c", "\ufeff"]) + text + chance.choice(["", " ", "\u200e"])


@SLOW
@given(st.lists(facilities(clean=True), max_size=8), st.integers())
def test_how_a_cell_is_typed_changes_no_row(rows, seed):
    chance = random.Random(seed)
    plain = check("training_centres", FACILITIES, rows)
    typed = check("training_centres", FACILITIES, [[rewritten(cell, chance) for cell in row] for row in rows])
    assert list(typed.rows) == list(plain.rows)
    assert typed.numbers == plain.numbers


@SLOW
@given(st.lists(facilities(clean=True), max_size=8))
def test_what_was_accepted_is_accepted_again_and_is_the_same(rows):
    first = check("training_centres", FACILITIES, rows)
    headers = [name for name in first.columns if name not in {"geom", "province_code"}]
    at = {name: first.columns.index(name) for name in first.columns}
    again = [
        [
            *(row[at[name]] for name in headers),
            PROVINCES[row[at["province_code"]]],
            shapely.from_wkb(row[at["geom"]]).wkt,
        ]
        for row in first.rows
    ]
    second = check("training_centres", [*headers, "province_name", "wkt"], again)
    assert without(second, "geom") == without(first, "geom")
    assert second.refused == ()


written = st.text(alphabet="ابپیکيك ءآأ۱۲5٫.,-+eE°'_\u200c\u200fـABCtc#٣", max_size=14)


def outcome(parse, cell):
    try:
        return parse(cell)
    except ValueProblem as problem:
        return problem.code


@given(written)
def test_the_short_ways_read_what_the_long_ones_do(cell):
    text = outcome(parse_text, cell)
    if text not in {"empty", "sheet-error"}:
        assert text == tidy_text(cell) == tidy_text(text)
    code = outcome(parse_code, cell)
    assert outcome(parse_code, f" {cell}") == code
    for axis in ("lon", "lat"):
        assert outcome(degrees_reader(axis), cell) == outcome(
            lambda one, axis=axis: parse_degrees(one, axis), cell
        )
    assert "".join(map(compact, cell.split(" "))) == compact_name(cell)
