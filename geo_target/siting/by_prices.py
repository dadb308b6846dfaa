"""Bounds and plans of large questions from prices: what capacities and rules cost, whoever is served from where.

The p-median climbs on what all pay. The LSCP with capacities climbs on what opening costs; so does the p-center, for one
distance after another, each refused where more sites would have to open than may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.allowed_sites import nearest_allowed, sites_with_room
from geo_target.siting.engines.pricing import raised, whole_bound
from geo_target.siting.filling import filled
from geo_target.siting.priced_questions import opened_within, paid_by_all
from geo_target.siting.question import Model
from geo_target.siting.serving import serve
from geo_target.siting.shaken_plan import shaken
from geo_target.siting.swapping import swapped

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.best_plan import BestPlan
    from geo_target.siting.engines.pricing import Priced, Prices
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_SLACK = 1e-9
_LIKELY, _LEAST = 0.5, 1e-3
_STEP_S = 2.0
_TARGETS = 6
_RADII, _WIDER, _NEAR_ENOUGH = 9, 1.5, 1.02


def by_prices(asked: Question, best: BestPlan, limit: Limit) -> None:
    """Tighten the bound of a question that all must be served in, and better its plan; nothing for other models."""
    if asked.model is Model.P_MEDIAN:
        _medians(asked, best, limit)
    elif asked.model is Model.P_CENTER:
        _center(asked, best, limit)
    elif asked.model is Model.LSCP and asked.rules.capacity is not None:
        _cover(asked, best, limit)


def _medians(asked: Question, best: BestPlan, limit: Limit) -> None:
    priced, prices = paid_by_all(asked)
    found = raised(priced, prices, limit.part(0.4))
    best.tighten(found.bound)
    del priced
    share = _of_all(asked, found.share)
    columns = _rounded(asked, share, limit)
    if columns is None or best.is_done:
        return
    if asked.rules.capacity is None:
        better = swapped(asked, columns, limit.part(0.5))
        best.offer(better, serve(asked, better))
        return
    _offer_filled(asked, columns, best)
    shaken(asked, share > _LEAST, None, best, limit.part(0.4))


def _cover(asked: Question, best: BestPlan, limit: Limit) -> None:
    priced, prices, _ = opened_within(asked)
    upper = np.inf if best.served is None else best.served.objective
    found = raised(priced, prices, limit.part(0.3), upper=upper, goal=upper * (1 - _SLACK))
    best.tighten(min(_opening_bound(priced, found), upper))


def _opening_bound(priced: Priced, found: Prices) -> float:
    """Give what opening costs at least: rounded up for each part of the pairs, where costs are whole."""
    if not np.isfinite(found.bound) or not (priced.opening == np.floor(priced.opening)).all():
        return found.bound
    return max(found.bound, whole_bound(priced, found.duals[: len(priced.weight)]))


def _center(asked: Question, best: BestPlan, limit: Limit) -> None:
    """Rise from distances that prices refuse to one that they do not; then look for a plan near that."""
    radius, share = least_not_refused(asked, best, limit.part(0.5))
    if share is None or asked.rules.capacity is None or best.is_done:
        return
    if not _found_with_room(asked, share, radius, best, limit):
        columns = _rounded(asked, share, limit)
        if columns is not None:
            _offer_filled(asked, columns, best)
    _towards(asked, share, radius, best, limit.part(0.5))


def least_not_refused(asked: Question, best: BestPlan, limit: Limit) -> tuple[float, FloatArray | None]:
    """Tighten the bound of a p-center by distances that prices refuse.

    Returns
    -------
    radius, share
        The least distance found that is not refused, and how often sites were chosen for it; None for none.
    """
    most = np.inf if best.served is None else best.served.objective
    costs = asked.pairs().data
    values = np.unique(costs[(costs >= best.bound * (1 - _SLACK)) & (costs <= most)])
    del costs
    low, high, share = 0, len(values) - 1, None
    stride = max(1, len(values) // 256)
    while low < high and not limit.over():
        middle = min((low + high) // 2, low + stride - 1 if share is None else high)
        found = chosen_within(asked, float(values[middle]), limit.part(1.0, _STEP_S))
        if found is None:
            low, stride = middle + 1, 2 * stride
            best.tighten(float(values[low]))
        else:
            high, share = middle, found
    return float(values[high]) if len(values) else np.inf, share


def chosen_within(asked: Question, radius: float, limit: Limit) -> FloatArray | None:
    """Tell how often sites were chosen to serve all within a radius; None if prices prove that it cannot be."""
    priced, prices, allowed = opened_within(asked, radius)
    if not (np.bincount(priced.rows, minlength=len(priced.weight)) > 0).all():
        return None
    goal = allowed * (1 + _SLACK) + _SLACK
    found = raised(priced, prices, limit, upper=1.1 * allowed, goal=goal)
    return None if _opening_bound(priced, found) > goal else _of_all(asked, found.share)


def _towards(asked: Question, share: FloatArray, least: float, best: BestPlan, limit: Limit) -> None:
    """Better a plan by what lies beyond a distance: the least not refused, then ones between it and the plan's."""
    target = least
    for _ in range(_TARGETS):
        if best.served is None or best.is_done or limit.over() or target >= best.served.objective:
            return
        before = best.served.objective
        shaken(asked, share > _LEAST, target, best, limit.part(0.4))
        least = target if best.served.objective > target else least
        if best.served.objective == before and target != least:
            return
        target = (least + best.served.objective) / 2


def _of_all(asked: Question, share: FloatArray) -> FloatArray:
    """Give the share of every site, 0 for those that are forbidden."""
    every = np.zeros(asked.cost.shape[1])
    every[~asked.rules.forbidden] = share
    return every


def _rounded(asked: Question, share: FloatArray, limit: Limit) -> IntArray | None:
    """Give the sites that keep the rules and were chosen most often while prices rose."""
    columns = nearest_allowed(asked, (1.0 if asked.rules.n_open is not None else _LIKELY) - share, limit)
    return columns if columns is not None and len(columns) else None


def _found_with_room(asked: Question, share: FloatArray, radius: float, best: BestPlan, limit: Limit) -> bool:
    """Offer the sites chosen most often that reach all and have room for all of each part within a radius.

    Where there are none, within a larger one; then between the two. Tell whether any sites were found.
    """
    failed, reached = radius, np.inf
    for _ in range(_RADII):
        pairs = asked.pairs(radius, asked.rules.forbidden | (share <= _LEAST))
        columns, _ = sites_with_room(asked, pairs, 1.0 - share, limit.part(0.1, _STEP_S))
        if columns is None:
            failed = radius
        else:
            reached = radius
            _offer_filled(asked, columns, best)
        if limit.over() or best.is_done or reached <= failed * _NEAR_ENOUGH:
            break
        radius = failed * _WIDER if reached == np.inf else (failed * reached) ** 0.5
    return reached < np.inf


def _offer_filled(asked: Question, columns: IntArray, best: BestPlan) -> None:
    served = filled(asked, columns)
    if served is not None:
        best.offer(columns, served)
