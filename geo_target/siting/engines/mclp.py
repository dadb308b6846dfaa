"""MCLP without side constraints: the most demand within the service radius of `n_sites`, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.cover import filled_up, read_cover, without_dominated_sites
from geo_target.siting.engines.problem import EngineResult, Incumbent, are_whole
from geo_target.siting.engines.warm import WarmStart

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.cover import Cover
    from geo_target.siting.engines.problem import Watch


def engine_mclp(
    covers: BoolArray | csr_array,
    demand: FloatArray,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    watch: Watch,
    seed: int = 0,
    warm: WarmStart | None = None,
) -> EngineResult:
    """Open `n_sites` so that as much demand as possible is covered.

    Parameters
    ----------
    covers
        Which pairs lie within the radius, shape ``(n_demand, n_sites)``, as `CostMatrix.within` gives it.
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
        Objective and bound are covered demand; no plan covers more than the bound.
    """
    warm = warm or WarmStart()
    if warm.table is None:
        warm.table = without_dominated_sites(
            read_cover(covers, demand, fixed_open=fixed_open, forbidden=forbidden)
        )
    cover: Cover = warm.table
    n_open = min(n_sites - int(fixed_open.sum()), len(cover.number))
    total = cover.certain + float(cover.weights.sum())
    told = Covered(watch, total)

    best = Incumbent(whole=are_whole(cover.weights))
    start = None if warm.plan is None else _numbers(cover, warm.plan, n_open)
    bound = prove(cover.problem(n_open, cover.weights), best, told, seed=seed, start=start)
    chosen = np.concatenate([cover.number[best.open_sites], np.flatnonzero(fixed_open)])
    open_sites = filled_up(chosen, n_sites, forbidden=forbidden)
    return EngineResult(open_sites, total - best.cost, total - bound, proven=bound >= best.cutoff)


def _numbers(cover: Cover, plan: IntArray, n_open: int) -> IntArray:
    """Give the numbers of a plan's sites that the cover still has, filled up with its first ones."""
    return filled_up(
        np.flatnonzero(np.isin(cover.number, plan))[:n_open],
        n_open,
        forbidden=np.zeros(len(cover.number), dtype=np.bool_),
    )


class Covered:
    """A watch that hears covered demand where the search counts what is left out."""

    def __init__(self, watch: Watch, total: float) -> None:
        self._watch, self._total = watch, total

    def over(self) -> bool:
        """Tell whether the time is up, or somebody asked for the work to stop."""
        return self._watch.over()

    def tell(self, objective: float, bound: float) -> None:
        """Pass on a value and a bound of what is left out as what is covered."""
        self._watch.tell(self._total - objective, self._total - bound)
