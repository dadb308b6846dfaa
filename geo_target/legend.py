"""Class breaks and legends: values in, classes with colours, counts and words in both languages out.

Breaks are round numbers, because people read them aloud. Coverage always has the same breaks, fifths of
everybody, so that two services compare; priorities and people unserved take their breaks from the values
(quantiles, rounded), so that every map has a difference to show. An area without a value is a class of
its own, never a zero.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo_target.palette import NO_DATA, Name, RampName, ramp
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Measure = Literal["priority", "coverage", "unserved"]

N_CLASSES: Final = 5
FULLEST: Final = 0.42  # the largest share of the areas that one class should hold
ROUNDING: Final = 1e-9  # what sums of floats may be off by
SHARE_BREAKS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

MEASURES: Final[dict[Measure, Name]] = {
    "priority": Name("اولویت", "Priority"),
    "coverage": Name("پوشش جمعیت", "People covered"),
    "unserved": Name("بدون دسترسی", "Not served"),
}
UNITS: Final[dict[Measure, Name]] = {
    "priority": Name("امتیاز، از ۰ تا ۱۰۰", "points, 0 to 100"),
    "coverage": Name("درصد جمعیت محله‌های هدف", "percent of target population"),
    "unserved": Name("نفر", "people"),
}
RAMP_OF: Final[dict[Measure, RampName]] = {"priority": "need", "coverage": "access", "unserved": "need"}
NO_DATA_LABEL: Final = Name("بدون داده", "No data")


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One class: ``lower`` <= value < ``upper`` (the last class has its upper bound too).

    ``count`` is the number of areas in it. Bounds are in the measure's own unit: points, a share from 0
    to 1, or people.
    """

    lower: float
    upper: float
    colour: str
    count: int
    label_fa: str
    label_en: str


@dataclass(frozen=True, slots=True)
class NoDataClass:
    """The class of the areas that have no value."""

    colour: str
    count: int
    label_fa: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Classes in rising order, the class of areas without a value, and the class of each value.

    ``class_of`` is in the order of the values; ``None`` where there is no value. The counts of all classes
    add up to the number of values.
    """

    measure: Measure
    ramp: RampName
    unit_fa: str
    unit_en: str
    classes: tuple[LegendClass, ...]
    no_data: NoDataClass
    class_of: tuple[int | None, ...]


def classify(values: Iterable[float | None], measure: Measure, *, n_classes: int = N_CLASSES) -> Legend:
    """Sort areas into classes and make their legend.

    Parameters
    ----------
    values
        One value an area, in the measure's unit (priority 0 to 100, coverage a share from 0 to 1, unserved
        people); ``None`` or NaN is "no data".
    measure
        What the values are: it decides the ramp, the unit and the kind of breaks.
    n_classes
        The most classes, 2 to 9; fewer if the values are too much alike. Coverage always has five.

    Returns
    -------
    Legend
        Without any value at all, no classes but "no data".

    Raises
    ------
    ValueError
        If the measure is unknown, ``n_classes`` is out of range, or a value lies outside its measure.
    """
    known = _checked(list(values), measure, n_classes)
    present = [value for value in known if value is not None]

    edges = _edges(present, measure, n_classes)
    class_of = tuple(_class_of(value, edges) for value in known)
    counts = Counter(class_of)
    colours = ramp(RAMP_OF[measure], len(edges) - 1) if present else ()
    classes = tuple(
        LegendClass(lower, upper, colour, counts[i], *_labels(lower, upper, measure))
        for i, (lower, upper, colour) in enumerate(zip(edges, edges[1:], colours, strict=False))
    )

    no_data = NoDataClass(NO_DATA, counts[None], NO_DATA_LABEL.fa, NO_DATA_LABEL.en)
    unit = UNITS[measure]
    return Legend(measure, RAMP_OF[measure], unit.fa, unit.en, classes, no_data, class_of)


def measured(value: float | None, measure: Measure, lang: Literal["fa", "en"]) -> str:
    """Return a value in words: "Priority 27.4", "People covered 63%", "No data"."""
    if value is None or math.isnan(value):
        return NO_DATA_LABEL.fa if lang == "fa" else NO_DATA_LABEL.en
    name = MEASURES[measure].fa if lang == "fa" else MEASURES[measure].en
    if measure == "coverage":
        return f"{name} {format_number(100 * value, lang, decimals=0)}{'٪' if lang == 'fa' else '%'}"
    return f"{name} {format_number(value, lang, decimals=1 if measure == 'priority' else 0)}"


def _checked(values: list[float | None], measure: str, n_classes: int) -> list[float | None]:
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    if n_classes not in range(2, 10):
        raise ValueError(f"n_classes must be from 2 to 9, not {n_classes}")

    highest = {"priority": 100.0, "coverage": 1.0, "unserved": math.inf}[measure]
    known = [None if value is None or math.isnan(value) else float(value) for value in values]
    for value in known:
        if value is not None and (math.isinf(value) or not -ROUNDING <= value <= highest + ROUNDING):
            raise ValueError(f"a value of {measure} must be from 0 to {highest:g}, not {value:g}")
    return known


def _edges(values: Sequence[float], measure: Measure, n_classes: int) -> tuple[float, ...]:
    """Return the rising class bounds; they enclose every value."""
    if not values:
        return (0.0,)
    if measure == "coverage":
        return SHARE_BREAKS
    return _round_quantiles(sorted(values), n_classes)


def _round_quantiles(ordered: list[float], n_classes: int) -> tuple[float, ...]:
    """Return quantile bounds rounded to the coarsest step that keeps them apart."""
    low, high = ordered[0], ordered[-1]
    if high - low <= 3 * ROUNDING:
        lower = float(max(0, math.ceil(low) - 1))
        return lower, lower + 1.0

    # Where many areas share the lowest value (everybody served), the breaks are for the others.
    rest = ordered if ordered.count(low) * n_classes <= len(ordered) else [v for v in ordered if v > low]
    wanted = [rest[round(i * (len(rest) - 1) / n_classes)] for i in range(1, n_classes)]
    choices = [_rounded_edges(wanted, low, high, step) for step in _steps(high - low)]
    # One class fewer is a fair price for numbers that people remember, one class of nearly all is not.
    for edges in choices:
        if len(edges) >= n_classes and _fullest(rest, edges) <= FULLEST:
            return edges
    return max(choices, key=lambda edges: (len(edges), -_fullest(rest, edges)))


def _rounded_edges(wanted: list[float], low: float, high: float, step: float) -> tuple[float, ...]:
    """Return bounds that are multiples of a step and enclose all from ``low`` to ``high``."""
    outer = (math.floor(low / step + ROUNDING) * step, math.ceil(high / step - ROUNDING) * step)
    inner = {round(value / step) * step for value in wanted}
    return tuple(sorted({*outer, *(edge for edge in inner if outer[0] < edge < outer[1])}))


def _fullest(values: Sequence[float], edges: tuple[float, ...]) -> float:
    """Return the share of the values that the fullest class holds."""
    return max(Counter(_class_of(value, edges) for value in values).values()) / len(values)


def _steps(span: float) -> Iterable[float]:
    """Yield 1-2-5 steps from coarse to one, the finest that a reader is asked to read."""
    exponent = math.floor(math.log10(span))
    for power in range(exponent, -1, -1):
        for factor in (5, 2, 1):
            if factor * 10**power <= span:
                yield float(factor * 10**power)
    yield 1.0


def _class_of(value: float | None, edges: Sequence[float]) -> int | None:
    if value is None:
        return None
    inside = sum(value >= edge for edge in edges[1:-1])
    return int(inside)


def _labels(lower: float, upper: float, measure: Measure) -> tuple[str, str]:
    scale, sign = (100, ("٪", "%")) if measure == "coverage" else (1, ("", ""))
    low, high = round(lower * scale), round(upper * scale)
    fa = f"{format_number(low)} تا {format_number(high)}{sign[0]}"
    en = f"{low:,}–{high:,}{sign[1]}"
    return fa, en
