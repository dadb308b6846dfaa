"""Geographic files by GDAL: GeoJSON, GeoPackage, FlatGeobuf. One layer is one table."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import TYPE_CHECKING, Any

from geo_target.intake.reading.gpkg_views import refuse_views
from geo_target.intake.reading.grid import Budget, whole
from geo_target.intake.reading.shapes import as_shapes, crs_text, flat
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.source_table import Cell, Limits

FORMATS = {
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "kml": "KML",
    "shapefile": "shapefile",
}
_MOST_DEGREES = 180.0
_HEAD = 1 << 16
_MOST_JSON = 64 * 2**20
_MEND = ("در برنامهٔ خودش باز و دوباره ذخیره کنید", "open the file in its own program and save it again")


def read_vector(path: Path, format_: str, *, sheet: str | None, limits: Limits) -> SourceTable:
    """Return one layer of a geographic file.

    Raises
    ------
    SourceError
        If GDAL cannot read it, there are several layers and none is named, no features, or too many.
    """
    if format_ == "gpkg":
        refuse_views(path)
    names, layer = _layer(path, format_, sheet)
    if format_ == "gpkg":
        refuse_views(path, layer)
    with speaking(path, format_) as said:
        meta, shapes, columns = _read(path, format_, layer, limits)
    budget = Budget(limits, path.name, layer)
    types = list(meta.get("dtypes", [""] * len(columns)))
    cells = [
        as_cells(values, was_whole="int" in str(kind)) for values, kind in zip(columns, types, strict=True)
    ]
    headers = list(map(str, meta["fields"]))
    if format_ == "geojson":
        headers, cells = _without_copied_id(headers, cells)
    count = len(cells[0]) if cells else len(shapes)
    rows = zip(*cells, strict=True) if cells else [()] * count
    if not count:
        raise _refused("empty", path, format_, "no features")
    geometry, faults = as_shapes(shapes or [None] * count, file=path.name, sheet=layer)
    geometry, dropped = flat(geometry)
    crs, crs_note = _crs(path, format_, crs_text(meta["crs"]), geometry)
    return SourceTable(
        file=path.name,
        sheet=layer if len(names) > 1 else None,
        format=format_,
        encoding=None,
        headers=tuple(headers),
        rows=tuple(budget.whole_row(number, row) for number, row in enumerate(rows, start=1)),
        geometry=geometry,
        crs=crs,
        notes=(*dropped, *crs_note, *(SourceNote(one, one) for one in dict.fromkeys(said))),
        faults=faults,
    )


def _read(
    path: Path, format_: str, layer: str, limits: Limits
) -> tuple[dict[str, Any], list[bytes | None], list[Any]]:
    import pyogrio

    count = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
    if count > limits.max_rows:
        most = limits.max_rows
        raise SourceError(
            "too-many-rows",
            expected=(f"دست بالا {most} عارضه", f"at most {most} features"),
            came=str(count),
            mend=("به چند پرونده بخش کنید", "split it into several files"),
            file=path.name,
            sheet=layer,
        )
    meta, numbers, shapes, columns = pyogrio.raw.read(path, layer=layer, return_fids=True)
    if len(numbers) != count:
        raise _refused("damaged", path, format_, f"{len(numbers)} features of {count}")
    return meta, [] if shapes is None else list(shapes), columns


def _without_copied_id(headers: list[str], cells: list[list[Cell]]) -> tuple[list[str], list[list[Cell]]]:
    """Leave out the ``id`` of the features, which GDAL makes a column of, where a property says the same."""
    if "id" not in headers:
        return headers, cells
    place = headers.index("id")
    if not any(cells[place] == other for index, other in enumerate(cells) if index != place):
        return headers, cells
    return headers[:place] + headers[place + 1 :], cells[:place] + cells[place + 1 :]


def as_cells(values: Any, *, was_whole: bool) -> list[Cell]:
    """Return a column of NumPy values as Python's own: NaN and NaT are blank, whole numbers are int."""
    if values.dtype.kind == "M":
        return [_plain_moment(value) for value in values.astype("datetime64[us]").tolist()]
    if values.dtype.kind == "f":
        return [
            None if value != value else int(value) if was_whole else whole(value)  # noqa: PLR0124 - NaN
            for value in values.tolist()
        ]
    return [plain(value) for value in values.tolist()]


def plain(value: Any) -> Cell:
    """Return any value as a cell: NaN is blank, bytes are hexadecimal, lists and the like are their JSON."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if value != value else whole(value)  # noqa: PLR0124 - NaN
    if isinstance(value, dt.datetime):
        return _plain_moment(value)
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=_as_json)


def _as_json(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _plain_moment(value: dt.datetime | None) -> dt.datetime | None:
    return None if value is None else value.replace(tzinfo=None)


def _layer(path: Path, format_: str, wanted: str | None) -> tuple[list[str], str]:
    """Return the names of all layers, and the one that is meant: named, or the only one with shapes."""
    import pyogrio

    with speaking(path, format_):
        layers = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(path)]
    names = [name for name, _ in layers]
    if not names:
        raise _refused("empty", path, format_, "a file without a layer, or one that is damaged")
    if wanted is not None and wanted in names:
        return names, wanted
    candidates = [name for name, has_shapes in layers if has_shapes] or names
    if wanted is None and len(candidates) == 1:
        return names, candidates[0]
    listed = ", ".join(names)
    raise SourceError(
        "layer",
        expected=("یک لایه", "one layer"),
        came=f"no layer {wanted}" if wanted is not None else f"{len(names)} layers",
        mend=(f"نام لایه را بدهید، یکی از: {listed}", f"name the layer, one of: {listed}"),
        file=path.name,
    )


def _crs(
    path: Path, format_: str, stated: str | None, shapes: Sequence[BaseGeometry | None]
) -> tuple[str | None, tuple[SourceNote, ...]]:
    """Return the CRS; none for a GeoJSON that states none and most of whose shapes cannot be in degrees."""
    if format_ != "geojson" or _states_crs(path):
        return stated, ()
    far = [
        max(map(abs, shape.bounds)) > _MOST_DEGREES
        for shape in shapes
        if shape is not None and not shape.is_empty
    ]
    if sum(far) * 2 <= len(far):  # a few are mistakes of their rows
        return stated, ()
    note = SourceNote(
        "مختصات درجه نیست و پرونده سامانهٔ مختصات را نمی‌گوید.",
        "The coordinates are not degrees, and the file does not say what they are.",
    )
    return None, (note,)


def _states_crs(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - _HEAD))
        return b'"crs"' in head or b'"crs"' in file.read()


class speaking:  # noqa: N801 - reads as what it does: with speaking(path, format) as said
    """Turns GDAL's failures into one error, and its warnings into a list of sentences."""

    def __init__(self, path: Path, format_: str) -> None:
        self._path, self._format = path, format_
        self._catch = warnings.catch_warnings(record=True)
        self._said: list[str] = []

    def __enter__(self) -> list[str]:
        self._caught = self._catch.__enter__()
        warnings.simplefilter("always")
        return self._said

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._catch.__exit__(kind, error, trace)
        self._said.extend(str(warning.message) for warning in self._caught or [])
        if error is None or isinstance(error, SourceError | MemoryError) or not isinstance(error, Exception):
            return
        came = _json_fault(self._path) if self._format == "geojson" else None
        message = str(error).replace(str(self._path), self._path.name)
        if message.startswith("sqlite3_"):
            message = "a damaged database, or one that is cut off"
        raise _refused("damaged", self._path, self._format, came or message) from error


def _json_fault(path: Path) -> str | None:
    """Return where a JSON text is broken, or that it is no GeoJSON; None where it is too long to look."""
    if path.stat().st_size > _MOST_JSON:
        return None
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"text that is not UTF-8 ({error.reason})"
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        return "brackets nested too deeply"
    return None if isinstance(content, dict) and "type" in content else "JSON that is no GeoJSON"


def _refused(code: str, path: Path, format_: str, came: str) -> SourceError:
    name = FORMATS[format_]
    expected = (f"یک پروندهٔ سالم {name} با دست کم یک عارضه", f"a whole {name} file with features")
    return SourceError(code, expected=expected, came=came, mend=_MEND, file=path.name)
