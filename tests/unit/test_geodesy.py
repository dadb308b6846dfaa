"""Geodesics: worked examples by hand, edges, and refusals."""

import numpy as np
import pytest

from geo_target import geodesy
from geo_target.errors import InputError

ONE_DEGREE_OF_EQUATOR_M = 6_378_137 * np.pi / 180  # the equator is a geodesic, a circle of radius a


def test_one_degree_of_the_equator_is_as_worked_out_by_hand():
    # docs/methods/radius-coverage.md, worked example
    chord = np.linalg.norm(np.subtract(*geodesy.earth_centred([[0, 0], [1, 0]])))
    lower, upper = geodesy.geodesic_bounds_m(np.array([chord]))
    assert geodesy.geodesic_m([0, 0], [1, 0])[0] == pytest.approx(111_319.4908, abs=5e-5)
    assert chord == pytest.approx(111_318.0779, abs=5e-5)
    assert lower[0] == pytest.approx(111_319.4813, abs=5e-5)
    assert upper[0] == pytest.approx(111_319.5099, abs=5e-5)
    assert geodesy.covered_by_any([[0, 0]], [[1, 0]], 111_319.5).tolist() == [True]
    assert geodesy.covered_by_any([[0, 0]], [[1, 0]], 111_319.4).tolist() == [False]


def test_the_radius_itself_is_included():
    radius = float(geodesy.geodesic_m([59.6, 36.3], [59.61, 36.31])[0])
    for covers in (geodesy.covered_by_any, lambda *pair: geodesy.pairs_within(*pair).nnz > 0):
        assert covers([[59.6, 36.3]], [[59.61, 36.31]], radius)
        assert not covers([[59.6, 36.3]], [[59.61, 36.31]], np.nextafter(radius, 0))


def test_the_nearest_by_chord_is_not_always_the_nearest_and_the_geodesic_decides():
    # Along the meridian the earth bends more than across it: same chord, longer way round.
    here = np.array([[0.0, 0.0]])
    east = [1.0, 0.0]
    chord_east = np.linalg.norm(geodesy.earth_centred([east]) - geodesy.earth_centred(here))
    north = _north_with_chord(chord_east - 0.001)
    chords = np.linalg.norm(geodesy.earth_centred([north, east]) - geodesy.earth_centred(here), axis=1)
    metres = geodesy.geodesic_m(here, [north, east])
    assert chords[0] < chords[1]
    assert metres[0] > metres[1]
    found = geodesy.nearest_site(here, [north, east])
    assert found.site.tolist() == [1]
    assert found.distance_m[0] == metres[1]


def _north_with_chord(chord):
    low, high = 0.0, 2.0
    for _ in range(60):
        middle = (low + high) / 2
        length = np.linalg.norm(np.subtract(*geodesy.earth_centred([[0, middle], [0, 0]])))
        low, high = (middle, high) if length < chord else (low, middle)
    return [0.0, low]


def test_of_sites_at_one_place_the_lowest_row_is_the_nearest():
    found = geodesy.nearest_site([[51.0, 35.0]], [[52, 35], [51.1, 35], [51.1, 35], [51.1, 35]])
    assert found.site.tolist() == [1]


def test_a_site_at_the_very_place_is_a_stored_zero():
    pairs = geodesy.pairs_within([[51.0, 35.0]], [[51.0, 35.0], [60, 35]], 0)
    assert pairs.nnz == 1
    assert pairs.toarray().tolist() == [[0, 0]]
    assert geodesy.covered_by_any([[51.0, 35.0]], [[51.0, 35.0]], 0).tolist() == [True]


def test_distances_run_across_the_antimeridian_and_the_pole():
    assert geodesy.geodesic_m([179.99, 10], [-179.99, 10])[0] < 2_200
    assert geodesy.covered_by_any([[179.99, 10]], [[-179.99, 10]], 2_200).all()
    assert geodesy.geodesic_m([0, 90], [123, 90])[0] == pytest.approx(0, abs=1e-6)
    assert geodesy.nearest_site([[0, -90]], [[0, 90], [77, -89.9]]).site.tolist() == [1]


def test_the_other_side_of_the_earth_is_found_too():
    points, sites = [[0.0, 0.0]], [[180.0, 0.0], [179.7, 0.2]]
    assert geodesy.nearest_site(points, sites).distance_m[0] == geodesy.geodesic_m(points, sites).min()
    assert geodesy.covered_by_any(points, sites, 20_003_932).tolist() == [True]
    assert geodesy.covered_by_any(points, sites, 19_000_000).tolist() == [False]


@pytest.mark.parametrize(("points", "sites"), [([], [[1, 1]]), ([[1, 1]], []), ([], [])])
def test_nothing_is_near_nothing(points, sites):
    found = geodesy.nearest_site(points, sites)
    assert found.distance_m.tolist() == [np.inf] * len(points)
    assert found.site.tolist() == [-1] * len(points)
    assert geodesy.covered_by_any(points, sites, 5).tolist() == [False] * len(points)
    assert geodesy.pairs_within(points, sites, 5).shape == (len(points), len(sites))


@pytest.mark.parametrize(
    ("lonlat", "message"),
    [
        ([50, 200], "^latitude must be from -90 to 90 degrees, not 200$"),
        ([[50, 30], [181, 30]], r"^longitude must be from -180 to 180 degrees, not 181 \(row 2\)$"),
        ([[50, np.nan]], "latitude .* not nan"),
        ([["here", "there"]], "pairs of numbers"),
        ([[1, 2, 3]], r"pairs \(longitude, latitude\)"),
    ],
)
def test_a_position_off_the_earth_is_refused_in_one_sentence(lonlat, message):
    with pytest.raises(InputError, match=message):
        geodesy.check_lonlat(lonlat)


@pytest.mark.parametrize("radius", [-1, np.nan, np.inf])
def test_a_radius_that_is_none_is_refused(radius):
    with pytest.raises(InputError, match="radius must be 0 metres or more, not"):
        geodesy.covered_by_any([[0, 0]], [[0, 0]], radius)
