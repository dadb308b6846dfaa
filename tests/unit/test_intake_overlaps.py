import numpy as np
import pytest
import shapely
from province_areas import shared_layer, square

from geo_target.intake.geography.overlaps import NOTHING_M2, SLIVER_M2, overlaps

SIZE = 0.01  # degrees: 905 m by 1110 m, one square kilometre


def told(findings):
    return [(f.index, f.code, f.severity) for f in findings]


def beside(by):
    """A square, and one to the east of it that overlaps it by a share of its width."""
    return np.array([square(size=SIZE), square(west=51.4 + SIZE * (1 - by), size=SIZE)])


@pytest.mark.parametrize(
    ("by", "code", "severity"),
    [
        (0, None, None),
        (-0.1, None, None),
        (1e-5, None, None),  # 11 m²
        (1e-7, None, None),  # 11 cm: rounding
        (1e-4, "overlap-sliver", "warning"),  # 100 m²
        (0.004, "overlap-sliver", "warning"),  # 4,000 m²
        (0.006, "overlap", "error"),  # 6,000 m²
        (0.3, "overlap", "error"),
        (1, "equal-area", "error"),
    ],
)
def test_an_overlap_is_a_sliver_or_an_error_by_its_area(by, code, severity):
    findings = overlaps(beside(by), ["الف", "ب"])
    assert told(findings) == ([] if code is None else [(1, code, severity)])


def test_a_hundredth_of_a_small_area_is_no_sliver():
    """200 m² are few, but not of an area of 10,000 m²."""
    small = shapely.box(51.4 + SIZE - 2e-5, 35.7, 51.4 + SIZE + 1e-3, 35.701)
    (finding,) = overlaps(np.array([square(size=SIZE), small]), ["الف", "ب"])
    assert (finding.code, finding.severity) == ("overlap", "error")


def test_it_is_told_with_whom_how_much_and_where():
    (finding,) = overlaps(beside(0.3), ["الف", "ب"])
    assert finding.mend[1].startswith("301,")
    assert "m² (30.0 % of the smaller) is also “الف”" in finding.mend[1]
    assert "۳۰٫۰٪" in finding.mend[0]
    assert square(size=SIZE).contains(shapely.Point(finding.lon, finding.lat))
    assert finding.came == "ب + الف"


def test_an_area_in_another_is_told_and_in_its_hole_it_is_not():
    inner = square(51.402, 35.702, 0.002)
    outer = square(size=SIZE)
    assert told(overlaps(np.array([outer, inner]), ["الف", "ب"])) == [(1, "contained-area", "error")]
    assert told(overlaps(np.array([inner, outer]), ["ب", "الف"])) == [(1, "contained-area", "error")]
    assert overlaps(np.array([shapely.difference(outer, inner), inner]), ["الف", "ب"]) == []


def test_each_pair_is_told_once_at_its_later_row():
    triple = np.array([square(size=SIZE), square(51.405, 35.7, SIZE), square(51.402, 35.7, SIZE)])
    assert [(f.index, f.came) for f in overlaps(triple, ["الف", "ب", "پ"])] == [
        (1, "ب + الف"),
        (2, "پ + الف"),
        (2, "پ + ب"),
    ]


def test_what_stands_is_compared_with_the_rows_and_not_with_itself():
    there = [("N1-001", square(size=SIZE)), ("N1-002", square(size=SIZE))]
    findings = overlaps(
        np.array([square(51.405, 35.7, SIZE), square(55, 30, SIZE)]), ["الف", "ب"], standing=there
    )
    assert [(f.index, f.came) for f in findings] == [(0, "الف + N1-001"), (0, "الف + N1-002")]


def test_missing_empty_and_invalid_areas_are_left_out():
    bow = shapely.Polygon([(51.4, 35.7), (51.41, 35.71), (51.41, 35.7), (51.4, 35.71)])
    shapes = np.array([None, shapely.Polygon(), bow, square(size=SIZE), square(size=SIZE)], dtype=object)
    assert told(overlaps(shapes, [None] * 5)) == [(4, "equal-area", "error")]
    assert overlaps([], []) == []
    assert overlaps([], [], standing=[("N1-001", square())]) == []


def test_the_real_neighbourhoods_overlap_in_less_than_is_told(shared_dir, monkeypatch):
    shapes, facts = shared_layer(shared_dir / "data", "tehran/neighbourhoods_375.geojson")
    assert overlaps(shapes, [one["name_fa"] for one in facts]) == []
    monkeypatch.setattr("geo_target.intake.geography.overlaps.NOTHING_M2", 1.0)
    findings = overlaps(shapes, [one["name_fa"] for one in facts])
    assert {f.severity for f in findings} == {"warning"}
    assert len(findings) == 8
    figures = [float(f.mend[1].split(" m²")[0].replace(",", "")) for f in findings]
    assert max(figures) < 12 < NOTHING_M2 < SLIVER_M2


def test_the_real_counties_and_provinces_do_not_overlap(shared_dir):
    for name in ("counties", "provinces"):
        shapes, facts = shared_layer(shared_dir / "data", f"openstreetmap/{name}.geojson")
        assert overlaps(shapes, [one["name_fa"] for one in facts]) == []


def test_a_thousand_copies_of_one_area_are_told_once_each():
    """They would be half a million pairs; the row that they copy is named with its number."""
    findings = overlaps(np.array([square()] * 1000), ["الف"] * 1000, numbers=range(2, 1002))
    assert told(findings) == [(k, "equal-area", "error") for k in range(1, 1000)]
    assert "“الف” (row 2)" in findings[-1].mend[1]
    assert "«الف» (سطر ۲)" in findings[-1].mend[0]


def test_of_many_overlaps_of_one_area_the_ten_largest_are_told():
    stripes = [
        shapely.box(51.4 + k * 1e-3, 35.7, 51.4 + (k + 0.5 + k / 100) * 1e-3, 35.71) for k in range(15)
    ]
    findings = overlaps(
        np.array([*stripes, shapely.box(51.39, 35.705, 51.42, 35.72)]), [str(k) for k in range(16)]
    )
    assert [f.came for f in findings] == [f"15 + {k}" for k in range(5, 15)]


def test_a_heap_of_areas_is_compared_in_bounded_time():
    chance = np.random.default_rng(2)
    heap = [shapely.box(51.4 - e, 35.7 - e, 51.4 + e, 35.7 + e) for e in chance.uniform(0.01, 0.05, 1000)]
    findings = overlaps(np.array(heap), ["الف"] * 1000)
    assert {f.index for f in findings} == set(range(1, 1000))
    assert len(findings) <= 10 * 1000
