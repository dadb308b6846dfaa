"""Bands of cost, compiled by Numba: supply shared out in two passes over all pairs, with no matrix of weights.

Rows are cut into as many parts as `PARTS` says, whatever the number of cores, and the sums of the parts are added
in order: the same numbers come out on every machine of one kind.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

PARTS = 16


@numba.njit(cache=True, parallel=True)
def share_out(cost, people, offered, limits, weights, chosen):
    """Give the access of every row; `chosen`: each row's weights are squared and divided by their sum (3SFCA).

    `limits` rise; beyond the last one, and where the cost is infinite, nothing counts.
    """
    n, m = cost.shape
    parts = np.zeros((PARTS, m))
    for part in numba.prange(PARTS):
        held = np.empty(m)
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            scale = people[i] * _weigh(cost[i], limits, weights, chosen, held)
            for j in range(m):
                parts[part, j] += held[j] * scale
    share = _share(parts, offered)

    access = np.zeros(n)
    for part in numba.prange(PARTS):
        held = np.empty(m)
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            scale = _weigh(cost[i], limits, weights, chosen, held)
            access[i] = scale * _product(held, share)
    return access


@numba.njit(cache=True, parallel=True)
def share_out_stored(stored, people, offered, limits, weights, chosen):
    """As `share_out` for costs of which `stored` is row starts, columns and values (CSR)."""
    starts, columns, costs = stored
    n, m = len(starts) - 1, len(offered)
    parts = np.zeros((PARTS, m))
    for part in numba.prange(PARTS):
        held = np.empty(m)
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            start, end = starts[i], starts[i + 1]
            row = held[: end - start]
            scale = people[i] * _weigh(costs[start:end], limits, weights, chosen, row)
            for k in range(end - start):
                parts[part, columns[start + k]] += row[k] * scale
    share = _share(parts, offered)

    access = np.zeros(n)
    for part in numba.prange(PARTS):
        held = np.empty(m)
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            start, end = starts[i], starts[i + 1]
            row = held[: end - start]
            scale = _weigh(costs[start:end], limits, weights, chosen, row)
            total = 0.0
            for k in range(end - start):
                total += row[k] * share[columns[start + k]]
            access[i] = scale * total
    return access


@numba.njit(cache=True)
def _share(parts, offered):
    """Give the supply of each site for each of the weighted people around it; 0 where nobody is."""
    share = np.zeros(len(offered))
    for j in range(len(offered)):
        around = 0.0
        for part in range(len(parts)):
            around += parts[part, j]
        share[j] = offered[j] / around if around > 0 else 0.0
    return share


@numba.njit(cache=True)
def _weigh(row, limits, weights, chosen, held):
    """Write the weights of a row into `held`, and give what to multiply them with."""
    held[:] = 0.0
    for band in range(len(limits) - 1, -1, -1):
        limit, weight = min(limits[band], np.finfo(np.float64).max), weights[band]
        for j in range(len(row)):
            held[j] = weight if row[j] <= limit else held[j]
    if not chosen:
        return 1.0
    total = 0.0
    for j in range(len(row)):
        total += held[j]
        held[j] *= held[j]
    return 1.0 / total if total > 0 else 0.0


@numba.njit(cache=True, fastmath={"reassoc"})
def _product(first, second):
    total = 0.0
    for j in range(len(first)):
        total += first[j] * second[j]
    return total
