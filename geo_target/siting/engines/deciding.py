"""Do so many sites cover everybody? Yes, with a plan, or no, proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.branching import prove
from geo_target.siting.engines.cover import parts, read_cover, smallest
from geo_target.siting.engines.problem import Incumbent

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, IntArray
    from geo_target.siting.engines.cover import Cover
    from geo_target.siting.engines.problem import Watch

_NOTHING_LEFT_OUT = 1e-6


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
    watch: Watch,
    seed: int,
) -> Decision:
    """Tell whether `n_sites`, those of `fixed_open` counted, can cover every row."""
    everybody = np.ones(covers.shape[0])
    cover = read_cover(covers, everybody, fixed_open=fixed_open, forbidden=forbidden)
    if cover.lost > 0:
        return Decision(None, certain=True)
    fixed = np.flatnonzero(fixed_open)
    found = decide_cover(smallest(cover), n_sites - len(fixed), watch=watch, seed=seed)
    return found if found.plan is None else Decision(np.concatenate([found.plan, fixed]), certain=True)


def decide_cover(cover: Cover, n_open: int, *, watch: Watch, seed: int) -> Decision:
    """Tell whether `n_open` sites cover every row of a cover; the plan is in columns of the first table.

    Parts that share no site are answered one by one, the largest last: it gets the sites that the others leave.
    """
    pieces = parts(cover)
    plans: list[IntArray] = []
    for piece in pieces[:-1]:
        plan, bound = fewest(piece, greedy_plan(piece), watch=watch, seed=seed)
        if bound < len(plan):
            return Decision(None, certain=False)
        plans.append(plan)
        n_open -= len(plan)
        if n_open < 1:
            return Decision(None, certain=True)
    last = _decide_one(pieces[-1], n_open, watch=watch, seed=seed)
    return last if last.plan is None else Decision(np.concatenate([*plans, last.plan]), certain=True)


def _decide_one(cover: Cover, n_open: int, *, watch: Watch, seed: int) -> Decision:
    """Ask which sites leave fewest rows without cover, and stop once it is certain that some row stays without."""
    count = min(n_open, len(cover.number))
    if count == 0:
        nobody = len(cover.weights) == 0
        return Decision(cover.number[:0] if nobody else None, certain=True)
    problem = cover.problem(count, np.ones(len(cover.weights)))
    best = Incumbent(whole=True, ceiling=_NOTHING_LEFT_OUT)
    bound = prove(problem, best, Quiet(watch), seed=seed)
    if best.cost <= 0:
        return Decision(cover.number[best.open_sites], certain=True)
    return Decision(None, certain=bound >= 1)


def fewest(cover: Cover, plan: IntArray, *, watch: Watch, seed: int) -> tuple[IntArray, int]:
    """Ask for one site less than a plan has until that is proved impossible, or time is up; give plan and bound."""
    bound = int(len(cover.weights) > 0)
    while len(plan) > bound:
        found = _decide_one(cover, len(plan) - 1, watch=watch, seed=seed)
        if found.plan is None:
            return plan, len(plan) if found.certain else bound
        plan = found.plan
    return plan, bound


def greedy_plan(cover: Cover) -> IntArray:
    """Cover all, each time by the site that covers most of what is left; columns of the first table."""
    from geo_target.siting.engines import swap_kernel

    is_open = np.zeros(len(cover.number), dtype=np.bool_)
    problem = cover.problem(0, np.ones(len(cover.weights)))
    swap_kernel.greedy_cover(*problem.rows, is_open)
    return cover.number[is_open]
