"""The unit in a header: «مساحت (هکتار)», «شعاع به کیلومتر», ``area [m2]``, ``budget - million rials``."""

from __future__ import annotations

import re

from geo_target.intake.columns.synonyms import words
from geo_target.persian import normalise_name

_BRACKETS = re.compile(r"[(\[{«﴾](?P<inside>[^()\[\]{}«»﴾﴿]*)[)\]}»﴿]")
_PERCENT = re.compile("[%٪]")
_LINKS = (("بر", "حسب"), ("به",), ("in",))
"""Words between a column and its unit."""
_LONGEST_UNIT = 3


def split_unit(header: str) -> tuple[str, str | None]:
    """Return a header's normalised name without its unit, and the unit; None where it has none that is known.

    Brackets that hold no unit stay part of the name: ``نام (انگلیسی)`` is ``نام انگلیسی``. A header that is
    nothing but a unit keeps it as its name.
    """
    if _PERCENT.search(header):
        return normalise_name(_BRACKETS.sub(_without_percent, header)) or normalise_name(header), "percent"
    for bracket in _BRACKETS.finditer(header):
        unit = _unit(normalise_name(bracket["inside"]).split(" "))
        rest = normalise_name(header[: bracket.start()] + " " + header[bracket.end() :])
        if unit is not None and rest:
            return rest, unit
    return _split_end(normalise_name(header))


def _without_percent(bracket: re.Match[str]) -> str:
    return " " if _PERCENT.search(bracket["inside"]) else bracket[0]


def _split_end(name: str) -> tuple[str, str | None]:
    parts = name.split(" ")
    for length in range(min(_LONGEST_UNIT, len(parts) - 1), 0, -1):
        unit = words().units.get(" ".join(parts[-length:]))
        if unit is not None:
            rest = _without_link(parts[:-length])
            return (" ".join(rest), unit) if rest else (name, None)
    return name, None


def _unit(parts: list[str]) -> str | None:
    for link in _LINKS:
        if tuple(parts[: len(link)]) == link:
            parts = parts[len(link) :]
    return words().units.get(" ".join(parts))


def _without_link(parts: list[str]) -> list[str]:
    for link in _LINKS:
        if tuple(parts[-len(link) :]) == link:
            return parts[: -len(link)]
    return parts
