"""What is told of a friction raster that was made, in Persian and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.persian import Lang

_MODES_FA = {"walking": "پیاده", "driving": "با خودرو"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrictionFigures:
    """Counts of cells; `road_cells` is None without roads; `unused` are roads without a speed, by class."""

    width: int
    height: int
    barriers: int
    mode: str
    road_cells: int | None
    unused: Mapping[str, int]
    without_elevation: int


def friction_notes(made: FrictionFigures, lang: Lang) -> list[str]:
    """Say how many cells are barriers, what the roads did, and where elevations are missing, a sentence each."""
    return _persian(made) if lang == "fa" else _english(made)


def _english(made: FrictionFigures) -> list[str]:
    notes = [f"{made.width:,} by {made.height:,} cells, {made.barriers:,} of them barriers; {made.mode}."]
    if made.road_cells is not None:
        notes.append(f"Roads run through {made.road_cells:,} cells, at the speed of the fastest.")
    if made.unused:
        classes = ", ".join(f"{name} ({count:,})" for name, count in made.unused.items())
        notes.append(
            f"Roads left out: {sum(made.unused.values()):,}, for [{made.mode}.roads] has no speed of: {classes}."
        )
    if made.without_elevation:
        notes.append(
            f"{made.without_elevation:,} passable cells have no elevation; steps there are taken as level."
        )
    return notes


def _fa(count: int) -> str:
    return format_number(count, "fa")


def _persian(made: FrictionFigures) -> list[str]:
    size = f"{_fa(made.width)} در {_fa(made.height)} خانه"
    notes = [f"{size}، {_fa(made.barriers)} تای آن‌ها گذرناپذیر؛ {_MODES_FA[made.mode]}."]
    if made.road_cells is not None:
        notes.append(f"راه‌ها از {_fa(made.road_cells)} خانه می‌گذرند، با سرعت تندترین راه.")
    if made.unused:
        classes = "، ".join(f"{name} ({_fa(count)})" for name, count in made.unused.items())
        notes.append(
            f"{_fa(sum(made.unused.values()))} راه کنار گذاشته شد، چون [{made.mode}.roads] برای این رده‌ها سرعتی "
            f"ندارد: {classes}."
        )
    if made.without_elevation:
        notes.append(f"{_fa(made.without_elevation)} خانه گذرپذیر بلندی ندارد؛ گام‌ها در آن‌ها هموار گرفته شد.")
    return notes
