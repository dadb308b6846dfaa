"""Coordinates of cells: degrees, sixtieths, UTM; Persian and Latin."""

import pytest

from geo_target.intake.values.parse import (
    LonLat,
    ValueProblem,
    in_iran_box,
    looks_swapped,
    parse_degrees,
    parse_pair,
    parse_zone,
    utm_to_lonlat,
    zone_of,
)

LON = 51 + 25 / 60 + 17.4 / 3600


@pytest.mark.parametrize(
    "came",
    [
        "51°25'17.4\"E", "51° 25' 17.4\" E", "E51°25'17.4\"", "51°25′17.4″", "۵۱°۲۵′۱۷٫۴″ شرقی", "۵۱º۲۵’۱۷٫۴” شرقی",
        "51 25 17.4", "51-25-17.4", "51:25:17.4", "51d25m17.4s", "51d25m17.4sE", "51deg 25min 17.4sec",
        "۵۱ درجه و ۲۵ دقیقه و ۱۷٫۴ ثانیه شرقی", "51 درجه 25 دقیقه 17.4 ثانیه", "51°25'17.4''", "طول شرقی ۵۱°۲۵′۱۷٫۴″",
        "51° 25.29'", "٥١°٢٥′١٧٫٤″", "lon: 51°25'17.4\"", "\u200f51°25'17.4\"",
    ],
)  # fmt: skip
def test_sixtieths_are_read_in_every_way_of_writing_them(came):
    assert parse_degrees(came, "lon") == pytest.approx(LON, abs=1e-9)


@pytest.mark.parametrize(
    ("came", "axis", "degrees"),
    [
        (51.42151, "lon", 51.42151), ("51.42151", "lon", 51.42151), ("۵۱٫۴۲۱۵۱", "lon", 51.42151), ("51.42°", "lon", 51.42),
        ("51.42 E", "lon", 51.42), ("شرقی ۵۱٫۴۲", "lon", 51.42), ("طول جغرافیایی: 51.42", "lon", 51.42),
        ("-51.42", "lon", -51.42), ("51.42 W", "lon", -51.42), ("35.7 شمالی", "lat", 35.7), ("35°S", "lat", -35),
        (35, "lat", 35.0), ("عرض شمالی 35.7", "lat", 35.7), ("-35°30'", "lat", -35.5), ("-0°30'", "lat", -0.5),
    ],
)  # fmt: skip
def test_decimal_degrees_are_read_with_and_without_a_hemisphere(came, axis, degrees):
    assert parse_degrees(came, axis) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("came", "axis", "code"),
    [
        (None, "lon", "empty"), ("", "lat", "empty"), ("51,42151", "lon", "not-degrees"), ("51/42151", "lon", "not-degrees"),
        ("51 25", "lon", "not-degrees"), ("تهران", "lon", "not-degrees"), ("nan", "lon", "not-degrees"),
        (float("nan"), "lon", "not-a-number"), (float("inf"), "lat", "not-a-number"), ("1e2", "lon", "not-degrees"),
        ("35 N", "lon", "wrong-hemisphere"), ("51 شرقی", "lat", "wrong-hemisphere"), ("51 E N", "lon", "wrong-hemisphere"),
        ("-51 W", "lon", "not-degrees"), ("51°60'00\"", "lon", "out-of-range"), ("51°25'60\"", "lon", "out-of-range"),
        ("51.5°25'", "lon", "out-of-range"), (95, "lat", "out-of-range"), (181, "lon", "out-of-range"),
        (512517, "lon", "out-of-range"), (538312.5, "lon", "out-of-range"), (True, "lon", "wrong-type"), ("#REF!", "lon", "sheet-error"),
    ],
)  # fmt: skip
def test_degrees_that_could_be_something_else_are_refused(came, axis, code):
    with pytest.raises(ValueProblem) as refused:
        parse_degrees(came, axis)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "came",
    [
        "32°39'09\"N 51°40'29\"E", "51°40'29\"E 32°39'09\"N", "32°39'09\"N, 51°40'29\"E", "N32°39'09\", E51°40'29\"",
        "۳۲°۳۹′۰۹″ شمالی ۵۱°۴۰′۲۹″ شرقی", "۵۱°۴۰′۲۹″ شرقی، ۳۲°۳۹′۰۹″ شمالی", "32.6525, 51.674722", "51.674722, 32.6525",
        "51.674722 32.6525", "51.674722;32.6525", "lat 32.6525, lon 51.674722", "طول ۵۱٫۶۷۴۷۲۲ و عرض ۳۲٫۶۵۲۵",
    ],
)  # fmt: skip
def test_both_coordinates_in_one_cell_are_told_apart(came):
    place = parse_pair(came)
    assert (place.lon, place.lat) == pytest.approx((51.674722, 32.6525), abs=1e-6)


@pytest.mark.parametrize(
    ("came", "code"),
    [
        ("10, 20", "which-is-which"),
        ("32N 33N", "which-is-which"),
        ("51.6", "not-degrees"),
        ("1,2,3", "not-degrees"),
        ("", "empty"),
    ],
)
def test_two_numbers_that_nothing_tells_apart_are_asked_about(came, code):
    with pytest.raises(ValueProblem) as refused:
        parse_pair(came)
    assert refused.value.code == code


def test_swapped_coordinates_are_told_and_nothing_else_is():
    assert looks_swapped(35.7, 51.4)
    assert not looks_swapped(51.4, 35.7)
    assert not looks_swapped(35.7, 36.0)
    assert not looks_swapped(2.3, 48.9)
    assert in_iran_box(51.4, 35.7)
    assert not in_iran_box(35.7, 51.4)


@pytest.mark.parametrize(
    ("came", "zone"),
    [
        (39, 39),
        (39.0, 39),
        ("۳۹", 39),
        ("39N", 39),
        ("39 R", 39),
        ("39S", 39),
        ("زون ۴۰", 40),
        ("Zone 38 N", 38),
        ("UTM 41", 41),
        ("EPSG:32640", 40),
        ("UTM Zone 39", 39),
    ],
)
def test_a_zone_is_read_in_every_way_of_writing_it(came, zone):
    assert parse_zone(came) == zone


@pytest.mark.parametrize("came", [37, 42, "", None, "39.5", 39.5, "north", 32539, float("inf"), float("nan")])
def test_a_zone_that_iran_does_not_lie_in_is_refused(came):
    with pytest.raises(ValueProblem):
        parse_zone(came)


def test_utm_of_tehrans_azadi_square_is_where_it_stands():
    place = utm_to_lonlat(529_500, "۳٬۹۵۰٬۵۰۰", "39N")
    assert isinstance(place, LonLat)
    assert place.lon == pytest.approx(51.327, abs=0.002)
    assert place.lat == pytest.approx(35.698, abs=0.002)
    assert zone_of(place.lon) == 39


def test_utm_columns_that_have_changed_places_are_told_not_mended():
    with pytest.raises(ValueProblem) as refused:
        utm_to_lonlat(3_950_500, 529_500, 39)
    assert refused.value.code == "utm-swapped"
    for east, north in [(51.4, 35.7), (529_500, 0), (float("nan"), 1)]:
        with pytest.raises(ValueProblem):
            utm_to_lonlat(east, north, 39)
