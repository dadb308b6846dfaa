"""The area that a filter gives: a box of degrees, WKT, or a geographic file in any coordinate system."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.reading.source import read_source
from geo_target.persian import to_ascii_digits, to_persian_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
_WKT = re.compile(
    r"\s*(SRID=4326;)?\s*(MULTI)?(POLYGON|POINT|LINESTRING)|\s*GEOMETRYCOLLECTION", re.IGNORECASE
)
_MOST_LON, _MOST_LAT = 180.0, 90.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as hexadecimal EWKB in EPSG:4326, and what it is, in Persian and English."""

    ewkb: str
    words: tuple[str, str]


def box_shape(bbox: tuple[float, float, float, float]) -> Shape:
    """Return the box of west, south, east, north, in degrees.

    Raises
    ------
    InputError
        If a side is out of range or not before the other one, as it is where latitude was put first.
    """
    from shapely import box

    west, south, east, north = bbox
    if not all(map(math.isfinite, bbox)) or max(abs(west), abs(east)) > _MOST_LON:
        raise InputError(f"A box must have longitudes from -180 to 180 degrees, not {west:g} and {east:g}.")
    if max(abs(south), abs(north)) > _MOST_LAT:
        raise InputError(f"A box must have latitudes from -90 to 90 degrees, not {south:g} and {north:g}.")
    if west >= east or south >= north:
        raise InputError(
            "A box must be W,S,E,N in degrees, west less than east and south less than north, as 44,25,63.5,40; "
            f"not {west:g},{south:g},{east:g},{north:g}."
        )
    text = ", ".join(f"{side:.12g}" for side in bbox)
    fa = f"در چارچوب (غرب، جنوب، شرق، شمال): {text}"
    return Shape(ewkb(box(west, south, east, north)), (fa, f"in the box W, S, E, N: {text}"))


def read_polygon(text: str) -> Shape:
    """Return the area of WKT in degrees, or of a geographic file; all its shapes are one area.

    Raises
    ------
    InputError
        If it is no area, crosses itself (says where), does not say its coordinate system, or cannot be read.
    """
    if _WKT.match(text):
        area = _joined(_of_wkt(text), "the WKT")
        return Shape(ewkb(area), ("در محدودهٔ داده‌شده", f"in the area {_short(area)}"))

    path = _existing(text)
    table = read_source(path)
    shapes = [shape for shape in table.geometry or () if shape is not None]
    if not shapes:
        raise InputError(f"The file {path.name} must hold areas; no shape was found in it.")
    if table.crs is None:
        raise InputError(
            f"The file {path.name} does not say its coordinate system (a shapefile needs its .prj); "
            "save it in WGS 84 as GeoJSON or GeoPackage."
        )
    area = _joined(_in_degrees(shapes, table.crs), path.name)
    count = len(shapes)
    fa = f"در محدودهٔ پروندهٔ {path.name} ({to_persian_digits(str(count))} شکل)"
    return Shape(
        ewkb(area), (fa, f"in the area of {path.name} ({count} {'shape' if count == 1 else 'shapes'})")
    )


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """Return the four degrees of ``W,S,E,N``, digits of any script; whether they make a box is `box_shape`'s.

    Raises
    ------
    InputError
        If they are not four numbers.
    """
    parts = re.split(r"[,،;]", to_ascii_digits(text).replace("٫", "."))
    try:
        west, south, east, north = map(float, parts)
    except ValueError as error:
        raise InputError(f"A box must be W,S,E,N in degrees, as 44,25,63.5,40; not {text!r}.") from error
    return west, south, east, north


def _existing(text: str) -> Path:
    path = Path(text)
    try:
        found = path.exists()
    except OSError:  # too long for a name
        found = False
    if not found:
        raise InputError(
            f"The polygon must be WKT (POLYGON ((…))) or a file; there is no file {text[:200]!r}."
        )
    return path


def _of_wkt(text: str) -> list[BaseGeometry]:
    import shapely

    try:
        return [shapely.from_wkt(text.strip().removeprefix("SRID=4326;"))]
    except shapely.errors.ShapelyError as error:
        raise InputError(
            f"The WKT cannot be read: {error}; write POLYGON ((51 35, 52 35, 52 36, 51 35))."
        ) from error


def _joined(shapes: Sequence[BaseGeometry], name: str) -> BaseGeometry:
    """Return one area in two dimensions."""
    import shapely

    for number, shape in enumerate(shapes, start=1):
        if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
            raise InputError(
                f"The polygon must be of areas; shape {number} of {name} is a {shape.geom_type}."
            )
        _require_place(shape, f"shape {number} of {name}")
        if not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            raise InputError(f"The polygon must not cross itself; shape {number} of {name} does: {reason}.")
    area: BaseGeometry = shapely.union_all([shapely.force_2d(shape) for shape in shapes])
    return area


def _require_place(shape: BaseGeometry, name: str) -> None:
    west, south, east, north = shape.bounds
    inside = max(abs(west), abs(east)) <= _MOST_LON and max(abs(south), abs(north)) <= _MOST_LAT
    if not (all(map(math.isfinite, shape.bounds)) and inside):
        raise InputError(f"The polygon must be in degrees of longitude and latitude; {name} is not.")


def _in_degrees(shapes: Sequence[BaseGeometry], crs: str) -> list[BaseGeometry]:
    if crs == WGS84:
        return list(shapes)
    import numpy as np
    import shapely
    from pyproj import Transformer

    turn: Any = Transformer.from_crs(crs, WGS84, always_xy=True)

    def turned(coordinates: Any) -> Any:
        return np.column_stack(turn.transform(coordinates[:, 0], coordinates[:, 1]))

    return [shapely.transform(shapely.force_2d(shape), turned) for shape in shapes]


def _short(area: BaseGeometry) -> str:
    text = ", ".join(f"{side:.6g}" for side in area.bounds)
    return f"given as WKT, which spans W, S, E, N: {text}"


def ewkb(shape: BaseGeometry) -> str:
    """Return a shape of EPSG:4326 as the store takes it: hexadecimal EWKB."""
    import shapely

    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True))
