"""The sweeps of the rational agents, compiled by Numba. Imported when they are first asked for.

Most of the pairs that could be used never are: between two sweeps over all pairs, several go over those alone
that are used or nearly so, which are few.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

INNER_SWEEPS = 30
NEARLY = 0.1
"""In units of tau: a site that is at most this much dearer than a person's best is looked at in the next sweeps."""


@numba.njit(cache=True)
def settle(starts, columns, travel, people, capacity, tolerance, most_rounds):
    """Let every demand point choose again until nobody gains; see ``rational_agent``.

    Returns
    -------
    tuple
        Mean cost of each demand point, load of each site, the objective, the relative gap, the rounds.
    """
    flow = np.zeros(len(travel))
    load = np.zeros(len(capacity))
    level = np.empty(len(travel))
    price = np.ones(len(capacity))  # before anybody has gone anywhere: the congestion of the mean
    mean = np.empty(len(people))
    count = 0
    while True:
        few_starts, few, saved, total = _worth_a_look(starts, columns, travel, people, price, flow, mean)
        if count and (saved <= tolerance * total or count >= most_rounds):
            break
        count += 1
        for _ in range(INNER_SWEEPS):
            moved = _sweep(few_starts, few, columns, travel, people, capacity, flow, load, level)
            if moved <= tolerance * 0.1:
                break
        for j in range(len(capacity)):
            price[j] = load[j] / capacity[j] if capacity[j] > 0 else np.inf
    gap = saved / total if total > 0 else 0.0
    return mean, load, _objective(travel, capacity, flow, load), gap, count


@numba.njit(cache=True)
def _worth_a_look(starts, columns, travel, people, price, flow, mean):
    """Give the pairs that are used or nearly as good as the best, row by row, and what all could still save.

    What they could save, if each went to the cheapest site as it stands, is a bound on the distance to the
    minimum. Writes the mean cost of each demand point into `mean`.
    """
    n = len(starts) - 1
    least, own, counts = _as_it_stands(starts, columns, travel, price, flow)
    saved, total = 0.0, 0.0
    for i in range(n):
        mean[i] = np.inf
        if people[i] > 0 and least[i] < np.inf:
            saved += own[i] - people[i] * least[i]
            total += own[i]
            mean[i] = own[i] / people[i]
    few_starts = np.cumsum(counts)
    return few_starts, _picked(starts, columns, travel, price, flow, least, few_starts), saved, total


@numba.njit(cache=True, parallel=True)
def _as_it_stands(starts, columns, travel, price, flow):
    """Give the least cost of each demand point, what its people pay, and how many of its pairs are worth a look."""
    n = len(starts) - 1
    least, paid = np.empty(n), np.zeros(n)
    counts = np.zeros(n + 1, np.int64)
    for i in numba.prange(n):
        best = np.inf
        for p in range(starts[i], starts[i + 1]):
            best = min(best, travel[p] + price[columns[p]])
        least[i] = best
        for p in range(starts[i], starts[i + 1]):
            cost = travel[p] + price[columns[p]]
            paid[i] += flow[p] * cost if flow[p] > 0 else 0.0
            counts[i + 1] += flow[p] > 0 or cost <= best + NEARLY
    return least, paid, counts


@numba.njit(cache=True, parallel=True)
def _picked(starts, columns, travel, price, flow, least, few_starts):
    """Give the pairs that `_as_it_stands` counted."""
    few = np.empty(few_starts[-1], np.int64)
    for i in numba.prange(len(starts) - 1):
        k = few_starts[i]
        for p in range(starts[i], starts[i + 1]):
            if flow[p] > 0 or travel[p] + price[columns[p]] <= least[i] + NEARLY:
                few[k] = p
                k += 1
    return few


@numba.njit(cache=True)
def _sweep(starts, pairs, columns, travel, people, capacity, flow, load, level):
    """Level for each demand point the costs of the sites that it uses, all others staying where they are.

    Returns the share of the people who went elsewhere.
    """
    moved, everybody = 0.0, 0.0
    for i in range(len(people)):
        if people[i] == 0 or starts[i] == starts[i + 1]:
            continue
        above = np.inf
        for k in range(starts[i], starts[i + 1]):
            p = pairs[k]
            j = columns[p]
            load[j] -= flow[p]
            level[p] = travel[p] + load[j] / capacity[j]
            above = min(above, level[p] + people[i] / capacity[j])
        above = _water_level(starts[i], starts[i + 1], pairs, columns, people[i], capacity, level, above)
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            p = pairs[k]
            total += max(0.0, capacity[columns[p]] * (above - level[p]))
        for k in range(starts[i], starts[i + 1]):
            p = pairs[k]
            now = max(0.0, capacity[columns[p]] * (above - level[p])) * people[i] / total
            moved += abs(now - flow[p])
            flow[p] = now
            load[columns[p]] += now
        everybody += people[i]
    return moved / (2 * everybody) if everybody > 0 else 0.0


@numba.njit(cache=True)
def _water_level(start, end, pairs, columns, people, capacity, level, above):
    """Newton on a convex, piecewise linear, rising function from its right: it ends after finitely many steps."""
    while True:
        width, area = 0.0, people
        for k in range(start, end):
            p = pairs[k]
            if level[p] < above:
                width += capacity[columns[p]]
                area += capacity[columns[p]] * level[p]
        found = area / width if width > 0 else above
        if found >= above - 1e-14 * abs(above):
            return above
        above = found


@numba.njit(cache=True)
def _objective(travel, capacity, flow, load):
    """Give Beckmann's function."""
    value = 0.0
    for p in range(len(travel)):
        if flow[p] > 0:
            value += flow[p] * travel[p]
    for j in range(len(capacity)):
        if capacity[j] > 0:
            value += load[j] * load[j] / (2.0 * capacity[j])
    return value
