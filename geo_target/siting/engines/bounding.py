"""The bound of one problem by the volume algorithm, with sites opened and closed for good on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Incumbent, Problem, Watch

_STEP, _WEIGHT = 1.0, 0.2
_LARGE = 400_000
_FEW = 200
_SIFTS, _SIFT_ROUNDS = 4, 12
_PART = 0.03
_NONE: IntArray = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to climb: at most `rounds` of `iterations`; stop when `patience` rounds close under 3 % of the gap."""

    rounds: int
    iterations: int
    patience: int


ROOT = Effort(rounds=60, iterations=50, patience=4)
NODE = Effort(rounds=12, iterations=20, patience=2)


@dataclass(slots=True, eq=False)
class Climb:
    """A problem on its way up.

    Parameters
    ----------
    prices
        One for each demand point: the best so far.
    share
        How often each site was chosen of late, 0 to 1: a nearly optimal point of the linear program.
    opened
        Numbers of the sites that are open for good.
    bound
        What no plan of this problem can cost less than; ``inf`` once no better plan is left in it.
    """

    problem: Problem
    prices: FloatArray
    opened: IntArray
    share: FloatArray
    slope: FloatArray
    memory: FloatArray

    @property
    def bound(self) -> float:
        """The best bound so far."""
        return float(self.memory[3])


def climb(
    problem: Problem,
    prices: FloatArray,
    best: Incumbent,
    effort: Effort,
    watch: Watch,
    *,
    opened: IntArray | None = None,
) -> Climb | None:
    """Raise the bound of a problem and narrow it; None if no plan in it is better than the best one.

    Plans that are met are offered to `best`.
    """
    state: Climb | None = _begin(problem, prices, _NONE if opened is None else opened)
    last = -np.inf
    for count in range(1, effort.rounds + 1):
        if state is None or _settled(state, best):
            return None
        fixed = _round(state, best, effort.iterations)
        if state.bound > best.cutoff:
            return None
        if fixed.any():
            state = _narrow(state, fixed)
        if watch.over():
            return state
        if count % effort.patience == 0 and state is not None:
            if state.bound - last < _PART * (best.cutoff - state.bound):
                return state
            last = state.bound
    return state


def sifted_prices(problem: Problem, prices: FloatArray, best: Incumbent, watch: Watch) -> FloatArray:
    """Better the prices of a large problem on few of its sites: a spread-out sample, and those that look best.

    Nearly optimal prices of the few are nearly optimal for all, and close most of the others at once.
    """
    size = len(problem.number)
    count = max(2 * problem.n_open, size // 20, _FEW)
    if len(problem.sites) < _LARGE or count >= size // 2:
        return prices
    state = np.full(size, -1, dtype=np.int8)
    state[best.open_sites] = 0
    state[:: size // count] = 0
    for _ in range(_SIFTS):
        if watch.over():
            break
        state[_best_looking(problem, prices, state == 0, count)] = 0
        few = _begin(problem.narrowed(state), prices, _NONE)
        _climb_awhile(few, best, watch)
        prices = few.prices
        if _begin(problem, prices, _NONE).bound > few.bound - _PART * (best.cost - few.bound):
            break
    return prices


def _best_looking(problem: Problem, prices: FloatArray, known: BoolArray, count: int) -> IntArray:
    """Give the sites of least reduced cost that are not known yet."""
    from geo_target.siting.engines import volume_kernel

    reduced = np.empty(len(known))
    volume_kernel.price_sites(problem.starts, problem.sites, problem.costs, prices, reduced)
    return np.argsort(np.where(known, np.inf, reduced), kind="stable")[:count]


def _climb_awhile(state: Climb, best: Incumbent, watch: Watch) -> None:
    """Better the prices of a part of a problem; what it fixes holds for the part only, and is forgotten."""
    for _ in range(_SIFT_ROUNDS):
        last = state.bound
        _round(state, best, ROOT.iterations)
        if state.bound > best.cutoff or state.bound - last < _PART * (best.cost - last) or watch.over():
            return


def _begin(problem: Problem, prices: FloatArray, opened: IntArray, share: FloatArray | None = None) -> Climb:
    """Price the sites once, so that bound, slope and share have a start."""
    from geo_target.siting.engines import volume_kernel

    starts, _, costs, far = problem.rows
    near = far.copy()
    filled = starts[1:] > starts[:-1]
    near[filled] = costs[starts[:-1][filled]]
    clipped = np.clip(prices, near, far)
    slope = np.empty(len(far))
    chosen, bound = volume_kernel.first_step(
        *problem.rows, problem.n_open, len(problem.number), clipped, slope
    )
    memory = np.array([_STEP, _WEIGHT, 0.0, bound])
    return Climb(
        problem, clipped, opened, chosen.astype(np.float64) if share is None else share, slope, memory
    )


def _settled(state: Climb, best: Incumbent) -> bool:
    """Tell whether nothing is left to choose; then offer the one plan."""
    from geo_target.siting.engines import rows_kernel

    problem = state.problem
    size = len(problem.number)
    if 0 < problem.n_open < size:
        return False
    chosen = np.full(size, problem.n_open > 0)
    cost = rows_kernel.total_cost(*problem.rows, chosen)
    best.offer(np.concatenate([state.opened, problem.number[chosen]]), cost)
    return True


def _round(state: Climb, best: Incumbent, iterations: int) -> npt.NDArray[np.int8]:
    """Climb some iterations; give the marks of the sites that no better plan opens (-1) or closes (1)."""
    from geo_target.siting.engines import volume_kernel

    problem = state.problem
    fixed = np.zeros(len(problem.number), dtype=np.int8)
    met = np.zeros(len(problem.number), dtype=np.bool_)
    cost = volume_kernel.climb(
        *problem.rows,
        problem.n_open,
        state.prices,
        state.slope,
        state.share,
        state.memory,
        best.cost,
        best.cutoff,
        iterations,
        fixed,
        met,
    )
    if cost < best.cost:
        best.offer(np.concatenate([state.opened, problem.number[met]]), cost)
    return fixed


def _narrow(state: Climb, fixed: npt.NDArray[np.int8]) -> Climb | None:
    """Take fixed sites out of the problem; None if more would have to open than may."""
    opened = state.problem.number[fixed == 1]
    if len(opened) > state.problem.n_open or (fixed >= 0).sum() < state.problem.n_open:
        return None
    smaller = state.problem.narrowed(fixed)
    return _begin(smaller, state.prices, np.concatenate([state.opened, opened]), state.share[fixed == 0])
