"""What a committee asks beside the plan: reasons, phases and robustness, by brute force."""

from itertools import pairwise, product

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import MODELS, every_plan, questions, value_of, whole

from geo_target import PlanStatus, Requirements
from geo_target.siting import (
    Model,
    evaluate,
    phases,
    reasons,
    robustness,
    solve,
)

many = settings(max_examples=share_of_profile(0.4), deadline=None, suppress_health_check=list(HealthCheck))
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
        others = sorted(picked - {column})
        capped = asked.requirements.capacity is not None and asked.model in ALL_SERVED
        if capped and value_of(asked, others, others) is None:
            without = np.nan  # somebody is out of reach, or finds no room
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


ALL_SERVED = {Model.LSCP, Model.P_MEDIAN, Model.P_CENTER}


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
