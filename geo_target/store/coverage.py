"""Reads what lies within a radius, and places by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from geo_target.store.engine import Store


def within_reach(
    store: Store, lon: float, lat: float, radius_m: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return service points (nearest first), neighbourhoods (most people first) and the data version."""
    here = {"lon": lon, "lat": lat, "radius_m": radius_m}
    with store.read() as connection:
        points = connection.execute(sql("coverage_service_points"), here).mappings().all()
        areas = connection.execute(sql("coverage_neighbourhoods"), here).mappings().all()
        version = connection.execute(sql("data_version")).one().version
    return [dict(row) for row in points], [dict(row) for row in areas], version


def places_of_name(store: Store, name: str) -> list[dict[str, Any]]:
    """Return the cities and neighbourhoods of a code or name, with ``lon`` and ``lat`` in degrees."""
    with store.read() as connection:
        return [dict(row) for row in connection.execute(sql("places_of_name"), {"name": name}).mappings()]


def suggested_places(store: Store, name: str) -> list[str]:
    """Return up to five names of cities that look like `name`, the largest first."""
    with store.read() as connection:
        return [row.name_en for row in connection.execute(sql("place_suggestions"), {"name": name})]
