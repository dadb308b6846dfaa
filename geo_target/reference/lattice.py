"""A city's lattice of building blocks: turned, bent like streets, and exact to the microdegree.

A cell ``(i, j)`` has its four corners at the nodes ``(i, j)`` to ``(i + 1, j + 1)``. Neighbours share
their nodes, so polygons made of cells share their edges exactly: nothing overlaps, nothing gapes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import generator, value_noise, whole_number

if TYPE_CHECKING:
    from geo_target.models import IntArray

METRES_PER_DEGREE = 111_195
BEND_STEP = 1000
"""Node shifts are in thousandths of a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The nodes of one city's lattice, in whole microdegrees.

    Attributes
    ----------
    half
        Cells run from ``-half`` to ``half - 1`` both ways, nodes from ``-half`` to ``half``.
    cell_m
        Side of a cell in metres, before bending.
    node_lon, node_lat
        Shape ``(2 half + 1, 2 half + 1)``, microdegrees on WGS84; node ``(i, j)`` at ``[i + half, j + half]``.
    """

    half: int
    cell_m: int
    node_lon: IntArray
    node_lat: IntArray

    def nodes(self, i: IntArray, j: IntArray) -> IntArray:
        """Return the nodes ``(i, j)`` as microdegrees, shape ``(n, 2)``: longitude, latitude."""
        at = (i + self.half, j + self.half)
        return np.stack([self.node_lon[at], self.node_lat[at]], axis=-1)

    def centres(self, i: IntArray, j: IntArray) -> IntArray:
        """Return the middles of the cells ``(i, j)``: the mean of four corners, microdegrees, ``(n, 2)``."""
        corners = self.nodes(i, j) + self.nodes(i + 1, j) + self.nodes(i, j + 1) + self.nodes(i + 1, j + 1)
        return (corners + 2) // 4


def make_lattice(city_id: int, lon: int, lat: int, *, half: int, cell_m: int) -> Lattice:
    """Lay a lattice round a city's centre, turned by a drawn angle and bent by smooth noise.

    Parameters
    ----------
    lon, lat
        The centre in microdegrees.
    half
        How many cells it reaches from the centre, each way.
    """
    rng = generator(1, city_id)
    turn = math.radians(whole_number(rng, -40, 40))
    side_lat = cell_m * 1_000_000 / METRES_PER_DEGREE
    side_lon = side_lat / math.cos(math.radians(lat / 1_000_000))
    # Rounded once to whole microdegrees: a last digit that a maths library sees otherwise is lost here.
    along = (round(side_lon * math.cos(turn)), round(side_lat * math.sin(turn)))
    across = (round(-side_lon * math.sin(turn)), round(side_lat * math.cos(turn)))

    i, j = (a.ravel() for a in np.meshgrid(*[np.arange(-half, half + 1, dtype=np.int64)] * 2, indexing="ij"))
    bend_i = value_noise(rng, i, j, wavelength=11) * 14 // 10 + value_noise(rng, i, j, wavelength=2) // 6
    bend_j = value_noise(rng, i, j, wavelength=11) * 14 // 10 + value_noise(rng, i, j, wavelength=2) // 6
    step_i, step_j = i * BEND_STEP + bend_i, j * BEND_STEP + bend_j
    shape = (2 * half + 1, 2 * half + 1)
    return Lattice(
        half=half,
        cell_m=cell_m,
        node_lon=(lon + (step_i * along[0] + step_j * across[0]) // BEND_STEP).reshape(shape),
        node_lat=(lat + (step_i * along[1] + step_j * across[1]) // BEND_STEP).reshape(shape),
    )
