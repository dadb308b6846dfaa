"""From a set of lattice cells to a polygon with soft corners that still meets its neighbours exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo_target.models import BoolArray, IntArray
    from geo_target.reference.lattice import Lattice

Step = tuple[int, int]
Ring = list[tuple[int, int]]

_JUNCTION = 3
"""From so many owners on, a node is a corner of all of them."""

# For each side of a cell: the neighbour across it, and its two nodes, counter-clockwise round the cell.
_SIDES: tuple[tuple[Step, Step, Step], ...] = (
    ((0, -1), (0, 0), (1, 0)),
    ((1, 0), (1, 0), (1, 1)),
    ((0, 1), (1, 1), (0, 1)),
    ((-1, 0), (0, 1), (0, 0)),
)


def largest_part(cells: IntArray) -> IntArray:
    """Return the largest part of cells ``(n, 2)`` that hangs together by sides, sorted by i, then j.

    Ties go to the part that holds the smallest cell.
    """
    from scipy.ndimage import label

    mask, low = _mask(cells)
    numbers, _ = label(mask)
    largest = 1 + int(np.argmax(np.bincount(numbers.ravel())[1:]))
    return np.argwhere(numbers == largest).astype(np.int64) + low


def has_holes(cells: IntArray) -> bool:
    """Say whether cells ``(n, 2)`` enclose any that are not theirs."""
    from scipy.ndimage import binary_fill_holes

    mask, _ = _mask(cells)
    return int(binary_fill_holes(mask).sum()) > len(cells)


def outer_sides(cells: IntArray) -> int:
    """Count the sides of cells ``(n, 2)`` across which lies no cell of theirs."""
    mask, _ = _mask(cells)
    wide = np.pad(mask, 1)
    return int((wide[1:] != wide[:-1]).sum() + (wide[:, 1:] != wide[:, :-1]).sum())


def _mask(cells: IntArray) -> tuple[BoolArray, IntArray]:
    low = cells.min(axis=0)
    mask = np.zeros(tuple(cells.max(axis=0) - low + 1), dtype=bool)
    mask[tuple((cells - low).T)] = True
    return mask, low


def border(cells: IntArray) -> Ring:
    """Return the nodes round cells ``(n, 2)`` that hang together and enclose no holes, counter-clockwise.

    Such cells never touch at a node only: the way round would enclose what lies between. So each node of
    the border has one that follows it.
    """
    follows = _edges({(i, j) for i, j in cells.tolist()})
    ring = [min(follows)]
    while (node := follows[ring[-1]]) != ring[0]:
        ring.append(node)
    return ring


def _edges(cells: set[Step]) -> dict[Step, Step]:
    """Map each node of the border to the node that follows it, the cells to the left."""
    return {
        (i + ai, j + aj): (i + bi, j + bj)
        for i, j in sorted(cells)
        for (di, dj), (ai, aj), (bi, bj) in _SIDES
        if (i + di, j + dj) not in cells
    }


def keep_nodes(owner: IntArray) -> BoolArray:
    """Say at which nodes a corner must stay: where three or four owners meet.

    Parameters
    ----------
    owner
        Who owns each cell, shape ``(n, n)``; -1 for nobody.

    Returns
    -------
    BoolArray
        Shape ``(n + 1, n + 1)``; node ``(i, j)`` is the lower corner of cell ``(i, j)``.
    """
    wide = np.pad(owner, 1, constant_values=-1)
    a, b, c, d = wide[:-1, :-1], wide[1:, :-1], wide[1:, 1:], wide[:-1, 1:]
    four = np.sort(np.stack([a, b, c, d]), axis=0)
    kinds = 1 + (np.diff(four, axis=0) != 0).sum(axis=0)
    kept: BoolArray = kinds >= _JUNCTION
    return kept


def soft_ring(ring: Ring, lattice: Lattice, kept: BoolArray) -> IntArray:
    """Turn border nodes into a ring that cuts each corner at the middles of its edges.

    Corners where three owners meet stay. The middles are shared by both sides of an edge, so what
    was tiled stays tiled.

    Returns
    -------
    IntArray
        Closed ring in microdegrees, shape ``(n, 2)``, counter-clockwise.
    """
    at = np.array(ring, dtype=np.int64)
    nodes = lattice.nodes(at[:, 0], at[:, 1])
    middles = (nodes + np.roll(nodes, -1, axis=0)) // 2
    stays = kept[at[:, 0] + lattice.half, at[:, 1] + lattice.half]

    points: list[IntArray] = []
    for node, middle, stay in zip(nodes, middles, stays, strict=True):
        if stay:
            points.append(node)
        points.append(middle)
    points.append(points[0])
    return np.array(points, dtype=np.int64)
