"""Laws of the measures that share supply out, against the formulas written as loops."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import coo_array

from geo_target import CostMatrix
from geo_target.access import (
    balanced_fca,
    cumulative,
    decay,
    enhanced_two_step_fca,
    floating_catchment,
    gravity,
    modified_two_step_fca,
    three_step_fca,
    two_step_fca,
    weights,
)

BANDS = [(10, 1.0), (20, 0.68), (30, 0.22)]
MEASURES = {
    "cumulative": lambda c, _, s: cumulative(c, s, threshold=20),
    "gravity": lambda c, _, s: gravity(c, s, decay=decay.exponential(15)),
    "two_step": lambda c, d, s: two_step_fca(c, d, s, catchment=20),
    "two_step_gaussian": lambda c, d, s: two_step_fca(c, d, s, catchment=25, decay=decay.gaussian(12)),
    "enhanced": lambda c, d, s: enhanced_two_step_fca(c, d, s, bands=BANDS),
    "modified": lambda c, d, s: modified_two_step_fca(c, d, s, catchment=30, decay=decay.linear(30)),
    "three_step": lambda c, d, s: three_step_fca(c, d, s, bands=BANDS),
    "balanced": lambda c, d, s: balanced_fca(c, d, s, catchment=30, decay=decay.exponential(20)),
}
SHARING = ("two_step", "two_step_gaussian", "enhanced", "three_step")
COSTS = st.sampled_from([0.0, 10.0, 20.0, 30.0, np.inf]) | st.floats(0, 45)
DECAYS = {
    "binary": decay.binary(20),
    "step": decay.step(BANDS),
    "linear": decay.linear(30),
    "gaussian": decay.gaussian(12),
    "exponential": decay.exponential(15),
    "inverse_power": decay.inverse_power(10, 1.5),
    "logistic": decay.logistic(20, 4),
}


@st.composite
def regions(draw):
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    values = draw(arrays(float, (n, m), elements=COSTS))
    demand = draw(arrays(float, n, elements=st.integers(0, 5000)))
    supply = draw(arrays(float, m, elements=st.integers(0, 90)))
    assume(supply.any())
    return values, demand, supply


def matrices(values):
    ids = {"demand_ids": range(values.shape[0]), "site_ids": range(values.shape[1]), "unit": "min"}
    stored = np.nonzero(np.isfinite(values))
    sparse = coo_array((values[stored], stored), shape=values.shape).tocsr()
    return CostMatrix(values, **ids), CostMatrix(sparse, **ids)


@pytest.mark.parametrize("name", MEASURES)
@given(region=regions())
def test_dense_and_sparse_give_the_same(name, region):
    values, demand, supply = region
    dense, sparse = (MEASURES[name](cost, demand, supply) for cost in matrices(values))
    np.testing.assert_allclose(dense, sparse, rtol=1e-12)


@pytest.mark.parametrize("name", SHARING)
@given(region=regions())
def test_supply_is_shared_out_and_none_is_lost(name, region):
    values, demand, supply = region
    weight = DECAYS["gaussian"](values) * (values <= 25) if "gaussian" in name else step_weights(values)
    if name == "two_step":
        weight = values <= 20
    reached = (weight * demand[:, None]).sum(axis=0) > 0
    given_out = (MEASURES[name](matrices(values)[0], demand, supply) * demand).sum()
    assert given_out == pytest.approx(supply[reached].sum(), rel=1e-9, abs=1e-9)


@given(region=regions())
def test_the_modified_measure_gives_out_no_more_than_there_is(region):
    values, demand, supply = region
    given_out = (MEASURES["modified"](matrices(values)[0], demand, supply) * demand).sum()
    assert given_out <= supply.sum() * (1 + 1e-12)


@given(region=regions())
def test_the_balanced_measure_gives_out_each_level_of_service_once(region):
    values, demand, supply = region
    weight = np.where(values <= 30, np.exp(-values / 20), 0.0)
    shares = np.divide(weight, weight.sum(1, keepdims=True), out=np.zeros_like(weight), where=weight > 0)
    met = demand @ shares
    level = np.divide(supply, met, out=np.zeros_like(supply), where=met > 0)
    access = MEASURES["balanced"](matrices(values)[0], demand, supply)
    assert access.sum() == pytest.approx(level.sum(), rel=1e-9)


@pytest.mark.parametrize("name", MEASURES)
@given(region=regions(), data=st.data())
def test_more_supply_never_lowers_access(name, region, data):
    values, demand, supply = region
    more = supply.copy()
    more[data.draw(st.integers(0, len(supply) - 1))] += data.draw(st.integers(1, 50))
    cost = matrices(values)[0]
    before, after = MEASURES[name](cost, demand, supply), MEASURES[name](cost, demand, more)
    assert (after >= before * (1 - 1e-12)).all()


@pytest.mark.parametrize("name", MEASURES)
@given(region=regions(), data=st.data())
def test_the_order_of_rows_and_columns_changes_nothing_but_the_order(name, region, data):
    values, demand, supply = region
    rows = data.draw(st.permutations(range(len(demand))))
    columns = data.draw(st.permutations(range(len(supply))))
    plain = MEASURES[name](matrices(values)[0], demand, supply)
    moved = MEASURES[name](matrices(values[rows][:, columns])[0], demand[rows], supply[columns])
    np.testing.assert_allclose(moved, plain[rows], rtol=1e-9)


def step_weights(values):
    return np.select([values <= limit for limit, _ in BANDS], [weight for _, weight in BANDS], 0.0)


def by_loops(values, demand, supply):
    """Write the formulas of the papers out: E2SFCA, M2SFCA, 3SFCA."""
    n, m = values.shape
    w = step_weights(values)
    enhanced, three = np.zeros(n), np.zeros(n)
    chosen = np.array([[w[i, j] / sum(w[i]) if sum(w[i]) else 0.0 for j in range(m)] for i in range(n)])
    for j in range(m):
        around = sum(demand[k] * w[k, j] for k in range(n))
        around_chosen = sum(demand[k] * w[k, j] * chosen[k, j] for k in range(n))
        for i in range(n):
            if around:
                enhanced[i] += w[i, j] * supply[j] / around
            if around_chosen:
                three[i] += w[i, j] * chosen[i, j] * supply[j] / around_chosen
    return enhanced, three


@given(region=regions())
def test_the_formulas_of_the_papers_give_the_same(region):
    enhanced, three = by_loops(*region)
    values, demand, supply = region
    cost = matrices(values)[1]
    np.testing.assert_allclose(enhanced_two_step_fca(cost, demand, supply, bands=BANDS), enhanced, rtol=1e-9)
    np.testing.assert_allclose(three_step_fca(cost, demand, supply, bands=BANDS), three, rtol=1e-9)


@pytest.mark.parametrize("name", DECAYS)
@given(costs=arrays(float, 20, elements=st.floats(0, 1e4)))
def test_a_decay_is_1_at_0_and_only_falls(name, costs):
    held = DECAYS[name](np.concatenate([[0.0], np.sort(costs)]))
    assert held[0] == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(held) <= 1e-15).all()
    assert (held >= 0).all()


@pytest.mark.parametrize("name", ["two_step", "enhanced", "three_step"])
@settings(deadline=None)  # the first call compiles
@given(region=regions())
def test_compiled_bands_give_what_matrices_of_weights_give(name, region):
    values, demand, supply = region
    plain = MEASURES[name](matrices(values)[1], demand, supply)
    for cost in matrices(values):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(floating_catchment, "_is_large", lambda _: True)
            compiled = MEASURES[name](cost, demand, supply)
        np.testing.assert_allclose(compiled, plain, rtol=1e-12)


@given(region=regions())
def test_blocks_of_rows_give_what_the_whole_matrix_gives(region):
    values, _, supply = region
    cost = matrices(values)[0]
    for falls in DECAYS.values():
        whole = gravity(cost, supply, decay=lambda costs, own=falls: own(costs))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(weights, "BLOCK", 3)
            np.testing.assert_allclose(gravity(cost, supply, decay=falls), whole, rtol=1e-12, atol=1e-12)
