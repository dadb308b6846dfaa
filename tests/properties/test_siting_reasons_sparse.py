"""What a site is worth beside others: the same from the pairs within reach as from every pair, and as valued anew."""

import numpy as np
from example_counts import share_of_profile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import every_set, questions, stored_sparse

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
@given(questions(), st.data())
def test_a_site_may_join_others_exactly_if_they_are_allowed_together(asked, data):
    n = asked.cost.shape[1]
    rest = data.draw(st.sets(st.integers(0, n - 1), max_size=n - 1))
    allowed = {tuple(chosen) for chosen, _ in every_set(asked)}
    may = StandIns(asked).may_join(np.array(sorted(rest), dtype=np.int64))
    for other in range(n):
        assert may[other] == (other not in rest and tuple(sorted(rest | {other})) in allowed)
