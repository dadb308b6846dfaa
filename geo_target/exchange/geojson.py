"""GeoJSON after RFC 7946: WGS 84, six decimals, outer rings counter-clockwise, one feature a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

DECIMALS = 6
"""About 0.1 m; RFC 7946 (11.2) asks for no more."""


def geojson(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return the file and the notes on it; ``metadata`` beside the features says where they come from.

    Raises
    ------
    InputError
        If the table is in another coordinate system: GeoJSON has only WGS 84.
    """
    require_wgs84(table, "GeoJSON")
    names = [field.name for field in table.fields]
    features = [
        _dumps(
            {
                "type": "Feature",
                "id": code,
                "properties": dict(zip(names, row, strict=True)),
                "geometry": _geometry(geometry),
            }
        )
        for code, row, geometry in zip(table.codes, table.rows, table.geometries, strict=True)
    ]
    head = f'{{"type":"FeatureCollection","name":{_dumps(meta.layer)},"metadata":{_dumps(metadata(meta))}'
    text = head + ',"features":[\n' + ",\n".join(features) + "\n]}\n"
    return text.encode(), _notes(table)


def require_wgs84(table: Table, name: str) -> None:
    """Check that a table is in the only coordinate system of a format.

    Raises
    ------
    InputError
        If it is in another one.
    """
    if table.crs is None or table.crs.to_epsg() != 4326:  # noqa: PLR2004  EPSG code of WGS 84
        raise InputError(
            f"{name} is always in WGS 84 (EPSG:4326); leave the coordinate system out, or write a GeoPackage."
        )


def metadata(meta: LayerMeta) -> dict[str, Any]:
    """Return what a JSON file says of itself."""
    filters = {
        "filters_fa": [fa for fa, _ in meta.filters],
        "filters_en": [en for _, en in meta.filters],
    }
    return {
        "title_fa": meta.title_fa,
        "title_en": meta.title_en,
        "source_fa": meta.source_fa,
        "source_en": meta.source_en,
        "licence": meta.licence,
        "date": meta.date,
        "provenance": meta.provenance,
        "data_version": meta.data_version,
        **(filters if meta.filters else {}),
    }


def _geometry(geometry: BaseGeometry) -> dict[str, Any]:
    from shapely import orient_polygons

    shape = orient_polygons(geometry, exterior_cw=False).__geo_interface__
    return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, tuple | list):
        return [_rounded(part) for part in coordinates]
    return round(coordinates, DECIMALS) + 0.0  # without minus zero


def _notes(table: Table) -> tuple[str, ...]:
    from shapely import get_coordinates

    coordinates = get_coordinates(table.geometries)
    if (coordinates.round(DECIMALS) == coordinates).all():
        return ()
    return (f"Coordinates are rounded to {DECIMALS} decimals of a degree (0.1 m).",)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
