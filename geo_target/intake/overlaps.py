"""Neighbourhoods that lie on one another: how much, and whether it is only a sliver of drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.areas import areas_m2
from geo_target.intake.finding import Finding
from geo_target.intake.inside import as_array
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import BoolArray, FloatArray, IntArray

SLIVER_SHARE = 0.01
SLIVER_M2 = 5_000.0
NOTHING_M2 = 1.0
"""Less than this is the rounding of a border to six decimals (11 cm), and is not told."""

WHOLE = 0.999


def overlaps(
    geoms: Any,
    labels: Sequence[str | None],
    *,
    standing: Sequence[tuple[str, Any]] = (),
) -> list[Finding]:
    """Return the pairs of areas that overlap.

    Parameters
    ----------
    geoms
        Areas, EPSG:4326; None, empty and invalid ones are left out.
    standing
        (name or code, area) of rows that stay beside these.

    Returns
    -------
    list of Finding
        One a pair, at the later row of the two, sorted by it. ``overlap-sliver`` (warning): less than 1 % of the
        smaller and less than 5,000 m²; ``overlap``, ``contained-area``, ``equal-area`` (errors).
    """
    own = as_array(geoms)
    shapes = np.concatenate([as_array([area for _, area in standing]), own])
    names = [*(name for name, _ in standing), *labels]
    usable = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    shapes[~usable | ~shapely.is_valid(shapes)] = None

    first, second = _touching(shapes, len(standing))
    parts = shapely.intersection(shapes[first], shapes[second])
    shared = areas_m2(parts)
    kept = shared >= NOTHING_M2
    first, second, parts, shared = first[kept], second[kept], parts[kept], shared[kept]
    areas = np.zeros(len(shapes))
    involved = np.unique(np.concatenate([first, second]))
    areas[involved] = areas_m2(shapes[involved])
    return [
        _finding(int(at - len(standing)), (names[other], names[at]), areas[[other, at]], float(common), part)
        for at, other, common, part in sorted(
            zip(second.tolist(), first.tolist(), shared, parts, strict=True), key=lambda pair: pair[:2]
        )
    ]


def _touching(shapes: Any, standing: int) -> tuple[IntArray, IntArray]:
    """Return pairs i < j that share more than nothing, not both of them standing."""
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    kept: BoolArray = (first < second) & (second >= standing)
    return first[kept], second[kept]


def _finding(
    index: int, names: tuple[str | None, str | None], areas: FloatArray, shared: float, part: Any
) -> Finding:
    other, own = (name or "?" for name in names)
    code = _code(float(areas.min()), float(areas.max()), shared)
    share = shared / areas.min()
    place = shapely.get_coordinates(shapely.point_on_surface(part))[0]
    m2_fa, m2_en = (format_number(shared, lang, decimals=0) for lang in ("fa", "en"))
    share_fa, share_en = (format_number(100 * share, lang, decimals=1) for lang in ("fa", "en"))
    return Finding(
        index=index,
        severity="warning" if code == "overlap-sliver" else "error",
        code=code,
        expected=("محله‌ای که روی دیگری نیفتد", "a neighbourhood that overlaps no other"),
        came=f"{own} + {other}",
        mend=(
            f"{m2_fa} متر مربع ({share_fa}٪ کوچک‌تر) با «{other}» یکی است؛ {_MEND[code][0]}",
            f"{m2_en} m² ({share_en} % of the smaller) is also “{other}”: {_MEND[code][1]}",
        ),
        lon=float(place[0]),
        lat=float(place[1]),
    )


_MEND = {
    "overlap-sliver": (
        "اگر خطای رسم است مرز مشترک را یکی کنید",
        "if it is a slip of drawing, make the border one line",
    ),
    "overlap": ("مرز مشترک را اصلاح کنید", "mend the border between them"),
    "contained-area": (
        "یکی درون دیگری است: آن را از دیگری ببرید یا بردارید",
        "one lies in the other: cut it out, or remove it",
    ),
    "equal-area": ("هر دو یکی هستند: یکی را بردارید", "they are the same: remove one"),
}


def _code(smaller: float, larger: float, shared: float) -> str:
    if shared >= WHOLE * larger:
        return "equal-area"
    if shared >= WHOLE * smaller:
        return "contained-area"
    return "overlap-sliver" if shared < SLIVER_SHARE * smaller and shared < SLIVER_M2 else "overlap"
