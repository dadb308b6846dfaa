"""Numbers on a grid as a cloud-optimised GeoTIFF that says what they are: the same numbers give the same bytes.

The grid's lines lie at whole multiples of its cell, so that rasters of one cell size and one coordinate system fit
onto each other whatever area they cover. A cell holds its west and south edges.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray

NODATA = -9999.0
MOST_CELLS = 50_000_000
STRIP_CELLS = 2_000_000
_TILE = 512


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of equal size, north up, counted from multiples of it.

    Parameters
    ----------
    epsg
        Code of the coordinate system.
    cell_x, cell_y
        Width and height of a cell, in units of the system, over 0.
    column, row
        Which multiple the west edge and the north edge are: the grid begins at ``column · cell_x`` and
        ends above at ``row · cell_y``.
    width, height
        Cells from west to east and from north to south.
    """

    epsg: int
    cell_x: float
    cell_y: float
    column: int
    row: int
    width: int
    height: int

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """a, b, c, d, e, f of ``x = a·column + c``, ``y = e·row + f``."""
        return self.cell_x, 0.0, self.column * self.cell_x, 0.0, -self.cell_y, self.row * self.cell_y

    def cells(self, x: npt.ArrayLike, y: npt.ArrayLike) -> IntArray:
        """Return the number of the cell of each position, row by row from the north-west.

        Raises
        ------
        InputError
            If a position lies outside.
        """
        along = np.floor(np.asarray(x, float) / self.cell_x).astype(np.int64) - self.column
        down = self.row - 1 - np.floor(np.asarray(y, float) / self.cell_y).astype(np.int64)
        outside = (along < 0) | (along >= self.width) | (down < 0) | (down >= self.height)
        if outside.any():
            raise InputError(f"{int(outside.sum())} positions lie outside the grid")
        numbers: IntArray = down * self.width + along
        return numbers

    def middles(self, first_row: int, rows: int) -> tuple[FloatArray, FloatArray]:
        """Return x and y of the middles of the cells of some rows, shape ``(rows, width)`` each."""
        x = (self.column + np.arange(self.width) + 0.5) * self.cell_x
        y = (self.row - (first_row + np.arange(rows)) - 0.5) * self.cell_y
        return np.broadcast_to(x, (rows, self.width)), np.broadcast_to(y[:, None], (rows, self.width))


@dataclass(frozen=True, slots=True)
class Band:
    """What a band holds: a name in ASCII, its unit, and what it means, Persian and English."""

    name: str
    unit: str
    meaning_fa: str
    meaning_en: str


def grid_around(
    bounds: tuple[float, float, float, float], cell: tuple[float, float], epsg: int, *, most: int = MOST_CELLS
) -> Grid:
    """Return the least grid of such cells that holds a box, its edges included.

    Parameters
    ----------
    bounds
        Least x, least y, greatest x, greatest y.
    cell
        Width and height of a cell.

    Raises
    ------
    InputError
        If the cells are not of a size, or there would be more than `most`; says which size would do.
    """
    if not all(math.isfinite(side) and side > 0 for side in cell):
        raise InputError(f"A cell must have a width and a height over 0, not {cell[0]:g} by {cell[1]:g}.")
    west, south, east, north = bounds
    across, up = (east - west) / cell[0] + 1, (north - south) / cell[1] + 1
    if not across * up <= most:
        by = math.sqrt(across * up / most) * 1.01
        raise InputError(
            f"Cells of {cell[0]:g} by {cell[1]:g} would be {across * up:,.0f}, and a raster has at most {most:,}; "
            f"take cells {by:.3g} times as wide, or one province (--province)."
        )
    column, below = math.floor(west / cell[0]), math.floor(south / cell[1])
    width, height = math.floor(east / cell[0]) - column + 1, math.floor(north / cell[1]) - below + 1
    return Grid(epsg, cell[0], cell[1], column, below + height, width, height)


def sum_in_cells(cells: IntArray, values: FloatArray) -> tuple[IntArray, FloatArray]:
    """Add up the values of each cell.

    Returns
    -------
    tuple of IntArray and FloatArray
        Numbers of the cells that have any, ascending, and their sums, in the order of the values: nothing is lost.
    """
    held, place = np.unique(np.asarray(cells, np.int64), return_inverse=True)
    sums = np.bincount(place, weights=np.asarray(values, float), minlength=len(held))
    return held, sums.astype(np.float64)


def strips(grid: Grid) -> list[tuple[int, int]]:
    """Return first row and number of rows of parts of about two million cells, from the north."""
    rows = max(1, STRIP_CELLS // grid.width)
    return [(first, min(rows, grid.height - first)) for first in range(0, grid.height, rows)]


def cog(
    grid: Grid,
    bands: Sequence[Band],
    strip: Callable[[int, int], FloatArray],
    tags: Mapping[str, str],
) -> bytes:
    """Return a cloud-optimised GeoTIFF: tiled, deflated, with overviews of means.

    Parameters
    ----------
    strip
        Gives the values of some rows (first row, number of rows), shape ``(bands, rows, width)``, `NODATA` where
        there is none; asked from the north to the south.
    tags
        What the file says of itself. Names of the TIFF standard (``TIFFTAG_…``) take ASCII only.
    """
    import rasterio
    import rasterio.shutil
    from affine import Affine

    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": len(bands),
        "dtype": "float64",
        "crs": f"EPSG:{grid.epsg}",
        "transform": Affine(*grid.transform),
        "nodata": NODATA,
        "tiled": True,
        "blockxsize": _TILE,
        "blockysize": _TILE,
        "compress": "deflate",
        "zlevel": 1,
    }
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder, rasterio.Env(GDAL_PAM_ENABLED="NO"):
        plain, target = Path(folder) / "plain.tif", Path(folder) / "cog.tif"
        with rasterio.open(plain, "w", **profile) as written:
            _describe(written, bands, tags)
            for first, rows in strips(grid):
                place = rasterio.windows.Window(0, first, grid.width, rows)
                written.write(strip(first, rows), window=place)
        rasterio.shutil.copy(
            plain,
            target,
            driver="COG",
            compress="deflate",
            predictor="yes",
            blocksize=_TILE,
            overview_resampling="average",
        )
        return target.read_bytes()


def _describe(written: Any, bands: Sequence[Band], tags: Mapping[str, str]) -> None:
    written.update_tags(AREA_OR_POINT="Area", **{name: tags[name] for name in sorted(tags) if tags[name]})
    for number, band in enumerate(bands, start=1):
        written.set_band_description(number, band.name)
        written.update_tags(number, MEANING_EN=band.meaning_en, MEANING_FA=band.meaning_fa)
    written.units = tuple(band.unit for band in bands)
