"""What whole demand points are worth to one site that cannot serve them all, compiled by Numba.

A demand point is worth its price less what it costs to serve it from there; the site takes those that together are
worth most within its room: the knapsack problem, solved by dynamic programming over whole units of room.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

LOWEST, LEAST = -1e300, 1e-9


@numba.njit(cache=True, nogil=True)
def size(starts, rows, weight, room):
    """Tell of the sites that cannot serve all who may come: most pairs, largest room, and the cells of all tables."""
    longest, largest, cells = 0, 0, 0
    for j in range(len(room)):
        load, pairs = 0, starts[j + 1] - starts[j]
        for k in range(starts[j], starts[j + 1]):
            load += weight[rows[k]]
        if load > room[j]:
            largest, longest = max(largest, room[j]), max(longest, pairs)
            cells += pairs * room[j]
    return longest, largest, cells


@numba.njit(cache=True, nogil=True)
def fill(first, last, rows, costs, prices, weight, room, taken, table, value):
    """Mark in `taken` the pairs of ``first:last`` that the site takes, and give what they are worth.

    `table` (pairs by room) and `value` (room) are only to work in.
    """
    load, worth = 0, 0.0
    for k in range(first, last):
        taken[k] = prices[rows[k]] > costs[k] and weight[rows[k]] <= room
        if taken[k]:
            load += weight[rows[k]]
            worth += prices[rows[k]] - costs[k]
    if load <= room:
        return worth
    value[: room + 1] = 0.0
    n = 0
    for k in range(first, last):
        if taken[k]:
            _take(n, prices[rows[k]] - costs[k], weight[rows[k]], room, table, value)
            n += 1
    left = room
    for k in range(last - 1, first - 1, -1):
        if taken[k]:
            n -= 1
            taken[k] = table[n, left]
            if taken[k]:
                left -= weight[rows[k]]
    return value[room]


@numba.njit(cache=True, nogil=True)
def fill_partly(first, last, rows, costs, prices, weight, room, taken):
    """Give at least what `fill` does, and quickly: the last demand point that is taken may be taken in part.

    That one is not marked in `taken`.
    """
    load, worth, n = 0, 0.0, 0
    for k in range(first, last):
        taken[k] = prices[rows[k]] > costs[k] and weight[rows[k]] <= room
        if taken[k]:
            load += weight[rows[k]]
            worth += prices[rows[k]] - costs[k]
            n += 1
    if load <= room:
        return worth
    dear, pair, n = np.empty(n), np.empty(n, np.int64), 0
    for k in range(first, last):
        if taken[k]:
            dear[n] = (costs[k] - prices[rows[k]]) / max(weight[rows[k]], LEAST)
            pair[n] = k
            n += 1
    left, worth = float(room), 0.0
    for k in pair[np.argsort(dear, kind="mergesort")]:
        heavy = weight[rows[k]]
        taken[k] = heavy <= left
        worth += (prices[rows[k]] - costs[k]) * min(1.0, left / max(heavy, LEAST))
        left = max(0.0, left - heavy)
    return worth


@numba.njit(cache=True, nogil=True)
def forced_partly(first, last, rows, costs, prices, total, worth):
    """Write in `worth` at least what `forced` does, given what the site is worth in all."""
    for k in range(first, last):
        worth[k] = total + min(0.0, prices[rows[k]] - costs[k])


@numba.njit(cache=True, nogil=True)
def _take(n, worth, heavy, room, table, value):
    """Let one more demand point be taken: `value` is what is reached with at most so much room."""
    table[n, :heavy] = False
    for used in range(room, heavy - 1, -1):
        with_it = value[used - heavy] + worth
        table[n, used] = with_it > value[used]
        if table[n, used]:
            value[used] = with_it


@numba.njit(cache=True, nogil=True)
def forced(first, last, rows, costs, prices, weight, room, worth, before, after):
    """Write in `worth` what the site is worth if it must serve the pair, for each pair of ``first:last``.

    `before` and `after` (pairs by room) are only to work in: what is reached without the later, and without the
    earlier demand points.
    """
    load, everything = 0, 0.0
    for k in range(first, last):
        load += weight[rows[k]]
        everything += max(0.0, prices[rows[k]] - costs[k])
    if load <= room:
        for k in range(first, last):
            worth[k] = everything + min(0.0, prices[rows[k]] - costs[k])
        return
    n = _both_ways(first, last, rows, costs, prices, weight, room, before, after)
    at = 0
    for k in range(first, last):
        left = room - weight[rows[k]]
        own = prices[rows[k]] - costs[k]
        worth[k] = LOWEST
        if left < 0:
            continue
        if own <= 0:
            worth[k] = own + before[n, left]
            continue
        for used in range(left + 1):
            worth[k] = max(worth[k], own + before[at, used] + after[at + 1, left - used])
        at += 1


@numba.njit(cache=True, nogil=True)
def _both_ways(first, last, rows, costs, prices, weight, room, before, after):
    """Fill the tables of what is reached; give how many demand points are worth something."""
    n = 0
    before[0, : room + 1] = 0.0
    for k in range(first, last):
        if prices[rows[k]] > costs[k] and weight[rows[k]] <= room:
            _reach(before, n, n + 1, prices[rows[k]] - costs[k], weight[rows[k]], room)
            n += 1
    after[n, : room + 1] = 0.0
    at = n
    for k in range(last - 1, first - 1, -1):
        if prices[rows[k]] > costs[k] and weight[rows[k]] <= room:
            _reach(after, at, at - 1, prices[rows[k]] - costs[k], weight[rows[k]], room)
            at -= 1
    return n


@numba.njit(cache=True, nogil=True)
def _reach(table, old, new, worth, heavy, room):
    """Write the row `new`, what is reached when one more demand point may be taken, from the row `old`."""
    for used in range(room + 1):
        best = table[old, used]
        if used >= heavy and table[old, used - heavy] + worth > best:
            best = table[old, used - heavy] + worth
        table[new, used] = best
