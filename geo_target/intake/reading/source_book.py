"""Which sheet of a workbook is meant: the one that is named, or the only one that holds a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.columns.synonyms import words
from geo_target.intake.reading.headers import find_headers
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote
from geo_target.persian import normalise_name

if TYPE_CHECKING:
    from geo_target.intake.reading.grid import Workbook

_LEAST_KNOWN = 2
_MOST_NAMED = 40
_MOST_SHEETS = 200
"""More are not looked through, each of which may be as long as the file."""


def choose_sheet(
    book: Workbook, wanted: str | None, *, file: str, look_at: int
) -> tuple[int, tuple[SourceNote, ...]]:
    """Return the place of a sheet in a workbook, and a note if there were others.

    Without a name: the only sheet with rows, else the only one whose headers are known; hidden sheets and those
    that are called guide or help count only if no other has rows.

    Raises
    ------
    SourceError
        If there is no such sheet, none has rows, or more than one could be meant.
    """
    names = [name for name, _ in book.sheets]
    if wanted is not None:
        return _named(names, wanted, file), ()
    if len(names) > _MOST_SHEETS:
        raise _unclear(file, f"{len(names)} sheets", names)
    tops = {place: book.grid(place, stop_after=look_at).rows[:look_at] for place in range(len(names))}
    filled = [place for place, rows in tops.items() if rows]
    shown = [place for place in filled if not book.sheets[place][1]] or filled
    shown = [place for place in shown if normalise_name(names[place]) not in words().sheets_aside] or shown
    if len(shown) == 1:
        return shown[0], _note(names, shown[0]) if len(filled) > 1 else ()
    if not shown:
        raise _unclear(file, "no sheet has rows", names)
    known = []
    for place in shown:
        try:
            headers = find_headers(tops[place], file=file)
        except SourceError:
            continue
        if headers.known >= _LEAST_KNOWN:
            known.append(place)
    if len(known) == 1:
        return known[0], _note(names, known[0])
    raise _unclear(
        file, f"{len(known or shown)} sheets that could be", [names[place] for place in known or shown]
    )


def _named(names: list[str], wanted: str, file: str) -> int:
    same = [place for place, name in enumerate(names) if name == wanted]
    same = same or [
        place for place, name in enumerate(names) if normalise_name(name) == normalise_name(wanted)
    ]
    if len(same) == 1:
        return same[0]
    raise _unclear(file, f"no sheet {wanted}" if not same else f"{len(same)} sheets {wanted}", names)


def _note(names: list[str], place: int) -> tuple[SourceNote, ...]:
    name = names[place]
    return (
        SourceNote(
            f"از میان {len(names)} برگه، برگهٔ «{name}» خوانده شد.",
            f"Of {len(names)} sheets, {name} was read.",
        ),
    )


def _unclear(file: str, came: str, names: list[str]) -> SourceError:
    listed = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    return SourceError(
        "sheet",
        expected=("یک برگه با جدول", "one sheet with the table"),
        came=came,
        mend=(f"نام برگه را بدهید، یکی از: {listed}", f"name the sheet, one of: {listed}"),
        file=file,
    )
