"""A plan within capacities, changed in one neighbourhood: some sites close, others open near by, compiled by Numba."""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

from geo_target.siting.engines.capacitated_plan_kernel import bettered, completed
from geo_target.siting.engines.rule_kernel import allowed, totals

MOST_MOVED = 4
TRIES = 8


@numba.njit(cache=True, nogil=True)
def shaken(cost, demand, capacity, stays, rules, near, opened, place, draws):
    """Close two to four open sites near a demand point, open as many near whom they served, and better the plan.

    Parameters
    ----------
    cost
        Shape ``(n_demand, n_sites)``, ``inf`` where a site cannot serve.
    stays
        Sites that do not move with all whom they serve: those that are open anyway, all where there are other rules.
    rules
        What :mod:`rule_kernel` reads.
    near
        Numbers of the cheapest sites of each demand point, shape ``(n_demand, some)``.
    opened, place
        The open sites, and who serves each demand point; both changed, to a plan only if the cost is finite.
    draws
        Numbers from 0 to 1, shape ``(2 + MOST_MOVED * TRIES,)``.

    Returns
    -------
    float
        Cost of the new plan, ``inf`` where somebody found no room.
    """
    n = len(place)
    is_open = np.zeros(cost.shape[1], np.bool_)
    is_open[opened] = True
    leaving = _leaving(cost, rules[0], opened, int(draws[0] * n), 2 + int(draws[1] * (MOST_MOVED - 1)))
    if not len(leaving):
        return np.inf
    moved = np.zeros(n, np.bool_)
    for number in leaving:
        for i in range(n):
            moved[i] = moved[i] or place[i] == opened[number]
    _exchange(near, rules, is_open, opened, leaving, np.flatnonzero(moved), draws[2:])
    left = capacity.copy()
    for i in range(n):
        if moved[i]:
            place[i] = -1
        else:
            left[place[i]] -= demand[i]
    if not completed(cost, demand, left, opened, place):
        return np.inf
    return bettered(cost, demand, left, opened, stays, place)


@numba.njit(cache=True, nogil=True)
def _leaving(cost, fixed, opened, middle, most):
    """Give the places in `opened` of the sites that are cheapest for a demand point and may close."""
    paid = np.empty(len(opened))
    for number in range(len(opened)):
        paid[number] = np.inf if fixed[opened[number]] else cost[middle, opened[number]]
    order = np.argsort(paid, kind="mergesort")[:most]
    return order[np.isfinite(paid[order])]


@numba.njit(cache=True, nogil=True)
def _exchange(near, rules, is_open, opened, leaving, moved, draws):
    """Put another site in the place of each one that leaves, as the rules allow; a site stays where none was found."""
    at = 0
    for number in leaving:
        held, old = totals(rules, opened), opened[number]
        for _ in range(TRIES):
            part = draws[at] * len(moved)
            at += 1
            if not len(moved):
                break
            site = near[moved[min(int(part), len(moved) - 1)], int((part - int(part)) * near.shape[1])]
            if not is_open[site] and not rules[1][site] and allowed(rules, held, is_open, site, old):
                is_open[old], is_open[site] = False, True
                opened[number] = site
                break
