"""What each further site, or each step of the budget, brings: the curve that a committee needs to see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_target.arguments import steps_of
from geo_target.errors import InputError
from geo_target.plans import PlanStatus, SitingPlan, relative_gap
from geo_target.siting.evaluating import evaluate
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.siting.question import Question


def frontier(
    asked: Question,
    *,
    n_sites: Sequence[int] | None = None,
    budgets: Sequence[float] | None = None,
    limit: Limit | None = None,
) -> tuple[SitingPlan, ...]:
    """Solve one question for several numbers of sites, or several budgets.

    Each has its part of the time that is left. Where a larger budget's plan was not proved and is worse than a smaller
    one's, it is the smaller one's.

    Parameters
    ----------
    n_sites, budgets
        One of the two, rising.

    Returns
    -------
    tuple of SitingPlan
        One for each step, each with its own status and gap; ``infeasible`` ones too.

    Raises
    ------
    InputError
        If both or none are given, or they do not rise.
    """
    limit = limit_for(asked, limit)
    if (n_sites is None) == (budgets is None):
        raise InputError("frontier needs n_sites or budgets, one of the two")
    by_number = n_sites is not None
    steps = steps_of(
        n_sites if by_number else budgets, "n_sites" if by_number else "budgets", whole=by_number
    )
    plans: list[SitingPlan] = []
    for done, step in enumerate(steps):
        one = at_step(asked, n_sites=step) if n_sites is not None else at_step(asked, budget=step)
        part = Limit(max(limit.left_s, 1e-2) / (len(steps) - done), limit.seed, limit.progress, limit.cancel)
        plans.append(_no_worse(one, solve(one, part), plans, keeps=budgets is not None))
    return tuple(plans)


def at_step(asked: Question, *, n_sites: float | None = None, budget: float | None = None) -> Question:
    """Give the question with another number of sites or budget."""
    if budget is not None:
        return asked.asked(requirements=replace(asked.requirements, budget=budget))
    return asked.asked(n_sites=n_sites)


def _no_worse(asked: Question, plan: SitingPlan, before: list[SitingPlan], *, keeps: bool) -> SitingPlan:
    """Take the step before's plan where it is still allowed and better; only a proof is never replaced."""
    if not keeps or not before or plan.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}:
        return plan
    last = before[-1]
    if not last.open_sites:
        return plan
    again = evaluate(asked, last.open_sites)
    better = again.objective > plan.objective if asked.maximise else again.objective < plan.objective
    if again.status is PlanStatus.INFEASIBLE or not (better or plan.status is PlanStatus.NO_PLAN):
        return plan
    return replace(
        again, bound=plan.bound, gap=relative_gap(again.objective, plan.bound), solve_s=plan.solve_s
    )
