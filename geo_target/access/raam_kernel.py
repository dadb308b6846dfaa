"""The sweeps of the rational agents, compiled by Numba. Imported when they are first asked for.

Most of the pairs that could be used never are: between two sweeps over all pairs, several go over those alone
that are used or nearly so, which are few.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

numba.get_num_threads()  # starts the threads: compiled code that comes from the cache takes them as running

PARTS = 16
INNER_SWEEPS = 30
SETTLED = 3.0
"""The sweeps over the few end when at most this many times the tolerance of the people went elsewhere."""
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
    price = np.ones(len(capacity))  # before anybody has gone anywhere: the congestion of the mean
    mean, water = np.empty(len(people)), np.full(len(people), np.inf)
    count = 0
    while True:
        few_starts, few, saved, total = _worth_a_look(starts, columns, travel, people, price, flow, mean)
        if count and (saved <= tolerance * total or count >= most_rounds):
            break
        count += 1
        near = few_starts, columns[few], travel[few]
        few_flow = flow[few]
        for _ in range(INNER_SWEEPS):
            if _sweep(near, people, capacity, few_flow, load, water) <= tolerance * SETTLED:
                break
        flow[few] = few_flow  # all that is not among the few is 0 and stays so
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
    for part in numba.prange(PARTS):
        cost = np.empty(len(price))
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            row = slice(starts[i], starts[i + 1])
            least[i], paid[i], counts[i + 1] = _row_as_it_stands(
                columns[row], travel[row], price, flow[row], cost
            )
    return least, paid, counts


@numba.njit(cache=True, fastmath={"nnan", "nsz", "reassoc"})
def _row_as_it_stands(columns, travel, price, flow, cost):
    best, paid, count = np.inf, 0.0, 0
    for k in range(len(travel)):
        cost[k] = travel[k] + price[columns[k]]
        best = min(best, cost[k])
    for k in range(len(travel)):
        used = flow[k] > 0
        count += used | (cost[k] <= best + NEARLY)
        paid += flow[k] * cost[k] if used else 0.0
    return best, paid, count


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
def _sweep(near, people, capacity, flow, load, water):
    """Level for each demand point the costs of the sites that it uses, all others staying where they are.

    `near` is row starts, columns and travel of the pairs that are looked at, `flow` who uses them, `water` the
    level of each demand point. Returns the share of the people who went elsewhere.
    """
    starts, columns, travel = near
    level, width = np.empty(len(capacity)), np.empty(len(capacity))
    moved, everybody = 0.0, 0.0
    for i in range(len(people)):
        start, count = starts[i], starts[i + 1] - starts[i]
        if people[i] == 0 or count == 0:
            continue
        for k in range(count):
            j = columns[start + k]
            width[k] = capacity[j]
            level[k] = travel[start + k] + (load[j] - flow[start + k]) / width[k]
        above = water[i] = _water_level(level[:count], width[:count], people[i], water[i])
        total = 0.0
        for k in range(count):
            level[k] = max(0.0, width[k] * (above - level[k]))
            total += level[k]
        scale = people[i] / total
        for k in range(count):
            change = level[k] * scale - flow[start + k]
            if change != 0:
                moved += abs(change)
                flow[start + k] += change
                load[columns[start + k]] += change
        everybody += people[i]
    return moved / (2 * everybody) if everybody > 0 else 0.0


@numba.njit(cache=True)
def _water_level(level, width, people, guess):
    """Newton on a convex, piecewise linear, rising function: from its right it ends after finitely many steps.

    One step from the left, where anything is under water at all, leads to the right.
    """
    above = _tangent(level, width, people, guess) if guess < np.inf else np.inf
    if above == np.inf:
        for k in range(len(level)):
            above = min(above, level[k] + people / width[k])
    while True:
        found = _tangent(level, width, people, above)
        if found >= above - 1e-14 * abs(above):
            return above
        above = found


@numba.njit(cache=True)
def _tangent(level, width, people, at):
    """Give where the tangent says that all the people are served; inf where nothing lies below."""
    wide, area = 0.0, people
    for k in range(len(level)):
        held = width[k] if level[k] < at else 0.0
        wide += held
        area += held * level[k]
    return area / wide if wide > 0 else np.inf


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
