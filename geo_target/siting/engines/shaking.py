"""Better plans within capacities by changing one neighbourhood after another.

A large neighbourhood search (ruin and recreate): Schrimpf, G., Schneider, J., Stamm-Wilbrandt, H. & Dueck, G. (2000),
Record breaking optimization results using the ruin and recreate principle, *Journal of Computational Physics* 159.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo_target.siting.engines.capacitated import Table
    from geo_target.siting.engines.capacitated_search import Best
    from geo_target.siting.engines.problem import Watch
    from geo_target.siting.engines.rule_search import SiteRules

_NEAR, _FEWEST = 16, 20
_WORSE = 0.01
"""How much dearer than the best a plan may be to go on from."""
_FRUITLESS, _WORK = 3_000, 1_000_000_000
"""Trials in a row without a better plan after which the search ends: at most so many, fewer where each is much work."""


def shake(table: Table, best: Best, watch: Watch, seed: int, rules: SiteRules | None = None) -> None:
    """Better the best plan until many trials in a row did not, or time is up; does nothing without a plan.

    Parameters
    ----------
    rules
        Of which sites may be open together; only those of the table itself unless said. The best plan keeps them.
    """
    from geo_target.siting.engines import shaking_kernel as kernel

    if best.place is None or not len(table.demand):
        return
    random = np.random.default_rng(seed)
    n, n_sites = table.cost.shape
    some = min(_NEAR, n_sites)
    near = np.ascontiguousarray(np.argpartition(table.cost, some - 1, axis=1)[:, :some])
    stays = table.fixed if rules is None else np.ones(n_sites, np.bool_)
    given = table.cost, table.demand, table.capacity, stays, (rules or _no_rules(table)).arrays, near
    opened, place = best.open_sites.copy(), best.place.copy()
    here, vain = best.cost, 0
    most = min(_FRUITLESS, max(_FEWEST, _WORK // (n * n_sites)))
    while vain < most and not watch.over():
        tried, served = opened.copy(), place.copy()
        cost = kernel.shaken(*given, tried, served, random.random(2 + kernel.MOST_MOVED * kernel.TRIES))
        vain += 1
        if cost < best.cost:
            best.take(tried, served, cost)
            vain = 0
        if cost < max(here, best.cost * (1 + _WORSE)):
            opened, place, here = tried, served, cost


def _no_rules(table: Table) -> SiteRules:
    from scipy.sparse import csr_array

    from geo_target.siting.engines.rule_search import SiteRules

    n_sites, none = table.cost.shape[1], np.empty(0, np.int64)
    return SiteRules(
        fixed=table.fixed,
        out=np.zeros(n_sites, np.bool_),
        use=np.empty((0, n_sites)),
        most=np.empty(0),
        group=np.full(n_sites, -1),
        fewest=none,
        largest=none,
        close=csr_array((n_sites, n_sites)),
        n_open=table.n_open,
    )
