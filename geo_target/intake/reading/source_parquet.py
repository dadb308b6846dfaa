"""GeoParquet, and Parquet without geometry: by pyarrow, counted before anything is unpacked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_target.intake.reading.file_size import refuse_size
from geo_target.intake.reading.grid import Budget
from geo_target.intake.reading.shapes import as_shapes, crs_text, flat
from geo_target.intake.reading.source_vector import plain
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceTable

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.reading.shapes import Shapes
    from geo_target.intake.source_table import Limits, SourceNote

_DEGREES = "EPSG:4326"


def read_parquet(path: Path, *, limits: Limits) -> SourceTable:
    """Return the table of a GeoParquet file; without a CRS in it, as its standard says, WGS84.

    Raises
    ------
    SourceError
        If it is damaged, or holds no rows, too many, or too much.
    """
    try:
        names, columns, geo, wkb = _read(path, limits)
    except SourceError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # pyarrow, geopandas and json each fail in their own ways on damage
        raise _refused("damaged", path, _came(error)) from error
    budget = Budget(limits, path.name, None)
    count = len(columns[0]) if columns else len(wkb or ())
    cells = zip(*columns, strict=True) if columns else [()] * count
    rows = tuple(budget.whole_row(number, row) for number, row in enumerate(cells, start=1))
    if not rows:
        raise _refused("empty", path, "no rows")
    geometry: Shapes | None = None
    faults: tuple[SourceError, ...] = ()
    notes: tuple[SourceNote, ...] = ()
    if wkb is not None:
        geometry, faults = as_shapes(wkb, file=path.name, sheet=None)
        geometry, notes = flat(geometry)
    return SourceTable(
        file=path.name,
        sheet=None,
        format="parquet",
        encoding=None,
        headers=tuple(names),
        rows=rows,
        geometry=geometry,
        crs=_crs(geo) if geo else None,
        notes=notes,
        faults=faults,
    )


def _read(
    path: Path, limits: Limits
) -> tuple[list[str], list[list[Any]], dict[str, Any] | None, list[bytes | None] | None]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        _check_size(path, file.metadata, limits)
        schema = file.schema_arrow
    metadata = schema.metadata or {}
    geo = json.loads(metadata[b"geo"]) if b"geo" in metadata else None
    shapes = set(geo["columns"]) if geo else set()
    names = [name for name in schema.names if name not in shapes and name != "bbox"]
    columns = [[plain(value) for value in values] for values in _values(path, names, schema)]
    return names, columns, geo and geo["columns"][geo["primary_column"]], _shapes(path, geo, schema, limits)


def _values(path: Path, names: list[str], schema: Any) -> list[list[Any]]:
    """Return columns as Python's values; a text that comes a million times, which takes no room in the file, is one.

    So a file of five kilobytes cannot unfold to gigabytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = pa.types
    texts = [
        name
        for name in names
        if any(
            test(schema.field(name).type)
            for test in (types.is_string, types.is_large_string, types.is_binary)
        )
    ]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        table = file.read(columns=names)
    return [[value for chunk in table.column(name).chunks for value in _of_chunk(chunk)] for name in names]


def _of_chunk(chunk: Any) -> list[Any]:
    import pyarrow as pa

    if not pa.types.is_dictionary(chunk.type):
        return list(chunk.to_pylist())
    known = [*chunk.dictionary.to_pylist(), None]
    return [known[place] for place in chunk.indices.fill_null(len(known) - 1).to_pylist()]


def _shapes(path: Path, geo: dict[str, Any] | None, schema: Any, limits: Limits) -> list[bytes | None] | None:
    """Return the shapes as WKB; GeoPandas knows the encodings that are not WKB."""
    if geo is None:
        return None
    primary = geo["primary_column"]
    if geo["columns"][primary]["encoding"] == "WKB":
        schema.field(primary)
        found = _values(path, [primary], schema)[0]
        size = sum(len(one) for one in found if one is not None)
        refuse_size(path, size, replace(limits, max_file_bytes=limits.max_text_bytes))
        return found
    import geopandas

    return list(geopandas.read_parquet(path, columns=[primary]).geometry.to_wkb())


def _came(error: Exception) -> str:
    """Return what is wrong as words: a key that is missed says no more than its name."""
    if isinstance(error, KeyError | TypeError):
        return f"a description of its geometry that does not fit: {error}"
    return str(error).splitlines()[0] if str(error) else "damage"


def _check_size(path: Path, metadata: Any, limits: Limits) -> None:
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    values = sum(group.column(column).num_values for group in groups for column in range(group.num_columns))
    too_many = metadata.num_rows > limits.max_rows or values > limits.max_cells
    if too_many or unpacked > limits.max_uncompressed_bytes:
        raise SourceError(
            "too-many-rows",
            expected=(
                f"دست بالا {limits.max_rows} ردیف، {limits.max_cells} مقدار و {limits.max_uncompressed_bytes} بایت",
                f"at most {limits.max_rows} rows, {limits.max_cells} values and {limits.max_uncompressed_bytes} bytes",
            ),
            came=f"{metadata.num_rows} rows, {values} values, {unpacked} bytes",
            mend=("به چند پرونده بخش کنید", "split it into several files"),
            file=path.name,
        )


def _crs(column: dict[str, Any]) -> str | None:
    if "crs" not in column:
        return _DEGREES
    return None if column["crs"] is None else crs_text(column["crs"])


def _refused(code: str, path: Path, came: str) -> SourceError:
    return SourceError(
        code,
        expected=("یک پروندهٔ سالم GeoParquet با دست کم یک ردیف", "a whole GeoParquet file with rows"),
        came=came,
        mend=("از برنامهٔ اصلی دوباره ذخیره کنید", "save it again from its own program"),
        file=path.name,
    )
