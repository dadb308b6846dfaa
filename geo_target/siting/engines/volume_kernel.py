r"""Lagrangian bounds of p-median by the volume algorithm (Barahona and Anbil 2000), compiled by Numba.

A price :math:`\lambda_i` for each demand point prices each site,
:math:`\rho_j = \sum_i \min(0, c_{ij} - \lambda_i)`, and the prices of all demand points and of the `n_open` best
sites together are a lower bound, whatever the prices.
Each is at the same time the Benders cut of Duran-Mateluna, Ales and Elloumi (2023) with :math:`\lambda_i` for its
distance: both have the bound of the linear program at their best.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

from geo_target.siting.engines.rows_kernel import CLOSED, OPEN

FACTOR, ALPHA, STALE, BOUND = 0, 1, 2, 3
FLAT = 1e-14
PATIENCE = 12.0
"""Steps without a better bound until the step gets shorter."""


@numba.njit(cache=True, nogil=True)
def price_sites(starts, sites, costs, prices, reduced):
    """Write the reduced cost of each site, and give the sum of the prices."""
    reduced[:] = 0.0
    total = 0.0
    for i in range(len(prices)):
        price = prices[i]
        total += price
        for k in range(starts[i], starts[i + 1]):
            if costs[k] >= price:
                break
            reduced[sites[k]] += costs[k] - price
    return total


@numba.njit(cache=True, nogil=True)
def subgradient(starts, sites, costs, far, prices, chosen, slope):
    """Write the slope of the bound at the prices, and give what the chosen sites really cost."""
    paid = 0.0
    for i in range(len(prices)):
        slope[i] = 1.0
        nearest = far[i]
        for k in range(starts[i], starts[i + 1]):
            if costs[k] >= prices[i] and nearest < far[i]:
                break
            if chosen[sites[k]]:
                nearest = min(nearest, costs[k])
                if costs[k] < prices[i]:
                    slope[i] -= 1.0
                else:
                    break
        paid += nearest
    return paid


@numba.njit(cache=True, nogil=True)
def climb(
    starts,
    sites,
    costs,
    far,
    n_open,
    center,
    slope_mean,
    share,
    memory,
    upper,
    cutoff,
    iterations,
    state,
    best_open,
):
    """Raise the bound for some iterations; stop when it passes `cutoff`.

    Changes `center` (the best prices), `slope_mean` and `share` (means of the slopes and of the chosen sites, the
    primal point of the volume algorithm), `memory`, `state` (sites that no better plan opens or closes) and
    `best_open` (where a better plan is met).

    Returns
    -------
    float
        The least cost of a plan that was met.
    """
    n, m = len(far), len(share)
    prices, slope = np.empty(n), np.empty(n)
    reduced, chosen = np.empty(m), np.empty(m, np.bool_)
    for _ in range(iterations):
        if not _step(starts, costs, far, center, slope_mean, memory, upper, prices):
            break
        total = price_sites(starts, sites, costs, prices, reduced)
        bound, last_in, first_out = _choose(reduced, n_open, chosen)
        bound += total
        _fix(reduced, chosen, bound, last_in, first_out, cutoff, state)
        paid = subgradient(starts, sites, costs, far, prices, chosen, slope)
        if paid < upper:
            upper = paid
            best_open[:] = chosen
        _learn(center, far, prices, slope, slope_mean, share, chosen, memory, bound)
        if memory[BOUND] > cutoff:
            break
    return upper


@numba.njit(cache=True, nogil=True)
def _step(starts, costs, far, center, slope_mean, memory, upper, prices):
    """Write new prices, along the mean slope from the best ones; false where there is no slope left."""
    norm = 0.0
    for i in range(len(far)):
        if slope_mean[i] < 0.0 or center[i] < far[i]:
            norm += slope_mean[i] * slope_mean[i]
    if norm < FLAT:
        return False
    missing = max(1.05 * (upper - memory[BOUND]), 1e-9 * abs(upper))
    step = memory[FACTOR] * missing / norm
    for i in range(len(far)):
        start = starts[i]
        near = costs[start] if starts[i + 1] > start else far[i]
        prices[i] = min(max(center[i] + step * slope_mean[i], near), far[i])
    return True


@numba.njit(cache=True, nogil=True)
def _choose(reduced, n_open, chosen):
    """Mark the `n_open` sites of least reduced cost; give their sum, the last one's and the next one's."""
    m = len(reduced)
    chosen[:] = False
    if n_open >= m:
        chosen[:] = True
        return reduced.sum(), np.inf, np.inf
    if n_open == 0:
        return 0.0, -np.inf, reduced.min()
    order = np.argsort(reduced, kind="mergesort")
    total = 0.0
    for k in range(n_open):
        chosen[order[k]] = True
        total += reduced[order[k]]
    return total, reduced[order[n_open - 1]], reduced[order[n_open]]


@numba.njit(cache=True, nogil=True)
def _fix(reduced, chosen, bound, last_in, first_out, cutoff, state):
    """Mark sites that every plan below `cutoff` leaves closed, or opens."""
    for j in range(len(reduced)):
        if chosen[j]:
            if bound - reduced[j] + first_out > cutoff:
                state[j] = OPEN
        elif bound + reduced[j] - last_in > cutoff:
            state[j] = CLOSED


@numba.njit(cache=True, nogil=True)
def _learn(center, far, prices, slope, slope_mean, share, chosen, memory, bound):
    """Take a step's outcome into the means, and adapt the step and the weight of the newest slope."""
    better = bound > memory[BOUND]
    along, own, mean, cross = 0.0, 0.0, 0.0, 0.0
    for i in range(len(far)):
        s, v = slope[i], slope_mean[i]
        along += s * v
        own += s * s
        mean += v * v
        cross += (s - v) * (s - v)
    weight = memory[ALPHA]
    if cross > 0.0:
        best = (mean - along) / cross
        weight = min(max(best, memory[ALPHA] / 10.0), memory[ALPHA])
    for i in range(len(far)):
        slope_mean[i] = weight * slope[i] + (1.0 - weight) * slope_mean[i]
    for j in range(len(share)):
        share[j] = weight * chosen[j] + (1.0 - weight) * share[j]
    if better:
        memory[BOUND] = bound
        center[:] = prices
        memory[STALE] = 0.0
        if along > 0.0:
            memory[FACTOR] = min(memory[FACTOR] * 1.1, 2.0)
    else:
        memory[STALE] += 1.0
        if memory[STALE] >= PATIENCE:
            memory[FACTOR] = max(memory[FACTOR] * 0.66, 1e-4)
            memory[STALE] = 0.0


@numba.njit(cache=True, nogil=True)
def first_step(starts, sites, costs, far, n_open, n_sites, prices, slope):
    """Write the slope at the prices; give the sites chosen there, and the bound."""
    reduced, chosen = np.empty(n_sites), np.empty(n_sites, np.bool_)
    total = price_sites(starts, sites, costs, prices, reduced)
    bound, _, _ = _choose(reduced, n_open, chosen)
    subgradient(starts, sites, costs, far, prices, chosen, slope)
    return chosen, bound + total
