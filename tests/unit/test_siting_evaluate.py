"""A hand-made plan with capacities: whom the full sites serve keeps the least coverage of each group, where it can."""

import numpy as np
import pytest

from geo_target import CostMatrix, PlanStatus, Requirements
from geo_target.siting import Model, Question, evaluate, solve

COST = CostMatrix(np.zeros((3, 2)), demand_ids="abc", site_ids=["school", "clinic"], unit="km")


def asked(min_coverage):
    return Question(
        model=Model.MCLP,
        cost=COST,
        demand=[1, 2, 6],
        service_radius=1,
        n_sites=1,
        requirements=Requirements(
            capacity=[8, 0], demand_group=["near", "far", "far"], min_coverage=min_coverage
        ),
    )


@pytest.mark.parametrize(("min_coverage", "best"), [(0.3, 7), ({"far": 0.3}, 8), (0.0, 8)])
def test_full_sites_serve_whom_the_least_coverage_asks_for(min_coverage, best):
    question = asked(min_coverage)
    plan, hand = solve(question), evaluate(question, ["school"])
    assert (plan.objective, hand.objective, hand.status) == (best, best, PlanStatus.FEASIBLE)


def test_a_plan_that_cannot_keep_the_least_coverage_serves_most_and_says_what_it_breaks():
    hand = evaluate(asked(1.0), ["school"])
    assert (hand.objective, hand.status) == (8, PlanStatus.INFEASIBLE)
    assert hand.broken == ("min_coverage: 'near' must be covered to 100.0%, and is to 0.0%",)
