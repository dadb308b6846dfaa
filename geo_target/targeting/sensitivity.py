r"""How sure a rank is: the whole scoring again and again, with everything moved that is not known for certain.

Each draw has other weights (Dirichlet about the profile's), other service radii, another demand of each area
(lognormal) and another place for each facility (normal, east and north). Ranks that hold through all of that are
sure; where the input is modelled its errors are larger, and the intervals widen by themselves. Assumptions and a
worked example: ``docs/methods/sensitivity.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import CancelledError, InputError
from geo_target.models import read_only
from geo_target.targeting.draws import Areas, Draws, HeldShare, NearSites, RankSpread, SharedSupply
from geo_target.targeting.priority import DECIMALS, SIZE_PERCENTILE, combine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.profile import PriorityWeights

__all__ = ["Areas", "Draws", "HeldShare", "NearSites", "RankSpread", "SharedSupply", "rank_spread"]

LOW, HIGH = 5.0, 95.0
"""Percentiles of the rank interval: nine of ten draws lie between them."""

_BATCH = 128


def rank_spread(
    areas: Areas,
    services: Mapping[str, NearSites],
    weights: PriorityWeights,
    *,
    draws: Draws | None = None,
    top_k: int = 50,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, RankSpread]:
    """Rank the areas in every draw, for each service and overall.

    Parameters
    ----------
    progress
        Told how many draws are done, and of how many.
    cancelled
        Asked between batches of draws.

    Returns
    -------
    dict
        Service, and ``overall``, to its spread.

    Raises
    ------
    InputError
        If there is no area, or `top_k` is below 1.
    CancelledError
        If `cancelled` says so; nothing is kept.
    """
    if not areas.codes or top_k < 1:
        raise InputError("there must be an area to rank, and top_k must be 1 or more")
    drawn = Draws() if draws is None else draws
    random = np.random.default_rng(drawn.seed)
    ranks = {name: np.empty((drawn.count, len(areas.codes)), np.int32) for name in (*services, "overall")}
    order = np.argsort(np.asarray(areas.codes, dtype=np.str_), kind="stable")

    for start in range(0, drawn.count, _BATCH):
        if cancelled():
            raise CancelledError("the draws were cancelled; nothing was kept")
        count = min(_BATCH, drawn.count - start)
        priorities = _one_batch(areas, services, weights, drawn, random, count)
        for name, held in priorities.items():
            ranks[name][start : start + count] = _ranks(held, order)
        if progress:
            progress(start + count, drawn.count)
    return {name: _summary(held, top_k) for name, held in ranks.items()}


def _one_batch(
    areas: Areas,
    services: Mapping[str, NearSites],
    weights: PriorityWeights,
    drawn: Draws,
    random: np.random.Generator,
    count: int,
) -> dict[str, FloatArray]:
    """Give the priorities of a batch of draws, shape ``(count, n_areas)`` for each service and overall."""
    parts = [weights.gap, weights.distance, weights.size, weights.deprivation]
    mixed = _dirichlet(random, parts, drawn.weight_concentration, count)
    shares = _dirichlet(
        random, [held.weight for held in services.values()], drawn.weight_concentration, count
    )
    demand_factor = np.exp(random.standard_normal((count, len(areas.codes))) * areas.demand_error)

    result: dict[str, FloatArray] = {}
    for name, held in services.items():
        factor = np.exp(drawn.radius_error * random.standard_normal(count))
        moved = random.standard_normal((2, len(held.site_error_m), count), np.float32)
        moved *= held.site_error_m.astype(np.float32)[:, None]
        share, distance = _access(areas, held, factor, moved, demand_factor)
        radius = held.radius_m * factor[:, None]
        result[name] = _priority(share, distance, held.demand * demand_factor, radius, areas, weights, mixed)
    stacked = np.stack([result[name] for name in services])
    result["overall"] = np.einsum("sda,ds->da", stacked, shares)
    return result


def _access(
    areas: Areas,
    held: NearSites,
    factor: FloatArray,
    moved: npt.NDArray[np.float32],
    demand_factor: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Give the share met and the mean distance of each area in each draw; NaN where nobody lives."""
    from geo_target.targeting.sensitivity_kernel import nearest_of_draws

    people = areas.population.astype(np.float32)
    radius = (held.radius_m[:, None] * factor).astype(np.float32)
    east, north = held.east_m.astype(np.float32), held.north_m.astype(np.float32)
    graded = held.met == "closeness"
    met, weighted = nearest_of_draws(east, north, held.site, moved, radius, people, areas.starts, graded)
    met, weighted = np.asarray(met.T, np.float64), np.asarray(weighted.T, np.float64)
    if not isinstance(held.met, str):
        met = _met_by_supply(areas, held.met, demand_factor)
    people = np.add.reduceat(np.append(areas.population, 0.0), areas.starts[:-1])
    people = np.where(np.diff(areas.starts) > 0, people, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return met / people, weighted / people


def _met_by_supply(areas: Areas, held: SharedSupply | HeldShare, demand_factor: FloatArray) -> FloatArray:
    """Give the people whose need is met by a measure of supply, shape ``(draws, areas)``."""
    from geo_target.targeting.sensitivity_kernel import held_of_draws, shared_of_draws

    if isinstance(held, HeldShare):
        divided = demand_factor if held.per_demand else np.ones_like(demand_factor)
        by_head: FloatArray = held_of_draws(held.met, divided, areas.population, areas.starts)
        return by_head
    shared: FloatArray = shared_of_draws(
        (held.starts, held.site, held.asks, held.gets),
        held.supply,
        (held.need, held.enough, held.held),
        demand_factor,
        areas.population,
        areas.starts,
    )
    return shared


def _priority(
    share: FloatArray,
    distance: FloatArray,
    demand: FloatArray,
    radius: FloatArray,
    areas: Areas,
    weights: PriorityWeights,
    mixed: FloatArray,
) -> FloatArray:
    """Score as `service_priority` does, a whole batch at once, each draw with its own weights."""
    large = np.percentile(demand, SIZE_PERCENTILE, axis=1, keepdims=True)
    far = np.minimum(1.0, distance / (weights.distance_cap * radius))
    many = np.minimum(1.0, demand * (1 - share) / np.where(large > 0, large, 1.0)) * (large > 0)
    parts = (1 - share, far, many, np.broadcast_to(areas.deprivation, share.shape))
    score = 100 * combine(parts, list(mixed.T[:, :, None]), aggregation=weights.aggregation)
    return np.where(np.isnan(share), 0.0, np.clip(score, 0.0, 100.0))


def _dirichlet(
    random: np.random.Generator, about: Sequence[float], concentration: float, count: int
) -> FloatArray:
    """Draw weights about given ones; a weight of 0 stays 0."""
    mean = np.asarray(about, dtype=np.float64)
    drawn = np.zeros((count, len(mean)))
    some = mean > 0
    drawn[:, some] = random.dirichlet(concentration * mean[some], count)
    return drawn


def _ranks(priorities: FloatArray, by_code: IntArray) -> npt.NDArray[np.int32]:
    """Rank each draw from 1, the highest first, of equal ones the lower code.

    Millionths of a point and the place by code make one whole number, and whole numbers sort fast.
    """
    count = priorities.shape[1]
    missing = np.rint((100 - priorities[:, by_code]) * 10**DECIMALS).astype(np.int64)
    keys = np.sort(missing * count + np.arange(count), axis=1)
    ranks = np.empty(keys.shape, np.int32)
    np.put_along_axis(ranks, by_code[keys % count], np.arange(1, count + 1, dtype=np.int32)[None, :], axis=1)
    return ranks


def _summary(ranks: npt.NDArray[np.int32], top_k: int) -> RankSpread:
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    low, median, high = (
        read_only(ordered[:, round(q / 100 * (len(ranks) - 1))].astype(np.int64)) for q in (LOW, 50, HIGH)
    )
    in_top = read_only((ranks <= top_k).mean(axis=0))
    return RankSpread(low, median, high, in_top, top_k, len(ranks))
