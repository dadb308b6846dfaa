"""Plans that serve everybody within capacities, bettered by shaking; and plans of one site fewer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.best_plan import BestPlan
from geo_target.siting.filling import filled, served_at
from geo_target.siting.question import Model
from geo_target.siting.reach import costs_to
from geo_target.siting.swapping import site_rules

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_POWER = 8
_ROOMIEST = 10
_VAIN = 40
"""Plans of one site fewer that are begun with before giving up."""


def shaken(asked: Question, sites: BoolArray, target: float | None, best: BestPlan, limit: Limit) -> None:
    """Better the best plan of a p-median or p-center with capacities over its own sites and some others.

    Parameters
    ----------
    sites
        Marks of the others.
    target
        Of the p-center: only what costs more counts.
    """
    from geo_target.siting.engines.capacitated import read_table
    from geo_target.siting.engines.capacitated_search import Best
    from geo_target.siting.engines.shaking import shake

    if best.columns is None or best.served is None or limit.over():
        return
    whole = filled(asked, best.columns) if asked.rules.split else best.served
    if whole is None:
        return
    some = np.union1d(np.flatnonzero(sites), best.columns)
    asking = np.flatnonzero(asked.must_serve)
    capacity = np.asarray(asked.rules.capacity)[some]
    paid = _paid(asked, asking, some, target)
    table = read_table(paid, asked.weights[asking], capacity, len(best.columns), asked.rules.existing[some])
    start, place = Best(), np.searchsorted(some, whole.assignment[asking])
    start.take(
        np.searchsorted(some, best.columns), place, float(table.cost[np.arange(len(asking)), place].sum())
    )
    shake(table, start, limit, limit.seed, site_rules(asked).of_sites(some))
    if start.place is None:
        return
    everywhere = np.full(len(asked.weights), -1)
    everywhere[asking] = some[start.place]
    columns = some[start.open_sites]
    best.offer(columns, served_at(asked, columns, everywhere))


def _paid(asked: Question, rows: IntArray, sites: IntArray, target: float | None) -> FloatArray:
    """Give what demand points pay at some sites; of the p-center a power of what costs more than the target."""
    costs = costs_to(asked.cost, sites)[rows]
    if target is None:
        return costs * asked.weights[rows][:, None]
    near = costs <= target
    costs[near] = 0.0
    return np.where(near, 0.0, (costs / target) ** _POWER if target > 0 else costs)


def with_fewer(
    asked: Question, columns: IntArray, place: IntArray, enough: float, limit: Limit
) -> tuple[IntArray, IntArray]:
    """Leave out one site after another of a plan of an LSCP with capacities, while the others can be shaken into one.

    The p-center of one site fewer is shaken towards the radius, from one plan after another.

    Parameters
    ----------
    columns, place
        Sites of a plan, and from which each demand point is served, wholly.
    enough
        The number of sites at which to stop.

    Returns
    -------
    columns, place
        The same of the plan with the fewest.
    """
    radius, anywhere = float(asked.service_radius or 0.0), ~asked.rules.forbidden
    while len(columns) > max(enough, 1, int(asked.rules.existing.sum())) and not limit.over():
        center = asked.asked(model=Model.P_CENTER, service_radius=None, n_sites=len(columns) - 1)
        random = np.random.default_rng(limit.seed)
        used = np.bincount(np.searchsorted(columns, place), asked.weights, len(columns))
        fewest_first = np.argsort(used, kind="stable")
        for turn in range(_VAIN):
            best = BestPlan(center, -np.inf, limit.part(1.0))
            without = np.delete(columns, fewest_first[turn % len(columns)])
            _start(center, without, best, random)
            shaken(center, anywhere, radius, best, replace(limit, seed=limit.seed + turn, progress=None))
            if limit.over() or (best.served is not None and best.served.objective <= radius):
                break
        if best.columns is None or best.served is None or best.served.objective > radius:
            break
        columns, place = best.columns, best.served.assignment
    return columns, place


def _start(center: Question, columns: IntArray, best: BestPlan, random: np.random.Generator) -> None:
    """Offer a plan that opens these sites; while somebody finds no room, a roomier site instead of the narrowest."""
    capacity, columns = np.asarray(center.rules.capacity), columns.copy()
    for _ in range(len(columns)):
        opened = np.sort(columns)
        served = filled(center, opened)
        if served is not None:
            best.offer(opened, served)
            return
        closed = np.setdiff1d(np.flatnonzero(~center.rules.forbidden), columns)
        new = np.flatnonzero(~center.rules.existing[columns])
        if not len(closed) or not len(new):
            return
        narrowest = new[np.argmin(capacity[columns[new]])]
        roomiest = closed[np.argsort(-capacity[closed], kind="stable")[:_ROOMIEST]]
        columns[narrowest] = random.choice(roomiest)
