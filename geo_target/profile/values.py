"""What a profile holds: frozen values, made by ``geo_target.profile.reading``, and the words that it knows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from geo_target.errors import ProfileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_target.models import FloatArray
    from geo_target.profile.travel import TravelReach

SERVICES = ("training", "placement", "microfinance", "community")
UNIT_OF_KIND = {
    "training_centre": "trainee_hours_per_year",
    "placement_centre": "registrations_per_year",
    "neighbourhood_house": "visitors_per_year",
    "bank_branch": "persons",
    "social_service_base": "visitors_per_year",
    "self_help_group": "persons",
}
"""Of each kind of facility the unit in which its capacity is counted."""

KINDS = tuple(UNIT_OF_KIND)
CAPACITY_UNITS = tuple(dict.fromkeys(UNIT_OF_KIND.values()))
DEMANDS = ("population", "households", "job_seekers", "women_heads_of_household")
WEIGHTS = ("gap", "distance", "size", "deprivation")
AGGREGATIONS = ("arithmetic", "geometric")
PROVENANCES = ("official", "open", "modelled")
DECAYS = ("binary", "linear", "gaussian", "exponential", "inverse_power")

COST_MEASURES = ("nearest", "raam")
"""Measures in which less is better."""

SUPPLY_MEASURES = (
    "cumulative",
    "gravity",
    "two_step_fca",
    "enhanced_two_step_fca",
    "modified_two_step_fca",
    "three_step_fca",
    "balanced_fca",
)
MEASURES = ("coverage", "nearest", *SUPPLY_MEASURES, "raam")
"""Every measure of access; each run keeps them all for each service."""


@dataclass(frozen=True, slots=True)
class ServiceProfile:
    """What counts as served by one service.

    Parameters
    ----------
    kinds
        Kinds of facility that offer it.
    radius_m
        Service radius in metres, itself included.
    demand
        Whose need it meets: one of ``DEMANDS``.
    weight
        Its share in the overall priority; the services' weights add up to 1.
    measure
        The one of ``MEASURES`` that makes share met, gap and priority.
    target
        Supply a unit of demand and year that counts as fully served, in ``capacity_unit``.
    capacity_unit
        One of ``CAPACITY_UNITS``.
    capacity_if_unknown
        What an operating facility without a capacity is taken to supply; None: measures of supply refuse.
    large_city_radius_m, large_city_over
        The radius in a city of more than ``large_city_over`` people; None where size does not matter.
    """

    kinds: tuple[str, ...]
    radius_m: float
    demand: str
    weight: float
    measure: str
    target: float
    capacity_unit: str
    capacity_if_unknown: float | None = None
    large_city_radius_m: float | None = None
    large_city_over: int | None = None

    def to_dict(self) -> dict[str, object]:
        """Give the content as it stands in the TOML file."""
        content: dict[str, object] = {
            "kinds": list(self.kinds),
            "radius_km": self.radius_m / 1000,
            "demand": self.demand,
            "weight": self.weight,
            "measure": self.measure,
            "target": self.target,
            "capacity_unit": self.capacity_unit,
        }
        if self.capacity_if_unknown is not None:
            content["capacity_if_unknown"] = self.capacity_if_unknown
        if self.large_city_radius_m is not None:
            content["large_city_radius_km"] = self.large_city_radius_m / 1000
            content["large_city_over"] = self.large_city_over
        return content


@dataclass(frozen=True, slots=True)
class PriorityWeights:
    """How much each part of a priority counts (they add up to 1), and where distance stops counting.

    ``distance_cap`` is in service radii; ``aggregation`` is one of ``AGGREGATIONS``.
    """

    gap: float
    distance: float
    size: float
    deprivation: float
    distance_cap: float
    aggregation: str = "arithmetic"


@dataclass(frozen=True, slots=True)
class AccessProfile:
    """How the measures of access weigh cost. Costs and limits are in service radii: 1 is the radius itself.

    Parameters
    ----------
    detour
        Way travelled for each metre of the straight line, 1 or more.
    decay, decay_scale
        One of ``DECAYS`` and its limit, bandwidth or scale, for gravity, modified and balanced catchments.
    bands
        Upper limit and weight of each band, for the enhanced and three-step catchments.
    raam_tau
        Travel that people bear to avoid a facility that is full to its target.
    """

    detour: float
    decay: str
    decay_scale: float
    bands: tuple[tuple[float, float], ...]
    raam_tau: float

    def to_dict(self) -> dict[str, object]:
        """Give the content as it stands in the TOML file."""
        return {**asdict(self), "bands": [list(band) for band in self.bands]}


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How often the scoring is drawn anew, and by how much what is not known for certain moves.

    Parameters
    ----------
    draws, seed
        How many draws; the same seed gives the same draws.
    top_k
        Being among so many first is what ``in_top`` is the chance of.
    weight_concentration
        Of the Dirichlet distribution about the profile's weights.
    radius_error
        Standard deviation of the logarithm of a service's radius.
    demand_error
        For each provenance the standard deviation of the logarithm of an area's demand.
    site_error_m
        For each provenance the standard deviation of a facility's place, in metres each way.
    """

    draws: int
    seed: int
    top_k: int
    weight_concentration: float
    radius_error: float
    demand_error: Mapping[str, float] = field(hash=False)
    site_error_m: Mapping[str, float] = field(hash=False)

    def to_dict(self) -> dict[str, object]:
        """Give the content as it stands in the TOML file."""
        plain = {
            name: getattr(self, name)
            for name in ("draws", "seed", "top_k", "weight_concentration", "radius_error")
        }
        return {
            **plain,
            "demand_error": dict(self.demand_error),
            "site_error_m": dict(self.site_error_m),
        }


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile; made by ``load_profile``, ``profile_from_dict`` or ``kept_profile``.

    ``travel`` is set in the profile of a run that was scored by travel costs; no file can have it.
    """

    code: str
    name_fa: str
    name_en: str
    priority: PriorityWeights
    access: AccessProfile
    uncertainty: Uncertainty
    services: Mapping[str, ServiceProfile] = field(hash=False)
    travel: TravelReach | None = None

    def radius_m(self, service: str, city_population: float | None = None) -> float:
        """Give the service radius in metres in a city of so many people (None: not known, or no city)."""
        return float(self.radii_m(service, [float("nan") if city_population is None else city_population])[0])

    def radii_m(self, service: str, city_populations: npt.ArrayLike) -> FloatArray:
        """Give the service radius in metres for each city population, in order; NaN is not known.

        Raises
        ------
        ProfileError
            If the service is none of ``SERVICES``.
        """
        import numpy as np

        if service not in self.services:
            raise ProfileError(f"service must be one of {', '.join(SERVICES)}, not {service}")
        chosen = self.services[service]
        people = np.asarray(city_populations, dtype=np.float64)
        if chosen.large_city_radius_m is None or chosen.large_city_over is None:
            return np.full(people.shape, chosen.radius_m)
        return np.where(people > chosen.large_city_over, chosen.large_city_radius_m, chosen.radius_m)

    def to_dict(self) -> dict[str, Any]:
        """Give the content as it stands in the TOML file, for JSON, and the travel costs of a run if it had any."""
        return {
            "code": self.code,
            "name_fa": self.name_fa,
            "name_en": self.name_en,
            "priority": asdict(self.priority),
            "access": self.access.to_dict(),
            "uncertainty": self.uncertainty.to_dict(),
            "services": {name: self.services[name].to_dict() for name in SERVICES},
        } | ({} if self.travel is None else {"travel": self.travel.to_dict()})

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits: equal exactly where :meth:`to_dict` is."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
