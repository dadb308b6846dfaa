"""Neighbourhoods that lie on one another: how much, and whether it is only a sliver of drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.finding import Finding
from geo_target.intake.geography.areas import areas_m2
from geo_target.intake.geography.inside import as_array
from geo_target.persian import format_number, to_persian_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import BoolArray, FloatArray, IntArray

SLIVER_SHARE = 0.01
SLIVER_M2 = 5_000.0
NOTHING_M2 = 25.0
"""Less than this is the rounding of 250 m of border to six decimals (10 cm), and is not told."""

WHOLE = 0.999

_MOST_NEIGHBOURS = 100
_MOST_TOLD = 10
_PAIRS_AT_ONCE = 5_000_000


def overlaps(
    geoms: Any,
    labels: Sequence[str | None],
    *,
    standing: Sequence[tuple[str, Any]] = (),
    numbers: Sequence[int] | None = None,
) -> list[Finding]:
    """Return the pairs of areas that overlap.

    Parameters
    ----------
    geoms
        Areas, EPSG:4326; None, empty and invalid ones are left out.
    standing
        (name or code, area) of rows that stay beside these.
    numbers
        Numbers of the rows as the person sees them, for the words.

    Returns
    -------
    list of Finding
        One a pair, at the later row of the two, sorted by it. ``overlap-sliver`` (warning): less than 1 % of the
        smaller and less than 5,000 m²; ``overlap``, ``contained-area``, ``equal-area`` (errors). A row drawn as an
        earlier one, point by point, is compared with that one only; a row whose box touches those of more than 100
        earlier ones with the first 100; of one row the ten largest are told: no file can make it all with all.
    """
    own = as_array(geoms)
    shapes = np.concatenate([as_array([area for _, area in standing]), own])
    names = [*(name for name, _ in standing), *labels]
    usable = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    shapes[~usable | ~shapely.is_valid(shapes)] = None

    copies, of = _copies(shapes, len(standing))
    alone = shapes.copy()
    alone[copies] = None
    first, second = _touching(alone, len(standing))
    first, second = np.concatenate([first, of]), np.concatenate([second, copies])
    parts = shapely.intersection(shapes[first], shapes[second])
    shared = areas_m2(parts)
    kept = np.flatnonzero(shared >= NOTHING_M2)
    largest_first = kept[np.lexsort((-shared[kept], second[kept]))]
    kept = largest_first[_rank(second[largest_first]) < _MOST_TOLD]
    first, second, parts, shared = first[kept], second[kept], parts[kept], shared[kept]
    areas = np.zeros(len(shapes))
    involved = np.unique(np.concatenate([first, second]))
    areas[involved] = areas_m2(shapes[involved])
    return [
        _finding(
            at - len(standing),
            (names[other], names[at]),
            areas[[other, at]],
            (float(common), part),
            None if numbers is None or other < len(standing) else numbers[other - len(standing)],
        )
        for at, other, common, part in sorted(
            zip(second.tolist(), first.tolist(), shared, parts, strict=True), key=lambda pair: pair[:2]
        )
    ]


def _copies(shapes: Any, standing: int) -> tuple[IntArray, IntArray]:
    """Return the rows drawn as an earlier one, point by point, and the first of those."""
    seen: dict[bytes, int] = {}
    copies, of = [], []
    for index, drawn in enumerate(shapely.to_wkb(shapes)):
        if drawn is not None and (first := seen.setdefault(drawn, index)) != index and index >= standing:
            copies.append(index)
            of.append(first)
    return np.array(copies, dtype=np.int64), np.array(of, dtype=np.int64)


def _touching(shapes: Any, standing: int) -> tuple[IntArray, IntArray]:
    """Return pairs i < j that touch or share something, not both of them standing."""
    tree = shapely.STRtree(shapes)
    at_once = max(1, min(4096, _PAIRS_AT_ONCE // max(len(shapes), 1)))
    pairs = [np.empty((2, 0), dtype=np.int64)]
    for start in range(standing, len(shapes), at_once):
        late, early = tree.query(shapes[start : start + at_once])
        late += start
        late, early = late[early < late], early[early < late]
        order = np.lexsort((early, late))
        late, early = late[order], early[order]
        pairs.append(np.stack([early, late])[:, _rank(late) < _MOST_NEIGHBOURS])
    first, second = np.concatenate(pairs, axis=1)
    shapely.prepare(shapes)
    met: BoolArray = shapely.intersects(shapes[first], shapes[second])
    return first[met], second[met]


def _rank(ordered: IntArray) -> IntArray:
    """Return the place of each element among its equals, in an ordered array."""
    rank: IntArray = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return rank


def _finding(
    index: int,
    names: tuple[str | None, str | None],
    areas: FloatArray,
    common: tuple[float, Any],
    number: int | None,
) -> Finding:
    other, own = (name or "?" for name in names)
    shared, part = common
    row_fa, row_en = (
        ("", "") if number is None else (f" (سطر {to_persian_digits(str(number))})", f" (row {number})")
    )
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
            f"{m2_fa} متر مربع ({share_fa}٪ کوچک‌تر) با «{other}»{row_fa} یکی است؛ {_MEND[code][0]}",
            f"{m2_en} m² ({share_en} % of the smaller) is also “{other}”{row_en}: {_MEND[code][1]}",
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
