"""Score every neighbourhood for every service, from arrays: no store, no files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_target import access, geodesy, targeting
from geo_target.errors import InputError
from geo_target.models import read_only
from geo_target.profile import DEMANDS, SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.profile import Profile

REACHABLE, UNREACHABLE, NO_PEOPLE = "reachable", "unreachable", "no_people"


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The areas to score: all those of the country, since priorities are relative to the rest.

    Parameters
    ----------
    codes
        Unique, shape ``(n,)``.
    city_population
        People in the whole city, shape ``(n,)``; NaN where not known.
    demand
        For each of ``profile.DEMANDS`` the count of each area, shape ``(n,)``, 0 or more.
    deprivation
        From 0 to 1, shape ``(n,)``.
    """

    codes: tuple[str, ...]
    city_population: FloatArray
    demand: Mapping[str, FloatArray]
    deprivation: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(str(code) for code in self.codes))
        missing = [name for name in DEMANDS if name not in self.demand]
        if missing:
            raise InputError(f"demand must have {', '.join(DEMANDS)}; {missing[0]} is missing")
        demand = {name: _counts(self.demand[name], len(self.codes), name) for name in DEMANDS}
        object.__setattr__(self, "demand", MappingProxyType(demand))
        city, deprivation = np.asarray(self.city_population, float), np.asarray(self.deprivation, float)
        object.__setattr__(self, "city_population", read_only(city))
        object.__setattr__(self, "deprivation", read_only(deprivation))
        if not len(city) == len(deprivation) == len(self.codes):
            raise InputError(f"city_population and deprivation must have {len(self.codes)} values each")


@dataclass(frozen=True, slots=True, eq=False)
class DemandPoints:
    """Where the people of the areas live.

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n_points, 2)``.
    population
        People at each, 0 or more, shape ``(n_points,)``.
    neighbourhood
        Row of :class:`Neighbourhoods` that each belongs to, shape ``(n_points,)``.
    """

    lonlat: FloatArray
    population: FloatArray
    neighbourhood: IntArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "lonlat", read_only(geodesy.check_lonlat(self.lonlat)))
        object.__setattr__(self, "population", _counts(self.population, len(self.lonlat), "population"))
        object.__setattr__(self, "neighbourhood", read_only(np.asarray(self.neighbourhood, np.int64)))
        if self.neighbourhood.shape != self.population.shape:
            raise InputError(
                f"neighbourhood must have {len(self.lonlat)} values, not {self.neighbourhood.size}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Facilities:
    """The facilities that supply today (status ``operating``, and every self-help group).

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n_facilities, 2)``.
    kinds
        Kind of each, as in ``profile.KINDS``.
    """

    lonlat: FloatArray
    kinds: npt.NDArray[np.str_]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lonlat", read_only(geodesy.check_lonlat(self.lonlat)))
        object.__setattr__(self, "kinds", read_only(np.asarray(self.kinds, np.str_)))
        if len(self.kinds) != len(self.lonlat):
            raise InputError(f"kinds must name each of {len(self.lonlat)} facilities, not {len(self.kinds)}")


@dataclass(frozen=True, slots=True, eq=False)
class ServiceScore:
    """One service's result, each array in the order of ``Neighbourhoods.codes`` and read-only.

    Parameters
    ----------
    radius_m
        Service radius in metres that was applied, by the size of the city.
    nearest_m
        Mean over the area's people of the geodesic in metres from their demand point to the nearest
        facility; NaN unless the state is ``reachable``.
    nearest_facility
        Row of :class:`Facilities`: the one that is nearest to most of the area's people, of equals the
        lowest row; -1 unless reachable.
    state
        ``reachable``, ``unreachable`` (no facility offers the service) or ``no_people``.
    share_covered
        Share of the area's people within the radius, 0 to 1; NaN if ``no_people``.
    demand, unserved
        The service's demand, and how much of it is not covered.
    priority, rank
        From 0 to 100, and from 1.
    """

    radius_m: FloatArray
    nearest_m: FloatArray
    nearest_facility: IntArray
    state: npt.NDArray[np.str_]
    share_covered: FloatArray
    demand: FloatArray
    unserved: FloatArray
    priority: FloatArray
    rank: IntArray

    def __post_init__(self) -> None:
        for entry in fields(self):
            getattr(self, entry.name).setflags(write=False)


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
    neighbourhoods: Neighbourhoods, points: DemandPoints, facilities: Facilities, profile: Profile
) -> ServiceScores:
    """Score every neighbourhood for every service and overall.

    Raises
    ------
    InputError
        If lengths do not fit or a value is out of range.
    """
    rows, n_areas = points.neighbourhood, len(neighbourhoods.codes)
    if rows.size and not 0 <= rows.min() <= rows.max() < n_areas:
        raise InputError(f"neighbourhood must be from 0 to {n_areas - 1} at every demand point")

    services = {
        service: _score_one(neighbourhoods, points, facilities, profile, service) for service in SERVICES
    }

    overall = targeting.overall_priority(
        {service: score.priority for service, score in services.items()},
        {service: profile.services[service].weight for service in SERVICES},
    )
    order = targeting.rank(overall, neighbourhoods.codes)
    overall.setflags(write=False)
    order.setflags(write=False)
    return ServiceScores(neighbourhoods.codes, MappingProxyType(services), overall, order, profile)


def _score_one(
    areas: Neighbourhoods, points: DemandPoints, facilities: Facilities, profile: Profile, service: str
) -> ServiceScore:
    offered = np.flatnonzero(np.isin(facilities.kinds, profile.services[service].kinds))
    nearest = geodesy.nearest_site(points.lonlat, facilities.lonlat[offered])
    radius = profile.radii_m(service, areas.city_population)
    demand = areas.demand[profile.services[service].demand]

    covered = nearest.within(radius[points.neighbourhood])
    share = access.share_covered(covered, points.population, points.neighbourhood, n_groups=len(areas.codes))
    unserved = access.unserved(demand, share)
    distance = _mean_distance(nearest.distance_m, points, len(areas.codes))
    priority = targeting.service_priority(
        share_covered=share,
        nearest_m=np.where(np.isnan(share), 0.0, distance),
        unserved=unserved,
        demand=demand,
        deprivation=areas.deprivation,
        radius_m=radius,
        weights=profile.priority,
    )
    return ServiceScore(
        radius_m=radius,
        nearest_m=np.where(np.isfinite(distance), distance, np.nan),
        nearest_facility=_most_often_nearest(nearest.site, offered, points, len(areas.codes)),
        state=np.where(np.isnan(share), NO_PEOPLE, np.where(np.isfinite(distance), REACHABLE, UNREACHABLE)),
        share_covered=share,
        demand=demand,
        unserved=unserved,
        priority=priority,
        rank=targeting.rank(priority, areas.codes),
    )


def _mean_distance(distance_m: FloatArray, points: DemandPoints, n_areas: int) -> FloatArray:
    """Mean over each area's people; ``inf`` if they reach no facility, NaN if there are no people."""
    lived = points.population > 0  # 0 people times inf metres is no number
    people, rows = points.population[lived], points.neighbourhood[lived]
    total = np.bincount(rows, weights=people, minlength=n_areas)
    weighted = np.bincount(rows, weights=people * distance_m[lived], minlength=n_areas)
    mean: FloatArray = np.divide(weighted, total, out=np.full(n_areas, np.nan), where=total > 0)
    return mean


def _most_often_nearest(site: IntArray, offered: IntArray, points: DemandPoints, n_areas: int) -> IntArray:
    """Give the facility that is nearest to most of each area's people, or -1 where there is none."""
    result = np.full(n_areas, -1, dtype=np.int64)
    lived = (points.population > 0) & (site >= 0)
    if not lived.any():
        return result
    pairs, inverse = np.unique(points.neighbourhood[lived] * len(offered) + site[lived], return_inverse=True)
    people = np.bincount(inverse, weights=points.population[lived])
    area, facility = np.divmod(pairs, len(offered))

    order = np.lexsort((facility, -people, area))
    areas, first = np.unique(area[order], return_index=True)
    result[areas] = offered[facility[order][first]]
    return result


def _counts(values: npt.ArrayLike, expected: int, name: str) -> FloatArray:
    counts = read_only(np.asarray(values, dtype=np.float64))
    if counts.shape != (expected,):
        raise InputError(f"{name} must have {expected} values, not {counts.size}")
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise InputError(f"{name} must be 0 or more everywhere")
    return counts
