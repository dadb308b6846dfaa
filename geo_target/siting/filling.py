"""A plan within capacities at once: whom each open site serves, and which sites open so that all find room.

No search: what comes out keeps the capacities, is seldom the best, and takes a fraction of a second.
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
        None where somebody who must be served finds no room this way, which proves nothing, or the table is large.
    """
    from geo_target.siting.engines import capacitated_plan_kernel as kernel

    costs, asking = _table(asked, columns)
    if costs is None or not len(columns):
        return None
    demand, left = asked.weights[asking], _room(asked, columns)
    opened, place = np.arange(costs.shape[1]), np.full(len(demand), -1)
    if not kernel.completed(costs, demand, left, opened, place):
        return None
    kernel.bettered(costs, demand, left, opened, np.ones(costs.shape[1], np.bool_), place)
    everywhere = np.full(len(asked.weights), -1)
    everywhere[asking] = np.where(place < len(columns), place, -1)  # the place after the last is nobody's
    return _served(asked, columns, everywhere)


def opened_for_room(asked: Question, columns: IntArray) -> IntArray | None:
    """Open more sites, each time the one that serves most of those without a place, until everybody has one.

    None for a model with a number of sites, and where the sites do not suffice.
    """
    if asked.model is not Model.LSCP:
        return None
    may = asked.pairs().tocsc()
    costs = opening_cost(asked)
    demand, capacity = asked.weights, np.asarray(asked.rules.capacity, np.float64)
    waiting, opened = np.ones(len(demand), dtype=np.bool_), list(columns.tolist())
    for column in opened:
        _serve_from(
            may.indices[may.indptr[column] : may.indptr[column + 1]], demand, capacity[column], waiting
        )
    closed = ~asked.rules.forbidden
    closed[opened] = False
    while waiting.any():
        sites = np.repeat(np.arange(may.shape[1]), np.diff(may.indptr))
        fits = waiting[may.indices] & (demand[may.indices] <= capacity[sites] + _ROOM)
        worth = np.minimum(np.bincount(sites, fits * demand[may.indices], len(closed)), capacity)
        worth += _ROOM * np.bincount(sites, fits, len(closed))
        best = int(np.argmax(np.where(closed, worth / np.maximum(costs, _ROOM), 0.0)))
        if not closed[best] or worth[best] <= 0:
            return None
        opened.append(best)
        closed[best] = False
        _serve_from(may.indices[may.indptr[best] : may.indptr[best + 1]], demand, capacity[best], waiting)
    return np.sort(np.array(opened))


def _serve_from(rows: IntArray, demand: FloatArray, capacity: float, waiting: BoolArray) -> None:
    """Let a site serve those who wait, the largest first, as far as they fit."""
    left = capacity * (1 + _ROOM)
    for row in rows[np.argsort(-demand[rows], kind="stable")].tolist():
        if waiting[row] and demand[row] <= left:
            waiting[row] = False
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
