"""Laws of the curve: each step is as good as the best of every set of sites, and honest where time ends."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, questions
from siting_requirements import NO_NUMBER

from geo_target import PlanStatus
from geo_target.errors import InputError
from geo_target.siting import Limit, Model, evaluate, frontier, solve
from geo_target.siting.frontier import _Walk

many = settings(max_examples=share_of_profile(0.4), deadline=None, suppress_health_check=list(HealthCheck))
NUMBERED = [Model.MCLP, Model.P_MEDIAN, Model.P_CENTER, Model.P_DISPERSION]


def steps_of(asked):
    least = max(2 if asked.model is Model.P_DISPERSION else 1, len(asked.requirements.existing))
    return list(range(least, asked.cost.shape[1] - len(asked.requirements.forbidden) + 1))


def walk(asked, limit=None):
    """The steps of a question and its plans along them: by budget where it has one, else by number of sites."""
    rules = asked.requirements
    if rules.budget is not None:
        dearest = float(np.sum(rules.site_cost))
        steps = np.unique([rules.budget, (rules.budget + dearest) / 2, rules.budget + dearest]).tolist()
        each = [asked.asked(requirements=type(rules)(**{**fields(rules), "budget": step})) for step in steps]
        return each, frontier(asked, budgets=steps, limit=limit)
    steps = steps_of(asked)
    assume(steps)
    return [asked.asked(n_sites=n) for n in steps], frontier(asked, n_sites=steps, limit=limit)


def fields(rules):
    return {name: getattr(rules, name) for name in rules.__dataclass_fields__}


@many
@given(questions(NUMBERED))
def test_each_step_is_as_good_as_the_best_of_every_set_of_sites(asked):
    for one, plan in zip(*walk(asked), strict=True):
        best = brute_force(one)
        if best is None:
            assert plan.status is PlanStatus.INFEASIBLE
        else:
            assert plan.status is PlanStatus.OPTIMAL
            assert plan.objective == plan.bound == pytest.approx(best, rel=1e-6, abs=1e-6)


@many
@given(questions(NUMBERED), st.sampled_from([1e-3, 0.02]), st.booleans())
def test_a_curve_of_no_time_or_cancelled_is_honest(asked, seconds, cancelled):
    heard = []
    cancel = (lambda: len(heard) > 1) if cancelled else None
    each, plans = walk(asked, Limit(10 if cancelled else seconds, progress=heard.append, cancel=cancel))
    assert len(plans) == len(each)
    sign = 1 if asked.maximise else -1
    for one, plan in zip(each, plans, strict=True):
        best = brute_force(one)
        if plan.status is PlanStatus.INFEASIBLE:
            assert best is None
            continue
        if best is not None and not np.isnan(plan.bound):
            assert sign * plan.bound >= sign * best - 1e-6
        if plan.status is PlanStatus.NO_PLAN:
            continue
        assert sign * plan.objective <= sign * best + 1e-6
        assert not evaluate(one, plan.open_sites).broken
        assert (plan.status is PlanStatus.OPTIMAL) == (plan.objective == plan.bound)
    assert all(not sign * one.objective > sign * one.bound + 1e-6 for one in heard)


@many
@given(questions([Model.LSCP_BACKUP], names=frozenset({"existing", "site_cost", "budget"})), st.booleans())
def test_a_curve_of_backup_coverage_opens_no_more_than_covers_all(asked, cancelled):
    each, plans = walk(asked, Limit(cancel=(lambda: True) if cancelled else None))
    for one, plan in zip(each, plans, strict=True):
        if plan.open_sites:
            assert plan.objective == brute_force(one)


def test_a_number_of_sites_that_cannot_be_is_refused_before_anything_is_solved():
    def never(_):
        raise AssertionError

    asked = large(n_points=30, n_sites=20)
    with pytest.raises(InputError, match="n_sites must be from 1 to 20"):
        frontier(asked, n_sites=[1, 5, 21], limit=Limit(progress=never))


def large(n_points=300, n_sites=400, model="p_median", seed=0):
    from geo_target import CostMatrix
    from geo_target.siting import Question

    random = np.random.default_rng(seed)
    points, sites = random.uniform(0, 100, (n_points, 2)), random.uniform(0, 100, (n_sites, 2))
    costs = np.hypot(*(points[:, np.newaxis] - sites).transpose(2, 0, 1)).round(3)
    cost = CostMatrix(costs, demand_ids=range(n_points), site_ids=range(n_sites), unit="km")
    radius = {"service_radius": 8.0} if model == "mclp" else {}
    return Question(model=model, cost=cost, demand=random.integers(1, 100, n_points), n_sites=1, **radius)


@pytest.mark.parametrize("model", ["p_median", "mclp"])
def test_steps_that_begin_with_the_plan_before_are_as_good_as_each_by_itself(model):
    asked = large(model=model)
    plans = frontier(asked, n_sites=[1, 2, 5, 6, 12], limit=Limit(30))
    for n, plan in zip([1, 2, 5, 6, 12], plans, strict=True):
        alone = solve(asked.asked(n_sites=n), Limit(30))
        assert plan.status is alone.status is PlanStatus.OPTIMAL
        assert plan.objective == pytest.approx(alone.objective)
        assert len(plan.open_sites) == n


@many
@given(
    questions(
        [Model.MCLP, Model.P_MEDIAN],
        names=frozenset({"existing", "budget", "capacity", "min_spacing", NO_NUMBER}),
    ),
    st.sampled_from([1e-4, 1e-3, 5e-3, 10]),
    st.booleans(),
)
def test_more_budget_is_never_worse_wherever_time_ends(asked, seconds, cancelled):
    heard = []
    limit = Limit(seconds, progress=heard.append, cancel=(lambda: len(heard) > 1) if cancelled else None)
    _, plans = walk(asked, limit)
    sign = 1 if asked.maximise else -1
    for less, more in pairwise(plans):
        assert not less.open_sites or sign * more.objective >= sign * less.objective


@pytest.mark.parametrize("by_number", [True, False])
def test_a_step_that_time_left_behind_has_the_plan_before(by_number):
    asked = large(n_points=30, n_sites=20, model="mclp")
    rules = type(asked.requirements)(**({} if by_number else {"site_cost": np.ones(20), "budget": 9}))
    asked = asked.asked(n_sites=9 if by_number else None, requirements=rules)
    ended = Limit(10, cancel=lambda: True)
    walk = _Walk(asked, [2.0, 3.0, 4.0], ended, by_number=by_number)
    walk.forward()
    good, worse, none = solve(asked.asked(n_sites=2)), evaluate(asked.asked(n_sites=1), [0]), walk.plans[2]
    walk.plans = [
        good,
        worse,
        replace(none, open_sites=(), objective=float("nan"), status=PlanStatus.NO_PLAN),
    ]
    walk.rise()
    for n, plan in zip([3, 4], walk.plans[1:], strict=True):
        assert plan.objective >= good.objective
        assert plan.status is PlanStatus.FEASIBLE
        assert len(plan.open_sites) == n if by_number else plan.open_sites == good.open_sites
