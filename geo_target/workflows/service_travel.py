"""Travel costs in the place of straight lines, for one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.geodesy import Nearest
    from geo_target.models import CostMatrix, FloatArray
    from geo_target.workflows.service_inputs import DemandPoints


IN_RADII = "service radii"
"""Unit of costs that are lengths, told in the service radius of the demand point: the radius still says who is served."""


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """Travel costs of one service: from every demand point, in order, to every facility that offers it, in order.

    Parameters
    ----------
    cost
        In any unit; what it has no cost for cannot be reached.
    threshold
        The cost that stands in the place of the service radius, over 0 and finite.
    """

    cost: CostMatrix
    threshold: float

    def __post_init__(self) -> None:
        check_threshold(self.threshold, self.cost.unit)

    @property
    def replaces_radius(self) -> bool:
        """Whether the threshold stands in the place of the service radius."""
        return self.cost.unit != IN_RADII

    def relative(self, reach: float) -> csr_array:
        """Give the costs in thresholds, up to `reach` of them, as SciPy's sparse matrix."""
        from scipy.sparse import csr_array as make_csr

        values = self.cost.values
        if isinstance(values, np.ndarray):
            row, column = np.nonzero(self.cost.within(reach * self.threshold))
            held = values[row, column]
        else:
            stored = values.tocoo()
            kept = np.isfinite(stored.data) & (stored.data <= reach * self.threshold)
            row, column, held = stored.row[kept], stored.col[kept], stored.data[kept]
        pairs = make_csr((held / self.threshold, (row, column)), shape=self.cost.shape)
        pairs.sort_indices()
        return pairs

    def nearest(self, radius_m: FloatArray) -> Nearest:
        """Find the site of least cost of each demand point, the lowest row of equals, the cost in its radius."""
        pairs = self.relative(np.inf)
        row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
        order = np.lexsort((pairs.indices, pairs.data, row))
        found, first = np.unique(row[order], return_index=True)
        distance, site = np.full(len(radius_m), np.inf), np.full(len(radius_m), -1, dtype=np.int64)
        distance[found] = pairs.data[order][first] * radius_m[found]
        site[found] = pairs.indices[order][first]
        return geodesy.Nearest(distance, site)


def check_threshold(threshold: float, unit: str) -> None:
    """Refuse a cost that cannot stand in the place of a radius.

    Raises
    ------
    InputError
        If it is not over 0 and finite.
    """
    if not 0 < threshold < np.inf:
        raise InputError(f"The threshold must be over 0 {unit} and finite, not {threshold:g}.")


def nearest_of(
    points: DemandPoints, sites: FloatArray, radius_m: FloatArray, travel: Travel | None, name: str
) -> tuple[Nearest, FloatArray]:
    """Give what is nearest to each demand point, and the straight line to it."""
    if travel is None:
        found = geodesy.nearest_site(points.lonlat, sites)
        return found, found.distance_m
    expected = (len(points.lonlat), len(sites))
    if travel.cost.shape != expected:
        raise InputError(f"travel costs of {name} must be of shape {expected}, not {travel.cost.shape}")
    nearest = travel.nearest(radius_m[points.neighbourhood])
    line_m, reached = np.full(len(points.lonlat), np.inf), nearest.site >= 0
    line_m[reached] = geodesy.geodesic_m(points.lonlat[reached], sites[nearest.site[reached]])
    return nearest, line_m
