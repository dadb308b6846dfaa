"""What an import does to rows of other layers that refer to rows which go: refused, or found again, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import RefusedError
from geo_target.intake.problems import Note
from geo_target.persian import format_number
from geo_target.store.references import InTheWay, Rederived, rederive, rows_in_the_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.store.engine import Connection

_WORDS = {
    "neighbourhood_code": ("محله", "neighbourhood"),
    "city_code": ("شهر", "city"),
    "county_code": ("شهرستان", "county"),
    "federation_code": ("کانون", "federation"),
    "training_centre_code": ("مرکز آموزش", "training centre"),
}


def require_nobody_in_the_way(connection: Connection, layer: str, gone: Sequence[str]) -> None:
    """Stop an import that would take away rows without which rows of other layers cannot be.

    Raises
    ------
    RefusedError
        With how many rows of which layers stand in the way, and what to do.
    """
    found = rows_in_the_way(connection, layer, gone) if gone else ()
    if found:
        raise RefusedError(_refusal(layer, len(gone), found))


def rederive_references(
    connection: Connection, layer: str, gone: Sequence[str], part_of: int
) -> tuple[Note, ...]:
    """Give rows of other layers whose reference goes a new one by their place, or none, and say how many."""
    if not gone:
        return ()
    return tuple(map(_note, rederive(connection, layer, gone, part_of)))


def _refusal(layer: str, gone: int, found: Sequence[InTheWay]) -> str:
    counts = ", ".join(f"{one.rows:,} of {one.table}" for one in found)
    first = found[0]
    return (
        f"The file lacks {gone:,} rows of {layer} that rows of other layers belong to: {counts} "
        f"(for example {first.table} {first.code} belongs to {first.refers_to}). Nothing was changed. "
        f"Keep those rows in the file, use --mode update, or import {' and '.join(one.table for one in found)} without "
        "them first."
    )


def _note(one: Rederived) -> Note:
    fa, en = _WORDS[one.column]
    rows = one.found + one.without
    return Note(
        f"{fa} {format_number(rows)} ردیف {one.table} دیگر نیست: {format_number(one.found)} ردیف از روی جای خود "
        f"{fa} تازه گرفت و {format_number(one.without)} ردیف اکنون بی {fa} است.",
        f"The {en} of {format_number(rows, 'en')} rows of {one.table} is gone: "
        f"{format_number(one.found, 'en')} found a new one by their place, "
        f"{format_number(one.without, 'en')} are without one now.",
    )
