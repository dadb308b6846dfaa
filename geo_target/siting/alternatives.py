"""The other plans that are as good, or nearly: which sites every one of them has, and which none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import is_number, shown, whole_number_from
from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.evaluating import evaluate
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.near_best import near_best
from geo_target.siting.programs import opening_cost
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question


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
        Distinct plans, the best first, then in order of value.
    role
        Of each site, in the matrix's order.
    frequency
        Share of `plans` that have the site, 0 to 1.
    complete
        Whether `plans` are all there are.
    """

    plans: tuple[SitingPlan, ...]
    role: tuple[SiteRole, ...]
    frequency: FloatArray
    complete: bool

    def sites(self, role: SiteRole, asked: Question) -> tuple[Hashable, ...]:
        """Give the ids of the sites of one role."""
        return tuple(site for site, one in zip(asked.cost.site_ids, self.role, strict=True) if one is role)


def alternatives(
    asked: Question, within: float = 0.02, *, most: int = 20, limit: Limit | None = None
) -> Alternatives:
    """Find distinct plans worth nearly as much as the best, and what each site is to all such plans.

    First the plan with fewest of the sites that all plans so far have: if it has them all, they are must-haves. Then the
    plan with most of the sites that no plan so far has: if it has none, they are never picked. Then any others.

    Parameters
    ----------
    within
        The most that a plan may be worse, as a share of the best value, itself included; 0 for equally good ones.
    most
        How many plans to stop at once every site's role is known.

    Raises
    ------
    InputError
        If `within` is not from 0 to 1, or the question has no plan.
    """
    limit = limit_for(asked, limit)
    if not (is_number(within) and 0 <= within < 1):
        raise InputError(f"within must be from 0 to below 1 (0.02 for 2 percent), not {shown(within)}")
    most = whole_number_from(most, "most", least=1)
    best = solve(asked, limit.part(1 / 2))
    if best.status in {PlanStatus.INFEASIBLE, PlanStatus.NO_PLAN}:
        raise InputError(f"alternatives need a plan to begin with, and the question has none: {best.status}")
    opening = float(opening_cost(asked)[best.open_columns].sum())
    search = _Search(near_best(asked, best.objective, within, opening), [_marks(best, asked)], limit)
    must, never = search.must_haves(), search.nevers()
    complete = search.others(most)

    plans = [best, *(evaluate(asked, _ids(asked, marks), limit) for marks in search.found[1:])]
    order = sorted(range(1, len(plans)), key=lambda i: plans[i].objective, reverse=asked.maximise)
    frequency = np.mean(search.found, axis=0)
    return Alternatives(
        tuple(plans[i] for i in [0, *order]), _roles(frequency, must, never), frequency, complete
    )


def _roles(frequency: FloatArray, must: bool, never: bool) -> tuple[SiteRole, ...]:
    always = SiteRole.MUST_HAVE if must else SiteRole.UNDECIDED
    not_once = SiteRole.NEVER if never else SiteRole.UNDECIDED
    return tuple(always if f == 1 else not_once if f == 0 else SiteRole.OPTIONAL for f in frequency.tolist())


def _marks(plan: SitingPlan, asked: Question) -> BoolArray:
    marks = np.zeros(asked.cost.shape[1], dtype=np.bool_)
    marks[plan.open_columns] = True
    return marks


def _ids(asked: Question, marks: BoolArray) -> list[Hashable]:
    return [asked.cost.site_ids[column] for column in np.flatnonzero(marks).tolist()]


@dataclass(slots=True, eq=False)
class _Search:
    """Draws plans from a program, each unlike the ones before in a way that is asked for."""

    built: Built
    found: list[BoolArray]
    limit: Limit

    def must_haves(self) -> bool:
        """Drop from the sites that all plans have until none can be dropped; tell whether that is proved."""
        while not self.limit.over():
            common = np.flatnonzero(np.all(self.found, axis=0))
            proved = self._next(common, len(common), maximise=False)
            if proved is not None:
                return proved
        return False

    def nevers(self) -> bool:
        """Add from the sites that no plan has until none can be added; tell whether that is proved."""
        while not self.limit.over():
            unseen = np.flatnonzero(~np.any(self.found, axis=0))
            proved = self._next(unseen, 0, maximise=True)
            if proved is not None:
                return proved
        return False

    def others(self, most: int) -> bool:
        """Find others, least used sites first, until there are `most`; tell whether there are no more."""
        for marks in self.found:
            self._exclude(marks)
        while not self.limit.over() and len(self.found) < most:
            drawn, status = self._draw(np.sum(self.found, axis=0).astype(np.float64), maximise=False)
            if drawn is None:
                return status is PlanStatus.INFEASIBLE
            self.found.append(drawn)
            self._exclude(drawn)
        return False

    def _next(self, sites: IntArray, trivial: int, *, maximise: bool) -> bool | None:
        """Give True if it is proved that nothing changes, None if a new plan was found, False if time ended."""
        if not len(sites):
            return True
        wanted = np.zeros(len(self.found[0]))
        wanted[sites] = 1.0
        marks, status = self._draw(wanted, maximise=maximise)
        if marks is not None and int(marks[sites].sum()) != trivial:
            self.found.append(marks)
            return None
        return status is PlanStatus.OPTIMAL

    def _draw(self, wanted: FloatArray, *, maximise: bool) -> tuple[BoolArray | None, PlanStatus]:
        cost = np.zeros(self.built.program.size)
        cost[self.built.sites] = wanted
        self.built.program.set_objective(cost, maximise=maximise)
        solved = highs.solve(self.built.program, self.limit, tell=False)
        if solved.values is None:
            return None, solved.status
        return solved.values[self.built.sites] > 0.5, solved.status  # noqa: PLR2004 - whole but for rounding

    def _exclude(self, marks: BoolArray) -> None:
        """Let no later plan be this one."""
        values = np.where(marks, 1.0, -1.0)
        self.built.program.add_row(self.built.sites, values, upper=float(marks.sum()) - 1.0)
