"""One function for a layer, one for a table; the format is the suffix of the file, or is said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange.files import require_folder, write_whole
from geo_target.exchange.gdal_files import flatgeobuf, geopackage
from geo_target.exchange.geojson import geojson
from geo_target.exchange.geoparquet import geoparquet
from geo_target.exchange.kml import NAME, kml
from geo_target.exchange.meta import ExportReport, LayerMeta
from geo_target.exchange.shapefile import shapefile_zip
from geo_target.exchange.tables import Table, layer_table, plain_table
from geo_target.exchange.text import csv_metadata, csv_text, json_text
from geo_target.exchange.xlsx import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    Writer = Callable[[Table, LayerMeta], tuple[bytes, tuple[str, ...]]]

LAYER_FORMATS = {
    "geojson": ".geojson",
    "csv": ".csv",
    "xlsx": ".xlsx",
    "shapefile": ".zip",
    "geopackage": ".gpkg",
    "flatgeobuf": ".fgb",
    "geoparquet": ".parquet",
    "kml": ".kml",
}
"""The formats of a layer, and the suffix of each."""

TABLE_FORMATS = {"csv": ".csv", "json": ".json", "xlsx": ".xlsx"}
"""The formats of a table without geometry."""

_ALSO_CALLED = {
    "json": "geojson",
    "zip": "shapefile",
    "shp": "shapefile",
    "excel": "xlsx",
    "gpkg": "geopackage",
    "fgb": "flatgeobuf",
    "parquet": "geoparquet",
}

SEVERAL_LAYERS = {"geopackage": geopackage, "shapefile": shapefile_zip}
"""The formats that hold several layers in one file."""

_WRITERS: dict[str, Writer] = {
    "geojson": geojson,
    "csv": csv_text,
    "xlsx": xlsx,
    "shapefile": shapefile_zip,
    "json": json_text,
    "geopackage": geopackage,
    "flatgeobuf": flatgeobuf,
    "geoparquet": geoparquet,
    "kml": kml,
}


def write_layer(
    frame: gpd.GeoDataFrame,
    meta: LayerMeta,
    path: str | Path,
    fmt: str | None = None,
    *,
    more: Sequence[tuple[gpd.GeoDataFrame, LayerMeta]] = (),
) -> ExportReport:
    """Write a layer to a file, whole or not at all, and report what was written.

    A CSV, which cannot say where it is from, gets a second file beside it: ``<name>.csv-metadata.json``.

    Parameters
    ----------
    frame
        The columns of the layer (`geo_target.exchange.fields.LAYER_COLUMNS`) and its geometry, in any order
        and any coordinate system; GeoJSON and KML want EPSG:4326. Rows are sorted by code.
    fmt
        One of `LAYER_FORMATS`; None for the one of the file's suffix.
    more
        Other layers that go into the same file, in formats of `SEVERAL_LAYERS`.

    Raises
    ------
    InputError
        If the format or the folder is not known or holds one layer only, or the frame is not one of that layer.
    LossError
        If the format cannot hold a value; names row, field and value.
    """
    path = Path(path)
    chosen = format_of(path, fmt)
    require_folder(path)
    table = layer_table(frame, meta.layer, meta.columns)
    if more and chosen not in SEVERAL_LAYERS:
        raise InputError(f"Several layers go into one file as {' or '.join(SEVERAL_LAYERS)}, not {chosen}.")
    tables = [(layer_table(other, about.layer, about.columns), about) for other, about in more]
    report = _write(table, meta, path, chosen, tables)
    if chosen != "csv":
        return report
    beside = path.with_name(f"{path.name}-metadata.json")
    write_whole(beside, csv_metadata(table, meta, path.name))
    return replace(report, beside=(beside,))


def write_table(
    frame: pd.DataFrame, columns: Sequence[str], meta: LayerMeta, path: str | Path, fmt: str | None = None
) -> ExportReport:
    """Write these columns of a frame as a table without geometry, rows in the frame's order.

    Raises
    ------
    InputError, LossError
        As `write_layer`; the formats are those of `TABLE_FORMATS`.
    """
    path = Path(path)
    chosen = format_of(path, fmt, formats=TABLE_FORMATS)
    require_folder(path)
    return _write(plain_table(frame, columns), meta, path, chosen)


def format_of(path: Path, fmt: str | None = None, *, formats: dict[str, str] | None = None) -> str:
    """Return the format that is asked for, or the one of the file's suffix.

    Raises
    ------
    InputError
        If there is no such format; lists those that there are.
    """
    known = LAYER_FORMATS if formats is None else formats
    asked = (path.suffix if fmt is None else fmt).lower().lstrip(".")
    chosen = asked if asked in known else _ALSO_CALLED.get(asked, asked)
    if fmt is None and asked == "shp":
        raise InputError(f"A shapefile is written as one .zip of its parts; call the file {path.stem}.zip.")
    if chosen not in known:
        listed = ", ".join(f"{name} ({suffix})" for name, suffix in known.items())
        said = f"the format {fmt!r}" if fmt is not None else f"the suffix {path.suffix!r} of {path.name}"
        raise InputError(f"The format must be one of {listed}; {said} is none of them.")
    return chosen


def _write(
    table: Table, meta: LayerMeta, path: Path, fmt: str, more: Sequence[tuple[Table, LayerMeta]] = ()
) -> ExportReport:
    content, notes = SEVERAL_LAYERS[fmt](table, meta, more) if more else _WRITERS[fmt](table, meta)
    write_whole(path, content)
    return ExportReport(
        layer=meta.layer,
        path=path,
        format=fmt,
        rows=len(table.rows),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        renamed=_renamed(table, fmt),
        provenance=table.provenance(),
        notes=notes,
        filters=meta.filters,
    )


def _renamed(table: Table, fmt: str) -> tuple[tuple[str, str], ...]:
    if fmt == "kml":
        return ((NAME, "name"),)
    if fmt != "shapefile":
        return ()
    return tuple((field.name, field.short) for field in table.fields if field.name != field.short)
