"""What each further site, or each step of the budget, brings: the curve that a committee needs to see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import steps_of
from geo_target.errors import InputError
from geo_target.plans import PlanStatus, SitingPlan, relative_gap
from geo_target.siting.answering import Found, answer, honest_bound
from geo_target.siting.checking import broken_rules
from geo_target.siting.engines.warm import WarmStart
from geo_target.siting.growing import added, grown
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.question import Model
from geo_target.siting.solving import find, serve_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.question import Question

_FIRST = 0.6
"""Of the time, what the first round may take; the rest is for the steps that it left without proof."""
_LEAST, _MOST = 2.0, 4.0
"""How many fair parts of the time a step may take: most end sooner, and one that is stopped before its proof is lost."""
_GREEDY = 0.1
"""Of the time, what the order of greedy sites may take, which the steps that are not reached are filled up with."""
_PART = 0.05
"""Of the time that is left, what finding or valuing the plan to begin with may take."""
_ROUNDING = 1e-9


def frontier(
    asked: Question,
    *,
    n_sites: Sequence[int] | None = None,
    budgets: Sequence[float] | None = None,
    limit: Limit | None = None,
) -> tuple[SitingPlan, ...]:
    """Solve one question for several numbers of sites, or several budgets.

    Each step begins with the plan of the step before and the sites that are best beside it, and with what the search has
    read already. Where more cannot be worse, no step's plan is worse than that of a smaller one, and no step's bound is
    beyond that of a larger one, wherever time ends.

    Parameters
    ----------
    n_sites, budgets
        One of the two, rising.
    limit
        For all steps together: each has its part of the time, and those without proof are taken up again in what is left.
        Progress hears the step that is being solved. Where time ends, or `cancel` says so, the steps that were not
        reached have the plan before, filled up with greedy sites or any others, or are ``no_plan``.

    Returns
    -------
    tuple of SitingPlan
        One for each step, each with its own status and gap; ``infeasible`` ones too.

    Raises
    ------
    InputError
        If both or none are given, or they do not rise.
    """
    limit = limit_for(asked, limit)
    if (n_sites is None) == (budgets is None):
        raise InputError("frontier needs n_sites or budgets, one of the two")
    by_number = n_sites is not None
    steps = steps_of(
        n_sites if by_number else budgets, "n_sites" if by_number else "budgets", whole=by_number
    )
    walk = _Walk(asked, steps, limit, by_number=by_number)
    walk.forward()
    walk.again()
    walk.rise()
    return tuple(walk.agreed())


def at_step(asked: Question, *, n_sites: float | None = None, budget: float | None = None) -> Question:
    """Give the question with another number of sites or budget."""
    if budget is not None:
        return asked.asked(requirements=replace(asked.requirements, budget=budget))
    return asked.asked(n_sites=n_sites)


class _Walk:
    """From step to step, each from the plan of the one before."""

    def __init__(self, asked: Question, steps: list[float], limit: Limit, *, by_number: bool) -> None:
        self.asked, self.steps, self.limit, self.by_number = asked, steps, limit, by_number
        self.plans: list[SitingPlan] = []
        self.warm = WarmStart()
        last = self._question(len(steps) - 1)  # what cannot be is refused before anything is solved
        existing = np.flatnonzero(last.rules.existing)
        self.greedy = np.concatenate([existing, added(last, existing, limit.part(_GREEDY))])

    def _question(self, number: int) -> Question:
        """Give the question of one step; all of them at once would take too much memory."""
        step = self.steps[number]
        return at_step(self.asked, n_sites=step) if self.by_number else at_step(self.asked, budget=step)

    def forward(self) -> None:
        """Solve each step once; each that its part of the time is not enough for makes the parts of the next smaller."""
        parts = _MOST
        for number in range(len(self.steps)):
            one, left = self._question(number), len(self.steps) - number
            plan = self._solved(
                one, self._start(one, number), self.limit.part(_FIRST * min(1.0, parts / left), tells=True)
            )
            parts = min(_MOST, 2 * parts) if _is_settled(plan) else max(_LEAST, parts / 2)
            self.plans.append(plan)

    def again(self) -> None:
        """Take up the steps that are not proved, in what is left of the time."""
        self.plans = self.agreed()
        open_ = [number for number, plan in enumerate(self.plans) if not _is_settled(plan)]
        for done, number in enumerate(open_):
            if self.limit.over():
                return
            one, before, part = (
                self._question(number),
                self.plans[number],
                self.limit.part(1 / (len(open_) - done), tells=True),
            )
            own, self.warm.bound = before.open_columns if before.open_sites else None, before.bound
            plan = self._solved(one, self._better_start(one, own, self._start(one, number)), part)
            if plan.status is not PlanStatus.INFEASIBLE:
                kept = before if _is_better(one, before, plan) else plan
                plan = _bounded(one, kept, _tighter(one, plan.bound, before.bound))
            self.plans[number] = plan

    def rise(self) -> None:
        """Give each step the plan before, grown to it, where time ended with a worse one: that one was taken up again."""
        if self.by_number and not _more_is_no_worse(self.asked):
            return
        for number in range(1, len(self.plans)):
            before, plan = self.plans[number - 1], self.plans[number]
            if _is_settled(plan) or not _is_better(self.asked, before, plan):
                continue
            one = self._question(number)
            if not self.by_number:
                self.plans[number] = _bounded(one, replace(before, status=PlanStatus.FEASIBLE), plan.bound)
                continue
            grown_one = self._solved(one, self._start(one, number), self.limit.part(_PART))
            self.plans[number] = _bounded(one, grown_one, plan.bound) if grown_one.open_sites else plan

    def agreed(self) -> list[SitingPlan]:
        """Let no step claim more than its neighbours have proved: where more cannot be worse, or not better."""
        order, asked = list(range(len(self.plans))), self.asked
        if not self.by_number or _more_is_no_worse(asked):
            order.reverse()
        elif asked.model is not Model.P_DISPERSION or any(group.fewest for group in asked.rules.groups):
            return self.plans
        agreed, known = list(self.plans), float("nan")
        for number in order:
            plan = agreed[number]
            if plan.status is not PlanStatus.INFEASIBLE:
                known = _tighter(asked, plan.bound, known)
                agreed[number] = _bounded(asked, plan, known)
        return agreed

    def _start(self, asked: Question, number: int) -> IntArray | None:
        """Grow the plan of the step before; once time is up, by the greedy sites; None where that is none."""
        if asked.model is Model.LSCP_BACKUP:  # more sites than are needed are no plan of it
            return None
        columns = self.plans[number - 1].open_columns if number else np.empty(0, np.int64)
        if len(columns) and not self.limit.over():
            columns = grown(asked, columns, self.limit.part(_PART))
        if asked.rules.n_open not in {None, len(columns)} or not len(columns):
            columns = self._filled(asked, columns)
        return columns if len(columns) and asked.rules.n_open in {None, len(columns)} else None

    def _filled(self, asked: Question, columns: IntArray) -> IntArray:
        """Fill some sites up with the greedy ones, in their order, as far as the step allows; a number with any."""
        rules = asked.rules
        others = np.arange(0) if rules.n_open is None else np.flatnonzero(~rules.forbidden)
        order = np.concatenate([columns, self.greedy, others])
        order = order[np.sort(np.unique(order, return_index=True)[1])]
        if rules.budget is not None and rules.site_cost is not None:
            order = _affordable(order, rules.site_cost, rules.budget)
        return np.sort(order if rules.n_open is None else order[: rules.n_open])

    def _better_start(self, asked: Question, one: IntArray | None, other: IntArray | None) -> IntArray | None:
        if one is None or other is None:
            return other if one is None else one
        values = [serve_by(asked, columns, self.limit.part(0.01)).objective for columns in (one, other)]
        sign = 1.0 if asked.maximise else -1.0
        return other if sign * values[1] > sign * values[0] else one

    def _solved(self, asked: Question, start: IntArray | None, part: Limit) -> SitingPlan:
        """Solve one step; a plan to start with is kept where time ends with a worse one."""
        self.warm.plan = start
        found = Found(PlanStatus.NO_PLAN)
        if not self.limit.over():
            found = find(asked, part, self.warm)
        if start is None or found.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}:
            return answer(asked, found, part)
        served = serve_by(asked, start, self.limit.part(_PART))
        sign = 1.0 if asked.maximise else -1.0
        worse = found.served is not None and sign * found.served.objective >= sign * served.objective
        if np.isnan(served.objective) or worse or broken_rules(asked, start, served):
            return answer(asked, found, part)
        return answer(asked, Found(PlanStatus.FEASIBLE, start, served, found.bound, found.log), part)


def _affordable(columns: IntArray, site_cost: FloatArray, budget: float) -> IntArray:
    """Give those of some sites, in their order, that a budget pays for beside the ones taken before."""
    taken, left = [], budget * (1 + _ROUNDING)
    for column in columns.tolist():
        if site_cost[column] <= left:
            taken.append(column)
            left -= site_cost[column]
    return np.array(taken, np.int64)


def _more_is_no_worse(asked: Question) -> bool:
    """Tell whether any plan may have one site more and be no worse for it."""
    rules = asked.rules
    limits = (
        rules.budget is not None,
        bool(rules.spacing),
        any(group.most < len(group.columns) for group in rules.groups),
    )
    return asked.model is not Model.P_DISPERSION and not any(limits)


def _is_settled(plan: SitingPlan) -> bool:
    return plan.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}


def _is_better(asked: Question, one: SitingPlan, other: SitingPlan) -> bool:
    """Tell whether the first plan is better than the second, or the only one."""
    if not one.open_sites or not other.open_sites:
        return bool(one.open_sites)
    return one.objective > other.objective if asked.maximise else one.objective < other.objective


def _tighter(asked: Question, one: float, other: float) -> float:
    """Give the tighter of two bounds; NaN is none."""
    return float(np.fmin(one, other) if asked.maximise else np.fmax(one, other))


def _bounded(asked: Question, plan: SitingPlan, bound: float) -> SitingPlan:
    """Give a plan a bound that is known from elsewhere."""
    if plan.status is PlanStatus.OPTIMAL:
        return plan
    if not plan.open_sites:
        return replace(plan, bound=bound)
    bound = honest_bound(asked, plan.objective, bound)
    status = PlanStatus.OPTIMAL if bound == plan.objective else PlanStatus.FEASIBLE
    return replace(plan, bound=bound, gap=relative_gap(plan.objective, bound), status=status)
