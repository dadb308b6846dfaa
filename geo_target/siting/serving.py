"""Whom the open sites serve, and what that is worth: the one place that gives a plan its value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.programs import decayed, opening_cost
from geo_target.siting.question import COVERING, Model
from geo_target.siting.reach import costs_to, least_of_rows, pairs_within

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question

_WHOLE = 1 - 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """Whom a plan serves.

    Parameters
    ----------
    assignment
        Column of the site that serves each demand point, -1 for none.
    counted
        Share of each demand point's demand that counts as covered, 0 to 1.
    covered
        Whether each demand point is served (in full).
    objective
        The model's value of the plan; NaN if a demand point that must be served is not.
    shares
        Shares by site, where demand is split.
    certain
        Whether no other way to serve from the same sites is better; false where time ended before that was proved.
    """

    assignment: IntArray
    counted: FloatArray
    covered: BoolArray
    objective: float
    shares: csr_array | None = None
    certain: bool = True

    def worth(self, objective: float) -> Served:
        """Give the same service with another value."""
        return replace(self, objective=objective)

    def of_columns(self, columns: IntArray, n_sites: int) -> Served:
        """Give the same service with sites numbered as in a matrix of which these are the columns."""
        from scipy.sparse import csr_array as make_csr

        assignment = np.where(self.assignment >= 0, columns[self.assignment], -1)
        shares = self.shares
        if shares is not None:
            held = (shares.data, columns[shares.indices], shares.indptr)
            shares = make_csr(held, shape=(len(assignment), n_sites))
        return replace(self, assignment=assignment, shares=shares)

    def coverage(self, asked: Question) -> float:
        """Give the share of demand covered; of points where no demand was given; NaN without demand."""
        total = float(asked.weights.sum())
        if asked.model is Model.P_DISPERSION or total == 0:
            return float("nan")
        return float(asked.weights @ self.counted) / total


def serve(asked: Question, columns: IntArray) -> Served:
    """Serve each demand point from the open site that is best for it; capacities are not looked at."""
    served = _serve_best(asked, columns)
    if not asked.rules.split:
        return served
    from scipy.sparse import csr_array as make_csr

    row = np.flatnonzero(served.assignment >= 0)
    held = (np.ones(len(row)), (row, served.assignment[row]))
    return replace(served, shares=make_csr(held, shape=asked.cost.shape))


def _serve_best(asked: Question, columns: IntArray) -> Served:
    n = asked.cost.shape[0]
    if asked.model is Model.P_DISPERSION:
        return Served(np.full(n, -1), np.zeros(n), np.zeros(n, bool), least_distance(asked, columns))
    if not len(columns):
        return _valued(asked, columns, np.full(n, -1), np.zeros(n))
    if is_sparse(asked.cost.values):
        return _serve_stored(asked, columns)
    costs = costs_to(asked.cost, columns)
    if asked.model in COVERING:
        costs = np.where(costs <= float(asked.service_radius or 0.0), costs, np.inf)
    if asked.decay is not None:
        return _serve_decayed(asked, columns, costs)
    best, count = costs.argmin(axis=1), np.isfinite(costs).sum(axis=1)
    return _serve_nearest(asked, columns, columns[best], costs[np.arange(n), best], count)


def _serve_decayed(asked: Question, columns: IntArray, costs: FloatArray) -> Served:
    worth = np.zeros(costs.shape)
    near = np.isfinite(costs)
    worth[near] = decayed(asked, costs[near])
    best = worth.argmax(axis=1)
    counted = worth[np.arange(len(worth)), best]
    return _valued(asked, columns, np.where(counted > 0, columns[best], -1), counted)


def _serve_stored(asked: Question, columns: IntArray) -> Served:
    """Serve by the pairs that are stored alone: a table of all demand points by all open sites may not fit."""
    closed = np.ones(asked.cost.shape[1], dtype=np.bool_)
    closed[columns] = False
    pairs = pairs_within(
        asked.cost, float(asked.service_radius or 0.0) if asked.model in COVERING else np.inf, closed
    )
    site = np.append(pairs.indices, -1)  # the last stands for none
    if asked.decay is not None:
        worth = decayed(asked, pairs.data)
        best = least_of_rows(-worth, pairs.indptr)
        counted = np.append(worth, 0.0)[best]
        return _valued(asked, columns, np.where(counted > 0, site[best], -1), counted)
    best = least_of_rows(pairs.data, pairs.indptr)
    return _serve_nearest(
        asked, columns, site[best], np.append(pairs.data, np.inf)[best], np.diff(pairs.indptr)
    )


def _serve_nearest(
    asked: Question, columns: IntArray, nearest: IntArray, paid: FloatArray, count: IntArray
) -> Served:
    """Serve where each demand point has `count` open sites near, of which the `nearest` costs `paid`."""
    reached = count >= asked.n_covers
    twice = count >= 2 if asked.model is Model.LSCP_BACKUP else None  # noqa: PLR2004 - itself
    assignment = np.where(reached, nearest, -1)
    return _valued(asked, columns, assignment, reached.astype(float), paid, twice)


def serve_as(asked: Question, columns: IntArray, pairs: csr_array, x: FloatArray) -> Served:
    """Serve as a solved program says: `x` is the share of each pair, in the order of `pairs`."""
    from scipy.sparse import csr_array as make_csr

    n = pairs.shape[0]
    share = np.where(x < 1 - _WHOLE, 0.0, np.where(x > _WHOLE, 1.0, x))
    shares = make_csr((share, pairs.indices, pairs.indptr), shape=pairs.shape)
    row = np.repeat(np.arange(n), np.diff(pairs.indptr))
    served = np.bincount(row, share, minlength=n)
    order = np.lexsort((share, row))
    last = np.concatenate([row[order][1:] != row[order][:-1], np.ones(min(1, len(row)), bool)])
    assignment = np.full(n, -1)
    chosen = order[last]
    assignment[row[chosen]] = np.where(share[chosen] > 0, pairs.indices[chosen], -1)
    paid = np.bincount(row, share * pairs.data, minlength=n)
    worth = share if asked.decay is None else share * decayed(asked, pairs.data)
    counted = np.minimum(np.bincount(row, worth, minlength=n), 1.0)
    furthest = np.zeros(n)
    np.maximum.at(furthest, row, np.where(share > 0, pairs.data, 0.0))
    each = furthest if asked.model is Model.P_CENTER else paid
    result = _valued(asked, columns, assignment, counted, np.where(served >= _WHOLE, each, np.inf))
    split = shares if asked.rules.split else None
    return Served(assignment, counted, served >= _WHOLE, result.objective, split)


def _valued(
    asked: Question,
    columns: IntArray,
    assignment: IntArray,
    counted: FloatArray,
    paid: FloatArray | None = None,
    twice: BoolArray | None = None,
) -> Served:
    must = asked.must_serve
    covered = counted >= _WHOLE if asked.decay is None else counted > 0
    objective = float("nan")
    if asked.model is Model.MCLP:
        objective = float(asked.weights @ counted)
    elif covered[must].all():
        if asked.model is Model.LSCP:
            objective = float(opening_cost(asked)[columns].sum())
        elif asked.model is Model.LSCP_BACKUP:
            objective = float(asked.weights[twice].sum()) if twice is not None else 0.0
        elif paid is not None:
            weighed = asked.weights[must] * paid[must] if asked.model is Model.P_MEDIAN else paid[must]
            objective = float(weighed.sum() if asked.model is Model.P_MEDIAN else weighed.max(initial=0.0))
        else:
            objective = 0.0
    return Served(assignment, counted, covered, objective)


def least_distance(asked: Question, columns: IntArray) -> float:
    """Give the least distance between two of the sites; ``inf`` for fewer than two."""
    assert asked.rules.distance is not None  # noqa: S101 - for mypy; p-dispersion has one
    between = asked.rules.distance[np.ix_(columns, columns)]
    apart = between[np.triu_indices(len(columns), 1)]
    return float(apart.min(initial=np.inf))
