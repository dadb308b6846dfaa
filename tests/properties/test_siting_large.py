"""Laws of large questions, asked small: easier questions first, swaps that keep the rules, and honest bounds."""

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, every_plan, every_set, questions, stored_sparse

from geo_target import CostMatrix, PlanStatus, Requirements
from geo_target.siting import Limit, Model, Question, evaluate, solve
from geo_target.siting.answering import Found
from geo_target.siting.by_capacity import by_capacity
from geo_target.siting.checking import broken_rules
from geo_target.siting.dispersing import cluster_bound, spread_out
from geo_target.siting.filling import filled, most_for_room, opened_for_room, served_at
from geo_target.siting.flooring import reaching_floors
from geo_target.siting.reopening import reopened
from geo_target.siting.restricting import by_restricting
from geo_target.siting.solving import serve_by
from geo_target.siting.summing import summed
from geo_target.siting.swapping import swapped

pytestmark = pytest.mark.filterwarnings("error")
thorough = settings(
    max_examples=share_of_profile(0.5),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SUMS = [Model.MCLP, Model.P_MEDIAN, Model.P_CENTER]


@thorough
@given(questions([Model.LSCP, Model.MCLP, Model.P_MEDIAN, Model.P_CENTER]), st.booleans())
def test_where_the_easier_question_gives_no_bound_nothing_is_called_proved(asked, is_sparse):
    if asked.model is Model.LSCP and asked.rules.capacity is None:
        return  # has its own way, whatever its size
    nothing_known = Found(PlanStatus.NO_PLAN, bound=np.inf if asked.maximise else -np.inf)
    one = asked.asked(cost=stored_sparse(asked.cost)) if is_sparse else asked
    found = by_restricting(one, Limit(), lambda *_, **__: nothing_known, serve_by)
    if found.status is PlanStatus.OPTIMAL:  # proved by the room that demand needs, or by prices
        assert found.served.objective == pytest.approx(brute_force(asked))
    if found.status is PlanStatus.INFEASIBLE:
        assert brute_force(asked) is None
    if found.status is PlanStatus.FEASIBLE:
        assert not evaluate(asked, [asked.cost.site_ids[column] for column in found.columns]).broken


@thorough
@given(questions([Model.LSCP, *SUMS]), st.data())
def test_who_is_served_at_once_finds_room_and_is_served_no_better_than_can_be(asked, data):
    plans = every_plan(asked)
    if asked.rules.capacity is None or asked.n_covers > 1 or not plans:
        return
    columns = np.array(data.draw(st.sampled_from(sorted(plans))), np.int64)
    served = filled(asked, columns)
    if served is None:
        return
    filled_up = np.bincount(
        served.assignment[served.assignment >= 0], asked.weights[served.assignment >= 0], asked.cost.shape[1]
    )
    assert (filled_up <= np.asarray(asked.rules.capacity) * (1 + 1e-6)).all()
    assert set(served.assignment[served.assignment >= 0]) <= set(columns.tolist())
    best = plans[tuple(columns.tolist())]
    assert (
        served.objective <= best * (1 + 1e-9) + 1e-9
        if asked.maximise
        else served.objective >= best * (1 - 1e-9) - 1e-9
    )


@thorough
@given(questions([Model.LSCP]))
def test_sites_opened_for_room_serve_everybody(asked):
    if asked.rules.capacity is None:
        return
    opened = opened_for_room(asked, np.flatnonzero(asked.rules.existing))
    if opened is None:
        return
    columns, served = opened
    assert not asked.rules.forbidden[columns].any()
    every = asked.asked(requirements=Requirements(capacity=asked.rules.capacity))
    ids = [asked.cost.site_ids[column] for column in columns]
    assert evaluate(every, ids).status is not PlanStatus.INFEASIBLE
    assert set(served.assignment) <= set(columns.tolist())
    used = np.bincount(served.assignment, asked.weights, asked.cost.shape[1])
    assert (used <= asked.rules.capacity * (1 + 1e-6)).all()


@thorough
@given(questions([Model.LSCP]), st.integers(0, 9))
def test_reopening_sites_keeps_every_rule_and_never_costs_more(asked, seed):
    if asked.rules.capacity is None:
        return
    opened = opened_for_room(asked, np.flatnonzero(asked.rules.existing))
    if opened is None or broken_rules(asked, *opened):
        return
    columns, served = opened
    is_open = np.isin(np.arange(asked.cost.shape[1]), columns)
    place, is_open = reopened(asked, served.assignment, is_open, Limit(seed=seed))
    assert is_open[place].all()
    again = served_at(asked, np.flatnonzero(is_open), place)
    assert not broken_rules(asked, np.flatnonzero(is_open), again)
    assert brute_force(asked) - 1e-6 <= again.objective <= served.objective + 1e-6


def test_open_sites_that_nobody_reaches_serve_nobody():
    cost = CostMatrix(np.array([[1.0, np.inf]]), demand_ids=[0], site_ids="ab", unit="m")
    asked = Question(
        model=Model.MCLP,
        cost=cost,
        demand=[1],
        service_radius=2,
        n_sites=1,
        requirements=Requirements(capacity=[1, 1], forbidden=["a"]),
    )
    assert filled(asked, np.array([1])) is None
    assert solve(asked).objective == 0


@thorough
@given(questions([Model.MCLP]))
def test_no_plan_covers_more_than_there_is_room_for(asked):
    if asked.rules.capacity is None:
        return
    best = brute_force(asked)
    assert best is None or best <= most_for_room(asked) * (1 + 1e-6) + 1e-9


def test_room_is_that_of_the_roomiest_sites_and_of_what_the_budget_buys():
    near = CostMatrix(np.ones((4, 3)), demand_ids=range(4), site_ids=range(3), unit="m")
    rules = {"capacity": [2, 4, 3], "existing": [0]}
    about = {"model": Model.MCLP, "cost": near, "demand": [5] * 4, "service_radius": 1}
    two = Question(**about, n_sites=2, requirements=Requirements(**rules))
    assert most_for_room(two) == pytest.approx(2 + 4)
    money = Requirements(**rules, site_cost=[0, 8, 3], budget=5)
    assert most_for_room(Question(**about, requirements=money)) == pytest.approx(2 + 3 + 4 * 2 / 8)


CLOSE = np.full((4, 4), 9.0)
CLOSE[2, 3] = CLOSE[3, 2] = 1.0


@pytest.mark.parametrize(
    "rule",
    [
        {"group": ["a", "a", "b", "b"], "group_max": {"b": 1}},
        {"group": ["a", "a", "b", "b"], "group_min": {"a": 1}},
        {"site_distance": CLOSE, "min_spacing": 5.0},
        {"forbidden": [2]},
    ],
)
def test_reopening_sites_takes_the_cheaper_one_of_two_where_a_rule_keeps_it_from_both(rule):
    reach = CostMatrix(
        np.array([[1.0, 9.0, 1.0, 9.0], [9.0, 1.0, 9.0, 1.0]]), demand_ids=[0, 1], site_ids=range(4), unit="m"
    )
    rules = Requirements(site_cost=[10, 10, 1, 2], capacity=[5] * 4, **rule)
    asked = Question(model=Model.LSCP, cost=reach, demand=[5, 5], service_radius=2, requirements=rules)
    is_open = np.array([True, True, False, False])
    place, is_open = reopened(asked, np.array([0, 1]), is_open, Limit())
    assert not broken_rules(asked, np.flatnonzero(is_open), served_at(asked, np.flatnonzero(is_open), place))
    assert sorted(np.flatnonzero(is_open).tolist()) in ([0, 3], [1, 2])


@thorough
@given(questions([Model.MCLP, Model.P_MEDIAN, Model.P_CENTER]))
def test_a_question_near_a_question_has_plans_that_keep_its_rules(asked):
    near = summed(asked)
    if near is None:
        return
    assert asked.rules.split or asked.model is Model.P_CENTER
    found = by_capacity(near, Limit())
    if found.columns is not None:
        plan = evaluate(asked, [asked.cost.site_ids[column] for column in found.columns])
        assert not plan.broken
        assert np.isfinite(plan.objective)


@thorough
@given(questions([Model.P_DISPERSION]))
def test_clusters_bound_every_plan_and_sites_spread_out_at_once_keep_the_rules(asked):
    plans = every_plan(asked)
    columns, bound = spread_out(asked, Limit()), cluster_bound(asked)
    assert all(value <= bound for value in plans.values())
    if columns is not None and not asked.requirements.existing:
        assert tuple(columns.tolist()) in plans


@thorough
@given(questions(SUMS), st.data())
def test_swaps_keep_the_rules_about_sites_and_never_make_a_plan_worse(asked, data):
    sets = sorted(chosen for chosen, _ in every_set(asked) if chosen)
    if not sets:
        return
    columns = np.array(data.draw(st.sampled_from(sets)))
    better = swapped(asked, columns, Limit()).tolist()
    rules = asked.requirements
    if rules.capacity is None:
        assert better in sets
        plans = every_plan(asked)
        if tuple(columns) in plans and asked.n_covers == 1 and not rules.demand_group:
            sign = 1 if asked.maximise else -1
            assert sign * plans[tuple(better)] >= sign * plans[tuple(columns)] - 1e-6


@thorough
@given(questions([Model.LSCP_BACKUP, Model.P_DISPERSION]))
def test_what_is_told_on_the_way_is_in_the_unit_of_the_model(asked):
    heard = []
    plan = solve(asked, Limit(progress=heard.append))
    if plan.status is PlanStatus.OPTIMAL:
        assert all(not one.objective > plan.objective + 1e-6 for one in heard)
        assert all(not one.bound < plan.objective - 1e-6 for one in heard)


@thorough
@given(questions([Model.MCLP]))
def test_sites_that_reach_the_least_coverage_keep_the_rules_about_sites_or_are_told_apart(asked):
    columns = reaching_floors(asked)
    if not asked.rules.floors or asked.n_covers > 1:
        assert columns is None
        return
    plans = every_plan(asked)
    served = serve_by(asked, columns, Limit())
    if not broken_rules(asked, columns, served):
        assert tuple(columns.tolist()) in plans


def test_a_town_that_would_be_passed_over_is_lifted_to_its_least_coverage():
    """Two sites: the two that cover most are both in the large town; of the small one half must be covered."""
    within = np.array([[0, 9, 9], [9, 0, 9], [9, 9, 0]], float)
    cost = CostMatrix(within, demand_ids="abc", site_ids="xyz", unit="")
    asked = Question(
        model=Model.MCLP,
        cost=cost,
        demand=[500, 400, 10],
        service_radius=1.0,
        n_sites=2,
        requirements=Requirements(demand_group=["large", "large", "small"], min_coverage={"small": 0.5}),
    )
    assert reaching_floors(asked).tolist() == [0, 2]
