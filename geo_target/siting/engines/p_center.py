"""p-center without side constraints: the least cost within which `n_sites` reach everybody, proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.engines.cover import filled_up
from geo_target.siting.engines.deciding import Decision, decide
from geo_target.siting.engines.nearest import nearest
from geo_target.siting.engines.problem import EngineResult
from geo_target.siting.engines.warm import WarmStart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.limits import Limit


_FIRST_S, _LONGER = 4.0, 4.0
"""Seconds for one radius at first, and how many times as long in the next round, for those that stayed undecided."""


@dataclass(slots=True, eq=False)
class _Search:
    """Where the least radius may lie: at or above `least` (proved), below `most` (the best plan's)."""

    radii: FloatArray
    least: int
    most: int
    plan: IntArray | None = None


def engine_p_center(
    values: FloatArray | csr_array,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    limit: Limit,
    seed: int = 0,
    warm: WarmStart | None = None,
) -> EngineResult:
    """Open `n_sites` so that the cost of the worst served demand point is least.

    The answer is one of the costs in the table. Halving finds it: for one radius after another, do `n_sites` cover
    all demand points? A radius that does not tell soon is passed over, and comes again with more time.

    Parameters
    ----------
    values
        Costs, shape ``(n_demand, n_sites)``; dense, where ``inf`` is unreachable, or CSR, where what is not stored
        is. Checked by the caller.
    n_sites
        How many are open in the end, those of `fixed_open` counted.
    fixed_open, forbidden
        Sites that are open anyway, and that may not open, shape ``(n_sites,)``.
    warm
        Of another search that differs in `n_sites` alone.

    Returns
    -------
    EngineResult
        With no open sites and ``proven`` if no plan reaches all demand points.
    """
    warm = warm or WarmStart()
    if warm.table is None:
        warm.table = _radii(values, fixed_open, forbidden)
    search = _begin(values, warm)

    def reaches(place: int, within: Limit) -> Decision:
        covers = _within(values, float(search.radii[place]))
        return decide(covers, n_sites, fixed_open=fixed_open, forbidden=forbidden, limit=within, seed=seed)

    most_s = _FIRST_S
    while search.least < search.most and not limit.over():
        for upwards in (True, False):
            for place, found in _halved(search, reaches, upwards=upwards, most_s=most_s, limit=limit):
                if found.plan is not None:
                    search.plan = filled_up(found.plan, n_sites, forbidden=forbidden)
                    search.most = int(np.searchsorted(search.radii, _worst(values, search.plan)))
                elif found.certain:
                    search.least = place + 1
                _tell(search, limit)
        most_s *= _LONGER
    return _result(values, search)


def _halved(
    search: _Search,
    reaches: Callable[[int, Limit], Decision],
    *,
    upwards: bool,
    most_s: float,
    limit: Limit,
) -> Iterator[tuple[int, Decision]]:
    """Halve what lies between bound and plan; go on above a radius that stays undecided, or below it."""
    low, high = search.least, search.most
    while low < high and not limit.over():
        middle = (low + high) // 2
        found = reaches(middle, limit.part(1.0, most_s))
        yield middle, found
        if found.plan is not None:
            high = min(middle, search.most)
        elif found.certain or upwards:
            low = middle + 1
        else:
            high = middle


def _begin(values: FloatArray | csr_array, warm: WarmStart) -> _Search:
    """Begin with the radius of the plan that is known, and above the bound that is."""
    radii: FloatArray = warm.table
    search = _Search(
        radii, 0 if np.isnan(warm.bound) else int(np.searchsorted(radii, warm.bound)), len(radii)
    )
    if warm.plan is not None and np.isfinite(_worst(values, warm.plan)):
        search.plan = warm.plan
        search.most = int(np.searchsorted(radii, _worst(values, warm.plan)))
    return search


def _within(values: FloatArray | csr_array, radius: float) -> BoolArray | csr_array:
    if not is_sparse(values):
        dense: BoolArray = values <= radius
        return dense
    from scipy.sparse import csr_array as make_csr

    kept = values.data <= radius
    ends = np.concatenate([[0], np.cumsum(kept)])[values.indptr]
    return make_csr((kept[kept], values.indices[kept], ends), shape=values.shape)


def _radii(values: FloatArray | csr_array, fixed_open: BoolArray, forbidden: BoolArray) -> FloatArray:
    """Give the costs that the answer can be, rising: none is below what the hardest to reach pays at the least."""
    lowest = nearest(values, np.flatnonzero(~forbidden)).max()
    costs = values.data[~forbidden[values.indices]] if is_sparse(values) else values[:, ~forbidden].ravel()
    costs = costs[(costs >= lowest) & np.isfinite(costs)]
    if fixed_open.any():
        costs = costs[costs <= nearest(values, np.flatnonzero(fixed_open)).max()]
    return np.unique(costs)


def _worst(values: FloatArray | csr_array, plan: IntArray) -> float:
    return float(nearest(values, plan).max())


def _tell(search: _Search, limit: Limit) -> None:
    if search.plan is not None and search.least < len(search.radii):
        limit.tell(float(search.radii[search.most]), float(search.radii[search.least]))


def _result(values: FloatArray | csr_array, search: _Search) -> EngineResult:
    if search.plan is None:
        nowhere = search.least >= len(search.radii)
        return EngineResult(
            None, np.inf, np.inf if nowhere else float(search.radii[search.least]), proven=nowhere
        )
    objective = _worst(values, search.plan)
    bound = float(search.radii[min(search.least, search.most)])
    return EngineResult(search.plan, objective, bound, proven=search.least >= search.most)
