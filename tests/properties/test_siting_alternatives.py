"""Laws of the plans that are nearly as good: from a worse plan, by swaps, and without time."""

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import MODELS, brute_force, every_plan, near_best, questions

from geo_target import CostMatrix, PlanStatus
from geo_target.siting import Limit, Model, Question, alternatives, drawing, evaluate, solve

many = settings(max_examples=share_of_profile(0.3), deadline=None, suppress_health_check=list(HealthCheck))
VALUED = [model for model in MODELS if model is not Model.LSCP_BACKUP]


def chosen(found):
    return {tuple(plan.open_columns.tolist()) for plan in found.plans}


def in_order(asked, found):
    values = [plan.objective for plan in found.plans]
    return values == sorted(values, reverse=asked.maximise)


@many
@given(questions(VALUED), st.sampled_from([0.0, 0.2]), st.data())
def test_a_search_that_begins_with_a_worse_plan_ends_with_those_near_the_best(asked, within, data):
    plans = every_plan(asked)
    assume(plans)
    best = max(plans.values()) if asked.maximise else min(plans.values())
    columns = data.draw(st.sampled_from(sorted(plans)))
    given_plan = evaluate(asked, [asked.cost.site_ids[column] for column in columns])
    assume(given_plan.status is PlanStatus.FEASIBLE)
    found = alternatives(asked, within, most=100, best=given_plan)
    assert found.complete
    assert found.plans[0].objective == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert in_order(asked, found)
    assert chosen(found) == near_best(asked, within)
    assert found.better_found == (abs(given_plan.objective - best) > 1e-6)
    agrees(asked, within, found)


@many
@given(questions(), st.sampled_from([0.0, 0.2]))
def test_of_a_large_question_the_swaps_near_the_best_are_given_and_nothing_is_claimed_for_certain(
    asked, within
):
    assume(every_plan(asked))
    best = solve(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "_MOST_ASSIGNED", -1)
        patch.setattr(drawing, "_MOST_COVERED", -1)
        found = alternatives(asked, within, most=100, best=best)
    own = set(best.open_columns.tolist())
    swaps = {one for one in near_best(asked, within) if len(one) == len(own) and len(own - set(one)) <= 1}
    if asked.model is Model.P_DISPERSION:
        swaps = near_best(asked, within)  # it is never too large
    assert chosen(found) == swaps
    assert in_order(asked, found)
    agrees(asked, within, found)


@many
@given(questions(), st.booleans())
def test_without_time_the_alternatives_are_honest(asked, cancelled):
    assume(every_plan(asked))
    best = solve(asked)
    limit = Limit(cancel=lambda: True) if cancelled else Limit(2e-3)
    found = alternatives(asked, 0.2, limit=limit, best=best)
    assert chosen(found) <= near_best(asked, 0.2)
    assert in_order(asked, found)
    agrees(asked, 0.2, found)


@pytest.mark.parametrize("within", [0.0, 0.2])
def test_sites_without_a_way_between_them_are_as_far_apart_as_can_be(within):
    far = np.inf
    apart = CostMatrix(
        [[0, far, 2, far], [far, 0, 3, 4], [2, 3, 0, 5], [far, 4, 5, 0]],
        demand_ids="abcd",
        site_ids="abcd",
        unit="km",
    )
    asked = Question(model="p_dispersion", cost=apart, n_sites=2)
    found = alternatives(asked, within)
    assert chosen(found) == {(0, 1), (0, 3)}
    assert found.complete
    assert [str(role) for role in found.role] == ["must_have", "optional", "never", "optional"]
    assert all(plan.status is PlanStatus.OPTIMAL and plan.objective == far for plan in found.plans)


def agrees(asked, within, found):
    """Whatever is said of a site must hold in all plans near the best."""
    near = near_best(asked, within)
    for column, role in enumerate(found.role):
        held = sum(column in one for one in near)
        if role == "must_have":
            assert held == len(near)
        elif role == "never":
            assert held == 0
        elif role == "optional":
            assert 0 < held < len(near)
        assert found.frequency[column] == pytest.approx(np.mean([column in one for one in chosen(found)]))
    best = brute_force(asked)
    for plan in found.plans:
        assert not plan.broken
        if not np.isnan(plan.bound):
            sign = 1 if asked.maximise else -1
            assert sign * plan.bound >= sign * best - 1e-6
        if plan.status is PlanStatus.OPTIMAL:
            assert plan.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
