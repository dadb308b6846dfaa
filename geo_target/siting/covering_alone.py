"""One part of a question with capacities, covered alone: the fewest or cheapest sites that have room for all of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting.checking import broken_by_sites
from geo_target.siting.filling import least_for_room, opened_for_room
from geo_target.siting.parts import needless_sites
from geo_target.siting.programs import opening_cost
from geo_target.siting.shaken_plan import with_fewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.models import IntArray
    from geo_target.siting.answering import Found
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

    Solve = Callable[[Question, Limit], Found]

_WHOLE = 1e-6
_THIRD, _HALF = 0.3, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What covering takes: at least `bound`; `cost` by a plan, with its sites and from which each point is served.

    A plan that was not found costs ``inf``; what cannot be covered has a bound of ``inf``.
    """

    bound: float
    cost: float = np.inf
    columns: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    place: IntArray = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def is_proved(self) -> bool:
        """Whether no plan is cheaper."""
        return self.cost <= self.bound + _WHOLE

    def better(self, columns: IntArray, served: Served) -> Covered:
        """Give this plan if it is cheaper."""
        if served.objective >= self.cost:
            return self
        return replace(self, cost=served.objective, columns=columns, place=served.assignment)

    def tighter(self, bound: float) -> Covered:
        """Give a bound that is at least as tight, never above the plan's cost."""
        return self if np.isnan(bound) else replace(self, bound=min(max(self.bound, bound), self.cost))

    def of_columns(self, columns: IntArray) -> Covered:
        """Give the same with sites numbered as in a matrix of which these are the columns."""
        place = np.where(self.place >= 0, columns[self.place], -1) if len(self.place) else self.place
        return replace(self, columns=columns[self.columns], place=place)


def cover_alone(asked: Question, enough: float, limit: Limit, solve: Solve) -> Covered:
    """Cover everybody of an LSCP with capacities.

    Sites that are opened for room one after another may prove to be the fewest, or to be few enough; where a number is
    given, sites are left out to get there. Else the program without needless sites is solved; where it proves nothing,
    sites of its plan are left out.

    Parameters
    ----------
    enough
        What a plan may cost: cheaper ones are not looked for; -inf for the cheapest.
    """
    best = Covered(least_for_room(asked))
    opened = opened_for_room(asked, np.flatnonzero(asked.rules.existing))
    if opened is not None and not broken_by_sites(asked, opened[0]):
        best = best.better(*opened)
    if np.isfinite(enough):
        best = _with_fewer(asked, best, enough, limit.part(_THIRD))
    if best.is_proved or best.cost <= enough or limit.over():
        return best
    found = solve(_without_needless(asked, best), limit.part(_HALF))
    if found.status is PlanStatus.INFEASIBLE:
        return Covered(np.inf)
    if found.columns is not None and found.served is not None:
        best = best.better(found.columns, found.served)
    best = best.tighter(best.cost if found.status is PlanStatus.OPTIMAL else _rounded_up(asked, found.bound))
    return _with_fewer(asked, best, enough, limit)


def _with_fewer(asked: Question, best: Covered, enough: float, limit: Limit) -> Covered:
    """Better a plan that serves everybody wholly by leaving out sites, where sites are what is counted."""
    whole = not asked.rules.split and asked.rules.site_cost is None
    if not whole or best.is_proved or best.cost <= enough or not len(best.columns):
        return best
    columns, place = with_fewer(asked, best.columns, best.place, max(enough, best.bound), limit)
    return replace(best, cost=float(len(columns)), columns=columns, place=place)


def _without_needless(asked: Question, best: Covered) -> Question:
    out = needless_sites(asked, len(best.columns)) if len(best.columns) else best.columns
    forbidden = np.union1d(np.flatnonzero(asked.rules.forbidden), out)
    ids = [asked.cost.site_ids[column] for column in forbidden.tolist()]
    return asked.asked(requirements=replace(asked.requirements, forbidden=ids))


def _rounded_up(asked: Question, bound: float) -> float:
    costs = opening_cost(asked)
    return float(np.ceil(bound - _WHOLE)) if (costs == np.floor(costs)).all() else bound
