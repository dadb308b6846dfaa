"""A frame becomes plain rows once, here; the writers know neither pandas nor NumPy."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.exchange.fields import ALL_COLUMNS, AREA_LAYERS, LINE_LAYERS, Field, fields_of
from geo_target.exchange.meta import PROVENANCE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

Value = str | int | float | bool | None
"""What a cell holds; None is "not known"."""

LAST_EXACT_INTEGER = 2**53
"""Beyond this a double, which is what a frame with gaps and a spreadsheet hold, skips whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of plain values, and the geometry of each, if there is any.

    ``rows`` has one tuple a row, in the order of ``fields``. ``geometries`` is empty for a table without
    geometry, else as long as ``rows``; all of them are points, or all are areas or lines, as is said.
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    geometries: tuple[BaseGeometry, ...] = ()
    is_area: bool = False
    crs: CRS | None = None
    is_line: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """How each row is called in a message: its code, else its number from 1."""
        names = [field.name for field in self.fields]
        if "code" not in names:
            return tuple(str(number) for number in range(1, len(self.rows) + 1))
        return tuple(str(row[names.index("code")]) for row in self.rows)

    def provenance(self) -> tuple[tuple[str, int], ...]:
        """Return how many rows there are of each provenance, sorted by it; empty without such a column."""
        names = [field.name for field in self.fields]
        if "provenance" not in names:
            return ()
        return tuple(sorted(Counter(str(row[names.index("provenance")]) for row in self.rows).items()))


def layer_table(frame: gpd.GeoDataFrame, layer: str, columns: tuple[str, ...] = ()) -> Table:
    """Return the rows of a layer, sorted by code; with `columns`, only these of its columns.

    Raises
    ------
    InputError
        If columns, CRS, codes or geometries are not those of the layer.
    """
    if layer not in ALL_COLUMNS:
        raise InputError(f"The layer must be one of {', '.join(ALL_COLUMNS)}, not {layer!r}.")
    if frame.crs is None:
        raise InputError(f"The frame of {layer} must have a coordinate system; it has none.")
    columns = columns or ALL_COLUMNS[layer]
    _require_columns(list(frame.columns), [*columns, frame.geometry.name], layer)
    if not frame["code"].is_unique:
        twice = frame.loc[frame["code"].duplicated(), "code"].iloc[0]
        raise InputError(f"Each code of {layer} must stand in one row; {twice} stands in several.")

    frame = frame.sort_values("code", kind="stable")
    _require_provenance(frame)
    geometries = tuple(frame.geometry)
    is_area, is_line = layer in AREA_LAYERS, layer in LINE_LAYERS
    expected = ("Polygon", "MultiPolygon") if is_area else ("LineString",) if is_line else ("Point",)
    _require_geometries(geometries, list(frame["code"]), expected)

    return Table(fields_of(columns), _rows(frame, columns), geometries, is_area, frame.crs, is_line)


def plain_table(frame: pd.DataFrame, columns: Sequence[str]) -> Table:
    """Return these columns of a frame without geometry, rows in the frame's order.

    Raises
    ------
    InputError
        If a column is missing, or unknown to the table of fields.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise InputError(
            f"The table must have the columns {', '.join(columns)}; {', '.join(missing)} is missing."
        )
    return Table(fields_of(tuple(columns)), _rows(frame, tuple(columns)))


def _require_columns(came: list[str], expected: list[str], layer: str) -> None:
    missing = [column for column in expected if column not in came]
    extra = [column for column in came if column not in expected]
    told = [f"missing: {', '.join(missing)}"] if missing else []
    told += [f"not known: {', '.join(extra)}"] if extra else []
    if told:
        raise InputError(f"The columns of {layer} must be {', '.join(expected)}; {'; '.join(told)}.")


def _require_provenance(frame: gpd.GeoDataFrame) -> None:
    for code, provenance in zip(frame["code"], frame["provenance"], strict=True):
        if provenance not in PROVENANCE_WORDS:
            raise InputError(
                f"The provenance of row {code} must be {' or '.join(PROVENANCE_WORDS)}, not {provenance!r}."
            )


def _require_geometries(
    geometries: Sequence[BaseGeometry], codes: list[str], expected: tuple[str, ...]
) -> None:
    import shapely

    for code, geometry in zip(codes, geometries, strict=True):
        if geometry is None or geometry.is_empty:
            raise InputError(f"Row {code} must have a geometry; it has none.")
        if geometry.geom_type not in expected:
            raise InputError(
                f"The geometry of row {code} must be {' or '.join(expected)}, not {geometry.geom_type}."
            )
        if geometry.has_z:
            raise InputError(f"The geometry of row {code} must have two coordinates, not a height as well.")
        if not all(map(math.isfinite, shapely.bounds(geometry))):
            raise InputError(f"Row {code} has no place in this coordinate system; choose another one.")


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> tuple[tuple[Value, ...], ...]:
    fields = fields_of(columns)
    cells = [_cells(frame[field.name], field) for field in fields]
    return tuple(zip(*cells, strict=True))


def _cells(column: pd.Series[Any], field: Field) -> list[Value]:
    return [
        None if unknown else _value(cell, field) for cell, unknown in zip(column, column.isna(), strict=True)
    ]


def _value(cell: Any, field: Field) -> Value:
    if field.type == "text":
        return _text(str(cell), field)
    if field.type == "boolean":
        return bool(cell)
    if field.type == "integer":
        return _whole(cell, field)
    number = float(cell)
    if math.isinf(number):
        raise InputError(
            f"The column {field.name} must hold finite numbers, or nothing where none is known; not {cell}."
        )
    return number


def _text(text: str, field: Field) -> str:
    """Check that a text is one that PostgreSQL could hold: what is not, GDAL would cut without a word."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(
            f"The column {field.name} must hold whole characters without NUL, not {text[:40]!r}."
        )
    return text


def _whole(cell: Any, field: Field) -> int:
    whole = int(cell)
    if whole != cell or (isinstance(cell, float) and abs(whole) > LAST_EXACT_INTEGER):
        raise InputError(f"The column {field.name} must hold whole numbers, not {cell}.")
    return whole
