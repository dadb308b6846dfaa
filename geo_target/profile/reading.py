"""From TOML to a profile: every key is checked; a message names file, key, what was expected and what came."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo_target.errors import ProfileError
from geo_target.models import is_finite_number
from geo_target.profile.section import Section
from geo_target.profile.travel import TravelReach
from geo_target.profile.values import (
    AGGREGATIONS,
    CAPACITY_UNITS,
    DECAYS,
    DEMANDS,
    KINDS,
    MEASURES,
    PROVENANCES,
    SERVICES,
    SUPPLY_MEASURES,
    UNIT_OF_KIND,
    WEIGHTS,
    AccessProfile,
    PriorityWeights,
    Profile,
    ServiceProfile,
    Uncertainty,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PROFILE = Path(__file__).parent.with_name("default_profile.toml")

_LARGE_CITY = ("large_city_radius_km", "large_city_over")
_MOST_PEOPLE = 10**9
_LEAST_DRAWS, _MOST_DRAWS = 20, 100_000
"""Without its lowest and its highest rank, nine of ten of twenty draws are left: of fewer there is no such interval."""
_MOST_SEED = 2**31 - 1
_PAIR = 2
_NEEDED = ("kinds", "radius_km", "demand", "weight", "measure", "target", "capacity_unit")


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
    profile = _profile(content, source)
    if 0 < profile.uncertainty.draws < _LEAST_DRAWS:
        Section(source, "uncertainty", profile.uncertainty.to_dict()).refuse(
            "draws", f"0 for no rank intervals, or {_LEAST_DRAWS} or more, so that nine of ten can be told"
        )
    return profile


def _profile(content: Mapping[str, object], source: str) -> Profile:
    """Check all but how few draws there may be: a run of a program before may have had fewer."""
    top = Section(source, "", content)
    top.check_keys(("code", "name_fa", "name_en", "priority", "access", "uncertainty", "services"))
    services = top.section("services")
    services.check_keys(SERVICES)
    by_name = {name: _service(services.section(name)) for name in SERVICES}
    services.check_sum({f"{name}.weight": by_name[name].weight for name in SERVICES})

    return Profile(
        code=top.text("code"),
        name_fa=top.text("name_fa"),
        name_en=top.text("name_en"),
        priority=_weights(top.section("priority")),
        access=_access(top.section("access")),
        uncertainty=_uncertainty(top.section("uncertainty")),
        services=MappingProxyType(by_name),
    )


def kept_profile(content: Mapping[str, Any]) -> Profile:
    """Read the profile of a kept score run, which may be older than some keys: these mean what was done then.

    Coverage was the only measure and the arithmetic mean the only aggregation, as in the built-in profile, from
    which targets and errors are taken too.
    """
    built_in = _built_in()
    services = {
        name: {**{key: built_in["services"][name][key] for key in ("target", "capacity_unit")}, **held}
        for name, held in content["services"].items()
    }
    completed = {
        "access": built_in["access"],
        "uncertainty": built_in["uncertainty"],
        **content,
        "priority": {"aggregation": "arithmetic", **content["priority"]},
        "services": {name: {"measure": "coverage", **held} for name, held in services.items()},
    }
    travel = completed.pop("travel", None)
    profile = _profile(completed, "the kept profile")
    if travel is None:
        return profile
    return replace(profile, travel=TravelReach(**{**travel, "services": tuple(travel["services"])}))


def altered(
    profile: Profile,
    *,
    service: str | None = None,
    measure: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Profile:
    """Give a profile with another measure of one service (None: of all), and other draws; None leaves as it is.

    Travel costs of a run are not taken over: they are of that run alone.

    Raises
    ------
    ProfileError
        If the service or the measure is not known, or a number is out of range.
    """
    content = replace(profile, travel=None).to_dict()
    if service is not None and service not in SERVICES:
        raise ProfileError(f"There is no service {service!r}. The services are: {', '.join(SERVICES)}.")
    if measure is not None and measure not in MEASURES:
        raise ProfileError(f"There is no measure {measure!r}. The measures are: {', '.join(MEASURES)}.")
    for name in SERVICES if service is None else (service,):
        content["services"][name]["measure"] = measure or content["services"][name]["measure"]
    changes = {"draws": draws, "seed": seed}
    content["uncertainty"] |= {key: value for key, value in changes.items() if value is not None}
    return profile_from_dict(content)


@cache
def _built_in() -> dict[str, Any]:
    return load_profile().to_dict()


def _weights(section: Section) -> PriorityWeights:
    section.check_keys((*WEIGHTS, "distance_cap", "aggregation"))
    weights = {name: section.number(name, least=0, most=1) for name in WEIGHTS}
    section.check_sum(weights)
    return PriorityWeights(
        **weights,
        distance_cap=section.number("distance_cap", least=1, most=100),
        aggregation=section.choice("aggregation", AGGREGATIONS),
    )


def _access(section: Section) -> AccessProfile:
    section.check_keys(("detour", "decay", "decay_scale", "bands", "raam_tau"))
    return AccessProfile(
        detour=section.number("detour", least=1, most=10),
        decay=section.choice("decay", DECAYS),
        decay_scale=section.number("decay_scale", least=0.01, most=100),
        bands=_bands(section),
        raam_tau=section.number("raam_tau", least=0.01, most=100),
    )


def _bands(section: Section) -> tuple[tuple[float, float], ...]:
    held = section.content["bands"]
    expected = "a list of [limit, weight] with rising limits over 0 and falling weights from 0 to 1"
    if not (isinstance(held, list) and held):
        section.refuse("bands", expected)
    if not all(isinstance(b, list) and len(b) == _PAIR and all(map(is_finite_number, b)) for b in held):
        section.refuse("bands", expected)
    limits, weights = zip(*held, strict=True)
    rising = limits[0] > 0 and all(a < b for a, b in pairwise(limits))
    falling = 0 <= weights[-1] <= weights[0] <= 1 and all(a >= b for a, b in pairwise(weights))
    if not (rising and falling and limits[-1] <= 1 and weights[0] > 0):
        section.refuse("bands", f"{expected}, the last limit at most 1")
    return tuple((float(limit), float(weight)) for limit, weight in held)


def _uncertainty(section: Section) -> Uncertainty:
    numbers = ("draws", "seed", "top_k", "weight_concentration", "radius_error")
    section.check_keys((*numbers, "demand_error", "site_error_m"))
    return Uncertainty(
        draws=section.count("draws", most=_MOST_DRAWS),
        seed=section.count("seed", most=_MOST_SEED),
        top_k=section.count("top_k", least=1, most=_MOST_SEED),
        weight_concentration=section.number("weight_concentration", least=1, most=1_000_000),
        radius_error=section.number("radius_error", least=0, most=2),
        demand_error=_by_provenance(section.section("demand_error"), most=2),
        site_error_m=_by_provenance(section.section("site_error_m"), most=100_000),
    )


def _by_provenance(section: Section, *, most: float) -> Mapping[str, float]:
    section.check_keys(PROVENANCES)
    return MappingProxyType({name: section.number(name, least=0, most=most) for name in PROVENANCES})


def _service(section: Section) -> ServiceProfile:
    large = _LARGE_CITY if any(key in section.content for key in _LARGE_CITY) else ()
    unknown = ("capacity_if_unknown",) if "capacity_if_unknown" in section.content else ()
    section.check_keys((*_NEEDED, *large, *unknown))
    service = ServiceProfile(
        kinds=section.choices("kinds", KINDS),
        radius_m=section.radius_m("radius_km"),
        demand=section.choice("demand", DEMANDS),
        weight=section.number("weight", least=0, most=1),
        measure=section.choice("measure", MEASURES),
        target=section.number("target", least=1e-6, most=1e9),
        capacity_unit=section.choice("capacity_unit", CAPACITY_UNITS),
        capacity_if_unknown=section.number("capacity_if_unknown", least=0, most=1e9) if unknown else None,
        large_city_radius_m=section.radius_m("large_city_radius_km") if large else None,
        large_city_over=section.count("large_city_over", most=_MOST_PEOPLE) if large else None,
    )
    _check_unit(section, service)
    return service


def _check_unit(section: Section, service: ServiceProfile) -> None:
    """Refuse to add up capacities of several units; coverage and distance need none."""
    if service.measure not in (*SUPPLY_MEASURES, "raam"):
        return
    other = [kind for kind in service.kinds if UNIT_OF_KIND[kind] != service.capacity_unit]
    if other:
        unit = UNIT_OF_KIND[other[0]]
        section.refuse(
            "capacity_unit",
            f"the unit of every kind for the measure {service.measure}; {other[0]} has {unit}",
        )
