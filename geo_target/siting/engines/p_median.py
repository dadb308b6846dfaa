"""p-median without side constraints: the least cost of all people to their nearest open site, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.problem import EngineResult, Incumbent, Problem, are_whole

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch

_SOME_ROWS = 1_000


def engine_p_median(
    values: FloatArray,
    demand: FloatArray,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    watch: Watch,
    seed: int = 0,
) -> EngineResult:
    """Open `n_sites` so that the sum of demand times the cost of the nearest open site is least.

    Parameters
    ----------
    values
        Costs, shape ``(n_demand, n_sites)``; ``inf`` is unreachable. Checked by the caller.
    demand
        0 or more; a demand point of 0 need not be reached.
    n_sites
        How many are open in the end, those of `fixed_open` counted.
    fixed_open, forbidden
        Sites that are open anyway, and that may not open, shape ``(n_sites,)``.

    Returns
    -------
    EngineResult
        With no open sites and ``proven`` if some demand point is out of reach of every plan.
    """
    asking = demand > 0
    values, weights = (
        np.ascontiguousarray(values[asking], dtype=np.float64),
        demand[asking].astype(np.float64),
    )
    columns = np.flatnonzero(~fixed_open & ~forbidden)
    n_open = n_sites - int(fixed_open.sum())

    penalty = _penalty(values, weights)
    far = _far(values, weights, columns, np.flatnonzero(fixed_open), n_open, penalty)
    problem = make_problem(values, weights, columns, far, n_open)
    best = Incumbent(whole=are_whole(far) and are_whole(problem.costs))
    bound = prove(problem, best, watch, seed=seed)
    return _result(best, bound, columns, np.flatnonzero(fixed_open), penalty)


def make_problem(
    values: FloatArray, weights: FloatArray, columns: IntArray, far: FloatArray, n_open: int
) -> Problem:
    """Sort the rows of a matrix; only what costs less than `far` is kept."""
    from geo_target.siting.engines import rows_kernel

    starts, sites, costs = rows_kernel.sorted_rows(values, weights, columns, far)
    return Problem(starts, sites, costs, far, n_open, np.arange(len(columns)))


def _penalty(values: FloatArray, weights: FloatArray) -> float:
    """Give more than any plan costs that reaches everybody: what a plan pays for each demand point it leaves out."""
    most = 0.0
    for start in range(0, len(weights), _SOME_ROWS):
        rows = values[start : start + _SOME_ROWS]
        highest = np.max(rows, axis=1, initial=0.0, where=np.isfinite(rows))
        most += float((highest * weights[start : start + _SOME_ROWS]).sum())
    return float(np.ceil(most)) + 1.0


def _far(
    values: FloatArray, weights: FloatArray, columns: IntArray, fixed: IntArray, n_open: int, penalty: float
) -> FloatArray:
    """Give the most that a demand point can have to pay.

    If `n_open` of ``m`` sites open, one of its nearest ``m - n_open + 1`` does; and it may use the fixed ones.
    """
    far = np.full(len(weights), np.inf)
    if n_open > 0:
        place = len(columns) - n_open
        for start in range(0, len(weights), _SOME_ROWS):
            rows = values[start : start + _SOME_ROWS, columns]
            far[start : start + _SOME_ROWS] = np.partition(rows, place, axis=1)[:, place]
    if len(fixed):
        far = np.minimum(far, values[:, fixed].min(axis=1))
    out = np.isinf(far)
    far[~out] *= weights[~out]
    far[out] = penalty
    return far


def _result(
    best: Incumbent, bound: float, columns: IntArray, fixed: IntArray, penalty: float
) -> EngineResult:
    if best.cost >= penalty:
        return EngineResult(None, np.inf, bound, proven=bound >= penalty)
    open_sites = np.sort(np.concatenate([columns[best.open_sites], fixed]))
    return EngineResult(open_sites, best.cost, bound, proven=bound >= best.cutoff)
