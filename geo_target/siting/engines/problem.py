"""What the assigning engines work on: open some free sites so that all demand points together pay least."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray

_CLOSE = 1e-9
_WHOLE = 1e-6


class Watch(Protocol):
    """Whoever waits for an engine: says when to stop, and hears how far it is."""

    def over(self) -> bool:
        """Tell whether the time is up, or somebody asked for the work to stop."""
        ...

    def tell(self, objective: float, bound: float) -> None:
        """Hear the best value so far and the bound, both in the unit of the engine's objective."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class EngineResult:
    """What an engine found.

    Parameters
    ----------
    open_sites
        Columns of the matrix, rising; None if no plan was found.
    objective, bound
        Value of the plan and what no plan can beat, in the model's unit.
    proven
        Whether the plan is optimal, or, where there is none, whether there can be none.
    """

    open_sites: IntArray | None
    objective: float
    bound: float
    proven: bool


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Free sites, of which exactly `n_open` open; each demand point pays the nearest one's cost, at most `far`.

    Row ``i`` is ``starts[i]:starts[i + 1]`` of `sites` and `costs`, in the order of rising cost; `number` says which
    site of the first problem each site is.
    """

    starts: IntArray
    sites: npt.NDArray[np.int32]
    costs: FloatArray
    far: FloatArray
    n_open: int
    number: IntArray

    @property
    def rows(self) -> tuple[IntArray, npt.NDArray[np.int32], FloatArray, FloatArray]:
        """The arrays that the kernels take."""
        return self.starts, self.sites, self.costs, self.far

    @property
    def least(self) -> float:
        """What all demand points pay if every site is open: no plan costs less."""
        filled = self.starts[1:] > self.starts[:-1]
        return float(self.far[~filled].sum() + self.costs[self.starts[:-1][filled]].sum())

    def narrowed(self, state: npt.NDArray[np.int8]) -> Problem:
        """Give what is left when some sites are open (1) and some closed (-1) for good."""
        from geo_target.siting.engines import rows_kernel

        starts, sites, costs, far, kept = rows_kernel.narrowed(*self.rows, state)
        return Problem(starts, sites, costs, far, self.n_open - int((state == 1).sum()), self.number[kept])


@dataclass(slots=True, eq=False)
class Incumbent:
    """The best plan so far.

    Parameters
    ----------
    open_sites
        Numbers of the open sites.
    cost
        What all demand points pay.
    whole
        Whether every cost is a whole number, so that a better plan is better by 1 at least.
    ceiling
        A plan that costs more is of no interest: the search ends when none below it is left.
    """

    open_sites: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    cost: float = np.inf
    whole: bool = False
    ceiling: float = np.inf

    @property
    def cutoff(self) -> float:
        """A bound above this leaves no room for a better plan."""
        if self.cost == np.inf:
            return self.ceiling
        better = self.cost - (1.0 - _WHOLE if self.whole else _CLOSE * max(1.0, abs(self.cost)))
        return min(better, self.ceiling)

    def offer(self, open_sites: IntArray, cost: float) -> None:
        """Take a plan if it is better."""
        if cost < self.cost:
            self.open_sites, self.cost = np.sort(open_sites), float(cost)

    def honest(self, bound: float) -> float:
        """Give the bound on the cost of every plan: never above the best one's, and whole if costs are."""
        if self.whole:
            bound = float(np.ceil(bound - _WHOLE))
        return min(bound, self.cost)


def are_whole(values: FloatArray) -> bool:
    """Tell whether all are whole numbers, and small enough that their sums are exact."""
    return bool(np.abs(values).sum() < 2**50 and (values == np.floor(values)).all())


def mask(numbers: IntArray, size: int) -> BoolArray:
    """Mark the numbers."""
    marked = np.zeros(size, dtype=np.bool_)
    marked[numbers] = True
    return marked
