"""The Lagrangian bound of assignment within capacities, and what it decides, compiled by Numba.

Each demand point has a price for being served. At the prices each site takes what is worth most within its room
(:mod:`knapsack_kernel`), and the sum of all prices less the worth of the sites that must be open and of the best
others is at most the cost of every plan, whatever the prices. Pairs are held site by site: those of site ``j`` are
``starts[j]:starts[j + 1]`` of `rows` and `costs`.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

from geo_target.siting.engines import knapsack_kernel

SHORTEST, FLAT = 2e-3, 1e-9
MEAN = 0.1


@numba.njit(cache=True, nogil=True)
def climb(
    starts, rows, costs, weight, room, is_open, n_free, prices, upper, cutoff, pace, steps, exact, share
):
    """Raise the bound by steps along the slope; leave the best prices in `prices`.

    Parameters
    ----------
    weight, room
        Whole units; a plan that keeps the capacities keeps these.
    is_open, n_free
        Sites that are open anyway, and how many of the others are.
    upper, cutoff
        About what the best plan costs, for the length of the steps; the bound at which to stop.
    pace
        Length of the next step, and how many there were without a better bound; changed.
    steps
        How many at most, and how many without a better bound until they are halved.
    exact
        Whether sites take whole demand points only, or the last one in part, which is quicker.
    share
        How often each pair was taken of late, 0 to 1; changed.

    Returns
    -------
    bound : float
    taken : bool array
        The pairs taken at the last prices, of chosen sites alone.
    chosen : bool array
        Sites chosen at the last prices.
    torn : int
        How many demand points were not served exactly once there: at 0 that is a plan, if capacities hold.
    """
    n, m = len(prices), len(room)
    longest, largest = _size(starts, rows, weight, room, exact)
    table, value = np.empty((longest, largest + 1), np.bool_), np.empty(largest + 1)
    taken, worth, chosen = np.zeros(len(rows), np.bool_), np.empty(m), np.zeros(m, np.bool_)
    slope, along, trial = np.empty(n), np.zeros(n), prices.copy()
    best, torn = knapsack_kernel.LOWEST, n
    for _ in range(steps[0]):
        _fill(starts, rows, costs, trial, weight, room, exact, taken, worth, table, value)
        bound = trial.sum() - choose(worth, is_open, n_free, chosen)[0]
        torn, norm = _slope(starts, rows, taken, chosen, slope, share)
        pace[1] += 1
        if bound > best + FLAT * abs(best):
            pace[1] = 0 if best > knapsack_kernel.LOWEST else pace[1]
            best = bound
            prices[:] = trial
        if best > cutoff or torn == 0 or pace[0] < SHORTEST:
            break
        if pace[1] >= steps[1]:
            pace[0], pace[1] = pace[0] / 2, 0
            trial[:] = prices
            along[:] = 0.0
            continue
        length = pace[0] * max(1.02 * upper - bound, 1e-6 * abs(upper)) / norm
        along[:] = 0.7 * slope + 0.3 * along
        trial += length * along
    return best, taken, chosen, torn


@numba.njit(cache=True, nogil=True)
def _size(starts, rows, weight, room, exact):
    """Give how large the tables of the knapsacks must be."""
    if not exact:
        return 0, 0
    longest, largest, _ = knapsack_kernel.size(starts, rows, weight, room)
    return longest, largest


@numba.njit(cache=True, nogil=True)
def _fill(starts, rows, costs, prices, weight, room, exact, taken, worth, table, value):
    """Write what each site is worth, and mark the pairs it takes."""
    for j in range(len(room)):
        first, last = starts[j], starts[j + 1]
        if exact:
            worth[j] = knapsack_kernel.fill(
                first, last, rows, costs, prices, weight, room[j], taken, table, value
            )
        else:
            worth[j] = knapsack_kernel.fill_partly(first, last, rows, costs, prices, weight, room[j], taken)


@numba.njit(cache=True, nogil=True)
def choose(worth, is_open, n_free, chosen):
    """Mark the open sites and the `n_free` best others; give their worth together, and that of the last chosen."""
    total, last, left = 0.0, np.inf, n_free
    for j in np.argsort(-worth, kind="mergesort"):
        chosen[j] = is_open[j] or left > 0
        if chosen[j]:
            total += worth[j]
            if not is_open[j]:
                last = worth[j]
                left -= 1
    return total, last


@numba.njit(cache=True, nogil=True)
def _slope(starts, rows, taken, chosen, slope, share):
    """Write 1 less how often each demand point is served; leave in `taken` the pairs of chosen sites alone."""
    slope[:] = 1.0
    for j in range(len(chosen)):
        for k in range(starts[j], starts[j + 1]):
            taken[k] = taken[k] and chosen[j]
            share[k] += MEAN * (taken[k] - share[k])
            if taken[k]:
                slope[rows[k]] -= 1.0
    torn, norm = 0, 0.0
    for i in range(len(slope)):
        torn += slope[i] != 0.0
        norm += slope[i] * slope[i]
    return torn, norm


@numba.njit(cache=True, nogil=True)
def useful(starts, rows, costs, weight, room, is_open, n_free, prices, cutoff, exact):
    """Mark the pairs that a plan of at most `cutoff` may use."""
    m = len(room)
    longest, largest = _size(starts, rows, weight, room, exact)
    before, after = np.empty((longest + 1, largest + 1)), np.empty((longest + 1, largest + 1))
    table, value = np.empty((longest, largest + 1), np.bool_), np.empty(largest + 1)
    taken, may = np.empty(len(rows), np.bool_), np.ones(len(rows), np.bool_)
    if_served, worth, chosen = np.empty(len(rows)), np.empty(m), np.zeros(m, np.bool_)
    _fill(starts, rows, costs, prices, weight, room, exact, taken, worth, table, value)
    total, least = choose(worth, is_open, n_free, chosen)
    bound = prices.sum() - total
    for j in range(m):
        first, last = starts[j], starts[j + 1]
        if not chosen[j] and (n_free == 0 or bound + least - worth[j] > cutoff):
            may[first:last] = False
            continue
        if exact:
            knapsack_kernel.forced(
                first, last, rows, costs, prices, weight, room[j], if_served, before, after
            )
        else:
            knapsack_kernel.forced_partly(first, last, rows, costs, prices, worth[j], if_served)
        given_up = worth[j] if chosen[j] else least
        for k in range(first, last):
            may[k] = bound + given_up - if_served[k] <= cutoff
    return may


@numba.njit(cache=True, nogil=True)
def settled(starts, rows, demand, capacity, n_open, is_open, may, served_by):
    """Follow what is certain: who has one site left, which sites that opens and fills, and which others it closes.

    Changes `is_open`, `may` (pairs) and `served_by` (the pair that serves a demand point for certain, -1 for none).

    Returns
    -------
    bool
        Whether a plan may be left.
    """
    left, choices = capacity.copy(), np.zeros(len(demand), np.int64)
    for k in range(len(rows)):
        choices[rows[k]] += may[k]
    served_by[:] = -1
    moved = True
    while moved:
        moved = False
        n_left = n_open - is_open.sum()
        for j in range(len(capacity)):
            for k in range(starts[j], starts[j + 1]):
                i = rows[k]
                if not may[k] or served_by[i] == k:
                    continue
                if (n_left <= 0 and not is_open[j]) or demand[i] > left[j]:
                    may[k] = False
                    choices[i] -= 1
                    moved = True
                elif choices[i] == 1:
                    served_by[i] = k
                    left[j] -= demand[i]
                    n_left -= not is_open[j]
                    is_open[j] = True
                    moved = True
    return choices.min() > 0 and _roomy(demand, capacity, n_open, is_open)


@numba.njit(cache=True, nogil=True)
def _roomy(demand, capacity, n_open, is_open):
    """Tell whether the open sites and the largest others have room for all demand together."""
    room, left = 0.0, n_open - is_open.sum()
    for j in np.argsort(-capacity, kind="mergesort"):
        if is_open[j]:
            room += capacity[j]
        elif left > 0:
            room += capacity[j]
            left -= 1
    return room >= demand.sum()


@numba.njit(cache=True, nogil=True)
def narrowed(starts, rows, costs, may, served_by, weight, room):
    """Leave only pairs that may be, of demand points that are not served for certain.

    Returns
    -------
    starts, rows, costs, weight, room
        Of what is left; demand points in their old order.
    kept : int array
        Number of each pair before.
    paid : float
        What those served for certain pay.
    """
    n, m = len(weight), len(room)
    number, left, paid = np.full(n, -1), room.copy(), 0.0
    count = 0
    for i in range(n):
        if served_by[i] < 0:
            number[i] = count
            count += 1
        else:
            paid += costs[served_by[i]]
    new_starts, new_weight = np.zeros(m + 1, np.int64), np.empty(count, np.int64)
    kept = np.empty(may.sum(), np.int64)
    size = 0
    for j in range(m):
        for k in range(starts[j], starts[j + 1]):
            i = rows[k]
            if served_by[i] == k:
                left[j] -= weight[i]
            elif may[k] and number[i] >= 0:
                kept[size] = k
                size += 1
        new_starts[j + 1] = size
    for i in range(n):
        if number[i] >= 0:
            new_weight[number[i]] = weight[i]
    kept = kept[:size]
    return new_starts, number[rows[kept]], costs[kept], new_weight, left, kept, paid
