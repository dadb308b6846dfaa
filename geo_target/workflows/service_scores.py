"""Score every neighbourhood for every service, from arrays: no store, no files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_target import access, targeting
from geo_target.errors import CancelledError, InputError
from geo_target.profile import MEASURES, SERVICES
from geo_target.workflows import service_measures as measures
from geo_target.workflows.service_inputs import DemandPoints, Facilities, Neighbourhoods
from geo_target.workflows.service_measures import NO_PEOPLE, REACHABLE, UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from geo_target.models import CostMatrix, FloatArray, IntArray
    from geo_target.profile import Profile
    from geo_target.workflows.service_measures import AreaAccess, PointAccess, Service
    from geo_target.workflows.service_travel import Travel

    Progress = Callable[[str, int, int], None]

__all__ = [
    "NO_PEOPLE",
    "REACHABLE",
    "UNREACHABLE",
    "DemandPoints",
    "Facilities",
    "Neighbourhoods",
    "ServiceScore",
    "ServiceScores",
    "points_met",
    "score_services",
]


@dataclass(frozen=True, slots=True, eq=False)
class ServiceScore:
    """One service's result, each array in the order of ``Neighbourhoods.codes`` and read-only.

    Parameters
    ----------
    radius_m
        Service radius in metres that was applied, by the size of the city; NaN where a travel cost was in its place.
    nearest_m
        Mean over the area's people of the geodesic in metres from their demand point to the nearest
        facility; NaN unless the state is ``reachable``.
    nearest_facility
        Row of :class:`Facilities`: the one that is nearest to most of the area's people, of equals the
        lowest row; -1 unless reachable.
    state
        ``reachable``, ``unreachable`` (no facility offers the service) or ``no_people``.
    share_covered
        Share of the need that is met by the profile's measure, 0 to 1: of coverage the share of the area's people
        within the radius; NaN if ``no_people``.
    demand, unserved
        The service's demand, and how much of it is not met.
    gap
        Supply that is missing to serve the unserved at the profile's target, in the service's capacity unit.
    priority, rank
        From 0 to 100, and from 1.
    measure, target
        The measure that made the share, and the supply for each of those in need that is enough.
    measures
        Every measure that was computed, `measure` among them.
    """

    radius_m: FloatArray
    nearest_m: FloatArray
    nearest_facility: IntArray
    state: npt.NDArray[np.str_]
    share_covered: FloatArray
    demand: FloatArray
    unserved: FloatArray
    gap: FloatArray
    priority: FloatArray
    rank: IntArray
    measure: str
    target: float
    measures: Mapping[str, AreaAccess]

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def access(self) -> FloatArray:
        """The value of the measure that made the share; NaN where it has none."""
        return self.measures[self.measure].value


@dataclass(frozen=True, slots=True, eq=False)
class ServiceScores:
    """Every service's result and the overall order, under one profile.

    ``codes`` are those given; ``overall`` is from 0 to 100 and ``rank`` from 1, in their order.
    """

    codes: tuple[str, ...]
    services: Mapping[str, ServiceScore]
    overall: FloatArray
    rank: IntArray
    profile: Profile


def score_services(
    neighbourhoods: Neighbourhoods,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    *,
    every_measure: bool = False,
    travels: Mapping[str, Travel] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ServiceScores:
    """Score every neighbourhood for every service and overall.

    Parameters
    ----------
    every_measure
        Whether to compute all of ``profile.MEASURES``, or the profile's own of each service only.
    travels
        Travel costs of services in place of straight lines; a service without any is by straight line.
    progress
        Told the service that begins, its number and how many there are.
    cancelled
        Asked before each service.

    Raises
    ------
    InputError
        If lengths do not fit or a value is out of range.
    RefusedError
        If a service is to be scored by supply, and a facility has no known capacity or units differ.
    CancelledError
        If `cancelled` says so.
    """
    rows, n_areas = points.neighbourhood, len(neighbourhoods.codes)
    if rows.size and not 0 <= rows.min() <= rows.max() < n_areas:
        raise InputError(f"neighbourhood must be from 0 to {n_areas - 1} at every demand point")

    services: dict[str, ServiceScore] = {}
    for number, name in enumerate(SERVICES):
        if cancelled():
            raise CancelledError("Scoring was stopped; nothing of it was kept.")
        if progress:
            progress(name, number, len(SERVICES))
        travel = None if travels is None else travels.get(name)
        service = measures.make_service(neighbourhoods, points, facilities, profile, name, travel)
        wanted = MEASURES if every_measure else (service.chosen.measure,)
        found = _measured(name, service, points, facilities, profile, wanted)
        services[name] = _score_one(neighbourhoods, service, profile, found)
    return _together(neighbourhoods, services, profile)


def points_met(
    neighbourhoods: Neighbourhoods, points: DemandPoints, facilities: Facilities, profile: Profile, name: str
) -> tuple[Service, FloatArray]:
    """Give one service and how much of the need at each demand point its measure says is met, 0 to 1.

    Raises
    ------
    RefusedError
        As `score_services`.
    """
    service = measures.make_service(neighbourhoods, points, facilities, profile, name)
    measure = service.chosen.measure
    if measure in {"coverage", "nearest"}:
        return service, measures.measure_distance(measure, service).met
    measures.refuse_problem(name, service, facilities)
    reach = reach_of(measure, profile)
    cost, supply = measures.relative_cost(service, points, facilities, reach=reach)
    return service, _by_supply(measure, service, cost, supply).met


def _measured(
    name: str,
    service: Service,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    wanted: Sequence[str],
) -> dict[str, AreaAccess]:
    """Compute the wanted measures; one that supply stands in the way of says so, but the chosen one refuses."""
    found = {
        measure: measures.area_access(measure, service, measures.measure_distance(measure, service))
        for measure in wanted
        if measure in {"coverage", "nearest"}
    }
    by_supply = [measure for measure in wanted if measure not in found]
    if not by_supply:
        return found
    if service.chosen.measure in by_supply:
        measures.refuse_problem(name, service, facilities)
    problem = measures.supply_problem(service, facilities)
    if problem is not None:
        return found | {measure: measures.nothing_measured(service, problem) for measure in by_supply}

    reach = max(reach_of(measure, profile) for measure in by_supply)
    cost, supply = measures.relative_cost(service, points, facilities, reach=reach)
    for measure in by_supply:
        found[measure] = measures.area_access(measure, service, _by_supply(measure, service, cost, supply))
    return found


def _by_supply(measure: str, service: Service, cost: CostMatrix, supply: FloatArray) -> PointAccess:
    if not supply.size or (measure == "raam" and not service.point_demand.any()):
        nothing = np.full(len(service.people), np.inf if measure == "raam" else 0.0)
        return measures.PointAccess(nothing, np.zeros(len(service.people)))
    return measures.measure_supply(measure, service, cost, supply)


def reach_of(measure: str, profile: Profile) -> float:
    """How far a measure looks, in service radii: up to where distance stops counting, or the radius alone."""
    return profile.priority.distance_cap if measure in {"gravity", "raam"} else 1.0


def _together(areas: Neighbourhoods, services: Mapping[str, ServiceScore], profile: Profile) -> ServiceScores:
    overall = targeting.overall_priority(
        {service: score.priority for service, score in services.items()},
        {service: profile.services[service].weight for service in SERVICES},
    )
    order = targeting.rank(overall, areas.codes)
    overall.setflags(write=False)
    order.setflags(write=False)
    return ServiceScores(areas.codes, MappingProxyType(dict(services)), overall, order, profile)


def _score_one(
    areas: Neighbourhoods, service: Service, profile: Profile, found: Mapping[str, AreaAccess]
) -> ServiceScore:
    measure, target = service.chosen.measure, service.chosen.target
    share = found[measure].share_met
    unserved = access.unserved(service.demand, share)
    distance = service.mean(service.way_m)
    line = service.mean(service.line_m)
    priority = targeting.service_priority(
        share_covered=share,
        nearest_m=np.where(np.isnan(share), 0.0, distance),
        unserved=unserved,
        demand=service.demand,
        deprivation=areas.deprivation,
        radius_m=service.radius_m,
        weights=profile.priority,
    )
    return ServiceScore(
        radius_m=np.full(len(share), np.nan)
        if service.travel is not None and service.travel.replaces_radius
        else service.radius_m,
        nearest_m=np.where(np.isfinite(line), line, np.nan),
        nearest_facility=_most_often_nearest(service),
        state=np.where(np.isnan(share), NO_PEOPLE, np.where(np.isfinite(distance), REACHABLE, UNREACHABLE)),
        share_covered=share,
        demand=service.demand,
        unserved=unserved,
        gap=unserved * target,
        priority=priority,
        rank=targeting.rank(priority, areas.codes),
        measure=measure,
        target=target,
        measures=MappingProxyType(dict(found)),
    )


def _most_often_nearest(service: Service) -> IntArray:
    """Give the facility that is nearest to most of each area's people, or -1 where there is none."""
    site, offered = service.nearest.site, service.offered
    result = np.full(len(service.demand), -1, dtype=np.int64)
    lived = (service.people > 0) & (site >= 0)
    if not lived.any():
        return result
    pairs, inverse = np.unique(service.point_area[lived] * len(offered) + site[lived], return_inverse=True)
    people = np.bincount(inverse, weights=service.people[lived])
    area, facility = np.divmod(pairs, len(offered))

    order = np.lexsort((facility, -people, area))
    areas, first = np.unique(area[order], return_index=True)
    result[areas] = offered[facility[order][first]]
    return result
