"""Laws of coverage that is fair between groups: what trying every set of sites finds."""

from itertools import pairwise

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, every_plan, questions

from geo_target import PlanStatus, Requirements
from geo_target.siting import Model, equity_frontier, solve_fairest

few = settings(max_examples=share_of_profile(0.3), deadline=None, suppress_health_check=list(HealthCheck))


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-6)


@st.composite
def fair_questions(draw):
    asked = draw(questions([Model.MCLP]))
    assume(asked.weights.sum() > 0)
    groups = draw(st.lists(st.sampled_from("pqr"), min_size=len(asked.weights), max_size=len(asked.weights)))
    rules = asked.requirements
    if rules.capacity is not None or rules.min_coverage is not None:
        rules = Requirements(existing=rules.existing, forbidden=rules.forbidden)
        asked = asked.asked(n_sites=asked.n_sites or max(1, len(rules.existing)), requirements=rules)
    return asked, groups


def shares_of(asked, groups, chosen):
    counted = np.array([value_of_row(asked, i, chosen) for i in range(len(asked.weights))])
    result = []
    for label in dict.fromkeys(groups):
        rows = [i for i, group in enumerate(groups) if group == label]
        if asked.weights[rows].sum() > 0:
            result.append(float(asked.weights[rows] @ counted[rows] / asked.weights[rows].sum()))
    return result


def value_of_row(asked, i, chosen):
    near = [j for j in chosen if asked.cost.values[i][j] <= asked.service_radius]
    if len(near) < asked.n_covers:
        return 0.0
    return 1.0 if asked.decay is None else max(float(asked.decay(asked.cost.values[i][[j]])[0]) for j in near)


@few
@given(fair_questions())
def test_the_fairest_plan_is_the_best_in_the_order_from_the_worst_served_group_up(case):
    asked, groups = case
    plans = every_plan(asked)
    assume(plans)
    fairest = solve_fairest(asked, groups)
    assert fairest.plan.status is PlanStatus.OPTIMAL
    order = max(
        (tuple(np.round(sorted(shares_of(asked, groups, chosen)), 6)), round(value, 6))
        for chosen, value in plans.items()
    )
    assert tuple(np.round(np.sort(fairest.coverage), 6)) == close(order[0])
    assert fairest.plan.objective == close(order[1])


@few
@given(fair_questions())
def test_along_the_frontier_coverage_falls_and_the_worst_group_rises(case):
    asked, groups = case
    assume(every_plan(asked))
    found = equity_frontier(asked, groups, steps=4)
    covered, worst = [one.plan.objective for one in found], [one.worst for one in found]
    assert covered[0] == close(brute_force(asked))
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(covered))
    assert all(later >= earlier for earlier, later in pairwise(worst))
    assert worst[-1] == close(solve_fairest(asked, groups).worst)
