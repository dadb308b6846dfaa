"""Laws of the six models, with every combination of requirements: what trying every set of sites finds."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import (
    brute_force,
    every_plan,
    in_units,
    near_best,
    questions,
    reordered,
    stored_sparse,
)
from siting_requirements import ALWAYS, COVERS_ALL, NO_NUMBER, PAIRS, SOME, with_needed

from geo_target import CostMatrix, PlanStatus
from geo_target.siting import Limit, Model, alternatives, evaluate, frontier, restricting, solve
from geo_target.siting.supported import REFUSED, REFUSED_TOGETHER, REQUIREMENTS, requirements_of

pytestmark = pytest.mark.filterwarnings("error")
thorough = settings(
    max_examples=share_of_profile(0.6),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
WITH_ANY_NUMBER = {
    "existing",
    "forbidden",
    "capacity",
    "split",
    "group_min",
    "min_coverage",
    "n_covers",
    "decay",
}
"""What a plan that keeps it still keeps with one site more."""


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-6)


def test_the_pairs_tried_are_all_that_the_table_of_requirements_allows():
    together = {frozenset(pair) for pair in REFUSED_TOGETHER}
    for model in Model:
        taken = [name for name in REQUIREMENTS if (model, name) not in REFUSED]
        for one, other in combinations(taken, 2):
            if any(pair <= with_needed({one, other}) for pair in together):
                continue
            tried = [
                names
                for pair_of, names in PAIRS
                if pair_of is model
                and {one, other} - ALWAYS <= names
                and not ("n_sites" in {one, other} and NO_NUMBER in names)
            ]
            assert tried, f"{model}: {one} with {other}"


@pytest.mark.parametrize(
    ("model", "names"), PAIRS, ids=[f"{model}-{'-'.join(sorted(names)) or 'plain'}" for model, names in PAIRS]
)
@settings(thorough, max_examples=share_of_profile(0.02))
@given(data=st.data())
def test_with_each_pair_of_requirements_the_plan_is_the_best_of_every_set_of_sites(model, names, data):
    asked = data.draw(questions([model], names=names))
    assert names - {NO_NUMBER} <= requirements_of(asked)
    assert (asked.n_sites is None) == (NO_NUMBER in names or model in COVERS_ALL)
    is_the_best(asked)


@pytest.mark.parametrize("model", list(Model))
@settings(thorough, max_examples=share_of_profile(0.5))
@given(data=st.data())
def test_the_plan_is_as_good_as_the_best_of_every_set_of_sites(model, data):
    is_the_best(data.draw(questions([model])))


def is_the_best(asked):
    plan, best = solve(asked), brute_force(asked)
    if best is None:
        assert plan.status is PlanStatus.INFEASIBLE
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == close(best)
    assert plan.bound == plan.objective
    assert plan.gap == 0
    again = evaluate(asked, plan.open_sites)
    assert again.status is PlanStatus.FEASIBLE, again.broken
    assert again.objective == close(plan.objective)


@thorough
@given(questions(), st.data())
def test_a_hand_made_plan_is_allowed_exactly_if_it_is_among_all_plans_and_never_beats_the_best(asked, data):
    n = asked.cost.shape[1]
    least = 2 if asked.model is Model.P_DISPERSION else 0
    columns = sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=least)))
    hand = evaluate(asked, [asked.cost.site_ids[j] for j in columns])
    plans = every_plan(asked)
    assert (hand.status is PlanStatus.FEASIBLE) == (tuple(columns) in plans), hand.broken
    assert bool(hand.broken) == (hand.status is PlanStatus.INFEASIBLE)
    if hand.status is PlanStatus.FEASIBLE and asked.model is not Model.LSCP_BACKUP:
        assert hand.objective == close(plans[tuple(columns)])


@settings(thorough, max_examples=share_of_profile(0.5))
@given(questions(), st.sampled_from([0.0, 0.1, 0.3]))
def test_each_site_is_what_all_plans_near_the_best_make_it(asked, within):
    if not every_plan(asked):
        return
    near = near_best(asked, within)
    found = alternatives(asked, within, most=100)
    assert found.complete
    assert {tuple(plan.open_columns.tolist()) for plan in found.plans} == near
    for column, role in enumerate(found.role):
        held = sum(column in chosen for chosen in near)
        assert role == ("must_have" if held == len(near) else "never" if not held else "optional")
        assert found.frequency[column] == close(held / len(near))


@settings(thorough, max_examples=share_of_profile(0.4))
@given(questions([Model.MCLP, Model.P_MEDIAN, Model.P_CENTER], plain=True))
def test_more_sites_never_serve_worse_and_the_bound_is_on_the_right_side(asked):
    plans = frontier(asked, n_sites=range(1, asked.cost.shape[1] + 1))
    kept = [plan.objective for plan in plans if plan.status is PlanStatus.OPTIMAL]
    assert kept == sorted(kept, reverse=not asked.maximise)
    feasible = [plan.status is PlanStatus.OPTIMAL for plan in plans]
    assert feasible == sorted(feasible)


@settings(thorough, max_examples=share_of_profile(0.4))
@given(st.data())
def test_more_sites_never_serve_worse_where_no_requirement_forbids_them(data):
    model = data.draw(st.sampled_from([Model.MCLP, Model.P_MEDIAN, Model.P_CENTER]))
    names = data.draw(st.sampled_from([names for names in SOME[model] if names <= WITH_ANY_NUMBER]))
    fewer = data.draw(questions([model], names=names))
    assume(fewer.n_sites < len(fewer.cost.site_ids) - len(fewer.requirements.forbidden))
    no_worse(solve(fewer.asked(n_sites=fewer.n_sites + 1)), solve(fewer), fewer.maximise)


@settings(thorough, max_examples=share_of_profile(0.3))
@given(st.data(), st.integers(1, 20))
def test_more_money_never_serves_worse(data, more):
    model = data.draw(st.sampled_from(list(Model)))
    names = data.draw(st.sampled_from([names for names in SOME[model] if "budget" in names]))
    poor = data.draw(questions([model], names=names))
    rules = poor.requirements
    rich = poor.asked(requirements=replace(rules, budget=rules.budget + more))
    no_worse(solve(rich), solve(poor), poor.maximise)


def no_worse(plan, than, maximise):
    if than.status is PlanStatus.INFEASIBLE:
        return
    assert plan.status is PlanStatus.OPTIMAL
    sign = 1 if maximise else -1
    assert sign * plan.objective >= sign * than.objective - 1e-6


@settings(thorough, max_examples=share_of_profile(0.4))
@given(questions(), st.randoms())
def test_sites_in_another_order_have_a_plan_of_the_same_value(asked, random):
    order = list(range(asked.cost.shape[1]))
    random.shuffle(order)
    first, second = solve(asked), solve(reordered(asked, order))
    assert first.status == second.status
    if first.status is PlanStatus.OPTIMAL:
        assert first.objective == close(second.objective)


@settings(thorough, max_examples=share_of_profile(0.3))
@given(questions([model for model in Model if model is not Model.P_DISPERSION]), st.randoms())
def test_demand_points_in_another_order_have_a_plan_of_the_same_value(asked, random):
    order = list(range(asked.cost.shape[0]))
    random.shuffle(order)
    cost, labels = asked.cost, asked.requirements.demand_group
    rows = CostMatrix(cost.values[order], demand_ids=order, site_ids=cost.site_ids, unit="m")
    turned = None if labels is None else [labels[i] for i in order]
    rules = replace(asked.requirements, demand_group=turned)
    first, second = (
        solve(asked),
        solve(asked.asked(cost=rows, demand=asked.weights[order], requirements=rules)),
    )
    assert first.status == second.status
    if first.status is PlanStatus.OPTIMAL:
        assert first.objective == close(second.objective)
        assert second.coverage == pytest.approx(first.coverage, abs=1e-6, nan_ok=True)


UNIT_OF = {
    Model.LSCP: ("money",),
    Model.LSCP_BACKUP: ("demand",),
    Model.MCLP: ("demand",),
    Model.P_MEDIAN: ("demand", "length"),
    Model.P_CENTER: ("length",),
    Model.P_DISPERSION: ("length",),
}
"""What the objective of each model is counted in; the LSCP without costs counts sites."""


@settings(thorough, max_examples=share_of_profile(0.5))
@given(questions(), st.sampled_from(["money", "demand", "length"]), st.sampled_from([-30, -20, 30]))
def test_the_unit_that_money_demand_or_ways_are_counted_in_does_not_matter(asked, unit, power):
    other = in_units(asked, **{unit: 2.0**power})
    counted = unit in UNIT_OF[asked.model] and not (unit == "money" and asked.requirements.site_cost is None)
    factor = 2.0**power if counted else 1.0
    first, second = solve(asked), solve(other)
    assert first.status == second.status
    if first.status is PlanStatus.OPTIMAL:
        assert second.objective / factor == close(first.objective)


@settings(thorough, max_examples=share_of_profile(0.5))
@given(questions())
def test_costs_that_store_only_the_pairs_with_a_way_have_the_same_answers(asked):
    sparse = asked.asked(cost=stored_sparse(asked.cost))
    first, second = solve(asked), solve(sparse)
    assert first.status is second.status
    if first.status is PlanStatus.OPTIMAL:
        assert first.objective == close(second.objective)
        assert first.coverage == pytest.approx(second.coverage, abs=1e-6, nan_ok=True)
        hand, again = evaluate(asked, first.open_sites), evaluate(sparse, first.open_sites)
        assert (again.status, again.objective) == (hand.status, close(hand.objective))
        assert again.covered.tolist() == hand.covered.tolist()
        if asked.requirements.capacity is None:
            assert again.assignment.tolist() == hand.assignment.tolist()


@thorough
@given(questions())
def test_a_plan_of_no_time_is_honest_about_how_good_it_is(asked):
    plan, best = solve(asked, Limit(time_limit_s=1e-3)), brute_force(asked)
    holds_what_it_says(asked, plan, best)


@thorough
@given(questions())
def test_a_question_made_easier_first_gives_an_honest_bound(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restricting, "LARGE", -1)
        plan = solve(asked)
    holds_what_it_says(asked, plan, brute_force(asked))


def holds_what_it_says(asked, plan, best):
    if plan.status is PlanStatus.INFEASIBLE:
        assert best is None
        return
    sign = 1 if asked.maximise else -1
    if best is not None and not np.isnan(plan.bound):
        assert sign * plan.bound >= sign * best - 1e-6
    if plan.status is PlanStatus.NO_PLAN:
        assert plan.open_sites == ()
        return
    assert best is not None
    assert sign * plan.objective <= sign * best + 1e-6
    assert not evaluate(asked, plan.open_sites).broken
    if plan.status is PlanStatus.OPTIMAL:
        assert plan.objective == close(best)


@settings(thorough, max_examples=share_of_profile(0.25))
@given(questions())
def test_a_cancelled_question_stops_with_an_honest_plan_and_progress_never_crosses_the_bound(asked):
    heard = []
    plan = solve(asked, Limit(progress=heard.append, cancel=lambda: len(heard) > 0))
    holds_what_it_says(asked, plan, brute_force(asked))
    sign = 1 if asked.maximise else -1
    assert all(not sign * one.objective > sign * one.bound + 1e-6 for one in heard)


@settings(thorough, max_examples=share_of_profile(0.25))
@given(questions(), st.integers(0, 5))
def test_the_same_seed_gives_the_same_plan(asked, seed):
    first, second = (solve(asked, Limit(seed=seed)) for _ in range(2))
    assert first.open_sites == second.open_sites
    assert first.assignment.tolist() == second.assignment.tolist()
