"""Who waits for a solver: the time it has, how it is stopped, and whom it tells how far it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_target.arguments import is_number, shown, whole_number_from
from geo_target.errors import InputError
from geo_target.plans import relative_gap
from geo_target.siting.question import check_question

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solver is: the best plan's value so far (NaN for none), the bound, the gap between, seconds gone."""

    objective: float
    bound: float
    gap: float
    seconds: float


@dataclass(slots=True, eq=False)
class Limit:
    """The time that a solver has, from when this is made.

    Parameters
    ----------
    time_limit_s
        Seconds, above 0; ``inf`` for as long as it takes.
    seed
        A whole number of 0 or more; the same seed gives the same plan.
    progress
        Called whenever the best value or the bound moves.
    cancel
        Asked now and then; true ends the work with the best plan so far.

    Raises
    ------
    InputError
        If a value is of another kind, or the time is not above 0.
    """

    time_limit_s: float = 60.0
    seed: int = 0
    progress: Callable[[Progress], None] | None = None
    cancel: Callable[[], bool] | None = None
    started: float = field(default_factory=time.perf_counter)
    last: tuple[float, float] = field(default=(float("nan"), float("nan")))

    def __post_init__(self) -> None:
        if not is_number(self.time_limit_s) or not self.time_limit_s > 0:
            raise InputError(f"time_limit_s must be above 0 seconds, not {shown(self.time_limit_s)}")
        self.seed = whole_number_from(self.seed, "seed")
        for name in ("progress", "cancel"):
            value = getattr(self, name)
            if value is not None and not callable(value):
                raise InputError(f"{name} must be a function to call, not {shown(value)}")

    @property
    def gone_s(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def left_s(self) -> float:
        """Seconds left, 0 or more."""
        return max(0.0, self.time_limit_s - self.gone_s)

    def part(self, share: float, most_s: float = float("inf"), *, tells: bool = False) -> Limit:
        """Give a limit of a share of the time that is left, at most so many seconds; it tells nobody unless asked."""

        def relay(heard: Progress) -> None:
            self.tell(heard.objective, heard.bound)

        told = relay if tells and self.progress is not None else None
        return Limit(max(1e-3, min(share * self.left_s, most_s)), self.seed, told, self.cancel)

    def over(self) -> bool:
        """Tell whether the time is up, or somebody asked for the work to stop."""
        return self.left_s <= 0 or (self.cancel is not None and self.cancel())

    def tell(self, objective: float, bound: float) -> None:
        """Pass on the best value so far and the bound, if either has moved."""
        if self.progress is None or (objective, bound) == self.last:
            return
        self.last = (objective, bound)
        self.progress(Progress(objective, bound, relative_gap(objective, bound), self.gone_s))


def limit_for(asked: object, limit: object) -> Limit:
    """Give the limit that a caller set for a question, or a minute where none was set.

    Raises
    ------
    InputError
        If the question is none, or the limit is something else, as bare seconds.
    """
    check_question(asked)
    if limit is None:
        return Limit()
    if not isinstance(limit, Limit):
        raise InputError(f"limit must be a Limit, as Limit(time_limit_s=60), not {shown(limit)}")
    return limit
