"""A plan within capacities from a guess: everybody is given a place, then places are bettered, compiled by Numba.

`cost` is shape ``(n_demand, n_sites)``, ``inf`` where a site cannot serve; `place` is the site that serves each demand
point, -1 for none yet.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

LEAST = 1e-9
ROUNDS = 50


@numba.njit(cache=True, nogil=True)
def completed(cost, demand, left, opened, place):
    """Give a place to everybody without one, whoever loses most by waiting first; false if somebody finds no room.

    `left` is the room left at each site; changed, as `place` is.
    """
    while True:
        i, j = _next(cost, demand, left, opened, place)
        if i < 0:
            return True
        if j < 0:
            j = _room_made(cost, demand, left, opened, place, i)
        if j < 0:
            return False
        place[i] = j
        left[j] -= demand[i]


@numba.njit(cache=True, nogil=True)
def _next(cost, demand, left, opened, place):
    """Give who loses most by waiting, and its best site (-1 for no room); of equals the one of most demand."""
    chosen, at, regret = -1, -1, -1.0
    for i in range(len(place)):
        if place[i] >= 0:
            continue
        best, second, site = np.inf, np.inf, -1
        for j in opened:
            if demand[i] <= left[j] and cost[i, j] < best:
                best, second, site = cost[i, j], best, j
            elif demand[i] <= left[j]:
                second = min(second, cost[i, j])
        loses = np.inf if site < 0 else second - best
        if chosen < 0 or loses > regret or (loses == regret and demand[i] > demand[chosen]):
            chosen, at, regret = i, site, loses
    return chosen, at


@numba.njit(cache=True, nogil=True)
def _room_made(cost, demand, left, opened, place, i):
    """Move somebody else, at least cost, so that `i` fits in; give the site, -1 if nobody's move does it."""
    least, mover, where = np.inf, -1, -1
    for other in range(len(place)):
        j = place[other]
        if j < 0 or left[j] + demand[other] < demand[i]:
            continue
        for target in opened:
            more = cost[i, j] + cost[other, target] - cost[other, j]
            if target != j and demand[other] <= left[target] and more < least:
                least, mover, where = more, other, target
    if mover < 0:
        return -1
    site = place[mover]
    left[site] += demand[mover]
    left[where] -= demand[mover]
    place[mover] = where
    return site


@numba.njit(cache=True, nogil=True)
def bettered(cost, demand, left, opened, fixed, place):
    """Move demand points, exchange two, and move whole sites with all whom they serve, while that costs less.

    `opened` (numbers of the open sites) is changed where a site moves; those in `fixed` never do.
    """
    for _ in range(ROUNDS):
        moved = _shifted(cost, demand, left, opened, place)
        moved = _exchanged(cost, demand, left, place) or moved
        moved = _relocated(cost, demand, left, opened, fixed, place) or moved
        if not moved:
            break
    total = 0.0
    for i in range(len(place)):
        total += cost[i, place[i]]
    return total


@numba.njit(cache=True, nogil=True)
def _shifted(cost, demand, left, opened, place):
    moved = False
    for i in range(len(place)):
        for j in opened:
            if demand[i] <= left[j] and cost[i, j] < cost[i, place[i]] - LEAST:
                left[place[i]] += demand[i]
                left[j] -= demand[i]
                place[i] = j
                moved = True
    return moved


@numba.njit(cache=True, nogil=True)
def _exchanged(cost, demand, left, place):
    moved = False
    for i in range(len(place)):
        for other in range(i):
            a, b = place[i], place[other]
            more = demand[other] - demand[i]
            if a == b or more > left[a] or -more > left[b]:
                continue
            if cost[i, b] + cost[other, a] < cost[i, a] + cost[other, b] - LEAST:
                left[a] -= more
                left[b] += more
                place[i], place[other] = b, a
                moved = True
    return moved


@numba.njit(cache=True, nogil=True)
def _relocated(cost, demand, left, opened, fixed, place):
    moved = False
    is_open = np.zeros(cost.shape[1], np.bool_)
    is_open[opened] = True
    for number in range(len(opened)):
        old = opened[number]
        if fixed[old]:
            continue
        served = np.flatnonzero(place == old)
        load, paid = 0.0, 0.0
        for i in served:
            load += demand[i]
            paid += cost[i, old]
        best, site = paid - LEAST, -1
        for j in range(cost.shape[1]):
            if is_open[j] or load > left[j]:
                continue
            total = 0.0
            for i in served:
                total += cost[i, j]
            if total < best:
                best, site = total, j
        if site >= 0:
            left[old] += load
            left[site] -= load
            is_open[old], is_open[site] = False, True
            opened[number] = site
            place[served] = site
            moved = True
    return moved
