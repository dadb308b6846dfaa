"""Better plans by swaps that keep the rules about sites, where a plan is worth the sum of what each point pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch

    Arrays = tuple[npt.NDArray[np.generic], ...]

_MOVES_AT_ONCE = 20
_WORK = 150_000_000
_MOST_SHAKES = 40
_TRIES = 20


@dataclass(frozen=True, slots=True, eq=False)
class SiteRules:
    """Rules as the kernel reads them.

    Parameters
    ----------
    fixed, out
        Sites that stay open, and that may not open, shape ``(n_sites,)``.
    use, most
        What each open site uses of several things, shape ``(n_things, n_sites)``, and the most of each.
    group, fewest, largest
        Number of each site's group, -1 for none, and the fewest and most open sites in each group.
    close
        Pairs of sites that may not open together; symmetric.
    n_open
        How many are open, None for any number.
    """

    fixed: BoolArray
    out: BoolArray
    use: FloatArray
    most: FloatArray
    group: IntArray
    fewest: IntArray
    largest: IntArray
    close: csr_array
    n_open: int | None

    def of_sites(self, sites: IntArray) -> SiteRules:
        """Give the rules of some sites, where no others are open."""
        return replace(
            self,
            fixed=self.fixed[sites],
            out=self.out[sites],
            use=np.ascontiguousarray(self.use[:, sites]),
            group=self.group[sites],
            close=self.close[sites][:, sites].tocsr(),
        )

    @property
    def arrays(self) -> Arrays:
        """The arrays that the kernel takes."""
        close = self.close.indptr.astype(np.int64), self.close.indices.astype(np.int64)
        limits = self.use, self.most, self.group, self.fewest, self.largest
        return self.fixed, self.out, *limits, *close


def better_plan(
    worth: csr_array, far: FloatArray, rules: SiteRules, columns: IntArray, watch: Watch, *, seed: int
) -> IntArray:
    """Swap sites of a plan while that lowers what all points pay, then again from shaken plans.

    Parameters
    ----------
    worth
        What each point pays at each site, shape ``(n_demand, n_sites)``; less than its `far`, which it pays otherwise.
    columns
        Open sites; they keep the rules.

    Returns
    -------
    IntArray
        Open sites that keep the rules, rising.
    """
    by_site = worth.tocsc()
    table = by_site.indptr.astype(np.int64), by_site.indices.astype(np.int64), by_site.data, far
    arrays = rules.arrays
    random = np.random.default_rng(seed)
    best = np.zeros(worth.shape[1], dtype=np.bool_)
    best[columns] = True
    slack = 1e-9 * max(1.0, float(far.sum()))
    least = _settled(table, arrays, rules, best, slack, watch)
    for _ in range(min(_MOST_SHAKES, _WORK // max(1, worth.nnz))):
        if watch.over():
            break
        is_open = _shaken(best, rules, random)
        cost = _settled(table, arrays, rules, is_open, slack, watch)
        if cost < least - slack:
            best, least = is_open, cost
    return np.flatnonzero(best)


def _settled(
    table: Arrays, arrays: Arrays, rules: SiteRules, is_open: BoolArray, slack: float, watch: Watch
) -> float:
    """Swap until no swap helps or time is up; give what all points pay."""
    from geo_target.siting.engines import rule_kernel

    site = 0
    while True:
        cost, moves, site = rule_kernel.swap(
            table, arrays, rules.n_open is None, is_open, site, slack, _MOVES_AT_ONCE
        )
        if moves < _MOVES_AT_ONCE or watch.over():
            return float(cost)


def _shaken(best: BoolArray, rules: SiteRules, random: np.random.Generator) -> BoolArray:
    """Swap a few sites as the rules allow, whatever that costs."""
    from geo_target.siting.engines import rule_kernel

    is_open, arrays = best.copy(), rules.arrays
    for _ in range(int(random.integers(1, 2 + int(best.sum()) // 8))):
        opened, closed = np.flatnonzero(is_open), np.flatnonzero(~is_open & ~rules.out)
        if not len(closed) or rules.fixed[opened].all():
            break
        held = rule_kernel.totals(arrays, opened)
        for _ in range(_TRIES):
            leaving, site = int(random.choice(opened)), int(random.choice(closed))
            if not rules.fixed[leaving] and rule_kernel.allowed(arrays, held, is_open, site, leaving):
                is_open[leaving], is_open[site] = False, True
                break
    return is_open
