"""A profile: radii, weights and demand of each service, read from TOML and checked once.

The built-in one is ``default_profile.toml``, which explains every key.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from geo_target.errors import ProfileError
from geo_target.models import is_finite_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy.typing as npt

    from geo_target.models import FloatArray

SERVICES = ("training", "placement", "microfinance", "community")
KINDS = (
    "training_centre",
    "placement_centre",
    "neighbourhood_house",
    "bank_branch",
    "social_service_base",
    "self_help_group",
)
DEMANDS = ("population", "households", "job_seekers", "women_heads_of_household")
WEIGHTS = ("gap", "distance", "size", "deprivation")
DEFAULT_PROFILE = Path(__file__).with_name("default_profile.toml")

_LARGE_CITY = ("large_city_radius_km", "large_city_over")
_NEAREST_KM, _FARTHEST_KM = 0.001, 1000
_MOST_PEOPLE = 10**9
_WEIGHT_TOLERANCE = 1e-9


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
    large_city_radius_m, large_city_over
        The radius in a city of more than ``large_city_over`` people; None where size does not matter.
    """

    kinds: tuple[str, ...]
    radius_m: float
    demand: str
    weight: float
    large_city_radius_m: float | None = None
    large_city_over: int | None = None


@dataclass(frozen=True, slots=True)
class PriorityWeights:
    """How much each part of a priority counts (they add up to 1), and where distance stops counting.

    ``distance_cap`` is in service radii.
    """

    gap: float
    distance: float
    size: float
    deprivation: float
    distance_cap: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile; made by :func:`load_profile` or :func:`profile_from_dict`."""

    code: str
    name_fa: str
    name_en: str
    priority: PriorityWeights
    services: Mapping[str, ServiceProfile] = field(hash=False)

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

    def to_dict(self) -> dict[str, object]:
        """Give the content as it stands in the TOML file, for JSON; :func:`profile_from_dict` reads it."""
        weights = {name: getattr(self.priority, name) for name in (*WEIGHTS, "distance_cap")}
        services = {name: _service_to_dict(self.services[name]) for name in SERVICES}
        names = {"code": self.code, "name_fa": self.name_fa, "name_en": self.name_en}
        return {**names, "priority": weights, "services": services}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits: equal exactly where :meth:`to_dict` is."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def load_profile(path: Path | str | None = None) -> Profile:
    """Read and check a profile; the built-in one if no file is named.

    Raises
    ------
    ProfileError
        If the file cannot be read, is no TOML, or holds a key or value that cannot be used: names the
        file, the key, what was expected and what came.
    """
    file = DEFAULT_PROFILE if path is None else Path(path)
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ProfileError(f"profile {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"profile {file} must be a text file in UTF-8; save it so") from error
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number of too many digits
        raise ProfileError(f"profile {file} is not valid TOML: {error}; mend it there") from error
    return profile_from_dict(content, source=str(file))


def profile_from_dict(content: Mapping[str, object], *, source: str = "profile") -> Profile:
    """Check a profile's content, as from TOML or from :meth:`Profile.to_dict`.

    Parameters
    ----------
    content
        The keys of ``default_profile.toml``, all of them and no other.
    source
        What to call it in a message.

    Raises
    ------
    ProfileError
        At the first key that is missing, unknown or out of range.
    """
    top = _Section(source, "", content)
    top.check_keys(("code", "name_fa", "name_en", "priority", "services"))
    services = top.section("services")
    services.check_keys(SERVICES)
    by_name = {name: _service(services.section(name)) for name in SERVICES}
    services.check_sum({f"{name}.weight": by_name[name].weight for name in SERVICES})

    return Profile(
        code=top.text("code"),
        name_fa=top.text("name_fa"),
        name_en=top.text("name_en"),
        priority=_weights(top.section("priority")),
        services=MappingProxyType(by_name),
    )


def _weights(section: _Section) -> PriorityWeights:
    section.check_keys((*WEIGHTS, "distance_cap"))
    weights = {name: section.number(name, least=0, most=1) for name in WEIGHTS}
    section.check_sum(weights)
    return PriorityWeights(**weights, distance_cap=section.number("distance_cap", least=1, most=100))


def _service(section: _Section) -> ServiceProfile:
    optional = _LARGE_CITY if any(key in section.content for key in _LARGE_CITY) else ()
    section.check_keys(("kinds", "radius_km", "demand", "weight", *optional))
    large_radius = section.radius_m("large_city_radius_km") if optional else None
    large_over = section.count("large_city_over") if optional else None
    return ServiceProfile(
        kinds=section.choices("kinds", KINDS),
        radius_m=section.radius_m("radius_km"),
        demand=section.choice("demand", DEMANDS),
        weight=section.number("weight", least=0, most=1),
        large_city_radius_m=large_radius,
        large_city_over=large_over,
    )


def _service_to_dict(service: ServiceProfile) -> dict[str, object]:
    content: dict[str, object] = {
        "kinds": list(service.kinds),
        "radius_km": service.radius_m / 1000,
        "demand": service.demand,
        "weight": service.weight,
    }
    if service.large_city_radius_m is not None:
        content["large_city_radius_km"] = service.large_city_radius_m / 1000
        content["large_city_over"] = service.large_city_over
    return content


@dataclass(frozen=True, slots=True)
class _Section:
    """One table of a profile, with its place in the file for messages."""

    source: str
    path: str
    content: Mapping[str, object]

    def refuse(self, key: str, expected: str) -> NoReturn:
        came = json.dumps(self.content.get(key), ensure_ascii=False, default=str)
        raise ProfileError(f"{self.source}: {self._name(key)} must be {expected}, not {came}")

    def check_keys(self, expected: Collection[str]) -> None:
        missing = [key for key in expected if key not in self.content]
        if missing:
            raise ProfileError(f"{self.source}: {self._name(missing[0])} is missing; add it")
        unknown = [key for key in self.content if key not in expected]
        if unknown:
            known = ", ".join(expected)
            raise ProfileError(f"{self.source}: {self._name(unknown[0])} is not one of the keys {known}")

    def section(self, key: str) -> _Section:
        value = self.content[key]
        if not isinstance(value, dict):
            self.refuse(key, "a table")
        return _Section(self.source, self._name(key), value)

    def text(self, key: str) -> str:
        value = self.content[key]
        if not (isinstance(value, str) and value.strip()):
            self.refuse(key, "a text that is not empty")
        return value

    def number(self, key: str, *, least: float, most: float) -> float:
        value = self.content[key]
        if not (is_finite_number(value) and least <= value <= most):
            self.refuse(key, f"a number from {least} to {most}")
        return float(value)

    def count(self, key: str) -> int:
        value = self.content[key]
        if not (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_PEOPLE):
            self.refuse(key, f"a whole number from 0 to {_MOST_PEOPLE}")
        return value

    def radius_m(self, key: str) -> float:
        value = self.content[key]
        if not (is_finite_number(value) and _NEAREST_KM <= value <= _FARTHEST_KM):
            self.refuse(key, f"a number from {_NEAREST_KM} to {_FARTHEST_KM}")
        return round(value * 1000, 3)  # 1.1 km is 1100 m, not 1100.0000000000002

    def choice(self, key: str, known: Collection[str]) -> str:
        value = self.content[key]
        if not (isinstance(value, str) and value in known):
            self.refuse(key, f"one of {', '.join(known)}")
        return value

    def choices(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        value = self.content[key]
        if not (isinstance(value, list) and value and all(isinstance(v, str) and v in known for v in value)):
            self.refuse(key, f"a list of {', '.join(known)}")
        if len(set(value)) != len(value):
            self.refuse(key, "a list without repeats")
        return tuple(value)

    def check_sum(self, weights: Mapping[str, float]) -> None:
        total = sum(weights.values())
        if abs(total - 1) > _WEIGHT_TOLERANCE:
            names = ", ".join(self._name(key) for key in weights)
            raise ProfileError(f"{self.source}: {names} must add up to 1, not {total:.10g}")

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
