"""The measures equal pysal/access's on the same tables: random ones, and a fixed larger one."""

import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_world import is_soak

from geo_target import CostMatrix
from geo_target.access import (
    decay,
    enhanced_two_step_fca,
    gravity,
    three_step_fca,
    two_step_fca,
)
from geo_target.access.rational_agent import raam_equilibrium

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from access import fca
    from access import raam as pysal_raam
    from access import weights as pysal_weights

pytestmark = pytest.mark.filterwarnings("ignore")
BANDS = [(10, 1.0), (20, 0.68), (30, 0.22)]
STEP = pysal_weights.step_fn(dict(BANDS))
BELL = pysal_weights.gaussian(12)
NAMES = {"demand_index": "id", "supply_index": "id", "demand_name": "demand", "supply_name": "supply"}
COLUMNS = {"cost_origin": "origin", "cost_dest": "dest", "cost_name": "cost"}
COSTS = st.sampled_from([0.0, 10.0, 20.0, 30.0, np.inf]) | st.floats(0, 45)


def tables(values, demand, supply):
    """Give the table as pysal takes it: an unreachable pair is a row that is not there."""
    i, j = np.nonzero(np.isfinite(values))
    return (
        pd.DataFrame({"id": range(len(demand)), "demand": demand}),
        pd.DataFrame({"id": range(len(supply)), "supply": supply}),
        pd.DataFrame({"origin": i, "dest": j, "cost": values[i, j]}),
    )


def theirs(function, region, weight_fn):
    people, sites, pairs = tables(*region)
    indexed = sites.set_index("id", drop=False)
    found = function(people, indexed, pairs, 30, weight_fn=weight_fn, **NAMES, **COLUMNS)
    return found.reindex(range(len(people))).fillna(0.0).to_numpy()


def their_weighted_catchment(region, weight_fn):
    _, sites, pairs = tables(*region)
    names = {"cost_source": "dest", "cost_dest": "origin", "cost_cost": "cost"}
    found = fca.weighted_catchment(
        sites, pairs, 30, loc_index="id", loc_value="supply", weight_fn=weight_fn, **names
    )
    return found.reindex(range(len(region[1]))).fillna(0.0).to_numpy()


MEASURES = {
    "2SFCA": (
        lambda c, d, s: two_step_fca(c, d, s, catchment=30),
        lambda r: theirs(fca.two_stage_fca, r, None),
    ),
    "E2SFCA": (
        lambda c, d, s: enhanced_two_step_fca(c, d, s, bands=BANDS),
        lambda r: theirs(fca.two_stage_fca, r, STEP),
    ),
    "2SFCA with a bell": (
        lambda c, d, s: two_step_fca(c, d, s, catchment=30, decay=decay.gaussian(12)),
        lambda r: theirs(fca.two_stage_fca, r, BELL),
    ),
    "3SFCA": (
        lambda c, d, s: three_step_fca(c, d, s, bands=BANDS),
        lambda r: theirs(fca.three_stage_fca, r, STEP),
    ),
    "weighted catchment": (
        lambda c, _, s: gravity(c, s, decay=decay.step(BANDS)),
        lambda r: their_weighted_catchment(r, STEP),
    ),
}


@st.composite
def regions(draw):
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    values = draw(arrays(float, (n, m), elements=COSTS))
    demand = draw(arrays(float, n, elements=st.integers(1, 5000)))
    supply = draw(arrays(float, m, elements=st.integers(0, 90)))
    # pysal has no answer where no pair is within 30: there are no rows left to group.
    assume(supply.any() and (values <= 30).any())
    return values, demand, supply


def larger(n, m):
    random = np.random.default_rng(1396)
    demand_at, site_at = random.uniform(0, 45, (n, 2)), random.uniform(0, 45, (m, 2))
    minutes = np.hypot(*(demand_at[:, None] - site_at[None]).transpose(2, 0, 1))
    minutes[random.random((n, m)) < 0.1] = np.inf
    return minutes.round(1), random.integers(100, 5000, n) * 1.0, random.integers(1, 40, m) * 1.0


def matrix(values):
    n, m = values.shape
    return CostMatrix(values, demand_ids=range(n), site_ids=range(m), unit="min")


@pytest.mark.parametrize("name", MEASURES)
@settings(deadline=None, max_examples=40)  # pandas
@given(region=regions())
def test_the_measures_equal_pysal_on_random_tables(name, region):
    ours, peer = MEASURES[name]
    values, demand, supply = region
    np.testing.assert_allclose(ours(matrix(values), demand, supply), peer(region), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    "size", [(150, 40), (1000, 250)]
)  # the second is large enough for the compiled bands
def test_the_measures_equal_pysal_on_a_larger_table(name, size):
    ours, peer = MEASURES[name]
    region = larger(*size)
    np.testing.assert_allclose(ours(matrix(region[0]), *region[1:]), peer(region), rtol=1e-9)


def settled_by_pysal(values, demand, supply, tau):
    """Let pysal move one person at a time for long; give its costs and how it assigned people."""
    capacity = supply * demand.sum() / supply.sum()
    held = {}

    def remember(frame, event, _):
        if event == "return" and frame.f_code.co_name == "iterate_raam":
            held["assignment"] = frame.f_locals["assignment"]

    before = sys.getprofile()
    sys.setprofile(remember)
    try:
        costs = pysal_raam.iterate_raam(demand, capacity, np.ma.masked_array(values / tau), max_cycles=4000)
    finally:
        sys.setprofile(before)
    return np.asarray(costs), held["assignment"], capacity


@pytest.mark.parametrize("seed", range(4 if is_soak() else 1))
def test_rational_agents_pay_as_in_pysal_and_the_objective_is_no_worse(seed):
    random = np.random.default_rng(seed)
    n, m, tau = 60, 8, 60.0
    values = random.uniform(1, 60, (n, m))
    demand, supply = random.integers(1000, 5000, n), random.integers(5, 40, m)
    costs, flow, capacity = settled_by_pysal(values, demand, supply, tau)

    ours = raam_equilibrium(matrix(values), demand, supply, tau=tau, tolerance=1e-8)
    their_objective = (flow.sum(axis=0) ** 2 / (2 * capacity)).sum() + (flow * values / tau).sum()

    assert ours.objective <= their_objective * (1 + 1e-9)
    np.testing.assert_allclose(ours.access_cost, costs, rtol=0.02)
    np.testing.assert_allclose(ours.load / demand.sum(), flow.sum(axis=0) / demand.sum(), atol=0.02)
