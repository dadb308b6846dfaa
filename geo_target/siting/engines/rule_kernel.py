"""Swaps that keep rules about sites; compiled by Numba.

The table is kept by site: the demand points that site `j` is good for are ``points[starts[j]:starts[j + 1]]``; each
pays ``costs`` there, less than its ``far``, which it pays where no open site is good for it. The rules are arrays over
sites; `use` and `most` are what all open sites together may use of something, such as money.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def look(table, opened, first, second, by, loss):
    """Set each point's best and second-best cost, whose the best is, and what its end loses; give the sum."""
    starts, points, costs, far = table
    first[:], second[:], by[:] = far, far, -1
    for at in range(len(opened)):
        for place in range(starts[opened[at]], starts[opened[at] + 1]):
            point, cost = points[place], costs[place]
            if cost < first[point]:
                second[point] = first[point]
                first[point], by[point] = cost, at
            elif cost < second[point]:
                second[point] = cost
    loss[:] = 0.0
    total = 0.0
    for point in range(len(far)):
        total += first[point]
        if by[point] >= 0:
            loss[by[point]] += second[point] - first[point]
    return total


@numba.njit(cache=True, nogil=True)
def totals(rules, opened):
    """Give what the open sites use together, and how many are open in each group."""
    _, _, use, most, group, fewest, _, _, _ = rules
    used, inside = np.zeros(len(most)), np.zeros(len(fewest), np.int64)
    for site in opened:
        for kind in range(len(most)):
            used[kind] += use[kind, site]
        if group[site] >= 0:
            inside[group[site]] += 1
    return used, inside


@numba.njit(cache=True, nogil=True)
def swap(table, rules, may_add, is_open, begin, least_gain, most_moves):
    """Open a site, or open one and close one, while that lowers the sum and keeps the rules.

    Sites are tried from number `begin` on; give the sum, the number of moves (fewer than `most_moves` when none is left),
    and where to begin again.
    """
    far, n_sites = table[3], len(is_open)
    first, second, by = far.copy(), far.copy(), np.full(len(far), -1)
    opened = np.flatnonzero(is_open)
    loss, held = np.zeros(len(opened)), totals(rules, opened)
    total = look(table, opened, first, second, by, loss)
    moves, unchanged, site = 0, 0, begin
    while unchanged < n_sites and moves < most_moves:
        unchanged += 1
        gain, at = _best_move(table, rules, held, may_add, is_open, opened, site, first, second, by, loss)
        if gain > least_gain:
            is_open[site] = True
            if at >= 0:
                is_open[opened[at]] = False
            opened = np.flatnonzero(is_open)
            loss, held = np.zeros(len(opened)), totals(rules, opened)
            total = look(table, opened, first, second, by, loss)
            moves, unchanged = moves + 1, 0
        site = (site + 1) % n_sites
    return total, moves, site


@numba.njit(cache=True, nogil=True)
def _best_move(table, rules, held, may_add, is_open, opened, site, first, second, by, loss):
    """Give what opening `site` gains at best, and the place of the open site that closes for it (-1 for none)."""
    starts, points, costs, _ = table
    fixed, out = rules[0], rules[1]
    if is_open[site] or out[site]:
        return 0.0, -1
    gain = 0.0
    for place in range(starts[site], starts[site + 1]):
        gain += max(0.0, first[points[place]] - costs[place])
    if gain <= 0:
        return 0.0, -1
    if may_add and allowed(rules, held, is_open, site, -1):
        return gain, -1
    loses = loss.copy()
    for place in range(starts[site], starts[site + 1]):
        point = points[place]
        if by[point] >= 0 and costs[place] < second[point]:
            loses[by[point]] -= second[point] - max(costs[place], first[point])
    best, chosen = 0.0, -1
    for at in range(len(opened)):
        if (
            gain - loses[at] > best
            and not fixed[opened[at]]
            and allowed(rules, held, is_open, site, opened[at])
        ):
            best, chosen = gain - loses[at], at
    return best, chosen


@numba.njit(cache=True, nogil=True)
def allowed(rules, held, is_open, site, leaving):
    """Tell whether `site` may open when `leaving` (-1 for none) closes; `held` is what `totals` gives."""
    _, _, use, most, group, fewest, largest, close_starts, close = rules
    used, inside = held
    for kind in range(len(most)):
        freed = use[kind, leaving] if leaving >= 0 else 0.0
        if used[kind] + use[kind, site] - freed > most[kind]:
            return False
    mine, its = group[site], group[leaving] if leaving >= 0 else -1
    if mine != its:
        if mine >= 0 and inside[mine] + 1 > largest[mine]:
            return False
        if its >= 0 and inside[its] - 1 < fewest[its]:
            return False
    for place in range(close_starts[site], close_starts[site + 1]):
        if is_open[close[place]] and close[place] != leaving:
            return False
    return True
