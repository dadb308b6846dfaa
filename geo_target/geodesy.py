r"""Distances on the WGS84 ellipsoid, and who lies within a radius of what.

The only place that knows an ellipsoid. Positions are arrays of shape ``(n, 2)``, longitude then
latitude, in degrees (EPSG:4326); distances are geodesics in metres. "Within" includes the radius.

How it is fast and exact at once: the straight chord :math:`c` through the earth bounds the geodesic
:math:`s` from both sides,

.. math:: 2 R_\max \arcsin\frac{c}{2 R_\max} \le s \le 2 R_\min \arcsin\frac{c}{2 R_\min},

where :math:`R_\min = b^2/a` and :math:`R_\max = a^2/b` are the least and the greatest radius of
curvature of the ellipsoid. (Above: Schur's comparison theorem, since a geodesic bends at most
:math:`1/R_\min`. Below: Blaschke's rolling theorem, since the ellipsoid contains the spindle of
:math:`R_\max` through any two of its points.) At 10 km the bounds are 21 micrometres apart, so chords
decide almost every pair, and only the few at the edge need the geodesic itself. See
``docs/methods/radius-coverage.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo_target.errors import InputError

if TYPE_CHECKING:
    from pyproj import CRS, Geod
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    from geo_target.models import BoolArray, FloatArray, IntArray

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
CURVATURE_RADIUS_MIN_M = SEMI_MINOR_M**2 / SEMI_MAJOR_M
CURVATURE_RADIUS_MAX_M = SEMI_MAJOR_M**2 / SEMI_MINOR_M
LONGEST_GEODESIC_M = 20_003_932.0
"""No two points of the ellipsoid are farther apart: half a meridian, rounded up."""

SLACK_M = 1e-6
"""Far above what floating point (some 5 nm) and the geodesic's own algorithm (15 nm) can be wrong by."""

_MANY_POINTS = 10_000

_SHORT_M = 10_000.0
"""Up to here a geodesic is had from its chord to 0.05 micrometres; see `_short_geodesic`."""

_BLOCK = 100_000
"""Points whose pairs are looked for at once, so that what is only needed on the way stays small."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest site of each point.

    Parameters
    ----------
    distance_m
        Geodesic to the nearest site in metres, shape ``(n_points,)``; ``inf`` where there is no site.
    site
        Row of that site, the lowest if several are equally near; -1 where there is no site.
    """

    distance_m: FloatArray
    site: IntArray

    def __post_init__(self) -> None:
        self.distance_m.setflags(write=False)
        self.site.setflags(write=False)

    def within(self, radius_m: npt.ArrayLike) -> BoolArray:
        """Tell which points lie within a radius (one, or one a point), the radius included."""
        return np.less_equal(self.distance_m, radius_m)


def check_lonlat(lonlat: npt.ArrayLike) -> FloatArray:
    """Check positions where they enter: numbers, longitude then latitude, in degrees.

    Returns
    -------
    FloatArray
        Shape ``(n, 2)``. No rows are allowed; a single pair becomes one row.

    Raises
    ------
    InputError
        Names the first value out of range, with its row where there are several.
    """
    try:
        positions = np.asarray(lonlat, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("positions must be pairs of numbers, longitude then latitude, in degrees") from error
    if positions.size == 0:
        return np.empty((0, 2))
    positions = np.atleast_2d(positions)
    if positions.ndim != 2 or positions.shape[1] != 2:  # noqa: PLR2004 - pairs, in a table
        raise InputError(f"positions must be pairs (longitude, latitude), not of shape {positions.shape}")
    _check_degrees(positions[:, 1], "latitude", 90)
    _check_degrees(positions[:, 0], "longitude", 180)
    return positions


def check_radius_m(radius_m: float) -> float:
    """Check a radius where it enters: a finite number of metres, 0 or more.

    Raises
    ------
    InputError
        Says what came.
    """
    if not (math.isfinite(radius_m) and radius_m >= 0):
        raise InputError(f"radius must be 0 metres or more, not {radius_m:.10g}")
    return float(radius_m)


def has_ground_unit(crs: CRS) -> bool:
    """Tell whether a coordinate system counts in degrees on the earth, or in a length that is known."""
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    if crs.is_geographic:
        return units == {"degree"}
    return crs.is_projected and bool(units) and units.isdisjoint({"unknown", "", None})


def geodesic_m(start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
    """Geodesic distance in metres from each row of ``start`` to the same row of ``end``.

    A single position on one side is paired with every row of the other. Algorithm of Karney (2013),
    "Algorithms for geodesics", accurate to 15 nanometres.
    """
    first, second = np.broadcast_arrays(check_lonlat(start), check_lonlat(end))
    return _geodesic(first, second)


def earth_centred(lonlat: npt.ArrayLike) -> FloatArray:
    """Earth-centred coordinates x, y, z in metres of positions on the ellipsoid, shape ``(n, 3)``."""
    lon, lat = np.radians(check_lonlat(lonlat)).T
    eccentricity2 = FLATTENING * (2 - FLATTENING)
    normal = SEMI_MAJOR_M / np.sqrt(1 - eccentricity2 * np.sin(lat) ** 2)
    across = normal * np.cos(lat)
    up = normal * (1 - eccentricity2) * np.sin(lat)
    return np.column_stack([across * np.cos(lon), across * np.sin(lon), up])


def geodesic_bounds_m(chord_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bound the geodesic between two points from below and above by the chord between them, in metres.

    Both bounds leave :data:`SLACK_M` for rounding. Beyond 0.99 of a diameter, where the arcsine is of
    no use, they are the chord itself and the longest geodesic there is.
    """
    usable = chord_m < 0.99 * 2 * CURVATURE_RADIUS_MIN_M
    inside = np.where(usable, chord_m, 0.0)
    lower = np.where(usable, _arc(inside, CURVATURE_RADIUS_MAX_M), chord_m)
    upper = np.where(usable, _arc(inside, CURVATURE_RADIUS_MIN_M), LONGEST_GEODESIC_M)
    return lower - SLACK_M, upper + SLACK_M


def nearest_site(points: npt.ArrayLike, sites: npt.ArrayLike) -> Nearest:
    """Find the nearest site of each point by geodesic, exactly, not by chord.

    Parameters
    ----------
    points, sites
        Positions, shapes ``(n_points, 2)`` and ``(n_sites, 2)``. Either may be empty.
    """
    points, sites = check_lonlat(points), check_lonlat(sites)
    if not len(points) or not len(sites):
        return Nearest(np.full(len(points), np.inf), np.full(len(points), -1))
    tree, centred = _tree(sites), earth_centred(points)
    chord, nearest_two = tree.query(centred, k=[1, 2], workers=_workers(points))
    site = nearest_two[:, 0].astype(np.int64)
    distance = _geodesic(points, sites[site])

    # Another site can only be nearer, or as near with a lower row, if its chord is no longer than this.
    rival = _longest_chord_m(distance + SLACK_M)
    unsure = np.flatnonzero(chord[:, 1] <= rival)
    if unsure.size:
        point, candidate = _flat(tree.query_ball_point(centred[unsure], rival[unsure]))
        exact = _geodesic(points[unsure[point]], sites[candidate])
        order = np.lexsort((candidate, exact, point))
        first = order[np.unique(point[order], return_index=True)[1]]
        distance[unsure], site[unsure] = exact[first], candidate[first]
    return Nearest(distance, site)


def covered_by_any(points: npt.ArrayLike, sites: npt.ArrayLike, radius_m: float) -> BoolArray:
    """Tell which points lie within a radius of at least one site, the radius included.

    Equal to asking the geodesic of every pair, and much faster.

    Parameters
    ----------
    points, sites
        Positions, shapes ``(n_points, 2)`` and ``(n_sites, 2)``. Either may be empty.
    radius_m
        In metres, 0 or more.

    Returns
    -------
    BoolArray
        Shape ``(n_points,)``.
    """
    points, sites = check_lonlat(points), check_lonlat(sites)
    radius = check_radius_m(radius_m)
    if not len(points) or not len(sites):
        return np.zeros(len(points), dtype=np.bool_)
    tree, centred = _tree(sites), earth_centred(points)
    reach = radius + SLACK_M  # a chord is never longer than its geodesic
    chord, _ = tree.query(centred, distance_upper_bound=reach, workers=_workers(points))
    lower, upper = geodesic_bounds_m(chord)
    covered: BoolArray = upper <= radius

    unsure = np.flatnonzero(~covered & (lower <= radius))
    if unsure.size:
        point, site = _flat(tree.query_ball_point(centred[unsure], reach))
        hits = _geodesic(points[unsure[point]], sites[site]) <= radius
        covered[unsure[point[hits]]] = True
    return covered


def pairs_within(points: npt.ArrayLike, sites: npt.ArrayLike, radius_m: float) -> csr_array:
    """List every pair of point and site within a radius, the radius included, with its geodesic.

    Returns
    -------
    csr_array
        Shape ``(n_points, n_sites)``, metres: up to 10 km within 0.05 micrometres of the geodesic, beyond it
        the geodesic itself, which also decides every pair at the edge of the radius. A site at the very place of a
        point is a stored zero. Row by row, sites in order.
    """
    from scipy.sparse import csr_array, vstack

    points, sites = check_lonlat(points), check_lonlat(sites)
    radius = check_radius_m(radius_m)
    if not (len(points) and len(sites)):
        return csr_array((len(points), len(sites)), dtype=np.float64)
    tree = _tree(sites)
    blocks = [
        _pairs_of_block(points[start : start + _BLOCK], sites, tree, radius)
        for start in range(0, len(points), _BLOCK)
    ]
    return blocks[0] if len(blocks) == 1 else csr_array(vstack(blocks, format="csr"))


def _pairs_of_block(points: FloatArray, sites: FloatArray, tree: cKDTree, radius: float) -> csr_array:
    from scipy.sparse import csr_array

    pairs = _tree(points).sparse_distance_matrix(tree, radius + SLACK_M, output_type="ndarray")
    point, site, chord = pairs["i"], pairs["j"], pairs["v"]
    distance = _short_geodesic(points[point], sites[site], chord)
    unsure = np.flatnonzero((np.abs(distance - radius) <= SLACK_M) | (chord > _SHORT_M))
    if unsure.size:
        distance[unsure] = _geodesic(points[point[unsure]], sites[site[unsure]])

    kept = distance <= radius
    matrix = csr_array((distance[kept], (point[kept], site[kept])), shape=(len(points), len(sites)))
    matrix.sort_indices()
    return matrix


def _short_geodesic(start: FloatArray, end: FloatArray, chord_m: FloatArray) -> FloatArray:
    r"""Geodesic of short pairs from their chord: the arc over it with Euler's radius of curvature.

    .. math:: s = 2 R \arcsin \frac{c}{2R}, \qquad \frac1R = \frac{\cos^2 \alpha}{M} + \frac{\sin^2 \alpha}{N}

    with the radii :math:`M, N` of the meridian and the prime vertical at the middle and the azimuth
    :math:`\alpha` there. What it neglects grows with the cube of the distance: measured against Karney's
    algorithm over the whole earth, 8 nanometres at 5 km and 47 at 10 km.
    """
    middle = np.radians((start[:, 1] + end[:, 1]) / 2)
    north = start[:, 1] - end[:, 1]
    east = ((start[:, 0] - end[:, 0] + 180) % 360 - 180) * np.cos(middle)
    across = north * north + east * east
    cos2 = np.divide(north * north, across, out=np.zeros_like(across), where=across > 0)
    eccentricity2 = FLATTENING * (2 - FLATTENING)
    shrink = 1 - eccentricity2 * np.sin(middle) ** 2
    prime_vertical = SEMI_MAJOR_M / np.sqrt(shrink)
    meridian = prime_vertical * (1 - eccentricity2) / shrink
    curvature = cos2 / meridian + (1 - cos2) / prime_vertical
    return _arc(chord_m, 1 / curvature)


def _check_degrees(values: FloatArray, name: str, limit: int) -> None:
    wrong = np.flatnonzero(~(np.abs(values) <= limit))  # NaN is wrong as well
    if wrong.size:
        came = f"{values[wrong[0]]:.10g}" + (f" (row {wrong[0] + 1})" if len(values) > 1 else "")
        raise InputError(f"{name} must be from -{limit} to {limit} degrees, not {came}")


@cache
def _wgs84() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def _geodesic(start: FloatArray, end: FloatArray) -> FloatArray:
    if not len(start):
        return np.empty(0)
    metres = _wgs84().inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1], return_back_azimuth=False)[2]
    return np.asarray(metres, dtype=np.float64)


def _arc(chord_m: FloatArray, radius_m: float | FloatArray) -> FloatArray:
    arc: FloatArray = 2 * radius_m * np.arcsin(chord_m / (2 * radius_m))
    return arc


def _longest_chord_m(geodesic_m: FloatArray) -> FloatArray:
    """Give the longest chord that a pair as near as this can have (the lower bound, turned round)."""
    half_angle = np.minimum(geodesic_m / (2 * CURVATURE_RADIUS_MAX_M), np.pi / 2)
    chord: FloatArray = 2 * CURVATURE_RADIUS_MAX_M * np.sin(half_angle) + SLACK_M
    return chord


def _tree(positions: FloatArray) -> cKDTree:
    from scipy.spatial import cKDTree

    return cKDTree(earth_centred(positions))


def _workers(points: FloatArray) -> int:
    """Every core for many points, this one for few; the answer is the same."""
    return -1 if len(points) > _MANY_POINTS else 1


def _flat(neighbours: npt.NDArray[np.object_]) -> tuple[IntArray, IntArray]:
    """Turn lists of neighbours into two columns: row of the list, neighbour."""
    lengths = np.fromiter(map(len, neighbours), dtype=np.int64, count=len(neighbours))
    return np.repeat(np.arange(len(neighbours)), lengths), np.concatenate(neighbours).astype(np.int64)
