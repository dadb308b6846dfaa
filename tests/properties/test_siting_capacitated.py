"""Laws of the engine of capacities: it equals trying every assignment, and a search that is stopped says so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_target.siting.engines import capacitated_search, knapsack_kernel
from geo_target.siting.engines.capacitated import engine_capacitated
from geo_target.siting.limits import Limit


@dataclass
class Case:
    cost: np.ndarray
    demand: np.ndarray
    capacity: np.ndarray
    n_sites: int
    fixed_open: np.ndarray

    def answer(self, **more):
        arguments = {"fixed_open": self.fixed_open, "watch": Limit(100)} | more
        return engine_capacitated(self.cost, self.demand, self.capacity, self.n_sites, **arguments)

    def fits(self, place):
        load = np.bincount(place, self.demand, minlength=len(self.capacity))
        return (load <= self.capacity * (1 + 1e-9)).all()

    def paid(self, place):
        return self.cost[np.arange(len(place)), place].sum()

    def best(self):
        """The cost of the best of all assignments, inf if none is allowed."""
        n, m = self.cost.shape
        kept = set(np.flatnonzero(self.fixed_open).tolist())
        places = np.array(list(product(range(m), repeat=n)))
        paid = self.cost[np.arange(n), places].sum(axis=1)
        for at in np.argsort(paid, kind="stable"):
            place = places[at]
            if np.isinf(paid[at]):
                break
            if len(kept | set(place.tolist())) <= self.n_sites and self.fits(place):
                return paid[at]
        return np.inf


@st.composite
def cases(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    cost = draw(st.sampled_from([random.integers(0, 30, (n, m)).astype(float), random.random((n, m)) * 1e4]))
    cost[random.random((n, m)) < draw(st.sampled_from([0.0, 0.3]))] = np.inf
    demand = draw(
        st.sampled_from([random.integers(1, 9, n).astype(float), random.random(n) * 1e5, np.full(n, 7.0)])
    )
    tight = draw(st.sampled_from([0.6, 1.0, 1.5, 3.0]))
    n_sites = draw(st.integers(1, m))
    capacity = np.floor(random.uniform(0.5, 1.5, m) * tight * demand.sum() / n_sites)
    capacity[random.random(m) < draw(st.sampled_from([0.0, 0.3]))] = np.inf
    fixed_open = np.zeros(m, bool)
    fixed_open[: draw(st.integers(0, n_sites))] = True
    return Case(cost, demand, capacity, n_sites, fixed_open)


def full_to_the_brim():
    """Capacities that only an exact split of the demand keeps, and it is the dearer one of each pair."""
    cost = np.array([[1.0, 5], [1, 5], [1, 5], [1, 5]])
    return Case(cost, np.array([3.0, 3, 2, 2]), np.array([5.0, 5]), 2, np.zeros(2, bool))


@settings(deadline=None, max_examples=share_of_profile(0.6))  # the first call compiles
@given(cases())
@example(full_to_the_brim())
def test_the_plan_equals_trying_every_assignment(case):
    result, best = case.answer(), case.best()

    assert result.proven
    if np.isinf(best):
        assert result.open_sites is None
        return
    assert result.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert result.bound <= best * (1 + 1e-9) + 1e-9
    assert case.paid(result.place) == pytest.approx(result.objective, rel=1e-9, abs=1e-9)
    assert case.fits(result.place)
    assert len(set(result.open_sites.tolist())) == case.n_sites
    assert set(result.place) | set(np.flatnonzero(case.fixed_open)) <= set(result.open_sites)


@settings(deadline=None, max_examples=share_of_profile(0.3))
@given(cases(), st.integers(0, 3))
def test_a_search_that_is_stopped_has_an_honest_bound(case, asked_before):
    left = iter(range(asked_before))
    result = case.answer(watch=Limit(100, cancel=lambda: next(left, None) is None))

    best = case.best()
    assert result.bound <= best * (1 + 1e-9) + 1e-9
    assert (
        result.bound >= case.cost.min(axis=1).sum() - 1e-9
    )  # everybody at the nearest site, as if there were room
    if result.open_sites is not None:
        assert result.objective >= best - 1e-9
        assert case.fits(result.place)
    if result.proven:
        assert result.objective == pytest.approx(best, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=share_of_profile(0.3))
@given(cases(), st.data())
def test_a_plan_to_begin_with_changes_nothing_but_the_way(case, data):
    start = data.draw(st.lists(st.sampled_from(range(len(case.capacity))), unique=True))
    new = [site for site in start if not case.fixed_open[site]][: case.n_sites - case.fixed_open.sum()]

    assert case.answer(start=np.array(sorted(new), int)).objective == pytest.approx(case.answer().objective)


@settings(deadline=None, max_examples=share_of_profile(0.6))
@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 6)), min_size=1, max_size=7), st.integers(0, 15))
def test_a_site_takes_what_is_worth_most(items, room):
    worth, weight = (np.array(column) for column in zip(*items, strict=True))
    n = len(items)

    def best(must=()):
        sets = chain.from_iterable(combinations(range(n), size) for size in range(n + 1))
        fitting = (list(one) for one in sets if set(must) <= set(one) and weight[list(one)].sum() <= room)
        return max((worth[one].sum() for one in fitting), default=-np.inf)

    prices, rows = worth.astype(float), np.arange(n)
    taken, if_served = np.empty(n, bool), np.empty(n)
    table, value = np.empty((n, room + 1), bool), np.empty(room + 1)
    total = knapsack_kernel.fill(0, n, rows, np.zeros(n), prices, weight, room, taken, table, value)
    at_least = knapsack_kernel.fill_partly(0, n, rows, np.zeros(n), prices, weight, room, np.empty(n, bool))
    ways = np.empty((n + 1, room + 1)), np.empty((n + 1, room + 1))
    knapsack_kernel.forced(0, n, rows, np.zeros(n), prices, weight, room, if_served, *ways)

    assert total == worth[taken].sum() == best()
    assert at_least >= total - 1e-9
    assert weight[taken].sum() <= room
    for item in range(n):
        assert if_served[item] == best([item]) or (if_served[item] < -1e200 and best([item]) == -np.inf)


@settings(deadline=None, max_examples=share_of_profile(0.3))
@given(cases())
def test_sites_that_take_the_last_in_part_first_change_nothing_but_the_way(case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capacitated_search, "_CELLS", -1)
        result = case.answer()

    best = case.best()
    assert result.proven
    assert result.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
