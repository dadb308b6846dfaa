"""How often a boundary crosses itself: exact for a few sides, near it for many."""

import itertools
import random

import pytest
import shapely

from geo_target.intake.geography.crossings import MOST_CROSSINGS, crossings
from geo_target.intake.geography.geometry_checks import check_geometry


def scribble(corners, seed=1):
    rand = random.Random(seed)
    return shapely.Polygon([(rand.random(), rand.random()) for _ in range(corners)])


def counted(shape):
    points = list(shape.exterior.coords)
    sides = [shapely.LineString(pair) for pair in itertools.pairwise(points)]
    return sum(one.crosses(other) for one, other in itertools.combinations(sides, 2))


def test_a_square_crosses_itself_never_and_a_bow_tie_once():
    assert crossings(shapely.box(0, 0, 1, 1)) == 0
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert crossings(bow_tie) == crossings(shapely.MultiPolygon([bow_tie])) == 1


@pytest.mark.parametrize("corners", [5, 40, 150])
def test_a_few_sides_are_counted_exactly(corners):
    shape = scribble(corners)
    assert crossings(shape) == counted(shape)


def test_many_sides_are_estimated_within_a_fifth():
    shape = scribble(600)
    assert crossings(shape) == pytest.approx(counted(shape), rel=0.2)


def test_a_scribble_is_refused_even_where_mending_was_asked_for():
    result = check_geometry([scribble(2_000)], kind="MULTIPOLYGON", mend=True)
    assert [one.severity for one in result.findings] == ["error"]
    assert "too often" in result.findings[0].mend[1]
    assert crossings(scribble(2_000)) > MOST_CROSSINGS > crossings(scribble(300))


def test_an_area_without_a_ring_crosses_nothing():
    assert crossings(shapely.Polygon()) == 0
