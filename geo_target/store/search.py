"""The names of places that can be searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A province, city, neighbourhood or facility; a point on it, and its bounds if it has an area.

    Degrees, EPSG:4326; `bbox` is west, south, east, north.
    """

    collection: str
    code: str
    name_fa: str
    name_en: str
    province_fa: str | None
    province_en: str | None
    lon: float
    lat: float
    bbox: Bounds | None


def read_named_places(connection: Connection) -> tuple[NamedPlace, ...]:
    """Return all places with a name: provinces, cities, neighbourhoods, facilities; the larger ones first."""
    return tuple(
        NamedPlace(
            collection=row.collection,
            code=row.code,
            name_fa=row.name_fa,
            name_en=row.name_en,
            province_fa=row.province_fa,
            province_en=row.province_en,
            lon=row.lon,
            lat=row.lat,
            bbox=None if row.west is None else (row.west, row.south, row.east, row.north),
        )
        for row in connection.execute(sql("search_names"))
    )
