"""Where a raster lies and how large its cells are on the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.intake.problems import ValueProblem
from geo_target.persian import isolate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import FloatArray

_KNOTS = 65
_EDGE_POINTS = 21
_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The cells of a grid on the ellipsoid.

    The area is worked out for up to 65 × 65 cells and interpolated between them, bilinearly: within 3 parts in
    a million for a country in degrees or UTM, 3 in ten thousand for the whole world.

    Parameters
    ----------
    rows, columns
        Numbers of those cells, from 0, ascending.
    area_km2
        Square kilometres, shape ``(rows, columns)``.
    """

    rows: FloatArray
    columns: FloatArray
    area_km2: FloatArray

    def areas(self, first_row: int, first_column: int, shape: tuple[int, int]) -> FloatArray:
        """Return the area of each cell of a window in square kilometres."""
        below, down = _between(self.rows, np.arange(first_row, first_row + shape[0]))
        beside, along = _between(self.columns, np.arange(first_column, first_column + shape[1]))
        lines = (1 - down)[:, None] * self.area_km2[below] + down[:, None] * self.area_km2[below + 1]
        areas: FloatArray = (1 - along) * lines[:, beside] + along * lines[:, beside + 1]
        return areas

    def middle_m(self) -> float:
        """Return the side in metres of a square of the area of the middle cell."""
        return math.sqrt(float(self.area_km2[len(self.rows) // 2, len(self.columns) // 2])) * 1000


class Placing:
    """From cells of a raster to degrees."""

    def __init__(self, crs: Any, transform: Any, width: int, height: int) -> None:
        from pyproj import CRS, Transformer

        self._transform, self._size = transform, (height, width)
        self._to_degrees = Transformer.from_crs(
            CRS.from_wkt(crs.to_wkt()), CRS.from_epsg(4326), always_xy=True
        )

    def lonlat(self, row: float, column: float) -> tuple[float, float] | None:
        """Return where the middle of a cell lies (rows and columns from 0); None if nowhere on the Earth."""
        lon, lat = self._degrees(np.array([row + 0.5]), np.array([column + 0.5]))
        there = bool(np.isfinite(lon[0]) and np.isfinite(lat[0]))
        return (float(lon[0]), float(lat[0])) if there else None

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees of the box that holds the raster.

        Raises
        ------
        ValueProblem
            If a part of its edge is no place on the Earth in this coordinate system.
        """
        height, width = self._size
        rows, columns = (np.linspace(0, last, _EDGE_POINTS) for last in (height, width))
        grid_rows, grid_columns = np.meshgrid(rows, columns)
        lon, lat = self._degrees(grid_rows.ravel(), grid_columns.ravel())
        on_earth = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= _MOST_LATITUDE + 1e-6)
        if not on_earth.all():
            x, y = self._transform.c, self._transform.f
            raise ValueProblem(
                "not-on-earth",
                expected=("جایی روی زمین", "a place on the Earth in this coordinate system"),
                came=f"a corner at {x:g}, {y:g}",
                mend=(f"CRS درست را با {isolate('--crs')} بدهید", "give the right system with --crs"),
            )
        west, east = max(lon.min(), -_MOST_LONGITUDE), min(lon.max(), _MOST_LONGITUDE)
        south, north = max(lat.min(), -_MOST_LATITUDE), min(lat.max(), _MOST_LATITUDE)
        return float(west), float(south), float(east), float(north)

    def ground(self) -> Ground:
        """Return the areas of the cells."""
        from pyproj import Geod

        geod = Geod(ellps="WGS84")
        height, width = self._size
        rows, columns = _knots(height), _knots(width)
        lon, lat = self._corners(rows, columns)
        areas = np.array(
            [abs(geod.polygon_area_perimeter(x, y)[0]) / 1e6 for x, y in zip(lon, lat, strict=True)]
        ).reshape(len(rows), len(columns))
        return Ground(rows, columns, _twice_if_one(np.nan_to_num(areas, posinf=0.0)))

    def _corners(self, rows: FloatArray, columns: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the four corners of each cell of the lattice, shape ``(cells, 4)`` each."""
        down, along = (part.ravel()[:, None] for part in np.meshgrid(rows, columns, indexing="ij"))
        corner_rows, corner_columns = down + np.array([0, 0, 1, 1]), along + np.array([0, 1, 1, 0])
        lon, lat = self._degrees(corner_rows.ravel(), corner_columns.ravel())
        return lon.reshape(-1, 4), lat.reshape(-1, 4)

    def _degrees(self, rows: FloatArray, columns: FloatArray) -> tuple[FloatArray, FloatArray]:
        a, _, c, _, e, f = tuple(self._transform)[:6]
        lon, lat = self._to_degrees.transform(c + a * columns, f + e * rows)
        return np.asarray(lon), np.asarray(lat)


def touched_provinces(
    bounds: tuple[float, float, float, float], provinces: Mapping[str, BaseGeometry]
) -> list[str]:
    """Return the codes of the provinces that the box touches, in order."""
    from shapely.geometry import box

    there = box(*bounds)
    return [code for code in sorted(provinces) if provinces[code].intersects(there)]


def elsewhere(bounds: tuple[float, float, float, float]) -> ValueProblem:
    """Return the problem of a raster that touches no province, with where it lies."""
    west, south, east, north = bounds
    swapped = touches_iran((south, west, north, east))
    hint = (
        ("شاید طول و عرض جابه‌جا شده باشد", "longitude and latitude look swapped; write it anew, east first")
        if swapped
        else ("CRS یا پرونده را بررسی کنید", "check the file, or give its system with --crs")
    )
    return ValueProblem(
        "elsewhere",
        expected=("رستری که استان‌های ایران را دربر گیرد", "a raster that touches the provinces of Iran"),
        came=f"longitude {west:.4f} to {east:.4f}, latitude {south:.4f} to {north:.4f}",
        mend=hint,
    )


def touches_iran(bounds: tuple[float, float, float, float]) -> bool:
    """Tell whether a box touches the box of Iran."""
    west, south, east, north = bounds
    return west < 64 and east > 43.5 and south < 40.5 and north > 24.5  # noqa: PLR2004  degrees


def _knots(count: int) -> FloatArray:
    return np.unique(np.linspace(0, count - 1, min(_KNOTS, count)).round())


def _twice_if_one(areas: FloatArray) -> FloatArray:
    """Let a grid of one row or column have two knots, so that there is something to interpolate between."""
    for axis in (0, 1):
        if areas.shape[axis] == 1:
            areas = np.repeat(areas, 2, axis=axis)
    return areas


def _between(knots: FloatArray, places: Iterable[int]) -> tuple[Any, FloatArray]:
    """Return for each place the knot before it, and how far it is to the next, from 0 to 1."""
    wanted = np.asarray(places, float)
    if len(knots) == 1:
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted))
    before = np.clip(np.searchsorted(knots, wanted, side="right") - 1, 0, len(knots) - 2)
    return before, (wanted - knots[before]) / (knots[before + 1] - knots[before])
