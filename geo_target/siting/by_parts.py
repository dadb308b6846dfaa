"""Large questions with capacities, part by part: what no pair links is solved alone, and the sites that it takes add up.

The LSCP is the sum of its parts. The p-center asks at one distance after another whether the sites (or the budget)
suffice for all parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import CostMatrix
from geo_target.siting.allowed_sites import nearest_allowed
from geo_target.siting.checking import broken_by_sites
from geo_target.siting.covering_alone import Covered, cover_alone
from geo_target.siting.filling import least_for_room, served_at
from geo_target.siting.parts import cover_of_part, is_short_of_room, parts_of
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.best_plan import BestPlan
    from geo_target.siting.covering_alone import Solve
    from geo_target.siting.limits import Limit
    from geo_target.siting.parts import Part
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

    Server = Callable[[Question, IntArray, Limit], Served]
    _Told = tuple[float, Covered]

_SLACK = 1e-9
_NEAR_ENOUGH = 1.01
_SHORT_S = 2.5
_VAIN = 2
"""Distances in a row of which nothing is found after which no others are asked."""


@dataclass(frozen=True, slots=True, eq=False)
class _Counting:
    """What opening a site counts, what may be counted in all, and what was found for parts at some distances."""

    cost: FloatArray | None
    allowed: float = np.inf
    known: dict[tuple[bytes, bytes], list[_Told]] = field(default_factory=dict)
    """By the demand points of a part, and the sites in it that are open anyway."""


def by_parts(asked: Question, best: BestPlan, limit: Limit, solve: Solve, serve_by: Server) -> None:
    """Tighten the bound of an LSCP or a p-center with capacities by its parts, and better its plan; else nothing."""
    if asked.rules.capacity is None or best.is_done:
        return
    if asked.model is Model.LSCP:
        _cover(asked, best, limit.part(0.8), solve, serve_by)
    elif asked.model is Model.P_CENTER and best.served is not None:
        _center(asked, best, limit.part(0.7), solve, serve_by)


def _cover(asked: Question, best: BestPlan, limit: Limit, solve: Solve, serve_by: Server) -> None:
    parts = parts_of(asked.pairs())
    if len(parts) < 2:  # noqa: PLR2004 - it is its own part
        return
    radius = float(asked.service_radius or 0.0)
    found = _covered(asked, parts, radius, _Counting(asked.rules.site_cost), limit, solve)
    best.tighten(found.bound)
    best.is_refused = bool(np.isinf(found.bound))
    _offer(asked, found, radius, best, limit, serve_by)


def _center(asked: Question, best: BestPlan, limit: Limit, solve: Solve, serve_by: Server) -> None:
    """Halve in on the least distance within which the sites suffice; go around distances of which nothing is told."""
    values = np.unique(asked.pairs().data)
    if asked.rules.groups:
        _rise_to_room(asked, values, best, limit.part(0.3))
    ways, vague, in_vain = _ways_of_counting(asked), np.empty(0), 0
    while not (limit.over() or best.is_done or best.served is None) and in_vain < _VAIN:
        radius = _next(values, best.bound, best.served.objective, vague)
        if radius is None:
            return
        part, before = limit.part(0.35), best.served.objective
        parts, refused, in_vain = parts_of(asked.pairs(radius)), False, in_vain + 1
        for way in ways:
            found = _covered(asked, parts, radius, way, part, solve)
            refused = found.bound > way.allowed * (1 + _SLACK) + _SLACK
            if refused or np.isfinite(found.cost):
                in_vain = 0
            if refused:
                break
            _offer(asked, found, radius, best, limit, serve_by)
            if best.served.objective < before:
                break
        if refused:
            best.tighten(float(values[np.searchsorted(values, radius, side="right")]))
        elif best.served.objective >= before:
            vague = np.append(vague, radius)


def _rise_to_room(asked: Question, values: FloatArray, best: BestPlan, limit: Limit) -> None:
    """Halve in on the least distance within which each part has room, for what its groups let open."""
    assert best.served is not None  # noqa: S101 - for mypy; the caller looked
    low, high = np.searchsorted(values, [best.bound, best.served.objective]).tolist()
    while low < high and not limit.over():
        middle = (low + high) // 2
        if is_short_of_room(asked, float(values[middle])):
            low = middle + 1
            best.tighten(float(values[low]))
        else:
            high = middle


def _next(values: FloatArray, low: float, high: float, vague: FloatArray) -> float | None:
    """Give the middle of the widest gap between distances refused, vague and found; None if all gaps are small."""
    between = vague[(vague > low) & (vague < high)]
    marks = np.concatenate([[low], np.sort(between), [high]])
    for gap in np.argsort(marks[:-1] - marks[1:], kind="stable").tolist():
        lower, upper = marks[gap], marks[gap + 1]
        inside = values[(values >= lower) & (values < upper) & ~np.isin(values, vague)]
        if len(inside) and upper > lower * _NEAR_ENOUGH:
            return float(inside[np.argmin(np.abs(inside - (lower + upper) / 2))])
    return None


def _ways_of_counting(asked: Question) -> list[_Counting]:
    """Give what may be counted: sites, what they cost, and with both limits the mean of their shares of them."""
    rules = asked.rules
    ways = []
    if rules.budget is not None and rules.site_cost is not None:
        ways.append(_Counting(rules.site_cost, rules.budget))
    if rules.n_open is not None:
        ways.append(_Counting(None, float(rules.n_open)))
    if rules.budget and rules.site_cost is not None and rules.n_open:
        shares = (rules.site_cost / rules.budget + 1.0 / rules.n_open) / 2
        shares[rules.existing] = 0.0
        ways.append(_Counting(shares, 1.0 - 0.5 * int(rules.existing.sum()) / rules.n_open))
    return ways


def _covered(
    asked: Question, parts: list[Part], radius: float, counting: _Counting, limit: Limit, solve: Solve
) -> Covered:
    """Cover all parts within a radius, each by what counts least; ends where that is more than may be counted."""
    if any(not len(part.columns) for part in parts):
        return Covered(np.inf)
    opening = np.ones(asked.cost.shape[1]) if counting.cost is None else counting.cost
    outside = asked.rules.existing.copy()
    for part in parts:
        outside[part.columns] = False
    already = float(opening[outside].sum())
    questions = [
        cover_of_part(asked, part, radius, counting.cost, fewest=asked.model is Model.LSCP) for part in parts
    ]
    bounds = np.array([least_for_room(question) for question in questions])
    costs = np.full(len(parts), np.inf)
    place, columns = np.full(asked.cost.shape[0], -1), [np.flatnonzero(outside)]
    for number, (part, question) in enumerate(zip(parts, questions, strict=True)):
        is_last = number == len(parts) - 1
        aims = is_last and np.isfinite(counting.allowed)
        enough = counting.allowed - already - costs[:number].sum() if aims else -np.inf
        kept = part.columns[asked.rules.existing[part.columns]]
        told = counting.known.setdefault((part.rows.tobytes(), kept.tobytes()), [])
        time = limit.part(1.0 if is_last else 0.5)
        found = _part(part, question, radius, told, enough, time, solve)
        bounds[number], costs[number] = max(bounds[number], found.bound), found.cost
        if already + bounds.sum() > counting.allowed * (1 + _SLACK) + _SLACK:
            return Covered(already + bounds.sum())
        if np.isfinite(found.cost):
            columns.append(found.columns)
            place[part.rows] = found.place
    return Covered(already + bounds.sum(), already + costs.sum(), np.sort(np.concatenate(columns)), place)


def _part(
    part: Part,
    question: Question,
    radius: float,
    told: list[_Told],
    enough: float,
    limit: Limit,
    solve: Solve,
) -> Covered:
    """Cover a part, or take what is known of it: nothing is cheaper within less, and a plan stays one within more."""
    least = max((known.bound for at, known in told if at >= radius), default=-np.inf)
    plan = min((known for at, known in told if at <= radius), key=lambda known: known.cost, default=None)
    if plan is not None and plan.cost <= max(least + _SLACK, enough):
        return replace(plan, bound=min(least, plan.cost))
    found = cover_alone(question, enough, limit, solve).of_columns(part.columns)
    if plan is not None and plan.cost < found.cost:
        found = replace(plan, bound=found.bound)
    found = found.tighter(least)
    told.append((radius, found))
    return found


def _offer(
    asked: Question, found: Covered, radius: float, best: BestPlan, limit: Limit, serve_by: Server
) -> None:
    """Offer the sites of all parts, with more of them where a number is asked, and some of each group."""
    if not np.isfinite(found.cost):
        return
    columns = found.columns
    if broken_by_sites(asked, columns):
        away = np.ones(asked.cost.shape[1])
        away[columns] = 0.0
        more = nearest_allowed(asked, away, limit)
        if more is None or len(np.setdiff1d(columns, more)):
            return
        columns = more
    if (found.place >= 0).all():
        best.offer(columns, served_at(asked, columns, found.place))
    if asked.rules.split:
        narrow = asked.asked(cost=_only(asked, radius))
        best.offer(columns, serve_by(narrow, columns, limit.part(0.2, _SHORT_S)))


def _only(asked: Question, radius: float) -> CostMatrix:
    """Give the costs up to a radius, so that whoever serves looks at no others."""
    about = asked.cost
    return CostMatrix(
        asked.pairs(radius),
        demand_ids=about.demand_ids,
        site_ids=about.site_ids,
        unit=about.unit,
        cutoff=about.cutoff,
    )
