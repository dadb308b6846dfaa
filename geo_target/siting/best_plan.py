"""The best plan so far of one question, and the best bound, while several searches better them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting.answering import Found
from geo_target.siting.checking import broken_rules

if TYPE_CHECKING:
    from geo_target.models import IntArray
    from geo_target.siting.limits import Limit, Progress
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served


class BestPlan:
    """The best plan so far that keeps every rule."""

    def __init__(self, asked: Question, bound: float, limit: Limit) -> None:
        self.asked, self.bound, self.limit = asked, bound, limit
        self.columns: IntArray | None = None
        self.served: Served | None = None
        self.is_refused = False

    @property
    def is_proved(self) -> bool:
        """Whether no plan can be better."""
        if self.served is None or not np.isfinite(self.bound):
            return False
        return abs(self.served.objective - self.bound) <= 1e-9 * abs(self.bound)

    @property
    def is_done(self) -> bool:
        """Whether no plan can be better, or time is up."""
        return self.is_proved or self.limit.over()

    def offer(self, columns: IntArray, served: Served) -> None:
        """Take a plan if it keeps the rules and is better."""
        sign = 1.0 if self.asked.maximise else -1.0
        better = self.served is None or sign * served.objective > sign * self.served.objective
        if np.isnan(served.objective) or not better or broken_rules(self.asked, columns, served):
            return
        self.columns, self.served = columns, served
        self.limit.tell(served.objective, self.bound)

    def tighten(self, bound: float) -> None:
        """Take a bound if it is tighter."""
        if not np.isnan(bound) and np.isfinite(bound):
            self.bound = min(self.bound, bound) if self.asked.maximise else max(self.bound, bound)

    def settle(self, found: Found) -> None:
        """Take what a search over every site proved."""
        self.is_refused = found.status is PlanStatus.INFEASIBLE
        if found.status is PlanStatus.OPTIMAL and self.served is not None:
            self.bound = self.served.objective
        else:
            self.tighten(found.bound)

    def relayed(self) -> Limit:
        """Give the limit for a search of the same question, which tells nothing that is worse than what is known."""

        def relay(heard: Progress) -> None:
            better = np.fmax if self.asked.maximise else np.fmin
            tighter = np.fmin if self.asked.maximise else np.fmax
            known = np.nan if self.served is None else self.served.objective
            self.limit.tell(float(better(heard.objective, known)), float(tighter(heard.bound, self.bound)))

        return self.limit if self.limit.progress is None else replace(self.limit, progress=relay)

    def found(self) -> Found:
        """Give what was found."""
        if self.is_refused and self.columns is None:
            return Found(PlanStatus.INFEASIBLE)
        if self.columns is None:
            return Found(PlanStatus.NO_PLAN, bound=self.bound)
        status = PlanStatus.OPTIMAL if self.is_proved else PlanStatus.FEASIBLE
        return Found(status, self.columns, self.served, self.bound)
