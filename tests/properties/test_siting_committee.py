"""What a committee asks beside the plan: reasons, phases, fairness, robustness and shared buildings, by brute force."""

from itertools import combinations, pairwise, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import MODELS, brute_force, every_plan, matrices, questions, whole

from geo_target import PlanStatus, Requirements
from geo_target.siting import (
    Model,
    Question,
    Service,
    equity_frontier,
    evaluate,
    phases,
    reasons,
    robustness,
    solve,
    solve_fairest,
    solve_services,
)

many = settings(max_examples=share_of_profile(0.7), deadline=None, suppress_health_check=list(HealthCheck))
few = settings(many, max_examples=share_of_profile(0.3))
COUNTED = [model for model in MODELS if model is not Model.LSCP_BACKUP]


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-6)


@many
@given(questions(COUNTED))
def test_a_reason_says_what_is_lost_without_the_site_and_what_is_next_best(asked):
    plan = solve(asked)
    assume(plan.status is PlanStatus.OPTIMAL and np.isfinite(plan.objective))
    plans, picked = every_plan(asked), set(plan.open_columns.tolist())
    new = [site for site in plan.open_sites if site not in asked.requirements.existing]
    found = reasons(asked, plan.open_sites)
    assert [reason.site for reason in found] == new
    sign = 1 if asked.maximise else -1
    for reason in found:
        column = asked.cost.site_ids.index(reason.site)
        rest = [asked.cost.site_ids[j] for j in sorted(picked - {column})]
        measures = len(rest) > 1 or asked.model is not Model.P_DISPERSION
        without = evaluate(asked, rest).objective if measures else np.nan
        assert reason.loses == pytest.approx(
            sign * (plan.objective - without), rel=1e-6, abs=1e-6, nan_ok=True
        )
        assert reason.certain
        assert reason.tried <= reason.possible
        swaps = [
            value
            for other in range(len(asked.cost.site_ids))
            if other not in picked
            and (value := plans.get(tuple(sorted(picked - {column} | {other})))) is not None
        ]
        assert (reason.runner_up is None) == (not swaps)
        if swaps:
            best = max(swaps) if asked.maximise else min(swaps)
            assert reason.difference == close(sign * (plan.objective - best))
        assert reason.text_en
        assert reason.text_fa


@few
@given(questions([Model.MCLP, Model.P_MEDIAN]))
def test_phases_grow_and_no_other_growing_plan_has_less_regret(asked):
    asked = asked.asked(n_sites=1, requirements=Requirements(forbidden=asked.requirements.forbidden))
    free = len(asked.cost.site_ids) - len(asked.requirements.forbidden)
    steps = list(range(1, free + 1))[:3]
    values = [every_plan(asked.asked(n_sites=n)) for n in steps]
    assume(all(values))
    best = [max(v.values()) if asked.maximise else min(v.values()) for v in values]
    assume(all(best))
    grown = phases(asked, steps)
    sets = [set(plan.open_columns.tolist()) for plan in grown.plans]
    assert all(earlier <= later for earlier, later in pairwise(sets))
    assert grown.status is PlanStatus.OPTIMAL
    least = min(
        sum(abs(v[chosen] - b) / abs(b) for v, chosen, b in zip(values, chain, best, strict=True))
        for chain in product(*values)
        if all(set(a) <= set(b) for a, b in pairwise(chain))
    )
    assert grown.regret.sum() == close(least)


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


@few
@given(questions(COUNTED), st.data())
def test_regret_is_the_distance_to_the_best_of_each_draw(asked, data):
    plan = solve(asked)
    assume(plan.status is PlanStatus.OPTIMAL and asked.model is not Model.P_DISPERSION)
    demand = np.array([asked.weights, data.draw(whole(0, 6, len(asked.weights)))])
    speed = [1.0, data.draw(st.sampled_from([0.5, 1.0, 2.0]))]
    result = robustness(asked, plan.open_sites, demand_draws=demand, speed_draws=speed)
    assert result.regret[0] == close(0)
    assert result.objective[0] == close(plan.objective)
    assert (result.regret >= 0).all()
    assert ((result.stability >= 0) & (result.stability <= 1 + 1e-9)).all()


@st.composite
def shared(draw):
    cost = draw(matrices(most_sites=4))
    n_points, n = cost.shape
    asked = [
        Question(
            model=Model.MCLP,
            cost=cost,
            demand=draw(whole(0, 6, n_points)),
            service_radius=draw(st.integers(2, 12)),
            requirements=Requirements(site_cost=np.zeros(n), budget=0),
        )
        for _ in range(2)
    ]
    return asked, draw(whole(0, 5, n)), [draw(whole(0, 4, n)) for _ in asked], draw(st.integers(0, 14))


@few
@given(shared())
def test_services_share_buildings_as_well_as_can_be(case):
    asked, building, costs, budget = case
    services = [
        Service(name, one, weight, cost)
        for name, one, weight, cost in zip("ab", asked, [1.0, 2.0], costs, strict=True)
    ]
    plan = solve_services(services, building_cost=building, budget=budget, n_buildings=3)
    n = len(building)
    sets = [chosen for k in range(n + 1) for chosen in combinations(range(n), k)]
    best = max(
        sum(
            w * sum(one.weights[i] * value_of_row(one, i, c) for i in range(len(one.weights)))
            for one, w, c in zip(asked, [1, 2], both, strict=True)
        )
        for both in product(sets, sets)
        if len(set(both[0]) | set(both[1])) <= 3
        and sum(building[j] for j in set(both[0]) | set(both[1]))
        + sum(cost[j] for cost, chosen in zip(costs, both, strict=True) for j in chosen)
        <= budget
    )
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.bound == close(best)
    assert plan.spent <= budget + 1e-6
