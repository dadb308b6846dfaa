"""Draws plans nearly as good as the best: from the program of all of them, or by swaps where that is too large."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.checking import broken_rules
from geo_target.siting.near_best import least_near
from geo_target.siting.programs import opening_cost
from geo_target.siting.question import Model
from geo_target.siting.reach import count_within
from geo_target.siting.serving import serve_as
from geo_target.siting.solving import serve_by
from geo_target.siting.standing_in import StandIns

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_MOST_ASSIGNED, _MOST_COVERED = 150_000, 2_000_000
"""Pairs of the largest program, with a column for each pair and without: HiGHS takes about 1.5 GB for it."""
_MOST_KEPT = 2_000
_PART = 0.4
"""Of the time that is left, what one draw may take."""


@dataclass(slots=True, eq=False)
class Drawn:
    """The plans drawn so far, by the marks of their open sites, and whom each serves."""

    asked: Question
    limit: Limit
    bound: float
    marks: list[BoolArray] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)

    def add(self, columns: IntArray, served: Served) -> None:
        """Take a plan, and tell the best value so far."""
        marks = np.zeros(self.asked.cost.shape[1], dtype=np.bool_)
        marks[columns] = True
        self.marks.append(marks)
        self.served.append(served)
        self.limit.tell(self.best, self.bound)

    @property
    def best(self) -> float:
        """The value of the best plan."""
        values = [served.objective for served in self.served]
        return max(values) if self.asked.maximise else min(values)


def is_too_large(asked: Question, objective: float, *, times: int = 1) -> bool:
    """Tell whether the program of all plans near the best, or so many side by side, would take too much memory."""
    reach = np.inf if asked.service_radius is None else asked.service_radius
    if asked.model is Model.P_DISPERSION:
        return False
    if asked.model is Model.P_CENTER:
        reach = 2 * objective
    assigns = asked.rules.capacity is not None or asked.decay is not None or asked.model is Model.P_MEDIAN
    pairs = count_within(asked.cost, reach, np.flatnonzero(~asked.rules.forbidden))
    return times * pairs > (_MOST_ASSIGNED if assigns else _MOST_COVERED)


@dataclass(slots=True, eq=False)
class Draws:
    """Draws plans from a program, each unlike the ones before in a way that is asked for."""

    built: Built
    drawn: Drawn

    def must_haves(self) -> bool:
        """Drop from the sites that all plans have until none can be dropped; tell whether that is proved."""
        while not self.drawn.limit.over():
            common = np.flatnonzero(np.all(self.drawn.marks, axis=0))
            proved = self._next(common, len(common), maximise=False)
            if proved is not None:
                return proved
        return False

    def nevers(self) -> bool:
        """Add from the sites that no plan has until none can be added; tell whether that is proved."""
        while not self.drawn.limit.over():
            unseen = np.flatnonzero(~np.any(self.drawn.marks, axis=0))
            proved = self._next(unseen, 0, maximise=True)
            if proved is not None:
                return proved
        return False

    def others(self, most: int) -> bool:
        """Find others, least used sites first, until there are `most`; tell whether there are no more."""
        for marks in self.drawn.marks:
            self._exclude(marks)
        while not self.drawn.limit.over() and len(self.drawn.marks) < most:
            least_used = np.sum(self.drawn.marks, axis=0).astype(np.float64)
            drawn, status = self._draw(least_used, maximise=False)
            if drawn is None:
                return status is PlanStatus.INFEASIBLE
            self._exclude(drawn)
        return False

    def _next(self, sites: IntArray, trivial: int, *, maximise: bool) -> bool | None:
        """Give True if it is proved that nothing changes, None if a new plan was found, False if time ended."""
        if not len(sites):
            return True
        wanted = np.zeros(len(self.drawn.marks[0]))
        wanted[sites] = 1.0
        marks, status = self._draw(wanted, maximise=maximise, unlike=(sites, trivial))
        if marks is not None and int(marks[sites].sum()) != trivial:
            return None
        return status is PlanStatus.OPTIMAL

    def _draw(
        self, wanted: FloatArray, *, maximise: bool, unlike: tuple[IntArray, int] | None = None
    ) -> tuple[BoolArray | None, PlanStatus]:
        """Draw the plan with most or fewest of the sites that are wanted, and keep it.

        Parameters
        ----------
        unlike
            Sites, and how many of them a plan has that is not kept.
        """
        built, limit = self.built, self.drawn.limit
        cost = np.zeros(built.program.size)
        cost[built.sites] = wanted
        built.program.set_objective(cost, maximise=maximise)
        solved = highs.solve(built.program, limit.part(_PART), tell=False)
        if solved.values is None:
            return None, solved.status
        marks = np.asarray(solved.values[built.sites] > 0.5)  # noqa: PLR2004 - whole but for rounding
        if unlike is None or int(marks[unlike[0]].sum()) != unlike[1]:
            columns = np.flatnonzero(marks)
            part = limit.part(_PART)
            served = serve_drawn(self.drawn.asked, built, columns, solved.values, part)
            self.drawn.add(columns, served)
        return marks, solved.status

    def _exclude(self, marks: BoolArray) -> None:
        """Let no later plan be this one."""
        values = np.where(marks, 1.0, -1.0)
        self.built.program.add_row(self.built.sites, values, upper=float(marks.sum()) - 1.0)


def serve_drawn(asked: Question, built: Built, columns: IntArray, values: FloatArray, limit: Limit) -> Served:
    """Serve as well as can be; with capacities and too little time, as the program did that opened the sites."""
    served = serve_by(asked, columns, limit)
    if served.certain or built.assigned is None:
        return served
    as_drawn = serve_as(asked, columns, built.pairs, values[built.assigned])
    better = as_drawn.objective > served.objective
    if np.isnan(served.objective) or broken_rules(asked, columns, served) or better == asked.maximise:
        return as_drawn
    return served


def swap(drawn: Drawn, within: float, limit: Limit) -> None:
    """Draw the plans near the best that differ from the first in one site, the best first, within a time of their own."""
    asked, sign = drawn.asked, 1.0 if drawn.asked.maximise else -1.0
    stand_ins, first = StandIns(asked), np.flatnonzero(drawn.marks[0])
    worst = least_near(sign * drawn.best, within)
    found: list[tuple[float, IntArray]] = []
    for column in first[~asked.rules.existing[first]].tolist():
        if limit.over():
            break
        rest = first[first != column]
        worth = np.where(stand_ins.may_join(rest), sign * stand_ins.worth(rest), -np.inf)
        worth[column] = -np.inf
        if asked.model is Model.LSCP_BACKUP:  # its plans are as cheap as those of the LSCP
            opening = opening_cost(asked)
            worth[opening > opening[column] * (1 + 1e-9)] = -np.inf
        near = np.flatnonzero(worth >= worst)
        found += [(-worth[other], np.sort(np.append(rest, other))) for other in near.tolist()]
    for _, columns in sorted(found, key=lambda one: one[0])[:_MOST_KEPT]:
        if limit.over():
            return
        served = serve_by(asked, columns, limit.part(_PART))
        if sign * served.objective >= worst and not broken_rules(asked, columns, served):
            drawn.add(columns, served)
