"""What is found beside the best plan, each part in its share of the time; what cannot be had is a note."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.persian import format_number
from geo_target.plans import PlanStatus
from geo_target.siting import SiteRole, evaluate, reasons, solve
from geo_target.workflows import site_extras as extras
from geo_target.workflows.site import Found
from geo_target.workflows.site_fair import fair_curve, fairest
from geo_target.workflows.site_robust import fare
from geo_target.workflows.site_thrift import without_idle

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.plans import SitingPlan
    from geo_target.profile import Profile
    from geo_target.workflows.site_question import Asked
    from geo_target.workflows.site_time import Clock

_FOR_THRIFT = 0.1
_NONE = frozenset({PlanStatus.INFEASIBLE, PlanStatus.NO_PLAN})


def find_best(asked: Asked, profile: Profile, clock: Clock) -> Found:
    """Find the plan that was asked for: the one of best value, or the fairest."""
    limit = clock.part("plan")
    if asked.request.fair is None:
        best = solve(asked.question, limit)
        return Found(asked, without_idle(asked, best, clock.limit.part(_FOR_THRIFT)), profile)
    plan, fairness = fairest(asked, limit)
    return Found(asked, plan, profile, fairness=fairness if plan.open_sites else None)


def add_beside(found: Found, clock: Clock) -> None:
    """Add what was asked for beside the best plan, and what is told of every plan."""
    if found.best.status in _NONE:
        _without_plan(found, clock)
        return
    row = extras.row_of(found.asked, found.best, "best", 0)
    worst = None if found.fairness is None else found.fairness.worst
    found.plans.append((replace(row, worst=worst), found.best))
    for name, add in _PARTS.items():
        if name not in clock.waiting:
            continue
        if clock.is_over and name not in _ALWAYS:
            clock.skip(name)
            continue
        try:
            add(found, clock)
        except InputError as error:
            clock.cut(name, f"به دست نیامد: {error}", f"could not be had: {error}")
    found.notes.extend(clock.notes)


def _without_plan(found: Found, clock: Clock) -> None:
    clock.waiting = ["clash"] * (found.best.status is PlanStatus.INFEASIBLE)
    clock.waiting += ["hand_made"] * bool(found.asked.request.hand_made)
    if "clash" in clock.waiting:
        found.clash = extras.why_not(found.asked, clock.part("clash"))
    if "hand_made" in clock.waiting:
        _add_hand_made(found, clock)
    found.notes.extend(clock.notes)


def _add_hand_made(found: Found, clock: Clock) -> None:
    plan, found.hand_made = extras.by_hand(found.asked, found.best, clock.last_word("hand_made"))
    _add(found, plan, "hand_made", found.hand_made.regret)


def _add_reasons(found: Found, clock: Clock) -> None:
    given = reasons(found.asked.question, found.best.open_sites, clock.last_word("reasons"))
    found.why = {str(reason.site): reason for reason in given}
    unsure = sum(not reason.certain for reason in given)
    if unsure:
        clock.cut(
            "reasons",
            f"برای {_fa(unsure)} از {_fa(len(given))} مکان همهٔ جایگزین‌ها سنجیده نشد؛ شاید جایگزین بهتری باشد.",
            f"for {unsure} of {len(given)} sites not every other site was tried in its place; a better one may be left.",
        )


def _add_before(found: Found, clock: Clock) -> None:
    existing = found.asked.question.requirements.existing
    limit = clock.last_word("before")
    if existing and found.asked.request.is_covering:
        found.before = evaluate(found.asked.question, existing, limit)
        if found.before.status is PlanStatus.NO_PLAN:
            clock.cut(
                "before",
                "در این زمان در حد ظرفیت‌ها شمرده نشد؛ هر کس نزد نزدیک‌ترین مرکز شمرده شده است.",
                "not counted within the capacities in the time given; everybody is counted at the nearest.",
            )


def _add_alternatives(found: Found, clock: Clock) -> None:
    found.parts = extras.as_good(found.asked, clock.part("alternatives"))
    best = set(found.best.open_sites)
    for plan in found.parts.plans:
        if set(plan.open_sites) != best:
            _add(found, plan, "alternative")
    sign = 1 if found.asked.question.maximise else -1
    if any(sign * plan.objective > sign * found.best.objective for plan in found.parts.plans):
        clock.cut(
            "alternatives", "یکی از آن‌ها از طرح بالا بهتر است.", "one of them is better than the plan above."
        )
    if not found.parts.complete:
        clock.cut(
            "alternatives",
            f"از آن‌ها {_fa(len(found.parts.plans))} طرح با طرح بالا آمده است و شاید بیشتر باشند.",
            f"{len(found.parts.plans)} of them are listed with the plan above; there may be more.",
        )
    unsure = sum(role is SiteRole.UNDECIDED for role in found.parts.role)
    if unsure:
        clock.cut(
            "alternatives",
            f"زمان پیش از آن که جایگاه {_fa(unsure)} مکان روشن شود تمام شد.",
            f"time ended before the part of {unsure} sites was known.",
        )


def _add_curve(found: Found, clock: Clock) -> None:
    count = len(found.plans)
    for plan, budget in extras.curve(found.asked, clock.part("curve")):
        _add(found, plan, "frontier", budget=budget)
    steps = [plan.status for _, plan in found.plans[count:]]
    unsure = sum(status in {PlanStatus.FEASIBLE, PlanStatus.NO_PLAN} for status in steps)
    if unsure:
        clock.cut(
            "curve",
            f"{_fa(unsure)} از {_fa(len(steps))} طرح آن در این زمان اثبات نشد؛ فاصلهٔ هر یک در جدول است.",
            f"{unsure} of its {len(steps)} plans were not proved in the time given; each one's gap is in the table.",
        )


def _add_phases(found: Found, clock: Clock) -> None:
    steps = extras.growing(found.asked, clock.part("phases"))
    for plan, regret in steps:
        _add(found, plan, "phase", regret)
    if any(plan.status is not PlanStatus.OPTIMAL for plan, _ in steps):
        clock.cut(
            "phases",
            "در این زمان اثبات نشد که کمترین افسوس را دارد.",
            "not proved in the time given to have the least regret.",
        )


def _add_fair_curve(found: Found, clock: Clock) -> None:
    steps = fair_curve(found.asked, clock.part("fair_curve"))
    for plan, lost, worst in steps:
        _add(found, plan, "fair", lost, worst=worst)
    unsure = sum(plan.status is not PlanStatus.OPTIMAL for plan, _, _ in steps)
    if unsure:
        clock.cut(
            "fair_curve",
            f"{_fa(unsure)} از {_fa(len(steps))} طرح آن در این زمان اثبات نشد.",
            f"{unsure} of its {len(steps)} plans were not proved in the time given.",
        )


def _add_robustness(found: Found, clock: Clock) -> None:
    found.fared = fare(found.asked, found.best, found.profile, clock.part("robustness"))


def _add(
    found: Found,
    plan: SitingPlan,
    kind: str,
    regret: float | None = None,
    *,
    worst: float | None = None,
    budget: float | None = None,
) -> None:
    number = max((row.plan for row, _ in found.plans), default=0) + 1
    row = replace(extras.row_of(found.asked, plan, kind, number, regret), worst=worst, budget=budget)
    found.plans.append((row, plan))


_PARTS: dict[str, Callable[[Found, Clock], None]] = {
    "hand_made": _add_hand_made,
    "reasons": _add_reasons,
    "before": _add_before,
    "alternatives": _add_alternatives,
    "curve": _add_curve,
    "phases": _add_phases,
    "fair_curve": _add_fair_curve,
    "robustness": _add_robustness,
}
"""In their order."""
_ALWAYS = frozenset({"hand_made", "reasons", "before"})
"""What a stopped question has, too: a moment's work."""


def _fa(count: int) -> str:
    return format_number(count, "fa", decimals=0)
