"""One question, one plan: the exact program of each model, solved by HiGHS within a limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus, Requirements
from geo_target.siting import highs
from geo_target.siting.answering import Found, answer
from geo_target.siting.by_capacity import by_capacity, takes
from geo_target.siting.checking import broken_by_service
from geo_target.siting.engine_choice import by_engine
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.filling import over_open_sites
from geo_target.siting.limits import limit_for
from geo_target.siting.programs import Built, add_cover, build, opening_cost
from geo_target.siting.question import Model
from geo_target.siting.reach import count_within
from geo_target.siting.restricting import by_restricting, is_large
from geo_target.siting.searching import search_center, search_dispersion
from geo_target.siting.serving import serve, serve_as

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo_target.models import FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.engines.warm import WarmStart
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_MOST_SHARED = 500_000
"""Pairs of the largest program of who is served from open sites: HiGHS takes more than 1 kB for each."""


def solve(asked: Question, limit: Limit | None = None) -> SitingPlan:
    """Find the best plan, or the best that the limit allows with an honest gap.

    Parameters
    ----------
    asked
        The question.
    limit
        Time, seed, progress and cancelling; a minute unless said.
    """
    limit = limit_for(asked, limit)
    return answer(asked, find(asked, limit), limit)


def find(asked: Question, limit: Limit, warm: WarmStart | None = None) -> Found:
    """Search by the way that fits the model and its requirements.

    Parameters
    ----------
    warm
        A plan to begin with, and what a search left that differs in the number of sites alone.
    """
    found = by_engine(asked, limit, warm)
    if found is not None:
        return found
    if is_large(asked):
        return by_restricting(asked, limit, _find_whole, serve_by)
    return _find_whole(asked, limit, None if warm is None else warm.plan)


def _find_whole(
    asked: Question, limit: Limit, start: IntArray | None = None, *, bound: float = float("nan")
) -> Found:
    """Search in one piece, whatever the size, save what an engine answers.

    Parameters
    ----------
    start
        Open sites of a plan to begin with.
    bound
        What no plan can beat, NaN for unknown.
    """
    found = by_engine(asked, limit)
    if found is not None:
        return found
    if takes(asked):
        return by_capacity(asked, limit, start)
    if asked.model is Model.P_CENTER:
        return search_center(asked, limit, start=start, bound=bound)
    if asked.model is Model.P_DISPERSION:
        return search_dispersion(asked, limit)
    if asked.model is Model.LSCP_BACKUP:
        return _backup(asked, limit)
    built = build(asked)
    return by_program(asked, built, limit, start=None if start is None else _start(built, start))


def by_program(asked: Question, built: Built, limit: Limit, *, start: FloatArray | None = None) -> Found:
    """Solve a program and read the plan off it."""
    solved = highs.solve(built.program, limit, start=start)
    if solved.values is None:
        return Found(solved.status, bound=solved.bound, log=solved.log)
    columns = np.flatnonzero(solved.values[built.sites] > 0.5)  # noqa: PLR2004 - a whole number but for rounding
    if built.assigned is None or asked.rules.capacity is None:
        served = serve(asked, columns)
    else:
        served = serve_as(asked, columns, built.pairs, solved.values[built.assigned])
    return Found(solved.status, columns, served, solved.bound, solved.log)


def _backup(asked: Question, limit: Limit) -> Found:
    """Find the least that covers all; then, at that, the most demand that is covered twice."""
    first = find(
        asked.asked(model=Model.LSCP), replace(limit, progress=None)
    )  # what it counts is not the model's
    if first.columns is None:
        return Found(first.status, log=first.log)
    least = float(opening_cost(asked)[first.columns].sum())
    served = serve(asked, first.columns)
    most = float(asked.weights.sum())
    limit.tell(served.objective, most)
    if first.status is not PlanStatus.OPTIMAL:
        return Found(PlanStatus.FEASIBLE, first.columns, served, most, first.log)
    built = twice_covered(asked, least)
    found = by_program(asked, built, limit, start=_start(built, first.columns))
    if found.columns is None:
        return Found(PlanStatus.FEASIBLE, first.columns, served, most, found.log)
    return found


def twice_covered(asked: Question, least: float) -> Built:
    """Give the program of the most demand covered twice by plans that cover all and cost `least` at most to open."""
    from geo_target.siting.program import Program
    from geo_target.siting.sites_block import add_sites

    program, pairs, weights = Program(maximise=True), asked.pairs(), asked.weights
    y = add_sites(program, asked.rules)
    add_cover(program, y, pairs)
    program.add_row(y, opening_cost(asked), upper=least * (1 + 1e-9))
    twice = program.add_columns(weights)
    n = len(weights)
    row = np.repeat(np.arange(n), np.diff(pairs.indptr))
    each = (np.concatenate([row, np.arange(n)]), np.concatenate([y[pairs.indices], twice]))
    program.add_rows(n, (*each, np.repeat([1.0, -1.0], [len(row), n])), lower=1.0)
    return Built(program, y, pairs)


def _start(built: Built, columns: IntArray) -> FloatArray:
    """Give values to begin with: these sites open, and whom they serve left to the solver."""
    values = np.full(built.program.size, np.nan)
    values[built.sites] = 0.0
    values[built.sites[columns]] = 1.0
    return values


def serve_by(asked: Question, columns: IntArray, limit: Limit) -> Served:
    """Serve from the open sites; where they have capacities, as well as those and the least coverage asked for allow."""
    by_nearest = serve(asked, columns)
    if asked.rules.capacity is None or asked.model is Model.P_DISPERSION or not len(columns):
        return by_nearest
    given = asked.requirements
    if not list(broken_by_service(asked, columns, by_nearest)):
        return by_nearest  # nobody could be served better, and no site is too full
    shared_out, certain = _shared_out(asked, columns, limit, given.min_coverage)
    if shared_out is None and given.min_coverage is not None:
        shared_out, also = _shared_out(asked, columns, limit, None)
        certain = certain and also
    # Without a way to share out, the nearest is over some capacity, whatever is said of it.
    return replace(by_nearest if shared_out is None else shared_out, certain=certain)


def _shared_out(
    asked: Question, columns: IntArray, limit: Limit, min_coverage: float | Mapping[Hashable, float] | None
) -> tuple[Served | None, bool]:
    """Serve from these sites within their capacities, None if no way was found; and tell whether that is proved."""
    reach = np.inf if asked.service_radius is None else asked.service_radius
    if count_within(asked.cost, reach, columns) > _MOST_SHARED:
        return None, False
    reached = np.isfinite(nearest(asked.cost.values, columns))
    if not reached.any() or (asked.must_serve & ~reached).any():
        return None, True
    given = asked.requirements
    only = over_open_sites(
        asked,
        columns,
        Requirements(
            existing=[asked.cost.site_ids[column] for column in columns.tolist()],
            capacity=np.asarray(asked.rules.capacity)[columns],
            split=given.split,
            demand_group=None if min_coverage is None else given.demand_group,
            min_coverage=min_coverage,
        ),
    )
    found = _find_whole(only, limit)
    certain = found.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}
    if found.served is None:
        return None, certain
    served = found.served.of_columns(columns, asked.cost.shape[1])
    if asked.model is not Model.LSCP:
        return served, certain
    return served.worth(float(opening_cost(asked)[columns].sum())), certain
