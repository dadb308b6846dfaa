"""MCLP with a decay, without side constraints: the most demand that counts, each point by its best open site, proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.mclp import Covered
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.engines.p_median import make_problem
from geo_target.siting.engines.problem import EngineResult, Incumbent, Problem
from geo_target.siting.engines.warm import WarmStart

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch


def engine_partial(
    shares: csr_array,
    demand: FloatArray,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    watch: Watch,
    seed: int = 0,
    warm: WarmStart | None = None,
) -> EngineResult:
    """Open `n_sites` so that as much demand as possible counts.

    It is a p-median in which a demand point pays what counts less of its demand than at the site that is best for it.

    Parameters
    ----------
    shares
        Share of demand that counts, 0 to 1, of each pair within the radius, shape ``(n_demand, n_sites)``.
    demand
        0 or more, shape ``(n_demand,)``.
    n_sites
        How many are open in the end, those of `fixed_open` counted.
    fixed_open, forbidden
        Sites that are open anyway, and that may not open, shape ``(n_sites,)``.
    warm
        Of another search that differs in `n_sites` alone.

    Returns
    -------
    EngineResult
        Objective and bound are demand that counts; no plan has more than the bound.
    """
    warm = warm or WarmStart()
    n_open = n_sites - int(fixed_open.sum())
    if warm.table is None:
        warm.table = _read(shares, demand, fixed_open, forbidden)
    table: _Losses = warm.table
    start = None
    if warm.plan is not None:
        start = np.flatnonzero(np.isin(table.columns, warm.plan))
        start = start if len(start) == n_open else None
    best = Incumbent()
    told, total = Covered(watch, table.total), table.total
    bound = prove(replace(table.problem, n_open=n_open), best, told, seed=seed, start=start)
    open_sites = np.sort(np.concatenate([table.columns[best.open_sites], np.flatnonzero(fixed_open)]))
    return EngineResult(open_sites, total - best.cost, total - bound, proven=bound >= best.cutoff)


@dataclass(frozen=True, slots=True, eq=False)
class _Losses:
    """Sorted rows, the columns of the free sites, and the demand that counts if every site is open."""

    problem: Problem
    columns: IntArray
    total: float


def _read(shares: csr_array, demand: FloatArray, fixed_open: BoolArray, forbidden: BoolArray) -> _Losses:
    columns, count = np.flatnonzero(~fixed_open & ~forbidden), np.diff(shares.indptr)
    most = np.zeros(len(demand))
    np.maximum.at(most, np.repeat(np.arange(len(demand)), count), shares.data)
    lost = shares.copy()
    lost.data = np.repeat(most, count) - shares.data
    asking = demand * most > 0
    values, weights = lost[asking], demand[asking].astype(np.float64)
    far = weights * np.minimum(nearest(values, np.flatnonzero(fixed_open)), most[asking])
    return _Losses(make_problem(values, weights, columns, far, 0), columns, float(demand @ most))
