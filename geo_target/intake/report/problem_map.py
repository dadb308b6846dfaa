"""A small map of where the problems are: paths for an SVG, and nothing that draws by itself.

The land is the provinces of Natural Earth, made coarse (``province_outlines.json``), for orientation only.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from geo_target.intake.problems import SEVERITY_WORDS, Problem, Severity
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 560, 513
"""Pixels of the map's own coordinates."""

MOST_MARKS = 1000

_WEST, _EAST, _SOUTH, _NORTH = 43.6, 63.8, 24.6, 40.2
_SHAPES: dict[Severity, str] = {
    "error": "M{x:.1f} {y:.1f}m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",  # a disc
    "warning": "M{x:.1f} {y:.1f}m0 -5.5l5.5 9.5h-11z",  # a triangle
    "info": "M{x:.1f} {y:.1f}m-4 -4h8v8h-8z",  # a square
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One problem on the map: the number of its row in the table, and its path."""

    number: int
    severity: Severity
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a mark means, and how many there are."""

    severity: Severity
    path: str
    count: int
    fa: str
    en: str


@dataclass(frozen=True, slots=True)
class ProblemMap:
    """All that the page needs to draw the map. ``outside`` counts places that lie beyond its frame."""

    width: int
    height: int
    land: tuple[str, ...]
    marks: tuple[Mark, ...]
    legend: tuple[LegendEntry, ...]
    outside: int
    left_out: int
    outside_fa: str
    outside_en: str
    left_out_fa: str
    left_out_en: str


def problem_map(problems: Sequence[Problem]) -> ProblemMap:
    """Return the map of the problems whose place is known.

    Parameters
    ----------
    problems
        In the order of the table; a mark's number is the 1-based place in it. Coordinates in degrees WGS84. Those
        without a place are not drawn; those that are not finite or beyond the frame are counted as outside.
    """
    placed = [
        (number, p) for number, p in enumerate(problems, start=1) if p.lon is not None and p.lat is not None
    ]
    inside = [(number, p) for number, p in placed if _in_frame(p)]
    drawn = inside[:MOST_MARKS]
    outside, left_out = len(placed) - len(inside), len(inside) - len(drawn)

    return ProblemMap(
        width=WIDTH,
        height=HEIGHT,
        land=_land(),
        marks=tuple(_mark(number, problem) for number, problem in reversed(drawn)),  # errors on top
        legend=_legend([problem for _, problem in drawn]),
        outside=outside,
        left_out=left_out,
        outside_fa=f"{format_number(outside)} مشکل بیرون از قاب نقشه است",
        outside_en=f"outside the map's frame: {format_number(outside, 'en')}",
        left_out_fa=f"{format_number(left_out)} مشکل دیگر کشیده نشده است",
        left_out_en=f"not drawn: {format_number(left_out, 'en')} more",
    )


def _in_frame(problem: Problem) -> bool:
    lon, lat = problem.lon, problem.lat
    return lon is not None and lat is not None and _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def _mark(number: int, problem: Problem) -> Mark:
    x, y = _project(problem.lon or 0.0, problem.lat or 0.0)
    label = f"{problem.place('fa')}: {problem.mend_fa}"
    return Mark(number, problem.severity, _SHAPES[problem.severity].format(x=x, y=y), label)


def _legend(problems: Sequence[Problem]) -> tuple[LegendEntry, ...]:
    counts = {severity: sum(p.severity == severity for p in problems) for severity in SEVERITY_WORDS}
    return tuple(
        LegendEntry(severity, _SHAPES[severity].format(x=8, y=8), count, *SEVERITY_WORDS[severity])
        for severity, count in counts.items()
        if count
    )


@lru_cache(maxsize=1)
def _land() -> tuple[str, ...]:
    text = resources.files("geo_target.intake.report").joinpath("province_outlines.json").read_text("utf-8")
    rings: list[list[tuple[float, float]]] = json.loads(text)
    return tuple(_path(ring) for ring in rings)


def _path(ring: Sequence[tuple[float, float]]) -> str:
    points = (_project(lon, lat) for lon, lat in ring[:-1])
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z"


def _project(lon: float, lat: float) -> tuple[float, float]:
    """Return pixels: degrees scaled so that shapes are true in the middle of the country, north above."""
    scale = WIDTH / ((_EAST - _WEST) * math.cos(math.radians((_SOUTH + _NORTH) / 2)))
    middle = math.cos(math.radians((_SOUTH + _NORTH) / 2))
    return (lon - _WEST) * middle * scale, (_NORTH - lat) * scale
