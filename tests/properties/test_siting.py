"""Laws of the six models, with every combination of requirements: what trying every set of sites finds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, questions

from geo_target import PlanStatus
from geo_target.siting import Model, solve

pytestmark = pytest.mark.filterwarnings("error")
thorough = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("model", list(Model))
@thorough
@given(data=st.data())
def test_the_plan_is_as_good_as_the_best_of_every_set_of_sites(model, data):
    asked = data.draw(questions([model]))
    plan, best = solve(asked), brute_force(asked)
    if best is None:
        assert plan.status is PlanStatus.INFEASIBLE
    else:
        assert plan.status is PlanStatus.OPTIMAL
        assert plan.objective == close(best)
        assert plan.bound == plan.objective
        assert plan.gap == 0
