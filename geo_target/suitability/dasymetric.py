r"""A neighbourhood's people spread over the cells of a population raster, none lost: dasymetric mapping.

.. math:: q_c = P \, \frac{v_c s_c}{\sum_k v_k s_k}

with P the neighbourhood's own population, :math:`v_c` the raster's people in cell c and :math:`s_c` the share of the
cell inside; whole people by the method of the largest remainder (Hamilton). The list says how many, the raster only
where. Method, limits and an example by hand: ``docs/methods/zonal-population.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.errors import InputError
from geo_target.suitability.grid import CellPart
from geo_target.suitability.zonal import WHOLE, WINDOW_CELLS, covered_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.suitability.grid import Grid

SpreadState = Literal["by_raster", "nobody", "outside", "partly_outside", "no_people"]
_TIE_DECIMALS = 6
LEAST_INSIDE = 0.99
"""A zone of which less than this lies in the raster is not spread: its people would be pushed into the rest of it."""


@dataclass(frozen=True, slots=True, eq=False)
class SpreadZone:
    """Where the people of one zone live.

    Parameters
    ----------
    state
        ``by_raster``: spread; ``nobody``: the zone has no people. In the other states nothing is spread, and the caller
        keeps what the zone had: ``outside``: it touches no cell; ``partly_outside``: less than `LEAST_INSIDE` of it is
        in the raster; ``no_people``: the raster has nobody in it, or no data.
    lon, lat
        Degrees (EPSG:4326) of the middle of the covered part of each cell or block, from north to south (as the rows of
        the raster run), shape ``(n,)``.
    population
        People at each, 1 or more; they add up to the zone's.
    """

    state: SpreadState
    lon: FloatArray
    lat: FloatArray
    population: IntArray


def spread_people(
    grid: Grid,
    zone: BaseGeometry,
    population: int,
    *,
    block: int = 1,
    window_cells: int = WINDOW_CELLS,
) -> SpreadZone:
    """Spread a zone's people over its cells, in proportion to the raster's people in the covered part of each.

    Parameters
    ----------
    zone
        Polygon or multipolygon, degrees, EPSG:4326.
    population
        People of the zone, 0 or more, whatever the raster says.
    block
        Points are made of blocks of `block` by `block` cells, counted from the raster's first; a block has the sum of
        its cells' people, so that a coarser set is the sum of a finer one.

    Raises
    ------
    InputError
        For a population or a block that cannot be, and as `zonal_people`.
    """
    if population < 0 or int(population) != population:
        raise InputError(f"A zone must have 0 or more whole people, not {population}.")
    if block < 1 or int(block) != block:
        raise InputError(f"block must be a whole number of cells from 1, not {block}.")
    if population == 0:
        return _nothing("nobody")

    outline = grid.outline(zone)
    cells = _joined(list(covered_cells(grid, zone, window_cells=window_cells)))
    weight = np.nan_to_num(cells.people, nan=0.0) * cells.share
    if not len(weight):
        return _nothing("outside")
    if math.fsum(cells.share) < LEAST_INSIDE * outline.area:
        return _nothing("partly_outside")
    if not weight.any():
        return _nothing("no_people")

    people = apportion(int(population), weight)
    lived_in = people > 0
    x, y = _middles(outline, cells, lived_in)
    return _points(grid, outline, cells, lived_in, people[lived_in], x, y, block)


def apportion(total: int, weights: Sequence[float] | FloatArray) -> IntArray:
    """Share out whole people by weight, none lost: largest remainder, at a tie (to a millionth) the earlier one.

    Parameters
    ----------
    weights
        0 or more, one of them over 0 unless `total` is 0, shape ``(n,)``.

    Returns
    -------
    IntArray
        Shape ``(n,)``; adds up to `total`; less than 1 away from the exact share of each; 0 where the weight is 0.

    Raises
    ------
    InputError
        If a weight is negative or not finite, or people are left and nobody has a weight.
    """
    given = np.asarray(weights, float)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or total < 0:
        raise InputError(
            "People are shared out by finite weights of 0 or more, in one row, and are 0 or more."
        )
    if total == 0:
        return np.zeros(len(given), np.int64)
    most = float(given.max(initial=0.0))
    if most == 0:
        raise InputError(f"{total} people cannot be shared out: every weight is 0.")

    scaled = given / most  # so that weights near the end of the range of numbers add up
    quota = total * (scaled / math.fsum(scaled))
    shares = np.floor(quota).astype(np.int64)
    left = total - int(shares.sum())
    remainder = np.round(quota - shares, _TIE_DECIMALS)  # what differs by rounding alone is a tie
    first = np.lexsort((np.arange(len(quota)), -remainder))
    first = first[quota[first] > 0]
    shares[first[:left] if left >= 0 else first[::-1][:-left]] += 1 if left >= 0 else -1
    return shares


def _nothing(state: SpreadState) -> SpreadZone:
    return SpreadZone(state, np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


def _joined(parts: Sequence[CellPart]) -> CellPart:
    """Return all parts as one, in reading order of the whole raster, however it was cut into windows."""
    if not parts:
        none = np.zeros(0, np.int64)
        return CellPart(none, none, np.zeros(0), np.zeros(0))
    rows, columns = (np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "columns"))
    order = np.lexsort((columns, rows))
    share, people = (np.concatenate([getattr(part, name) for part in parts]) for name in ("share", "people"))
    return CellPart(rows[order], columns[order], share[order], people[order])


def _middles(outline: Any, cells: CellPart, chosen: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the middle of the covered part of each chosen cell, in columns and rows; always inside the outline."""
    import shapely

    columns, rows, share = cells.columns[chosen], cells.rows[chosen], cells.share[chosen]
    x, y = columns.astype(float) + 0.5, rows.astype(float) + 0.5
    cut = np.flatnonzero(share < 1 - WHOLE)
    boxes = shapely.box(columns[cut], rows[cut], columns[cut] + 1, rows[cut] + 1)
    covered = shapely.intersection(outline, boxes)
    middle = shapely.centroid(covered)
    astray = ~shapely.contains_properly(outline, middle)
    middle[astray] = shapely.point_on_surface(covered[astray])
    x[cut], y[cut] = shapely.get_x(middle), shapely.get_y(middle)
    return x, y


def _points(
    grid: Grid,
    outline: Any,
    cells: CellPart,
    chosen: BoolArray,
    people: IntArray,
    x: FloatArray,
    y: FloatArray,
    block: int,
) -> SpreadZone:
    import shapely

    places = np.column_stack([cells.rows[chosen] // block, cells.columns[chosen] // block])
    _, owner = np.unique(places, axis=0, return_inverse=True)
    owner = owner.reshape(-1)
    total = np.bincount(owner, people).astype(np.int64)
    mean_x, mean_y = (np.bincount(owner, people * value) / total for value in (x, y))

    heaviest = np.lexsort((np.arange(len(owner)), -people, owner))
    first = heaviest[np.unique(owner[heaviest], return_index=True)[1]]
    astray = ~shapely.contains_xy(outline, mean_x, mean_y)
    mean_x[astray], mean_y[astray] = x[first][astray], y[first][astray]
    lon, lat = grid.lonlat(mean_x, mean_y)
    return SpreadZone("by_raster", lon, lat, total)
