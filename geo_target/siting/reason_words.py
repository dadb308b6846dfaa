"""Sentences about a site's reason, in English and in Persian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.persian import format_number
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo_target.siting.question import Question


def reason_words(
    asked: Question, site: Hashable, runner_up: Hashable | None, numbers: Mapping[str, float]
) -> tuple[str, str]:
    """Say whom a site serves, what is lost without it, and what is next best."""
    parts = [_serves(asked, site, numbers), _loses(asked, numbers), _next(runner_up, numbers["difference"])]
    english = " ".join(part[0] for part in parts if part[0])
    persian = " ".join(part[1] for part in parts if part[1])
    return english, persian


def _serves(asked: Question, site: Hashable, numbers: Mapping[str, float]) -> tuple[str, str]:
    if asked.model is Model.P_DISPERSION:
        return f"{site} is open.", f"{site} باز است."
    demand, points = numbers["serves"], numbers["points"]
    noun = "point" if points == 1 else "points"
    english = f"{site} serves {_en(demand)} of demand at {_en(points)} {noun}."
    return english, f"{site} به {_fa(demand)} نفر در {_fa(points)} نقطه خدمت می‌دهد."


def _loses(asked: Question, numbers: Mapping[str, float]) -> tuple[str, str]:
    lost, worse = numbers["loses_coverage"], numbers["loses"]
    if lost > 0:
        return (
            f"Without it {_en(lost)} would have no service.",
            f"بدون آن {_fa(lost)} نفر خدمتی نخواهند داشت.",
        )
    if asked.model in {Model.P_MEDIAN, Model.P_CENTER} and worse > 0:
        return f"Without it the cost rises by {_en(worse)}.", f"بدون آن هزینه {_fa(worse)} بیشتر می‌شود."
    return "", ""


def _next(runner_up: Hashable | None, difference: float) -> tuple[str, str]:
    if runner_up is None:
        return "No other site can take its place.", "هیچ مکان دیگری جای آن را نمی‌گیرد."
    if difference == 0 or np.isnan(difference):
        return f"{runner_up} in its place is as good.", f"{runner_up} به‌جای آن به همان خوبی است."
    if difference < 0:
        return f"{runner_up} in its place is better by {_en(-difference)}.", (
            f"{runner_up} به‌جای آن {_fa(-difference)} بهتر است."
        )
    return f"{runner_up} in its place is worse by {_en(difference)}.", (
        f"{runner_up} به‌جای آن {_fa(difference)} بدتر است."
    )


def _en(value: float) -> str:
    return format_number(float(value), "en")


def _fa(value: float) -> str:
    return format_number(float(value), "fa")
