"""Swap local search for p-median (Resende and Werneck 2007), compiled by Numba.

Each demand point knows its nearest and its second nearest open site. From these follow for all pairs at once what
opening one site and closing another saves: `gain` of the one, less `loss` of the other, plus `extra` of the pair.
A swap changes these only for the demand points whose two nearest change.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def greedy(starts, sites, costs, far, is_open, n_sites):
    """Open the site that saves most, until `n_sites` are open; ties go to the lowest number."""
    paid = far.copy()
    gain = np.zeros(len(is_open))
    for i in range(len(far)):
        for k in range(starts[i], starts[i + 1]):
            if is_open[sites[k]]:
                paid[i] = costs[k]
                break
        _add_gain(starts, sites, costs, paid[i], i, gain, 1.0)
    back_starts, back_rows, back_costs = by_site(starts, sites, costs, len(is_open))
    for _ in range(n_sites - is_open.sum()):
        best = -1
        for j in range(len(is_open)):
            if not is_open[j] and (best < 0 or gain[j] > gain[best]):
                best = j
        is_open[best] = True
        for k in range(back_starts[best], back_starts[best + 1]):
            i = back_rows[k]
            if back_costs[k] < paid[i]:
                _add_gain(starts, sites, costs, paid[i], i, gain, -1.0)
                paid[i] = back_costs[k]
                _add_gain(starts, sites, costs, paid[i], i, gain, 1.0)


@numba.njit(cache=True, nogil=True)
def _add_gain(starts, sites, costs, paid, i, gain, sign):
    for k in range(starts[i], starts[i + 1]):
        if costs[k] >= paid:
            break
        gain[sites[k]] += sign * (paid - costs[k])


@numba.njit(cache=True, nogil=True)
def by_site(starts, sites, costs, n_sites):
    """Turn the rows over: for each site the demand points that have it in their row, and the cost."""
    back_starts = np.zeros(n_sites + 1, np.int64)
    for k in range(len(sites)):
        back_starts[sites[k] + 1] += 1
    back_starts = np.cumsum(back_starts)
    at = back_starts[:-1].copy()
    rows = np.empty(len(sites), np.int32)
    back_costs = np.empty(len(sites))
    for i in range(len(starts) - 1):
        for k in range(starts[i], starts[i + 1]):
            j = sites[k]
            rows[at[j]] = i
            back_costs[at[j]] = costs[k]
            at[j] += 1
    return back_starts, rows, back_costs


@numba.njit(cache=True, nogil=True)
def swap(starts, sites, costs, far, is_open, kept, tolerance, most_swaps):
    """Swap while the best swap saves more than `tolerance`; changes `is_open`.

    Parameters
    ----------
    kept
        Sites that stay open, shape ``(n_sites,)``.

    Returns
    -------
    int
        Number of swaps made.
    """
    n = len(far)
    slots = np.flatnonzero(is_open).astype(np.int32)
    slot_of = np.full(len(is_open), -1, np.int32)
    for s in range(len(slots)):
        slot_of[slots[s]] = s
    movable = np.empty(len(slots), np.bool_)
    for s in range(len(slots)):
        movable[s] = not kept[slots[s]]
    first, second = np.empty(n, np.int32), np.empty(n, np.int32)
    gain, loss = np.zeros(len(is_open)), np.zeros(len(slots))
    extra = np.zeros((len(is_open), len(slots)))
    for i in range(n):
        _two_nearest(starts, sites, is_open, i, first, second)
        _account(starts, sites, costs, far, slot_of, i, first[i], second[i], gain, loss, extra, 1.0)
    for count in range(most_swaps):
        into, out, saved = _best_swap(is_open, movable, gain, loss, extra)
        if saved <= tolerance:
            return count
        _make_swap(
            starts, sites, costs, far, is_open, slots, slot_of, first, second, gain, loss, extra, into, out
        )
    return most_swaps


@numba.njit(cache=True, nogil=True)
def _two_nearest(starts, sites, is_open, i, first, second):
    """Write the places in the row of the two nearest open sites of demand point `i`; -1 for none."""
    first[i] = -1
    second[i] = -1
    for k in range(starts[i], starts[i + 1]):
        if is_open[sites[k]]:
            if first[i] < 0:
                first[i] = k - starts[i]
            else:
                second[i] = k - starts[i]
                break


@numba.njit(cache=True, nogil=True)
def _account(starts, sites, costs, far, slot_of, i, first, second, gain, loss, extra, sign):
    """Add (or take back) what demand point `i` says about every swap."""
    start = starts[i]
    near = far[i] if first < 0 else costs[start + first]
    next_near = far[i] if second < 0 else costs[start + second]
    end = starts[i + 1] if second < 0 else start + second
    if first < 0:
        for k in range(start, end):
            gain[sites[k]] += sign * (near - costs[k])
        return
    slot = slot_of[sites[start + first]]
    loss[slot] += sign * (next_near - near)
    for k in range(start, end):
        cost = costs[k]
        if cost < near:
            gain[sites[k]] += sign * (near - cost)
            extra[sites[k], slot] += sign * (next_near - near)
        else:
            extra[sites[k], slot] += sign * (next_near - cost)


@numba.njit(cache=True, nogil=True)
def _best_swap(is_open, movable, gain, loss, extra):
    into, out, most = -1, -1, 0.0
    for j in range(len(is_open)):
        if is_open[j]:
            continue
        for s in range(len(loss)):
            saved = gain[j] - loss[s] + extra[j, s]
            if saved > most and movable[s]:
                into, out, most = j, s, saved
    return into, out, most


@numba.njit(cache=True, nogil=True)
def _make_swap(
    starts, sites, costs, far, is_open, slots, slot_of, first, second, gain, loss, extra, into, out
):
    leaving = slots[out]
    changed = np.empty(len(far), np.int32)
    count = 0
    for i in range(len(far)):
        start = starts[i]
        touched = first[i] >= 0 and sites[start + first[i]] == leaving
        touched = touched or (second[i] >= 0 and sites[start + second[i]] == leaving)
        if not touched:
            end = starts[i + 1] if second[i] < 0 else start + second[i]
            for k in range(start, end):
                if sites[k] == into:
                    touched = True
                    break
        if touched:
            _account(starts, sites, costs, far, slot_of, i, first[i], second[i], gain, loss, extra, -1.0)
            changed[count] = i
            count += 1
    is_open[leaving] = False
    is_open[into] = True
    slot_of[leaving] = -1
    slot_of[into] = out
    slots[out] = into
    for c in range(count):
        i = changed[c]
        _two_nearest(starts, sites, is_open, i, first, second)
        _account(starts, sites, costs, far, slot_of, i, first[i], second[i], gain, loss, extra, 1.0)


@numba.njit(cache=True, nogil=True)
def shaken(is_open, kept, count, draws):
    """Close some open sites and open as many others, by numbers drawn from 0 to 1; changes `is_open`."""
    for d in range(count):
        _flip(is_open, kept, True, draws[2 * d])
        _flip(is_open, kept, False, draws[2 * d + 1])


@numba.njit(cache=True, nogil=True)
def _flip(is_open, kept, now, draw):
    able = 0
    for j in range(len(is_open)):
        able += is_open[j] == now and not kept[j]
    place = min(int(draw * able), able - 1)
    for j in range(len(is_open)):
        if is_open[j] == now and not kept[j]:
            if place == 0:
                is_open[j] = not now
                return
            place -= 1


@numba.njit(cache=True, nogil=True)
def halfway(starts, sites, costs, far, is_open):
    """Give for each demand point the mean of the costs of its two nearest open sites."""
    middle = np.empty(len(far))
    for i in range(len(far)):
        near, seen = far[i], 0
        middle[i] = far[i]
        for k in range(starts[i], starts[i + 1]):
            if is_open[sites[k]]:
                seen += 1
                if seen == 1:
                    near = costs[k]
                else:
                    middle[i] = costs[k]
                    break
        middle[i] = 0.5 * (near + middle[i])
    return middle


@numba.njit(cache=True, nogil=True)
def greedy_cover(starts, sites, costs, far, is_open):
    """Open sites until every row has an open one; changes `is_open`."""
    gain = np.zeros(len(is_open), np.int64)
    for k in range(len(sites)):
        gain[sites[k]] += 1
    back_starts, back_rows, _ = by_site(starts, sites, costs, len(is_open))
    done = np.zeros(len(far), np.bool_)
    while True:
        best = 0
        for j in range(len(is_open)):
            if gain[j] > gain[best]:
                best = j
        if len(gain) == 0 or gain[best] == 0:
            return
        is_open[best] = True
        for k in range(back_starts[best], back_starts[best + 1]):
            i = back_rows[k]
            if not done[i]:
                done[i] = True
                for r in range(starts[i], starts[i + 1]):
                    gain[sites[r]] -= 1
