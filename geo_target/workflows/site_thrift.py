"""Where only money limits how many sites open, none opens in vain: what a plan can do without is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

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
    by_number = request.budget is None or request.n_sites is not None or request.model in FINDS_NUMBER
    if by_number or not plan.open_sites:
        return plan
    order = _dearest_first(asked, plan)
    kept = _spared(asked, plan, _idle(asked, plan, order), limit) if _only_counts(asked) else None
    if kept is None:
        kept = plan
        for column in order:
            if limit.over():
                break
            kept = _spared(asked, kept, [column], limit) or kept
    return replace(
        kept,
        status=plan.status,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        solve_s=plan.solve_s,
        log=plan.log,
    )


def _spared(asked: Asked, plan: SitingPlan, left_out: list[int], limit: Limit) -> SitingPlan | None:
    """Give the plan without some sites; None where it is worse, breaks a requirement, or has no site any more."""
    sites = asked.question.cost.site_ids
    rest = [sites[column] for column in plan.open_columns.tolist() if column not in left_out]
    if not rest:
        return None
    found = evaluate(asked.question, rest, limit)
    as_good = abs(found.objective - plan.objective) <= _ROUNDING * abs(plan.objective)
    return found if as_good and found.status is PlanStatus.FEASIBLE else None


def _dearest_first(asked: Asked, plan: SitingPlan) -> list[int]:
    """Give the columns of the new sites in the order in which they are tried."""
    cost = np.asarray(asked.question.requirements.site_cost, np.float64)
    served = _served(asked, plan)
    new = [column for column in plan.open_columns.tolist() if column >= asked.n_existing]
    return sorted(new, key=lambda column: (-cost[column], served[column], column))


def _only_counts(asked: Asked) -> bool:
    """Tell whether a plan's value is how many are within reach of enough open sites, whoever serves them."""
    request = asked.request
    return request.model == "mclp" and request.capacity is None and request.decay is None


def _idle(asked: Asked, plan: SitingPlan, order: list[int]) -> list[int]:
    """Give the sites that can be left out one after the other without anybody falling out of reach."""
    question, enough = asked.question, asked.request.covers
    reach = csc_array(question.cost.within(float(question.service_radius or 0.0)))
    counted = question.weights > 0
    held = np.asarray(reach[:, plan.open_columns].sum(axis=1), np.int64).ravel()
    idle = []
    for column in order:
        rows = reach.indices[reach.indptr[column] : reach.indptr[column + 1]]
        rows = rows[counted[rows]]
        if not (held[rows] == enough).any():
            held[rows] -= 1
            idle.append(column)
    return idle


def _served(asked: Asked, plan: SitingPlan) -> FloatArray:
    """Give the demand that goes to each site; where demand is split, all of a point to the one that serves most."""
    to = plan.assignment >= 0
    n = len(asked.question.cost.site_ids)
    return np.bincount(plan.assignment[to], asked.question.weights[to], minlength=n).astype(np.float64)
