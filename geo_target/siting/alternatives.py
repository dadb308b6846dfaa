"""The other plans that are as good, or nearly: which sites every one of them has, and which none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import is_number, shown, whole_number_from
from geo_target.errors import InputError
from geo_target.plans import PlanStatus, SitingPlan, relative_gap
from geo_target.siting.answering import honest_bound
from geo_target.siting.drawing import Drawn, Draws, is_too_large, swap
from geo_target.siting.evaluating import columns_of, plan_of
from geo_target.siting.limits import limit_for
from geo_target.siting.near_best import least_near, near_best
from geo_target.siting.programs import opening_cost
from geo_target.siting.serving import Served
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo_target.models import FloatArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_ROUNDING = 1e-9


class SiteRole(StrEnum):
    """What a site is to all plans that are nearly as good as the best."""

    MUST_HAVE = "must_have"
    """Proved: every one of them has it."""
    OPTIONAL = "optional"
    """One has it and another does not."""
    NEVER = "never"
    """Proved: none has it."""
    UNDECIDED = "undecided"
    """All plans found agree, and the time ended before the proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """Plans within a share of the best one.

    Parameters
    ----------
    plans
        Distinct plans in the order of their value, the best first; each with the bound that holds for all plans.
    role
        Of each site, in the matrix's order.
    frequency
        Share of `plans` that have the site, 0 to 1.
    complete
        Whether `plans` are all there are.
    better_found
        Whether the first is better than the plan that the search began with, whose proof had not ended.
    """

    plans: tuple[SitingPlan, ...]
    role: tuple[SiteRole, ...]
    frequency: FloatArray
    complete: bool
    better_found: bool = False

    def sites(self, role: SiteRole, asked: Question) -> tuple[Hashable, ...]:
        """Give the ids of the sites of one role."""
        if not isinstance(role, str) or role not in set(SiteRole):
            raise InputError(f"role must be one of {', '.join(SiteRole)}, not {shown(role)}")
        return tuple(site for site, one in zip(asked.cost.site_ids, self.role, strict=True) if one == role)


def alternatives(
    asked: Question,
    within: float = 0.02,
    *,
    most: int = 20,
    limit: Limit | None = None,
    best: SitingPlan | None = None,
) -> Alternatives:
    """Find distinct plans worth nearly as much as the best, and what each site is to all such plans.

    First the plans that differ from the best in one site. Then the plan with fewest of the sites that all plans so far
    have: if it has them all, they are must-haves. Then the plan with most of the sites that no plan so far has: if it has
    none, they are never picked. Then any others.

    Where the program of all such plans would be too large (an assignment of more than 150,000 pairs), it is not asked,
    and no site is proved to be a must-have or never picked.

    Parameters
    ----------
    within
        The most that a plan may be worse, as a share of the best value, itself included; 0 for equally good ones.
    most
        How many plans to give; once every site's role is known, the search for more ends there.
    limit
        For all of it together; progress hears the best value so far. Where it ends, or `cancel` says so, the plans so far
        are given, and the roles that are not proved are ``undecided``.
    best
        The question's plan, where it is solved already; solved in half of the time unless given.

    Raises
    ------
    InputError
        If `within` is not from 0 to 1, or the question has no plan.
    """
    limit = limit_for(asked, limit)
    if not (is_number(within) and 0 <= within < 1):
        raise InputError(f"within must be from 0 to below 1 (0.02 for 2 percent), not {shown(within)}")
    most = whole_number_from(most, "most", least=1)
    best = solve(asked, limit.part(1 / 2, tells=True)) if best is None else _checked(best)
    if best.status in {PlanStatus.INFEASIBLE, PlanStatus.NO_PLAN}:
        raise InputError(f"alternatives need a plan to begin with, and the question has none: {best.status}")
    drawn = Drawn(asked, limit, best.bound)
    columns = columns_of(asked, best.open_sites)
    covered = best.covered.astype(np.float64)
    drawn.add(columns, Served(best.assignment, covered, best.covered, best.objective, best.shares))
    too_large = is_too_large(asked, best.objective)
    if too_large or asked.rules.capacity is None:
        swap(drawn, within, limit if too_large else limit.part(0.2))
    must = never = complete = False
    if not too_large:
        opening = float(opening_cost(asked)[columns].sum())
        draws = Draws(near_best(asked, best.objective, within, opening), drawn)
        must, never = draws.must_haves(), draws.nevers()
        complete = draws.others(most)
    near, top = _near(drawn, within)
    listed = near[:most]
    seen, held = np.mean(drawn.marks, axis=0), np.mean([drawn.marks[number] for number in near], axis=0)
    return Alternatives(
        tuple(best if number == 0 else _plan(drawn, number, best.bound) for number in listed),
        _roles(seen, held, must=must, never=never),
        np.mean([drawn.marks[number] for number in listed], axis=0),
        complete,
        better_found=top != best.objective and abs(top - best.objective) > _ROUNDING * abs(top),
    )


def _near(drawn: Drawn, within: float) -> tuple[list[int], float]:
    """Give the numbers of the plans near the best one drawn, the best first, and its value."""
    sign = 1.0 if drawn.asked.maximise else -1.0
    values = np.array([served.objective for served in drawn.served])
    top = float((sign * values).max())
    order = np.argsort(-sign * values, kind="stable")
    kept = order[sign * values[order] >= least_near(top, within)]
    return kept.tolist(), sign * top


def _plan(drawn: Drawn, number: int, bound: float) -> SitingPlan:
    """Make a plan with the bound that holds for every plan of the question."""
    asked, served = drawn.asked, drawn.served[number]
    plan = plan_of(asked, np.flatnonzero(drawn.marks[number]), served, drawn.limit.part(1.0))
    if np.isnan(bound):  # the search began with a plan of which nothing was proved
        return plan
    bound = honest_bound(asked, plan.objective, bound)
    near = np.isfinite(bound) and abs(bound - plan.objective) <= _ROUNDING * abs(bound)
    if bound == plan.objective or near:
        return replace(plan, bound=plan.objective, gap=0.0, status=PlanStatus.OPTIMAL)
    return replace(plan, bound=bound, gap=relative_gap(plan.objective, bound))


def _checked(best: object) -> SitingPlan:
    if not isinstance(best, SitingPlan):
        raise InputError(f"best must be the question's SitingPlan, not {shown(best)}")
    return best


def _roles(seen: FloatArray, held: FloatArray, *, must: bool, never: bool) -> tuple[SiteRole, ...]:
    """Give each site's role: `seen` is its share of all plans drawn, `held` of those near the best one."""
    always = SiteRole.MUST_HAVE if must else SiteRole.UNDECIDED
    not_once = SiteRole.NEVER if never else SiteRole.UNDECIDED
    return tuple(
        SiteRole.OPTIONAL
        if 0 < near < 1
        else always
        if every == 1
        else not_once
        if every == 0
        else SiteRole.UNDECIDED
        for every, near in zip(seen.tolist(), held.tolist(), strict=True)
    )
