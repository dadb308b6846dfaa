"""How far one requirement has to give way so that a question has a plan, all others kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus, Requirements
from geo_target.siting import highs
from geo_target.siting.program import Program
from geo_target.siting.programs import add_assignment, add_cover, add_floors
from geo_target.siting.question import SERVING_ALL, Model
from geo_target.siting.reach import count_within
from geo_target.siting.relaxed_values import candidates, with_value
from geo_target.siting.rules import close_pairs
from geo_target.siting.sites_block import add_sites

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.highs import Solved
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.rules import Rules

ITEMS = (
    "n_sites",
    "budget",
    "group_min",
    "group_max",
    "min_spacing",
    "existing",
    "forbidden",
    "capacity",
    "min_coverage",
    "service",
)
"""What may clash; ``service`` is that every demand point is served (within the radius)."""
_MOST = 150_000
"""Pairs of the largest program that says who is served where: HiGHS takes about 1.5 GB for it."""

_TRIES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """A change that makes a plan possible, and whether it is proved that none smaller does."""

    value: FloatArray
    proved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Allowed:
    """The program of all plans that keep what is asked but for what is dropped, and its site columns.

    Parameters
    ----------
    exact
        If false, who is served where would be too large a program: that the capacities of the open sites are enough for
        all demand together is all that is asked of them, and whether a plan keeps them must be looked at.
    """

    asked: Question
    dropped: set[str]
    program: Program
    sites: IntArray
    exact: bool


def items_of(asked: Question) -> list[str]:
    """Name what a question asks for that may clash."""
    rules = asked.rules
    is_asked = {
        "n_sites": rules.n_open is not None,
        "budget": rules.budget is not None,
        "group_min": any(group.fewest > 0 for group in rules.groups),
        "group_max": any(group.most < len(group.columns) for group in rules.groups),
        "min_spacing": rules.spacing > 0,
        "existing": bool(rules.existing.any()),
        "forbidden": bool(rules.forbidden.any()),
        "capacity": rules.capacity is not None,
        "min_coverage": bool(rules.floors),
        "service": asked.model in SERVING_ALL,
    }
    return [name for name in ITEMS if is_asked[name]]


def without(rules: Rules, dropped: set[str]) -> Rules:
    """Give the rules without some of them."""
    n = len(rules.existing)
    groups = tuple(
        replace(
            group,
            fewest=0 if "group_min" in dropped else group.fewest,
            most=n if "group_max" in dropped else group.most,
        )
        for group in rules.groups
    )
    nothing = np.zeros(n, dtype=np.bool_)
    near = rules.near
    if "existing" in dropped and near is not None:  # they may close, and if they stay, are no new sites
        near = close_pairs(near, np.inf, rules.existing)
    return replace(
        rules,
        n_open=None if "n_sites" in dropped else rules.n_open,
        budget=None if "budget" in dropped else rules.budget,
        groups=groups,
        spacing=0.0 if "min_spacing" in dropped else rules.spacing,
        near=near,
        existing=nothing if "existing" in dropped else rules.existing,
        forbidden=nothing if "forbidden" in dropped else rules.forbidden,
        capacity=None if "capacity" in dropped else rules.capacity,
        floors=() if "min_coverage" in dropped else rules.floors,
    )


def allowed(asked: Question, dropped: set[str], *, cost: FloatArray | float = 0.0) -> Allowed:
    """Give the program of all plans that keep what is asked but for what is dropped."""
    program, rules = Program(), without(asked.rules, dropped)
    y = add_sites(program, rules, cost=cost)
    serving = asked.model in SERVING_ALL and "service" not in dropped
    assigns = rules.capacity is not None or asked.decay is not None
    if not serving and not rules.floors:
        return Allowed(asked, dropped, program, y, exact=True)
    exact = not assigns or _n_pairs(asked, np.flatnonzero(~rules.forbidden)) <= _MOST
    pairs = asked.pairs(forbidden=rules.forbidden)
    if assigns and exact:
        add_assignment(program, asked, pairs, y, rules, must=asked.must_serve & serving)
    elif serving:
        add_cover(program, y, pairs[np.flatnonzero(asked.must_serve)])
    elif exact:
        add_floors(program, asked, pairs, y, rules)
    if not exact and serving and rules.capacity is not None:
        total = float(asked.weights[asked.must_serve].sum())
        program.add_row(y, np.minimum(rules.capacity, total), lower=total * (1 - 1e-9))
    return Allowed(asked, dropped, program, y, exact)


def _n_pairs(asked: Question, columns: IntArray) -> int:
    return count_within(asked.cost, np.inf if asked.service_radius is None else asked.service_radius, columns)


def is_possible(asked: Question, dropped: set[str], limit: Limit) -> bool | None:
    """Tell whether a plan keeps what is asked but for what is dropped; None if that was not found out in time."""
    status = _solved(allowed(asked, dropped), limit).status
    return {PlanStatus.INFEASIBLE: False, PlanStatus.NO_PLAN: None}.get(status, True)


def _solved(one: Allowed, limit: Limit) -> Solved:
    """Solve a program; sites that cannot serve all after all are no answer."""
    solved = highs.solve(one.program, limit.part(1.0 if one.exact else 0.5), tell=False)
    if one.exact or solved.values is None:
        return solved
    columns = np.flatnonzero(solved.values[one.sites] > 0.5)  # noqa: PLR2004 - whole but for rounding
    if _can_serve(one, columns, limit):
        return solved
    return replace(solved, status=PlanStatus.NO_PLAN, values=None)


def _can_serve(one: Allowed, columns: IntArray, limit: Limit) -> bool:
    """Tell whether some sites were found to serve whom they must, within their capacities."""
    asked, given, ids = one.asked, one.asked.requirements, one.asked.cost.site_ids
    if not len(columns) or _n_pairs(asked, columns) > _MOST:
        return False
    if not asked.rules.floors and _fit(asked, columns):
        return True
    only = asked.asked(
        n_sites=None if asked.model is Model.LSCP else len(columns),
        requirements=Requirements(
            existing=[ids[column] for column in columns.tolist()],
            forbidden=[ids[column] for column in np.setdiff1d(np.arange(len(ids)), columns).tolist()],
            capacity=given.capacity,
            split=given.split,
            demand_group=given.demand_group,
            min_coverage=given.min_coverage,
        ),
    )
    program = allowed(only, one.dropped - {"existing", "forbidden", "n_sites"}).program
    return highs.solve(program, limit.part(0.3), tell=False).values is not None


def _fit(asked: Question, columns: IntArray) -> bool:
    """Tell whether all fit in if the largest demand is served first, each by the nearest site that still has room."""
    closed, room = np.ones(asked.cost.shape[1], dtype=np.bool_), np.array(asked.rules.capacity)
    closed[columns] = False
    pairs, must = asked.pairs(forbidden=closed), np.flatnonzero(asked.must_serve)
    for point in must[np.argsort(-asked.weights[must], kind="stable")].tolist():
        part = slice(pairs.indptr[point], pairs.indptr[point + 1])
        fits = room[pairs.indices[part]] >= asked.weights[point]
        if not fits.any():
            return False
        nearest = np.argmin(np.where(fits, pairs.data[part], np.inf))
        room[pairs.indices[part][nearest]] -= asked.weights[point]
    return True


def relaxed(asked: Question, item: str, limit: Limit) -> Relaxed | None:
    """Give the smallest change of one requirement that makes a plan possible.

    Returns
    -------
    Relaxed or None
        The new value of ``n_sites``, ``budget``, ``min_spacing`` or ``service`` (the radius); marks of sites to let go
        for ``existing`` and ``forbidden``; the new limit of each group in ``rules.groups``; the capacity to add at each
        site; the factor on all shares of ``rules.floors``, in whole percents. None if no change of it alone helps, or
        none was found.
    """
    ways = {"n_sites": _number, "capacity": _capacity}
    if item in ways:
        return ways[item](asked, limit)
    if item in {"group_min", "group_max"}:
        return _groups(asked, item, limit)
    by_halving = item in {"min_spacing", "service", "min_coverage"}
    return _by_halving(asked, item, limit) if by_halving else _sites_or_budget(asked, item, limit)


def _sites_or_budget(asked: Question, item: str, limit: Limit) -> Relaxed | None:
    """Give the least that has to be spent, or marks of the fewest sites to let go."""
    wish = {
        "budget": 0.0 if asked.rules.site_cost is None else asked.rules.site_cost,
        "forbidden": asked.rules.forbidden.astype(np.float64),
        "existing": -asked.rules.existing.astype(np.float64),
    }[item]
    one = allowed(asked, {item}, cost=wish)
    solved = _solved(one, limit)
    if solved.values is None:
        return None
    is_open = solved.values[one.sites] > 0.5  # noqa: PLR2004 - whole but for rounding
    proved = solved.status is PlanStatus.OPTIMAL
    if item == "budget":
        return Relaxed(np.array([float(np.asarray(wish) @ is_open)]), proved)
    marks = asked.rules.forbidden & is_open if item == "forbidden" else asked.rules.existing & ~is_open
    return Relaxed(marks.astype(np.float64), proved)


def _number(asked: Question, limit: Limit) -> Relaxed | None:
    """Give the nearest number of sites with a plan: the smallest above, or the largest below."""
    n_open = int(asked.rules.n_open or 0)
    least = 2 if asked.model is Model.P_DISPERSION else 1
    found, proved = [], True
    for tried in range(_TRIES):  # sites that the easier program thinks enough may not be: then one more
        one = allowed(asked, {"n_sites"}, cost=1.0)
        one.program.add_row(one.sites, 1.0, lower=n_open + tried)
        solved = _solved(one, limit.part(0.4))
        proved &= solved.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}
        if solved.values is not None:
            found.append(float(np.rint(solved.values[one.sites].sum())))
        if one.exact or solved.status is not PlanStatus.NO_PLAN or limit.over():
            break
    one = allowed(asked, {"n_sites"}, cost=-1.0)
    one.program.add_row(one.sites, 1.0, lower=least, upper=n_open)
    solved = _solved(one, limit)
    proved &= solved.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE}
    if solved.values is not None:
        found.append(float(np.rint(solved.values[one.sites].sum())))
    if not found:
        return None
    return Relaxed(np.array([min(found, key=lambda number: abs(number - n_open))]), proved)


def _groups(asked: Question, item: str, limit: Limit) -> Relaxed | None:
    one = allowed(asked, {item})
    y, sign = one.sites, 1.0 if item == "group_min" else -1.0
    groups = asked.rules.groups
    slack = one.program.add_columns(np.ones(len(groups)), upper=np.inf, whole=True)
    for number, group in enumerate(groups):
        columns = np.concatenate([y[group.columns], slack[number : number + 1]])
        values = np.concatenate([np.ones(len(group.columns)), [sign]])
        one.program.add_row(
            columns, values, **({"lower": group.fewest} if sign > 0 else {"upper": group.most})
        )
    solved = _solved(one, limit)
    if solved.values is None:
        return None
    asked_for = np.array([group.fewest if sign > 0 else group.most for group in groups], float)
    return Relaxed(asked_for - sign * np.rint(solved.values[slack]), solved.status is PlanStatus.OPTIMAL)


def _capacity(asked: Question, limit: Limit) -> Relaxed | None:
    """Give the least capacity to add, all sites together; None where the program would be too large."""
    rules = without(asked.rules, {"capacity"})
    if _n_pairs(asked, np.flatnonzero(~rules.forbidden)) > _MOST:
        return None
    program, pairs = Program(), asked.pairs()
    y = add_sites(program, rules)
    more = program.add_columns(np.ones(len(rules.existing)), upper=np.inf)
    add_assignment(program, asked, pairs, y, asked.rules, must=asked.must_serve, more=more)
    solved = highs.solve(program, limit, tell=False)
    if solved.values is None:
        return None
    added = np.where(solved.values[more] > 1e-7, solved.values[more], 0.0)  # noqa: PLR2004 - rounding
    if not added.any():  # what is missing is within the tolerances of the solver
        return None
    return Relaxed(added, solved.status is PlanStatus.OPTIMAL)


def _by_halving(asked: Question, item: str, limit: Limit) -> Relaxed | None:
    """Search the values that make a difference, from the strictest to the mildest."""
    values = candidates(asked, item)
    if not len(values) or not is_possible(with_value(asked, item, values[-1]), set(), limit.part(0.5)):
        return None
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        possible = is_possible(with_value(asked, item, values[middle]), set(), limit.part(0.5))
        if possible is None:
            break
        low, high = (low, middle) if possible else (middle + 1, high)
    return Relaxed(np.array([values[high]]), low == high)
