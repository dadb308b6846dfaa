r"""How many people of a raster live in each zone: exact sums, each cell by the share of it that the zone covers.

.. math:: P_z = \sum_{c} v_c \, s_{zc}

with :math:`v_c` people in cell c and :math:`s_{zc}` the share of the cell's area inside zone z, from ``exactextract``
(Baston 2024). Method, limits and an example by hand: ``docs/methods/zonal-population.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.errors import CancelledError, InputError
from geo_target.suitability.grid import CellPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import FloatArray, IntArray
    from geo_target.suitability.grid import Grid, Unit

ZoneState = Literal["complete", "partial", "no_data", "outside"]
WINDOW_CELLS = 1_000_000
WHOLE = 1e-6
"""A cell is whole, and a zone in the raster, if less than this share of it is missing: coverage is 32-bit.

A cell of which less is covered is not touched: an edge along cells' edges is rounded to either side of them.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZonalPeople:
    """What a raster holds in each zone. All arrays have shape ``(n_zones,)``, in the order of the zones.

    Parameters
    ----------
    people
        Sum in people; NaN where `state` is ``outside`` or ``no_data``, never a quiet 0.
    cells
        Cells that the zone touches.
    partial_cells
        Of these, cells that are only partly inside the zone.
    nodata_cells
        Of these, cells without data; they add nothing to the sum.
    covered
        Area of the zone in the raster, counted in cells (sum of the shares).
    inside
        Share of the zone's area that lies in the raster, 0 to 1, in the plane of the raster.
    nodata
        Share of the covered area that has no data, 0 to 1; NaN outside.
    state
        ``complete``: in the raster, data everywhere; ``partial``: a part of it lies outside or has no data;
        ``no_data``: in the raster, no data anywhere; ``outside``: touches no cell.
    unit
        What the values of the raster are; sums are people in either case.
    resampling
        ``none``: the zones are projected to the raster, its values are used as they are.
    crs
        The raster's.
    """

    people: FloatArray
    cells: IntArray
    partial_cells: IntArray
    nodata_cells: IntArray
    covered: FloatArray
    inside: FloatArray
    nodata: FloatArray
    state: tuple[ZoneState, ...]
    unit: Unit
    crs: str
    resampling: Literal["none"] = "none"

    def __post_init__(self) -> None:
        for name in ("people", "cells", "partial_cells", "nodata_cells", "covered", "inside", "nodata"):
            getattr(self, name).setflags(write=False)


def zonal_people(
    grid: Grid,
    zones: Sequence[BaseGeometry],
    *,
    window_cells: int = WINDOW_CELLS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ZonalPeople:
    """Sum a raster of people over zones.

    Parameters
    ----------
    zones
        Polygons or multipolygons, degrees, EPSG:4326, valid, not empty. They may overlap.
    window_cells
        The most cells that are in memory at a time.
    progress
        Told how many zones of how many are done.

    Raises
    ------
    InputError
        If a zone is no polygon, or a cell of it has a negative or infinite value.
    CancelledError
        As soon as `cancelled` says so, asked before each zone.
    """
    _check(zones, window_cells)

    sums = []
    for number, zone in enumerate(zones):
        if cancelled is not None and cancelled():
            raise CancelledError("The zonal sums were stopped.")
        sums.append(_zone(grid, zone, window_cells))
        if progress is not None:
            progress(number + 1, len(zones))

    return _result(grid, sums)


def covered_cells(grid: Grid, zone: BaseGeometry, *, window_cells: int = WINDOW_CELLS) -> Iterator[CellPart]:
    """Yield the cells that a zone touches, window by window, each cell once.

    Raises
    ------
    InputError
        As `zonal_people`.
    """
    yield from _parts(grid, grid.outline(zone), window_cells)


def _check(zones: Sequence[BaseGeometry], window_cells: int) -> None:
    if window_cells < 1:
        raise InputError(f"window_cells must be 1 or more, not {window_cells}.")
    for number, zone in enumerate(zones, 1):
        if zone is None or zone.is_empty or zone.geom_type not in {"Polygon", "MultiPolygon"}:
            came = "nothing" if zone is None or zone.is_empty else zone.geom_type
            raise InputError(f"Zone {number} must be a polygon or multipolygon, not {came}.")


@dataclass(slots=True)
class _Sum:
    """What one zone has added up to so far."""

    area: float
    people: list[float]
    shares: list[float]
    shares_without: list[float]
    cells: int = 0
    partial: int = 0
    without: int = 0

    def add(self, part: CellPart) -> None:
        missing = np.isnan(part.people)
        self.cells += len(part.share)
        self.partial += int(np.count_nonzero(part.share < 1 - WHOLE))
        self.without += int(np.count_nonzero(missing))
        self.people.append(float((part.people * part.share).sum(where=~missing)))
        self.shares.append(float(part.share.sum()))
        self.shares_without.append(float(part.share.sum(where=missing)))


def _zone(grid: Grid, zone: BaseGeometry, window_cells: int) -> _Sum:
    outline = grid.outline(zone)
    total = _Sum(outline.area, [], [], [])
    for part in _parts(grid, outline, window_cells):
        total.add(part)
    return total


def _result(grid: Grid, sums: Sequence[_Sum]) -> ZonalPeople:
    covered = np.array([math.fsum(one.shares) for one in sums], float)
    without = np.array([math.fsum(one.shares_without) for one in sums], float)
    area = np.array([one.area for one in sums], float)
    cells = np.array([one.cells for one in sums], np.int64)
    nodata_cells = np.array([one.without for one in sums], np.int64)
    inside = np.clip(np.divide(covered, area, out=np.zeros_like(covered), where=area > 0), 0, 1)
    inside[inside > 1 - WHOLE] = 1.0
    state = tuple(map(_state, cells.tolist(), nodata_cells.tolist(), inside.tolist()))
    people = np.array([math.fsum(one.people) for one in sums], float)
    people[[one in {"outside", "no_data"} for one in state]] = np.nan
    return ZonalPeople(
        people=people,
        cells=cells,
        partial_cells=np.array([one.partial for one in sums], np.int64),
        nodata_cells=nodata_cells,
        covered=covered,
        inside=inside,
        nodata=np.divide(without, covered, out=np.full_like(covered, np.nan), where=covered > 0),
        state=state,
        unit=grid.unit,
        crs=grid.crs,
    )


def _state(cells: int, without: int, inside: float) -> ZoneState:
    if cells == 0:
        return "outside"
    if without == cells:
        return "no_data"
    return "complete" if without == 0 and inside == 1 else "partial"


def _parts(grid: Grid, outline: Any, window_cells: int) -> Iterator[CellPart]:
    """Yield the cells of an outline in columns and rows."""
    import shapely
    from shapely.geometry import box

    left, top, right, bottom = outline.bounds
    first_row, first_column = max(0, math.floor(top)), max(0, math.floor(left))
    last_row, last_column = min(grid.height, math.ceil(bottom)), min(grid.width, math.ceil(right))
    whole = max(last_row - first_row, 0) * max(last_column - first_column, 0)
    least = WHOLE * min(1.0, outline.area)
    for window in _windows(first_row, first_column, last_row, last_column, window_cells):
        row, column, height, width = window
        clipped = outline
        if height * width < whole:
            clipped = shapely.intersection(outline, box(column, row, column + width, row + height))
        if not clipped.is_empty and clipped.area > 0:
            yield from _window(grid, clipped, window, least)


def _windows(
    first_row: int, first_column: int, last_row: int, last_column: int, most: int
) -> Iterator[tuple[int, int, int, int]]:
    """Cut a box of cells into windows of at most `most` cells, row by row."""
    if last_row <= first_row or last_column <= first_column:
        return
    width = min(last_column - first_column, most)
    height = max(1, most // width)
    for row in range(first_row, last_row, height):
        for column in range(first_column, last_column, width):
            yield row, column, min(height, last_row - row), min(width, last_column - column)


def _window(grid: Grid, outline: Any, window: tuple[int, int, int, int], least: float) -> Iterator[CellPart]:
    """Yield the cells of one window of which an outline covers more than `least`, if any."""
    row, column, height, width = window
    if outline.area == height * width:  # a box of whole cells: nothing is left out of it
        number, share = np.arange(height * width), np.ones(height * width)
    else:
        number, share = _shares(outline, row, column, height, width, least)
    if not len(number):
        return
    down, along = np.divmod(number, width)
    people = grid.people(row, column, height, width)[down, along]
    yield CellPart(down + row, along + column, share, people)


def _shares(
    outline: Any, row: int, column: int, height: int, width: int, least: float
) -> tuple[IntArray, FloatArray]:
    """Return the numbers of the window's cells in reading order that an outline covers, and the share of each.

    exactextract is given a grid without values, so that cells without data are counted like all others. It counts
    rows from the top of y: y is turned round.
    """
    import shapely
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource
    from shapely.geometry import mapping

    turned = shapely.transform(_surfaces(outline), lambda xy: xy * np.array([1.0, -1.0]))
    blank = np.zeros((height, width), np.int8)
    raster = NumPyRasterSource(blank, column, -(row + height), column + width, -row)
    feature = {"type": "Feature", "properties": {}, "geometry": mapping(turned)}
    found = exact_extract(
        raster, [feature], ["cell_id", "coverage"], max_cells_in_memory=max(height * width, 1)
    )[0]["properties"]
    number, share = np.asarray(found["cell_id"], np.int64), np.asarray(found["coverage"], float)
    touched = share > least
    order = np.argsort(number[touched], kind="stable")
    return number[touched][order], share[touched][order]


def _surfaces(outline: Any) -> Any:
    """Return the polygons of what may also hold lines and points where it was cut."""
    from shapely.geometry import MultiPolygon

    if outline.geom_type in {"Polygon", "MultiPolygon"}:
        return outline
    parts = [part for part in outline.geoms if part.geom_type in {"Polygon", "MultiPolygon"}]
    return MultiPolygon([one for part in parts for one in getattr(part, "geoms", (part,))])
