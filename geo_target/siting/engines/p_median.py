"""p-median without side constraints: the least cost of all people to their nearest open site, proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.engines.problem import EngineResult, Incumbent, Problem, are_whole
from geo_target.siting.engines.warm import WarmStart

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
    warm: WarmStart | None = None,
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
    warm
        Of another search that differs in `n_sites` alone.

    Returns
    -------
    EngineResult
        With no open sites and ``proven`` if some demand point is out of reach of every plan.
    """
    warm = warm or WarmStart()
    n_open = n_sites - int(fixed_open.sum())
    if warm.table is None or warm.table.problem.n_open > n_open:
        warm.table = _read(values, demand, fixed_open, forbidden, n_open)
    table: _Medians = warm.table
    best = Incumbent(whole=table.whole)
    start = None
    if warm.plan is not None:
        start = np.flatnonzero(np.isin(table.columns, warm.plan))
        start = start if len(start) == n_open else None
    told = _Reaching(watch, table.penalty)
    bound = prove(replace(table.problem, n_open=n_open), best, told, seed=seed, start=start)
    return _result(best, bound, table)


@dataclass(frozen=True, slots=True, eq=False)
class _Medians:
    """Sorted rows for so many open sites or more, the columns of the free and of the fixed sites, and the penalty."""

    problem: Problem
    columns: IntArray
    fixed: IntArray
    penalty: float
    whole: bool


def _read(
    values: FloatArray | csr_array,
    demand: FloatArray,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    n_open: int,
) -> _Medians:
    asking = demand > 0
    values, weights = values[asking], demand[asking].astype(np.float64)
    columns, fixed = np.flatnonzero(~fixed_open & ~forbidden), np.flatnonzero(fixed_open)
    penalty = _penalty(values, weights)
    far = _far(values, weights, columns, fixed, n_open, penalty)
    problem = make_problem(values, weights, columns, far, n_open)
    return _Medians(problem, columns, fixed, penalty, are_whole(far) and are_whole(problem.costs))


class _Reaching:
    """Tells only of plans that reach everybody: others pay the penalty, which is no cost."""

    def __init__(self, watch: Watch, penalty: float) -> None:
        self._watch, self._penalty = watch, penalty

    def over(self) -> bool:
        return self._watch.over()

    def tell(self, objective: float, bound: float) -> None:
        if objective < self._penalty:
            self._watch.tell(objective, bound)


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


def _result(best: Incumbent, bound: float, table: _Medians) -> EngineResult:
    if best.cost >= table.penalty:
        return EngineResult(None, np.inf, bound, proven=bound >= table.penalty)
    open_sites = np.sort(np.concatenate([table.columns[best.open_sites], table.fixed]))
    return EngineResult(open_sites, best.cost, bound, proven=bound >= best.cutoff)
