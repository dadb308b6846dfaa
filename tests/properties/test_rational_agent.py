"""Laws of the equilibrium of rational agents."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from geo_target import CostMatrix
from geo_target.access.rational_agent import raam, raam_equilibrium

COSTS = st.floats(0, 100) | st.just(np.inf)


@st.composite
def regions(draw):
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    values = draw(arrays(float, (n, m), elements=COSTS))
    demand = draw(arrays(float, n, elements=st.integers(0, 3000)))
    supply = draw(arrays(float, m, elements=st.integers(0, 20)))
    assume(supply.any() and demand.any())
    ids = {"demand_ids": range(n), "site_ids": range(m), "unit": "min"}
    return CostMatrix(values, **ids), demand, supply


@settings(deadline=None)  # the first call compiles
@given(regions())
def test_everybody_who_can_go_goes_somewhere_and_nobody_else(region):
    cost, demand, supply = region
    held = raam_equilibrium(cost, demand, supply, tau=30)
    can = (np.isfinite(cost.values) & (supply > 0)).any(axis=1)
    assert held.load.sum() == pytest.approx(demand[can].sum(), rel=1e-9, abs=1e-9)
    assert np.isinf(held.access_cost[~can & (demand > 0)]).all()
    assert np.isnan(held.access_cost[demand == 0]).all()


@settings(deadline=None)  # the first call compiles
@given(regions())
def test_nobody_has_anywhere_cheaper_to_go(region):
    cost, demand, supply = region
    held = raam_equilibrium(cost, demand, supply, tau=30, tolerance=1e-9)
    capacity = supply * demand.sum() / supply.sum()
    congestion = np.divide(held.load, capacity, out=np.full(len(supply), np.inf), where=capacity > 0)
    least = (cost.values / 30 + congestion).min(axis=1)
    some = np.isfinite(least) & (demand > 0)
    np.testing.assert_allclose(held.access_cost[some], least[some], rtol=1e-3)


def objective(flow, travel, capacity):
    return (flow.sum(axis=0) ** 2 / (2 * capacity)).sum() + (flow * travel).sum()


def test_the_minimum_is_the_one_that_a_general_solver_finds():
    random = np.random.default_rng(3)
    values, demand, supply = random.uniform(1, 60, (5, 3)), random.uniform(10, 90, 5), random.uniform(1, 5, 3)
    cost = CostMatrix(values, demand_ids=range(5), site_ids=range(3), unit="min")
    capacity = supply * demand.sum() / supply.sum()
    found = minimize(
        lambda x: objective(x.reshape(5, 3), values / 20, capacity),
        np.repeat(demand / 3, 3),
        bounds=[(0, None)] * 15,
        constraints={"type": "eq", "fun": lambda x: x.reshape(5, 3).sum(axis=1) - demand},
        options={"ftol": 1e-12, "maxiter": 500},
    )
    ours = raam_equilibrium(cost, demand, supply, tau=20, tolerance=1e-10)
    assert ours.objective == pytest.approx(found.fun, rel=1e-7)


@settings(deadline=None)
@given(regions(), st.floats(1.1, 5))
def test_more_supply_everywhere_with_the_same_rho_costs_nobody_more(region, factor):
    cost, demand, supply = region
    before = raam(cost, demand, supply, tau=30, rho=100, tolerance=1e-9)
    after = raam(cost, demand, supply * factor, tau=30, rho=100, tolerance=1e-9)
    total = lambda costs: (costs * demand)[np.isfinite(costs)].sum()  # noqa: E731
    assert total(after) <= total(before) * (1 + 1e-4)
