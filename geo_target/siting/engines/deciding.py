"""Do so many sites cover everybody? Yes, with a plan, or no, proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.cover import parts, read_cover, smallest
from geo_target.siting.engines.problem import Incumbent
from geo_target.siting.engines.sweep import Sweep

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, IntArray
    from geo_target.siting.engines.cover import Cover
    from geo_target.siting.engines.problem import Watch
    from geo_target.siting.limits import Limit

_NOTHING_LEFT_OUT = 1e-6
_MOST_SWAPS, _SWAPS_EACH = 200_000, 100
_WORK = 3e8
_GLANCE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The answer: a plan that covers all (open sites, fixed ones too), or none; and whether that is certain."""

    plan: IntArray | None
    certain: bool


class Quiet:
    """A watch that ends the work with another, and hears nothing: what it would hear is not the model's."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def over(self) -> bool:
        """Tell whether the time is up."""
        return self._watch.over()

    def tell(self, objective: float, bound: float) -> None:
        """Hear nothing."""


def decide(
    covers: BoolArray | csr_array,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    forbidden: BoolArray,
    limit: Limit,
    seed: int,
) -> Decision:
    """Tell whether `n_sites`, those of `fixed_open` counted, can cover every row."""
    everybody = np.ones(covers.shape[0])
    cover = read_cover(covers, everybody, fixed_open=fixed_open, forbidden=forbidden)
    if cover.lost > 0:
        return Decision(None, certain=True)
    fixed = np.flatnonzero(fixed_open)
    found = decide_cover(smallest(cover), n_sites - len(fixed), limit=limit, seed=seed)
    return found if found.plan is None else Decision(np.concatenate([found.plan, fixed]), certain=True)


def decide_cover(cover: Cover, n_open: int, *, limit: Limit, seed: int) -> Decision:
    """Tell whether `n_open` sites cover every row of a cover; the plan is in columns of the first table.

    Parts that share no site are answered one by one, the largest last: it gets the sites that the others leave.
    """
    pieces = parts(cover)
    plans: list[IntArray] = []
    for piece in pieces[:-1]:
        plan, bound = fewest(piece, limit=limit, seed=seed)
        if bound < len(plan):
            return Decision(None, certain=False)
        plans.append(plan)
        n_open -= len(plan)
        if n_open < 1:
            return Decision(None, certain=True)
    last = _decide_one(pieces[-1], n_open, limit=limit, seed=seed)
    return last if last.plan is None else Decision(np.concatenate([*plans, last.plan]), certain=True)


def _decide_one(cover: Cover, n_open: int, *, limit: Limit, seed: int) -> Decision:
    """Look for a plan; where there is none, sweep if the front is narrow, and else prove it by prices."""
    if min(n_open, len(cover.number)) < 1:
        nobody = len(cover.weights) == 0
        return Decision(cover.number[:0] if nobody else None, certain=True)
    plan = few_sites(cover, enough=n_open, seed=seed, share=_GLANCE)
    if len(plan) <= n_open:
        return Decision(plan, certain=True)
    sweep = Sweep.of(cover, limit)
    if sweep is not None and sweep.least > n_open:
        return Decision(None, certain=True)
    plan = few_sites(cover, enough=n_open, seed=seed)
    if len(plan) <= n_open:
        return Decision(plan, certain=True)
    found = None if sweep is None else sweep.within(n_open, limit)
    if found is not None or (sweep is not None and sweep.least > n_open):
        return Decision(found, certain=True)
    return _decide_by_prices(cover, n_open, limit=limit, seed=seed)


def _decide_by_prices(cover: Cover, n_open: int, *, limit: Limit, seed: int) -> Decision:
    """Ask which sites leave fewest rows without cover, and stop once it is certain that some row stays without."""
    problem = cover.problem(n_open, np.ones(len(cover.weights)))
    best = Incumbent(whole=True, ceiling=_NOTHING_LEFT_OUT)
    bound = prove(problem, best, Quiet(limit), seed=seed)
    if best.cost <= 0:
        return Decision(cover.number[best.open_sites], certain=True)
    return Decision(None, certain=bound >= 1)


def fewest(cover: Cover, *, limit: Limit, seed: int) -> tuple[IntArray, int]:
    """Give the smallest plan for a cover of one part, and how many sites every plan has at least."""
    plan, bound, _ = by_sweep(cover, limit=limit, seed=seed)
    return by_prices(cover, plan, bound, limit=limit, seed=seed)


def by_sweep(cover: Cover, *, limit: Limit, seed: int) -> tuple[IntArray, int, bool]:
    """Give the best plan that search and sweep find, its bound, and whether the front was narrow enough to sweep."""
    plan = few_sites(cover, enough=1, seed=seed)
    if len(plan) <= 1:
        return plan, len(plan), True
    sweep = Sweep.of(cover, limit)
    if sweep is None:
        return plan, 1, False
    while sweep.least < len(plan):
        found = sweep.within(len(plan) - 1, limit)
        if found is None:
            break
        plan = found
    return plan, min(sweep.least, len(plan)), True


def by_prices(cover: Cover, plan: IntArray, bound: int, *, limit: Limit, seed: int) -> tuple[IntArray, int]:
    """Ask for one site less than a plan has until that is proved impossible, or time is up; give plan and bound."""
    while len(plan) > bound:
        found = _decide_by_prices(cover, len(plan) - 1, limit=limit, seed=seed)
        if found.plan is None:
            return plan, len(plan) if found.certain else bound
        plan = found.plan
    return plan, bound


def few_sites(cover: Cover, *, enough: int, seed: int, share: float = 1.0) -> IntArray:
    """Cover all with few sites: greedy, then swaps by row weights; columns of the first table.

    How many swaps are tried, or a `share` of them, depends on the size, not on the clock: the same seed gives the
    same plan.
    """
    from geo_target.siting.engines import cover_kernel, row_weighting_kernel, swap_kernel

    is_open = np.zeros(len(cover.number), dtype=np.bool_)
    problem = cover.problem(0, np.ones(len(cover.weights)))
    swap_kernel.greedy_cover(*problem.rows, is_open)
    if is_open.sum() <= enough:
        return cover.number[is_open]
    back, rows = cover_kernel.turned(cover.starts, cover.sites, len(cover.number))
    a_swap = 2 * len(cover.sites) ** 2 / (len(cover.weights) * len(cover.number))
    swaps = int(
        share * min(_MOST_SWAPS, _WORK / a_swap, _SWAPS_EACH * (len(cover.weights) + len(cover.number)))
    )
    best: BoolArray = row_weighting_kernel.fewer(
        cover.starts, cover.sites, back, rows, is_open, swaps, np.random.default_rng(seed), enough
    )
    return cover.number[best]
