"""How a plan fares if demand or travel is not what was assumed: its value, its regret, and how stable each site is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import numbers_of, shown
from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting.evaluating import columns_of, evaluate
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt

    from geo_target.models import CostMatrix, FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """How a plan fares in each draw.

    Parameters
    ----------
    objective
        The plan's value in each draw; NaN where it breaks a requirement, as a capacity that more demand overfills.
    best
        What the best plan of each draw is worth; NaN where there is none.
    regret
        How much worse the plan is than the best one, as a share of the best one's value; ``inf`` where the plan fails
        though there is one that does not.
    stability
        For each site of the matrix, the share of draws whose best plan has it, 0 to 1.
    proven
        Whether the best plan of each draw is proved; where it is not, the regret is at least what it says.
    """

    objective: FloatArray
    best: FloatArray
    regret: FloatArray
    stability: FloatArray
    proven: npt.NDArray[np.bool_]


def robustness(
    asked: Question,
    open_sites: Sequence[Hashable],
    *,
    demand_draws: npt.ArrayLike | None = None,
    speed_draws: npt.ArrayLike | None = None,
    limit: Limit | None = None,
) -> Robustness:
    """Value a plan over draws of demand and of travel speed, against the best plan of each draw.

    Parameters
    ----------
    open_sites
        Ids of the plan's sites.
    demand_draws
        Demand in each draw, shape ``(n_draws, n_demand)``; None keeps the question's.
    speed_draws
        Speed in each draw as a multiple of the assumed one, above 0, shape ``(n_draws,)``: costs are divided by it.

    Raises
    ------
    InputError
        If no draws are given, their numbers differ, or a value is out of range.
    """
    limit = limit_for(asked, limit)
    demand, speed = _draws(asked, demand_draws, speed_draws)
    columns_of(asked, open_sites)
    n = len(speed)
    objective, best, proven = np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, dtype=np.bool_)
    stability = np.zeros(asked.cost.shape[1])
    for draw in range(n):
        one = asked.asked(demand=demand[draw], cost=_faster(asked.cost, float(speed[draw])))
        part = Limit(max(limit.left_s, 1e-2) / (n - draw), limit.seed, cancel=limit.cancel)
        plan = solve(one, part)
        hand = evaluate(one, open_sites, part)
        objective[draw] = np.nan if hand.broken else hand.objective
        best[draw], proven[draw] = plan.objective, plan.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}
        stability[plan.open_columns] += 1 / n
    return Robustness(objective, best, _regret(objective, best, maximise=asked.maximise), stability, proven)


def pick_robust(plans: Sequence[SitingPlan], results: Sequence[Robustness]) -> int:
    """Give the number of the plan whose greatest regret is least (the first such one)."""
    for name, values in (("plans", plans), ("results", results)):
        if not isinstance(values, Sequence):
            raise InputError(f"pick_robust needs a list of {name}, not {shown(values)}")
    if not len(plans) or len(plans) != len(results):
        raise InputError(
            f"pick_robust needs one result for each plan, and a plan at least, not {len(plans)} plans and "
            f"{len(results)} results"
        )
    return int(np.argmin([result.regret.max() for result in results]))


def _regret(objective: FloatArray, best: FloatArray, *, maximise: bool) -> FloatArray:
    """Give how much worse a plan is than the best, as a share of that; 0 where it is better: more sites may."""
    lost, nothing = np.isnan(objective) & ~np.isnan(best), np.isnan(best)
    scale = np.where((best == 0) | nothing, 1.0, np.abs(best))
    worse = np.where(lost | nothing, 0.0, objective - np.where(nothing, 0.0, best)) * (
        -1.0 if maximise else 1.0
    )
    regret = np.maximum(worse, 0.0) / scale
    regret[lost] = np.inf
    return regret


def _draws(
    asked: Question, demand_draws: npt.ArrayLike | None, speed_draws: npt.ArrayLike | None
) -> tuple[npt.NDArray[np.float64], FloatArray]:
    if demand_draws is None and speed_draws is None:
        raise InputError("robustness needs demand_draws, speed_draws, or both")
    n_demand = asked.cost.shape[0]
    demand = None if demand_draws is None else _demands(demand_draws, n_demand)
    speed = np.ones(0 if demand is None else len(demand)) if speed_draws is None else _speeds(speed_draws)
    if demand is None:
        return np.broadcast_to(asked.weights, (len(speed), n_demand)), speed
    if len(demand) != len(speed):
        raise InputError(
            f"demand_draws and speed_draws must be as many, not {len(demand)} and {len(speed)} draws"
        )
    return demand, speed


def _demands(draws: npt.ArrayLike, n_demand: int) -> FloatArray:
    demand = numbers_of(draws, "demand_draws")
    if demand.ndim != 2 or demand.shape[1] != n_demand or not len(demand):  # noqa: PLR2004 - draws and points
        raise InputError(
            f"demand_draws must have a row for each draw, one at least, and one value for each of {n_demand} demand "
            f"points, not shape {demand.shape}"
        )
    if np.isinf(demand).any():
        raise InputError(f"demand_draws must be finite numbers, and {int(np.isinf(demand).sum())} are inf")
    return demand


def _speeds(draws: npt.ArrayLike) -> FloatArray:
    speed = numbers_of(draws, "speed_draws")
    if speed.ndim != 1 or not len(speed):
        raise InputError(
            f"speed_draws must have one number for each draw, one at least, not shape {speed.shape}"
        )
    odd = speed[(speed == 0) | np.isinf(speed)]
    if len(odd):
        raise InputError(f"speed_draws must be numbers above 0 and finite, not {odd[0]:g}")
    return speed


def _faster(cost: CostMatrix, speed: float) -> CostMatrix:
    if speed == 1:
        return cost
    cutoff = None if cost.cutoff is None else cost.cutoff / speed
    return replace(cost, values=cost.values / speed, cutoff=cutoff)
