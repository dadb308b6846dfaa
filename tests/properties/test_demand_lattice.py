"""People of an imported neighbourhood are shared out over points inside it, to the person."""

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_target.intake.geography.demand_lattice import MOST_POINTS, lattice_points

DEGREES = st.floats(-0.05, 0.05, allow_nan=False)


@st.composite
def outlines(draw):
    """One or two convex pieces of any size from a yard to a city, near Mashhad, at places apart."""
    pieces = []
    for number in range(draw(st.integers(1, 2))):
        corners = draw(st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=8, unique=True))
        scale = draw(st.sampled_from([0.001, 0.1, 1.0]))
        hull = shapely.MultiPoint(
            [(59.6 + number + scale * x, 36.3 + scale * y) for x, y in corners]
        ).convex_hull
        if hull.geom_type == "Polygon" and hull.area > 1e-12:
            pieces.append(hull)
    return shapely.MultiPolygon(pieces or [shapely.box(59.6, 36.3, 59.61, 36.31)])


@given(outline=outlines(), population=st.integers(0, 200_000))
def test_the_points_lie_inside_and_nobody_is_lost(outline, population):
    points = lattice_points("N1-001", outline, population)
    assert sum(point.population for point in points) == population
    assert len({point.code for point in points}) == len({(p.lon, p.lat) for p in points}) == len(points)
    within = outline.buffer(1e-6)
    assert all(within.covers(shapely.Point(point.lon, point.lat)) for point in points)
    if points:
        counts = {point.population for point in points}
        assert max(counts) - min(counts) <= 1
        assert min(counts) >= 1
        assert len(points) <= 2 * MOST_POINTS


@given(outline=outlines(), population=st.integers(0, 5000))
def test_the_same_neighbourhood_has_the_same_points_every_time(outline, population):
    assert lattice_points("N1-001", outline, population) == lattice_points("N1-001", outline, population)


def test_a_square_of_a_kilometre_has_twenty_five_points_in_rows():
    side = 1000 / 111_195
    points = lattice_points("N124665-007", shapely.box(0, 0, side, side), 1003)
    assert len(points) == 25
    assert [point.code for point in points][:2] == ["D124665-007-001", "D124665-007-002"]
    assert len({point.lat for point in points}) == len({point.lon for point in points}) == 5
    assert [point.population for point in points].count(41) == 3


def test_codes_of_other_forms_give_codes_of_their_own():
    square = shapely.box(59.6, 36.3, 59.61, 36.31)
    codes = {
        point.code
        for name in ("N1-001", "1-001", "D1-001", "کوی ۱")
        for point in lattice_points(name, square, 99)
    }
    assert len(codes) == 4 * len(lattice_points("N1-001", square, 99))
    assert all(re.fullmatch(r".+-[0-9]{3}", code) for code in codes)


def test_a_strip_too_thin_for_a_lattice_has_a_point_all_the_same():
    strip = shapely.Polygon([(59.6, 36.3), (59.6005, 36.3005), (59.600501, 36.3005), (59.600001, 36.3)])
    points = lattice_points("N1-001", strip, 10)
    assert sum(point.population for point in points) == 10


@pytest.mark.timeout(20)
def test_a_border_strip_across_the_country_does_not_fill_the_memory():
    strip = shapely.LineString([(45, 39), (61, 26)]).buffer(0.001)
    points = lattice_points("N1-001", strip, 1_000_000)
    assert 1 <= len(points) <= MOST_POINTS
    assert sum(point.population for point in points) == 1_000_000


def test_where_nobody_lives_there_is_no_point():
    assert lattice_points("N1-001", shapely.box(59.6, 36.3, 59.61, 36.31), 0) == []
