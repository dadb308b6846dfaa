"""What one field of a question where to build may hold, and the error that names the field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from geo_target.errors import InputError


class SiteRequestError(InputError):
    """One field of a question cannot be used: which, what was expected, and what came."""

    def __init__(self, field: str, expected: str, came: object) -> None:
        self.field, self.expected, self.came = field, expected, came
        super().__init__(f"{field} must be {expected}, not {came!r}.")


def values_of(limits: object) -> list[Any]:
    """Give the values of one limit for all, or one for each code."""
    return [] if limits is None else list(limits.values()) if isinstance(limits, Mapping) else [limits]


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def whole(name: str, value: object, least: int, most: int) -> None:
    """Refuse what is no whole number from `least` to `most`; None is let through."""
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SiteRequestError(name, f"a whole number from {least} to {most}", value)


def positive(name: str, value: Any, most: float) -> None:
    """Refuse what is no number over 0 and up to `most`; None is let through."""
    if value is None:
        return
    if not is_number(value) or not 0 < value <= most:
        said = "a number over 0" if math.isinf(most) else f"a number over 0 and up to {most:g}"
        raise SiteRequestError(name, said, value)


def places_of(name: str, value: object) -> tuple[tuple[float, float], ...]:
    """Give places as pairs of longitude and latitude in degrees, each once."""
    wanted = "a list of pairs of longitude and latitude in degrees"
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise SiteRequestError(name, wanted, value)
    places = []
    for one in value:
        pair = tuple(one) if isinstance(one, Sequence) and not isinstance(one, str) else ()
        if len(pair) != 2 or not all(map(is_number, pair)):  # noqa: PLR2004 - longitude and latitude
            raise SiteRequestError(name, wanted, one)
        if not (abs(pair[0]) <= 180 and abs(pair[1]) <= 90):  # noqa: PLR2004 - degrees
            raise SiteRequestError(name, wanted, one)
        places.append((float(pair[0]), float(pair[1])))
    return tuple(dict.fromkeys(places))
