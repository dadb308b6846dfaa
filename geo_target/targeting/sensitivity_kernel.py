"""The nearest facility of every demand point in every draw, compiled by Numba. Imported when first asked for."""

# ruff: noqa: ANN001, ANN201 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, fastmath={"contract", "nsz"})
def _shorten(least, east_of, north_of, east, north) -> None:
    """Put the square of the way to one moved site where it is less; draws lie side by side for the vector unit."""
    for d in range(len(least)):
        x = east + east_of[d]
        y = north + north_of[d]
        way = x * x + y * y
        least[d] = min(least[d], way)


@numba.njit(cache=True, fastmath={"contract", "nsz"})
def _add(inside, travelled, least, radius, people, graded) -> None:
    """Add the people of one point to its area: those met, and people times metres."""
    for d in range(len(least)):
        far = np.sqrt(least[d])
        beyond = people * radius[d] / far if graded else np.float32(0)
        inside[d] += people if least[d] <= radius[d] * radius[d] else beyond
        travelled[d] += people * far


@numba.njit(cache=True, parallel=True)
def nearest_of_draws(east, north, site, moved, radius, population, starts, graded):
    """Give the people met and the people times metres of each area, shape ``(areas, draws)`` both.

    Parameters
    ----------
    east, north, site
        Metres to, and row of, each point's candidate facilities, shape ``(n_points, k)``; after the last ``inf``.
    moved
        East and north error of each facility in each draw, metres, shape ``(2, n_sites, draws)``.
    radius
        Shape ``(areas, draws)``; this and all before in 32 bits, and so is `population`.
    graded
        Beyond the radius radius over distance counts, not 0.
    """
    areas, draws = radius.shape
    met = np.zeros((areas, draws), np.float32)
    weighted = np.zeros((areas, draws), np.float32)
    for a in numba.prange(areas):
        least = np.empty(draws, np.float32)
        for p in range(starts[a], starts[a + 1]):
            if population[p] == 0:
                continue
            least[:] = np.inf
            for k in range(east.shape[1]):
                if east[p, k] == np.float32(np.inf):
                    break
                j = site[p, k]
                _shorten(least, moved[0, j], moved[1, j], east[p, k], north[p, k])
            _add(met[a], weighted[a], least, radius[a], population[p], graded)
    return met, weighted


@numba.njit(cache=True, parallel=True)
def held_of_draws(share, divided, population, starts):
    """Give the people whose need is met where each point's share is divided by its area's factor, up to 1."""
    draws, areas = divided.shape
    met = np.zeros((draws, areas))
    for d in numba.prange(draws):
        for a in range(areas):
            people = 0.0
            for p in range(starts[a], starts[a + 1]):
                if population[p] > 0:
                    people += population[p] * min(1.0, share[p] / divided[d, a])
            met[d, a] = people
    return met


@numba.njit(cache=True, parallel=True)
def shared_of_draws(pairs, supply, points, factor, population, starts):
    """Give the people whose need is met by supply that is shared out among the drawn demand.

    Parameters
    ----------
    pairs
        Starts of each point's pairs, site, weight in asking and weight in getting.
    points
        Need, what is enough, and the share that is held where there is no need, of each point.
    factor
        Of each area's demand in each draw, shape ``(draws, areas)``.
    """
    first, site, asks, gets = pairs
    need, enough, held = points
    draws, areas = factor.shape
    met = np.zeros((draws, areas))
    for d in numba.prange(draws):
        level = np.zeros(len(supply))
        for a in range(areas):
            for p in range(starts[a], starts[a + 1]):
                wanted = need[p] * factor[d, a]
                for k in range(first[p], first[p + 1]):
                    level[site[k]] += wanted * asks[k]
        for j in range(len(supply)):
            level[j] = supply[j] / level[j] if level[j] > 0 else 0.0
        for a in range(areas):
            people = 0.0
            for p in range(starts[a], starts[a + 1]):
                if need[p] == 0:
                    people += population[p] * held[p]
                    continue
                got = 0.0
                for k in range(first[p], first[p + 1]):
                    got += level[site[k]] * gets[k]
                people += population[p] * (min(1.0, got / enough[p]) if enough[p] > 0 else 0.0)
            met[d, a] = people
    return met
