"""What a site is worth beside others: the same from the pairs within reach as from every pair, and as valued anew."""

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import every_set, questions, stored_sparse

from geo_target import CostMatrix
from geo_target.siting import Model, Question, reasons, solve, standing_in
from geo_target.siting.serving import serve
from geo_target.siting.standing_in import StandIns

many = settings(max_examples=share_of_profile(0.5), deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(questions(), st.data())
def test_a_site_beside_others_is_worth_what_serving_from_all_of_them_is(asked, data):
    n = asked.cost.shape[1]
    rest = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=n - 1))), dtype=np.int64)
    nothing = -np.inf if asked.maximise else np.inf
    for one in (asked, asked.asked(cost=stored_sparse(asked.cost))):
        worth = StandIns(one).worth(rest)
        for other in np.setdiff1d(np.flatnonzero(~one.rules.forbidden), rest).tolist():
            value = serve(one, np.sort(np.append(rest, other))).objective
            np.testing.assert_allclose(worth[other], nothing if np.isnan(value) else value, atol=1e-9)


@many
@given(st.integers(0, 2**32 - 1), st.sampled_from([Model.P_CENTER, Model.P_MEDIAN, Model.LSCP_BACKUP]))
def test_among_many_points_a_site_is_worth_the_same_from_stored_pairs_as_from_all(seed, model):
    random = np.random.default_rng(seed)
    n, n_sites = int(random.integers(1, 600)), int(random.integers(2, 8))
    values = random.integers(0, 1_000, (n, n_sites)).astype(float)
    values[random.random((n, n_sites)) < random.choice([0.002, 0.1, 0.6])] = np.inf
    values[np.isinf(values).all(axis=1), 0] = 1_000.0
    dense = CostMatrix(values, demand_ids=range(n), site_ids=range(n_sites), unit="m")
    radius = {"service_radius": 700.0} if model is Model.LSCP_BACKUP else {"n_sites": 1}
    rest = np.sort(random.permutation(n_sites)[: random.integers(0, n_sites)])
    for cost in (dense, stored_sparse(dense)):
        asked = Question(model=model, cost=cost, demand=random.integers(0, 3, n), **radius)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(standing_in, "_PAIRS", 100)
            worth = StandIns(asked).worth(rest)
        for other in np.setdiff1d(np.arange(n_sites), rest):
            value = serve(asked, np.sort(np.append(rest, other))).objective
            nothing = -np.inf if asked.maximise else np.inf
            np.testing.assert_allclose(worth[other], nothing if np.isnan(value) else value)


@many
@given(questions(), st.data())
def test_a_site_may_join_others_exactly_if_they_are_allowed_together(asked, data):
    n = asked.cost.shape[1]
    rest = data.draw(st.sets(st.integers(0, n - 1), max_size=n - 1))
    allowed = {tuple(chosen) for chosen, _ in every_set(asked)}
    may = StandIns(asked).may_join(np.array(sorted(rest), dtype=np.int64))
    for other in range(n):
        assert may[other] == (other not in rest and tuple(sorted(rest | {other})) in allowed)


@many
@given(questions([Model.MCLP]))
def test_what_an_mclp_loses_without_a_site_is_told_as_the_people_it_covers_less(asked):
    plan = solve(asked)
    for reason in reasons(asked, plan.open_sites) if plan.open_sites else ():
        assert reason.loses_coverage == pytest.approx(max(0.0, reason.loses), rel=1e-6, abs=1e-6)
