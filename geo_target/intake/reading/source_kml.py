"""KML, read by its tags: names of columns in Persian, folders, and nothing fetched from anywhere.

GDAL's reader of KML turns a Persian column name into underscores. A KML is coordinates between tags; what
hangs on a placemark (name, description, extended data) becomes its row, and its folder a column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.intake.reading.grid import Budget, as_number
from geo_target.intake.reading.shapes import as_shapes, flat
from geo_target.intake.reading.xml_events import Handler, parse_all
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote, SourceTable

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.source_table import Cell, Limits

_FOLDER = "folder"
_NUMBERS = frozenset(["int", "uint", "short", "ushort", "float", "double"])
_SHAPES = frozenset(["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"])
_UNREAD = frozenset(["Model", "Track", "MultiTrack", "NetworkLink"])
_TEXTS = frozenset(["name", "description", "value", "SimpleData", "coordinates"])
_DEEPEST = 200


def read_kml(path: Path, *, sheet: str | None, limits: Limits) -> SourceTable:
    """Return the placemarks of a KML, or of the folder called ``sheet``, in their order.

    Raises
    ------
    SourceError
        If it is not well-formed, declares entities, or holds no placemarks or too many.
    """
    handler = _Placemarks(limits.max_rows, path.name)
    with path.open("rb") as stream:
        parse_all(stream, handler, file=path.name, part=path.name, room=limits.max_uncompressed_bytes)
    found = [mark for mark in handler.found if sheet is None or mark.folder == sheet]
    if not found:
        raise _empty(path, sheet, sorted({mark.folder for mark in handler.found}))
    folders = len({mark.folder for mark in handler.found}) > 1
    headers = tuple(dict.fromkeys(header for mark in found for header in mark.cells))
    budget = Budget(limits, path.name, sheet)
    rows = tuple(
        budget.whole_row(
            number, [*(mark.cells.get(header) for header in headers), *([mark.folder] if folders else [])]
        )
        for number, mark in enumerate(found, start=1)
    )
    geometry, faults = as_shapes([mark.shape for mark in found], file=path.name, sheet=sheet)
    geometry, notes = flat(geometry)
    return SourceTable(
        file=path.name,
        sheet=sheet,
        format="kml",
        encoding=None,
        headers=(*headers, _FOLDER) if folders else headers,
        rows=rows,
        geometry=geometry,
        crs="EPSG:4326",
        notes=(*notes, *_unread(handler.unread)),
        faults=faults,
    )


class _Mark:
    """A placemark: its folder, cells and shapes as text."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.cells: dict[str, Cell] = {}
        self.shapes: list[_Shape] = []
        self.shape: BaseGeometry | str | None = None

    def close(self) -> None:
        """Make the shape, or say what is wrong with it, and let go of its text."""
        try:
            self.shape = self.shapes[0].build() if self.shapes else None
        except ValueError as error:
            self.shape = str(error)
        self.shapes = []


class _Shape:
    """A shape that is being read: its kind, its rings or parts, and its coordinates."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.parts: list[_Shape] = []
        self.coordinates = ""

    def build(self) -> BaseGeometry:
        import shapely

        if self.kind == "MultiGeometry":
            return _collected([part.build() for part in self.parts])
        if self.kind == "Polygon":
            if not self.parts:
                raise ValueError("a polygon without a ring")
            shell, *holes = [_points(part.coordinates) for part in self.parts]
            return shapely.Polygon(shell, holes)
        points = _points(self.coordinates)
        if self.kind == "Point":
            if len(points) != 1:
                raise ValueError(f"a point with {len(points)} coordinates")
            return shapely.Point(points[0])
        return shapely.LinearRing(points) if self.kind == "LinearRing" else shapely.LineString(points)


class _Placemarks(Handler):
    def __init__(self, most: int, file: str) -> None:
        self.found: list[_Mark] = []
        self._most, self._file = most, file
        self.unread = 0
        self._folders: list[str] = []
        self._open: list[str] = []
        self._mark: _Mark | None = None
        self._shapes: list[_Shape] = []
        self._key = ""
        self._types: dict[str, str] = {}
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise ValueError("tags nested too deeply")
        if name in {"Folder", "Document"}:
            self._folders.append("")
        elif name == "Placemark":
            self._mark = _Mark(next((folder for folder in reversed(self._folders) if folder), ""))
        elif name == "SimpleField":
            self._types[attributes.get("name", "")] = attributes.get("type", "")
        elif name in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")
        elif name in _SHAPES and self._mark is not None:
            self._begin_shape(name, self._mark)
        self.unread += name in _UNREAD
        if name in _TEXTS:
            self._text = []

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        self._open.pop()
        parent = self._open[-1] if self._open else ""
        if name in _TEXTS and self._text is not None:
            self._keep(name, parent, "".join(self._text).strip())
            self._text = None
        elif name in {"Folder", "Document"}:
            self._folders.pop()
        elif name == "Placemark" and self._mark is not None:
            self._mark.close()
            self.found.append(self._mark)
            if len(self.found) > self._most:
                raise _too_many(self._file, self._most)
            self._mark = None
        elif name in _SHAPES and self._shapes:
            self._shapes.pop()

    def _begin_shape(self, kind: str, mark: _Mark) -> None:
        shape = _Shape(kind)
        (self._shapes[-1].parts if self._shapes else mark.shapes).append(shape)
        self._shapes.append(shape)

    def _keep(self, name: str, parent: str, text: str) -> None:
        if name == "coordinates":
            if self._shapes:
                self._shapes[-1].coordinates = text
        elif name == "name" and parent in {"Folder", "Document"}:
            self._folders[-1] = text
        elif self._mark is not None and parent == "Placemark":
            if text:
                self._mark.cells[name] = text
        elif self._mark is not None and name in {"value", "SimpleData"} and self._key:
            self._mark.cells[self._key] = self._typed(text)

    def _typed(self, text: str) -> Cell:
        number = as_number(text) if self._types.get(self._key) in _NUMBERS else None
        return (text or None) if number is None else number


def _points(text: str) -> list[tuple[float, ...]]:
    points: list[tuple[float, ...]] = []
    for triple in text.split():
        numbers = [as_number(part) for part in triple.split(",")]
        if len(numbers) < len(("lon", "lat")) or numbers[0] is None or numbers[1] is None:
            raise ValueError(f"the coordinates {triple[:40]}")
        points.append((float(numbers[0]), float(numbers[1])))
    return points


def _collected(parts: list[Any]) -> BaseGeometry:
    """Return parts of one kind as a multi-shape, others as a collection."""
    import shapely

    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    if kinds == {"Point"}:
        return shapely.MultiPoint(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    return shapely.GeometryCollection(parts)


def _unread(count: int) -> tuple[SourceNote, ...]:
    if not count:
        return ()
    return (
        SourceNote(
            f"{count} مدل، مسیر یا پیوند شبکه خوانده نشد.",
            f"{count} models, tracks or network links were not read.",
        ),
    )


def _too_many(file: str, most: int) -> SourceError:
    return SourceError(
        "too-many-rows",
        expected=(f"دست بالا {most} نشانه", f"at most {most} placemarks"),
        came=f"> {most}",
        mend=("به چند پرونده بخش کنید", "split it into several files"),
        file=file,
    )


def _empty(path: Path, sheet: str | None, folders: list[str]) -> SourceError:
    if sheet is not None and folders:
        listed = ", ".join(folders)
        return SourceError(
            "layer",
            expected=("یکی از پوشه‌های پرونده", "one of the folders of the file"),
            came=sheet,
            mend=(f"نام پوشه را بدهید: {listed}", f"name the folder: {listed}"),
            file=path.name,
        )
    return SourceError(
        "empty",
        expected=("دست کم یک نشانه", "at least one placemark"),
        came="none",
        mend=("پروندهٔ درست را برگزینید", "save the placemarks themselves, not a link to them"),
        file=path.name,
    )
