"""Where the headers of a table stand: below titles, in one row or in two, known by their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.intake.columns.samples import number_of
from geo_target.intake.columns.synonyms import all_headers, words
from geo_target.intake.columns.units import split_unit
from geo_target.intake.reading.grid import column_letter
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote
from geo_target.persian import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.source_table import Cell, SourceRow

_ENOUGH_KNOWN = 2
_WIDE_ENOUGH = 0.6
_JOINT = " / "
LONGEST_HEADER = 300
"""Characters; what is longer is no header that anybody knows, and is cut."""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a table.

    Parameters
    ----------
    first, last
        Places of the rows of headers in the list of rows, 0-based, ``last`` included.
    names
        One for each column: no two of them empty, since a column without a header has its letter, ``[D]``.
    known
        How many of them are in the dictionary.
    notes
        What was decided.
    """

    first: int
    last: int
    names: tuple[str, ...]
    known: int
    notes: tuple[SourceNote, ...] = ()


def find_headers(
    rows: Sequence[SourceRow],
    *,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    more: frozenset[str] = frozenset(),
) -> Headers:
    """Return the headers among the first rows of a table.

    The row with most known headers; where none has enough, the first that is all text and as wide as the
    table, and a note says so.

    Parameters
    ----------
    rows
        The rows at the top, blank ones left out.
    row
        The number of the row of headers, where a person said it.
    more
        Headers that a person named, normalised, without spaces.

    Raises
    ------
    SourceError
        If there is no row of headers.
    """
    if row is not None:
        place = next((index for index, one in enumerate(rows) if one.number == row), None)
        if place is None:
            raise _none_found(file, sheet, f"nothing in row {row}")
        return _laid_out(rows, place, more, ())
    scores = [_known(one.cells, more) for one in rows]
    best = max(range(len(rows)), key=lambda index: (_score(rows[index].cells, scores[index]), -index))
    texts = sum(isinstance(cell, str) for cell in rows[best].cells)
    if scores[best] >= _ENOUGH_KNOWN or (scores[best] and scores[best] * 2 >= texts):
        return _laid_out(rows, best, more, ())
    place = _looks_like_headers(rows)
    if place is None:
        raise _none_found(file, sheet, _shown(rows[0].cells))
    note = SourceNote(
        f"هیچ سطری سرستون‌های شناخته ندارد؛ سطر {rows[place].number} سرستون گرفته شد.",
        f"No row has headers that are known; row {rows[place].number} was taken for them.",
    )
    return _laid_out(rows, place, more, (note,))


def is_known(header: Cell, more: frozenset[str] = frozenset()) -> bool:
    """Tell whether a cell is a header of the dictionary, its unit and spaces apart."""
    if not isinstance(header, str) or len(header) > LONGEST_HEADER:
        return False
    whole = normalise_name(header).replace(" ", "")
    return bool(whole) and (
        whole in more or whole in all_headers() or split_unit(header)[0].replace(" ", "") in all_headers()
    )


def is_repeated(cells: Sequence[Cell], names: Sequence[str]) -> bool:
    """Tell whether a row is the headers once more, as at the top of each printed page."""
    same = 0
    for cell, name in zip(cells, names, strict=False):
        if cell is None:
            continue
        if not isinstance(cell, str) or len(cell) > LONGEST_HEADER:
            return False
        if cell != name and normalise_name(cell) != normalise_name(name):
            return False
        same += 1
    return same > 1


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Tell whether a row only numbers the columns: 1, 2, 3, …"""
    numbers = [number_of(cell) for cell in cells]
    return len(numbers) > _ENOUGH_KNOWN and numbers == list(range(1, len(numbers) + 1))


def _known(cells: Sequence[Cell], more: frozenset[str]) -> int:
    return sum(is_known(cell, more) for cell in cells)


def _score(cells: Sequence[Cell], known: int) -> float:
    return known - sum(number_of(cell) is not None for cell in cells) / 2


def _looks_like_headers(rows: Sequence[SourceRow]) -> int | None:
    widths = sorted(sum(cell is not None for cell in one.cells) for one in rows)
    usual = widths[len(widths) // 2]
    for index, one in enumerate(rows):
        given = [cell for cell in one.cells if cell is not None]
        texts = [cell for cell in given if isinstance(cell, str) and number_of(cell) is None]
        wide = len(given) >= max(1, usual * _WIDE_ENOUGH)
        if wide and len(texts) == len(given) == len(set(texts)) and (len(given) > 1 or usual == 1):
            return index
    return None


def _laid_out(
    rows: Sequence[SourceRow], place: int, more: frozenset[str], notes: tuple[SourceNote, ...]
) -> Headers:
    """Return the headers of a row, joined with a row above or below that belongs to it."""
    own: list[Cell] = list(rows[place].cells)
    first = last = place
    if place + 1 < len(rows) and _belongs_below(rows[place], rows[place + 1]):
        last = place + 1
        own = _joined(_spread(own, len(rows[last].cells)), rows[last].cells)
    elif place and _belongs_above(rows[place - 1], rows[place]):
        first = place - 1
        below = own
        own = _joined(_spread(list(rows[first].cells), len(below), below), below)
    names = [_name(cell, index) for index, cell in enumerate(own)]
    return Headers(first, last, tuple(names), _known(names, more), notes)


def _belongs_below(upper: SourceRow, lower: SourceRow) -> bool:
    """Tell whether the lower row only divides headers of the upper one: text under merged headers."""
    if lower.number != upper.number + 1 or not all(
        cell is None or (isinstance(cell, str) and number_of(cell) is None) for cell in lower.cells
    ):
        return False
    filled = [index for index, cell in enumerate(lower.cells) if cell is not None]
    divided = {
        index
        for index in range(len(lower.cells))
        if _at(upper, index) is None or (_at(upper, index + 1) is None and index + 1 in filled)
    }
    return bool(filled) and set(filled) <= divided and any(is_known(lower.cells[i]) for i in filled)


def _belongs_above(upper: SourceRow, lower: SourceRow) -> bool:
    """Tell whether the upper row has the headers that the lower one lacks: headers merged downwards."""
    return upper.number == lower.number - 1 and any(
        cell is not None and _at(lower, index) is None and is_known(cell)
        for index, cell in enumerate(upper.cells)
    )


def _spread(upper: list[Cell], width: int, below: Sequence[Cell] | None = None) -> list[Cell]:
    """Return the upper headers, each over the blank columns to its right as far as something is below."""
    wide: list[Cell] = []
    for index in range(max(width, len(upper))):
        cell = upper[index] if index < len(upper) else None
        blank_below = below is not None and (index >= len(below) or below[index] is None)
        wide.append(wide[-1] if cell is None and wide and not blank_below else cell)
    return wide


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    joined: list[Cell] = []
    for index, cell in enumerate(upper):
        below = lower[index] if index < len(lower) else None
        if below is None:
            repeated = index > 0 and cell is not None and cell is upper[index - 1]
            joined.append(None if repeated else cell)
        elif cell is None or set(normalise_name(str(cell)).split(" ")) <= words().groups:
            joined.append(below)
        else:
            joined.append(f"{cell}{_JOINT}{below}")
    return joined


def _at(row: SourceRow, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None


def _name(cell: Cell, index: int) -> str:
    return f"[{column_letter(index)}]" if cell is None else " ".join(str(cell)[:LONGEST_HEADER].split())


def _shown(cells: Sequence[Cell]) -> str:
    return " | ".join(str(cell) for cell in cells if cell is not None)


def _none_found(file: str, sheet: str | None, came: str) -> SourceError:
    return SourceError(
        "no-headers",
        expected=("یک سطر سرستون در بالای جدول", "a row of headers at the top of the table"),
        came=came,
        mend=(
            "سطری با نام ستون‌ها بگذارید، مانند نام، استان، شهر، طول و عرض جغرافیایی",
            "add a row with the names of the columns, such as name, province, city, longitude and latitude",
        ),
        file=file,
        sheet=sheet,
        row=1,
    )
