"""Branch and bound over open and closed sites, on Lagrangian bounds."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.bounding import NODE, ROOT, Climb, climb, sifted_prices
from geo_target.siting.engines.local_search import first_plan, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.engines.problem import Incumbent, Problem, Watch

_ROUND_EVERY = 16
_CERTAIN = 0.999


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Part of the plans: some sites of the root open (1), some closed (-1), the others free (0)."""

    bound: float
    state: npt.NDArray[np.int8]
    prices: npt.NDArray[np.float32]


def prove(
    problem: Problem,
    best: Incumbent,
    watch: Watch,
    *,
    seed: int,
    start: IntArray | None = None,
) -> float:
    """Find the best plan; give the bound on the cost of every plan.

    The bound equals the cost of the best plan (to a billionth) unless `watch` ended the work.

    Parameters
    ----------
    start
        Numbers of the sites to begin with, `n_open` of them.
    """
    if problem.n_open in {0, len(problem.number)}:
        best.offer(*_only_plan(problem))
        return best.cost
    first_plan(problem, best, watch, seed=seed, start=start)
    if problem.least > best.cutoff:
        return best.cost
    prices = sifted_prices(problem, _first_prices(problem, best), best, watch)
    root = climb(problem, prices, best, ROOT, watch)
    if root is None:
        return best.cost
    _round(problem, root, best)
    watch.tell(best.cost, best.honest(max(root.bound, problem.least)))
    return best.honest(max(_search(problem, root, best, watch), problem.least))


def _only_plan(problem: Problem) -> tuple[IntArray, float]:
    from geo_target.siting.engines import rows_kernel

    is_open = np.full(len(problem.number), problem.n_open > 0)
    return np.flatnonzero(is_open), rows_kernel.total_cost(*problem.rows, is_open)


def _first_prices(problem: Problem, best: Incumbent) -> FloatArray:
    """Halfway between the nearest and the second nearest open site: a good start."""
    from geo_target.siting.engines import swap_kernel
    from geo_target.siting.engines.problem import mask

    prices: FloatArray = swap_kernel.halfway(*problem.rows, mask(best.open_sites, len(problem.number)))
    return prices


def _search(problem: Problem, root: Climb, best: Incumbent, watch: Watch) -> float:
    """Go through the nodes, always on with the better half, else with the least bound; give the least bound left."""
    tree = root.problem
    order = count()
    waiting: list[tuple[float, int, Node]] = []
    node = Node(
        max(root.bound, problem.least), np.zeros(len(tree.number), np.int8), root.prices.astype(np.float32)
    )
    reached: Climb | None = root
    for step in count(1):
        if reached is not None and node.bound <= best.cutoff:
            node, other = _halves(node, reached, tree)
            heapq.heappush(waiting, (other.bound, next(order), other))
        else:
            if not waiting or waiting[0][0] > best.cutoff:
                return best.cost
            node = heapq.heappop(waiting)[2]
        if watch.over():
            return min(node.bound, waiting[0][0] if waiting else node.bound)
        reached = _visit(tree, root.opened, node, best, watch)
        if reached is not None and (step < _ROUND_EVERY or step % _ROUND_EVERY == 0):
            _round(problem, reached, best)
        if step % _ROUND_EVERY == 0:
            watch.tell(best.cost, best.honest(min(node.bound, waiting[0][0] if waiting else node.bound)))
    raise AssertionError  # count() has no end


def _visit(tree: Problem, opened: IntArray, node: Node, best: Incumbent, watch: Watch) -> Climb | None:
    """Bound a node; None if no better plan is in it."""
    chosen = np.concatenate([opened, tree.number[node.state == 1]])
    smaller = tree.narrowed(node.state)
    if not 0 <= smaller.n_open <= len(smaller.number):
        return None
    return climb(smaller, node.prices.astype(np.float64), best, NODE, watch, opened=chosen)


def _halves(node: Node, reached: Climb, tree: Problem) -> Iterator[Node]:
    """Split at the likeliest site that is not certain: open it (first), or close it."""
    undecided = np.where(reached.share < _CERTAIN, reached.share, -1.0)
    site = reached.problem.number[int(np.argmax(undecided))]
    state = np.full(len(tree.number), -1, np.int8)
    state[np.isin(tree.number, reached.problem.number)] = 0
    state[node.state == 1] = 1
    state[np.isin(tree.number, reached.opened)] = 1
    prices = reached.prices.astype(np.float32)
    for value in (1, -1):
        half = state.copy()
        half[tree.number == site] = value
        yield Node(max(node.bound, reached.bound), half, prices)


def _round(problem: Problem, reached: Climb, best: Incumbent) -> None:
    likely = reached.problem.number[np.argsort(-reached.share, kind="stable")]
    rounded(problem, reached.opened, likely, problem.n_open, best)
