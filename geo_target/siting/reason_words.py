"""Sentences about a site's reason, in English and in Persian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.persian import format_number
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo_target.siting.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What is known of one site of a plan.

    Parameters
    ----------
    serves, points
        Demand that it serves, and how many demand points.
    loses_coverage
        How much less demand is served without it, the other sites staying: with capacities others may then be served.
    loses
        How much worse the objective is without it, in the model's unit; negative if better. NaN if the rest has no
        value: somebody who must be served is not or finds no room, or fewer than two sites are left between which
        p-dispersion measures.
    runner_up
        The site that is best in its place, the others staying and every requirement kept; None if there is none.
    difference
        How much worse the plan is with the runner-up; NaN without one, negative if it is better.
    tried, possible
        How many sites were valued in its place, of how many that keep the rules about sites. One that cannot be better
        than the runner-up, whomever it serves, need not be tried.
    certain
        Whether all this is proved: that no other site is better in its place than the runner-up (or, without one, that
        none can take it), and what is lost without it. With capacities at most 25 sites are tried, and time may end.
    """

    serves: float
    points: int
    loses_coverage: float
    loses: float
    runner_up: Hashable | None
    difference: float
    tried: int
    possible: int
    certain: bool


def reason_words(
    asked: Question, site: Hashable, numbers: Numbers, unserved: int, *, is_too_full: bool = False
) -> tuple[str, str]:
    """Say whom a site serves, what is lost without it, and what is next best.

    Parameters
    ----------
    unserved
        Demand points that must be served and without the site are not.
    is_too_full
        Whether the others have no room for all who must be served.
    """
    parts = [
        _serves(asked, site, numbers),
        _loses(asked, numbers, unserved, is_too_full=is_too_full),
        _next(numbers),
        _how_far(numbers),
    ]
    english = " ".join(part[0] for part in parts if part[0])
    persian = " ".join(part[1] for part in parts if part[1])
    return english, persian


def _serves(asked: Question, site: Hashable, numbers: Numbers) -> tuple[str, str]:
    if asked.model is Model.P_DISPERSION:
        return f"{site} is open.", f"{site} باز است."
    demand, points = numbers.serves, numbers.points
    noun = "point" if points == 1 else "points"
    english = f"{site} serves {_en(demand)} of demand at {_en(points)} {noun}."
    return english, f"{site} به {_fa(demand)} نفر در {_fa(points)} نقطه خدمت می‌دهد."


def _loses(asked: Question, numbers: Numbers, unserved: int, *, is_too_full: bool) -> tuple[str, str]:
    lost, worse = numbers.loses_coverage, numbers.loses
    if asked.model is Model.P_DISPERSION:
        return _spread(worse)
    if lost > 0:
        return (
            f"Without it {_en(lost)} would have no service.",
            f"بدون آن {_fa(lost)} نفر خدمتی نخواهند داشت.",
        )
    if unserved:
        noun = "point" if unserved == 1 else "points"
        return (
            f"Without it {_en(unserved)} {noun} that must be served would have no service.",
            f"بدون آن {_fa(unserved)} نقطه که باید خدمت بگیرد بی‌خدمت می‌ماند.",
        )
    if is_too_full:
        return "Without it the others have no room for everybody.", "بدون آن دیگران برای همه جا ندارند."
    if asked.model in {Model.P_MEDIAN, Model.P_CENTER} and worse > 0:
        return f"Without it the cost rises by {_en(worse)}.", f"بدون آن هزینه {_fa(worse)} بیشتر می‌شود."
    return "", ""


def _spread(worse: float) -> tuple[str, str]:
    if np.isnan(worse):
        return (
            "Without it fewer than two sites would be open, and there would be no distance between them.",
            "بدون آن کمتر از دو مکان باز می‌ماند و فاصله‌ای میان آن‌ها نیست.",
        )
    if worse < 0:
        return (
            f"Without it the others would be {_en(-worse)} farther apart.",
            f"بدون آن فاصلهٔ دیگران {_fa(-worse)} بیشتر می‌شود.",
        )
    return "", ""


def _next(numbers: Numbers) -> tuple[str, str]:
    runner_up, difference = numbers.runner_up, numbers.difference
    if runner_up is None and not numbers.certain:
        return "No other site was found that can take its place.", "مکان دیگری که جای آن را بگیرد پیدا نشد."
    if runner_up is None:
        return "No other site can take its place.", "هیچ مکان دیگری جای آن را نمی‌گیرد."
    if difference == 0:
        return f"{runner_up} in its place is as good.", f"{runner_up} به‌جای آن به همان خوبی است."
    if difference < 0:
        return f"{runner_up} in its place is better by {_en(-difference)}.", (
            f"{runner_up} به‌جای آن {_fa(-difference)} بهتر است."
        )
    return f"{runner_up} in its place is worse by {_en(difference)}.", (
        f"{runner_up} به‌جای آن {_fa(difference)} بدتر است."
    )


def _how_far(numbers: Numbers) -> tuple[str, str]:
    """Say how far the search for the runner-up went, where it was cut short."""
    if numbers.certain:
        return "", ""
    tried, possible = numbers.tried, numbers.possible
    if tried == possible:
        return "Time ended before this was proved.", "زمان پیش از اثبات این‌ها به پایان رسید."
    return (
        f"Only {_en(tried)} of {_en(possible)} sites were tried in its place: another may be better.",
        f"تنها {_fa(tried)} مکان از {_fa(possible)} به‌جای آن آزموده شد؛ شاید دیگری بهتر باشد.",
    )


def _en(value: float) -> str:
    return format_number(float(value), "en")


def _fa(value: float) -> str:
    return format_number(float(value), "fa")
