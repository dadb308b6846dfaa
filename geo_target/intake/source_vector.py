"""Geographic files by GDAL: GeoJSON, GeoPackage, FlatGeobuf, KML. One layer is one table."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import TYPE_CHECKING, Any

from geo_target.intake.geometry import as_shapes, crs_text, flat
from geo_target.intake.grid import Budget, whole
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote, SourceTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.source_table import Cell, Limits, SourceRow

FORMATS = {
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "kml": "KML",
    "shapefile": "shapefile",
}
_DRAWN = frozenset(
    [
        *("id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"),
        *("drawOrder", "icon", "snippet"),
    ]
)
_OFTEN_BLANK = frozenset(["Name", "name", "description"])
_FOLDER = "folder"
_MOST_DEGREES = 180.0
_HEAD = 1 << 16
_MOST_JSON = 64 * 2**20
_MEND = ("در برنامهٔ خودش باز و دوباره ذخیره کنید", "open the file in its own program and save it again")


def read_vector(path: Path, format_: str, *, sheet: str | None, limits: Limits) -> SourceTable:
    """Return one layer of a geographic file; the folders of a KML together, with a column that names them.

    Raises
    ------
    SourceError
        If GDAL cannot read it, there are several layers and none is named, no features, or too many.
    """
    layers = _layers(path, format_)
    chosen = _chosen(path, layers, sheet, together=format_ == "kml")
    budget = Budget(limits, path.name, sheet)
    tables = [_Layer(path, format_, name, limits) for name in chosen]
    folders = format_ == "kml" and len(tables) > 1
    headers = tuple(dict.fromkeys(name for table in tables for name in table.headers))
    headers = (*headers, _FOLDER) if folders else headers

    rows: list[SourceRow] = []
    shapes: list[Any] = []
    for table in tables:
        for cells in table.rows(headers, table.name if folders else None):
            rows.append(budget.whole_row(len(rows) + 1, cells))
        shapes.extend(table.shapes)
    if not rows:
        raise _refused("empty", path, format_, "no features")
    label = chosen[0] if len(chosen) == 1 else None
    geometry, faults = as_shapes(shapes, file=path.name, sheet=label)
    geometry, dropped = flat(geometry)
    crs, crs_note = _crs(path, format_, tables[0].crs, geometry)
    return SourceTable(
        file=path.name,
        sheet=label if len(layers) > 1 else None,
        format=format_,
        encoding=None,
        headers=headers,
        rows=tuple(rows),
        geometry=geometry,
        crs=crs,
        notes=(*dropped, *crs_note, *(note for table in tables for note in table.notes)),
        faults=faults,
    )


class _Layer:
    """One layer as GDAL gives it: columns of values and shapes as WKB."""

    def __init__(self, path: Path, format_: str, name: str, limits: Limits) -> None:
        import pyogrio

        self.name = name
        with speaking(path, format_) as said:
            count = int(pyogrio.read_info(path, layer=name, force_feature_count=True)["features"])
            if count > limits.max_rows:
                most = limits.max_rows
                raise SourceError(
                    "too-many-rows",
                    expected=(f"دست بالا {most} عارضه", f"at most {most} features"),
                    came=str(count),
                    mend=("به چند پرونده بخش کنید", "split it into several files"),
                    file=path.name,
                    sheet=name,
                )
            meta, _, shapes, columns = pyogrio.raw.read(path, layer=name)
        self.notes = tuple(SourceNote(message, message) for message in dict.fromkeys(said))
        self.crs = crs_text(meta["crs"])
        self.shapes = [None] * count if shapes is None else list(shapes)
        types = list(meta.get("dtypes", [""] * len(columns)))
        cells = {
            str(field): as_cells(values, was_whole="int" in str(type_))
            for field, values, type_ in zip(meta["fields"], columns, types, strict=True)
        }
        self._columns = _without_kml_s_own(cells) if format_ == "kml" else cells

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def rows(self, headers: Sequence[str], folder: str | None) -> Iterator[tuple[Cell, ...]]:
        blank: list[Cell] = [None] * len(self.shapes)
        named: list[Cell] = [folder] * len(self.shapes)
        columns = [
            self._columns.get(header, named if header == _FOLDER and folder is not None else blank)
            for header in headers
        ]
        yield from zip(*columns, strict=True) if columns else [()] * len(self.shapes)


def _without_kml_s_own(columns: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """Leave out how a KML is drawn, and the name and description that every KML has where none is given."""
    return {
        name: cells
        for name, cells in columns.items()
        if name not in _DRAWN and not (name in _OFTEN_BLANK and all(cell is None for cell in cells))
    }


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
    """Return any value as a cell: NaN is blank, lists and the like are their JSON."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if value != value else whole(value)  # noqa: PLR0124 - NaN
    if isinstance(value, dt.datetime):
        return _plain_moment(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _plain_moment(value: dt.datetime | None) -> dt.datetime | None:
    return None if value is None else value.replace(tzinfo=None)


def _layers(path: Path, format_: str) -> list[tuple[str, bool]]:
    """Return the name of each layer, and whether it has geometry."""
    import pyogrio

    with speaking(path, format_):
        return [(str(name), kind is not None) for name, kind in pyogrio.list_layers(path)]


def _chosen(path: Path, layers: list[tuple[str, bool]], sheet: str | None, *, together: bool) -> list[str]:
    names = [name for name, _ in layers]
    if sheet is not None and sheet in names:
        return [sheet]
    with_shapes = [name for name, has_geometry in layers if has_geometry]
    candidates = with_shapes or names
    if sheet is None and (len(candidates) == 1 or (together and candidates)):
        return candidates
    raise SourceError(
        "layer",
        expected=("یک لایه", "one layer"),
        came=f"no layer {sheet}" if sheet is not None else f"{len(names)} layers",
        mend=(
            f"نام لایه را بدهید، یکی از: {', '.join(names)}",
            f"name the layer, one of: {', '.join(names)}",
        ),
        file=path.name,
    )


def _crs(
    path: Path, format_: str, stated: str | None, shapes: Sequence[BaseGeometry | None]
) -> tuple[str | None, tuple[SourceNote, ...]]:
    """Return the CRS; none for a GeoJSON that states none and whose numbers cannot be degrees."""
    if format_ != "geojson" or _states_crs(path):
        return stated, ()
    far = any(
        max(map(abs, shape.bounds)) > _MOST_DEGREES
        for shape in shapes
        if shape is not None and not shape.is_empty
    )
    if not far:
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
        raise _refused("damaged", self._path, self._format, came or message) from error


def _json_fault(path: Path) -> str | None:
    """Return where a JSON text is broken, or that it is no GeoJSON; None where it is too long to look."""
    if path.stat().st_size > _MOST_JSON:
        return None
    try:
        content = json.loads(path.read_bytes())
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
