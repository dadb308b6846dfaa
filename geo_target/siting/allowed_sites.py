"""Sites that keep every rule about sites, chosen by what each is worth alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.checking import broken_by_sites
from geo_target.siting.parts import linked_parts
from geo_target.siting.program import Program
from geo_target.siting.programs import add_cover
from geo_target.siting.question import SERVING_ALL
from geo_target.siting.sites_block import add_sites
from geo_target.siting.standing_in import StandIns

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_MOST_S = 5.0
_MANY_CLOSE = 200_000
"""Pairs of sites too near to each other from which a program of them takes too long for a first plan."""


def nearest_allowed(asked: Question, away: FloatArray, limit: Limit) -> IntArray | None:
    """Give the sites that keep the rules about sites and are least away together.

    Returns
    -------
    int array or None
        None at all if no sites keep the rules; None if time did not suffice. Of many sites that are too near to each
        other they are chosen one after another, which gives good ones, not those least away.
    """
    close = asked.rules.conflicts()
    if close is not None and close.nnz > _MANY_CLOSE:
        columns = _one_by_one(asked, away)
        if columns is not None:
            return columns
    rules, program = asked.rules, Program()
    fewer = 1e-3 * float(away.max(initial=0.0)) + 1e-9
    y = add_sites(program, rules, cost=away + fewer)
    if rules.capacity is not None and asked.model in SERVING_ALL:
        finite = np.where(np.isfinite(rules.capacity), rules.capacity, asked.weights.sum())
        program.add_row(y, finite, lower=float(asked.weights[asked.must_serve].sum()))
    if rules.n_open is None:
        program.add_row(y, 1.0, lower=1.0)
    solved = highs.solve(program, limit.part(0.3, _MOST_S), tell=False)
    if solved.status is PlanStatus.INFEASIBLE:
        return np.empty(0, np.int64)
    return None if solved.values is None else _opened(solved.values[y])


def _one_by_one(asked: Question, away: FloatArray) -> IntArray | None:
    """Open the site that is least away and keeps the rules, those of groups that need some first; None if that fails."""
    rules, opened = asked.rules, np.flatnonzero(asked.rules.existing)
    if rules.n_open is None:
        return None
    sites = StandIns(asked)
    while len(opened) < rules.n_open:
        allowed = sites.may_be_added(opened)
        needed = np.zeros(len(allowed), np.bool_)
        for group in rules.groups:
            if np.isin(group.columns, opened).sum() < group.fewest:
                needed[group.columns] = True
        allowed = allowed & needed if (allowed & needed).any() else allowed
        if not allowed.any():
            return None
        opened = np.append(opened, int(np.argmin(np.where(allowed, away, np.inf))))
    opened = np.sort(opened)
    return None if broken_by_sites(asked, opened) else opened


def sites_with_room(
    asked: Question, pairs: csr_array, cost: FloatArray, limit: Limit
) -> tuple[IntArray | None, float]:
    """Give the cheapest sites that keep the rules, reach everybody, and have room for all demand of each part.

    Parts are what no pair links. Who is served from where is left open, so that the value is a bound, too.

    Parameters
    ----------
    pairs
        Who may be served from where.
    cost
        Of each open site.

    Returns
    -------
    columns, bound
        None where no sites were found.
    """
    program, capacity = Program(), np.asarray(asked.rules.capacity)
    y = add_sites(program, asked.rules, cost=cost)
    add_cover(program, y, pairs)
    points, sites = linked_parts(pairs)
    demand = np.bincount(points, asked.weights, minlength=int(sites.max()) + 1)
    room = np.where(np.isfinite(capacity), np.minimum(capacity, demand[sites]), demand[sites])
    program.add_rows(len(demand), (sites, y, room), lower=demand * (1 - 1e-9))
    solved = highs.solve(program, limit, tell=False)
    return None if solved.values is None else _opened(solved.values[y]), solved.bound


def _opened(values: FloatArray) -> IntArray:
    return np.flatnonzero(values > 0.5)  # noqa: PLR2004 - a whole number but for rounding
