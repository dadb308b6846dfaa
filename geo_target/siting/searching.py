"""p-center and p-dispersion: a search over the distinct distances, each step a question of yes or no."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.answering import Found
from geo_target.siting.checking import broken_rules
from geo_target.siting.dispersing import close_bits, cluster_bound, distances_between, spread_out
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.program import Program
from geo_target.siting.programs import Built, add_assignment, add_cover
from geo_target.siting.serving import Served, least_distance, serve, serve_as
from geo_target.siting.sites_block import add_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_SHARE = 0.25
"""Of the time that is left, what one step may take."""
_MOST_APART = 3_000_000
"""Entries of the rows that hold sites apart in the largest program: HiGHS takes more than 100 bytes for each."""
_MOST_PROBED = 50_000
"""Entries of the largest of these that presolve probes."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The answer at one distance: a plan, a proof that there is none, or neither."""

    status: PlanStatus
    columns: IntArray | None = None
    served: Served | None = None


def search_center(
    asked: Question, limit: Limit, *, start: IntArray | None = None, bound: float = float("nan")
) -> Found:
    """Find the least distance within which all demand points can be served.

    Parameters
    ----------
    start
        Open sites of a plan to begin with, of use if it keeps the rules.
    bound
        No plan is better than this; NaN for unknown.
    """
    least = float(nearest(asked.cost.values, np.flatnonzero(~asked.rules.forbidden)).max())
    if not np.isfinite(least):
        return Found(PlanStatus.INFEASIBLE)
    begin, most = None, float(np.finfo(np.float64).max)
    if start is not None and asked.rules.capacity is None:
        served = serve(asked, start)
        if not broken_rules(asked, start, served):
            begin, most = Step(PlanStatus.FEASIBLE, start, served), served.objective
    if np.isfinite(bound):
        least = min(max(least, bound * (1 - 1e-9)), most)
    costs = asked.pairs().data
    values = np.unique(costs[(costs >= least) & (costs <= most)])
    del costs
    return _search(
        values, lambda radius, part: _step(asked, within_program(asked, radius), part), limit, start=begin
    )


def search_dispersion(asked: Question, limit: Limit) -> Found:
    """Find the greatest distance that the open sites can keep from each other."""
    columns = spread_out(asked, limit)
    start, least, most = None, -np.inf, np.inf
    served = None if columns is None else serve(asked, columns)
    if columns is not None and served is not None and not broken_rules(asked, columns, served):
        start, least = Step(PlanStatus.FEASIBLE, columns, served), served.objective
        limit.tell(least, np.inf)
    if not limit.over():
        most = max(
            least, min(cluster_bound(asked), least_distance(asked, np.flatnonzero(asked.rules.existing)))
        )
    return _search(
        -distances_between(asked, least, most)[::-1],
        lambda value, part: _apart_step(asked, -value, part),
        limit,
        start=start,
        sign=-1.0,
    )


def _search(
    values: FloatArray,
    step: Callable[[float, Limit], Step],
    limit: Limit,
    *,
    start: Step | None = None,
    sign: float = 1.0,
) -> Found:
    """Halve the distances, rising from easily refused to easily kept; `sign` turns a value into the model's.

    From a plan to begin with, the p-center creeps up from the easily refused end first: small distances make small
    programs. A step that its part of the time does not decide counts as refused for the search, but not for the bound.
    """
    low, proved, high = 0, 0, len(values)  # what is below `proved` is refused for certain
    found = start or step(float(values[-1]), limit)
    if found.columns is None or found.served is None:
        return Found(PlanStatus.INFEASIBLE if found.status is PlanStatus.INFEASIBLE else PlanStatus.NO_PLAN)
    best, stride = found, max(1, len(values) // 256) if start is not None and sign > 0 else 0
    while True:
        if found.columns is not None and found.served is not None:
            best = found
            high = int(np.searchsorted(values, sign * found.served.objective))
            limit.tell(found.served.objective, sign * float(values[min(proved, len(values) - 1)]))
        if low >= high or limit.over():
            break
        middle = min((low + high) // 2, low + stride - 1 if stride else high)
        found = step(float(values[middle]), limit.part(_SHARE))
        if found.columns is None:
            low, stride = middle + 1, 2 * stride
            proved = low if found.status is PlanStatus.INFEASIBLE else proved
        else:
            stride = 0
    status = PlanStatus.OPTIMAL if proved >= high else PlanStatus.FEASIBLE
    return Found(status, best.columns, best.served, sign * float(values[min(proved, high, len(values) - 1)]))


def within_program(asked: Question, radius: float) -> Built:
    """Give the program that serves every demand point within a radius, if it can be done: within a budget as cheaply."""
    program, pairs, rules = Program(), asked.pairs(radius), asked.rules
    cheap = rules.budget is not None and rules.site_cost is not None
    y = add_sites(program, rules, cost=np.asarray(rules.site_cost) if cheap else 0.0)
    if asked.rules.capacity is None:
        add_cover(program, y, pairs)
        return Built(program, y, pairs)
    x = add_assignment(program, asked, pairs, y, asked.rules, must=asked.must_serve)
    return Built(program, y, pairs, x)


def apart_program(asked: Question, distance: float, most: int = np.iinfo(np.int64).max) -> Built:
    """Give the program that keeps open sites at least a distance from each other, if it can be done.

    Parameters
    ----------
    most
        Entries of rows that hold sites apart; what would need more is left out, and plans of the program may break it.
    """
    from scipy.sparse import csr_array

    from geo_target.siting.engines.conflict_kernel import cover_bits_by_cliques

    out, close = close_bits(asked, distance)
    members, ends = cover_bits_by_cliques(close, most)
    program, count = Program(), np.diff(ends)
    y = add_sites(program, replace(asked.rules, forbidden=out))
    program.add_rows(len(count), (np.repeat(np.arange(len(count)), count), y[members], 1.0), upper=1.0)
    return Built(program, y, csr_array(asked.cost.shape))


def _apart_step(asked: Question, distance: float, limit: Limit) -> Step:
    built = apart_program(asked, distance, _MOST_APART)
    found = _step(asked, built, limit, probe=built.program.n_entries <= _MOST_PROBED)
    if found.served is not None and found.served.objective < distance:
        return Step(PlanStatus.NO_PLAN)
    return found


def _step(asked: Question, built: Built, limit: Limit, *, probe: bool = True) -> Step:
    if limit.over():
        return Step(PlanStatus.NO_PLAN)
    solved = highs.solve(built.program, limit, tell=False, probe=probe)
    if solved.values is None:
        return Step(solved.status)
    columns = np.flatnonzero(solved.values[built.sites] > 0.5)  # noqa: PLR2004 - a whole number but for rounding
    if built.assigned is None:
        return Step(PlanStatus.FEASIBLE, columns, serve(asked, columns))
    return Step(
        PlanStatus.FEASIBLE, columns, serve_as(asked, columns, built.pairs, solved.values[built.assigned])
    )
