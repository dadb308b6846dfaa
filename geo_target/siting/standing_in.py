"""What a plan would be worth with one site more: every site at once, so that a stand-in is found by one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.programs import decayed, opening_cost
from geo_target.siting.question import COVERING, Model
from geo_target.siting.reach import costs_to
from geo_target.siting.serving import least_distance

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question

_BLOCK = 256
_SLACK = 1e-6


class StandIns:
    """The sites that may stand beside some others, and what the plan is worth with each; capacities are not looked at.

    The pairs that a question allows are read once, and serve for every site that is taken out.
    """

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        by_pairs = asked.model in COVERING or (asked.model is Model.P_MEDIAN and is_sparse(asked.cost.values))
        self._pairs = asked.pairs() if by_pairs else None
        self._close = asked.rules.conflicts()
        self._row = (
            np.empty(0, np.int64)
            if self._pairs is None
            else np.repeat(np.arange(asked.cost.shape[0]), np.diff(self._pairs.indptr))
        )

    def worth(self, rest: IntArray) -> FloatArray:
        """Give the plan's value with each site beside `rest`, shape ``(n_sites,)``.

        Where somebody who must be served is not, it is ``inf`` if less is better, ``-inf`` if more is; never NaN.
        """
        asked = self.asked
        if asked.model is Model.P_DISPERSION:
            assert asked.rules.distance is not None  # noqa: S101 - for mypy; p-dispersion has one
            nearest = asked.rules.distance[:, rest].min(axis=1, initial=np.inf)
            return np.asarray(np.minimum(nearest, least_distance(asked, rest)), np.float64)
        near = costs_to(asked.cost, rest)
        if asked.model is Model.MCLP and asked.decay is not None:
            return self._partly_covered(near)
        if asked.model in COVERING:
            return self._covered(near, rest)
        nearest = near.min(axis=1, initial=np.inf)
        if self._pairs is not None:
            return self._sparse_medians(nearest)
        return self._dense(nearest)

    def _covered(self, near: FloatArray, rest: IntArray) -> FloatArray:
        asked = self.asked
        count = (near <= float(asked.service_radius or 0.0)).sum(axis=1)
        if asked.model is Model.MCLP:
            return self._sum(asked.weights * (count >= asked.n_covers), count == asked.n_covers - 1)
        alone = count == 0
        complete = self._count(alone) == alone.sum()
        if asked.model is Model.LSCP:
            opening = opening_cost(asked)
            return np.where(complete, opening[rest].sum() + opening, np.inf)
        twice = self._sum(asked.weights * (count > 1), count == 1)
        return np.where(complete, twice, -np.inf)

    def _partly_covered(self, near: FloatArray) -> FloatArray:
        asked, pairs = self.asked, self._pairs
        assert pairs is not None  # noqa: S101 - for mypy; a covering model has them
        within = near <= float(asked.service_radius or 0.0)
        share = np.zeros(near.shape)
        share[within] = decayed(asked, near[within])
        counted = share.max(axis=1, initial=0.0)
        more = np.maximum(decayed(asked, pairs.data) - counted[self._row], 0.0)
        gain = np.bincount(pairs.indices, asked.weights[self._row] * more, minlength=pairs.shape[1])
        return np.asarray(asked.weights @ counted + gain, np.float64)

    def _sum(self, already: FloatArray, newly: BoolArray) -> FloatArray:
        """Give the demand that counts already, and what each site adds of the points that are `newly` counted."""
        assert self._pairs is not None  # noqa: S101 - for mypy; a covering model has them
        weights = (self.asked.weights * newly)[self._row]
        return np.asarray(already.sum() + np.bincount(self._pairs.indices, weights, self._pairs.shape[1]))

    def _count(self, points: BoolArray) -> IntArray:
        """Count the points of a mark that each site reaches."""
        assert self._pairs is not None  # noqa: S101 - for mypy; a covering model has them
        reached = np.bincount(self._pairs.indices, points[self._row], self._pairs.shape[1])
        return np.rint(reached).astype(np.int64)

    def _sparse_medians(self, near: FloatArray) -> FloatArray:
        asked, pairs, row = self.asked, self._pairs, self._row
        assert pairs is not None  # noqa: S101 - for mypy; the caller has looked
        must, weights, reached = asked.must_serve, asked.weights, np.isfinite(near)
        paid = np.where(reached, weights * np.where(reached, near, 0.0), 0.0)
        lost = must & ~reached
        saved = np.where(reached[row], np.maximum(near[row] - pairs.data, 0.0), -pairs.data)
        gain = np.bincount(
            pairs.indices, weights[row] * np.where(must[row], saved, 0.0), minlength=pairs.shape[1]
        )
        return np.where(self._count(lost) == lost.sum(), paid[must].sum() - gain, np.inf)

    def _dense(self, near: FloatArray) -> FloatArray:
        """Give the value of a p-median or p-center, a block of sites at a time."""
        asked = self.asked
        must, n_sites = asked.must_serve, asked.cost.shape[1]
        weights, worth = asked.weights[must], np.empty(n_sites)
        for start in range(0, n_sites, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, n_sites))
            paid = np.minimum(costs_to(asked.cost, block)[must], near[must, np.newaxis])
            median = asked.model is Model.P_MEDIAN
            worth[block] = weights @ paid if median else paid.max(axis=0, initial=0.0)
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
