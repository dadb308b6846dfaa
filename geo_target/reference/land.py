"""Is a point on land, and in the country? Even-odd rule on rings of whole microdegrees, without a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_target.models import BoolArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """All edges of some polygons, in whole microdegrees, shape ``(n, 4)``: from lon, lat to lon, lat."""

    edges: IntArray

    def covers(self, points: IntArray) -> BoolArray:
        """Say for each point, shape ``(n, 2)``, whether an odd number of edges lies to the east of it.

        Exact, because the products stay far below 2**63. A point on an edge may fall on either side.
        """
        low, high = points.min(axis=0), points.max(axis=0)
        lat_a, lat_b = self.edges[:, 1], self.edges[:, 3]
        near = (np.minimum(lat_a, lat_b) <= high[1]) & (np.maximum(lat_a, lat_b) >= low[1])
        near &= np.maximum(self.edges[:, 0], self.edges[:, 2]) >= low[0]

        inside = np.zeros(len(points), dtype=bool)
        lon, lat = points[:, 0], points[:, 1]
        for ax, ay, bx, by in self.edges[near]:
            crosses = (ay > lat) != (by > lat)
            east = (bx - ax) * (lat - ay) - (lon - ax) * (by - ay)
            inside ^= crosses & ((east > 0) if by > ay else (east < 0))
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Where people can live: land, without lakes, and for inland cities within the country."""

    land: Surface
    lakes: Surface
    country: Surface

    def is_dry(self, points: IntArray) -> BoolArray:
        """Say for each point, microdegrees ``(n, 2)``, whether it is on land and in no lake."""
        return self.land.covers(points) & ~self.lakes.covers(points)

    def is_habitable(self, points: IntArray, centre: IntArray) -> BoolArray:
        """Dry ground on the same side of the border as `centre`, microdegrees ``(2,)``.

        Natural Earth draws the coast coarsely: a centre outside the country's outline puts no bound.
        """
        dry = self.is_dry(points)
        if self.country.covers(centre[None, :])[0]:
            dry &= self.country.covers(points)
        return dry


def surface(polygons: Iterable[list[list[list[float]]]]) -> Surface:
    """Collect the edges of polygons given as lists of rings of ``[lon, lat]`` in degrees."""
    edges = [np.zeros((0, 4), dtype=np.int64)]
    for rings in polygons:
        for ring in rings:
            points = np.array([[round(x * 1e6), round(y * 1e6)] for x, y in ring], dtype=np.int64)
            edges.append(np.hstack([points[:-1], points[1:]]))
    return Surface(np.concatenate(edges))
