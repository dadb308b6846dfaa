"""How sure the ranks of a score run are: everything that is not known for certain, drawn again and again.

What is drawn and what is held stands in ``docs/methods/sensitivity.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from geo_target.access.decay import step
from geo_target.access.weights import ratio, weights_of
from geo_target.impedance.near_sites import near_few
from geo_target.profile import SERVICES
from geo_target.targeting.draws import Areas, Draws, HeldShare, NearSites, SharedSupply
from geo_target.targeting.sensitivity import rank_spread
from geo_target.workflows import service_measures as measures
from geo_target.workflows.service_scores import points_met, reach_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.models import BoolArray, CostMatrix, FloatArray, IntArray
    from geo_target.profile import Profile
    from geo_target.targeting.draws import Met, RankSpread
    from geo_target.workflows.service_inputs import DemandPoints, Facilities, InputErrors, Neighbourhoods
    from geo_target.workflows.service_measures import Service
    from geo_target.workflows.service_scores import ServiceScores

MOST_SITES = 12
"""So many of the nearest facilities of a demand point can be its nearest in a draw."""

_SURE = 3.0
"""A facility further than the nearest by so many standard deviations of both places is not drawn for a point."""


def certainty(
    areas: Neighbourhoods,
    points: DemandPoints,
    facilities: Facilities,
    scores: ServiceScores,
    profile: Profile,
    errors: InputErrors,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, RankSpread]:
    """Draw the ranks of a run again and again, and give their spread for each service and ``overall``.

    Parameters
    ----------
    scores
        The run, of the same areas; its measures are those of `profile`.
    progress
        Told how many draws are done, and of how many.

    Raises
    ------
    CancelledError
        If `cancelled` says so, asked between batches of draws.
    """
    order = np.argsort(points.neighbourhood, kind="stable")
    held = {
        name: _near_sites(areas, points, facilities, profile, errors, name, order)
        for name in SERVICES
        if name in scores.services
    }
    sure = profile.uncertainty
    return rank_spread(
        Areas(
            codes=areas.codes,
            deprivation=areas.deprivation,
            demand_error=errors.demand,
            population=points.population[order],
            starts=np.searchsorted(points.neighbourhood[order], np.arange(len(areas.codes) + 1)),
        ),
        held,
        profile.priority,
        draws=Draws(
            count=sure.draws,
            seed=sure.seed,
            weight_concentration=sure.weight_concentration,
            radius_error=sure.radius_error,
        ),
        top_k=sure.top_k,
        progress=progress,
        cancelled=cancelled,
    )


def _near_sites(
    areas: Neighbourhoods,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    errors: InputErrors,
    name: str,
    order: IntArray,
) -> NearSites:
    """Give what may be the nearest facility of each demand point, and how the need there is met."""
    chosen, detour = profile.services[name], profile.access.detour
    offered = np.flatnonzero(np.isin(facilities.kinds, chosen.kinds))
    error = errors.site_m[offered] * detour
    few = near_few(points.lonlat[order], facilities.lonlat[offered], most=MOST_SITES)
    east, north = few.east_m * detour, few.north_m * detour
    if len(offered):
        way = np.hypot(east, north)
        possible = way <= way[:, :1] + _SURE * (error[few.site] + error[few.site[:, :1]])
        east, north, site = _packed(possible, east, north, few.site)
    else:
        site = few.site
    return NearSites(
        east_m=east,
        north_m=north,
        site=site,
        site_error_m=error if len(offered) else np.zeros(1),
        radius_m=profile.radii_m(name, areas.city_population),
        demand=areas.demand[chosen.demand],
        weight=chosen.weight,
        met=met_in_draws(areas, points, facilities, profile, name, order),
    )


def _packed(
    kept: BoolArray, east: FloatArray, north: FloatArray, site: IntArray
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Put the sites that are kept first, and infinity after them."""
    first = np.argsort(~kept, axis=1, kind="stable")
    there = np.take_along_axis(kept, first, axis=1)
    turned = [np.take_along_axis(values, first, axis=1) for values in (east, north, site)]
    return (
        np.where(there, turned[0], np.inf),
        np.where(there, turned[1], np.inf),
        np.where(there, turned[2], 0),
    )


def met_in_draws(
    areas: Neighbourhoods,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    name: str,
    order: IntArray,
) -> Met:
    """Say how the need at each demand point is met, by the measure of the profile."""
    measure = profile.services[name].measure
    if measure == "coverage":
        return "within"
    if measure == "nearest":
        return "closeness"
    service, met = points_met(areas, points, facilities, profile, name)
    cost, supply = measures.relative_cost(service, points, facilities, reach=reach_of(measure, profile))
    if measure == "raam" or not supply.size:
        return HeldShare(met=met[order])
    if measure in {"cumulative", "gravity"}:
        return HeldShare(met=_per_demand(measure, service, cost, supply, met)[order], per_demand=True)
    return _shared(measure, service, cost, supply, met, order)


def _per_demand(
    measure: str, service: Service, cost: CostMatrix, supply: FloatArray, met: FloatArray
) -> FloatArray:
    """Give the supply within reach for each of those in need, in targets; where nobody is, what the run had."""
    within = measures.point_values(measure, service, cost, supply)
    wanted = service.chosen.target * service.demand[service.point_area]
    return np.divide(within, wanted, out=np.where(met > 0, np.inf, 0.0), where=service.point_demand > 0)


def _shared(
    measure: str, service: Service, cost: CostMatrix, supply: FloatArray, met: FloatArray, order: IntArray
) -> SharedSupply:
    """Give the weights with which demand asks of each site and gets from it (``docs/methods/floating-catchment.md``)."""
    banded = measure in {"enhanced_two_step_fca", "three_step_fca"}
    decay = step(service.access.bands) if banded else measures.decay_of(service.access)
    weights = csr_array(weights_of(cost, None if measure == "two_step_fca" else decay, catchment=1.0))
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    each = weights.data
    by_row, by_site = (np.asarray(weights.sum(axis=axis)).ravel() for axis in (1, 0))
    enough = np.full(len(service.people), service.chosen.target)
    asks, gets = each, each
    if measure == "modified_two_step_fca":
        gets = each * each
    elif measure == "three_step_fca":
        asks = gets = each * ratio(each, by_row[rows])
    elif measure == "balanced_fca":
        asks, gets = ratio(each, by_row[rows]), ratio(each, by_site[weights.indices])
        enough = measures.balanced_target(service, cost)
    shape = weights.shape
    asked, got = (
        csr_array((data, weights.indices, weights.indptr), shape=shape)[order] for data in (asks, gets)
    )
    return SharedSupply(
        starts=asked.indptr.astype(np.int64),
        site=asked.indices.astype(np.int64),
        asks=asked.data,
        gets=got.data,
        supply=supply,
        need=service.point_demand[order],
        enough=enough[order],
        held=met[order],
    )
