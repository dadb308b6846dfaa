"""Laws of the exact engines: what they answer is what trying every plan gives, and a cut-off answer says so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo_target.siting.engines.lscp import engine_lscp
from geo_target.siting.engines.mclp import engine_mclp
from geo_target.siting.engines.p_center import engine_p_center
from geo_target.siting.engines.p_median import engine_p_median
from geo_target.siting.engines.partial import engine_partial
from geo_target.siting.limits import Limit


@dataclass
class Case:
    cost: np.ndarray
    demand: np.ndarray
    n_sites: int
    fixed_open: np.ndarray
    forbidden: np.ndarray

    @property
    def rules(self):
        return {"fixed_open": self.fixed_open, "forbidden": self.forbidden}

    def table(self, *, sparse):
        if not sparse:
            return self.cost
        rows, columns = np.nonzero(np.isfinite(self.cost))
        return csr_array((self.cost[rows, columns], (rows, columns)), shape=self.cost.shape)

    def plans(self, n_sites=None):
        kept = set(np.flatnonzero(self.fixed_open))
        for plan in combinations(
            np.flatnonzero(~self.forbidden), self.n_sites if n_sites is None else n_sites
        ):
            if kept <= set(plan):
                yield list(plan)


@st.composite
def cases(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    kind = draw(st.sampled_from(["whole", "real", "few values", "plane"]))
    if kind == "plane":
        cost = np.hypot(*(random.random((n, 1, 2)) - random.random((1, m, 2))).transpose(2, 0, 1))
    else:
        cost = {"whole": random.integers(0, 30, (n, m)), "real": random.random((n, m)) * 1e3}.get(
            kind, random.integers(0, 2, (n, m))
        )
    cost = cost.astype(float)
    cost[random.random((n, m)) < draw(st.sampled_from([0.0, 0.2, 0.6]))] = np.inf
    demand = draw(st.sampled_from([random.integers(0, 5, n).astype(float), random.random(n) * 1e4]))
    fixed_open = random.random(m) < draw(st.sampled_from([0.0, 0.3]))
    forbidden = (random.random(m) < draw(st.sampled_from([0.0, 0.3]))) & ~fixed_open
    if forbidden.all():
        forbidden[:] = False
    n_sites = draw(st.integers(max(1, fixed_open.sum()), m - forbidden.sum()))
    return Case(cost, demand, n_sites, fixed_open, forbidden)


def check_plan(case, result):
    plan = result.open_sites
    assert len(set(plan.tolist())) == case.n_sites
    assert not case.forbidden[plan].any()
    assert set(np.flatnonzero(case.fixed_open)) <= set(plan.tolist())


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases(), st.booleans())
def test_p_median_equals_brute_force(case, sparse):
    result = engine_p_median(
        case.table(sparse=sparse), case.demand, case.n_sites, **case.rules, watch=Limit(100)
    )

    def paid(plan):
        near = case.cost[:, plan].min(axis=1)
        return float((np.where(case.demand > 0, near, 0.0) * case.demand).sum())

    best = min(paid(plan) for plan in case.plans())
    assert result.proven
    if np.isinf(best):
        assert result.open_sites is None
        return
    check_plan(case, result)
    assert result.objective == pytest.approx(best, rel=1e-9)
    assert paid(result.open_sites) == pytest.approx(result.objective, rel=1e-12)
    assert result.bound <= best * (1 + 1e-12)


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases(), st.booleans())
def test_mclp_equals_brute_force(case, sparse):
    covers = (
        case.cost <= np.median(case.cost[np.isfinite(case.cost)])
        if np.isfinite(case.cost).any()
        else case.cost < 0
    )
    table = csr_array(covers) if sparse else covers
    result = engine_mclp(table, case.demand, case.n_sites, **case.rules, watch=Limit(100))

    best = max(case.demand[covers[:, plan].any(axis=1)].sum() for plan in case.plans())
    assert result.proven
    check_plan(case, result)
    assert result.objective == pytest.approx(best, rel=1e-9)
    assert case.demand[covers[:, result.open_sites].any(axis=1)].sum() == pytest.approx(best, rel=1e-9)
    assert result.bound >= best * (1 - 1e-12)


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases(), st.booleans())
def test_partial_coverage_equals_brute_force(case, few_shares):
    share = np.where(np.isfinite(case.cost), np.exp(-case.cost / 10), 0.0)
    share = np.round(2 * share) / 2 if few_shares else share
    rows, columns = np.nonzero(np.isfinite(case.cost) & ~case.forbidden)
    table = csr_array((share[rows, columns], (rows, columns)), shape=case.cost.shape)
    result = engine_partial(table, case.demand, case.n_sites, **case.rules, watch=Limit(100))

    best = max(case.demand @ share[:, plan].max(axis=1) for plan in case.plans())
    assert result.proven
    check_plan(case, result)
    assert result.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert case.demand @ share[:, result.open_sites].max(axis=1) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert result.bound >= best * (1 - 1e-12) - 1e-9


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases(), st.booleans())
def test_p_center_equals_brute_force(case, sparse):
    result = engine_p_center(case.table(sparse=sparse), case.n_sites, **case.rules, limit=Limit(100))

    best = min(case.cost[:, plan].min(axis=1).max() for plan in case.plans())
    assert result.proven
    if np.isinf(best):
        assert result.open_sites is None
        return
    check_plan(case, result)
    assert result.objective == result.bound == best == case.cost[:, result.open_sites].min(axis=1).max()


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases(), st.booleans())
def test_lscp_equals_brute_force(case, sparse):
    covers = (
        case.cost <= np.median(case.cost[np.isfinite(case.cost)])
        if np.isfinite(case.cost).any()
        else case.cost < 0
    )
    table = csr_array(covers) if sparse else covers
    result = engine_lscp(table, **case.rules, limit=Limit(100))

    sizes = range(int(case.fixed_open.sum()), len(case.forbidden) + 1)
    enough = [n for n in sizes if any(covers[:, plan].any(axis=1).all() for plan in case.plans(n))]
    assert result.proven
    if not enough:
        assert result.open_sites is None
        return
    assert result.objective == result.bound == len(result.open_sites) == enough[0]
    assert covers[:, result.open_sites].any(axis=1).all()


class Stopped:
    """A watch that ends the work when it has been asked so many times."""

    def __init__(self, patience):
        self.patience = patience

    def over(self):
        self.patience -= 1
        return self.patience < 0

    def tell(self, objective, bound):
        assert bound <= objective


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(st.integers(0, 2**32 - 1), st.integers(0, 8))
def test_a_stopped_search_gives_a_plan_and_an_honest_bound(seed, patience):
    random = np.random.default_rng(seed)
    cost = random.integers(0, 100, (40, 30)).astype(float)
    none = np.zeros(30, dtype=bool)
    proved = engine_p_median(cost, np.ones(40), 5, fixed_open=none, forbidden=none, watch=Limit(100))
    result = engine_p_median(cost, np.ones(40), 5, fixed_open=none, forbidden=none, watch=Stopped(patience))
    assert proved.proven
    assert result.bound <= proved.objective <= result.objective
    assert result.proven == (result.bound == result.objective)


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(st.integers(0, 2**32 - 1))
def test_the_same_seed_gives_the_same_plan(seed):
    random = np.random.default_rng(seed)
    cost = random.integers(0, 4, (30, 20)).astype(float)
    none = np.zeros(20, dtype=bool)
    plans = [
        engine_p_median(
            cost, np.ones(30), 4, fixed_open=none, forbidden=none, watch=Limit(100), seed=seed
        ).open_sites
        for _ in range(2)
    ]
    assert plans[0].tolist() == plans[1].tolist()


@settings(deadline=None, max_examples=share_of_profile(0.4))  # the first call compiles
@given(cases())
def test_more_sites_never_cost_more(case):
    spare = int((~case.forbidden).sum()) - case.n_sites
    few = engine_p_median(case.cost, case.demand, case.n_sites, **case.rules, watch=Limit(100))
    more = engine_p_median(
        case.cost, case.demand, case.n_sites + min(1, spare), **case.rules, watch=Limit(100)
    )
    assert more.objective <= few.objective * (1 + 1e-9)
