"""Laws of the search and the sweep over covers: what they answer is what trying every plan gives."""

from itertools import combinations, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target import CostMatrix
from geo_target.siting import solve_lscp
from geo_target.siting.engines import sweep as module
from geo_target.siting.engines.cover import parts, read_cover, smallest
from geo_target.siting.engines.deciding import few_sites
from geo_target.siting.engines.sweep import Sweep
from geo_target.siting.limits import Limit


@st.composite
def covers(draw):
    """Points and sites on a plane or a ring, or anyhow; each point within reach of a site."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.integers(3, 40)), draw(st.integers(3, 12))
    kind = draw(st.sampled_from(["plane", "ring", "random"]))
    if kind == "plane":
        cost = np.hypot(*(random.random((n, 1, 2)) - random.random((1, m, 2))).transpose(2, 0, 1))
    elif kind == "ring":
        apart = np.abs(random.random((n, 1)) - random.random((1, m)))
        cost = np.minimum(apart, 1 - apart)
    else:
        cost = random.random((n, m))
    within = cost <= draw(st.sampled_from([0.1, 0.2, 0.3, 0.4]))
    within[np.arange(n), cost.argmin(axis=1)] = True
    return within


def largest_part(within, *, small):
    none = np.zeros(within.shape[1], dtype=bool)
    cover = read_cover(within, np.ones(len(within)), fixed_open=none, forbidden=none)
    return parts(smallest(cover) if small else cover)[-1]


def table_of(cover):
    table = np.zeros((len(cover.weights), len(cover.number)), dtype=bool)
    table[np.repeat(np.arange(len(cover.weights)), np.diff(cover.starts)), cover.sites] = True
    return table


def fewest_of_all(table):
    for size in range(1, table.shape[1] + 1):
        if any(table[:, list(plan)].any(axis=1).all() for plan in combinations(range(table.shape[1]), size)):
            return size
    raise AssertionError


def covers_all(cover, plan):
    return table_of(cover)[:, np.isin(cover.number, plan)].any(axis=1).all()


@settings(max_examples=share_of_profile(0.5), deadline=None)
@given(within=covers(), small=st.booleans())
def test_the_sweep_finds_a_plan_of_so_many_sites_or_proves_that_there_is_none(within, small):
    cover = largest_part(within, small=small)
    best = fewest_of_all(table_of(cover))
    for most in range(1, len(cover.number) + 1):
        sweep = Sweep.of(cover, Limit(100))
        plan = sweep.within(most, Limit(100))
        if most < best:
            assert plan is None
            assert most < sweep.least <= best
        else:
            assert len(plan) <= most
            assert covers_all(cover, plan)


@settings(max_examples=share_of_profile(0.5), deadline=None)
@given(within=covers(), room=st.integers(1, 40))
def test_a_sweep_without_room_keeps_an_honest_bound(within, room):
    cover = largest_part(within, small=False)
    best = fewest_of_all(table_of(cover))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ROOMS", (room,))
        sweep = Sweep.of(cover, Limit(100))
        for most in range(1, len(cover.number) + 1):
            plan = sweep.within(most, Limit(100))
            assert sweep.least <= best
            assert plan is None or (most >= best and covers_all(cover, plan))


@settings(max_examples=share_of_profile(0.5), deadline=None)
@given(within=covers(), seed=st.integers(0, 5))
def test_the_search_covers_all_and_finds_the_fewest_in_a_small_cover(within, seed):
    cover = largest_part(within, small=False)
    plan = few_sites(cover, enough=1, seed=seed)
    assert covers_all(cover, plan)
    assert len(plan) == fewest_of_all(table_of(cover))
    assert np.array_equal(plan, few_sites(cover, enough=1, seed=seed))


def points_on_lines(dimension):
    """Give which points (sites) lie on which lines (rows) of the affine space over three elements."""
    points = list(product(range(3), repeat=dimension))
    lines = {
        frozenset(tuple((a + k * b) % 3 for a, b in zip(at, way, strict=True)) for k in range(3))
        for at in points
        for way in points
        if any(way)
    }
    return np.array([[point in line for point in points] for line in sorted(map(sorted, lines))])


def test_a_gap_of_the_linear_program_is_closed_by_the_sweep():
    """Every line of the affine plane has to be met: 3 points by prices, 9 less the largest cap of 4 in truth."""
    cover = largest_part(points_on_lines(2), small=True)
    sweep = Sweep.of(cover, Limit(100))
    assert sweep.lower == pytest.approx(3.0)
    for most in (3, 4):
        assert sweep.within(most, Limit(100)) is None
        assert sweep.least == most + 1
    assert covers_all(cover, sweep.within(5, Limit(100)))


@pytest.mark.parametrize(("dimension", "largest_cap"), [(1, 2), (2, 4), (3, 9)])
def test_caps_of_affine_spaces(dimension, largest_cap):
    """Points off a cap meet every line: the Steiner covering of Fulkerson, Nemhauser and Trotter (1974)."""
    within = points_on_lines(dimension)
    cost = CostMatrix(
        np.where(within, 0.0, np.inf),
        demand_ids=range(len(within)),
        site_ids=range(within.shape[1]),
        unit="m",
    )
    plan = solve_lscp(cost, service_radius=1.0)
    assert plan.status == "optimal"
    assert plan.objective == within.shape[1] - largest_cap
