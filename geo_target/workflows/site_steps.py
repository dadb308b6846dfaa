"""The steps of the curve: numbers of new sites, or what they may cost together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_target.workflows.site_request_values import SiteRequestError

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_target.workflows.site_request import SiteRequest

MOST_STEPS = 100
_USUAL_STEPS = 20
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROUNDING = 1e-9


def check_steps(asked: SiteRequest) -> None:
    """Refuse a curve whose steps do not fit the question.

    Raises
    ------
    SiteRequestError
        Names the field.
    """
    step, budget = asked.frontier_step, asked.budget
    if step is None:
        return
    if budget is None:
        raise SiteRequestError("frontier_step", "given only with a budget", step)
    if asked.frontier_to is not None:
        raise SiteRequestError("frontier_to", "left out with frontier_step", asked.frontier_to)
    least = budget / MOST_STEPS
    if not least * (1 - _ROUNDING) <= step <= budget:
        wanted = f"from {least:,.10g} to {budget:,.10g}, the budget in {MOST_STEPS} steps or fewer"
        raise SiteRequestError("frontier_step", wanted, step)


def budget_steps(budget: float, step: float | None, costs: Collection[float]) -> list[float]:
    """Give the budgets of the curve, rising, the whole budget last; what pays for no site is left out.

    Parameters
    ----------
    budget, step
        Million rials. A step of None is what a site costs where all cost the same, else a round number; of both so
        much that 20 steps are enough.
    costs
        Of the candidates that may open, million rials.
    """
    each = usual_step(budget, costs) if step is None else step
    many = math.ceil(budget / each * (1 - _ROUNDING))
    rising = [each * number for number in range(1, many)]
    return [*(one for one in rising if one >= min(costs, default=0.0)), budget]


def usual_step(budget: float, costs: Collection[float]) -> float:
    """Give the step of the budget where none is asked for, million rials."""
    alike = set(costs)
    if len(alike) == 1 and 0 < budget / _USUAL_STEPS <= min(alike) <= budget:
        return min(alike)
    least = budget / _USUAL_STEPS
    power = 10.0 ** math.floor(math.log10(least))
    return min(one * power for one in _ROUND if one * power >= least * (1 - _ROUNDING))
