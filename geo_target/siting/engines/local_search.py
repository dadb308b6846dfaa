"""A good plan at once: greedy, then swaps, then swaps again from shaken plans (Resende and Werneck 2007)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.problem import mask

if TYPE_CHECKING:
    from geo_target.models import BoolArray, IntArray
    from geo_target.siting.engines.problem import Incumbent, Problem, Watch

_MOST_SWAPS = 100_000
_WORK = 30_000_000
_MOST_SHAKES = 60


def first_plan(
    problem: Problem, best: Incumbent, watch: Watch, *, seed: int, start: IntArray | None = None
) -> None:
    """Offer a plan that no swap betters, and what is found by shaking it.

    How often it is shaken depends on the size of the problem, not on the clock: the same seed gives the same plan.

    Parameters
    ----------
    start
        Numbers of the sites to begin with, `n_open` of them; the greedy ones unless said.
    """
    from geo_target.siting.engines import swap_kernel

    is_open = np.zeros(len(problem.number), dtype=np.bool_)
    if start is None:
        swap_kernel.greedy(*problem.rows, is_open, problem.n_open)
    else:
        is_open[start] = True
    improve(problem, is_open, best)
    watch.tell(best.cost, best.honest(problem.least))
    random = np.random.default_rng(seed)
    kept = np.zeros(len(is_open), dtype=np.bool_)
    free = min(problem.n_open, len(is_open) - problem.n_open)
    for _ in range(min(_MOST_SHAKES, _WORK // max(1, len(problem.sites)))):
        if watch.over() or free == 0 or best.cost <= problem.least:
            return
        is_open = mask(best.open_sites, len(is_open))
        count = int(random.integers(1, 2 + free // 4))
        swap_kernel.shaken(is_open, kept, count, random.random(2 * count))
        improve(problem, is_open, best)


def improve(problem: Problem, is_open: BoolArray, best: Incumbent) -> None:
    """Swap sites of a plan while that helps, and offer the plan; `problem` is the first one, with all its sites."""
    from geo_target.siting.engines import rows_kernel, swap_kernel

    cost = rows_kernel.total_cost(*problem.rows, is_open)
    kept = np.zeros(len(is_open), dtype=np.bool_)
    swap_kernel.swap(*problem.rows, is_open, kept, 1e-9 * max(1.0, cost), _MOST_SWAPS)
    best.offer(np.flatnonzero(is_open), rows_kernel.total_cost(*problem.rows, is_open))


def rounded(problem: Problem, opened: IntArray, likely: IntArray, n_open: int, best: Incumbent) -> None:
    """Offer the plan of the sites that are open for good and of the likeliest others, after swaps."""
    plan = np.concatenate([opened, likely])[:n_open]
    improve(problem, mask(plan, len(problem.number)), best)
