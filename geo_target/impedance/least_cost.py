r"""Impedance over a friction raster: the way of least time from cell to neighbouring cell, eight ways.

A step from cell a to its neighbour b takes

.. math:: d_{ab} \frac{f_a + f_b}{2} \, e^{3.5 (|s_{ab} + 0.05| - 0.05)}

seconds: :math:`d` metres between the middles, :math:`f` seconds a metre, and :math:`s` the slope in the direction of
travel, **from the demand point to the site**; without elevations the last factor is 1. See
``docs/methods/travel-cost.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.models import CostMatrix, Parts, read_only

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.impedance.friction_grid import FrictionGrid
    from geo_target.models import FloatArray, IntArray

SECONDS = {"s": 1.0, "min": 60.0}


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where positions enter the raster.

    Parameters
    ----------
    cell
        Number of the passable cell of each, row by row from the north-west; -1 outside the raster.
    moved_m
        Metres from the position to the middle of that cell if the position lies in a barrier; 0 if it does not, NaN
        outside the raster.
    """

    cell: IntArray
    moved_m: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "cell", read_only(self.cell))
        object.__setattr__(self, "moved_m", read_only(self.moved_m))

    @property
    def moved(self) -> int:
        """Number of positions that were moved out of a barrier."""
        return int((self.moved_m > 0).sum())

    @property
    def outside(self) -> int:
        """Number of positions outside the raster."""
        return int((self.cell < 0).sum())


@dataclass(frozen=True, slots=True, eq=False)
class FrictionCost:
    """Travel costs, and where the demand points and the sites enter the raster."""

    cost: CostMatrix
    demand: Snapped
    sites: Snapped


def friction(
    grid: FrictionGrid,
    demand_lonlat: npt.ArrayLike,
    site_lonlat: npt.ArrayLike,
    *,
    demand_ids: Sequence[Hashable] | None = None,
    site_ids: Sequence[Hashable] | None = None,
    cutoff: float | None = None,
    unit: str = "min",
) -> FrictionCost:
    """Find the least time from every demand point to every site over a friction raster.

    From the middle of the one's cell to the middle of the other's: two in one cell cost 0.

    Parameters
    ----------
    demand_lonlat, site_lonlat
        Degrees (EPSG:4326), shapes ``(n_demand, 2)`` and ``(n_sites, 2)``.
    cutoff
        In `unit`: store only pairs up to it, itself included; the result is then sparse.
    unit
        Of the cost: ``min`` or ``s``.

    Returns
    -------
    FrictionCost
        The cost's states: ``outside`` for what lies outside the raster or beyond the cutoff, ``unreachable`` where
        barriers part the two.

    Raises
    ------
    InputError
        If the raster holds none of the demand points or none of the sites, or an option is out of range.
    """
    if unit not in SECONDS:
        raise InputError(f"unit must be s or min, not {unit}")
    if cutoff is not None and not cutoff >= 0:
        raise InputError(f"cutoff must be 0 {unit} or more, not {cutoff:g}")
    demand, sites = snap(grid, demand_lonlat, what="demand points"), snap(grid, site_lonlat, what="sites")

    cost = CostMatrix(
        _values(grid, demand.cell, sites.cell, cutoff, SECONDS[unit]),
        demand_ids=range(len(demand.cell)) if demand_ids is None else demand_ids,
        site_ids=range(len(sites.cell)) if site_ids is None else site_ids,
        unit=unit,
        cutoff=cutoff,
        parts=_parts(grid, demand.cell, sites.cell),
    )
    return FrictionCost(cost, demand, sites)


def travel_time(
    grid: FrictionGrid, site_lonlat: npt.ArrayLike, *, cutoff: float | None = None, unit: str = "min"
) -> FloatArray:
    """Find the least time from every cell to the site that is nearest by it.

    Returns
    -------
    FloatArray
        In `unit`, of the raster's shape; ``inf`` in barriers, where there is no way, and beyond the cutoff.

    Raises
    ------
    InputError
        If the raster holds none of the sites, or an option is out of range.
    """
    from geo_target.impedance.friction_kernel import surface

    if unit not in SECONDS:
        raise InputError(f"unit must be s or min, not {unit}")
    cells = snap(grid, site_lonlat, what="sites").cell
    limit = np.inf if cutoff is None else cutoff * SECONDS[unit]
    found = surface(grid.seconds_per_metre, grid.steps_m, _elevation(grid), cells[cells >= 0], limit, True)
    seconds: FloatArray = np.asarray(found, dtype=np.float64)
    return seconds / SECONDS[unit]


def snap(grid: FrictionGrid, lonlat: npt.ArrayLike, *, what: str = "positions") -> Snapped:
    """Find the cell of each position; out of a barrier to the passable cell whose middle is nearest by geodesic.

    Raises
    ------
    InputError
        If there are positions and the raster holds none of them.
    """
    positions = geodesy.check_lonlat(lonlat)
    cells = grid.cells(positions)
    if len(cells) and (cells < 0).all():
        west, south, east, north = grid.bounds_lonlat()
        raise InputError(
            f"The raster holds none of the {len(cells):,} {what}: it reaches from {west:.4g} to {east:.4g} degrees "
            f"east and from {south:.4g} to {north:.4g} degrees north; take one that covers them."
        )
    moved = np.where(cells < 0, np.nan, 0.0)
    stuck = np.flatnonzero((cells >= 0) & ~grid.passable.ravel()[cells])
    if stuck.size:
        shore = _shore(grid)
        nearest = geodesy.nearest_site(positions[stuck], grid.middles(shore))
        cells[stuck], moved[stuck] = shore[nearest.site], nearest.distance_m
    return Snapped(cells, moved)


def _shore(grid: FrictionGrid) -> IntArray:
    """Passable cells beside a barrier: out of a barrier one of them is the nearest."""
    from scipy import ndimage

    beside = ndimage.binary_dilation(~grid.passable, np.ones((3, 3)))
    return np.flatnonzero(beside & grid.passable)


def _values(
    grid: FrictionGrid, demand: IntArray, sites: IntArray, cutoff: float | None, seconds: float
) -> FloatArray | csr_array:
    """Cost of every pair, dense without a cutoff and CSR with one; searched from the side with fewer cells."""
    from scipy.sparse import csr_array as make_csr

    from geo_target.impedance.friction_kernel import pair_costs

    starts, ends = np.unique(demand[demand >= 0]), np.unique(sites[sites >= 0])
    limit = np.inf if cutoff is None else cutoff * seconds
    backwards = len(ends) <= len(starts)
    sources, targets = (ends, starts) if backwards else (starts, ends)
    layout = (grid.seconds_per_metre, grid.steps_m, _elevation(grid))
    source, target, cost = pair_costs(*layout, sources, targets, limit, backwards)
    row, column = (target, source) if backwards else (source, target)

    at, to = np.searchsorted(starts, demand), np.searchsorted(ends, sites)
    if cutoff is None:
        table = np.full((len(starts) + 1, len(ends) + 1), np.inf)  # the last: outside
        table[row, column] = cost / seconds
        dense: FloatArray = table[np.where(demand < 0, -1, at)[:, None], np.where(sites < 0, -1, to)[None, :]]
        return dense
    between = make_csr(
        (cost / seconds, (row, column)), shape=(len(starts), len(ends))
    )  # a stored 0 is a cost of 0
    return _spread(between, np.where(demand < 0, -1, at), np.where(sites < 0, -1, to))


def _spread(between: csr_array, at: IntArray, to: IntArray) -> csr_array:
    """Pairs of positions out of pairs of cells, zeros kept; -1 has none."""
    from scipy.sparse import csr_array as make_csr

    inside = np.flatnonzero(to >= 0)
    order = inside[np.argsort(to[inside], kind="stable")]
    first = np.searchsorted(to[order], np.arange(between.shape[1] + 1))
    per_cell = np.diff(first)
    rows, columns, costs = [], [], []
    for row in np.flatnonzero(at >= 0):
        held = slice(between.indptr[at[row]], between.indptr[at[row] + 1])
        cells = between.indices[held]
        columns.append(np.concatenate([order[first[c] : first[c + 1]] for c in cells] or [order[:0]]))
        costs.append(np.repeat(between.data[held], per_cell[cells]))
        rows.append(np.full(len(columns[-1]), row))
    if not rows:
        return make_csr((len(at), len(to)), dtype=np.float64)
    place = (np.concatenate(rows), np.concatenate(columns))
    return make_csr((np.concatenate(costs), place), shape=(len(at), len(to)))


def _parts(grid: FrictionGrid, demand: IntArray, sites: IntArray) -> Parts:
    from scipy import ndimage

    labels, _ = ndimage.label(grid.passable, np.ones((3, 3)))
    flat = labels.ravel().astype(np.int64) - 1
    return Parts(*(np.where(cells < 0, -1, flat[cells]) for cells in (demand, sites)))


def _elevation(grid: FrictionGrid) -> FloatArray:
    return np.empty((0, 0)) if grid.elevation_m is None else grid.elevation_m
