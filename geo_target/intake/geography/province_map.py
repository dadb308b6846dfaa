"""How far a place lies from a province: areas in degrees and in metres, ready to be asked for many places at once.

Metres are those of a conformal projection of Iran (Lambert, true at 28° and 37° north). It finds the nearest place
of a border; the distance told is the geodesic to it. What the projection stretches (under 0.6 %) can change which
of two equally near places is found, not whether a distance is right.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.geodesy import geodesic_m

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from geo_target.models import BoolArray, FloatArray, IntArray

METRES = "+proj=lcc +lat_1=28 +lat_2=37 +lat_0=32.5 +lon_0=53.5 +ellps=WGS84 +units=m"
_LONGEST_EDGE_DEGREES = 0.1
_SHORTEST_DEGREE_M = 60_000.0
"""A degree of longitude is longer than this up to 57° north."""


class ProvinceMap:
    """The areas of the provinces, prepared once. Never changes.

    Parameters
    ----------
    areas
        Code of a province to its area, EPSG:4326. Empty ones are left out.
    """

    def __init__(self, areas: Mapping[str, BaseGeometry]) -> None:
        self.codes = tuple(sorted(code for code, area in areas.items() if not area.is_empty))
        self.areas = np.array([areas[code] for code in self.codes] + [None], dtype=object)[:-1]
        shapely.prepare(self.areas)
        self._number = {code: number for number, code in enumerate(self.codes)}
        self._edges: dict[int, _Border] = {}
        self._metric: dict[float, dict[int, BaseGeometry]] = {}

    def numbers(self, codes: Sequence[str | None]) -> IntArray:
        """Return the place of each code in ``codes``; -1 where it is None or has no area."""
        known = self._number
        return np.fromiter((known.get(code, -1) if code else -1 for code in codes), np.int64, len(codes))

    def distance_m(
        self, lon: FloatArray, lat: FloatArray, number: IntArray, *, limit_m: float = np.inf
    ) -> FloatArray:
        """Return metres from each place to its province; 0 inside, NaN where there is no province or no place.

        Parameters
        ----------
        limit_m
            Beyond it the answer may be infinite, and is quick.
        """
        distance = np.full(len(lon), np.nan)
        usable = are_degrees(lon, lat)
        for province in np.unique(number[usable & (number >= 0)]).tolist():
            rows = np.flatnonzero(usable & (number == province))
            near = self._in_box(lon[rows], lat[rows], province, limit_m)
            distance[rows[~near]] = np.inf
            distance[rows[near]] = self._from_one(lon[rows[near]], lat[rows[near]], province)
        return distance

    def containing(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the number of the province that each place lies in; -1 in none; on a border the first."""
        found = np.full(len(lon), -1)
        usable = np.flatnonzero(are_degrees(lon, lat))
        for province in reversed(range(len(self.codes))):
            inside = shapely.intersects_xy(self.areas[province], lon[usable], lat[usable])
            found[usable[inside]] = province
        return found

    def around(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return the number of the province that each place lies in, or of the nearest, and the metres to it.

        Without any province, or where a place is none: -1 and NaN.
        """
        number = self.containing(lon, lat)
        distance = np.where(number >= 0, 0.0, np.nan)
        lost = np.flatnonzero(number < 0)
        if lost.size and self.codes:
            each = [
                self.distance_m(lon[lost], lat[lost], np.full(lost.size, k)) for k in range(len(self.codes))
            ]
            metres = np.stack(each)
            nearest = np.where(np.isnan(metres), np.inf, metres).argmin(axis=0)
            distance[lost] = metres[nearest, np.arange(lost.size)]
            number[lost] = np.where(np.isnan(distance[lost]), -1, nearest)
        return number, distance

    def widened(self, province: int, metres: float) -> BaseGeometry:
        """Return a province and all around it up to a distance (true to 3 %), in metres of the projection, prepared."""
        made = self._metric.setdefault(metres, {})
        if province not in made:
            area = to_metres(self.areas[province : province + 1])[0]
            made[province] = shapely.buffer(shapely.simplify(area, metres / 50), metres, quad_segs=4)
            shapely.prepare(made[province])
        return made[province]

    def _in_box(self, lon: FloatArray, lat: FloatArray, province: int, limit_m: float) -> BoolArray:
        """Tell which places lie in the box around a province, widened by at least the limit on each side."""
        degrees = limit_m / _SHORTEST_DEGREE_M
        west, south, east, north = shapely.bounds(self.areas[province])
        in_box: BoolArray = (
            (lon >= west - degrees)
            & (lon <= east + degrees)
            & (lat >= south - degrees)
            & (lat <= north + degrees)
        )
        return in_box

    def _from_one(self, lon: FloatArray, lat: FloatArray, province: int) -> FloatArray:
        distance = np.zeros(len(lon))
        outside = np.flatnonzero(~shapely.intersects_xy(self.areas[province], lon, lat))
        if outside.size:
            if province not in self._edges:
                self._edges[province] = _Border(self.areas[province])
            distance[outside] = self._edges[province].distance_m(lon[outside], lat[outside])
        return distance


class _Border:
    """The edges of an area in a tree."""

    def __init__(self, area: BaseGeometry) -> None:
        rings = shapely.get_rings(shapely.get_parts(shapely.segmentize(area, _LONGEST_EDGE_DEGREES)))
        starts, ends = [], []
        for ring in rings:
            coordinates = np.column_stack(_metres().transform(*shapely.get_coordinates(ring).T))
            starts.append(coordinates[:-1])
            ends.append(coordinates[1:])
        pairs = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
        edges: Any = shapely.linestrings(pairs)
        self._edges = edges
        self._tree = shapely.STRtree(self._edges)

    def distance_m(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        points = shapely.points(*_metres().transform(lon, lat))
        edge = self._tree.nearest(points)
        near = shapely.get_coordinates(shapely.shortest_line(points, self._edges[edge]))[1::2]
        there = np.column_stack(_metres().transform(near[:, 0], near[:, 1], direction="INVERSE"))
        return geodesic_m(np.column_stack([lon, lat]), there)


def are_degrees(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Tell which pairs are a place on earth: finite, at most 180 and 90 degrees."""
    with np.errstate(invalid="ignore"):
        return (np.abs(lon) <= 180) & (np.abs(lat) <= 90)  # noqa: PLR2004 - degrees; NaN is neither


def to_metres(geoms: Any) -> Any:
    """Return shapes of EPSG:4326 in the metres of the projection of Iran."""
    return shapely.transform(geoms, lambda xy: np.column_stack(_metres().transform(xy[:, 0], xy[:, 1])))


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place in the metres of the projection of Iran."""
    lon, lat = _metres().transform(x, y, direction="INVERSE")
    return float(lon), float(lat)


@cache
def _metres() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", METRES, always_xy=True)
