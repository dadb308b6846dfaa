"""Every pair within 5 km with its distance: scikit-learn's BallTree against geo-target.

Run ``python -m bench.sparse_cost``. Both sides start from degrees and end with each pair and its metres, row by row:
geo-target as a checked CostMatrix of geodesics, the peer as the arrays of the tree on a sphere (haversine), which
are up to half a percent off. The places are spread over a country in towns. The best of three turns counts.
"""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

RADIUS_M, SITES = 5_000.0, 10_000
EARTH_M = 6_371_008.8


def places(count: int, seed: int) -> np.ndarray:
    """Make places around 500 towns, degrees, shape ``(count, 2)``; the towns are always the same."""
    towns = np.random.default_rng(1396).uniform((45, 26), (62, 39), (500, 2))
    random = np.random.default_rng(seed)
    return towns[random.integers(0, 500, count)] + random.normal(0, 0.1, (count, 2))


def ours(demand: np.ndarray, sites: np.ndarray) -> int:
    """Build the matrix; give the number of pairs."""
    from geo_target.impedance import straight_line

    return int(straight_line(demand, sites, cutoff_m=RADIUS_M).values.nnz)


def peer(demand: np.ndarray, sites: np.ndarray) -> int:
    """Ask the tree; give the number of pairs."""
    from sklearn.neighbors import BallTree

    tree = BallTree(np.radians(sites[:, ::-1]), metric="haversine")
    found, radians = tree.query_radius(
        np.radians(demand[:, ::-1]), RADIUS_M / EARTH_M, return_distance=True, sort_results=False
    )
    np.concatenate(found)
    return len(np.concatenate(radians) * EARTH_M)


def best(
    side: Callable[[np.ndarray, np.ndarray], int], demand: np.ndarray, sites: np.ndarray
) -> tuple[float, int]:
    """Give the best seconds of three turns, and the pairs."""
    seconds, pairs = [], 0
    for _ in range(3):
        start = time.perf_counter()
        pairs = side(demand, sites)
        seconds.append(time.perf_counter() - start)
    return min(seconds), pairs


def main() -> None:
    """Compare."""
    sites = places(SITES, seed=2)
    print(f"{'demand points':>14}{'pairs':>13}{'BallTree s':>12}{'ours s':>9}{'times':>7}")
    for count in (100_000, 1_000_000):
        demand = places(count, seed=1)
        our_s, pairs = best(ours, demand, sites)
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        peer_s, _ = best(peer, demand, sites)
        print(
            f"{count:14,}{pairs:13,}{peer_s:12.2f}{our_s:9.2f}{peer_s / our_s:7.1f}   peak {peak_gb:.2f} GB"
        )


if __name__ == "__main__":
    main()
