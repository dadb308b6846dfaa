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


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """Travel costs of one service: from every demand point, in order, to every facility that offers it, in order.

    Parameters
    ----------
    cost
        In any unit; what it has no cost for cannot be reached.
    threshold
        The cost that stands in the place of the service radius, over 0.
    """

    cost: CostMatrix
    threshold: float

    def __post_init__(self) -> None:
        if not self.threshold > 0:
            raise InputError(f"The threshold must be over 0 {self.cost.unit}, not {self.threshold:g}")

    def relative(self, reach: float) -> csr_array:
        """Give the costs in thresholds, up to `reach` of them, as SciPy's sparse matrix."""
        from scipy.sparse import csr_array as make_csr

        within = make_csr(self.cost.within(reach * self.threshold)).tocoo()
        values = self.cost.values
        held = np.asarray(values[within.row, within.col], dtype=np.float64).ravel()
        pairs = make_csr((held / self.threshold, (within.row, within.col)), shape=self.cost.shape)
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
