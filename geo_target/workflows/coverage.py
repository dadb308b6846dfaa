"""What is within R kilometres of here, and whom does it reach?"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError, UnknownPlaceError
from geo_target.store import coverage as stored

if TYPE_CHECKING:
    from geo_target.profile import Profile
    from geo_target.store.engine import Store

LARGEST_RADIUS_KM = 500.0
"""A larger circle would hold a third of the country: surely a slip of metres for kilometres."""


@dataclass(frozen=True, slots=True)
class ServiceWithinReach:
    """One service's facilities within the radius, nearest first; rows as in ``coverage_service_points.sql``."""

    service: str
    operating: int
    facilities: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """What a radius around a place holds. Distances in metres on the ellipsoid, the radius included."""

    lon: float
    lat: float
    radius_km: float
    place: dict[str, Any] | None
    services: tuple[ServiceWithinReach, ...]
    neighbourhoods: tuple[dict[str, Any], ...]
    reached_population: int
    data_version: int


def cover(
    store: Store,
    profile: Profile,
    *,
    radius_km: float,
    lon: float | None = None,
    lat: float | None = None,
    place: str | None = None,
    province: str | None = None,
) -> CoverageAnswer:
    """Find what is within reach of a point, by service, and whom it reaches.

    Parameters
    ----------
    radius_km
        Over 0, up to 500; itself included.
    lon, lat
        Degrees, EPSG:4326; both or neither.
    place
        Code or name of a city or neighbourhood, instead of a point. A neighbourhood is taken at a point on its surface.
    province
        Code, to tell places of one name apart.

    Raises
    ------
    InputError
        If the radius or the point is out of range, or both or neither of point and place are given.
    UnknownPlaceError
        If no place is called so, or several are.
    """
    _check(radius_km, lon, lat, place)
    found = None
    if place is not None:
        found = find_place(store, place, province)
        lon, lat = found["lon"], found["lat"]
    points, areas, version = stored.within_reach(store, float(lon or 0), float(lat or 0), radius_km * 1000)
    return CoverageAnswer(
        lon=float(lon or 0),
        lat=float(lat or 0),
        radius_km=radius_km,
        place=found,
        services=tuple(_service(points, name, profile) for name in profile.services),
        neighbourhoods=tuple(areas),
        reached_population=sum(area["reached_population"] for area in areas),
        data_version=version,
    )


def find_place(store: Store, name: str, province: str | None = None) -> dict[str, Any]:
    """Return the one city or neighbourhood of that code or name; a city goes before neighbourhoods.

    Raises
    ------
    UnknownPlaceError
        If there is none (with near names), or more than one (with all of them).
    """
    found = [p for p in stored.places_of_name(store, name) if province in (None, p["province_code"])]
    cities = [p for p in found if p["collection"] == "cities"]
    chosen = cities or found
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        listed = "; ".join(f"{p['code']} {p['name_en']} ({p['province_en']})" for p in chosen[:8])
        raise UnknownPlaceError(
            f"{len(chosen)} places are called {name!r}: {listed}. Give the code, or a province."
        )
    near = stored.suggested_places(store, name)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownPlaceError(f"No city or neighbourhood is called {name!r}.{hint}")


def _service(points: list[dict[str, Any]], service: str, profile: Profile) -> ServiceWithinReach:
    kinds = profile.services[service].kinds
    held = tuple(point for point in points if point["kind"] in kinds)
    return ServiceWithinReach(service, sum(point["status"] == "operating" for point in held), held)


def _check(radius_km: float, lon: float | None, lat: float | None, place: str | None) -> None:
    if not (math.isfinite(radius_km) and 0 < radius_km <= LARGEST_RADIUS_KM):
        raise InputError(
            f"The radius must be over 0 and at most {LARGEST_RADIUS_KM:g} kilometres, not {radius_km:g}."
        )
    if (lon is None) != (lat is None):
        raise InputError("A point needs both its longitude and its latitude; only one was given.")
    if (lon is None) == (place is None):
        raise InputError("Give either a point (longitude and latitude) or the name of a place.")
    if lon is not None and not -180 <= lon <= 180:  # noqa: PLR2004  degrees
        raise InputError(f"The longitude must be from -180 to 180 degrees, not {lon:g}.")
    if lat is not None and not -90 <= lat <= 90:  # noqa: PLR2004  degrees
        raise InputError(f"The latitude must be from -90 to 90 degrees, not {lat:g}.")


def chosen_service(answer: CoverageAnswer, service: str | None) -> CoverageAnswer:
    """Return the answer with only one service's facilities; all of them for None.

    Raises
    ------
    InputError
        If there is no such service.
    """
    if service is None:
        return answer
    known = [held.service for held in answer.services]
    if service not in known:
        raise InputError(f"There is no service {service!r}. The services are: {', '.join(known)}.")
    return replace(answer, services=tuple(held for held in answer.services if held.service == service))
