"""Every measure of access of one service, at the demand points and over each neighbourhood's people.

All measures run on relative cost: the way from a demand point to a facility in units of the service radius that
applies there, so that 1 is the radius itself in every size of city. ``docs/methods/service-access.md`` has the
formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target import access, geodesy
from geo_target.access import decay as decays
from geo_target.access.weights import ratio, weights_of
from geo_target.errors import RefusedError
from geo_target.models import CostMatrix
from geo_target.profile import SUPPLY_MEASURES, UNIT_OF_KIND
from geo_target.workflows.service_travel import nearest_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.access.decay import Decay
    from geo_target.geodesy import Nearest
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.profile import AccessProfile, Profile, ServiceProfile
    from geo_target.workflows.service_inputs import DemandPoints, Facilities, Neighbourhoods
    from geo_target.workflows.service_travel import Travel

REACHABLE, UNREACHABLE, NO_PEOPLE, NO_DEMAND = "reachable", "unreachable", "no_people", "no_demand"
CAPACITY_UNKNOWN, MIXED_UNITS = "capacity_unknown", "mixed_units"

_SHOWN = 5
_WITHOUT_SHARING = {"cumulative", "gravity"}


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One service of one country, ready to be measured.

    Parameters
    ----------
    radius_m, demand
        Of each area, shape ``(n_areas,)``.
    offered
        Rows of :class:`Facilities` that offer the service.
    nearest
        From each demand point, among `offered`: straight line in metres; by travel cost, the cost as if the
        threshold were the service radius.
    point_area, people
        Row of the area and population of each demand point.
    point_demand
        The area's demand spread over its points by their population; 0 where nobody lives.
    line_m
        Straight line in metres from each demand point to its nearest facility, for people to read.
    travel
        What counts in place of straight lines, if given.
    """

    chosen: ServiceProfile
    access: AccessProfile
    radius_m: FloatArray
    demand: FloatArray
    offered: IntArray
    nearest: Nearest
    point_area: IntArray
    people: FloatArray
    point_demand: FloatArray
    line_m: FloatArray = field(default_factory=lambda: np.zeros(0))
    travel: Travel | None = None

    @property
    def point_radius_m(self) -> FloatArray:
        """Radius that applies at each demand point."""
        return self.radius_m[self.point_area]

    @property
    def way_m(self) -> FloatArray:
        """Way from each demand point to its nearest facility, detour included; ``inf`` where there is none."""
        return self.nearest.distance_m * self.access.detour

    @property
    def covered(self) -> BoolArray:
        """Whether the nearest facility of each demand point is within its radius, the radius included."""
        return np.less_equal(self.way_m, self.point_radius_m)

    def mean(self, values: FloatArray) -> FloatArray:
        """Mean over each area's people; NaN where nobody lives, ``inf`` where somebody's value is."""
        lived = self.people > 0  # 0 people times inf is no number
        rows, people = self.point_area[lived], self.people[lived]
        count = len(self.demand)
        total = np.bincount(rows, weights=people, minlength=count)
        weighted = np.bincount(rows, weights=people * values[lived], minlength=count)
        mean: FloatArray = np.divide(weighted, total, out=np.full(count, np.nan), where=total > 0)
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class PointAccess:
    """A measure at the demand points: its value, and how much of the need there it meets, 0 to 1."""

    value: FloatArray
    met: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class AreaAccess:
    """A measure over each area's people, each array in the order of the areas.

    Parameters
    ----------
    value
        Mean of the measure: of coverage a share, of nearest metres, or the unit of travel costs, of the supply measures
        supply for each of those in need (cumulative and gravity: supply), of raam a cost. NaN where the state has none.
    state
        ``reachable``; ``unreachable``: nobody there reaches anything by this measure, a value of 0, of costs NaN;
        ``no_people``; ``no_demand``; ``capacity_unknown`` and ``mixed_units``: supply that cannot be added up.
    share_met
        Mean of the share of the need that is met; NaN where nobody lives or nothing could be measured.
    """

    value: FloatArray
    state: npt.NDArray[np.str_]
    share_met: FloatArray


def make_service(
    areas: Neighbourhoods,
    points: DemandPoints,
    facilities: Facilities,
    profile: Profile,
    name: str,
    travel: Travel | None = None,
) -> Service:
    """Find what offers the service and what is nearest, and spread its demand over the demand points.

    With travel costs the detour factor is 1: the costs have the detours in them.
    """
    chosen = profile.services[name]
    offered = np.flatnonzero(np.isin(facilities.kinds, chosen.kinds))
    demand, rows = areas.demand[chosen.demand], points.neighbourhood
    total = np.bincount(rows, weights=points.population, minlength=len(areas.codes))
    share = np.divide(points.population, total[rows], out=np.zeros(len(rows)), where=points.population > 0)
    radius_m = profile.radii_m(name, areas.city_population)
    nearest, line_m = nearest_of(points, facilities.lonlat[offered], radius_m, travel, name)
    return Service(
        chosen=chosen,
        access=profile.access if travel is None else replace(profile.access, detour=1.0),
        radius_m=radius_m,
        demand=demand,
        offered=offered,
        nearest=nearest,
        line_m=line_m,
        travel=travel,
        point_area=rows,
        people=points.population,
        point_demand=demand[rows] * share,
    )


def relative_cost(
    service: Service, points: DemandPoints, facilities: Facilities, *, reach: float
) -> tuple[CostMatrix, FloatArray]:
    """Give the cost in service radii of every pair within `reach` radii, and the supply of its sites.

    A facility without free capacity draws nobody: it is left out.
    """
    from scipy.sparse import csr_array as make_csr

    supply = known_supply(service, facilities)
    sites = service.offered[supply > 0]
    if service.travel is not None:
        near = service.travel.relative(reach)[:, np.flatnonzero(supply > 0)]
        ids = range(near.shape[0])
        return CostMatrix(near, demand_ids=ids, site_ids=sites.tolist(), unit="thresholds"), supply[
            supply > 0
        ]
    widest = float(service.radius_m.max(initial=0.0)) * reach / service.access.detour
    pairs = geodesy.pairs_within(points.lonlat, facilities.lonlat[sites], widest)
    radius = np.repeat(service.point_radius_m, np.diff(pairs.indptr))
    cost = pairs.data * service.access.detour / radius

    kept = cost <= reach
    ends = np.concatenate([[0], np.cumsum(kept)])[pairs.indptr]
    values = make_csr((cost[kept], pairs.indices[kept], ends), shape=pairs.shape)
    matrix = CostMatrix(
        values, demand_ids=range(pairs.shape[0]), site_ids=sites.tolist(), unit="service radii"
    )
    return matrix, supply[supply > 0]


def known_supply(service: Service, facilities: Facilities) -> FloatArray:
    """Give the supply of the facilities that offer the service, with the profile's word for an unknown one."""
    supply = np.asarray(facilities.supply)[service.offered]
    instead = service.chosen.capacity_if_unknown
    return supply if instead is None else np.where(np.isnan(supply), instead, supply)


def supply_problem(service: Service, facilities: Facilities) -> str | None:
    """Name the state that stands in the way of adding up supply: None, or one of the last two states."""
    if any(UNIT_OF_KIND[kind] != service.chosen.capacity_unit for kind in service.chosen.kinds):
        return MIXED_UNITS
    return CAPACITY_UNKNOWN if np.isnan(known_supply(service, facilities)).any() else None


def refuse_problem(name: str, service: Service, facilities: Facilities) -> None:
    """Refuse to score by a measure of supply where supply cannot be added up.

    Raises
    ------
    RefusedError
        With the number of facilities without a capacity, and the codes of the first.
    """
    problem = supply_problem(service, facilities)
    if problem == CAPACITY_UNKNOWN:
        rows = service.offered[np.isnan(known_supply(service, facilities))]
        shown = ", ".join(facilities.codes[row] for row in rows[:_SHOWN]) + (
            ", …" if len(rows) > _SHOWN else ""
        )
        raise RefusedError(
            f"The measure {service.chosen.measure} of {name} needs a capacity of every operating facility; "
            f"{len(rows)} have none: {shown}. Import their capacities, or set services.{name}.capacity_if_unknown."
        )
    if problem == MIXED_UNITS:
        raise RefusedError(
            f"The measure {service.chosen.measure} of {name} needs capacities of one unit, "
            f"{service.chosen.capacity_unit}; the kinds {', '.join(service.chosen.kinds)} have several. "
            "Take kinds of one unit, or another measure."
        )


def decay_of(profile: AccessProfile) -> Decay:
    """Give the profile's decay of relative cost."""
    made: Decay = getattr(decays, profile.decay)(profile.decay_scale)
    return made


def measure_supply(name: str, service: Service, cost: CostMatrix, supply: FloatArray) -> PointAccess:
    """Measure by one of the supply measures, or by ``raam``, at every demand point.

    Parameters
    ----------
    cost, supply
        As :func:`relative_cost` gives them; there is some supply and some demand.
    """
    value = point_values(name, service, cost, supply)
    target = service.chosen.target
    with np.errstate(divide="ignore", invalid="ignore"):
        if name == "raam":
            met = np.minimum(1.0, raam_target(service.access) / value)
        elif name in _WITHOUT_SHARING:
            met = np.minimum(1.0, value / (target * service.demand[service.point_area]))
        elif name == "balanced_fca":
            met = np.minimum(1.0, ratio(value, balanced_target(service, cost)))
        else:
            met = np.minimum(1.0, value / target)

    # Where nobody is in need, whatever is within reach is enough.
    idle = service.point_demand == 0
    if idle.any():
        near = access.cumulative(cost, supply, threshold=1.0) > 0
        met = np.where(idle, near.astype(np.float64), met)
    return PointAccess(value, met)


def point_values(name: str, service: Service, cost: CostMatrix, supply: FloatArray) -> FloatArray:
    """Give a supply measure, or raam, at every demand point: the direct call on the matrix, no more."""
    need, how = service.point_demand, service.access
    decay = decay_of(how)
    calls = {
        "cumulative": lambda: access.cumulative(cost, supply, threshold=1.0),
        "gravity": lambda: access.gravity(cost, supply, decay=decay),
        "two_step_fca": lambda: access.two_step_fca(cost, need, supply, catchment=1.0),
        "enhanced_two_step_fca": lambda: access.enhanced_two_step_fca(cost, need, supply, bands=how.bands),
        "modified_two_step_fca": lambda: access.modified_two_step_fca(
            cost, need, supply, catchment=1.0, decay=decay
        ),
        "three_step_fca": lambda: access.three_step_fca(cost, need, supply, bands=how.bands),
        "balanced_fca": lambda: access.balanced_fca(cost, need, supply, catchment=1.0, decay=decay),
        "raam": lambda: access.raam(cost, need, supply, tau=how.raam_tau, rho=1.0 / service.chosen.target),
    }
    found: FloatArray = calls[name]()
    return found


def raam_target(profile: AccessProfile) -> float:
    """Give the cost of a person who travels one service radius to a facility that is full to its target."""
    return 1.0 / profile.raam_tau + 1.0


def balanced_target(service: Service, cost: CostMatrix) -> FloatArray:
    """Give the balanced measure as it would be if every facility in reach had the target as its level of service."""
    weights = weights_of(cost, decay_of(service.access), catchment=1.0)
    by_site = np.asarray(weights.sum(axis=0)).ravel()
    level: FloatArray = weights @ ratio(np.full(len(by_site), service.chosen.target), by_site)
    return level


def area_access(name: str, service: Service, found: PointAccess) -> AreaAccess:
    """Bring a measure at the demand points together over each area's people."""
    share = (
        access.share_covered(
            service.covered, service.people, service.point_area, n_groups=len(service.demand)
        )
        if name == "coverage"
        else np.clip(service.mean(found.met), 0.0, 1.0)
    )
    value = share if name == "coverage" else _mean_value(name, service, found.value)
    reached = np.isfinite(value) & ((value > 0) | (name == "nearest"))
    state = np.where(reached, REACHABLE, UNREACHABLE)
    if (name in SUPPLY_MEASURES and name not in _WITHOUT_SHARING) or name == "raam":
        state = np.where(service.demand == 0, NO_DEMAND, state)
    state = np.where(np.isnan(share), NO_PEOPLE, state)
    has_none = (state == NO_PEOPLE) | (state == NO_DEMAND) | ~np.isfinite(value)
    return AreaAccess(np.where(has_none, np.nan, value), state, share)


def _mean_value(name: str, service: Service, value: FloatArray) -> FloatArray:
    """Mean over each area's people; of raam's cost over those who reach anything, whom congestion concerns."""
    if name != "raam":
        return service.mean(value)
    reached = np.isfinite(value)
    share = service.mean(reached.astype(np.float64))
    summed = service.mean(np.where(reached, value, 0.0))
    mean: FloatArray = np.divide(summed, share, out=np.full(len(share), np.inf), where=share > 0)
    return mean


def measure_distance(name: str, service: Service) -> PointAccess:
    """Measure ``coverage`` or ``nearest`` at every demand point."""
    if name == "coverage":
        covered = service.covered.astype(np.float64)
        return PointAccess(covered, covered)
    way = service.way_m
    met = np.divide(service.point_radius_m, way, out=np.ones(len(way)), where=way > service.point_radius_m)
    return PointAccess(
        way if service.travel is None else way / service.point_radius_m * service.travel.threshold, met
    )


def nothing_measured(service: Service, state: str) -> AreaAccess:
    """Give a measure that cannot be had: the state says why."""
    nowhere = np.full(len(service.demand), np.nan)
    lived = ~np.isnan(service.mean(np.zeros(len(service.people))))
    return AreaAccess(nowhere, np.where(lived, state, NO_PEOPLE), nowhere)
