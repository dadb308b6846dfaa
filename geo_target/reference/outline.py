"""From a set of lattice cells to a polygon with soft corners that still meets its neighbours exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo_target.models import BoolArray, IntArray
    from geo_target.reference.lattice import Lattice

Edge = tuple[tuple[int, int], tuple[int, int]]
Step = tuple[int, int]
Ring = list[tuple[int, int]]

# For each side of a cell: the neighbour across it, and its two nodes, counter-clockwise round the cell.
_SIDES: tuple[tuple[Step, Step, Step], ...] = (
    ((0, -1), (0, 0), (1, 0)),
    ((1, 0), (1, 0), (1, 1)),
    ((0, 1), (1, 1), (0, 1)),
    ((-1, 0), (0, 1), (0, 0)),
)


def largest_part(cells: set[Step]) -> set[Step]:
    """Return the largest part that hangs together by sides; ties go to the one with the smallest cell."""
    best: set[Step] = set()
    left = set(cells)
    while left:
        part, front = set(), [min(left)]
        while front:
            cell = front.pop()
            if cell in left:
                left.discard(cell)
                part.add(cell)
                front.extend((cell[0] + di, cell[1] + dj) for (di, dj), _, _ in _SIDES)
        if len(part) > len(best):
            best = part
    return best


def holes(cells: set[Step]) -> set[Step]:
    """Return the cells that `cells` encloses without owning them."""
    low_i, high_i = min(c[0] for c in cells) - 1, max(c[0] for c in cells) + 1
    low_j, high_j = min(c[1] for c in cells) - 1, max(c[1] for c in cells) + 1
    outside: set[Step] = set()
    front = [(low_i, low_j)]
    while front:
        i, j = front.pop()
        inside_box = low_i <= i <= high_i and low_j <= j <= high_j
        if inside_box and (i, j) not in cells and (i, j) not in outside:
            outside.add((i, j))
            front.extend((i + di, j + dj) for (di, dj), _, _ in _SIDES)
    box = {(i, j) for i in range(low_i, high_i + 1) for j in range(low_j, high_j + 1)}
    return box - cells - outside


def _edges(cells: set[Step]) -> dict[Step, list[Step]]:
    """Map each node of the border to the nodes that follow it, the cells to the left."""
    follows: dict[Step, list[Step]] = {}
    for i, j in sorted(cells):
        for (di, dj), (ai, aj), (bi, bj) in _SIDES:
            if (i + di, j + dj) not in cells:
                follows.setdefault((i + ai, j + aj), []).append((i + bi, j + bj))
    return follows


def _next_node(before: Step, here: Step, ways: list[Step]) -> Step:
    """Choose the way on; where two parts touch at a node, turn left and so stay on the same cell."""
    heading = (here[0] - before[0], here[1] - before[1])
    left = (-heading[1], heading[0])

    def turn(way: Step) -> int:
        step = (way[0] - here[0], way[1] - here[1])
        return 0 if step == left else 1 if step == heading else 2

    return min(ways, key=turn)


def border(cells: set[Step]) -> Ring:
    """Return the nodes round cells that hang together and enclose no holes, counter-clockwise."""
    follows = _edges(cells)
    start = min(follows)
    ring, before, here = [start], start, follows[start].pop(0)
    while here != start or follows[here]:
        ring.append(here)
        way = _next_node(before, here, follows[here])
        follows[here].remove(way)
        before, here = here, way
    return ring


def keep_nodes(owner: IntArray) -> BoolArray:
    """Say at which nodes a corner must stay: where three or four owners meet, each with touching cells.

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
    # An owner that meets itself only across the node is cut there, or its ring would touch itself.
    pinched = ((a == c) & (a != b) & (a != d)) | ((b == d) & (b != a) & (b != c))
    kept: BoolArray = (kinds >= 3) & ~pinched
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
