"""Rows of sites in the order of their cost, and smaller problems made from them; compiled by Numba.

All engines that assign look at the same form: for each demand point the sites in the order of rising cost, and a
cost `far` that it pays if none of them is open. Three arrays hold it: row `i` is ``starts[i]:starts[i + 1]`` of
`sites` and `costs`.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

OPEN, FREE, CLOSED = 1, 0, -1


@numba.njit(cache=True, nogil=True)
def sorted_rows(values, weights, columns, far):
    """Sort each row of a dense matrix and keep what costs less than `far`, times the row's weight.

    Parameters
    ----------
    values
        Costs, shape ``(n_demand, n_all_sites)``; ``inf`` is unreachable.
    weights
        Demand, above 0, shape ``(n_demand,)``.
    columns
        The sites that count; site ``k`` of the result is column ``columns[k]``.
    far
        Weighted cost of a row that is not served, shape ``(n_demand,)``.
    """
    n, m = len(weights), len(columns)
    starts = np.zeros(n + 1, np.int64)
    for i in range(n):
        count = 0
        for k in range(m):
            count += values[i, columns[k]] * weights[i] < far[i]
        starts[i + 1] = starts[i] + count
    sites = np.empty(starts[n], np.int32)
    costs = np.empty(starts[n])
    kept = np.empty(m, np.int32)
    row = np.empty(m)
    for i in range(n):
        count = 0
        for k in range(m):
            cost = values[i, columns[k]] * weights[i]
            if cost < far[i]:
                kept[count] = k
                row[count] = cost
                count += 1
        order = np.argsort(row[:count], kind="mergesort")
        for k in range(count):
            sites[starts[i] + k] = kept[order[k]]
            costs[starts[i] + k] = row[order[k]]
    return starts, sites, costs


@numba.njit(cache=True, nogil=True)
def narrowed(starts, sites, costs, far, state):
    """Give the problem that is left when some sites are open and some closed for good.

    An open site ends the row at its own cost, which becomes `far`; a closed one drops out. Free sites keep their
    order and are numbered anew.

    Returns
    -------
    tuple
        `starts`, `sites`, `costs`, `far` of the smaller problem, and the old number of each of its sites.
    """
    number, kept = _numbered(state)
    n = len(far)
    new_starts = np.zeros(n + 1, np.int64)
    new_far = far.copy()
    new_sites = np.empty(len(sites), np.int32)
    new_costs = np.empty(len(costs))
    at = 0
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            j = sites[k]
            if state[j] == OPEN:
                new_far[i] = costs[k]
                break
            if state[j] == FREE:
                new_sites[at] = number[j]
                new_costs[at] = costs[k]
                at += 1
        while at > new_starts[i] and new_costs[at - 1] >= new_far[i]:
            at -= 1  # as dear as the open one: no gain
        new_starts[i + 1] = at
    return new_starts, new_sites[:at].copy(), new_costs[:at].copy(), new_far, kept


@numba.njit(cache=True, nogil=True)
def _numbered(state):
    number = np.full(len(state), -1, np.int32)
    count = 0
    for j in range(len(state)):
        if state[j] == FREE:
            number[j] = count
            count += 1
    kept = np.empty(count, np.int64)
    for j in range(len(state)):
        if number[j] >= 0:
            kept[number[j]] = j
    return number, kept


@numba.njit(cache=True, nogil=True)
def total_cost(starts, sites, costs, far, is_open):
    """Give what all demand points pay when each goes to its nearest open site."""
    total = 0.0
    for i in range(len(far)):
        paid = far[i]
        for k in range(starts[i], starts[i + 1]):
            if is_open[sites[k]]:
                paid = costs[k]
                break
        total += paid
    return total


@numba.njit(cache=True, nogil=True)
def sorted_sparse_rows(starts, columns, values, weights, number, far):
    """Sort each row of a CSR matrix, as `sorted_rows` does; column ``j`` becomes site ``number[j]``, -1 none."""
    n = len(weights)
    new_starts = np.zeros(n + 1, np.int64)
    sites = np.empty(len(columns), np.int32)
    costs = np.empty(len(columns))
    at = 0
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            cost = values[k] * weights[i]
            if number[columns[k]] >= 0 and cost < far[i]:
                sites[at] = number[columns[k]]
                costs[at] = cost
                at += 1
        start = new_starts[i]
        order = np.argsort(costs[start:at], kind="mergesort")
        sites[start:at] = sites[start:at][order]
        costs[start:at] = costs[start:at][order]
        new_starts[i + 1] = at
    return new_starts, sites[:at].copy(), costs[:at].copy()
