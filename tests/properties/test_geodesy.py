"""Whatever is decided by chords equals what the geodesic of every pair says, at the edge above all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo_target import geodesy

WGS84 = Geod(ellps="WGS84")

longitudes = st.floats(-180, 180) | st.sampled_from([-180.0, 179.9999, 180.0, 0.0])
latitudes = st.floats(-90, 90) | st.sampled_from([-90.0, 89.9999, 90.0, 0.0])
positions = st.tuples(longitudes, latitudes)
radii = st.sampled_from([0.5, 1_000.0, 3_000.0, 10_000.0]) | st.floats(0.0, 200_000.0)
edges = st.sampled_from([0.0, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3, 1.0, -1.0])


@st.composite
def around_edges(draw):
    """Sites, a radius, and points at bearings from the sites, around the radius and anywhere."""
    sites = draw(st.lists(positions, min_size=1, max_size=4))
    radius = draw(radii)
    near = st.tuples(st.sampled_from(sites), st.floats(0, 360), edges | st.floats(-radius, radius))
    points = draw(st.lists(positions, max_size=3))
    for (lon, lat), bearing, off in draw(st.lists(near, min_size=1, max_size=8)):
        end = WGS84.fwd(lon, lat, bearing, max(radius + off, 0.0))[:2]
        points.append((end[0], min(max(end[1], -90.0), 90.0)))
    return points, sites, radius


def brute_force(points, sites):
    return np.array([[WGS84.inv(*point, *site)[2] for site in sites] for point in points])


@given(around_edges())
def test_covered_by_any_equals_the_geodesic_of_every_pair(case):
    points, sites, radius = case
    expected = (brute_force(points, sites) <= radius).any(axis=1)
    assert geodesy.covered_by_any(points, sites, radius).tolist() == expected.tolist()


@given(around_edges())
def test_pairs_within_equal_the_geodesic_of_every_pair(case):
    points, sites, radius = case
    metres = brute_force(points, sites)
    pairs = geodesy.pairs_within(points, sites, radius).tocoo()
    expected = {(i, j): metres[i, j] for i, j in zip(*np.nonzero(metres <= radius), strict=True)}
    found = dict(zip(zip(pairs.row, pairs.col, strict=True), pairs.data, strict=True))
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, abs=1e-7)


@given(around_edges())
def test_the_nearest_site_equals_the_geodesic_of_every_pair(case):
    points, sites, _ = case
    metres = brute_force(points, sites)
    found = geodesy.nearest_site(points, sites)
    assert found.distance_m.tolist() == metres.min(axis=1).tolist()
    assert found.site.tolist() == metres.argmin(axis=1).tolist()


@given(positions, positions)
def test_the_chord_bounds_the_geodesic_from_both_sides(start, end):
    chord = np.linalg.norm(geodesy.earth_centred(start) - geodesy.earth_centred(end), axis=1)
    lower, upper = geodesy.geodesic_bounds_m(chord)
    metres = WGS84.inv(*start, *end)[2]
    assert lower[0] <= metres <= upper[0]
    assert chord[0] <= metres + geodesy.SLACK_M


@given(st.tuples(st.floats(-180, 180), st.floats(-89, 89)), st.floats(0, 360), st.floats(0, 10_000))
def test_up_to_ten_kilometres_the_bounds_leave_25_micrometres_of_doubt(start, bearing, metres):
    end = WGS84.fwd(*start, bearing, metres)[:2]
    chord = np.linalg.norm(geodesy.earth_centred(start) - geodesy.earth_centred(end), axis=1)
    lower, upper = geodesy.geodesic_bounds_m(chord)
    assert upper[0] - lower[0] < 25e-6


@given(around_edges(), st.randoms(use_true_random=False))
def test_the_order_of_points_and_sites_does_not_matter(case, random):
    points, sites, radius = case
    shuffled = random.sample(range(len(points)), len(points))
    other = [points[i] for i in shuffled]
    covered = geodesy.covered_by_any(points, sites, radius)
    assert geodesy.covered_by_any(other, sites[::-1], radius).tolist() == covered[shuffled].tolist()


@given(around_edges())
def test_block_by_block_the_pairs_are_the_same(case):
    points, sites, radius = case
    whole = geodesy.pairs_within(points, sites, radius)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geodesy, "_BLOCK", 2)
        parts = geodesy.pairs_within(points, sites, radius)
    assert (whole.indptr.tolist(), whole.indices.tolist()) == (parts.indptr.tolist(), parts.indices.tolist())
    assert whole.data.tolist() == parts.data.tolist()
