"""What a plan would be worth with one site more: every site at once, so that a stand-in is found by one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.nearest import nearest as nearest_of
from geo_target.siting.programs import decayed, opening_cost
from geo_target.siting.question import COVERING, Model
from geo_target.siting.reach import costs_of, costs_to, pairs_within, rows_of
from geo_target.siting.serving import least_distance

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question

_PAIRS = 1 << 20
"""Pairs looked at in one go, and cells of a table."""
_FIRST_ROWS = 64
_SLACK = 1e-6


class StandIns:
    """The sites that may stand beside some others, and what the plan is worth with each; capacities are not looked at.

    The pairs that a question allows are read once, and serve for every site that is taken out.
    """

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        by_pairs = asked.model in COVERING or (asked.model is Model.P_MEDIAN and asked.cost.is_sparse)
        self._pairs = asked.pairs() if by_pairs else None
        self._close = asked.rules.conflicts()

    def worth(self, rest: IntArray) -> FloatArray:
        """Give the plan's value with each site beside `rest`, shape ``(n_sites,)``.

        Where somebody who must be served is not, it is ``inf`` if less is better, ``-inf`` if more is; never NaN.
        """
        asked = self.asked
        if asked.model is Model.P_DISPERSION:
            assert asked.rules.distance is not None  # noqa: S101 - for mypy; p-dispersion has one
            nearest = asked.rules.distance[:, rest].min(axis=1, initial=np.inf)
            return np.asarray(np.minimum(nearest, least_distance(asked, rest)), np.float64)
        if asked.model in COVERING:
            return self._covered(self._within(rest), rest)
        near = nearest_of(asked.cost.values, rest)
        if asked.model is Model.P_CENTER:
            return self._worst(near)
        return self._dense_medians(near) if self._pairs is None else self._sparse_medians(near)

    def _within(self, rest: IntArray) -> csr_array:
        """Give the pairs of the sites of `rest` within the radius."""
        closed = np.ones(self.asked.cost.shape[1], dtype=np.bool_)
        closed[rest] = False
        return pairs_within(self.asked.cost, float(self.asked.service_radius or 0.0), closed)

    def _covered(self, near: csr_array, rest: IntArray) -> FloatArray:
        asked, count = self.asked, np.diff(near.indptr)
        if asked.decay is not None:
            return self._partly_covered(near)
        if asked.model is Model.MCLP:
            return self._sum(asked.weights * (count >= asked.n_covers), count == asked.n_covers - 1)
        alone = count == 0
        complete = self._count(alone) == alone.sum()
        if asked.model is Model.LSCP:
            opening = opening_cost(asked)
            return np.where(complete, opening[rest].sum() + opening, np.inf)
        twice = self._sum(asked.weights * (count > 1), count == 1)
        return np.where(complete, twice, -np.inf)

    def _partly_covered(self, near: csr_array) -> FloatArray:
        asked = self.asked
        counted = np.zeros(near.shape[0])
        np.maximum.at(counted, rows_of(near, slice(0, near.nnz)), decayed(asked, near.data))
        gain = self._total(
            lambda row, costs: asked.weights[row] * np.maximum(decayed(asked, costs) - counted[row], 0.0)
        )
        return np.asarray(asked.weights @ counted + gain, np.float64)

    def _sum(self, already: FloatArray, newly: BoolArray) -> FloatArray:
        """Give the demand that counts already, and what each site adds of the points that are `newly` counted."""
        weights = self.asked.weights * newly
        return np.asarray(already.sum() + self._total(lambda row, _: weights[row]))

    def _count(self, points: BoolArray) -> IntArray:
        """Count the points of a mark that each site reaches."""
        return np.rint(self._total(lambda row, _: points[row])).astype(np.int64)

    def _total(self, each: Callable[[IntArray, FloatArray], npt.ArrayLike]) -> FloatArray:
        """Sum up for each site what `each` gives for the rows and the costs of its pairs, some pairs at a time."""
        pairs = self._pairs
        assert pairs is not None  # noqa: S101 - for mypy; the caller has looked
        total = np.zeros(pairs.shape[1])
        for start in range(0, pairs.nnz, _PAIRS):
            part = slice(start, min(start + _PAIRS, pairs.nnz))
            row = rows_of(pairs, part)
            total += np.bincount(pairs.indices[part], each(row, pairs.data[part]), len(total))
        return total

    def _sparse_medians(self, near: FloatArray) -> FloatArray:
        asked = self.asked
        must, weights, reached = asked.must_serve, asked.weights, np.isfinite(near)
        paid = np.where(reached, near, 0.0)
        lost = must & ~reached

        def saved(row: IntArray, costs: FloatArray) -> FloatArray:
            less = np.where(reached[row], np.maximum(near[row] - costs, 0.0), -costs)
            return np.where(must[row], weights[row] * less, 0.0)

        value = (weights * paid)[must].sum() - self._total(saved)
        return np.where(self._count(lost) == lost.sum(), value, np.inf)

    def _dense_medians(self, near: FloatArray) -> FloatArray:
        """Give the value of a p-median, some sites at a time."""
        asked = self.asked
        must, n_sites = asked.must_serve, asked.cost.shape[1]
        weights, worth = asked.weights[must], np.empty(n_sites)
        some = max(1, _PAIRS // len(near))
        for start in range(0, n_sites, some):
            block = np.arange(start, min(start + some, n_sites))
            worth[block] = weights @ np.minimum(costs_to(asked.cost, block)[must], near[must, np.newaxis])
        return worth

    def _worst(self, near: FloatArray) -> FloatArray:
        """Give the value of a p-center: who is worst served comes first, until no site can be worse than it is."""
        asked, order, at = self.asked, np.argsort(-near, kind="stable"), 0
        worth, some = np.zeros(asked.cost.shape[1]), _FIRST_ROWS
        while at < len(order):
            left = np.flatnonzero(worth < near[order[at]])
            if not len(left):
                break
            rows = order[at : at + max(1, min(some, _PAIRS // len(worth)))]
            paid = np.minimum(costs_of(asked.cost, rows)[:, left], near[rows, np.newaxis])
            worth[left] = np.maximum(worth[left], paid.max(axis=0))
            at, some = at + len(rows), 2 * some
        return worth

    def may_join(self, rest: IntArray) -> BoolArray:
        """Mark the sites that with `rest`, and nothing more, keep every rule about sites."""
        rules, is_open = self.asked.rules, self._marks(rest)
        allowed = self.may_be_added(rest)
        if rules.n_open is not None and len(rest) + 1 != rules.n_open:
            allowed[:] = False
        missing = rules.existing & ~is_open
        if missing.any():
            allowed &= (missing.sum() == 1) & rules.existing
        for group in rules.groups:
            allowed &= is_open[group.columns].sum() + self._marks(group.columns) >= group.fewest
        return allowed

    def may_be_added(self, rest: IntArray) -> BoolArray:
        """Mark the sites that break no rule beside `rest` that more sites could not mend."""
        rules, is_open = self.asked.rules, self._marks(rest)
        allowed = ~rules.forbidden & ~is_open & ~(rules.forbidden & is_open).any()
        if rules.budget is not None and rules.site_cost is not None:
            spent = rules.site_cost[rest].sum() + rules.site_cost
            allowed &= spent <= rules.budget * (1 + _SLACK) + _SLACK * 1e-3 * rules.site_cost.max()
        for group in rules.groups:
            allowed &= is_open[group.columns].sum() + self._marks(group.columns) <= group.most
        return np.asarray(allowed & self._far_enough(rest))

    def _marks(self, columns: IntArray) -> BoolArray:
        marks = np.zeros(self.asked.cost.shape[1], dtype=np.bool_)
        marks[columns] = True
        return marks

    def _far_enough(self, rest: IntArray) -> BoolArray:
        """Mark the sites that are too near to none of `rest`; none at all if two of those are."""
        far = np.ones(self.asked.cost.shape[1], dtype=np.bool_)
        if self._close is None:
            return far
        for column in rest.tolist():
            near = self._close.indices[self._close.indptr[column] : self._close.indptr[column + 1]]
            far[near] = False
        return far & bool(far[rest].all())
