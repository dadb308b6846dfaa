"""What a committee asks beside the best plan: the curve, plans as good, phases, a plan made by hand, a clash."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.persian import format_number
from geo_target.siting import alternatives, evaluate, explain_infeasible, frontier, phases
from geo_target.workflows.site_answer import HandMade, PlanRow, SiteClash, SiteRelaxation
from geo_target.workflows.site_request import COVERING
from geo_target.workflows.site_steps import budget_steps
from geo_target.workflows.site_thrift import without_idle
from geo_target.workflows.site_words import clash_change, clash_words, relaxation_words

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.siting import Alternatives, Limit
    from geo_target.workflows.site_question import Asked

_FOR_THRIFT = 0.1
"""Of the time of a curve over budgets, what leaving idle sites out may take."""


def finite(value: float) -> float | None:
    """Give a number, or None for what is none."""
    return float(value) if math.isfinite(value) else None


def counted(asked: Asked, plan: SitingPlan) -> FloatArray:
    """Give the share of each demand point that a plan serves within the radius (of covering models), or at all."""
    if plan.shares is not None:
        return np.asarray(plan.shares.sum(axis=1), np.float64).ravel()
    if asked.request.model in COVERING or asked.request.capacity is not None:
        return (plan.assignment >= 0).astype(np.float64)
    from geo_target.workflows.site_costs import lonlat_of

    demand = asked.inputs.demand
    from geo_target import geodesy

    places = lonlat_of(asked.inputs)[plan.open_columns]
    way = geodesy.nearest_site(demand.lonlat, places).distance_m * asked.detour
    return (way <= demand.radius_m).astype(np.float64)


def share_of(asked: Asked, people: float) -> float:
    """Give people in need as a share of all of them; sums in another order must not make it more than 1."""
    return min(1.0, people / float(asked.inputs.demand.need.sum()))


def row_of(asked: Asked, plan: SitingPlan, kind: str, number: int, regret: float | None = None) -> PlanRow:
    """Give a plan as a row."""
    new = tuple(str(code) for code in plan.open_sites if code not in asked.question.requirements.existing)
    people = asked.people(counted(asked, plan)) if plan.open_sites else None
    return PlanRow(
        plan=number,
        kind=kind,
        n_new=len(new),
        status=plan.status.value,
        objective=finite(plan.objective),
        bound=finite(plan.bound),
        gap=finite(plan.gap),
        coverage=None if people is None else share_of(asked, people),
        people=people,
        sites=new,
        regret=regret,
    )


def curve(asked: Asked, limit: Limit) -> list[tuple[SitingPlan, float | None]]:
    """Give the best plan for each number of new sites, or for each budget, and that budget."""
    if asked.request.frontier_by_budget:
        return _curve_of_money(asked, limit)
    request = asked.request
    most = min(request.frontier_to or request.n_sites or 1, len(asked.inputs.candidates))
    first = 1 if asked.n_existing or request.model != "p_dispersion" else 2
    steps = [asked.n_existing + n for n in range(first, most + 1)]
    return [(plan, None) for plan in frontier(asked.question, n_sites=steps, limit=limit)]


def _curve_of_money(asked: Asked, limit: Limit) -> list[tuple[SitingPlan, float | None]]:
    request, rules = asked.request, asked.question.rules
    free = ~rules.existing & ~rules.forbidden
    costs = [] if rules.site_cost is None else rules.site_cost[free].tolist()
    budgets = budget_steps(float(request.budget or 0.0), request.frontier_step, costs)
    plans = frontier(asked.question, budgets=budgets, limit=limit.part(1 - _FOR_THRIFT))
    return [(without_idle(asked, plan, limit), budget) for plan, budget in zip(plans, budgets, strict=True)]


def as_good(asked: Asked, limit: Limit) -> Alternatives:
    """Give plans nearly as good as the best, and each site's part in them."""
    return alternatives(asked.question, float(asked.request.alternatives or 0), limit=limit)


def growing(asked: Asked, limit: Limit) -> list[tuple[SitingPlan, float]]:
    """Give the steps of a plan that grows, with each one's regret."""
    steps = [asked.n_existing + n for n in asked.request.phases]
    found = phases(asked.question, steps, limit)
    # Proved together, or not at all: the sum of the regrets is least.
    plans = (replace(plan, status=found.status) for plan in found.plans)
    return list(zip(plans, found.regret.tolist(), strict=True))


def by_hand(asked: Asked, best: SitingPlan, limit: Limit) -> tuple[SitingPlan, HandMade]:
    """Value the plan made by hand, and compare it with the best."""
    existing = asked.question.requirements.existing
    plan = evaluate(asked.question, [*existing, *asked.request.hand_made], limit)
    served = asked.people(counted(asked, plan))
    sign = 1 if asked.question.maximise else -1
    worse = finite(sign * (best.objective - plan.objective))
    broken = [_of_new_ones(asked, *said) for said in zip(plan.broken, plan.broken_fa, strict=True)]
    return plan, HandMade(
        sites=asked.request.hand_made,
        objective=finite(plan.objective),
        coverage=share_of(asked, served),
        people=served,
        regret=None if worse is None or not best.objective else worse / abs(best.objective),
        broken=tuple(en for en, _ in broken),
        broken_fa=tuple(fa for _, fa in broken),
        difference=worse,
    )


def _of_new_ones(asked: Asked, english: str, persian: str) -> tuple[str, str]:
    """Count new sites in what a plan made by hand breaks, as people do: the question counts the existing ones, too."""
    wanted, given = asked.request.n_sites, len(asked.request.hand_made)
    if not english.startswith("n_sites") or wanted is None:
        return english, persian
    fa = [format_number(one, "fa", decimals=0) for one in (wanted, given)]
    return (
        f"n_sites: {wanted} new sites must be open, and {given} are",
        f"شمار مکان‌ها: باید {fa[0]} مکان تازه باز باشد و {fa[1]} مکان تازه باز است",
    )


def why_not(asked: Asked, limit: Limit) -> SiteClash:
    """Tell why there is no plan, and the smallest changes that make one possible."""
    clash = explain_infeasible(asked.question, limit)
    persian, english = clash_words(clash)
    relaxations = []
    for one in clash.relaxations:
        if one.item == "existing" and asked.request.n_sites is not None:
            continue  # the question counts all sites: new ones would be built in the place of those let go
        change = clash_change(asked, one)
        fa, en = relaxation_words(asked, one, change)
        relaxations.append(SiteRelaxation(item=one.item, text_fa=fa, text_en=en, change=change))
    return SiteClash(
        items=clash.items,
        text_fa=persian,
        text_en=english,
        certain=clash.certain,
        relaxations=tuple(relaxations),
    )
