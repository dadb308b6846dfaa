"""Coverage gaps on a grid: whom the service does not reach, summed in cells, and how far the nearest facility is.

Arrays only: no store, no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.exchange.raster import NODATA, Band, Grid, sum_in_cells
from geo_target.workflows.service_scores import points_met

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import BoolArray, FloatArray
    from geo_target.profile import Profile
    from geo_target.workflows.service_scores import DemandPoints, Facilities, Neighbourhoods

DEMAND_WORDS = {
    "population": ("جمعیت", "people"),
    "households": ("خانوارها", "households"),
    "job_seekers": ("جویندگان کار", "job seekers"),
    "women_heads_of_household": ("زنان سرپرست خانوار", "women heads of household"),
}


@dataclass(frozen=True, slots=True, eq=False)
class PointGaps:
    """What each demand point adds to its cell.

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n, 2)``.
    unserved, demand
        The service's demand that is not met (by coverage: beyond the service radius), and all of it, shape ``(n,)``.
    people
        Population, shape ``(n,)``.
    sites
        Operating facilities of the service, degrees, shape ``(n_sites, 2)``.
    """

    lonlat: FloatArray
    unserved: FloatArray
    demand: FloatArray
    people: FloatArray
    sites: FloatArray

    def of(self, chosen: BoolArray) -> PointGaps:
        """Return the gaps of some of the points; the facilities stay."""
        return PointGaps(
            self.lonlat[chosen], self.unserved[chosen], self.demand[chosen], self.people[chosen], self.sites
        )


def point_gaps(
    areas: Neighbourhoods, points: DemandPoints, facilities: Facilities, profile: Profile, service: str
) -> PointGaps:
    r"""Share out each neighbourhood's demand among its demand points and tell which part is not met there.

    .. math:: d_i = D_g \, p_i \Big/ \sum_{j \in g} p_j, \qquad u_i = d_i (1 - m_i)

    with :math:`m_i` the share of the need at the point that the profile's measure of the service says is met: so over
    a neighbourhood the sums are its demand and its ``unserved`` of a score run. A neighbourhood without people at
    its points has nowhere to put its demand: 0, as in a score run.

    Raises
    ------
    RefusedError
        If the measure needs supply that is not known.
    """
    found, met = points_met(areas, points, facilities, profile, service)
    demand = found.point_demand
    sites = facilities.lonlat[found.offered]
    return PointGaps(points.lonlat, demand * (1.0 - met), demand, points.population, sites)


def gap_bands(service: str, demand: str) -> tuple[Band, ...]:
    """Return what the four bands hold."""
    fa, en = DEMAND_WORDS[demand]
    return (
        Band(
            "unserved",
            demand,
            f"{fa} بدون دسترسی کافی، جمع نقطه‌های تقاضا در خانه",
            f"{en} whose need of {service} is not met, summed over the demand points in the cell",
        ),
        Band(
            "demand",
            demand,
            f"همهٔ {fa} در نقطه‌های تقاضای خانه",
            f"all {en} at the demand points in the cell",
        ),
        Band(
            "nearest_m",
            "m",
            "فاصلهٔ میانهٔ خانه تا نزدیک‌ترین مرکز فعال، خط راست روی بیضوی، به متر کامل",
            "geodesic from the middle of the cell to the nearest operating facility, in whole metres",
        ),
        Band(
            "people",
            "population",
            "جمعیت نقطه‌های تقاضا در خانه",
            "population of the demand points in the cell",
        ),
    )


def gap_strips(
    grid: Grid,
    gaps: PointGaps,
    xy: tuple[FloatArray, FloatArray],
    area: BaseGeometry,
    to_lonlat: Callable[[FloatArray, FloatArray], FloatArray],
) -> Callable[[int, int], FloatArray]:
    """Return the function that gives the four bands of some rows of a grid.

    A cell has data if its middle lies in the area, or a demand point in the cell; without people it has 0. Where
    no facility operates at all, no cell has a distance.

    Parameters
    ----------
    xy
        The demand points in the grid's coordinate system, two arrays of shape ``(n,)``.
    area
        In the grid's coordinate system.
    to_lonlat
        From x and y of the grid, shape ``(n,)``, to degrees (EPSG:4326), shape ``(n, 2)``; not finite where a
        position is nowhere on the Earth.
    """
    cells = grid.cells(*xy)
    held, unserved = sum_in_cells(cells, gaps.unserved)
    sums = np.stack([unserved, sum_in_cells(cells, gaps.demand)[1], sum_in_cells(cells, gaps.people)[1]])

    def strip(first: int, rows: int) -> FloatArray:
        values = np.full((4, rows * grid.width), NODATA)
        inside = _inside(grid, first, rows, area)
        begin, end = np.searchsorted(held, [first * grid.width, (first + rows) * grid.width])
        here = held[begin:end] - first * grid.width
        inside[here] = True
        for band, sum_of in zip((0, 1, 3), sums, strict=True):
            values[band, inside] = 0.0
            values[band, here] = sum_of[begin:end]
        there = np.flatnonzero(inside)
        x, y = (part.reshape(-1)[there] for part in grid.middles(first, rows))
        values[2, there] = _nearest(to_lonlat(x, y), gaps.sites)
        return values.reshape(4, rows, grid.width)

    return strip


def _inside(grid: Grid, first: int, rows: int, area: BaseGeometry) -> BoolArray:
    from affine import Affine
    from rasterio.features import geometry_mask

    a, b, c, d, e, f = grid.transform
    transform = Affine(a, b, c, d, e, f + e * first)
    if area.is_empty:
        return np.zeros(rows * grid.width, np.bool_)
    inside: BoolArray = geometry_mask(
        [area], out_shape=(rows, grid.width), transform=transform, invert=True
    ).reshape(-1)
    return inside


def _nearest(lonlat: FloatArray, sites: FloatArray) -> FloatArray:
    """Return the distance of each place to the nearest site in whole metres; `NODATA` where there is none."""
    on_earth = np.isfinite(lonlat).all(axis=1)
    metres = np.full(len(lonlat), NODATA)
    if len(sites):
        # Whole metres: the middle of a cell is no more exact, and the file is a quarter of the size.
        metres[on_earth] = geodesy.nearest_site(lonlat[on_earth], sites).distance_m.round()
    return metres
