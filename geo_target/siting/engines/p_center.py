"""p-center without side constraints: the least cost within which `n_sites` reach everybody, proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.cover import filled_up
from geo_target.siting.engines.deciding import Decision, decide
from geo_target.siting.engines.problem import EngineResult

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch


@dataclass(slots=True, eq=False)
class _Search:
    """Where the least radius may lie: at or above `least` (proved), below `most` (the best plan's)."""

    radii: FloatArray
    least: int
    most: int
    plan: IntArray | None = None


def engine_p_center(
    values: FloatArray,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    watch: Watch,
    seed: int = 0,
) -> EngineResult:
    """Open `n_sites` so that the cost of the worst served demand point is least.

    The answer is one of the costs in the table. Halving finds it: for one radius after another, do `n_sites` cover
    all demand points?

    Parameters
    ----------
    values
        Costs, shape ``(n_demand, n_sites)``; ``inf`` is unreachable. Checked by the caller.
    n_sites
        How many are open in the end, those of `fixed_open` counted.
    fixed_open, forbidden
        Sites that are open anyway, and that may not open, shape ``(n_sites,)``.

    Returns
    -------
    EngineResult
        With no open sites and ``proven`` if no plan reaches all demand points.
    """
    radii = _radii(values, fixed_open, forbidden)
    search = _Search(radii, 0, len(radii))
    low = 0
    while low < search.most and not watch.over():
        middle = (low + search.most) // 2
        within = values <= radii[middle]
        found = decide(within, n_sites, fixed_open=fixed_open, forbidden=forbidden, watch=watch, seed=seed)
        if found.plan is not None:
            search.plan = filled_up(found.plan, n_sites, forbidden=forbidden)
            search.most = int(np.searchsorted(radii, _worst(values, search.plan)))
        else:
            low = middle + 1
            search.least = _proved(search, found, low)
        _tell(search, watch)
    return _result(values, search)


def _radii(values: FloatArray, fixed_open: BoolArray, forbidden: BoolArray) -> FloatArray:
    """Give the costs that the answer can be, rising: none is below what the hardest to reach pays at the least."""
    allowed = values[:, ~forbidden]
    lowest = allowed.min(axis=1).max()
    costs = allowed[(allowed >= lowest) & np.isfinite(allowed)]
    if fixed_open.any():
        costs = costs[costs <= values[:, fixed_open].min(axis=1).max()]
    return np.unique(costs)


def _worst(values: FloatArray, plan: IntArray) -> float:
    return float(values[:, plan].min(axis=1).max())


def _proved(search: _Search, found: Decision, low: int) -> int:
    """Give the new least place, if the proof has no hole: nothing is known below a radius that stayed undecided."""
    return low if found.certain else search.least


def _tell(search: _Search, watch: Watch) -> None:
    if search.plan is not None and search.least < len(search.radii):
        watch.tell(float(search.radii[search.most]), float(search.radii[search.least]))


def _result(values: FloatArray, search: _Search) -> EngineResult:
    if search.plan is None:
        nowhere = search.least >= len(search.radii)
        return EngineResult(
            None, np.inf, np.inf if nowhere else float(search.radii[search.least]), proven=nowhere
        )
    objective = _worst(values, search.plan)
    bound = float(search.radii[min(search.least, search.most)])
    return EngineResult(search.plan, objective, bound, proven=search.least >= search.most)
