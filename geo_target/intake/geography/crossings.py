"""About how often a boundary crosses itself: mending one that is a scribble would take minutes and gigabytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.persian import format_number

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_CROSSINGS = 20_000
"""What a shape may have to be mended: a second or two, where its square would take minutes."""

_SIDES = 200
_PAIRS = 400_000


def crossings(shape: BaseGeometry) -> int:
    """Estimate how many pairs of sides of an area cross, from at most 200 sides held against all.

    Exact for an area of at most 200 sides. Sides that only touch, or lie on one another, do not count.
    """
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    same = ring[1:] == ring[:-1]
    sides: Any = shapely.linestrings(np.stack([points[:-1][same], points[1:][same]], axis=1))
    if len(sides) == 0:
        return 0
    wanted = max(1, min(_SIDES, _PAIRS // len(sides)))
    sample = sides[:: -(-len(sides) // wanted)]
    pairs = int(shapely.STRtree(sides).query(sample, predicate="crosses").shape[1])
    return round(pairs * len(sides) / len(sample) / 2)


def too_many_crossings(times: int) -> tuple[str, str]:
    """Return how to mend a boundary that crosses itself too often to be mended here, Persian and English."""
    return (
        f"مرز نزدیک {format_number(times)} بار خود را می‌برد و اصلاح‌شدنی نیست؛ دوباره بکشید",
        f"it crosses itself about {format_number(times, 'en')} times, too often to be mended: draw it again",
    )
