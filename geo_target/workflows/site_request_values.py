"""What one field of a question where to build may hold, and the error that names the field."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
