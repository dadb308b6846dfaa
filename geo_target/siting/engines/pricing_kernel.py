"""Lagrangian bounds of sites with room and rules, by the volume algorithm (Barahona and Anbil 2000), compiled by Numba.

Each demand point has a price for being served. At the prices a site is worth the most that those it serves save, the last
one in part where its room ends (Dantzig 1957); what sites use together of something, such as money, has a price, too.
The prices of all less the worth of the best sites that keep the rules are at most what any plan costs, at any prices.
Pairs are held site by site: those of site ``j`` are ``starts[j]:starts[j + 1]`` of `rows` and `costs`.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

FACTOR, STALE, BOUND = 0, 1, 2
PATIENCE, SHORTEST, FLAT = 12.0, 1e-4, 1e-14
NEWEST = 0.1
"""Weight of the newest slope in the mean."""


@numba.njit(cache=True, nogil=True)
def price_sites(pairs, weight, room, prices, worth):
    """Write what each site is worth at the prices."""
    starts, rows, costs = pairs
    longest = 0
    for j in range(len(room)):
        longest = max(longest, starts[j + 1] - starts[j])
    dear, pair = np.empty(longest), np.empty(longest, np.int64)
    for j in range(len(room)):
        load, saved, n = 0.0, 0.0, 0
        for k in range(starts[j], starts[j + 1]):
            gain = prices[rows[k]] - costs[k]
            if gain > 0.0:
                load += weight[rows[k]]
                saved += gain
                dear[n] = -gain / weight[rows[k]] if weight[rows[k]] > 0.0 else -np.inf
                pair[n] = k
                n += 1
        if load > room[j]:
            left, saved = room[j], 0.0
            for at in np.argsort(dear[:n], kind="mergesort"):
                i = rows[pair[at]]
                part = 1.0 if weight[i] <= left else left / weight[i]
                saved += part * (prices[i] - costs[pair[at]])
                left -= part * weight[i]
                if part < 1.0:
                    break
        worth[j] = saved


@numba.njit(cache=True, nogil=True)
def choose(value, rules, chosen):
    """Mark the sites of most value that keep the rules; give their value together.

    Those that must be open, the best of each group that needs some, then the best others of a value above 0.
    """
    fixed, group, fewest, largest, n_open = rules
    inside, count, total = np.zeros(len(fewest), np.int64), 0, 0.0
    for j in range(len(value)):
        chosen[j] = fixed[j]
        if fixed[j]:
            total += value[j]
            count += 1
            if group[j] >= 0:
                inside[group[j]] += 1
    order = np.argsort(-value, kind="mergesort")
    for must in (True, False):
        for j in order:
            g = group[j]
            if must:
                takes = g >= 0 and not chosen[j] and inside[g] < fewest[g]
            elif count >= n_open or value[j] <= 0.0:
                break
            else:
                takes = not chosen[j] and (g < 0 or inside[g] < largest[g])
            if takes:
                chosen[j] = True
                total += value[j]
                count += 1
                if g >= 0:
                    inside[g] += 1
    return total


@numba.njit(cache=True, nogil=True)
def _slope(pairs, weight, room, use, most, duals, chosen, slope):
    """Write 1 less how often each demand point is served, and what is used beyond the most."""
    starts, rows, costs = pairs
    n = len(weight)
    slope[:n] = 1.0
    slope[n:] = -most
    for j in np.flatnonzero(chosen):
        slope[n:] += use[:, j]
        mine = np.arange(starts[j], starts[j + 1])
        gain = duals[rows[mine]] - costs[mine]
        mine, gain = mine[gain > 0.0], gain[gain > 0.0]
        dear = np.empty(len(mine))
        for at in range(len(mine)):
            dear[at] = -gain[at] / weight[rows[mine[at]]] if weight[rows[mine[at]]] > 0.0 else -np.inf
        left = room[j]
        for at in np.argsort(dear, kind="mergesort"):
            i = rows[mine[at]]
            part = 1.0 if weight[i] <= left else left / weight[i]
            slope[i] -= part
            left -= part * weight[i]
            if part < 1.0:
                break


@numba.njit(cache=True, nogil=True)
def bound_at(pairs, weight, room, opening, use, most, rules, duals, chosen, value):
    """Give the bound at the prices; write the value of each site, and which ones are chosen."""
    n = len(weight)
    price_sites(pairs, weight, room, duals[:n], value)
    value -= opening
    for kind in range(len(most)):
        value -= duals[n + kind] * use[kind]
    total = choose(value, rules, chosen)
    return duals[:n].sum() - total - (duals[n:] * most).sum()


@numba.njit(cache=True, nogil=True)
def climb(pairs, weight, room, opening, use, most, rules, center, mean, share, memory, upper, goal, steps):
    """Raise the bound for some steps, or until it passes `goal`.

    Changes `center` (the best prices), `mean` (of the slopes; all 0 to begin with), `share` (how often each site was
    chosen of late, a nearly optimal point of the linear program) and `memory` (length of the step, steps without a better
    bound, the bound).
    """
    m = len(room)
    duals, slope = center.copy(), np.empty(len(center))
    chosen, value = np.empty(m, np.bool_), np.empty(m)
    is_first = not mean.any()
    for _ in range(steps):
        bound = bound_at(pairs, weight, room, opening, use, most, rules, duals, chosen, value)
        _slope(pairs, weight, room, use, most, duals, chosen, slope)
        newest = 1.0 if is_first else NEWEST
        is_first = False
        along = (slope * mean).sum()
        mean[:] = newest * slope + (1.0 - newest) * mean
        for j in range(m):
            share[j] += newest * (chosen[j] - share[j])
        if bound > memory[BOUND]:
            memory[BOUND], memory[STALE] = bound, 0.0
            center[:] = duals
            if along > 0.0:
                memory[FACTOR] = min(memory[FACTOR] * 1.1, 2.0)
        else:
            memory[STALE] += 1.0
            if memory[STALE] >= PATIENCE:
                memory[FACTOR], memory[STALE] = max(memory[FACTOR] * 0.66, SHORTEST), 0.0
        if memory[BOUND] > goal:
            break
        length = _length(center, mean, memory, upper)
        if length == 0.0:
            break
        for i in range(len(center)):
            duals[i] = max(center[i] + length * mean[i], 0.0)


@numba.njit(cache=True, nogil=True)
def _length(center, mean, memory, upper):
    """Give how far to go along the mean slope; 0 where there is none left."""
    norm = 0.0
    for i in range(len(center)):
        if not (mean[i] < 0.0 and center[i] <= 0.0):
            norm += mean[i] * mean[i]
    if norm < FLAT:
        return 0.0
    bound = memory[BOUND]
    missing = max(min(1.05 * (upper - bound), abs(bound)), 1e-6 * abs(bound))
    return memory[FACTOR] * missing / norm
