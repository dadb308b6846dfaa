"""Why a shape is not valid, in words: what GEOS says, in Persian and English."""

from __future__ import annotations

import re

Words = tuple[str, str]

_REASONS: dict[str, tuple[str, Words, Words]] = {
    "Self-intersection": (
        "self-intersection",
        ("سطحی که مرزش خودش را قطع نکند", "an area whose boundary does not cross itself"),
        ("مرز را در این جا دوباره بکشید", "draw the boundary at this place again"),
    ),
    "Ring Self-intersection": (
        "ring-self-intersection",
        ("حلقه‌ای که دو بار از یک نقطه نگذرد", "a ring that does not touch itself"),
        ("حلقه را در این جا از هم جدا کنید", "part the ring at this place"),
    ),
    "Hole lies outside shell": (
        "hole-outside-shell",
        ("حفره‌ای درون سطح خودش", "a hole that lies inside its area"),
        ("حفره را بردارید یا سطحی جدا کنید", "remove the hole, or make it an area of its own"),
    ),
    "Holes are nested": (
        "nested-holes",
        ("حفره‌هایی که درون هم نباشند", "holes that do not lie in one another"),
        ("حفرهٔ درونی را بردارید", "remove the inner hole"),
    ),
    "Nested shells": (
        "nested-shells",
        ("بخش‌هایی که درون هم نباشند", "parts that do not lie in one another"),
        ("بخش درونی را بردارید یا حفره کنید", "remove the inner part, or make it a hole"),
    ),
    "Interior is disconnected": (
        "interior-disconnected",
        ("سطحی یکپارچه؛ حفره نباید آن را دو نیم کند", "one area that its holes do not cut in two"),
        ("آن را دو بخش جدا کنید", "make two parts of it"),
    ),
    "Duplicate Rings": (
        "duplicate-rings",
        ("حلقه‌هایی که یکسان نباشند", "rings that are not the same"),
        ("حلقهٔ تکراری را بردارید", "remove the ring that comes twice"),
    ),
    "Too few points in geometry component": (
        "too-few-points",
        ("حلقه‌ای با دست‌کم سه رأس جدا", "a ring of at least three different points"),
        ("این حلقه را بردارید یا دوباره بکشید", "remove this ring or draw it again"),
    ),
    "Ring is not closed": (
        "ring-not-closed",
        ("حلقه‌ای که بسته باشد", "a ring that is closed"),
        ("نقطهٔ آخر را همان نقطهٔ نخست کنید", "make the last point the first one again"),
    ),
}
_OTHER = (
    "invalid-geometry",
    ("یک سطح درست", "a valid area"),
    ("این شکل را دوباره بکشید", "draw this shape again"),
)
_PARTS_OVERLAP = (
    "parts-overlap",
    ("بخش‌هایی که روی هم نیفتند", "parts that do not overlap one another"),
    ("بخش‌ها را یکی کنید یا مرزشان را اصلاح کنید", "merge the parts, or mend their boundary"),
)
_NUMBER = r"-?[\d.]+(?:e[-+]?\d+)?"
_PLACE = re.compile(rf"^(.*?)\s*\[\s*({_NUMBER})\s+({_NUMBER})\s*\]\s*$", re.IGNORECASE)

TYPES: dict[str, Words] = {
    "POINT": ("نقطه", "a point"),
    "MULTIPOLYGON": ("سطح (چندضلعی)", "an area (polygon)"),
}


def read_reason(
    reason: str, *, parts_are_valid: bool
) -> tuple[str, Words, Words, tuple[float, float] | None]:
    """Return code, what was expected, how to mend it, and the place, of GEOS's reason: ``Self-intersection[1 2]``.

    Parameters
    ----------
    parts_are_valid
        Whether each part alone is valid, so that what crosses is two parts.
    """
    found = _PLACE.match(reason)
    text = found[1] if found else reason.strip()
    place = (float(found[2]), float(found[3])) if found else None
    crossing = text == "Self-intersection" and parts_are_valid
    code, expected, mend = _PARTS_OVERLAP if crossing else _REASONS.get(text, _OTHER)
    return code, expected, mend, place
