"""The rows of a layer as an Arrow table, with all their types: what GDAL and Parquet take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo_target.errors import LossError

if TYPE_CHECKING:
    import pyarrow as pa

    from geo_target.exchange.fields import Field
    from geo_target.exchange.tables import Table, Value

GEOMETRY = "geometry"
_MOST = 2**63


def arrow_table(table: Table) -> pa.Table:
    """Return a table of text, 64-bit whole numbers, doubles, booleans, and the geometry as WKB at the end.

    A value that is not known is null. Areas are all MultiPolygon, outer rings counter-clockwise.

    Raises
    ------
    LossError
        For a whole number over 64 bits; names row, field and value.
    """
    import pyarrow as pa

    kinds = {"text": pa.string(), "integer": pa.int64(), "real": pa.float64(), "boolean": pa.bool_()}
    columns = [
        pa.array(_column(field, [row[number] for row in table.rows], table.codes), kinds[field.type])
        for number, field in enumerate(table.fields)
    ]
    names = [*(field.name for field in table.fields), GEOMETRY]
    return pa.Table.from_arrays([*columns, _wkb(table)], names=names)


def geometry_type(table: Table) -> str:
    """Return the one type of geometry of all rows of `arrow_table`."""
    return "MultiPolygon" if table.is_area else "LineString" if table.is_line else "Point"


def crs_text(crs: Any) -> str:
    """Return a coordinate system as ``EPSG:…`` where it is one of these, else as WKT."""
    code = crs.to_epsg()
    return str(crs.to_wkt()) if code is None else f"EPSG:{code}"


def _wkb(table: Table) -> pa.Array:
    import pyarrow as pa

    shapes: list[Any] = list(shapely.orient_polygons(table.geometries, exterior_cw=False))
    if table.is_area:
        shapes = [one if one.geom_type == "MultiPolygon" else shapely.MultiPolygon([one]) for one in shapes]
    return pa.array([bytes(one) for one in shapely.to_wkb(shapes, byte_order=1)], pa.binary())


def _column(field: Field, values: list[Value], codes: tuple[str, ...]) -> list[Value]:
    for value, code in zip(values, codes, strict=True) if field.type == "integer" else ():
        if isinstance(value, int) and not -_MOST <= value < _MOST:
            raise LossError(f"The format holds 64 bits of a number; {field.name} of row {code} is {value}.")
    return values
