"""Coverage that is fair between provinces or groups: the worst served first, and what fairness costs in coverage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import labels_of, whole_number_from
from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting.answering import Found, answer
from geo_target.siting.fair_program import best_from_worst_up, served_of
from geo_target.siting.limits import limit_for
from geo_target.siting.question import Model
from geo_target.siting.solving import find

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.fair_program import Lexicographic
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class FairPlan:
    """A plan and how well each group fares in it.

    Parameters
    ----------
    plan
        Its objective is covered demand; its status is ``optimal`` if every step of the order was proved. Where time ended
        before, it is the best plan found, and the bound is all demand.
    groups, coverage
        Labels of the groups that have demand, and the share of each one's demand that is covered.
    worst_bound
        What no plan's worst share can beat, 0 to 1; of the fairest plan only, else NaN.
    """

    plan: SitingPlan
    groups: tuple[Hashable, ...]
    coverage: FloatArray
    worst_bound: float = float("nan")

    @property
    def worst(self) -> float:
        """Share of demand covered in the worst-served group."""
        return float(self.coverage.min())


def solve_fairest(
    asked: Question, demand_group: Sequence[Hashable] | npt.NDArray[np.generic], limit: Limit | None = None
) -> FairPlan:
    r"""Cover the worst-served group best; at that, the two worst together; and so on (lexicographic maximin).

    The sum of the :math:`k` worst shares is :math:`\max_t k t - \sum_g \max(t - v_g, 0)`, which is linear, so that step
    :math:`k` maximises it while the sums before keep their values (Ogryczak 1997). The last step covers most demand.

    Parameters
    ----------
    asked
        An MCLP; every requirement that it takes is kept.
    demand_group
        Group of each demand point; groups without demand do not count.

    Raises
    ------
    InputError
        If the model is another, or labels are missing or NaN.
    """
    limit = limit_for(asked, limit)
    labels, members = _groups(asked, demand_group)
    return _fairest(asked, labels, members, find(asked, limit.part(1 / 4)), limit)


def equity_frontier(
    asked: Question,
    demand_group: Sequence[Hashable] | npt.NDArray[np.generic],
    *,
    steps: int = 11,
    limit: Limit | None = None,
) -> tuple[FairPlan, ...]:
    """Trade coverage for fairness: the most coverage for each least share of the worst-served group.

    Parameters
    ----------
    steps
        How many, from the plan of most coverage to the one of the best-served worst group; 2 or more.

    Returns
    -------
    tuple of FairPlan
        Distinct plans, falling in coverage and rising in the worst group's share; each has its own status. When the time
        is up, or somebody asks for the work to stop, those that are found.

    Raises
    ------
    InputError
        As :func:`solve_fairest`; and if `asked` has a ``min_coverage`` for other groups, or `steps` is below 2.
    """
    limit = limit_for(asked, limit)
    steps = whole_number_from(steps, "steps", least=2)
    labels, members = _groups(asked, demand_group)
    own = _own_floors(asked, labels_of(demand_group, "demand_group"))
    part = limit.part(1 / 4)
    most = find(asked, part)
    efficient = _fair(asked, most, labels, members, part)
    fairest = _fairest(asked, labels, members, most, limit.part(1 / 3))
    if not efficient.plan.open_sites or not fairest.plan.open_sites:
        return (efficient,)
    found = [efficient]
    floors = np.linspace(efficient.worst, fairest.worst, steps)[1:]
    for done, floor in enumerate(floors.tolist()):
        limit.tell(found[-1].plan.objective, float(asked.weights.sum()))
        if floor <= found[-1].worst:
            continue
        least = {label: max(min(floor, 1.0) * (1 - _ROUNDING), own.get(label, 0.0)) for label in labels}
        fair = asked.asked(
            requirements=replace(asked.requirements, demand_group=demand_group, min_coverage=least)
        )
        part = limit.part(1 / (len(floors) - done))
        step = fairest if limit.over() else _fair(fair, find(fair, part), labels, members, part)
        found = _along(found, step if step.plan.open_sites else fairest)
    return tuple(found)


def _along(found: list[FairPlan], step: FairPlan) -> list[FairPlan]:
    """Add a plan that is fairer than all before; those that it covers no less than are of no use beside it."""
    if step.worst <= found[-1].worst:
        return found
    return [*(one for one in found if one.plan.objective > step.plan.objective), step]


def _own_floors(asked: Question, labels: tuple[Hashable, ...]) -> dict[Hashable, float]:
    """Give the least shares that the question asks for already; they stay."""
    floors = asked.rules.floors
    if floors and asked.requirements.demand_group != labels:
        raise InputError(
            "equity_frontier raises the min_coverage of its own demand_group, and the question has one for other groups: "
            "give both the same groups, or leave min_coverage out"
        )
    return {floor.label: floor.share for floor in floors}


def _groups(
    asked: Question, demand_group: Sequence[Hashable] | npt.NDArray[np.generic]
) -> tuple[tuple[Hashable, ...], list[IntArray]]:
    """Give the groups that have demand, and the rows of each one's demand points."""
    if asked.model is not Model.MCLP:
        raise InputError(f"fairness between groups is planned for mclp, not for {asked.model}")
    given, n = labels_of(demand_group, "demand_group"), asked.cost.shape[0]
    if len(given) != n:
        raise InputError(f"demand_group must have one label for each of {n} demand points, not {len(given)}")
    rows: dict[Hashable, list[int]] = {}
    for row, label in enumerate(given):
        if asked.weights[row] > 0:
            rows.setdefault(label, []).append(row)
    if not rows:
        raise InputError("fairness between groups needs demand, and every demand point has 0")
    return tuple(rows), [np.array(members) for members in rows.values()]


def _fairest(
    asked: Question, labels: tuple[Hashable, ...], members: list[IntArray], first: Found, limit: Limit
) -> FairPlan:
    if first.status is PlanStatus.INFEASIBLE:
        return _fair(asked, first, labels, members, limit)
    reached = best_from_worst_up(asked, members, limit, first)
    fair = _fair(asked, _found(asked, reached), labels, members, limit)
    if reached.values is None:
        return fair
    return replace(fair, worst_bound=max(reached.worst_bound, fair.worst))


def _found(asked: Question, reached: Lexicographic) -> Found:
    built, values = reached.built, reached.values
    if values is None:
        return Found(reached.status)
    columns, served = served_of(asked, built, values)
    return Found(reached.status, columns, served, float(asked.weights.sum()))


def _fair(
    asked: Question, found: Found, labels: tuple[Hashable, ...], members: list[IntArray], limit: Limit
) -> FairPlan:
    weights = asked.weights
    counted = np.zeros(len(weights)) if found.served is None else found.served.counted
    coverage = np.array(
        [float(weights[rows] @ counted[rows]) / float(weights[rows].sum()) for rows in members]
    )
    return FairPlan(answer(asked, found, limit), labels, coverage)
