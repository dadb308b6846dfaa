"""Where the people of an imported neighbourhood live: a lattice of points inside it that shares them out, to the person.

A list says how many people live in a neighbourhood, not where in it. So that a share covered can be counted at all they
are spread evenly over its area; these points are modelled, and say so. No database and no chance: the same outline and
the same population give the same points everywhere.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POINTS = 25
"""About how many points a neighbourhood has: the modelled ones of the reference dataset have 32."""

MOST_POINTS = 400
LEAST_STEP_M, MOST_STEP_M = 40.0, 400.0
_MOST_CELLS = 40_000
_METRES_PER_DEGREE = 111_195.0
_REFERENCE_FORM = re.compile(r"N([0-9]+-[0-9]+)")


@dataclass(frozen=True, slots=True)
class LatticePoint:
    """One demand point: its code, degrees (EPSG:4326, six decimals), and people."""

    code: str
    lon: float
    lat: float
    population: int


def lattice_points(code: str, outline: BaseGeometry, population: int) -> list[LatticePoint]:
    """Return the demand points of a neighbourhood, numbered from south to north and west to east.

    Parameters
    ----------
    code
        Of the neighbourhood: ``N124665-007`` has the points ``D124665-007-001`` and on.
    outline
        Polygon or multipolygon, degrees, EPSG:4326, valid and not empty.
    population
        People, 0 or more. With none there are no points; there never are more points than people.

    Returns
    -------
    list of LatticePoint
        Each covered by the outline (but for less than a decimetre of rounding where it is too thin for a lattice);
        populations differ by at most one and add up to `population`.
    """
    if population <= 0:
        return []
    places = _inside(outline, _step_m(outline)) or [_anywhere_in(outline)]
    if len(places) > population:
        every = len(places) / population
        places = [places[int(number * every)] for number in range(population)]
    people, more = divmod(population, len(places))
    prefix = point_prefix(code)
    return [
        LatticePoint(f"{prefix}-{number:03d}", lon, lat, people + (number <= more))
        for number, (lon, lat) in enumerate(places, 1)
    ]


def point_prefix(code: str) -> str:
    """Return what the codes of a neighbourhood's points begin with; two neighbourhoods never share it."""
    own = _REFERENCE_FORM.fullmatch(code)
    return f"D{own[1]}" if own else f"D-{code}"


def _step_m(outline: BaseGeometry) -> float:
    """Return the side of a lattice cell in metres, so that about ``POINTS`` lie inside, within the bounds.

    An area so large that the widest step would give it many points has them, up to ``MOST_POINTS``.
    """
    area_m2 = outline.area * _METRES_PER_DEGREE**2 * math.cos(math.radians(outline.centroid.y))
    step_m = min(max(math.sqrt(area_m2 / POINTS), LEAST_STEP_M), MOST_STEP_M)
    return max(step_m, math.sqrt(area_m2 / MOST_POINTS))


def _inside(outline: BaseGeometry, step_m: float) -> list[tuple[float, float]]:
    """Return the lattice points inside each part of an outline, part by part: parts may lie far apart."""
    places: dict[tuple[float, float], None] = {}
    for part in getattr(outline, "geoms", (outline,)):
        places |= dict.fromkeys(_inside_part(part, step_m))
    return list(places)


def _inside_part(part: BaseGeometry, step_m: float) -> list[tuple[float, float]]:
    import numpy as np
    import shapely

    west, south, east, north = part.bounds
    step_lat = step_m / _METRES_PER_DEGREE
    step_lon = step_lat / math.cos(math.radians((south + north) / 2))
    # A long thin part in a wide box: the lattice over the box must not fill the memory.
    wider = max(1.0, math.sqrt((north - south) / step_lat * (east - west) / step_lon / _MOST_CELLS))
    rows, columns = _middles(south, north, wider * step_lat), _middles(west, east, wider * step_lon)
    lat, lon = np.meshgrid(rows, columns, indexing="ij")
    lon, lat = np.round(lon.ravel(), 6), np.round(lat.ravel(), 6)
    shapely.prepare(part)
    inside = shapely.contains_xy(part, lon, lat)
    return list(zip(lon[inside].tolist(), lat[inside].tolist(), strict=True))


def _middles(least: float, most: float, step: float) -> list[float]:
    """Return the middles of the cells between two edges, centred between them; as many as fit, rounded, at least one."""
    count = max(1, round((most - least) / step))
    first = (least + most) / 2 - (count - 1) / 2 * step
    return [first + number * step for number in range(count)]


def _anywhere_in(outline: BaseGeometry) -> tuple[float, float]:
    """Return one point inside of an area that no lattice point fell into."""
    point = outline.representative_point()
    return round(point.x, 6), round(point.y, 6)
