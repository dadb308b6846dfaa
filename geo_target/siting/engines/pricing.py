"""What no plan can cost less than, for sites with room and rules: prices for being served, on few sites at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch

_STEPS, _ROUNDS, _SLOW_ROUNDS = 250, 40, 3
_FEW, _OF_GROUP = 300, 3
_WITH_ALL = 60_000
"""Pairs up to which all sites are climbed at once."""
_KEPT, _PART = 1e-3, 0.01
_ROUNDING, _WHOLE, _PRECISION = 1e-9, 1e-6, 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Sites that serve demand points within their room, and rules about which may be open together.

    Parameters
    ----------
    starts, rows, costs
        The pairs that may be, site by site, and what all of a demand point pays there.
    weight, room
        Demand of each point and capacity of each site in the same unit; a capacity may be ``inf``.
    opening
        What each open site costs, in the unit of the costs.
    use, most
        What each open site uses of several things, shape ``(n_things, n_sites)``, and the most of each.
    fixed
        Sites that are open anyway.
    group, fewest, largest
        Number of each site's group, -1 for none, and the fewest and most open sites in each group.
    n_open
        The most that are open.
    """

    starts: IntArray
    rows: IntArray
    costs: FloatArray
    weight: FloatArray
    room: FloatArray
    opening: FloatArray
    use: FloatArray
    most: FloatArray
    fixed: BoolArray
    group: IntArray
    fewest: IntArray
    largest: IntArray
    n_open: int

    @classmethod
    def of_number(
        cls,
        pairs: tuple[IntArray, IntArray, FloatArray],
        weight: FloatArray,
        room: FloatArray,
        *,
        n_open: int,
        fixed: BoolArray | None = None,
    ) -> Priced:
        """Give sites that cost nothing to open, under no rule but their number; `pairs` as the property gives them."""
        none, n_sites = np.empty(0, np.int64), len(room)
        return cls(
            *pairs,
            weight=weight,
            room=room,
            opening=np.zeros(n_sites),
            use=np.empty((0, n_sites)),
            most=np.empty(0),
            fixed=np.zeros(n_sites, np.bool_) if fixed is None else fixed,
            group=np.full(n_sites, -1),
            fewest=none,
            largest=none,
            n_open=n_open,
        )

    @property
    def pairs(self) -> tuple[IntArray, IntArray, FloatArray]:
        """The pairs as the kernel takes them."""
        return self.starts, self.rows, self.costs

    @property
    def rules(self) -> tuple[npt.NDArray[np.generic] | int, ...]:
        """The rules about which sites are open as the kernel takes them."""
        return self.fixed, self.group, self.fewest, self.largest, self.n_open

    def of_sites(self, sites: IntArray) -> Priced:
        """Give the same of some sites."""
        begin, end = self.starts[sites], self.starts[sites + 1]
        ends = np.concatenate([[0], np.cumsum(end - begin)])
        kept = np.repeat(begin - ends[:-1], end - begin) + np.arange(ends[-1])
        return replace(
            self,
            starts=ends,
            rows=self.rows[kept],
            costs=self.costs[kept],
            room=self.room[sites],
            opening=self.opening[sites],
            use=np.ascontiguousarray(self.use[:, sites]),
            fixed=self.fixed[sites],
            group=self.group[sites],
        )


@dataclass(slots=True, eq=False)
class Prices:
    """Where a climb ended.

    Parameters
    ----------
    bound
        What no plan costs less than; ``inf`` if there is no plan.
    duals
        The price of each demand point, then that of each thing that is used.
    share
        How often each site was chosen of late, 0 to 1.
    """

    bound: float
    duals: FloatArray
    share: FloatArray


def raised(
    priced: Priced, prices: FloatArray, watch: Watch, *, upper: float = np.inf, goal: float = np.inf
) -> Prices:
    """Raise the bound until it hardly rises, passes `goal`, or time is up.

    Of many sites only those that look best are climbed on, then all are priced: nearly optimal prices of the few are
    nearly optimal for all, once none of the others is worth more.

    Parameters
    ----------
    prices
        Of the demand points, to begin with: 0 or more.
    upper
        For the length of the steps: clearly more than the best plan costs. Where it is only a little more, steps are
        so short that they end before the bound is good; without it they go by the bound's own size.
    """
    from geo_target.siting.engines import pricing_kernel as kernel

    priced = _in_even_units(priced)
    n_sites = len(priced.room)
    found = Prices(-np.inf, np.append(prices, np.zeros(len(priced.most))), np.zeros(n_sites))
    if priced.n_open < int(priced.fixed.sum()):
        return replace(found, bound=np.inf)
    chosen, value = np.empty(n_sites, np.bool_), np.empty(n_sites)
    given = priced.pairs, priced.weight, priced.room, priced.opening, priced.use, priced.most, priced.rules
    some = _first_sites(priced)
    duals, slow = found.duals.copy(), 0
    for _ in range(_ROUNDS):
        few = priced if len(some) == n_sites else priced.of_sites(some)
        duals, share, reached = _climbed(few, duals, min(upper, 1e300), goal)
        bound = kernel.bound_at(*given, duals, chosen, value)
        slow = 0 if bound > found.bound + _PART * abs(min(upper, 2 * bound) - bound) else slow + 1
        if bound > found.bound:
            found = Prices(bound, duals.copy(), np.zeros(n_sites))
            found.share[some] = share
        settled = bound >= reached - _PART * abs(reached)
        if watch.over() or bound > goal or (slow >= _SLOW_ROUNDS and settled):
            break
        some = _next_sites(priced, some, share, value, chosen)
    found.bound -= _ROUNDING * abs(found.bound) + _PRECISION * _paid(priced, found.duals)
    return found


def _paid(priced: Priced, duals: FloatArray) -> float:
    """Give how much is added and taken away for a bound: it is exact but for a tiny part of this."""
    n = len(priced.weight)
    return float(np.abs(duals[:n]).sum() + np.abs(duals[n:] * priced.most).sum())


def whole_bound(priced: Priced, prices: FloatArray) -> float:
    """Give a bound on what opening costs where only that is counted, in whole numbers: each part of the pairs rounded up.

    Parts are what no pair links; rules beyond the sites that are open anyway are not looked at, so that none does.

    Parameters
    ----------
    prices
        Of the demand points.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    from geo_target.siting.engines import pricing_kernel as kernel

    n, n_sites = len(priced.weight), len(priced.room)
    sites = np.repeat(np.arange(n_sites), np.diff(priced.starts))
    ones = np.ones(len(sites), np.int8)
    linked = csr_array((ones, (priced.rows, n + sites)), shape=(n + n_sites, n + n_sites))
    _, part = connected_components(linked, directed=False)
    value = np.empty(n_sites)
    kernel.price_sites(priced.pairs, priced.weight, priced.room, prices, value)
    value -= priced.opening
    value = np.where(priced.fixed, value, np.maximum(value, 0.0))
    paid = np.bincount(part[:n], prices, part.max() + 1)
    each = paid - np.bincount(part[n:], value, part.max() + 1)
    return float(np.ceil(each - _WHOLE - _ROUNDING * paid).sum())


def _climbed(
    few: Priced, duals: FloatArray, upper: float, goal: float
) -> tuple[FloatArray, FloatArray, float]:
    """Climb on some sites; give the prices, the share of each of them, and their bound, which holds for them alone."""
    from geo_target.siting.engines import pricing_kernel as kernel

    center, mean, share = duals.copy(), np.zeros(len(duals)), np.zeros(len(few.room))
    memory = np.array([1.0, 0.0, -np.inf])
    about = few.pairs, few.weight, few.room, few.opening, few.use, few.most, few.rules
    kernel.climb(*about, center, mean, share, memory, upper, goal, _STEPS)
    return center, share, float(memory[kernel.BOUND])


def _in_even_units(priced: Priced) -> Priced:
    """Measure what sites use in units of its mean, so that its price is of the size of the others."""
    mean = np.abs(priced.use).mean(axis=1) if len(priced.most) else np.empty(0)
    mean[mean == 0] = 1.0
    return replace(priced, use=priced.use / mean[:, None], most=priced.most / mean)


def _first_sites(priced: Priced) -> IntArray:
    """Give all sites if they are few, else some of everywhere, the roomiest, and what the rules need."""
    n_sites = len(priced.room)
    if len(priced.rows) <= _WITH_ALL or n_sites <= 2 * _FEW:
        return np.arange(n_sites)
    some = np.zeros(n_sites, np.bool_)
    some[:: max(1, n_sites // _FEW)] = True
    some[np.argsort(-priced.room, kind="stable")[:_FEW]] = True
    return np.flatnonzero(some | priced.fixed | _best_of_groups(priced, priced.room))


def _next_sites(
    priced: Priced, some: IntArray, share: FloatArray, value: FloatArray, chosen: BoolArray
) -> IntArray:
    """Give the sites that are chosen now and then, or at these prices, those of most value, and each group's best."""
    n_sites = len(priced.room)
    if len(some) == n_sites:
        return some
    kept = chosen | priced.fixed | _best_of_groups(priced, value)
    kept[some[share > _KEPT]] = True
    kept[np.argsort(-value, kind="stable")[: max(_FEW, 3 * min(priced.n_open, n_sites // 20))]] = True
    return np.flatnonzero(kept)


def _best_of_groups(priced: Priced, value: FloatArray) -> BoolArray:
    """Mark the best sites of each group: more than any plan must open there."""
    order = np.lexsort((-value, priced.group))
    group = priced.group[order]
    first = np.concatenate([[True], group[1:] != group[:-1]])
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    marks = np.zeros(len(value), np.bool_)
    fewest = np.append(priced.fewest, 0)[group]  # the last is that of no group, whose number is -1
    marks[order[(group >= 0) & (rank < np.maximum(_OF_GROUP, 2 * fewest))]] = True
    return marks
