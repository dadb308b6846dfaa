"""Laws of the generator's parts, for every small instance: draws, noise, outlines, ground, names."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.reference import draw
from geo_target.reference.land import surface
from geo_target.reference.lattice import make_lattice
from geo_target.reference.names import neighbourhood_names, numbered, persian_number
from geo_target.reference.outline import border, has_holes, keep_nodes, largest_part, outer_sides, soft_ring
from geo_target.reference.sources import NamePart, plain_english, plain_persian

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any)
FIRST_OF_1_2 = [2, 964, 967, 818, 754]
LATTICE = make_lattice(1, 51_400_000, 35_700_000, half=8, cell_m=100)


@given(WEIGHTS, st.integers(0, 5), st.integers(0, 100_000))
def test_shares_add_up_and_give_the_minimum_to_each(weights, minimum, extra):
    total = minimum * len(weights) + extra
    parts = draw.shares(weights, total, minimum=minimum)
    assert parts.sum() == total
    assert parts.min() >= minimum
    exact = np.array(weights) * extra / sum(weights)
    assert np.abs(parts - minimum - exact).max() < 1


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=60), st.integers(0, 2000))
def test_apportioning_gives_one_to_each_and_more_to_the_larger(populations, extra):
    total = len(populations) + extra
    parts = draw.apportion(populations, total)
    assert parts.sum() == total
    assert parts.min() >= 1
    order = np.argsort(populations, kind="stable")
    assert all(
        parts[a] <= parts[b] + 1 for a, b in itertools.pairwise(order) if populations[a] <= populations[b]
    )


@given(st.integers(1, 60), st.integers(0, 10**6), st.data())
def test_bounded_shares_add_up_within_their_bounds(size, seed, data):
    rng = np.random.Generator(np.random.PCG64(seed))
    high = draw.whole_numbers(rng, 15, 25, size)
    total = data.draw(st.integers(15 * size, int(high.sum())))
    parts = draw.bounded_shares(draw.whole_numbers(rng, 0, 50, size), total, 15, high)
    assert parts.sum() == total
    assert (parts >= 15).all()
    assert (parts <= high).all()


def test_shares_and_bounds_that_cannot_hold_are_refused():
    with pytest.raises(ValueError, match="cannot share 1 among 2 with at least 1 each"):
        draw.shares([1, 1], 1, minimum=1)
    with pytest.raises(ValueError, match="bounds from 30 to 50 cannot hold 51"):
        draw.bounded_shares(np.array([1, 1]), 51, 15, np.array([25, 25]))


@given(WEIGHTS, st.integers(0, 1000))
def test_a_weight_of_nothing_is_never_picked(weights, seed):
    rng = draw.generator(seed)
    assert weights[draw.weighted_pick(rng, np.array(weights))] > 0


@given(st.integers(0, 1000), st.integers(1, 30))
def test_shuffling_keeps_everything(seed, count):
    assert sorted(draw.shuffled(draw.generator(seed), count).tolist()) == list(range(count))


def test_streams_are_fixed_and_their_own():
    # These numbers are NumPy's promise for PCG64: if they move, every file of the dataset moves.
    assert draw.whole_numbers(draw.generator(1, 2), 0, 999, 5).tolist() == FIRST_OF_1_2
    assert draw.whole_numbers(draw.generator(2, 1), 0, 999, 5).tolist() != FIRST_OF_1_2


@given(st.integers(0, 500), st.integers(1, 12))
def test_noise_stays_between_its_bounds_and_changes_slowly(seed, wavelength):
    i, j = (a.ravel() for a in np.meshgrid(np.arange(-9, 9), np.arange(-9, 9), indexing="ij"))
    noise = draw.value_noise(draw.generator(seed), i, j, wavelength=wavelength).reshape(18, 18)
    assert np.abs(noise).max() <= 1000
    assert np.abs(np.diff(noise, axis=0)).max() <= 2000 // wavelength + 2


owners = st.lists(st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, -1]), min_size=49, max_size=49).map(
    lambda v: np.array(v).reshape(7, 7)
)


def _parts(grid):
    parts = []
    for owner in range(4):
        cells = np.argwhere(grid == owner).astype(np.int64)
        if len(cells) and not has_holes(part := largest_part(cells)):
            parts.append(part)
    return parts


@settings(max_examples=150, deadline=None)  # the first example imports SciPy
@given(owners)
def test_outlines_of_any_partition_are_valid_disjoint_and_hold_their_cells_middles(grid):
    parts = _parts(grid)
    owner = np.full((16, 16), -1, dtype=np.int64)
    for number, cells in enumerate(parts):
        owner[tuple((cells + 8).T)] = number
    kept = keep_nodes(owner)
    polygons = [shapely.Polygon(soft_ring(border(cells), LATTICE, kept)) for cells in parts]

    assert all(p.is_valid and p.exterior.is_ccw for p in polygons)
    for polygon, cells in zip(polygons, parts, strict=True):
        middles = shapely.points(LATTICE.centres(cells[:, 0], cells[:, 1]))
        assert shapely.contains_properly(polygon, middles).all()
    for n, a in enumerate(polygons):
        assert all(a.intersection(b).area == 0 for b in polygons[n + 1 :])


@settings(deadline=None)
@given(owners)
def test_the_largest_part_hangs_together_and_its_border_has_every_outer_side(grid):
    cells = np.argwhere(grid >= 0).astype(np.int64)
    if len(cells):
        part = largest_part(cells)
        assert {tuple(c) for c in part.tolist()} <= {tuple(c) for c in cells.tolist()}
        assert len(largest_part(part)) == len(part)
        if not has_holes(part):
            assert len(border(part)) == outer_sides(part)


def test_neighbouring_cells_share_their_nodes_and_keep_their_order():
    i, j = (a.ravel() for a in np.meshgrid(np.arange(-8, 8), np.arange(-8, 8), indexing="ij"))
    corners = [LATTICE.nodes(i + a, j + b) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))]
    rings = np.stack([*corners, corners[0]], axis=1)
    cells = shapely.polygons(rings)
    assert all(c.is_valid and c.exterior.is_ccw for c in cells)
    assert shapely.union_all(cells).area == pytest.approx(sum(c.area for c in cells))


rings = (
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=3, max_size=9, unique=True)
    .map(lambda points: shapely.MultiPoint(points).convex_hull)
    .filter(lambda h: h.geom_type == "Polygon")
)


@given(rings, st.lists(st.tuples(st.integers(-45, 45), st.integers(-45, 45)), min_size=1, max_size=20))
def test_ground_agrees_with_shapely_off_the_edge(hull, points):
    ring = [[x / 1e6, y / 1e6] for x, y in hull.exterior.coords]
    found = surface([[ring]]).covers(np.array(points, dtype=np.int64))
    for inside, point in zip(found.tolist(), points, strict=True):
        if hull.exterior.distance(shapely.Point(point)) > 0:
            assert inside == hull.contains(shapely.Point(point))


def test_names_are_unique_and_numbered_when_the_pool_runs_dry():
    parts = [
        NamePart("historic_core", "prefix", "گذر", "Gozar-e"),
        NamePart("historic_core", "base", "زرگران", "Zargaran"),
        NamePart("historic_core", "base", "مسگران", "Mesgaran"),
    ]
    names = neighbourhood_names(5, ["historic_core"] * 5, parts)
    assert len(set(names)) == 5
    assert numbered(("گذر زرگران", "Gozar-e Zargaran"), 12) == ("گذر زرگران ۱۲", "Gozar-e Zargaran 12")
    assert persian_number(1396) == "۱۳۹۶"


def test_names_lose_their_marks_and_keep_their_letters():
    assert plain_english("Qaşr-e Qand") == "Qasr-e Qand"
    assert plain_english("‘Alīābād-e Soflá") == "'Aliabad-e Sofla"
    assert plain_persian("بندرِ کنگان") == "بندر کنگان"
    assert plain_persian("آب پَخشکُن") == "آب پخشکن"


def test_where_three_meet_no_gap_is_left():
    owner = np.full((16, 16), -1, dtype=np.int64)
    owner[5:11, 5:11] = 0
    owner[5:8, 8:11] = 1
    owner[8:11, 8:11] = 2
    kept = keep_nodes(owner)
    parts = [np.argwhere(owner == n).astype(np.int64) - 8 for n in range(3)]
    polygons = [shapely.Polygon(soft_ring(border(cells), LATTICE, kept)) for cells in parts]

    whole = shapely.union_all(polygons)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == sum(p.area for p in polygons)
