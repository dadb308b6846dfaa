"""What a site is worth beside others is the same from the pairs within reach as from every pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo_target.models import CostMatrix
from geo_target.siting import Question
from geo_target.siting.reasons import worth_with

N_DEMAND, N_SITES = 8, 6


@given(st.integers(0, 2**32 - 1))
def test_sparse_costs_value_every_stand_in_as_dense_ones_do(seed):
    random = np.random.default_rng(seed)
    cost = random.integers(1, 20, (N_DEMAND, N_SITES)).astype(float)
    cost[random.random(cost.shape) < 0.4] = np.inf
    cost[np.arange(N_DEMAND), random.integers(0, N_SITES, N_DEMAND)] = 3.0
    reached = np.isfinite(cost)
    pairs = csr_array((cost[reached], np.nonzero(reached)), shape=cost.shape)
    demand = random.integers(0, 4, N_DEMAND).astype(float)
    rest = np.sort(random.choice(N_SITES, 2, replace=False))
    others = np.setdiff1d(np.arange(N_SITES), rest)
    ids = {"demand_ids": range(N_DEMAND), "site_ids": range(N_SITES), "unit": "m"}
    for model in ({"model": "p_median"}, {"model": "mclp", "service_radius": 9.0}):
        dense, sparse = (
            worth_with(
                Question(cost=CostMatrix(values, **ids), demand=demand, n_sites=3, **model), rest, others
            )
            for values in (cost, pairs)
        )
        np.testing.assert_allclose(sparse, dense)
