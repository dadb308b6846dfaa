"""p-dispersion of many sites: a plan at once, a bound from clusters, and a search between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.swapping import site_rules

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.engines.rule_search import SiteRules
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_STARTS = 8
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
    for _ in range(_STARTS):
        columns = _one_start(rules, distance, int(asked.rules.n_open or 0), random)
        if columns is not None:
            apart = distance[np.ix_(columns, columns)][np.triu_indices(len(columns), 1)].min()
            if apart > least:
                best, least = columns, float(apart)
        if limit.over():
            break
    return best


def _one_start(
    rules: SiteRules, distance: FloatArray, n_open: int, random: np.random.Generator
) -> IntArray | None:
    """Spread sites out from the fixed ones, or from one drawn; what is still needed elsewhere is kept back."""
    chosen = np.flatnonzero(rules.fixed).tolist()
    away = distance[chosen].min(axis=0) if chosen else np.full(len(rules.fixed), np.inf)
    price, most = (rules.use[0], rules.most[0]) if len(rules.use) else (np.zeros(len(away)), np.inf)
    free = ~rules.out & ~rules.fixed
    cheapest, used = np.sort(price[free]), float(price[chosen].sum())
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
    from scipy.spatial.distance import squareform

    distance, allowed = asked.rules.distance, np.flatnonzero(~asked.rules.forbidden)
    assert distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    n_open = int(asked.rules.n_open or 0)
    if not 2 < n_open <= len(allowed) <= _MOST_CLUSTERED:  # noqa: PLR2004 - two sites have one cluster
        return float("inf")
    between = distance[np.ix_(allowed, allowed)]
    np.fill_diagonal(between, 0.0)
    finite = np.isfinite(between)
    beyond = 2 * float(between[finite].max(initial=0.0)) + 1.0
    if not finite.all():
        between[~finite] = beyond
    joined = linkage(squareform(between, checks=False), "complete")
    widest = float(joined[: len(allowed) - n_open + 1, 2].max())
    return float("inf") if widest >= beyond else widest
