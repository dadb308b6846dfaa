"""The programs of fairness, one after the other: the worst share, the two worst, and so on, then the most coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.programs import build
from geo_target.siting.serving import serve, serve_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.answering import Found
    from geo_target.siting.limits import Limit
    from geo_target.siting.programs import Built
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_ROUNDING = 1e-9
_FOR_STEPS = 0.8
"""Share of the time for the order; the rest is for the demand covered, also where the order is not proved."""


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
    worst_bound
        What no plan's worst share can beat, 0 to 1.
    """

    built: Built
    values: FloatArray | None
    status: PlanStatus
    worst_bound: float = 1.0


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
    shares = _add_shares(asked, built, members)
    values, worst_bound = _values_of(asked, built, first, members), 1.0
    if first.served is not None:
        limit.tell(first.served.objective, float(asked.weights.sum()))
    proven, steps = True, limit.part(_FOR_STEPS)
    for k in range(1, len(members) + 1):
        objective, values = _add_sum_of_worst(built, shares, k, values)
        solved = _maximise(built, objective, steps, values)
        values = values if solved.values is None else solved.values
        if values is None:
            return Lexicographic(built, None, solved.status, min(_bound_of(solved), worst_bound))
        reached = float(np.sort(_shares_of(asked, built, values, members))[:k].sum())
        if k == 1:
            worst_bound = reached if solved.status is PlanStatus.OPTIMAL else _bound_of(solved)
        limit.tell(float(covered @ values[: len(covered)]), float(asked.weights.sum()))
        _keep(built, objective, reached)
        proven = solved.status is PlanStatus.OPTIMAL
        if not proven:
            break
    solved = _maximise(built, np.pad(covered, (0, built.program.size - len(covered))), limit, values)
    proven = proven and solved.status is PlanStatus.OPTIMAL
    return Lexicographic(
        built,
        values if solved.values is None else solved.values,
        PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE,
        worst_bound,
    )


def _bound_of(solved: highs.Solved) -> float:
    """Give what no plan's worst share can beat after a first step without an end; a share is 1 at most."""
    return 1.0 if np.isnan(solved.bound) else min(solved.bound, 1.0)


def served_of(asked: Question, built: Built, values: FloatArray) -> tuple[IntArray, Served]:
    """Give the sites that a program's values open, and whom they serve."""
    columns = np.flatnonzero(values[built.sites] > 0.5)  # noqa: PLR2004 - whole but for rounding
    if asked.rules.capacity is not None and built.assigned is not None:
        return columns, serve_as(asked, columns, built.pairs, values[built.assigned])
    return columns, serve(asked, columns)


def _shares_of(asked: Question, built: Built, values: FloatArray, members: Sequence[IntArray]) -> FloatArray:
    """Give each group's share as the plan has it: the solver's own may be a millionth too large, and cut the best off."""
    _, served = served_of(asked, built, values)
    return _covered_shares(asked, served, members)


def _covered_shares(asked: Question, served: Served, members: Sequence[IntArray]) -> FloatArray:
    weighed = asked.weights * served.counted
    return np.array([min(float(weighed[rows].sum() / asked.weights[rows].sum()), 1.0) for rows in members])


def _add_shares(asked: Question, built: Built, members: Sequence[IntArray]) -> IntArray:
    """Add a column for each group that is its share of covered demand; give their numbers."""
    cost = built.program.columns()[0]
    if built.assigned is not None:
        row, x = np.repeat(np.arange(built.pairs.shape[0]), np.diff(built.pairs.indptr)), built.assigned
    else:
        row, x = np.arange(built.pairs.shape[0]), built.points
    shares = built.program.add_columns(np.zeros(len(members)))
    for share, rows in zip(shares, members, strict=True):
        inside = x[np.isin(row, rows)]
        worth = -cost[inside] / float(asked.weights[rows].sum())
        built.program.add_row(
            np.concatenate([[share], inside]), np.concatenate([[1.0], worth]), lower=0.0, upper=0.0
        )
    return shares


def _values_of(asked: Question, built: Built, found: Found, members: Sequence[IntArray]) -> FloatArray | None:
    """Give the values of every column for a plan; None for none."""
    if found.columns is None or found.served is None:
        return None
    values = np.zeros(built.program.size)
    values[built.sites[found.columns]] = 1.0
    values[-len(members) :] = _covered_shares(asked, found.served, members)
    if built.assigned is None:
        values[built.points] = found.served.counted
    else:
        values[built.assigned] = _assigned(built.pairs, found.served)
    return values


def _assigned(pairs: csr_array, served: Served) -> FloatArray:
    """Give the share of each pair, in their order."""
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    if served.shares is None:
        return np.asarray(served.assignment[row] == pairs.indices, np.float64)
    values, key = np.zeros(pairs.nnz), row * pairs.shape[1] + pairs.indices
    order, held = np.argsort(key), served.shares.tocoo()
    given = held.data > 0
    place = np.searchsorted(key[order], held.row[given] * pairs.shape[1] + held.col[given])
    values[order[place]] = held.data[given]
    return values


def _add_sum_of_worst(
    built: Built, shares: IntArray, k: int, values: FloatArray | None
) -> tuple[FloatArray, FloatArray | None]:
    """Add the columns whose best value is the sum of the `k` worst shares.

    Returns
    -------
    FloatArray
        The objective that asks for it.
    FloatArray or None
        `values` with those of the new columns.
    """
    program, n = built.program, len(shares)
    level = program.add_columns(0.0)
    short = program.add_columns(np.zeros(n))
    each = (np.tile(np.arange(n), 3), np.concatenate([np.repeat(level, n), short, shares]))
    program.add_rows(n, (*each, np.repeat([1.0, -1.0, -1.0], n)), upper=0.0)
    objective = np.zeros(program.size)
    objective[level], objective[short] = float(k), -1.0
    if values is None:
        return objective, None
    held = values[shares]
    kth = np.sort(held)[k - 1]
    return objective, np.concatenate([values, [kth], np.maximum(kth - held, 0.0)])


def _maximise(built: Built, objective: FloatArray, limit: Limit, start: FloatArray | None) -> highs.Solved:
    built.program.set_objective(objective, maximise=True)
    return highs.solve(built.program, limit, start=start, tell=False)


def _keep(built: Built, objective: FloatArray, reached: float) -> None:
    """Let no later step give up what this one has reached."""
    columns = np.flatnonzero(objective)
    built.program.add_row(columns, objective[columns], lower=reached - _ROUNDING * max(1.0, abs(reached)))
