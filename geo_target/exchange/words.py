"""The words for coded values: what ``operating`` is called in Persian and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_target.palette import (
    CAPACITY_UNITS,
    NEIGHBOURHOOD_TYPES,
    PROVENANCES,
    SECTORS,
    SETTINGS,
    SITE_KINDS,
    STATUSES,
    SYMBOLS,
    Name,
)

if TYPE_CHECKING:
    from geo_target.exchange.tables import Value

WORDS: Final[dict[str, dict[str, Name]]] = {
    "provenance": PROVENANCES,
    "status": STATUSES,
    "kind": {symbol.kind: symbol.name for symbol in SYMBOLS if symbol.service} | SITE_KINDS,
    "type": NEIGHBOURHOOD_TYPES,
    "setting": SETTINGS,
    "sector": SECTORS,
    "capacity_unit": CAPACITY_UNITS,
}
"""Field, stored value, and its words. The importer understands every one of them (a test says so)."""


def words_of(layer: str, field: str) -> dict[str, Name]:
    """Return the values that a field of this layer may have, with their words; empty for other fields."""
    if field != "kind":
        return WORDS.get(field, {})
    if layer == "candidate_sites":
        return SITE_KINDS
    return {symbol.kind: symbol.name for symbol in SYMBOLS if symbol.collection == layer}


def persian_word(field: str, value: Value) -> Value:
    """Return the Persian word for a coded value; any other value as it is."""
    known = WORDS.get(field, {})
    return known[value].fa if isinstance(value, str) and value in known else value
