"""The unit in which demand is counted changes no plan; and a plan that is called optimal is worth what is proved."""

from itertools import combinations

import numpy as np
import pytest

from geo_target import CostMatrix
from geo_target.plans import PlanStatus, Requirements
from geo_target.siting import Limit, Model, Question, restricting, solve

pytestmark = pytest.mark.filterwarnings("error")


def capped(model, unit, *, split, points=24):
    random = np.random.default_rng(3)
    cost = random.integers(1, 60, (points, 14)).astype(float)
    demand, room = random.integers(1, 9, points) * unit, random.integers(15, 40, 14) * unit
    extra = {"service_radius": 20.0} if model in {Model.LSCP, Model.MCLP} else {}
    if model is not Model.LSCP:
        extra["n_sites"] = 5
    return Question(
        model=model,
        cost=CostMatrix(cost, demand_ids=range(points), site_ids=range(14), unit="m"),
        demand=demand,
        requirements=Requirements(capacity=room, split=split),
        **extra,
    )


@pytest.mark.parametrize("split", [True, False])
@pytest.mark.parametrize("model", [Model.LSCP, Model.MCLP, Model.P_MEDIAN, Model.P_CENTER])
def test_demand_and_capacities_in_any_unit_give_the_same_value(model, split):
    counts = model in {Model.MCLP, Model.P_MEDIAN}
    values = []
    for unit in (1.0, 1e-12, 1e-6, 1e10, 1e12):
        plan = solve(capped(model, unit, split=split), Limit(120))
        assert plan.status is PlanStatus.OPTIMAL
        values.append(plan.objective / (unit if counts else 1.0))
    assert values == pytest.approx([values[0]] * len(values))


def test_a_start_that_the_solver_takes_for_the_best_plan_is_not_called_optimal():
    """HiGHS 1.16 proved 4 here, and gave the plan it began with, which is worth 2."""
    random = np.random.default_rng(3127)
    n, n_sites = int(random.integers(8, 20)), int(random.integers(6, 13))
    near = random.random((n, n_sites)) < 0.25
    near[~near.any(axis=1), 0] = True
    demand = random.integers(0, 3, n).astype(float)
    cost = CostMatrix(np.where(near, 1.0, 9.0), demand_ids=range(n), site_ids=range(n_sites), unit="m")
    plan = solve(Question(model=Model.LSCP_BACKUP, cost=cost, demand=demand, service_radius=1))
    best = max(
        demand[near[:, chosen].sum(axis=1) >= 2].sum()
        for chosen in map(list, combinations(range(n_sites), len(plan.open_sites)))
        if near[:, chosen].any(axis=1).all()
    )
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.bound == best == 4.0


def test_a_part_without_room_is_told_as_no_plan_where_parts_are_asked(monkeypatch):
    monkeypatch.setattr(restricting, "LARGE", 10)
    cost = np.full((8, 8), 9.0)
    cost[:4, :4] = cost[4:, 4:] = 1.0
    asked = Question(
        model=Model.LSCP,
        cost=CostMatrix(cost, demand_ids=range(8), site_ids=range(8), unit="m"),
        demand=np.full(8, 6.0),
        service_radius=2.0,
        requirements=Requirements(capacity=np.array([10.0] * 4 + [5.0] * 4)),
    )
    assert solve(asked, Limit(5)).status is PlanStatus.INFEASIBLE
