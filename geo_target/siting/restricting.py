"""Questions too large for one program: a bound from what is easier, a plan from the sites near the easier plan's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.plans import PlanStatus, Requirements
from geo_target.siting.allowed_sites import nearest_allowed, sites_with_room
from geo_target.siting.answering import Found
from geo_target.siting.best_plan import BestPlan
from geo_target.siting.by_capacity import by_capacity, takes
from geo_target.siting.by_parts import by_parts
from geo_target.siting.by_prices import by_prices, least_not_refused
from geo_target.siting.checking import broken_by_sites
from geo_target.siting.filling import filled, most_for_room, opened_for_room, served_at
from geo_target.siting.flooring import reaching_floors
from geo_target.siting.programs import opening_cost
from geo_target.siting.question import Model
from geo_target.siting.reach import costs_of, count_within
from geo_target.siting.reopening import reopened
from geo_target.siting.summing import summed
from geo_target.siting.swapping import swapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

    Finder = Callable[..., Found]
    Server = Callable[[Question, IntArray, Limit], Served]

LARGE = 20_000
"""Pairs from which a question with assignment is first made easier."""
_ROWS = 64
_FIRST_S, _SHORT_S, _SUMMING_S = 2.5, 1.0, 6.0
_MOST_OF_PART, _MOST_OF_SPLIT_PART = 5_000, 30_000
"""Pairs of the largest program of one part: with more the first plan takes too long."""
_MOST = 150_000
"""Pairs of the largest program: HiGHS takes about 1.5 GB for it."""
_MOST_COVER = 1_500_000
"""Pairs of the largest program that only covers."""
_POOLS = (2, 6, 15)
"""Sites tried around each of the easier plan's, round by round."""


def by_restricting(asked: Question, limit: Limit, find: Finder, serve_by: Server) -> Found:
    """Find a plan and an honest bound without the whole program at once.

    The question without capacities (or, if it has none, without any other requirement) gives a bound. Of the plans that
    keep the rules about sites, the one nearest to the easier plan, bettered by swaps, is the first. Prices within
    capacities and rules better both. Where the exact program fits, it goes on from there; else it is solved over the
    sites near the plans so far, with more of them each time.
    """
    best = BestPlan(asked, np.inf if asked.maximise else -np.inf, limit)
    opened = opened_for_room(asked, np.flatnonzero(asked.rules.existing))
    if opened is not None:
        best.offer(*opened)
    easier = easier_question(asked)
    priced = asked.rules.capacity is not None and asked.model in {Model.P_MEDIAN, Model.P_CENTER}
    easy = find(easier, limit.part(0.2, _SHORT_S if priced else _FIRST_S))  # prices give a better bound
    if easy.status is PlanStatus.INFEASIBLE:
        return Found(PlanStatus.INFEASIBLE)
    best.tighten(
        easy.served.objective if easy.status is PlanStatus.OPTIMAL and easy.served is not None else easy.bound
    )
    best.tighten(most_for_room(asked))
    near = np.empty(0, np.int64) if easy.columns is None else easy.columns
    base = _first_plans(asked, near, best, limit, serve_by)
    if base is None:
        return Found(PlanStatus.INFEASIBLE)
    _reopen(asked, opened, best, limit)
    room = None if best.is_done else _with_room(asked, best, limit)
    if room is not None:
        best.offer(room, serve_by(asked, room, limit.part(0.2, _FIRST_S)))
        base = np.union1d(base, room)
    if not (best.is_done or takes(asked)):
        _by_parts_and_prices(asked, best, limit, find, serve_by)
    _sum_first(asked, best, limit, serve_by)
    if not best.is_done:
        _go_on(asked, base, best, limit, find)
    if not (best.is_done or easy.status is PlanStatus.OPTIMAL):
        best.tighten(find(easier, limit.part(1.0)).bound)
    return best.found()


def _by_parts_and_prices(
    asked: Question, best: BestPlan, limit: Limit, find: Finder, serve_by: Server
) -> None:
    """Better plan and bound part by part, then by prices; of the p-center prices first say from where parts are asked."""
    if asked.model is Model.P_CENTER and asked.rules.capacity is not None:
        least_not_refused(asked, best, limit.part(0.2))
    by_parts(asked, best, limit, _solver_of_parts(find, serve_by), serve_by)
    if not best.is_done:
        by_prices(asked, best, limit)


def _solver_of_parts(find: Finder, serve_by: Server) -> Callable[[Question, Limit], Found]:
    """Give what solves one part: the whole program, or this search again where that is large."""

    def solve(asked: Question, limit: Limit) -> Found:
        most = _MOST_OF_SPLIT_PART if asked.rules.split else _MOST_OF_PART
        if count_within(asked.cost, asked.service_radius or 0.0) > most:
            return by_restricting(asked, limit, find, serve_by)
        return find(asked, limit)

    return solve


def _first_plans(
    asked: Question, base: IntArray, best: BestPlan, limit: Limit, serve_by: Server
) -> IntArray | None:
    """Offer plans that are found quickly; give the sites of interest so far, None where no sites keep the rules.

    Parameters
    ----------
    base
        Sites of the easier question's plan.
    """
    if len(base):
        _offer(asked, base, best, serve_by, limit.part(0.2, _FIRST_S))
    first = None if best.is_proved else nearest_allowed(asked, _away(asked, base), limit)
    if first is not None and not len(first):
        return None
    if first is not None:
        _offer(asked, first, best, serve_by, limit.part(0.2, _FIRST_S))
        better = swapped(asked, first, limit.part(0.3))
        _offer(asked, better, best, serve_by, limit.part(0.2))
        base = np.union1d(base, better)
    floored = reaching_floors(asked) if best.columns is None else None
    if floored is not None:
        _offer(asked, floored, best, serve_by, limit.part(0.2, _FIRST_S))
    return base


def _offer(asked: Question, columns: IntArray, best: BestPlan, serve_by: Server, limit: Limit) -> None:
    """Offer the plan that opens these sites: without a search if that gives one, save for what the MCLP covers."""
    is_there = _at_once(asked, columns, best)
    if (not is_there or asked.model is Model.MCLP) and not broken_by_sites(asked, columns):
        best.offer(columns, serve_by(asked, columns, limit))


def _at_once(asked: Question, columns: IntArray, best: BestPlan) -> bool:
    """Offer plans that keep the capacities and need no search; tell whether the best one keeps every rule."""
    if asked.rules.capacity is None:
        return False
    served = None if broken_by_sites(asked, columns) else filled(asked, columns)
    if served is not None:
        best.offer(columns, served)
    opened = opened_for_room(asked, np.union1d(columns, np.flatnonzero(asked.rules.existing)))
    if opened is not None:
        best.offer(*opened)
    return best.columns is not None


def _reopen(asked: Question, opened: tuple[IntArray, Served] | None, best: BestPlan, limit: Limit) -> None:
    """Better a plan of an LSCP, which opens as many sites as it takes, and offer it."""
    if opened is None or best.is_done:
        return
    columns, served = opened
    is_open = np.zeros(asked.cost.shape[1], dtype=np.bool_)
    is_open[columns] = True
    place, is_open = reopened(asked, served.assignment, is_open, limit.part(0.3))
    columns = np.flatnonzero(is_open)
    best.offer(columns, served_at(asked, columns, place))


def _sum_first(asked: Question, best: BestPlan, limit: Limit, serve_by: Server) -> None:
    """Offer the plan of the engine of capacities for a question near this one."""
    near = None if best.is_done or limit.left_s < _SUMMING_S else summed(asked)
    if near is None:
        return
    found = by_capacity(near, limit.part(0.5), best.columns)
    if found.columns is None or found.served is None:
        return
    if (found.served.assignment >= 0).all():
        best.offer(found.columns, served_at(asked, found.columns, found.served.assignment))
    if not limit.over():
        best.offer(found.columns, serve_by(asked, found.columns, limit.part(0.2)))


def _go_on(asked: Question, base: IntArray, best: BestPlan, limit: Limit, find: Finder) -> None:
    """Look for better plans: with the whole program where it fits, else over more and more of the sites near `base`."""
    reach = np.inf if asked.service_radius is None else asked.service_radius
    if _fits(asked, reach):
        found = find(asked, best.relayed(), best.columns, bound=best.bound)
        if found.columns is not None and found.served is not None:
            best.tighten(found.bound)
            best.offer(found.columns, found.served)
        best.settle(found)
        return
    if best.columns is not None:
        base = np.union1d(base, best.columns)
    for pool in _pools(asked, base):
        if best.is_done or count_within(asked.cost, reach, pool) > _MOST:
            return
        some = _restricted(asked, pool, limit, find)
        if some is not None and some.columns is not None and some.served is not None:
            best.offer(some.columns, some.served)


def _fits(asked: Question, reach: float) -> bool:
    """Tell whether the whole question can be asked: it only covers, or has few pairs."""
    if takes(asked):
        return True
    if asked.rules.capacity is not None or asked.model is Model.P_MEDIAN:
        return False
    if asked.model is Model.P_CENTER:
        return True
    return count_within(asked.cost, reach) <= (_MOST if asked.decay is not None else _MOST_COVER)


def easier_question(asked: Question) -> Question:
    """Give a question whose every plan is no worse: without capacities, or without anything but the number of sites."""
    given = asked.requirements
    # A p-median with other rules, too, is still a program of all pairs without its capacities.
    is_easy = asked.model is not Model.P_MEDIAN or replace(asked.rules, capacity=None).are_plain
    if given.capacity is not None and is_easy:
        return asked.asked(requirements=replace(given, capacity=None, split=False))
    return asked.asked(
        n_sites=asked.rules.most_open,
        requirements=Requirements(existing=given.existing, forbidden=given.forbidden),
    )


def _away(asked: Question, base: IntArray) -> FloatArray:
    """Give how unlike each site is to the nearest of `base`: the mean difference of their costs, over some rows."""
    n, n_sites = asked.cost.shape
    if not len(base):
        return np.zeros(n_sites)
    rows = np.unique(np.linspace(0, n - 1, min(n, _ROWS)).astype(np.int64))
    costs = costs_of(asked.cost, rows)
    most = costs[np.isfinite(costs)].max(initial=1.0)
    costs = np.where(np.isfinite(costs), costs, 2 * most)
    away = np.full(n_sites, np.inf)
    for column in base:
        away = np.minimum(away, np.abs(costs - costs[:, [column]]).mean(axis=0))
    return away


def _with_room(asked: Question, best: BestPlan, limit: Limit) -> IntArray | None:
    """Give the cheapest sites of an LSCP that cover all and have room; None for other models, and without a plan."""
    if asked.model is not Model.LSCP or asked.rules.capacity is None:
        return None
    columns, bound = sites_with_room(asked, asked.pairs(), opening_cost(asked), limit.part(0.2, _FIRST_S))
    best.tighten(bound)
    return columns


def _pools(asked: Question, base: IntArray) -> Iterator[IntArray]:
    """Give more and more sites: `base`, those most like each of them, the cheapest of these, some of each group."""
    rules = asked.rules
    allowed = np.flatnonzero(~rules.forbidden)
    for around in _POOLS:
        chosen = [base, np.flatnonzero(rules.existing)]
        for column in base:
            away = _away(asked, np.array([column]))[allowed]
            near = allowed[np.argsort(away, kind="stable")[: 10 * around]]
            chosen.append(near[:around])
            if rules.site_cost is not None:
                chosen.append(near[np.argsort(rules.site_cost[near], kind="stable")[: around // 2 + 1]])
            if rules.capacity is not None:
                chosen.append(near[np.argsort(-rules.capacity[near], kind="stable")[: around // 2 + 1]])
        for group in rules.groups:
            inside = np.intersect1d(group.columns, allowed)
            chosen.append(inside[np.linspace(0, len(inside) - 1, min(len(inside), around)).astype(int)])
        yield np.unique(np.concatenate(chosen))


def _restricted(asked: Question, pool: IntArray, limit: Limit, find: Finder) -> Found | None:
    """Solve the question over some sites; None if they are too few to ask."""
    out = np.ones(asked.cost.shape[1], dtype=np.bool_)
    out[pool] = False
    ids = asked.cost.site_ids
    forbidden = [ids[column] for column in np.flatnonzero(out | asked.rules.forbidden).tolist()]
    try:
        smaller = asked.asked(requirements=replace(asked.requirements, forbidden=forbidden))
    except InputError:
        return None
    return find(smaller, limit.part(0.4))


def is_large(asked: Question) -> bool:
    """Tell whether a question is better made easier first."""
    capped = asked.rules.capacity is not None
    if asked.model in {Model.P_DISPERSION, Model.LSCP_BACKUP} or (asked.model is Model.LSCP and not capped):
        return False
    radius = np.inf if asked.service_radius is None else asked.service_radius
    return count_within(asked.cost, radius) > LARGE
