"""Coverage that is fair between provinces or groups: the worst served first, and what fairness costs in coverage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.answering import Found, answer
from geo_target.siting.limits import Limit
from geo_target.siting.programs import build
from geo_target.siting.question import Model
from geo_target.siting.serving import serve, serve_as
from geo_target.siting.solving import find

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class FairPlan:
    """A plan and how well each group fares in it.

    Parameters
    ----------
    plan
        Its objective is covered demand; its status is ``optimal`` if every step of the order was proved.
    groups, coverage
        Labels of the groups that have demand, and the share of each one's demand that is covered.
    """

    plan: SitingPlan
    groups: tuple[Hashable, ...]
    coverage: FloatArray

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
        If the model is another, or labels are missing.
    """
    limit = limit or Limit()
    labels, members = _groups(asked, demand_group)
    built = build(asked, merge=False)
    shares = _shares(asked, built, members)
    coverage_cost = built.program.columns()[0]
    proven, values, status = True, None, PlanStatus.NO_PLAN
    for k in range(1, len(labels) + 1):
        objective = _add_sum_of_worst(built, shares, k)
        solved = _maximise(built, objective, limit)
        status = solved.status
        if solved.values is None:
            break
        values = solved.values
        proven = proven and status is PlanStatus.OPTIMAL
        if not proven:
            break
        columns = np.flatnonzero(objective)
        kept = float(objective @ values)
        built.program.add_row(columns, objective[columns], lower=kept - _ROUNDING * max(1.0, abs(kept)))
    if proven and values is not None:
        solved = _maximise(built, np.pad(coverage_cost, (0, built.program.size - len(coverage_cost))), limit)
        values, proven = (
            (solved.values if solved.values is not None else values),
            solved.status is PlanStatus.OPTIMAL,
        )
    return _fair(asked, _found(asked, built, values, status, proven=proven), labels, members, limit)


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
        Distinct plans, falling in coverage and rising in the worst group's share.

    Raises
    ------
    InputError
        As :func:`solve_fairest`; and if `asked` has a ``min_coverage`` for other groups, or `steps` is below 2.
    """
    if steps < 2:  # noqa: PLR2004 - both ends
        raise InputError(f"steps must be 2 or more, for both ends of the frontier, not {steps}")
    limit = limit or Limit()
    labels, members = _groups(asked, demand_group)
    own = _own_floors(asked, demand_group)
    part = limit.part(1 / 4)
    efficient = _fair(asked, find(asked, part), labels, members, part)
    fairest = solve_fairest(asked, demand_group, limit.part(1 / 3))
    if not efficient.plan.open_sites or not fairest.plan.open_sites:
        return (efficient,)
    found = [efficient]
    floors = np.linspace(efficient.worst, fairest.worst, steps)[1:]
    for done, floor in enumerate(floors.tolist()):
        if floor <= found[-1].worst:
            continue
        fair = asked.asked(
            requirements=replace(
                asked.requirements,
                demand_group=demand_group,
                min_coverage={
                    label: max(min(floor, 1.0) * (1 - _ROUNDING), own.get(label, 0.0)) for label in labels
                },
            )
        )
        part = limit.part(1 / (len(floors) - done))
        step = _fair(fair, find(fair, part), labels, members, part)
        found.append(step if step.plan.open_sites else fairest)
    return tuple(found)


def _own_floors(
    asked: Question, demand_group: Sequence[Hashable] | npt.NDArray[np.generic]
) -> dict[Hashable, float]:
    """Give the least shares that the question asks for already; they stay."""
    floors = asked.rules.floors
    given = tuple(demand_group.tolist() if isinstance(demand_group, np.ndarray) else demand_group)
    if floors and asked.requirements.demand_group != given:
        raise InputError(
            "equity_frontier raises the min_coverage of its own demand_group, and the question has one for other groups: "
            "give both the same groups, or leave min_coverage out"
        )
    return {floor.label: floor.share for floor in floors}


def _groups(
    asked: Question, demand_group: Sequence[Hashable] | npt.NDArray[np.generic]
) -> tuple[tuple[Hashable, ...], list[IntArray]]:
    if asked.model is not Model.MCLP:
        raise InputError(f"fairness between groups is planned for mclp, not for {asked.model}")
    given = demand_group.tolist() if isinstance(demand_group, np.ndarray) else list(demand_group)
    if len(given) != asked.cost.shape[0]:
        raise InputError(f"demand_group must have one label for each of {asked.cost.shape[0]} demand points")
    rows: dict[Hashable, list[int]] = {}
    for row, label in enumerate(given):
        if asked.weights[row] > 0:
            rows.setdefault(label, []).append(row)
    if not rows:
        raise InputError("fairness between groups needs demand, and every demand point has 0")
    return tuple(rows), [np.array(members) for members in rows.values()]


def _shares(asked: Question, built: Built, members: list[IntArray]) -> list[tuple[IntArray, FloatArray]]:
    """Give, for each group, the columns and values that add up to its share of covered demand."""
    cost = built.program.columns()[0]
    if built.assigned is not None:
        row, x = np.repeat(np.arange(built.pairs.shape[0]), np.diff(built.pairs.indptr)), built.assigned
    else:
        row, x = np.arange(built.pairs.shape[0]), built.points
    shares = []
    for rows in members:
        inside = np.flatnonzero(np.isin(row, rows))
        shares.append((x[inside], cost[x[inside]] / float(asked.weights[rows].sum())))
    return shares


def _add_sum_of_worst(built: Built, shares: list[tuple[IntArray, FloatArray]], k: int) -> FloatArray:
    """Add the columns whose best value is the sum of the `k` worst shares; give the objective that asks for it."""
    program = built.program
    level = program.add_columns(0.0)
    short = program.add_columns(np.zeros(len(shares)))
    for number, (columns, values) in enumerate(shares):
        all_columns = np.concatenate([level, short[number : number + 1], columns])
        program.add_row(all_columns, np.concatenate([[1.0, -1.0], -values]), upper=0.0)
    objective = np.zeros(program.size)
    objective[level], objective[short] = float(k), -1.0
    return objective


def _maximise(built: Built, objective: FloatArray, limit: Limit) -> highs.Solved:
    built.program.set_objective(objective, maximise=True)
    return highs.solve(built.program, limit, tell=False)


def _found(
    asked: Question, built: Built, values: FloatArray | None, status: PlanStatus, *, proven: bool
) -> Found:
    if values is None:
        return Found(status)
    columns = np.flatnonzero(values[built.sites] > 0.5)  # noqa: PLR2004 - whole but for rounding
    if asked.rules.capacity is not None and built.assigned is not None:
        served = serve_as(asked, columns, built.pairs, values[built.assigned])
    else:
        served = serve(asked, columns)
    return Found(PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE, columns, served)


def _fair(
    asked: Question, found: Found, labels: tuple[Hashable, ...], members: list[IntArray], limit: Limit
) -> FairPlan:
    weights = asked.weights
    counted = np.zeros(len(weights)) if found.served is None else found.served.counted
    coverage = np.array(
        [float(weights[rows] @ counted[rows]) / float(weights[rows].sum()) for rows in members]
    )
    return FairPlan(answer(asked, found, limit), labels, coverage)
