"""The programs of fairness, one after the other: the worst share, the two worst, and so on, then the most coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.programs import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.answering import Found
    from geo_target.siting.limits import Limit
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question

_ROUNDING = 1e-9

Shares: TypeAlias = "list[tuple[IntArray, FloatArray]]"
"""For each group, the columns and values that add up to its share of covered demand."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicographic:
    """What the programs ended with.

    Parameters
    ----------
    built
        The program of the plans, its site columns and who is served.
    values
        Of the best plan found, None for none.
    status
        ``optimal`` if every step was proved; else what is known of a plan.
    """

    built: Built
    values: FloatArray | None
    status: PlanStatus


def best_from_worst_up(
    asked: Question, members: Sequence[IntArray], limit: Limit, first: Found
) -> Lexicographic:
    """Maximise the worst share, at that the sum of the two worst, and so on; at all of them, the demand covered.

    Parameters
    ----------
    members
        Rows of each group's demand points.
    first
        A plan to begin with, where there is one.
    """
    built = build(asked, merge=False)
    covered = built.program.columns()[0]
    shares = _shares(asked, built, members)
    values = _values_of(built, first)
    for k in range(1, len(members) + 1):
        objective, values = _add_sum_of_worst(built, shares, k, values)
        solved = _maximise(built, objective, limit, values)
        if solved.status is PlanStatus.INFEASIBLE and values is None:
            return Lexicographic(built, None, PlanStatus.INFEASIBLE)
        values = values if solved.values is None else solved.values
        if values is not None:
            limit.tell(float(covered @ values[: len(covered)]), float(asked.weights.sum()))
        if solved.status is not PlanStatus.OPTIMAL or values is None:
            return _unproved(built, values)
        _keep(built, objective, values)
    objective = np.pad(covered, (0, built.program.size - len(covered)))
    solved = _maximise(built, objective, limit, values)
    if solved.status is not PlanStatus.OPTIMAL:
        return _unproved(built, values if solved.values is None else solved.values)
    return Lexicographic(built, solved.values, PlanStatus.OPTIMAL)


def _unproved(built: Built, values: FloatArray | None) -> Lexicographic:
    return Lexicographic(built, values, PlanStatus.NO_PLAN if values is None else PlanStatus.FEASIBLE)


def _shares(asked: Question, built: Built, members: Sequence[IntArray]) -> Shares:
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


def _values_of(built: Built, found: Found) -> FloatArray | None:
    """Give the values of every column for a plan; None for none."""
    if found.columns is None or found.served is None:
        return None
    values = np.zeros(built.program.size)
    values[built.sites[found.columns]] = 1.0
    if built.assigned is None:
        values[built.points] = found.served.counted
        return values
    row = np.repeat(np.arange(built.pairs.shape[0]), np.diff(built.pairs.indptr))
    if found.served.shares is None:
        values[built.assigned] = found.served.assignment[row] == built.pairs.indices
        return values
    key, n_sites = row * built.pairs.shape[1] + built.pairs.indices, built.pairs.shape[1]
    order, held = np.argsort(key), found.served.shares.tocoo()
    given = held.data > 0
    place = np.searchsorted(key[order], held.row[given] * n_sites + held.col[given])
    values[built.assigned[order[place]]] = held.data[given]
    return values


def _add_sum_of_worst(
    built: Built, shares: Shares, k: int, values: FloatArray | None
) -> tuple[FloatArray, FloatArray | None]:
    """Add the columns whose best value is the sum of the `k` worst shares.

    Returns
    -------
    FloatArray
        The objective that asks for it.
    FloatArray or None
        `values` with those of the new columns.
    """
    program = built.program
    level = program.add_columns(0.0)
    short = program.add_columns(np.zeros(len(shares)))
    for number, (columns, worth) in enumerate(shares):
        all_columns = np.concatenate([level, short[number : number + 1], columns])
        program.add_row(all_columns, np.concatenate([[1.0, -1.0], -worth]), upper=0.0)
    objective = np.zeros(program.size)
    objective[level], objective[short] = float(k), -1.0
    if values is None:
        return objective, None
    held = np.array([float(worth @ values[columns]) for columns, worth in shares])
    kth = min(float(np.sort(held)[k - 1]), 1.0)
    return objective, np.concatenate([values, [kth], np.maximum(kth - held, 0.0)])


def _maximise(built: Built, objective: FloatArray, limit: Limit, start: FloatArray | None) -> highs.Solved:
    built.program.set_objective(objective, maximise=True)
    return highs.solve(built.program, limit, start=start, tell=False)


def _keep(built: Built, objective: FloatArray, values: FloatArray) -> None:
    """Let no later step give up what this one has reached."""
    columns = np.flatnonzero(objective)
    reached = float(objective @ values)
    built.program.add_row(columns, objective[columns], lower=reached - _ROUNDING * max(1.0, abs(reached)))
