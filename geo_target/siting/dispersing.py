"""p-dispersion of many sites: a plan at once, a bound from clusters, and a search between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.swapping import site_rules

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.rule_search import SiteRules
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

    Bits = npt.NDArray[np.uint64]

_STARTS = 16
_DEARER = (1.1, 1.2, 1.3, np.inf)
_MOST_CLUSTERED = 6_000
"""Sites whose clusters are sought: their distances take 8 bytes a pair once more."""


def spread_out(asked: Question, limit: Limit) -> IntArray | None:
    """Open, one after the other, the site farthest from those that are open, as the rules allow; the best of some starts.

    Returns
    -------
    IntArray or None
        Open sites; None if no start came to as many as asked. Fixed sites are not looked at: they may break a rule.
    """
    rules, distance = site_rules(asked), asked.rules.distance
    assert distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    random = np.random.default_rng(limit.seed)
    best, least = None, -1.0
    for dearer in _DEARER * (_STARTS // len(_DEARER)):
        columns = _one_start(rules, distance, int(asked.rules.n_open or 0), random, dearer)
        if columns is not None:
            apart = distance[np.ix_(columns, columns)][np.triu_indices(len(columns), 1)].min()
            if apart > least:
                best, least = columns, float(apart)
        if limit.over():
            break
    return best


def _one_start(
    rules: SiteRules, distance: FloatArray, n_open: int, random: np.random.Generator, dearer: float
) -> IntArray | None:
    """Spread sites out from the fixed ones, or from one drawn; what is still needed elsewhere is kept back.

    Parameters
    ----------
    dearer
        How many times what the budget has for each site one may cost: far sites that are dear leave only near ones.
    """
    chosen = np.flatnonzero(rules.fixed).tolist()
    away = distance[chosen].min(axis=0) if chosen else np.full(len(rules.fixed), np.inf)
    price, most = (rules.use[0], rules.most[0]) if len(rules.use) else (np.zeros(len(away)), np.inf)
    free = ~rules.out & ~rules.fixed
    used = float(price[chosen].sum())
    if np.isfinite(most) and np.isfinite(dearer) and len(chosen) < n_open:
        free &= price <= dearer * max(most - used, 0.0) / (n_open - len(chosen))
    cheapest = np.sort(price[free])
    inside = np.bincount(rules.group[chosen][rules.group[chosen] >= 0], minlength=len(rules.fewest))
    close = rules.close
    while len(chosen) < n_open:
        lacking = np.maximum(rules.fewest - inside, 0)
        kept_back = float(cheapest[: n_open - len(chosen) - 1].sum())
        open_now = free & (used + price + kept_back <= most)
        open_now &= ~np.isin(rules.group, np.flatnonzero(inside >= rules.largest))
        if lacking.sum() >= n_open - len(chosen):
            open_now &= np.isin(rules.group, np.flatnonzero(lacking))
        if not open_now.any():
            return None
        looks = away if chosen else random.random(len(away))
        site = int(np.argmax(np.where(open_now, looks, -1.0)))
        chosen.append(site)
        free[site] = False
        free[close.indices[close.indptr[site] : close.indptr[site + 1]]] = False
        away = np.minimum(away, distance[site])
        used += float(price[site])
        if rules.group[site] >= 0:
            inside[rules.group[site]] += 1
    return None if (inside < rules.fewest).any() else np.sort(np.array(chosen))


def cluster_bound(asked: Question) -> float:
    """Give a distance that no plan can keep: of so many sites, two lie in one of fewer clusters.

    Sites are joined by complete linkage, so that the widest cluster is as narrow as that way makes it; any clusters
    give a true bound, and the distances need not be a metric's. ``inf`` where there are too many sites.
    """
    from scipy.cluster.hierarchy import linkage

    distance, allowed = asked.rules.distance, np.flatnonzero(~asked.rules.forbidden)
    assert distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    n_open = int(asked.rules.n_open or 0)
    if not 2 < n_open <= len(allowed) <= _MOST_CLUSTERED:  # noqa: PLR2004 - two sites have one cluster
        return float("inf")
    between = np.concatenate([distance[site, allowed[place:]] for place, site in enumerate(allowed, 1)])
    beyond = 2 * float(np.max(between, initial=0.0, where=np.isfinite(between))) + 1.0
    np.minimum(between, beyond, out=between)
    joined = linkage(between, "complete")
    widest = float(joined[: len(allowed) - n_open + 1, 2].max())
    return float("inf") if widest >= beyond else widest


def distances_between(asked: Question, least: float, most: float) -> FloatArray:
    """Give the distances between sites that may open, from `least` to `most`: rising, each once."""
    distance, allowed = asked.rules.distance, np.flatnonzero(~asked.rules.forbidden)
    assert distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    found = [np.empty(0)]
    for place, site in enumerate(allowed, 1):
        row = distance[site, allowed[place:]]
        found.append(row[(row >= least) & (row <= most)])
    return np.unique(np.concatenate(found))


def close_bits(asked: Question, distance: float) -> tuple[BoolArray, Bits]:
    """Mark the sites that no plan opens whose sites keep a distance, and tell which of the others are closer.

    A site with fewer sites at the distance or beyond than a plan needs beside it is in no such plan.

    Returns
    -------
    tuple of BoolArray and Bits
        Marks, shape ``(n_sites,)``, and bit ``j % 64`` of ``[i, j // 64]`` for sites `i` and `j`.
    """
    between, left = asked.rules.distance, ~asked.rules.forbidden
    assert between is not None  # noqa: S101 - for mypy; p-dispersion has one
    close = np.zeros((len(left), -(-len(left) // 64)), np.uint64)
    for site in np.flatnonzero(left):
        near = left & (between[site] < distance)
        near[site] = False
        close[site] = _as_bits(near)
    needed = int(asked.rules.n_open or 0) - 1
    while True:
        apart = left.sum() - 1 - np.bitwise_count(close).sum(axis=1, dtype=np.int64)
        lost = left & (apart < needed)
        if not lost.any():
            return ~left, close
        left &= ~lost
        close[lost] = 0
        close &= _as_bits(left)


def _as_bits(marks: BoolArray) -> Bits:
    bits = np.zeros(-(-len(marks) // 64) * 8, np.uint8)
    packed = np.packbits(marks, bitorder="little")
    bits[: len(packed)] = packed
    return bits.view("<u8").astype(np.uint64)
