"""Dijkstra's search over the cells of a raster, compiled by Numba. Imported when it is first asked for.

Equal to scikit-image's ``MCP_Geometric`` where the cells are of one size (a test holds it to that), which knows
neither cells whose width changes from row to row nor slopes that differ by direction.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import heapq

import numba
import numpy as np

TOBLER_RATE, TOBLER_BEST = 3.5, 0.05
"""Tobler (1993): speed = 6 km/h · exp(-3.5 |slope + 0.05|), fastest where it falls by 5 in 100."""


@numba.njit(cache=True)
def pair_costs(friction, steps, elevation, sources, targets, limit, backwards):
    """Cost in seconds between every source cell and every target cell within a limit.

    Parameters
    ----------
    friction, elevation
        Seconds a metre (``inf``: barrier) and metres (shape ``(0, 0)``: level everywhere).
    steps
        Three arrays as ``FrictionGrid.steps_m``.
    sources, targets
        Numbers of cells, passable, each once.
    backwards
        Whether people walk from the targets to the source.

    Returns
    -------
    tuple
        Row of the source, row of the target, seconds; source by source, targets in order.
    """
    size = friction.size
    best, mark, touched = np.full(size, np.inf), np.full(size, -1, np.int64), np.empty(size, np.int64)
    for place in range(len(targets)):
        mark[targets[place]] = place
    rows, columns, costs = [np.int64(0)], [np.int64(0)], [0.0]  # Numba learns the types from the first
    for place in range(len(sources)):
        one = sources[place : place + 1]
        count = _search(friction, steps, elevation, one, mark, len(targets), limit, backwards, best, touched)
        for target in range(len(targets)):
            if best[targets[target]] <= limit and best[targets[target]] < np.inf:
                rows.append(np.int64(place))
                columns.append(np.int64(target))
                costs.append(best[targets[target]])
        for number in range(count):
            best[touched[number]] = np.inf
    return np.array(rows)[1:], np.array(columns)[1:], np.array(costs)[1:]


@numba.njit(cache=True)
def surface(friction, steps, elevation, sources, limit, backwards):
    """Cost in seconds between each cell and the nearest of the sources, ``inf`` where there is no way within limit."""
    size = friction.size
    best, mark, touched = np.full(size, np.inf), np.full(size, -1, np.int64), np.empty(size, np.int64)
    _search(friction, steps, elevation, sources, mark, size + 1, limit, backwards, best, touched)
    for cell in range(size):
        if best[cell] > limit:
            best[cell] = np.inf
    return best.reshape(friction.shape)


@numba.njit(cache=True)
def _search(friction, steps, elevation, sources, mark, wanted, limit, backwards, best, touched):
    """Settle cells in order of cost until all the wanted are settled; returns how many cells were touched."""
    heap, count, found = [(0.0, np.int64(-1))], 0, 0
    heap.pop()
    for source in sources:
        if best[source] > 0:
            best[source] = 0.0
            touched[count] = source
            count += 1
            heapq.heappush(heap, (0.0, source))
    while len(heap) > 0:
        cost, cell = heapq.heappop(heap)
        if cost > best[cell]:
            continue
        if cost > limit:
            break
        if mark[cell] >= 0:
            found += 1
            if found == wanted:
                break
        count = _leave(friction, steps, elevation, cell, cost, backwards, best, touched, count, heap)
    return count


@numba.njit(cache=True)
def _leave(friction, steps, elevation, cell, cost, backwards, best, touched, count, heap):
    """Go from a settled cell to each of its neighbours that it makes cheaper."""
    height, width = friction.shape
    row, column = cell // width, cell % width
    for r in range(max(row - 1, 0), min(row + 2, height)):
        for c in range(max(column - 1, 0), min(column + 2, width)):
            other = r * width + c
            if other == cell or friction[r, c] == np.inf:
                continue
            reached = cost + _step(friction, steps, elevation, row, column, r, c, backwards)
            if reached < best[other]:
                if best[other] == np.inf:
                    touched[count] = other
                    count += 1
                best[other] = reached
                heapq.heappush(heap, (reached, other))
    return count


@numba.njit(cache=True)
def _step(friction, steps, elevation, row, column, r, c, backwards):
    """Seconds of one step: half of its length in each cell, and by the slope in the direction of travel."""
    upper = min(row, r)
    if row == r:
        metres = steps[0][row]
    elif column == c:
        metres = steps[1][upper]
    else:
        metres = steps[2][upper]
    seconds = metres * (friction[row, column] + friction[r, c]) / 2
    if elevation.size == 0:
        return seconds
    rise = elevation[r, c] - elevation[row, column]
    if np.isnan(rise):
        return seconds
    slope = (-rise if backwards else rise) / metres
    return seconds * np.exp(TOBLER_RATE * (abs(slope + TOBLER_BEST) - TOBLER_BEST))
