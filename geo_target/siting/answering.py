"""From what a solver found to a plan with an honest status, value, bound and gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import GeoTargetError
from geo_target.plans import PlanStatus, SitingPlan, relative_gap
from geo_target.siting.checking import broken_rules

if TYPE_CHECKING:
    from geo_target.models import IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_EQUAL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search ended with.

    Parameters
    ----------
    status
        What it proved.
    columns, served
        The plan, None for none.
    bound
        What no plan can beat, in the model's direction; NaN if unknown.
    """

    status: PlanStatus
    columns: IntArray | None = None
    served: Served | None = None
    bound: float = float("nan")
    log: str = ""


def answer(asked: Question, found: Found, limit: Limit) -> SitingPlan:
    """Make the plan; a bound is never on the wrong side of the plan's value.

    Raises
    ------
    GeoTargetError
        If the plan breaks a requirement: a solver's plan must not.
    """
    if found.columns is None or found.served is None:
        return _without_plan(asked, found, limit)
    broken = broken_rules(asked, found.columns, found.served)
    if broken:
        raise GeoTargetError(
            f"the solver's plan breaks a requirement, which is an error of this software: {broken[0][0]}"
        )
    objective = found.served.objective
    bound = objective if found.status is PlanStatus.OPTIMAL else honest_bound(asked, objective, found.bound)
    status = PlanStatus.OPTIMAL if bound == objective else PlanStatus.FEASIBLE
    return make_plan(
        asked, found.columns, found.served, status=status, bound=bound, limit=limit, log=found.log
    )


def honest_bound(asked: Question, objective: float, bound: float) -> float:
    """Give a bound that is not worse than the plan's own value, as rounding may have made it."""
    if np.isnan(bound):
        bound = float("inf") if asked.maximise else 0.0
    return max(bound, objective) if asked.maximise else min(bound, objective)


def make_plan(
    asked: Question,
    columns: IntArray,
    served: Served,
    *,
    status: PlanStatus,
    bound: float,
    limit: Limit,
    log: str = "",
    broken: tuple[tuple[str, str], ...] = (),
) -> SitingPlan:
    """Put a plan together."""
    limit.tell(served.objective, bound)
    columns = np.sort(columns)
    return SitingPlan(
        model=asked.model.value,
        status=status,
        objective=served.objective,
        bound=bound,
        gap=relative_gap(served.objective, bound),
        open_sites=tuple(asked.cost.site_ids[column] for column in columns),
        open_columns=columns,
        assignment=served.assignment,
        covered=served.covered,
        coverage=served.coverage(asked),
        shares=served.shares,
        broken=tuple(english for english, _ in broken),
        broken_fa=tuple(persian for _, persian in broken),
        solve_s=limit.gone_s,
        log=log,
    )


def _without_plan(asked: Question, found: Found, limit: Limit) -> SitingPlan:
    n = asked.cost.shape[0]
    infeasible = found.status is PlanStatus.INFEASIBLE
    unknown = float("nan")
    return SitingPlan(
        model=asked.model.value,
        status=PlanStatus.INFEASIBLE if infeasible else PlanStatus.NO_PLAN,
        objective=unknown,
        bound=unknown if infeasible else found.bound,
        gap=unknown,
        open_sites=(),
        open_columns=np.empty(0, np.int64),
        assignment=np.full(n, -1),
        covered=np.zeros(n, dtype=np.bool_),
        coverage=unknown,
        solve_s=limit.gone_s,
        log=found.log,
    )
