"""How fast each cell of a raster lets people through, and how large its cells really are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.models import read_only

if TYPE_CHECKING:
    import numpy.typing as npt
    from pyproj import CRS, Transformer

    from geo_target.models import BoolArray, FloatArray, IntArray

MOST_STRETCH = 0.01
"""How much longer or shorter than on the ground a plane's lengths may be."""


@dataclass(frozen=True, eq=False)
class FrictionGrid:
    """Seconds that a metre takes in each cell of a raster, north up.

    Parameters
    ----------
    seconds_per_metre
        Shape ``(rows, columns)``, from the north-west. Over 0 is passable; NaN, ``inf``, 0 and what is negative is a
        barrier, which nobody crosses. (0 would be travel without time.)
    west, north
        Edges of the raster in its coordinate system.
    cell_x, cell_y
        Width and height of a cell in the unit of the coordinate system, over 0.
    crs
        Anything that pyproj reads: a code like ``EPSG:4326``, WKT.
    elevation_m
        Metres, same shape; then a step takes longer or shorter by Tobler's hiking function. NaN is not known: steps
        to and from there are level (`without_elevation` counts the cells).

    Raises
    ------
    InputError
        If shapes or sizes do not fit, no cell is passable, or the coordinate system is missing or has no unit of
        length or angle.
    """

    seconds_per_metre: FloatArray
    west: float
    north: float
    cell_x: float
    cell_y: float
    crs: str
    elevation_m: FloatArray | None = None

    def __post_init__(self) -> None:
        friction = np.array(self.seconds_per_metre, dtype=np.float64)
        if friction.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise InputError(f"friction must have rows and columns, not {friction.ndim} dimensions")
        friction[~(np.isfinite(friction) & (friction > 0))] = np.inf
        if not np.isfinite(friction).any():
            raise InputError(
                "The friction raster has no passable cell: every value is 0, negative or without data."
            )
        friction.setflags(write=False)
        object.__setattr__(self, "seconds_per_metre", friction)
        if not all(np.isfinite(size) and size > 0 for size in (self.cell_x, self.cell_y)):
            raise InputError(
                f"A cell must have a width and a height over 0, not {self.cell_x} by {self.cell_y}."
            )
        self._check_lengths()
        if self.elevation_m is not None:
            elevation = read_only(np.asarray(self.elevation_m, dtype=np.float64))
            if elevation.shape != friction.shape:
                raise InputError(f"elevation must be of shape {friction.shape}, not {elevation.shape}")
            object.__setattr__(self, "elevation_m", elevation)

    @cached_property
    def reference(self) -> CRS:
        """The coordinate system."""
        return _with_unit(self.crs)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.seconds_per_metre.shape
        return rows, columns

    @property
    def passable(self) -> BoolArray:
        """Which cells are no barriers, shape ``(rows, columns)``."""
        return np.isfinite(self.seconds_per_metre)

    @property
    def without_elevation(self) -> int:
        """Number of passable cells whose elevation is not known, where an elevation is given."""
        return 0 if self.elevation_m is None else int((self.passable & np.isnan(self.elevation_m)).sum())

    @cached_property
    def steps_m(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Metres between the middles of neighbours, by row.

        Returns
        -------
        tuple of FloatArray
            To the east or west within each row, shape ``(rows,)``; from each row to the one below, straight and
            slantwise, shape ``(rows - 1,)``. In degrees they are geodesics; in a plane its own lengths.
        """
        rows = self.shape[0]
        if not self.reference.is_geographic:
            metre = float(self.reference.axis_info[0].unit_conversion_factor)
            wide, high = self.cell_x * metre, self.cell_y * metre
            return np.full(rows, wide), np.full(rows - 1, high), np.full(rows - 1, np.hypot(wide, high))
        lat = self.north - (np.arange(rows) + 0.5) * self.cell_y
        here = np.column_stack([np.zeros(rows), lat])
        aside = here + np.array([self.cell_x, 0.0])
        return (
            geodesy.geodesic_m(here, aside),
            geodesy.geodesic_m(here[:-1], here[1:]),
            geodesy.geodesic_m(here[:-1], aside[1:]),
        )

    def cells(self, lonlat: FloatArray) -> IntArray:
        """Find the cell of each position, row by row from the north-west; -1 outside the raster.

        A cell holds its west and north edges.
        """
        rows, columns = self.shape
        x, y = self._transformer().transform(lonlat[:, 0], lonlat[:, 1]) if len(lonlat) else np.empty((2, 0))
        along = np.floor((np.asarray(x) - self.west) / self.cell_x)
        down = np.floor((self.north - np.asarray(y)) / self.cell_y)
        inside = (along >= 0) & (along < columns) & (down >= 0) & (down < rows)
        return np.where(inside, np.where(inside, down, 0) * columns + np.where(inside, along, 0), -1).astype(
            np.int64
        )

    def middles(self, cells: IntArray) -> FloatArray:
        """Longitude and latitude in degrees of the middles of cells, shape ``(n, 2)``."""
        return self._lonlat(*np.divmod(cells, self.shape[1]))

    def _lonlat(self, down: npt.ArrayLike, along: npt.ArrayLike) -> FloatArray:
        down, along = np.asarray(down, np.float64), np.asarray(along, np.float64)
        x, y = self.west + (along + 0.5) * self.cell_x, self.north - (down + 0.5) * self.cell_y
        lon, lat = self._transformer(back=True).transform(x, y)
        return np.column_stack([lon, lat])

    def bounds_lonlat(self) -> tuple[float, float, float, float]:
        """West, south, east and north edges in degrees, for people to read."""
        rows, columns = self.shape
        east, south = self.west + columns * self.cell_x, self.north - rows * self.cell_y
        found = self._transformer(back=True).transform_bounds(self.west, south, east, self.north)
        return float(found[0]), float(found[1]), float(found[2]), float(found[3])

    def _check_lengths(self) -> None:
        """Refuse a plane whose lengths are not those of the earth, as Web Mercator's far from the equator."""
        if self.reference.is_geographic:
            return
        rows, columns = self.shape
        wide = self.cell_x * float(self.reference.axis_info[0].unit_conversion_factor)
        for row in {0, rows // 2, rows - 1}:
            for column in {0, columns // 2, columns - 1}:
                ends = self._lonlat(np.array([row, row]), column + np.array([-0.5, 0.5]))
                metres = float(geodesy.geodesic_m(ends[:1], ends[1:])[0])
                if not abs(metres / wide - 1) <= MOST_STRETCH:
                    raise InputError(
                        f"In the raster's coordinate system {self.reference.name!r} a cell of {wide:,.1f} m is "
                        f"{metres:,.1f} m on the ground; reproject the raster to EPSG:4326 or to a UTM zone."
                    )

    def _transformer(self, *, back: bool = False) -> Transformer:
        from pyproj import Transformer

        start, end = (self.reference, "EPSG:4326") if back else ("EPSG:4326", self.reference)
        return Transformer.from_crs(start, end, always_xy=True)


def _with_unit(crs: str | None) -> CRS:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not crs:
        raise InputError(
            "The raster has no coordinate system; give it one: gdal_edit.py -a_srs EPSG:4326 FILE"
        )
    try:
        reference = CRS.from_user_input(crs)
    except CRSError as error:
        raise InputError(f"The raster's coordinate system is not known: {str(crs)[:80]}") from error
    if not geodesy.has_ground_unit(reference):
        raise InputError(
            f"The raster's coordinate system {reference.name!r} has no unit of length on the earth; "
            "reproject the raster to one that has, for example EPSG:4326."
        )
    return reference
