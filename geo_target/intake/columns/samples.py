"""Whether ``x`` is a longitude or a UTM easting: the one thing that the cells of a column may tell."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geo_target.persian import to_ascii_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_target.intake.source_table import Cell

_MOST_DEGREES = 180.0
_LEAST_METRES = 1_000.0
_PAIRS = {("lon", "easting"): ("lon", "easting"), ("lat", "northing"): ("lat", "northing")}
_DEGREE_SIGNS = re.compile("[°º˚′'\"″”]")


def by_samples(fields: Sequence[str], cells: Iterable[Cell]) -> str | None:
    """Return which of the two the cells speak for, all of them; None if they do not, or are not numbers.

    Degrees are at most 180 either way or written with ° ′ ″; metres of a UTM zone are 1,000 or more.
    """
    pair = _PAIRS.get((fields[0], fields[1])) if len(fields) == len(("degrees", "metres")) else None
    given = [cell for cell in cells if cell is not None]
    if pair is None or not given:
        return None
    if all(_is_degrees(cell) for cell in given):
        return pair[0]
    if all(_is_metres(cell) for cell in given):
        return pair[1]
    return None


def _is_degrees(cell: Cell) -> bool:
    if isinstance(cell, str) and _DEGREE_SIGNS.search(cell):
        return True
    number = number_of(cell)
    return number is not None and abs(number) <= _MOST_DEGREES


def _is_metres(cell: Cell) -> bool:
    number = number_of(cell)
    return number is not None and number >= _LEAST_METRES


def number_of(cell: Cell) -> float | None:
    """Return the number in a cell, in whichever digits, thousands separators apart; None if it is none."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    text = to_ascii_digits(str(cell)).strip().replace("٬", "").replace(",", "").replace("٫", ".")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
