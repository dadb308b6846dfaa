"""Laws of the parsers: what is written is read back, and nothing but a ValueProblem is ever raised."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo_target.intake.values import parse as values
from geo_target.persian import format_number, jalali, to_persian_digits

FIRST, LAST = dt.date(1921, 3, 21), dt.date(2099, 12, 31)
CELLS = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes(),
    st.text(alphabet="0123456789۰۱۲۳٠.,٬٫،/-+ ٪%°'\"NESWneشرقیمه:\u200c\u200f#e"),
)  # fmt: skip
PARSERS = [
    values.parse_int, values.parse_float, values.parse_share, values.parse_bool, values.parse_date, values.parse_status,
    values.parse_kind, values.parse_type, values.parse_pair, values.parse_zone,
    lambda cell: values.parse_degrees(cell, "lon"), lambda cell: values.parse_degrees(cell, "lat"),
    lambda cell: values.utm_to_lonlat(cell, cell, 39),
]  # fmt: skip


def outcome(parse, cell):
    """Return the value and None, or None and the problem; anything else that is raised fails the test."""
    try:
        return parse(cell), None
    except values.ValueProblem as problem:
        return None, problem


@given(CELLS)
def test_a_parser_returns_a_finite_value_or_says_in_both_languages_why_not(cell):
    for parse in PARSERS:
        value, problem = outcome(parse, cell)
        if problem is None:
            assert value is not None
            assert not isinstance(value, float) or math.isfinite(value)
        else:
            assert problem.expected_fa and problem.expected_en and problem.mend_fa and problem.mend_en  # noqa: PT018
            assert len(problem.came) <= 120


@given(CELLS)
def test_an_empty_cell_is_refused_by_every_parser_and_nothing_stands_in_for_it(cell):
    if values.is_empty(cell):
        for parse in PARSERS:
            with pytest.raises(values.ValueProblem):
                parse(cell)


@given(st.integers(0, values_most := 2_147_483_647), st.sampled_from(["fa", "en"]))
def test_a_number_that_the_product_writes_is_read_back(number, lang):
    assert values.parse_int(format_number(number, lang)) == number
    assert values.parse_int(number) == number <= values_most


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(["fa", "en"]))
def test_decimals_that_the_product_writes_are_read_back(scaled, decimals, lang):
    number = scaled / 10**decimals
    assert values.parse_float(format_number(number, lang, decimals=decimals)) == pytest.approx(number)


@given(st.dates(FIRST, LAST), st.sampled_from(["fa", "en"]))
def test_every_day_is_read_back_from_both_calendars(day, lang):
    assert values.parse_date(jalali(day, lang)) == day
    assert values.parse_date(day.isoformat()) == day
    assert values.parse_date(to_persian_digits(day.strftime("%Y/%m/%d"))) == day
    assert values.parse_date(jalali(day, "en").replace("/", "")) == day


@given(st.integers(0, 179 * 3600 * 100), st.booleans(), st.booleans())
def test_sixtieths_are_read_back_to_a_hundredth_of_a_second(hundredths, west, persian):
    seconds = hundredths / 100
    degrees, rest = divmod(hundredths, 360_000)
    minutes, rest = divmod(rest, 6000)
    text = f"{degrees}°{minutes}'{rest / 100:.2f}\""
    text = (
        to_persian_digits(text).replace(".", "٫") + (" غربی" if west else " شرقی")
        if persian
        else text + ("W" if west else "E")
    )
    assert values.parse_degrees(text, "lon") == pytest.approx((-1 if west else 1) * seconds / 3600, abs=1e-9)


@given(st.floats(44.0, 63.4), st.floats(25.0, 39.8))
def test_a_place_of_iran_comes_back_from_utm_within_a_millimetre(lon, lat):
    zone = values.zone_of(lon)
    east, north = Transformer.from_crs("EPSG:4326", f"EPSG:326{zone}", always_xy=True).transform(lon, lat)
    place = values.utm_to_lonlat(east, north, zone)
    assert (place.lon, place.lat) == pytest.approx((lon, lat), abs=1e-8)
    assert values.in_iran_box(lon, lat)
    assert values.looks_swapped(lat, lon)
    assert not values.looks_swapped(lon, lat)
