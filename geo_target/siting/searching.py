"""p-center and p-dispersion: a search over the distinct distances, each step a question of yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.answering import Found
from geo_target.siting.program import Program
from geo_target.siting.programs import Built, add_assignment, add_cover
from geo_target.siting.reach import costs_to
from geo_target.siting.rules import close_pairs
from geo_target.siting.serving import Served, serve, serve_as
from geo_target.siting.sites_block import add_conflicts, add_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_SHARE = 0.25
"""Of the time that is left, what one step may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The answer at one distance: a plan, a proof that there is none, or neither."""

    status: PlanStatus
    columns: IntArray | None = None
    served: Served | None = None


def search_center(asked: Question, limit: Limit) -> Found:
    """Find the least distance within which all demand points can be served."""
    allowed = np.flatnonzero(~asked.rules.forbidden)
    costs = costs_to(asked.cost, allowed)
    least = float(costs.min(axis=1).max())  # nobody is nearer to any site than to the nearest
    if not np.isfinite(least):
        return Found(PlanStatus.INFEASIBLE)
    values = np.unique(costs[np.isfinite(costs) & (costs >= least)])
    return _search(values, lambda radius, part: _step(asked, within_program(asked, radius), part), limit)


def search_dispersion(asked: Question, limit: Limit) -> Found:
    """Find the greatest distance that the open sites can keep from each other."""
    distance, allowed = asked.rules.distance, np.flatnonzero(~asked.rules.forbidden)
    assert distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    values = np.unique(distance[np.ix_(allowed, allowed)][np.triu_indices(len(allowed), 1)])
    return _search(
        -values[::-1], lambda value, part: _step(asked, apart_program(asked, -value), part), limit, sign=-1.0
    )


def _search(
    values: FloatArray, step: Callable[[float, Limit], Step], limit: Limit, *, sign: float = 1.0
) -> Found:
    """Halve the distances, rising from easily refused to easily kept; `sign` turns a value into the model's.

    A step that its part of the time does not decide counts as refused for the search, but not for the bound.
    """
    low, proved, high = 0, 0, len(values)  # what is below `proved` is refused for certain
    found = step(float(values[-1]), limit)
    if found.columns is None or found.served is None:
        return Found(PlanStatus.INFEASIBLE if found.status is PlanStatus.INFEASIBLE else PlanStatus.NO_PLAN)
    best = found
    while True:
        if found.columns is not None and found.served is not None:
            best = found
            high = int(np.searchsorted(values, sign * found.served.objective))
            limit.tell(found.served.objective, sign * float(values[min(proved, high)]))
        if low >= high or limit.over():
            break
        middle = (low + high) // 2
        found = step(float(values[middle]), limit.part(_SHARE))
        if found.columns is None:
            low = middle + 1
            proved = low if found.status is PlanStatus.INFEASIBLE else proved
    status = PlanStatus.OPTIMAL if proved >= high else PlanStatus.FEASIBLE
    return Found(status, best.columns, best.served, sign * float(values[min(proved, high)]))


def within_program(asked: Question, radius: float) -> Built:
    """Give the program that serves every demand point within a radius, if it can be done."""
    program, pairs = Program(), asked.pairs(radius)
    y = add_sites(program, asked.rules)
    if asked.rules.capacity is None:
        add_cover(program, y, pairs)
        return Built(program, y, pairs)
    x = add_assignment(program, asked, pairs, y, asked.rules, must=asked.must_serve)
    return Built(program, y, pairs, x)


def apart_program(asked: Question, distance: float) -> Built:
    """Give the program that keeps open sites at least a distance from each other, if it can be done."""
    rules = asked.rules
    assert rules.distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    program = Program()
    y = add_sites(program, rules)
    add_conflicts(program, y, close_pairs(rules.distance, distance, rules.forbidden))
    return Built(program, y, asked.pairs())


def _step(asked: Question, built: Built, limit: Limit) -> Step:
    if limit.over():
        return Step(PlanStatus.NO_PLAN)
    solved = highs.solve(built.program, limit, tell=False)
    if solved.values is None:
        return Step(solved.status)
    columns = np.flatnonzero(solved.values[built.sites] > 0.5)  # noqa: PLR2004 - a whole number but for rounding
    if built.assigned is None:
        return Step(PlanStatus.FEASIBLE, columns, serve(asked, columns))
    return Step(
        PlanStatus.FEASIBLE, columns, serve_as(asked, columns, built.pairs, solved.values[built.assigned])
    )
