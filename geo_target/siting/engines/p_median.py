"""p-median without side constraints: the least cost of all people to their nearest open site, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.engines.problem import EngineResult, Incumbent, Problem, are_whole

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch

_SOME_ROWS = 1_000


def engine_p_median(
    values: FloatArray | csr_array,
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
        Costs, shape ``(n_demand, n_sites)``; dense, where ``inf`` is unreachable, or CSR, where what is not stored
        is. Checked by the caller.
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
    values, weights = values[asking], demand[asking].astype(np.float64)
    columns, fixed = np.flatnonzero(~fixed_open & ~forbidden), np.flatnonzero(fixed_open)
    n_open = n_sites - len(fixed)

    penalty = _penalty(values, weights)
    far = _far(values, weights, columns, fixed, n_open, penalty)
    problem = make_problem(values, weights, columns, far, n_open)
    best = Incumbent(whole=are_whole(far) and are_whole(problem.costs))
    bound = prove(problem, best, watch, seed=seed)
    return _result(best, bound, columns, fixed, penalty)


def make_problem(
    values: FloatArray | csr_array, weights: FloatArray, columns: IntArray, far: FloatArray, n_open: int
) -> Problem:
    """Sort the rows of a matrix; only what costs less than `far` is kept."""
    from geo_target.siting.engines import rows_kernel

    if is_sparse(values):
        number = np.full(values.shape[1], -1, dtype=np.int32)
        number[columns] = np.arange(len(columns))
        parts = values.indptr, values.indices, values.data
        starts, sites, costs = rows_kernel.sorted_sparse_rows(*parts, weights, number, far)
    else:
        table = np.ascontiguousarray(values, dtype=np.float64)
        starts, sites, costs = rows_kernel.sorted_rows(table, weights, columns, far)
    return Problem(starts, sites, costs, far, n_open, np.arange(len(columns)))


def _penalty(values: FloatArray | csr_array, weights: FloatArray) -> float:
    """Give more than any plan costs that reaches everybody: what a plan pays for each demand point it leaves out."""
    if is_sparse(values):
        rows = np.repeat(np.arange(len(weights)), np.diff(values.indptr))
        highest = np.zeros(len(weights))
        np.maximum.at(highest, rows, values.data)
        return float(np.ceil((highest * weights).sum())) + 1.0
    most = 0.0
    for start in range(0, len(weights), _SOME_ROWS):
        block = values[start : start + _SOME_ROWS]
        highest = np.max(block, axis=1, initial=0.0, where=np.isfinite(block))
        most += float((highest * weights[start : start + _SOME_ROWS]).sum())
    return float(np.ceil(most)) + 1.0


def _far(
    values: FloatArray | csr_array,
    weights: FloatArray,
    columns: IntArray,
    fixed: IntArray,
    n_open: int,
    penalty: float,
) -> FloatArray:
    """Give the most that a demand point can have to pay.

    If `n_open` of ``m`` sites open, one of its nearest ``m - n_open + 1`` does; and it may use the fixed ones.
    """
    far = nearest(values, fixed)
    if n_open > 0 and not is_sparse(values):
        place = len(columns) - n_open
        for start in range(0, len(weights), _SOME_ROWS):
            block = slice(start, start + _SOME_ROWS)
            reached = np.partition(values[block][:, columns], place, axis=1)[:, place]
            far[block] = np.minimum(far[block], reached)
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
