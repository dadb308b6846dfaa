"""Geometry as columns, for formats that have no geometry of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_target.exchange.fields import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.tables import Table, Value

INSIDE_POINT_NOTE = (
    "Areas are given by a point inside them; their boundaries are in every format but this one."
)

EXCEL_CELL = 32_767
"""The most characters that a cell of Excel holds."""


def with_places(table: Table, *, area_as_wkt: bool) -> tuple[Table, tuple[str, ...]]:
    """Return the table with its geometry as columns at the end, and the notes on it.

    Points become ``lon`` and ``lat`` (``x`` and ``y`` in a projected system), exactly. Lines and areas become ``wkt``;
    areas, without `area_as_wkt`, a point inside, rounded to 6 decimals of a degree, 3 of a metre.
    """
    if table.crs is None:
        return table, ()
    if table.is_line or (table.is_area and area_as_wkt):
        texts = [geometry.wkt for geometry in table.geometries]
        too_long = sum(len(text) > EXCEL_CELL for text in texts)
        note = f"Excel shows only the first {EXCEL_CELL:,} characters of {too_long} boundaries."
        return _with(table, ("wkt",), [(text,) for text in texts]), (note,) if too_long else ()

    names = ("lon", "lat") if table.crs.is_geographic else ("x", "y")
    if not table.is_area:
        return _with(table, names, _coordinates(table)), ()
    inside = replace(table, geometries=tuple(area.representative_point() for area in table.geometries))
    decimals = 6 if table.crs.is_geographic else 3
    places = [(round(x, decimals), round(y, decimals)) for x, y in _coordinates(inside)]
    return _with(table, names, places), (INSIDE_POINT_NOTE,)


def _coordinates(table: Table) -> list[tuple[float, float]]:
    from shapely import get_coordinates

    return [(float(x), float(y)) for x, y in get_coordinates(table.geometries)]


def _with(table: Table, names: tuple[str, ...], places: Sequence[tuple[Value, ...]]) -> Table:
    rows = tuple(row + place for row, place in zip(table.rows, places, strict=True))
    return replace(table, fields=table.fields + fields_of(names), rows=rows)
