"""A raster of people as the methods see it: where its cells lie, and a way to read a window of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import FloatArray, IntArray

    ReadWindow = Callable[[int, int, int, int], FloatArray]

Unit = Literal["people_per_cell", "people_per_km2"]
UNITS = ("people_per_cell", "people_per_km2")
_LONGEST_EDGE = 0.005
"""Degrees: a straight edge of half a kilometre bends by less than a centimetre in any projection of the country."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A raster of people that is read window by window and never resampled.

    Parameters
    ----------
    crs
        Anything that pyproj reads: ``EPSG:32639``, WKT. Geographic or projected, so that its units lie on the ground.
    transform
        a, b, c, d, e, f of ``x = a·column + c``, ``y = e·row + f`` in units of the CRS; b and d are 0: not turned.
    unit
        What a value of the file is; said in every result. `read` gives people in either case.
    read
        Of first row, first column, height and width (cells, from 0): people in each whole cell, shape
        ``(height, width)``; NaN where there is no data.

    Raises
    ------
    InputError
        For a raster without cells, turned, or of a CRS that is missing, unknown or has no units on the ground.
    """

    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs: str
    unit: Unit
    read: ReadWindow
    _to_grid: Any = field(init=False, repr=False)
    _to_degrees: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        a, b, _, d, e, _ = self.transform
        if self.width < 1 or self.height < 1:
            raise InputError(f"A raster must have cells, not {self.width} columns and {self.height} rows.")
        if not all(map(math.isfinite, self.transform)) or a == 0 or e == 0 or b != 0 or d != 0:
            raise InputError(
                f"A raster must not be turned or sheared, not {self.transform}; use gdalwarp first."
            )
        if self.unit not in UNITS:
            raise InputError(f"The unit must be one of {', '.join(UNITS)}, not {self.unit!r}.")

        to_grid, to_degrees = _transformers(self.crs)
        object.__setattr__(self, "_to_grid", to_grid)
        object.__setattr__(self, "_to_degrees", to_degrees)

    def outline(self, zone: BaseGeometry) -> BaseGeometry:
        """Return a zone in columns and rows of the grid: x is columns from the west edge, y rows from the first.

        Its edges are straight in degrees (EPSG:4326): they are cut into pieces of at most 0.005° before each corner is
        projected, so that they bend as they should. The raster is never moved.

        Raises
        ------
        InputError
            If the zone cannot be in this CRS at all.
        """
        import shapely

        a, _, c, _, e, f = self.transform
        pieces = shapely.segmentize(zone, _LONGEST_EDGE)

        def to_cells(lonlat: FloatArray) -> FloatArray:
            x, y = self._to_grid.transform(lonlat[:, 0], lonlat[:, 1])
            return np.column_stack([(np.asarray(x) - c) / a, (np.asarray(y) - f) / e])

        placed = shapely.transform(pieces, to_cells)
        if not np.isfinite(shapely.get_coordinates(placed)).all():
            raise InputError(
                f"A zone has corners that are no place in the raster's system ({self.crs[:40]})."
            )
        return placed if placed.is_valid else shapely.make_valid(placed)

    def lonlat(self, columns: FloatArray, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the degrees (EPSG:4326) of places given in columns and rows, middles being halves."""
        a, _, c, _, e, f = self.transform
        lon, lat = self._to_degrees.transform(c + a * np.asarray(columns), f + e * np.asarray(rows))
        return np.asarray(lon, float), np.asarray(lat, float)

    def people(self, row: int, column: int, height: int, width: int) -> FloatArray:
        """Return the people of a window; NaN is no data.

        Raises
        ------
        InputError
            If a value is negative or infinite.
        """
        values = np.asarray(self.read(row, column, height, width), float)
        if values.shape != (height, width):
            raise InputError(f"A window of {height} by {width} cells was read as {values.shape}.")
        wrong = np.isinf(values) | (values < 0)
        if wrong.any():
            down, along = (int(place[0]) for place in np.nonzero(wrong))
            raise InputError(
                f"People in a cell must be 0 or more, not {values[down, along]:g} in row {row + down + 1}, column "
                f"{column + along + 1} ({int(wrong.sum())} such cells in this window); name its value for no data."
            )
        return values


@dataclass(frozen=True, slots=True, eq=False)
class CellPart:
    """The cells that a zone touches, in reading order.

    Parameters
    ----------
    rows, columns
        From 0, shape ``(n,)``.
    share
        Share of the cell's area inside the zone, over 0 to 1.
    people
        In the whole cell; NaN: no data.
    """

    rows: IntArray
    columns: IntArray
    share: FloatArray
    people: FloatArray


def _transformers(crs: str) -> tuple[Any, Any]:
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    if not crs or not str(crs).strip():
        raise InputError("The raster has no coordinate system (CRS); say which with --crs, as EPSG:32639.")
    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise InputError(
            f"The coordinate system {str(crs)[:60]!r} is not known; name it as EPSG:32639."
        ) from error
    if not geodesy.has_ground_unit(known):
        raise InputError(
            "The raster's coordinate system must be geographic or projected, in degrees or a known unit of length, "
            f"not {known.type_name} ({known.name}): its units are not on the ground; give the right one with --crs."
        )
    degrees = CRS.from_epsg(4326)
    return (
        Transformer.from_crs(degrees, known, always_xy=True),
        Transformer.from_crs(known, degrees, always_xy=True),
    )
