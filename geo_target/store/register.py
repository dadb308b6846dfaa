"""What an import is checked against, as plain rows: places, the rows of the layer, codes, names to refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, literal, null, select

from geo_target.store.engine import sql
from geo_target.store.imports import data_version
from geo_target.store.layers import KIND_OF_COLLECTION
from geo_target.store.loading import table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

Rows = list[Any]
_COMPARED_AREAS = frozenset({"neighbourhoods"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRows:
    """The current rows that an import needs to know, of one snapshot.

    Parameters
    ----------
    provinces
        ``code name_fa name_en iso_3166_2_pre2020 sci_code hasc area``; the area as WKB, EPSG:4326.
    counties, cities, neighbourhoods
        ``code name_fa name_en province_code``, and ``county_code`` of cities, ``city_code`` of neighbourhoods.
    links
        Rows that other rows name: ``layer code name_fa name_en lon lat``, the place of training centres only.
    facility_codes
        ``collection code`` of every facility.
    standing
        The layer's own: ``code name_fa name_en province_code city_code lon lat provenance area``; the area as WKB,
        EPSG:4326, of neighbourhoods only.
    used_codes
        Every code that the layer's table ever had.
    """

    data_version: int
    provinces: Rows
    counties: Rows
    cities: Rows
    neighbourhoods: Rows
    links: Rows
    facility_codes: Rows
    standing: Rows
    used_codes: frozenset[str]


def read_register_rows(connection: Connection, layer: str) -> RegisterRows:
    """Return what an import into `layer` is checked against, in the snapshot of `connection`.

    Raises
    ------
    KeyError
        If no table stores `layer`.
    """

    def rows(name: str) -> Rows:
        return list(connection.execute(sql(name)).all())

    return RegisterRows(
        data_version=data_version(connection),
        provinces=rows("register_provinces"),
        counties=rows("register_counties"),
        cities=rows("register_cities"),
        neighbourhoods=rows("register_neighbourhoods"),
        links=rows("register_links"),
        facility_codes=rows("register_facility_codes"),
        standing=_standing(connection, layer),
        used_codes=frozenset(connection.execute(select(table_of(layer).c.code).distinct()).scalars()),
    )


def _standing(connection: Connection, layer: str) -> Rows:
    from geo_target.store.tables import datasets

    rows = table_of(layer)
    place = func.ST_PointOnSurface(rows.c.geom) if "geom" in rows.c else None
    chosen = (
        select(
            rows.c.code,
            rows.c.name_fa,
            rows.c.name_en,
            _column(rows, "province_code", layer),
            _column(rows, "city_code", layer),
            null().label("lon") if place is None else func.ST_X(place).label("lon"),
            null().label("lat") if place is None else func.ST_Y(place).label("lat"),
            datasets.c.provenance,
            func.ST_AsBinary(rows.c.geom).label("area") if layer in _COMPARED_AREAS else null().label("area"),
        )
        .join(datasets, datasets.c.dataset_id == rows.c.dataset_id)
        .where(rows.c.retired_by.is_(None))
        .order_by(rows.c.code)
    )
    if layer in KIND_OF_COLLECTION:
        chosen = chosen.where(rows.c.kind == literal(KIND_OF_COLLECTION[layer]))
    return list(connection.execute(chosen).all())


def _column(rows: Table, name: str, layer: str) -> Any:
    if name == "province_code" and layer == "provinces":
        return rows.c.code.label(name)
    return rows.c[name] if name in rows.c else null().label(name)
