import csv

import numpy as np
import pytest
import shapely
from province_areas import cities, province_areas, shared_layer

from geo_target.intake.geography.inside import ISLANDS, TOLERANCE_M, TRANSFERRED, inside_province, places_of
from geo_target.intake.geography.province_map import ProvinceMap

AREAS = ProvinceMap(province_areas())
SQUARE = {"IR-90": shapely.box(50, 30, 51, 31), "IR-91": shapely.box(51, 30, 52, 31)}
NAMES = {"IR-90": ("غربی", "West"), "IR-91": ("شرقی", "East")}


def found(lon, lat, code, areas=SQUARE):
    findings = inside_province([shapely.Point(lon, lat)], [code], areas, names=NAMES)
    assert len(findings) <= 1
    return findings[0] if findings else None


@pytest.mark.parametrize(
    ("lon", "code", "severity"),
    [
        (50.5, None, None),  # inside
        (51.0, None, None),  # on the border
        (51.04, None, None),  # 3.9 km
        (51.1, "near-province-border", "warning"),  # 9.6 km
        (51.15, "near-province-border", "warning"),  # 14.4 km
        (51.2, "outside-province", "error"),  # 19.3 km
        (51.9, "outside-province", "error"),
    ],
)
def test_a_place_outside_its_province_is_nothing_a_warning_or_an_error_by_its_distance(lon, code, severity):
    finding = found(lon, 30.5, "IR-90")
    assert (finding and finding.code, finding and finding.severity) == (code, severity)


def test_it_is_told_which_province_it_lies_in_and_how_far_it_is():
    finding = found(51.5, 30.5, "IR-90")
    assert finding.mend == (
        "این جا در استان شرقی است، ۴۸ کیلومتر بیرون از غربی؛ استان یا مختصات را بازبینی کنید",
        "it lies in East, 48 km outside West: check the province and the coordinates",
    )
    assert finding.expected == ("جایی در استان غربی", "a place in the province of West")
    assert (finding.lon, finding.lat, finding.came) == (51.5, 30.5, "51.50000, 30.50000")


@pytest.mark.parametrize("code", ["IR-90", None, "IR-77"])
def test_a_place_outside_the_country_is_an_error_whatever_its_province(code):
    finding = found(54, 30.5, code)
    assert (finding.code, finding.severity) == ("outside-country", "error")
    assert "East" in finding.mend[1]
    assert found(52.04, 30.5, None) is None
    near = found(52.1, 30.5, code if code == "IR-77" else None)
    assert (near.code, near.severity) == ("near-country-border", "warning")


def test_rows_without_a_place_or_a_known_province_are_left_alone():
    shapes = np.array(
        [None, shapely.Point(), shapely.Point(50.5, 30.5), shapely.Point(51.5, 30.5)], dtype=object
    )
    assert inside_province(shapes, ["IR-90", "IR-90", None, "IR-77"], SQUARE) == []
    assert inside_province(shapes, ["IR-90"] * 4, {}) == []
    assert inside_province([], [], SQUARE) == []


def test_an_area_is_outside_when_more_than_half_of_it_is():
    """What lies within the tolerance of 5 km (0.052 degrees) counts as inside."""
    mostly_in = shapely.box(50.8, 30.4, 51.25, 30.6)
    mostly_out = shapely.box(50.9, 30.4, 51.4, 30.6)
    hook = shapely.union(shapely.box(50.2, 30.5, 51.9, 30.51), shapely.box(51.4, 30.1, 51.9, 30.9))
    hook = shapely.union(hook, shapely.box(50.2, 30.1, 50.6, 30.9))
    findings = inside_province(np.array([mostly_in, mostly_out, hook]), ["IR-90"] * 3, SQUARE)
    assert [(f.index, f.severity) for f in findings] == [(1, "warning"), (2, "warning")]
    for finding, shape in zip(findings, (mostly_out, hook), strict=True):
        assert shape.contains(shapely.Point(finding.lon, finding.lat)), "it is shown where it is outside"
        assert finding.lon > 51.05


def test_an_area_is_an_error_when_nine_tenths_of_it_are_far_outside():
    """15 km are 0.157 degrees; beyond them lie 88 % and 94 % of these."""
    both = np.array(
        [shapely.box(50.94, 30.4, 51.157 + 1.6, 30.6), shapely.box(51.05, 30.4, 51.157 + 1.6, 30.6)]
    )
    findings = inside_province(both, ["IR-90", "IR-90"], SQUARE | {"IR-92": shapely.box(52, 30, 54, 31)})
    assert [(f.code, f.severity) for f in findings] == [
        ("outside-province", "warning"),
        ("outside-province", "error"),
    ]


def test_an_invalid_area_is_left_to_the_check_of_validity():
    bow = shapely.Polygon([(51.4, 30.4), (51.6, 30.6), (51.6, 30.4), (51.4, 30.6)])
    assert inside_province(np.array([bow]), ["IR-90"], SQUARE) == []


def test_the_93_cities_are_where_they_say():
    lon, lat, codes = cities()
    findings = inside_province(shapely.points(lon, lat), codes, AREAS)
    assert [f for f in findings if f.severity == "error"] == []
    assert {codes[f.index] for f in findings} <= {"IR-29"}, "Ferdows and Boshruyeh are in Khorasan of old"


@pytest.mark.parametrize(
    ("lon", "lat", "province"),
    [
        (55.033, 25.873, "IR-22"),  # Abu Musa
        (55.303, 26.262, "IR-22"),  # Greater Tunb
        (55.146, 26.241, "IR-22"),  # Lesser Tunb
        (54.530, 25.900, "IR-22"),  # Sirri
        (54.445, 26.120, "IR-22"),  # Bani Farur
        (53.980, 26.530, "IR-22"),  # Kish
        (56.270, 26.950, "IR-22"),  # Qeshm
        (53.270, 26.800, "IR-22"),  # Lavan
        (50.320, 29.240, "IR-18"),  # Khark
        (50.345, 29.320, "IR-18"),  # Kharku
        (50.170, 27.990, "IR-18"),  # Farsi
    ],
)
def test_the_islands_of_iran_are_in_iran(lon, lat, province):
    for code in (province, None):
        assert inside_province([shapely.Point(lon, lat)], [code], AREAS) == []


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (55.27, 25.20),  # Dubai
        (50.58, 26.22),  # Manama
        (47.98, 29.37),  # Kuwait
        (47.78, 30.51),  # Basra
        (44.51, 40.18),  # Yerevan
        (49.87, 40.41),  # Baku
        (62.20, 34.35),  # Herat
        (58.38, 37.95),  # Ashgabat
    ],
)
def test_a_city_of_a_neighbour_is_not(lon, lat):
    (finding,) = inside_province([shapely.Point(lon, lat)], [None], AREAS)
    assert (finding.code, finding.severity) == ("outside-country", "error")


def test_a_box_speaks_for_its_own_province_only():
    for boxes, islands in ((ISLANDS, True), (TRANSFERRED, False)):
        for province, west, south, east, north in boxes:
            middle = shapely.Point((west + east) / 2, (south + north) / 2)
            other = "IR-03"  # East Azerbaijan, far from all of them
            severities = [f.severity for f in inside_province([middle], [province], AREAS)]
            assert "error" not in severities
            assert not (islands and severities)
            assert [f.severity for f in inside_province([middle], [other], AREAS)] == ["error"]


def test_what_was_transferred_is_a_warning_against_old_boundaries():
    (finding,) = inside_province([shapely.Point(56.93, 33.6)], ["IR-29"], AREAS)  # Tabas
    assert (finding.code, finding.severity) == ("outside-province", "warning")


@pytest.mark.parametrize("own", [False, True])
def test_the_real_counties_and_provinces_are_in_the_provinces_of_both_maps(shared_dir, own):
    """Ours are old and coarse: warnings, no error. Their own: not a word."""
    provinces, facts = shared_layer(shared_dir / "data", "openstreetmap/provinces.geojson")
    codes = [one["iso_3166_2"] for one in facts]
    areas = ProvinceMap(dict(zip(codes, provinces, strict=True))) if own else AREAS
    counties, of = shared_layer(shared_dir / "data", "openstreetmap/counties.geojson")
    findings = inside_province(counties, [one["province_iso"] for one in of], areas)
    findings += inside_province(provinces, codes, areas)
    assert {f.severity for f in findings} == (set() if own else {"warning"})


def test_the_places_of_the_country_are_in_their_provinces(shared_dir):
    """2,459 places with the province of today: no error against our old boundaries, and few warnings."""
    path = shared_dir / "data" / "geonames" / "iran_places.csv"
    table = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    points = shapely.points([float(r["lon"]) for r in table], [float(r["lat"]) for r in table])
    findings = inside_province(points, [r["province_code"] for r in table], AREAS)
    assert len(table) > 2_400
    assert [table[f.index]["name_en"] for f in findings if f.severity == "error"] == []
    assert len(findings) < 30


def test_a_place_of_an_area_lies_inside_it():
    ring = shapely.Polygon(
        [(50, 30), (51, 30), (51, 31), (50, 31)],
        holes=[[(50.1, 30.1), (50.9, 30.1), (50.9, 30.9), (50.1, 30.9)]],
    )
    lon, lat = places_of(np.array([ring, None, shapely.Point(), shapely.Polygon()], dtype=object))
    assert ring.contains(shapely.Point(lon[0], lat[0]))
    assert np.isnan(lon[1:]).all()
    assert np.isnan(lat[1:]).all()


def test_a_place_on_the_border_of_two_is_in_the_first_of_them():
    two = ProvinceMap(SQUARE)
    assert two.containing(np.array([51.0, 50.5, 51.5, 53, np.nan]), np.full(5, 30.5)).tolist() == [
        0,
        0,
        1,
        -1,
        -1,
    ]


def test_a_limit_changes_no_distance_below_it():
    x, y = (a.ravel() for a in np.meshgrid(np.arange(44, 64, 0.15), np.arange(24.6, 40.4, 0.15)))
    for number in (0, 7, 15, 22, 30):
        exact = AREAS.distance_m(x, y, np.full(len(x), number))
        limited = AREAS.distance_m(x, y, np.full(len(x), number), limit_m=15_000)
        near = exact <= 15_000
        assert np.array_equal(limited[near], exact[near])
        assert (limited[~near] > 15_000).all()
        assert np.isinf(limited).any()


def test_a_smaller_tolerance_says_more():
    place = [shapely.Point(51.04, 30.5)]
    assert inside_province(place, ["IR-90"], SQUARE, tolerance_m=TOLERANCE_M) == []
    assert inside_province(place, ["IR-90"], SQUARE, tolerance_m=1_000)[0].severity == "error"
    assert inside_province(place, ["IR-90"], SQUARE, tolerance_m=3_000)[0].severity == "warning"
