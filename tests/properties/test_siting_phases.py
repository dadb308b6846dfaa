"""Laws of plans that grow where time is short or the program too large: nested, allowed, and honest about regret."""

from itertools import pairwise

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import every_plan, questions

from geo_target import PlanStatus
from geo_target.errors import InputError
from geo_target.siting import Limit, Model, drawing, evaluate, phases

few = settings(max_examples=share_of_profile(0.25), deadline=None, suppress_health_check=list(HealthCheck))


def steps_of(asked):
    rules = asked.requirements
    least = max(1, len(rules.existing))
    return list(range(least, asked.cost.shape[1] - len(rules.forbidden) + 1))[:3]


def holds(asked, steps, grown):
    """Each step keeps the sites of the one before and every requirement, and no step beats what is said of it."""
    sets = [set(plan.open_columns.tolist()) for plan in grown.plans]
    assert all(earlier <= later for earlier, later in pairwise(sets))
    sign = 1 if asked.maximise else -1
    for n, plan, free, regret in zip(steps, grown.plans, grown.free, grown.regret, strict=True):
        one = asked.asked(n_sites=n)
        assert len(plan.open_sites) == n
        assert not plan.broken
        again = evaluate(one, plan.open_sites)
        assert again.status is PlanStatus.FEASIBLE
        assert sign * plan.objective <= sign * again.objective + 1e-6
        assert regret >= 0
        assert sign * free.objective >= sign * plan.objective - 1e-6
        best = max(sign * value for value in every_plan(one).values())
        assert sign * free.bound >= best - 1e-6


@few
@given(questions([Model.MCLP, Model.P_MEDIAN]), st.sampled_from([5e-3, 0.05]), st.booleans())
def test_with_little_time_or_cancelled_a_growing_plan_is_nested_and_honest(asked, seconds, cancelled):
    assume(asked.requirements.budget is None)
    steps, heard = steps_of(asked), []
    assume(steps and all(every_plan(asked.asked(n_sites=n)) for n in steps))
    cancel = (lambda: len(heard) > 2) if cancelled else None
    try:
        grown = phases(
            asked, steps, Limit(10 if cancelled else seconds, progress=heard.append, cancel=cancel)
        )
    except InputError as error:
        assert "give more time" in str(error)  # noqa: PT017 - without time there may be none
        return
    holds(asked, steps, grown)


@few
@given(questions([Model.MCLP, Model.P_MEDIAN]))
def test_too_large_a_program_is_solved_over_the_sites_of_known_plans_and_not_called_proved(asked):
    assume(asked.requirements.budget is None and asked.requirements.capacity is None)
    steps = steps_of(asked)
    assume(len(steps) > 1 and all(every_plan(asked.asked(n_sites=n)) for n in steps))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "_MOST_ASSIGNED", 8)
        patch.setattr(drawing, "_MOST_COVERED", 8)
        try:
            grown = phases(asked, steps)
        except InputError as error:
            assert "no plan that grows" in str(error)  # noqa: PT017 - of few sites none may grow
            return
    holds(asked, steps, grown)


def test_progress_hears_the_sum_of_the_regrets_last():
    from geo_target import CostMatrix
    from geo_target.siting import Question

    random = np.random.default_rng(2)
    points, sites = random.uniform(0, 30, (60, 2)), random.uniform(0, 30, (30, 2))
    costs = np.hypot(*(points[:, np.newaxis] - sites).transpose(2, 0, 1)).round(3)
    cost = CostMatrix(costs, demand_ids=range(60), site_ids=range(30), unit="km")
    asked = Question(
        model="mclp", cost=cost, demand=random.integers(1, 100, 60), service_radius=5.0, n_sites=1
    )
    heard = []
    grown = phases(asked, [1, 2, 4, 7], Limit(30, progress=heard.append))
    assert grown.status is PlanStatus.OPTIMAL
    assert grown.regret.sum() > 0
    assert heard[-1].objective == pytest.approx(grown.regret.sum(), abs=1e-6)
    assert heard[-1].bound <= heard[-1].objective + 1e-6
