"""Where only money limits how many sites open, none opens in vain: what a plan can do without is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import evaluate
from geo_target.workflows.site_request import FINDS_NUMBER

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.siting import Limit
    from geo_target.workflows.site_question import Asked

_ROUNDING = 1e-9


def without_idle(asked: Asked, plan: SitingPlan, limit: Limit) -> SitingPlan:
    """Leave out new sites without which a plan is as good and keeps every requirement.

    The dearest are tried first, of these the ones that serve least. Value, bound and status are the given plan's: a
    plan of that value is as near to the best with fewer sites.

    Parameters
    ----------
    plan
        The best plan of a question with a budget and no number of sites; that of any other comes back as it is.
    limit
        Where it ends, sites that were not tried stay.
    """
    request = asked.request
    if request.budget is None or request.n_sites is not None or request.model in FINDS_NUMBER:
        return plan
    kept, sites = plan, asked.question.cost.site_ids
    for column in _dearest_first(asked, plan):
        if limit.over():
            break
        rest = [sites[one] for one in kept.open_columns.tolist() if one != column]
        found = evaluate(asked.question, rest, limit)
        if found.status is PlanStatus.FEASIBLE and _is_as_good(found.objective, plan.objective):
            kept = found
    return replace(
        kept,
        status=plan.status,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        solve_s=plan.solve_s,
        log=plan.log,
    )


def _dearest_first(asked: Asked, plan: SitingPlan) -> list[int]:
    """Give the columns of the new sites in the order in which they are tried."""
    cost = np.asarray(asked.question.requirements.site_cost, np.float64)
    served = _served(asked, plan)
    new = [column for column in plan.open_columns.tolist() if column >= asked.n_existing]
    return sorted(new, key=lambda column: (-cost[column], served[column], column))


def _served(asked: Asked, plan: SitingPlan) -> FloatArray:
    """Give the demand that goes to each site; where demand is split, all of a point to the one that serves most."""
    to = plan.assignment >= 0
    n = len(asked.question.cost.site_ids)
    return np.bincount(plan.assignment[to], asked.question.weights[to], minlength=n).astype(np.float64)


def _is_as_good(value: float, best: float) -> bool:
    return abs(value - best) <= _ROUNDING * abs(best)
