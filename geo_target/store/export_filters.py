"""The rows of a layer that pass filters, and the places that filters name; one snapshot for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql
from geo_target.store.layers import layer_meta, layer_rows
from geo_target.store.summary import Dataset

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_target.store.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """What rows must be to pass; all that is given must hold, and None lets everything pass.

    Parameters
    ----------
    provinces, cities, statuses, provenances, kinds
        What may stand in the row; codes of provinces and cities.
    box, polygon
        Areas as hexadecimal EWKB, EPSG:4326. A point passes in it or on its border; an area, if the two share
        ground: touching is not enough.
    origins, radius_m
        Places as hexadecimal EWKB, EPSG:4326; a row passes if the nearest part of it lies within the radius
        of one of them, on the ellipsoid, the radius included.
    """

    provinces: tuple[str, ...] | None = None
    cities: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = None
    provenances: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    box: str | None = None
    polygon: str | None = None
    origins: tuple[str, ...] | None = None
    radius_m: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether every row passes."""
        return self == RowFilter(radius_m=self.radius_m)


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A province or city as filters find it; of a city, its province beside it."""

    code: str
    name_fa: str
    name_en: str
    province_code: str
    province_fa: str = ""
    province_en: str = ""


@dataclass(frozen=True, slots=True)
class ZoneShare:
    """How much ground a province has in a UTM zone, in square metres on the ellipsoid."""

    code: str
    name_fa: str
    name_en: str
    zone: int
    area_m2: float


def filtered_rows(connection: Connection, layer: str, chosen: RowFilter) -> gpd.GeoDataFrame:
    """Return the current rows of a known layer that pass, in EPSG:4326, sorted by code."""
    codes = None if chosen.is_open else matching_codes(connection, layer, chosen)
    return layer_rows(connection, layer, codes=codes)


def matching_codes(connection: Connection, layer: str, chosen: RowFilter) -> list[str]:
    """Return the codes of a known layer's current rows that pass, sorted."""
    asked = {
        "layer": layer,
        "box": chosen.box,
        "polygon": chosen.polygon,
        "radius_m": chosen.radius_m,
        **{
            name: None if (held := getattr(chosen, name)) is None else list(held)
            for name in ("provinces", "cities", "statuses", "provenances", "kinds", "origins")
        },
    }
    return list(connection.execute(sql("matching_codes"), asked).scalars())


def rows_meta(connection: Connection, layer: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return where the rows of a frame of that layer come from, with the keys of `read_meta`."""
    return layer_meta(connection, layer, provenances=sorted(set(frame["provenance"])))


def named_provinces(connection: Connection) -> tuple[NamedCode, ...]:
    """Return all provinces, by code."""
    return tuple(
        NamedCode(row.code, row.name_fa, row.name_en, row.code)
        for row in connection.execute(sql("province_names"))
    )


def named_cities(connection: Connection) -> tuple[NamedCode, ...]:
    """Return all cities, by code."""
    return tuple(NamedCode(*row) for row in connection.execute(sql("city_names")))


def place_of_code(connection: Connection, code: str) -> tuple[str, str, str] | None:
    """Return the place (hexadecimal EWKB), Persian and English name of the row of any layer with this code."""
    row = connection.execute(sql("place_of_code"), {"code": code}).first()
    return None if row is None else (row.place, row.name_fa, row.name_en)


def current_datasets(connection: Connection) -> tuple[Dataset, ...]:
    """Return the datasets that hold current rows, by layer, newest first."""
    rows = connection.execute(sql("summary_datasets")).mappings()
    return tuple(dataset for row in rows if (dataset := Dataset(**row)).current)


def utm_zones(connection: Connection, provinces: tuple[str, ...]) -> tuple[ZoneShare, ...]:
    """Return the UTM zones of these provinces by code, the zone with most of its ground first."""
    rows = connection.execute(sql("utm_zones"), {"provinces": list(provinces)})
    return tuple(ZoneShare(*row) for row in rows)
