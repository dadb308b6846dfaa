"""Branch and bound over who serves whom within capacities, on Lagrangian bounds.

The bound relaxes that everybody is served exactly once: what a site takes at the prices is then a knapsack problem.
It is the bound of the column generation of Ceselli and Righini (2005), without its linear programs.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.pricing import Priced, raised
from geo_target.siting.engines.problem import Incumbent
from geo_target.siting.engines.shaking import shake

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.capacitated import Table
    from geo_target.siting.engines.problem import Watch


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to climb: at most `turns` of `steps`, halved after `patience` vain ones, on while so much gets better.

    A turn must close the share `least` of the gap, or drop the share `dropping` of the pairs.
    """

    factor: float
    steps: int
    patience: int
    turns: int
    least: float
    dropping: float


_ROOT = Effort(factor=1.0, steps=60, patience=20, turns=300, least=0.02, dropping=0.1)
_NODE = Effort(factor=0.3, steps=40, patience=6, turns=4, least=np.inf, dropping=0.1)
_SHORT = 0.05
_EVERY, _FIRST, _FEW = 8, 30, 3
_TORN = 0.05
_PAIRS, _LEAST = 60_000_000, 8
"""Pairs to be looked at in a turn, and the fewest steps."""
_MANY, _SELDOM = 200_000, 1e-3
"""Pairs from which prices are climbed on some sites first; how often those are chosen at least that a plan may open."""
_CELLS = 200_000_000
"""Cells of all knapsacks' tables up to which they are solved exactly in each step."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Part of the plans: the pairs that may be, sites that are open; and prices to begin with."""

    bound: float
    may: BoolArray
    is_open: BoolArray
    prices: FloatArray


@dataclass(slots=True, eq=False)
class Best(Incumbent):
    """The best plan so far, and the site that serves each demand point in it."""

    place: IntArray | None = None

    def take(self, opened: IntArray, place: IntArray, cost: float) -> None:
        """Take a plan if it is better."""
        if cost < self.cost:
            self.place = place
            self.offer(opened, cost)


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Where a node's climb ended: what is left of it, and how often each of its pairs was taken of late."""

    node: Node
    kept: IntArray
    share: FloatArray


def search(table: Table, best: Best, watch: Watch, seed: int = 0) -> float:
    """Go through the nodes, always on with the first half, else with the least bound; give the least bound left.

    Large tables begin with prices that were climbed on some of their sites.

    It is that of the best plan, or ``inf`` if there is none, unless `watch` ended the work.
    """
    if not np.isfinite(table.cost).any(axis=1).all():
        return float(np.inf)
    if not len(table.demand):
        best.take(np.flatnonzero(table.fixed), np.empty(0, np.int64), 0.0)
        return best.cost
    order = count()
    waiting: list[tuple[float, int, Node]] = []
    node: Node | None = _whole(table, best, watch, seed)
    for step in count():
        if node is None:
            if not waiting or waiting[0][0] > best.cutoff:
                return best.cost
            node = heapq.heappop(waiting)[2]
        reached = _visit(table, node, best, watch, step)
        if reached is not None and step == 0:
            table, reached = _smaller(table, reached)
            shake(table, best, watch, seed)
        halves = [] if reached is None else _halves(table, reached)
        least = min([half.bound for half in halves] + [waiting[0][0] if waiting else np.inf])
        if watch.over():
            return least
        if step % _EVERY == 0 and best.place is not None:
            watch.tell(best.cost, best.honest(least))
        node = halves[0] if halves else None
        for half in halves[1:]:
            heapq.heappush(waiting, (half.bound, next(order), half))
    raise AssertionError  # count() has no end


def _whole(table: Table, best: Best, watch: Watch, seed: int) -> Node:
    """Give the node of all plans."""
    least = float(table.cost.min(axis=1).sum())  # everybody where it costs least, as if there were room
    prices = _first_prices(table)
    if len(table.rows) > _MANY:
        prices, bound = _priced(table, prices, best, watch, seed)
        least = max(least, bound)
    return Node(least, np.ones(len(table.rows), np.bool_), table.fixed, prices)


def _priced(
    table: Table, prices: FloatArray, best: Best, watch: Watch, seed: int
) -> tuple[FloatArray, float]:
    """Give better prices and their bound, after a plan of the sites that were chosen most often on the way."""
    rows: IntArray = table.rows.astype(np.int32)  # as the kernel is compiled for
    pairs = table.starts, rows, table.costs
    given = Priced.of_number(pairs, table.demand, table.capacity, n_open=table.n_open, fixed=table.fixed)
    found = raised(given, prices, watch)
    likely = np.argsort(-(found.share + table.fixed), kind="stable")[: table.n_open]
    round_to_plan(table, np.empty(0, np.int64), np.sort(likely), best)
    watch.tell(best.cost if best.place is not None else float("nan"), best.honest(found.bound))
    _shaken_among(table, np.flatnonzero(found.share > _SELDOM), best, watch, seed)
    return found.duals, found.bound


def _shaken_among(table: Table, sites: IntArray, best: Best, watch: Watch, seed: int) -> None:
    """Better the best plan over its own sites and some others."""
    if best.place is None:
        return
    sites = np.union1d(np.union1d(sites, best.open_sites), np.flatnonzero(table.fixed))
    some = replace(
        table,
        cost=np.ascontiguousarray(table.cost[:, sites]),
        capacity=table.capacity[sites],
        fixed=table.fixed[sites],
    )
    start = Best(whole=table.whole)
    start.take(np.searchsorted(sites, best.open_sites), np.searchsorted(sites, best.place), best.cost)
    shake(some, start, watch, seed)
    if start.place is not None:
        best.take(sites[start.open_sites], sites[start.place], start.cost)


def _smaller(table: Table, reached: Reached) -> tuple[Table, Reached]:
    """Hold only the pairs that are left: every node has a mark for each."""
    may = reached.node.may
    before = np.concatenate([[0], np.cumsum(may)])
    table = replace(table, starts=before[table.starts], rows=table.rows[may], costs=table.costs[may])
    node = replace(reached.node, may=np.ones(len(table.rows), np.bool_))
    return table, Reached(node, before[reached.kept], reached.share)


def _first_prices(table: Table) -> FloatArray:
    """Give what each demand point pays at the site that is as near as the open ones are on average."""
    n_sites = table.cost.shape[1]
    near = np.sort(table.cost, axis=1)
    prices: FloatArray = near[:, min(n_sites - 1, n_sites // max(1, table.n_open))]
    furthest = near.max(axis=1, initial=0.0, where=np.isfinite(near))
    return np.where(np.isfinite(prices), prices, furthest)


def _visit(table: Table, node: Node, best: Best, watch: Watch, step: int) -> Reached | None:
    """Raise the bound of a node and narrow it, turn by turn; None if no better plan is in it."""
    effort = _NODE if step else _ROOT
    node, pace = (
        replace(node, may=node.may.copy(), is_open=node.is_open.copy()),
        np.array([effort.factor, 0.0]),
    )
    rounds = step < _FIRST or step % _EVERY == 0
    for turn in count(1):
        before, most = node.bound, _FEW if step == 0 and turn == 1 else effort.steps
        steps = (min(most, max(_LEAST, _PAIRS // int(node.may.sum() + 1))), effort.patience)
        reached, dropped = _turn(table, node, best, steps, pace, rounds=rounds)
        if reached is None or reached.node.bound > best.cutoff:
            return None
        node = reached.node
        is_slow = node.bound - before < effort.least * (best.cutoff - node.bound)
        if not step:
            watch.tell(best.cost if best.place is not None else float("nan"), best.honest(node.bound))
        is_slow = is_slow and (pace[0] < _SHORT or step > 0) and dropped < effort.dropping
        if turn >= effort.turns or watch.over() or is_slow:
            return reached
    raise AssertionError  # count() has no end


def _turn(
    table: Table, node: Node, best: Best, steps: tuple[int, int], pace: FloatArray, *, rounds: bool
) -> tuple[Reached | None, float]:
    """Climb once; give where that ends (None if no plan is left), and the share of pairs dropped."""
    from geo_target.siting.engines import capacitated_kernel as kernel
    from geo_target.siting.engines.knapsack_kernel import size

    pairs, may, is_open = (table.starts, table.rows), node.may, node.is_open
    served_by = np.empty(len(table.demand), np.int64)
    if not kernel.settled(*pairs, table.demand, table.capacity, table.n_open, is_open, may, served_by):
        return None, 0.0
    loose = served_by < 0
    if not loose.any():
        place = table.sites_of(served_by)
        best.take(np.unique(place), place, float(table.costs[served_by].sum()))
        return None, 0.0
    starts, rows, costs, weight, room, kept, paid = kernel.narrowed(
        *pairs, table.costs, may, served_by, table.weight, table.room
    )
    given = (starts, rows, costs, weight, room, is_open, table.n_open - int(is_open.sum()))
    prices, share = node.prices[loose], np.zeros(len(kept))
    exact = size(starts, rows, weight, room)[2] <= _CELLS
    upper = min(best.cost, table.worst) - paid
    bound, taken, chosen, torn = kernel.climb(
        *given, prices, upper, best.cutoff - paid, pace, steps, exact, share
    )
    if rounds or torn == 0:
        certain = served_by[~loose]
        round_to_plan(table, np.concatenate([certain, kept[taken]]), np.flatnonzero(chosen | is_open), best)
    still = kernel.useful(*given, prices, best.cutoff - paid, exact)
    may[kept[~still]] = False
    all_prices = node.prices.copy()
    all_prices[loose] = prices
    node = Node(max(node.bound, bound + paid), may, is_open, all_prices)
    return Reached(node, kept[still], share[still]), 1 - float(still.mean())


def round_to_plan(table: Table, pairs: IntArray, opened: IntArray, best: Best) -> None:
    """Make a plan of pairs that serve some demand points several times and some not at all, and offer it."""
    from geo_target.siting.engines import capacitated_plan_kernel as kernel

    place, left = np.full(len(table.demand), -1), table.capacity.copy()
    pairs = pairs[np.argsort(table.costs[pairs], kind="stable")]
    for i, j in zip(table.rows[pairs].tolist(), table.sites_of(pairs).tolist(), strict=True):
        if place[i] < 0 and table.demand[i] <= left[j]:
            place[i] = j
            left[j] -= table.demand[i]
    if kernel.completed(table.cost, table.demand, left, opened, place):
        cost = kernel.bettered(table.cost, table.demand, left, opened, table.fixed, place)
        if np.isfinite(cost):
            best.take(opened, place, cost)


def _halves(table: Table, reached: Reached) -> list[Node]:
    """Split at the site that is most in doubt: open (first) or closed; else at the demand point most torn."""
    node, kept, share = reached.node, reached.kept, reached.share
    likely = np.zeros(table.cost.shape[1])
    np.maximum.at(likely, table.sites_of(kept), share)
    doubt = np.where(node.is_open, 0.0, np.minimum(likely, 1 - likely))
    site = int(np.argmax(doubt))
    if doubt[site] < _TORN:
        return _halves_of_one(table, reached)
    opened, without = node.is_open.copy(), node.may.copy()
    opened[site] = True
    without[table.starts[site] : table.starts[site + 1]] = False
    return [replace(node, is_open=opened), replace(node, may=without)]


def _halves_of_one(table: Table, reached: Reached) -> list[Node]:
    """Split at the demand point that is most torn: half of the sites that may serve it each."""
    node, kept, share, n = reached.node, reached.kept, reached.share, len(table.demand)
    rows = table.rows[kept]
    part = share / np.maximum(np.bincount(rows, share, minlength=n)[rows], _TORN)
    choices = np.bincount(rows, minlength=n)
    torn = np.where(choices > 1, 1 - np.bincount(rows, part**2, minlength=n), -1.0)
    if choices.max() < 2:  # noqa: PLR2004 - with one site each, all is certain
        return [node]
    mine = np.flatnonzero(rows == int(np.argmax(torn)))
    mine = mine[np.argsort(-part[mine], kind="stable")]
    first = min(int(np.searchsorted(np.cumsum(part[mine]), 0.5)) + 1, len(mine) - 1)
    halves = []
    for out in (mine[first:], mine[:first]):
        may = node.may.copy()
        may[kept[out]] = False
        halves.append(replace(node, may=may))
    return halves
