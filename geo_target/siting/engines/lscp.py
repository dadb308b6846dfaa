"""LSCP without side constraints: the fewest sites that cover everybody, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.cover import parts, read_cover, smallest
from geo_target.siting.engines.deciding import by_prices, by_sweep
from geo_target.siting.engines.problem import EngineResult, mask
from geo_target.siting.highs import solve
from geo_target.siting.limits import Limit
from geo_target.siting.program import Program

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, IntArray
    from geo_target.siting.engines.cover import Cover

_SHARE = 0.3
"""Of the time that is left, what proving by prices may take before HiGHS gets the rest."""


def engine_lscp(
    covers: BoolArray | csr_array,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    limit: Limit,
    seed: int = 0,
) -> EngineResult:
    """Open as few sites as possible so that every demand point is covered.

    Parameters
    ----------
    covers
        Which pairs lie within the radius, shape ``(n_demand, n_sites)``, as `CostMatrix.within` gives it.
    fixed_open, forbidden
        Sites that are open anyway (they count), and that may not open, shape ``(n_sites,)``.

    Returns
    -------
    EngineResult
        Objective and bound are numbers of sites; no open sites and ``proven`` if a demand point has no site in reach.
    """
    everybody = np.ones(covers.shape[0])
    cover = read_cover(covers, everybody, fixed_open=fixed_open, forbidden=forbidden)
    if cover.lost > 0:
        return EngineResult(None, np.inf, np.inf, proven=True)
    fixed = np.flatnonzero(fixed_open)
    plans, bound = [fixed], len(fixed)
    for piece in parts(smallest(cover)):
        plan, least = _part(piece, limit, seed)
        plans.append(plan)
        bound += least
    open_sites = np.sort(np.concatenate(plans))
    limit.tell(float(len(open_sites)), float(bound))
    return EngineResult(open_sites, float(len(open_sites)), float(bound), proven=bound >= len(open_sites))


def _part(cover: Cover, limit: Limit, seed: int) -> tuple[IntArray, int]:
    """Give plan and bound of one part: the quick ways, then HiGHS, which begins with the plan found."""
    if len(cover.weights) == 0:
        return cover.number[:0], 0
    plan, bound, is_narrow = by_sweep(cover, limit=limit, seed=seed)
    if not is_narrow:
        short = Limit(time_limit_s=max(1e-3, _SHARE * limit.left_s), cancel=limit.cancel)
        plan, bound = by_prices(cover, plan, bound, limit=short, seed=seed)
    if bound < len(plan) and not limit.over():
        return _by_highs(cover, plan, bound, limit)
    return plan, bound


def _by_highs(cover: Cover, plan: IntArray, bound: int, limit: Limit) -> tuple[IntArray, int]:
    """Ask HiGHS, which begins with the best plan."""
    program = Program()
    size = len(cover.number)
    columns = program.add_columns(np.ones(size), whole=True)
    rows = np.repeat(np.arange(len(cover.weights)), np.diff(cover.starts))
    program.add_rows(len(cover.weights), (rows, columns[cover.sites], 1.0), lower=1.0)
    start = mask(np.flatnonzero(np.isin(cover.number, plan)), size).astype(np.float64)
    solved = solve(program, limit, start=start, tell=False)
    if solved.values is not None and round(solved.values.sum()) < len(plan):
        plan = cover.number[solved.values > 0.5]  # noqa: PLR2004 - whole numbers
    if np.isfinite(solved.bound):
        bound = max(bound, int(np.ceil(solved.bound - 1e-6)))
    return plan, min(bound, len(plan))
