"""How far one requirement has to give way so that a question has a plan, all others kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.program import Program
from geo_target.siting.programs import add_assignment, add_cover, add_floors
from geo_target.siting.question import SERVING_ALL, Model
from geo_target.siting.relaxed_values import candidates, with_value
from geo_target.siting.sites_block import add_sites

if TYPE_CHECKING:
    from geo_target.models import FloatArray, IntArray
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
    return replace(
        rules,
        n_open=None if "n_sites" in dropped else rules.n_open,
        budget=None if "budget" in dropped else rules.budget,
        groups=groups,
        spacing=0.0 if "min_spacing" in dropped else rules.spacing,
        existing=nothing if "existing" in dropped else rules.existing,
        forbidden=nothing if "forbidden" in dropped else rules.forbidden,
        capacity=None if "capacity" in dropped else rules.capacity,
        floors=() if "min_coverage" in dropped else rules.floors,
    )


def allowed(
    asked: Question, dropped: set[str], *, cost: FloatArray | float = 0.0, radius: float | None = None
) -> tuple[Program, IntArray]:
    """Give the program of all plans that keep what is asked but for what is dropped, and its site columns."""
    program, rules = Program(), without(asked.rules, dropped)
    pairs = asked.pairs(radius, rules.forbidden)
    y = add_sites(program, rules, cost=cost)
    serving = asked.model in SERVING_ALL and "service" not in dropped
    if rules.capacity is not None or (asked.decay is not None and rules.floors):
        add_assignment(program, asked, pairs, y, rules, must=asked.must_serve & serving)
    elif serving:
        add_cover(program, y, pairs[np.flatnonzero(asked.must_serve)])
    elif rules.floors:
        add_floors(program, asked, pairs, y, rules)
    return program, y


def is_possible(
    asked: Question, dropped: set[str], limit: Limit, *, radius: float | None = None
) -> bool | None:
    """Tell whether a plan keeps what is asked but for what is dropped; None if time ended first."""
    program, _ = allowed(asked, dropped, radius=radius)
    status = highs.solve(program, limit, tell=False).status
    return {PlanStatus.INFEASIBLE: False, PlanStatus.NO_PLAN: None}.get(status, True)


def relaxed(asked: Question, item: str, limit: Limit) -> FloatArray | None:
    """Give the smallest change of one requirement that makes a plan possible.

    Returns
    -------
    FloatArray or None
        The new value of ``n_sites``, ``budget``, ``min_spacing`` or ``service`` (the radius); marks of sites to let go
        for ``existing`` and ``forbidden``; the new limit of each group in ``rules.groups``; the capacity to add at each
        site; the factor on all shares of ``rules.floors``. None if no change of it alone helps, or time ended.
    """
    ways = {"n_sites": _number, "capacity": _capacity}
    if item in ways:
        return ways[item](asked, limit)
    if item in {"group_min", "group_max"}:
        return _groups(asked, item, limit)
    by_halving = item in {"min_spacing", "service", "min_coverage"}
    return _by_halving(asked, item, limit) if by_halving else _sites_or_budget(asked, item, limit)


def _proved(program: Program, limit: Limit) -> FloatArray | None:
    """Give the values of the best answer; None if there is none, or time ended before it was proved the smallest."""
    solved = highs.solve(program, limit, tell=False)
    return solved.values if solved.status is PlanStatus.OPTIMAL else None


def _sites_or_budget(asked: Question, item: str, limit: Limit) -> FloatArray | None:
    """Give the least that has to be spent, or marks of the fewest sites to let go."""
    wish = {
        "budget": 0.0 if asked.rules.site_cost is None else asked.rules.site_cost,
        "forbidden": asked.rules.forbidden.astype(np.float64),
        "existing": -asked.rules.existing.astype(np.float64),
    }[item]
    program, y = allowed(asked, {item}, cost=wish)
    values = _proved(program, limit)
    if values is None:
        return None
    is_open = values[y] > 0.5  # noqa: PLR2004 - whole but for rounding
    if item == "budget":
        return np.array([float(np.asarray(wish) @ is_open)])
    marks = asked.rules.forbidden & is_open if item == "forbidden" else asked.rules.existing & ~is_open
    return marks.astype(np.float64)


def _number(asked: Question, limit: Limit) -> FloatArray | None:
    """Give the nearest number of sites with a plan: the smallest above, or the largest below."""
    n_open = int(asked.rules.n_open or 0)
    least = 2 if asked.model is Model.P_DISPERSION else 1
    found = []
    for above in (True, False):
        program, y = allowed(asked, {"n_sites"}, cost=1.0 if above else -1.0)
        program.add_row(y, 1.0, lower=n_open if above else least, upper=np.inf if above else n_open)
        values = _proved(program, limit)
        if values is not None:
            found.append(float(np.rint(values[y].sum())))
    return np.array([min(found, key=lambda number: abs(number - n_open))]) if found else None


def _groups(asked: Question, item: str, limit: Limit) -> FloatArray | None:
    program, y = allowed(asked, {item})
    sign = 1.0 if item == "group_min" else -1.0
    groups = asked.rules.groups
    slack = program.add_columns(np.ones(len(groups)), upper=np.inf, whole=True)
    for number, group in enumerate(groups):
        columns = np.concatenate([y[group.columns], slack[number : number + 1]])
        values = np.concatenate([np.ones(len(group.columns)), [sign]])
        program.add_row(columns, values, **({"lower": group.fewest} if sign > 0 else {"upper": group.most}))
    solved = _proved(program, limit)
    if solved is None:
        return None
    asked_for = np.array([group.fewest if sign > 0 else group.most for group in groups], float)
    return asked_for - sign * np.rint(solved[slack])


def _capacity(asked: Question, limit: Limit) -> FloatArray | None:
    """Give the least capacity to add, all sites together."""
    rules = without(asked.rules, {"capacity"})
    program, pairs = Program(), asked.pairs()
    y = add_sites(program, rules)
    more = program.add_columns(np.ones(len(rules.existing)), upper=np.inf)
    add_assignment(program, asked, pairs, y, asked.rules, must=asked.must_serve, more=more)
    values = _proved(program, limit)
    return None if values is None else np.where(values[more] > 1e-7, values[more], 0.0)  # noqa: PLR2004 - rounding


def _by_halving(asked: Question, item: str, limit: Limit) -> FloatArray | None:
    """Search the values that make a difference, from the strictest to the mildest."""
    values = candidates(asked, item)
    low, high = 0, len(values)
    if not len(values) or not is_possible(with_value(asked, item, values[-1]), set(), limit):
        return None
    while low < high:
        middle = (low + high) // 2
        possible = is_possible(with_value(asked, item, values[middle]), set(), limit)
        if possible is None:
            return None
        low, high = (low, middle) if possible else (middle + 1, high)
    return np.array([values[low]])
