import time
import tracemalloc

import numpy as np
import pytest
from province_areas import cities

from geo_target.intake.geography.duplicates import same_place as each_same_place
from geo_target.intake.register import StandingRow

LON, LAT = 51.4, 35.7


def same_place(*columns, **options):
    return list(each_same_place(*columns, **options))


METRE_NORTH = 1 / 110_960
"""Degrees of latitude, near Tehran."""


def rows(*north_m):
    return np.full(len(north_m), LON), LAT + np.array(north_m, dtype=float) * METRE_NORTH


def standing(code, name_fa, name_en, north_m):
    return StandingRow(code, name_fa, name_en, None, None, LON, LAT + north_m * METRE_NORTH, "official")


def told(findings):
    return [(f.index, f.code, f.severity) for f in findings]


@pytest.mark.parametrize(
    ("metres", "names", "expected"),
    [
        (0, ("الف", "الف"), ("same-place-same-name", "error")),
        (0.5, ("الف", "الف"), ("same-place-same-name", "error")),
        (0, ("مركز علي", "مرکز علی"), ("same-place-same-name", "error")),  # Arabic letters
        (0, ("الف", "ب"), ("same-place", "warning")),
        (0, ("", ""), ("same-place", "warning")),
        (0, (None, None), ("same-place", "warning")),
        (5, ("الف", "الف"), ("same-place", "warning")),
        (19.9, ("الف", "ب"), ("same-place", "warning")),
    ],
)
def test_two_rows_at_one_place_are_an_error_if_they_have_one_name_and_else_a_warning(metres, names, expected):
    assert told(same_place(*rows(0, metres), names)) == [(1, *expected)]


def test_twenty_metres_and_a_little_more_are_apart():
    assert same_place(*rows(0, 20.1), ["الف", "الف"]) == []
    assert len(same_place(*rows(0, 20.1), ["الف", "الف"], within_m=21)) == 1


def test_the_nearest_earlier_row_is_named_with_its_distance_and_the_rest_are_counted():
    findings = same_place(*rows(0, 12, 15), ["الف", "ب", "پ"])
    assert told(findings) == [(1, "same-place", "warning"), (2, "same-place", "warning")]
    assert "«الف» در ۱۲ متری" in findings[0].mend[0]
    assert findings[1].mend[1].startswith("“ب” is 3.0 m from it, and 1 more are near")


def test_the_number_of_the_other_row_is_told_where_it_is_known():
    (finding,) = same_place(*rows(0, 3), ["الف", "الف"], numbers=[12, 13])
    assert "«الف» (سطر ۱۲) در" in finding.mend[0]
    assert "“الف” (row 12) is" in finding.mend[1]


def test_of_rows_with_the_same_numbers_the_one_of_the_same_name_is_named():
    findings = same_place(*rows(0, 0, 0, 0), ["الف", "ب", "ب", "پ"])
    assert told(findings) == [
        (1, "same-place", "warning"),
        (2, "same-place-same-name", "error"),
        (3, "same-place", "warning"),
    ]
    assert "and 2 more" in findings[2].mend[1]


def test_rows_without_a_place_are_left_out():
    lon, lat = rows(0, 0, 0)
    lon[1] = np.nan
    assert told(same_place(lon, lat, ["الف"] * 3)) == [(2, "same-place-same-name", "error")]
    assert same_place(np.array([]), np.array([]), []) == []
    assert same_place(np.array([np.nan, np.inf]), np.array([np.nan, 35]), ["الف", "الف"]) == []


def test_a_row_beside_one_that_stands_is_told_with_its_code():
    there = (standing("TC-00001", "مرکز ب", "Centre B", 0), standing("TC-00002", "مرکز پ", "Centre P", 8))
    findings = same_place(*rows(1, 500, 0.2), ["مرکز الف", "مرکز ج", "centre b"], standing=there)
    assert told(findings) == [
        (0, "same-place-standing", "warning"),
        (2, "same-place", "warning"),
        (2, "same-place-same-name-standing", "error"),
    ]
    assert "TC-00001" in findings[0].mend[0]
    assert "1 more" in findings[0].mend[1]


def test_a_row_is_not_compared_with_the_standing_row_that_it_updates():
    there = (standing("TC-00001", "مرکز ب", "Centre B", 0),)
    assert same_place(*rows(0), ["مرکز ب"], standing=there, codes=["TC-00001"]) == []
    assert len(same_place(*rows(0), ["مرکز ب"], standing=there, codes=["TC-00009"])) == 1
    assert len(same_place(*rows(0), ["مرکز ب"], standing=there, codes=[None])) == 1


@pytest.mark.parametrize("spread_m", [0, 5])
def test_a_heap_of_rows_at_one_place_takes_neither_the_time_nor_the_memory_of_its_pairs(spread_m):
    """30,000 rows geocoded to one spot are 450 million pairs."""
    chance = np.random.default_rng(1)
    lon, lat = rows(*chance.uniform(0, spread_m, 30_000))
    tracemalloc.start()
    began = time.perf_counter()
    findings = same_place(lon, lat, [str(k) for k in range(30_000)])
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(findings) >= 10_000
    assert seconds < 30
    assert peak < 300e6


def test_the_cities_are_apart():
    lon, lat, _ = cities()
    assert same_place(lon, lat, ["شهر"] * len(lon)) == []
