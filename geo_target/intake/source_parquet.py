"""GeoParquet, and Parquet without geometry: by pyarrow, counted before anything is unpacked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo_target.intake.geometry import as_shapes, crs_text, flat
from geo_target.intake.grid import Budget
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceTable
from geo_target.intake.source_vector import plain

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.geometry import Shapes
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
        metadata = file.schema_arrow.metadata or {}
        geo = json.loads(metadata[b"geo"]) if b"geo" in metadata else None
        shapes = set(geo["columns"]) if geo else set()
        names = [name for name in file.schema_arrow.names if name not in shapes and name != "bbox"]
        table = file.read(columns=names)
        columns = [[plain(value) for value in table.column(name).to_pylist()] for name in names]
    return names, columns, geo and geo["columns"][geo["primary_column"]], _shapes(path, geo)


def _shapes(path: Path, geo: dict[str, Any] | None) -> list[bytes | None] | None:
    """Return the shapes as WKB; GeoPandas knows the encodings that are not WKB."""
    if geo is None:
        return None
    primary = geo["primary_column"]
    if geo["columns"][primary]["encoding"] == "WKB":
        import pyarrow.parquet as pq

        return list(pq.read_table(path, columns=[primary]).column(primary).to_pylist())
    import geopandas

    return list(geopandas.read_parquet(path, columns=[primary]).geometry.to_wkb())


def _came(error: Exception) -> str:
    """Return what is wrong as words: a key that is missed says no more than its name."""
    if isinstance(error, KeyError | TypeError):
        return f"a description of its geometry that does not fit: {error}"
    return str(error).splitlines()[0] if str(error) else "damage"


def _check_size(path: Path, metadata: Any, limits: Limits) -> None:
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if metadata.num_rows > limits.max_rows or unpacked > limits.max_uncompressed_bytes:
        raise SourceError(
            "too-many-rows",
            expected=(
                f"دست بالا {limits.max_rows} ردیف و {limits.max_uncompressed_bytes} بایت",
                f"at most {limits.max_rows} rows and {limits.max_uncompressed_bytes} bytes unpacked",
            ),
            came=f"{metadata.num_rows} rows, {unpacked} bytes",
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
