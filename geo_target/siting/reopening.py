"""Better plans of an LSCP with capacities: some neighbouring sites close, and who was there gets places anew, if cheaper.

A large neighbourhood search (ruin and recreate): Schrimpf, G., Schneider, J., Stamm-Wilbrandt, H. & Dueck, G. (2000),
Record breaking optimization results using the ruin and recreate principle, *Journal of Computational Physics* 159.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.programs import opening_cost

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_MOST_CLOSED = 6
_FRUITLESS = 15
"""Trials in a row without a cheaper plan, for each open site that may close, after which the search ends."""
_LOOK_EVERY = 32
_SLACK = 1e-9


@dataclass(slots=True, eq=False)
class _Sites:
    """What does not change: who may go where, and what the rules say of each site."""

    pairs: csr_array
    demand: FloatArray
    capacity: FloatArray
    cost: FloatArray
    may_close: BoolArray
    group: IntArray
    fewest: IntArray
    most: IntArray
    close: csr_array | None

    def of(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Give the demand point and the site of each pair of these demand points."""
        start, end = self.pairs.indptr[rows], self.pairs.indptr[rows + 1]
        number = end - start
        first = np.repeat(start - np.concatenate(([0], np.cumsum(number)[:-1])), number)
        return np.repeat(rows, number), self.pairs.indices[first + np.arange(number.sum())]


def reopened(
    asked: Question, place: IntArray, is_open: BoolArray, limit: Limit
) -> tuple[IntArray, BoolArray]:
    """Better a plan of an LSCP that serves every demand point wholly from one site within its capacity.

    Parameters
    ----------
    place
        The site of each demand point, shape ``(n,)``.
    is_open
        Marks of the open sites, shape ``(n_sites,)``; groups and spacing hold for them.

    Returns
    -------
    tuple of arrays
        The same of a plan that costs no more. It depends on the seed, and on the time only if that is up.
    """
    sites, random = _sites(asked), np.random.default_rng(limit.seed)
    plan = _Plan(sites, place.copy(), is_open.copy())
    fruitless = trial = 0
    patience = _FRUITLESS * int((is_open & sites.may_close).sum())
    while fruitless < patience and not (trial % _LOOK_EVERY == 0 and limit.over()):
        trial += 1
        fruitless = 0 if plan.tried(random) else fruitless + 1
    return plan.place, plan.is_open


def _sites(asked: Question) -> _Sites:
    rules = asked.rules
    group = np.full(asked.cost.shape[1], len(rules.groups))
    for number, one in enumerate(rules.groups):
        group[one.columns] = number
    close = rules.conflicts()
    if close is not None:
        close.data = np.ones(close.nnz)  # sites in one place are at a distance of 0
    return _Sites(
        pairs=asked.pairs(),
        demand=asked.weights,
        capacity=np.asarray(rules.capacity, np.float64) * (1 + _SLACK),
        cost=opening_cost(asked),
        may_close=~rules.existing,
        group=group,
        fewest=np.array([*(one.fewest for one in rules.groups), 0]),
        most=np.array([*(min(one.most, len(group)) for one in rules.groups), len(group)]),
        close=close,
    )


class _Plan:
    """The plan so far, and what is left of each site's room."""

    def __init__(self, sites: _Sites, place: IntArray, is_open: BoolArray) -> None:
        self.sites, self.place, self.is_open = sites, place, is_open
        self.left = sites.capacity - np.bincount(place, sites.demand, len(is_open))
        self.members = np.bincount(sites.group[is_open], minlength=len(sites.fewest))

    def tried(self, random: np.random.Generator) -> bool:
        """Close some sites near each other and open others, unless that costs more; tell whether it costs less."""
        out = self._to_close(random)
        if not len(out):
            return False
        held = (self.place.copy(), self.is_open.copy(), self.left.copy(), self.members.copy())
        saved = float(self.sites.cost[out].sum())
        waiting = np.flatnonzero(np.isin(self.place, out))
        self._close(out, waiting)
        spent = self._opened_for(self._placed(waiting), saved, random)
        if spent <= saved * (1 + _SLACK) and (self.members >= self.sites.fewest).all():
            return spent < saved * (1 - _SLACK)
        self.place, self.is_open, self.left, self.members = held
        return False

    def _to_close(self, random: np.random.Generator) -> IntArray:
        new = np.flatnonzero(self.is_open & self.sites.may_close)
        if not len(new):
            return new
        first = int(random.choice(new))
        row, column = self.sites.of(np.flatnonzero(self.place == first))
        near = np.unique(np.concatenate([column, self.place[row]]))
        near = near[self.is_open[near] & self.sites.may_close[near] & (near != first)]
        more = min(int(random.integers(0, _MOST_CLOSED)), len(near))
        return np.append(random.choice(near, more, replace=False), first) if more else np.array([first])

    def _close(self, out: IntArray, waiting: IntArray) -> None:
        self.is_open[out] = False
        self.left[out] = self.sites.capacity[out]
        self.place[waiting] = -1
        np.subtract.at(self.members, self.sites.group[out], 1)

    def _placed(self, waiting: IntArray) -> IntArray:
        """Give places at open sites, the largest first, each where the least room is left; give those without one."""
        sites, without = self.sites, []
        for row in waiting[np.argsort(-sites.demand[waiting], kind="stable")].tolist():
            columns = sites.pairs.indices[sites.pairs.indptr[row] : sites.pairs.indptr[row + 1]]
            columns = columns[self.is_open[columns] & (self.left[columns] >= sites.demand[row])]
            if len(columns):
                self._serve(row, int(columns[np.argmin(self.left[columns])]))
            else:
                without.append(row)
        return np.array(without, dtype=np.int64)

    def _serve(self, row: int, column: int) -> None:
        self.place[row] = column
        self.left[column] -= self.sites.demand[row]

    def _opened_for(self, waiting: IntArray, most: float, random: np.random.Generator) -> float:
        """Open sites until nobody waits, by what each serves for its cost, shaken; give the cost, or ``inf``."""
        sites, spent = self.sites, 0.0
        row, column = sites.of(waiting)
        candidates, number = np.unique(column, return_inverse=True)
        shaken = random.uniform(0.7, 1.3, len(candidates)) / np.maximum(sites.cost[candidates], _SLACK)
        while (self.place[waiting] < 0).any():
            fits = (self.place[row] < 0) & (sites.demand[row] <= self.left[column])
            reached = np.bincount(number, fits * (sites.demand[row] + _SLACK), len(candidates))
            worth = np.minimum(reached, self.left[candidates] + _SLACK) * shaken * self._may_open(candidates)
            best = int(np.argmax(worth)) if len(worth) else 0
            if not len(worth) or worth[best] <= 0:
                return float("inf")
            spent += float(sites.cost[candidates[best]])
            if spent > most * (1 + _SLACK):
                return float("inf")
            self._open(int(candidates[best]), row[fits & (number == best)])
        return spent

    def _may_open(self, columns: IntArray) -> BoolArray:
        sites = self.sites
        may = ~self.is_open[columns]  # forbidden ones have no pairs
        may &= self.members[sites.group[columns]] < sites.most[sites.group[columns]]
        if sites.close is not None:
            may &= sites.close[columns] @ self.is_open == 0
        return np.asarray(may, np.bool_)

    def _open(self, column: int, rows: IntArray) -> None:
        self.is_open[column] = True
        self.members[self.sites.group[column]] += 1
        for row in rows[np.argsort(-self.sites.demand[rows], kind="stable")].tolist():
            if self.sites.demand[row] <= self.left[column]:
                self._serve(row, column)
