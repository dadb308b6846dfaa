"""A modelled built-up area for each city: its size follows the population, its shape the ground and its neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import generator, value_noise, whole_number
from geo_target.reference.lattice import METRES_PER_DEGREE, Lattice, make_lattice
from geo_target.reference.outline import largest_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.reference.land import Ground
    from geo_target.reference.sources import City

_PERSONS_PER_HA = ((5_000_000, 110), (1_000_000, 100), (500_000, 90), (200_000, 80), (50_000, 70), (0, 55))
"""Persons to a hectare of the whole built-up area, by the city's population from."""

_CELL_M = ((1_000_000, 100), (300_000, 90), (50_000, 80), (0, 60))
"""Side of a lattice cell in metres, by the city's population from."""

_GAP_M = 300.0
"""Two cities' built-up areas stay at least so far apart, measured between cell middles."""

_SATELLITE_WITHIN_M = 40_000.0
_SATELLITE_OF = 5


@dataclass(frozen=True, slots=True, eq=False)
class BuiltUp:
    """The cells of a city's modelled built-up area, nearest the core first.

    Attributes
    ----------
    i, j
        Lattice coordinates, shape ``(n,)``.
    reach
        How far out each cell lies, from 0 in the core to 1000 at the edge.
    middles
        Microdegrees, shape ``(n, 2)``.
    is_satellite
        A far larger city lies within 40 km: a town without an old core of its own.
    """

    city: City
    lattice: Lattice
    i: IntArray
    j: IntArray
    reach: IntArray
    middles: IntArray
    is_satellite: bool

    @property
    def cell_ha(self) -> float:
        """Hectares of a cell, before bending."""
        return self.lattice.cell_m**2 / 10_000

    def reach_of(self, cells: IntArray) -> IntArray:
        """Return how far out built-up cells given by lattice coordinates ``(n, 2)`` lie."""
        half = self.lattice.half
        grid = np.zeros((2 * half, 2 * half), dtype=np.int64)
        grid[self.i + half, self.j + half] = self.reach
        return grid[cells[:, 0] + half, cells[:, 1] + half]

    @property
    def radius_cells(self) -> int:
        """Radius in cells of a circle of the same area."""
        return math.isqrt(len(self.i) * 100 // 314) + 1


def model_built_up(city: City, cities: Sequence[City], ground: Ground) -> BuiltUp:
    """Grow a city's built-up area over its lattice until it holds the population."""
    cell_m = by_population(_CELL_M, city.population)
    wanted = city.population * 10_000 // (by_population(_PERSONS_PER_HA, city.population) * cell_m**2)
    radius = math.isqrt(wanted * 100 // 314) + 1
    half = radius * 2
    lattice = make_lattice(city.geonameid, city.lon, city.lat, half=half, cell_m=cell_m)

    i, j = (a.ravel() for a in np.meshgrid(*[np.arange(-half, half, dtype=np.int64)] * 2, indexing="ij"))
    middles = lattice.centres(i, j)
    free = _is_on_ground(lattice, city, ground) & _is_own(middles, city, cities)
    remoteness = _remoteness(city.geonameid, i, j, radius)

    nearest = np.flatnonzero(free)[np.argsort(remoteness[free], kind="stable")[:wanted]]
    whole = largest_part(np.stack([i[nearest], j[nearest]], axis=1))
    nearest = nearest[np.isin(nearest, (whole[:, 0] + half) * 2 * half + whole[:, 1] + half)]
    reach = np.sqrt(remoteness[nearest] / max(1, int(remoteness[nearest].max()))) * 1000
    return BuiltUp(
        city=city,
        lattice=lattice,
        i=i[nearest],
        j=j[nearest],
        reach=reach.astype(np.int64),
        middles=middles[nearest],
        is_satellite=any(_is_satellite(city, other) for other in cities),
    )


def by_population(steps: tuple[tuple[int, int], ...], population: int) -> int:
    """Return the value of the first step whose lower bound the population reaches."""
    return next(value for bound, value in steps if population >= bound)


def metres_between(points: IntArray, lon: int, lat: int) -> FloatArray:
    """Plane distance in metres from microdegree points ``(n, 2)`` to one point: good enough within a city."""
    narrow = math.cos(math.radians(round(lat / 1e6)))
    scale = METRES_PER_DEGREE / 1_000_000
    east = (points[:, 0] - lon) * (round(narrow * 1000) / 1000 * scale)
    north = (points[:, 1] - lat) * scale
    distance: FloatArray = np.sqrt(east * east + north * north)
    return distance


def _is_on_ground(lattice: Lattice, city: City, ground: Ground) -> BoolArray:
    """Cells whose four corners are all on habitable ground, in the order of i, then j."""
    nodes = np.stack([lattice.node_lon.ravel(), lattice.node_lat.ravel()], axis=1)
    dry = ground.is_habitable(nodes, np.array([city.lon, city.lat])).reshape(lattice.node_lon.shape)
    return (dry[:-1, :-1] & dry[1:, :-1] & dry[:-1, 1:] & dry[1:, 1:]).ravel()


def _is_own(middles: IntArray, city: City, cities: Sequence[City]) -> BoolArray:
    """Cells that lie nearer this city than any other, each city's distance measured in its own radii."""
    own = metres_between(middles, city.lon, city.lat)
    mine = np.ones(len(middles), dtype=bool)
    far = float(own.max()) * 3
    for other in cities:
        if other is city or metres_between(np.array([[city.lon, city.lat]]), other.lon, other.lat)[0] > far:
            continue
        # Squares, because radii go with the square root of the population.
        theirs = metres_between(middles, other.lon, other.lat)
        mine &= (own + _GAP_M) ** 2 * other.population <= theirs**2 * city.population
    return mine


def _is_satellite(city: City, other: City) -> bool:
    near = metres_between(np.array([[city.lon, city.lat]]), other.lon, other.lat)[0] <= _SATELLITE_WITHIN_M
    return bool(near) and other.population >= _SATELLITE_OF * city.population


def _remoteness(geonameid: int, i: IntArray, j: IntArray, radius: int) -> IntArray:
    """Squared distance from the core, longer one way than the other, and uneven like a grown town."""
    rng = generator(2, geonameid)
    along, across = whole_number(rng, 80, 100), whole_number(rng, 100, 130)
    uneven = value_noise(rng, i, j, wavelength=max(4, radius * 2 // 3)) * 32 // 100
    uneven += value_noise(rng, i, j, wavelength=max(3, radius // 5)) * 16 // 100
    return ((i * along) ** 2 + (j * across) ** 2) // 100 * (1000 + uneven) ** 2 // 1000
