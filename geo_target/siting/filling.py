"""A plan within capacities at once: whom each open site serves, and which sites open so that all find room.

What no plan can cover more than, for want of room. No search: a plan that comes out keeps the capacities, is seldom the
best, and takes a fraction of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting.programs import decayed, opening_cost
from geo_target.siting.question import COVERING, Model
from geo_target.siting.reach import costs_to
from geo_target.siting.serving import serve_as

if TYPE_CHECKING:
    from scipy.sparse import csc_array

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_MOST_CELLS = 5_000_000
_MOST_WORK = 3e9
"""Demand points squared by sites: what giving everybody a place takes."""
_ROOM = 1e-9


def over_open_sites(asked: Question, columns: IntArray, requirements: Requirements) -> Question:
    """Give the question of who is served from these sites, all open; `requirements` are of this question."""
    ids = [asked.cost.site_ids[column] for column in columns.tolist()]
    values = asked.cost.values[:, columns]
    return asked.asked(
        cost=CostMatrix(values, demand_ids=asked.cost.demand_ids, site_ids=ids, unit=asked.cost.unit),
        n_sites=None if asked.model is Model.LSCP else len(columns),
        requirements=requirements,
    )


def filled(asked: Question, columns: IntArray) -> Served | None:
    """Serve every demand point wholly from one of the open sites, within their capacities.

    Whoever loses most by waiting comes first; then demand points move and change places while that is better.

    Returns
    -------
    Served or None
        None where somebody who must be served finds no room this way, which proves nothing, nobody reaches any of them,
        or the table is large.
    """
    from geo_target.siting.engines import capacitated_plan_kernel as kernel

    costs, asking = _table(asked, columns)
    if costs is None or not np.isfinite(costs[:, : len(columns)]).any():
        return None  # nobody can be served from these
    demand, left = asked.weights[asking], _room(asked, columns)
    opened, place = np.arange(costs.shape[1]), np.full(len(demand), -1)
    if not kernel.completed(costs, demand, left, opened, place):
        return None
    kernel.bettered(costs, demand, left, opened, np.ones(costs.shape[1], np.bool_), place)
    everywhere = np.full(len(asked.weights), -1)
    everywhere[asking] = np.where(place < len(columns), place, -1)  # the place after the last is nobody's
    return _served(asked, columns, everywhere)


def opened_for_room(asked: Question, columns: IntArray) -> tuple[IntArray, Served] | None:
    """Open more sites, each time the one that serves most of those without a place, until everybody has one.

    Then the cheapest of each group that has too few. None for a model with a number of sites, and where the sites do
    not suffice. Demand points that are split are served wholly here.
    """
    if asked.model is not Model.LSCP or asked.rules.capacity is None:
        return None
    may = asked.pairs().tocsc()
    costs = opening_cost(asked)
    demand, capacity = asked.weights, asked.rules.capacity
    place, closed = np.full(len(demand), -1), ~asked.rules.forbidden
    sites = np.repeat(np.arange(may.shape[1]), np.diff(may.indptr))
    fitting = demand[may.indices] <= capacity[sites] * (1 + _ROOM)
    for column in columns.tolist():
        _serve_from(column, may, demand, capacity, place)
    closed[columns] = False
    while (place < 0).any():
        fits = fitting & (place[may.indices] < 0)
        worth = np.minimum(np.bincount(sites, fits * demand[may.indices], len(closed)), capacity)
        worth += _ROOM * np.bincount(sites, fits, len(closed))
        best = int(np.argmax(np.where(closed, worth / np.maximum(costs, _ROOM), 0.0)))
        if not closed[best] or worth[best] <= 0:
            return None
        closed[best] = False
        _serve_from(best, may, demand, capacity, place)
    opened = _with_enough_of_each_group(asked, ~closed & ~asked.rules.forbidden, costs)
    return opened, served_at(asked, opened, place)


def served_at(asked: Question, columns: IntArray, place: IntArray) -> Served:
    """Give the service of every demand point wholly from one of these open sites, `place` of the whole matrix."""
    return _served(asked, columns, np.searchsorted(columns, place))


def most_for_room(asked: Question) -> float:
    """Give what no plan of an MCLP can cover more than: the room of the roomiest sites, of each for whom it reaches.

    With a budget, the sites of most room for their cost, the last one in part (Dantzig 1957). ``inf`` for other models.
    """
    rules = asked.rules
    if asked.model is not Model.MCLP or rules.capacity is None:
        return float("inf")
    pairs = asked.pairs()
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    room = np.minimum(rules.capacity, np.bincount(pairs.indices, asked.weights[row], pairs.shape[1]))
    already, new = float(room[rules.existing].sum()), ~rules.existing & ~rules.forbidden
    bounds = [float(room[new].sum())]
    if rules.n_open is not None:
        more = rules.n_open - int(rules.existing.sum())
        bounds.append(float(np.sort(room[new])[::-1][:more].sum()))
    if rules.budget is not None and rules.site_cost is not None:
        costs = rules.site_cost[new]
        ratio = np.divide(room[new], costs, out=np.full(len(costs), np.inf), where=costs > 0)
        order = np.argsort(-ratio, kind="stable")
        spent = np.concatenate([[0.0], np.cumsum(costs[order])])
        bounds.append(
            float(np.interp(rules.budget, spent, np.concatenate([[0.0], np.cumsum(room[new][order])])))
        )
    return (already + min(bounds)) * (1 + _ROOM)


def least_for_room(asked: Question) -> float:
    """Give what no plan of an LSCP with capacities costs less than: the cheapest room for all demand, the last in part.

    Of each site counts the room for whom it reaches, of a group that of its roomiest; rounded up where costs are whole.
    ``inf`` if there is too little.
    """
    rules, pairs, costs = asked.rules, asked.pairs(), opening_cost(asked)
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    reached = np.bincount(pairs.indices, asked.weights[row], pairs.shape[1])
    room = np.minimum(np.asarray(rules.capacity), reached)
    needed = float(asked.weights.sum()) * (1 - _ROOM) - float(room[rules.existing].sum())
    already, new = float(costs[rules.existing].sum()), np.flatnonzero(~rules.existing & (room > 0))
    if needed <= 0:
        return already
    roomiest = new[np.isin(new, _roomiest(asked, room))]
    if room[roomiest].sum() < needed:
        return float("inf")
    new = roomiest if rules.site_cost is None else new  # a roomier site of the group may cost more
    order = new[np.argsort(costs[new] / room[new], kind="stable")]
    roomy, spent = np.cumsum(room[order]), np.cumsum(costs[order])
    least = already + float(np.interp(needed, np.append(0.0, roomy), np.append(0.0, spent)))
    whole = bool((costs == np.floor(costs)).all())
    return float(np.ceil(least * (1 - _ROOM) - _ROOM)) if whole else least * (1 - _ROOM)


def _roomiest(asked: Question, room: FloatArray) -> IntArray:
    """Give all sites but those of a group beyond the most that may open, the roomiest first."""
    kept = np.ones(len(room), np.bool_)
    for group in asked.rules.groups:
        order = group.columns[np.argsort(-room[group.columns], kind="stable")]
        kept[order[group.most :]] = False
    return np.flatnonzero(kept)


def _with_enough_of_each_group(asked: Question, is_open: BoolArray, costs: FloatArray) -> IntArray:
    """Give the open sites and, where a group has too few, its cheapest others."""
    for group in asked.rules.groups:
        missing = group.fewest - int(is_open[group.columns].sum())
        may = group.columns[~is_open[group.columns] & ~asked.rules.forbidden[group.columns]]
        is_open[may[np.argsort(costs[may], kind="stable")[: max(missing, 0)]]] = True
    return np.flatnonzero(is_open)


def _serve_from(
    column: int, may: csc_array, demand: FloatArray, capacity: FloatArray, place: IntArray
) -> None:
    """Let a site serve those without a place, the largest first, as far as they fit."""
    rows = may.indices[may.indptr[column] : may.indptr[column + 1]]
    left = capacity[column] * (1 + _ROOM)
    for row in rows[np.argsort(-demand[rows], kind="stable")].tolist():
        if place[row] < 0 and demand[row] <= left:
            place[row] = column
            left -= demand[row]


def _table(asked: Question, columns: IntArray) -> tuple[FloatArray | None, IntArray]:
    """Give what each demand point that is to be served loses at each site, and which ones are."""
    asking = np.flatnonzero(asked.must_serve | (asked.weights > 0))
    size = len(asking) * (len(columns) + 1)
    if size > _MOST_CELLS or size * len(asking) > _MOST_WORK:
        return None, asking
    paid = costs_to(asked.cost, columns)[asking]
    if asked.model in COVERING:
        paid = np.where(paid <= float(asked.service_radius or 0.0), paid, np.inf)
    near, weights = np.isfinite(paid), asked.weights[asking][:, None]
    if asked.model is Model.MCLP:
        shares = np.ones(paid.shape)
        if asked.decay is not None:
            shares[near] = decayed(asked, paid[near])
        losses = np.where(near, weights * (1 - shares), np.inf)
        return np.column_stack([losses, weights]), asking
    if asked.model is Model.LSCP:
        return np.where(near, 0.0, np.inf), asking
    return np.where(near, paid * (weights if asked.model is Model.P_MEDIAN else 1.0), np.inf), asking


def _room(asked: Question, columns: IntArray) -> FloatArray:
    """Give the room of each site, a hair more than its capacity; and in the MCLP of nobody's."""
    room = np.asarray(asked.rules.capacity, np.float64)[columns] * (1 + _ROOM)
    return np.append(room, np.inf) if asked.model is Model.MCLP else room


def _served(asked: Question, columns: IntArray, place: IntArray) -> Served:
    only = over_open_sites(
        asked,
        columns,
        Requirements(capacity=np.asarray(asked.rules.capacity)[columns], split=asked.rules.split),
    )
    pairs = only.pairs()
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    served = serve_as(only, np.arange(len(columns)), pairs, np.where(pairs.indices == place[row], 1.0, 0.0))
    found = served.of_columns(columns, asked.cost.shape[1])
    if asked.model is not Model.LSCP:
        return found
    return found.worth(float(opening_cost(asked)[columns].sum()))
