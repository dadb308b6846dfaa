"""The nearest facility of every demand point in every draw, compiled by Numba. Imported when first asked for."""

# ruff: noqa: ANN001, ANN201 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, parallel=True, fastmath={"contract", "reassoc"})
def nearest_of_draws(east, north, site, moved, radius, population, starts):
    """Give the people covered and the people times metres of each area, shape ``(draws, areas)`` both.

    Parameters
    ----------
    east, north, site
        Metres to, and row of, each point's candidate facilities, shape ``(n_points, k)``.
    moved
        East and north error of each facility in each draw, metres, shape ``(2, draws, n_sites)``.
    radius
        Shape ``(draws, areas)``.
    """
    draws, areas = radius.shape
    covered = np.zeros((draws, areas))
    weighted = np.zeros((draws, areas))
    for d in numba.prange(draws):
        east_of, north_of = moved[0, d], moved[1, d]
        for a in range(areas):
            reach = radius[d, a] * radius[d, a]
            inside, travelled = 0.0, 0.0
            for p in range(starts[a], starts[a + 1]):
                if population[p] == 0:
                    continue
                least = np.float32(np.inf)
                for k in range(east.shape[1]):
                    j = site[p, k]
                    x = east[p, k] + east_of[j]
                    y = north[p, k] + north_of[j]
                    least = min(least, x * x + y * y)
                if least <= reach:
                    inside += population[p]
                travelled += population[p] * np.sqrt(least)
            covered[d, a] = inside
            weighted[d, a] = travelled
    return covered, weighted
