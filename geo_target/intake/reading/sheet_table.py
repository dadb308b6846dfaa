"""From the rows of a sheet to a table: headers found, titles, totals and remarks set apart, merged cells filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.intake.columns.samples import number_of
from geo_target.intake.columns.synonyms import words
from geo_target.intake.reading.grid import Grid, Merge, RawFault, column_letter
from geo_target.intake.reading.headers import Headers, find_headers, is_numbering, is_repeated
from geo_target.intake.reading.wkt_cells import joined
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote, SourceRow, SourceTable
from geo_target.persian import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.source_table import Cell

_MOST_TEXTS_OF_TOTALS = 2
_REMARK_ROWS = 10
_SHOWN_ROWS = 8
_MOST_WIDE = 0.1
_MOST_FILLED = 2_000_000
_MOST_LAID_OUT = 40_000_000
_LONGEST_LABEL = 200
"""Characters: no total, remark or header is longer, and looking at longer ones takes time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a table is from, and what a person said of it."""

    file: str
    format: str
    sheet: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    known: frozenset[str] = frozenset()
    look_at: int = 30
    notes: tuple[SourceNote, ...] = ()


def as_table(grid: Grid, origin: Origin) -> SourceTable:
    """Return the table that the rows of a sheet are.

    Raises
    ------
    SourceError
        If there are no rows, no headers, or no rows below the headers.
    """
    if not grid.rows:
        raise _empty(origin, "no rows at all")
    top = grid.rows[: max(origin.look_at, _place_of(grid.rows, origin.header_row) + 2)]
    headers = find_headers(
        top, file=origin.file, sheet=origin.sheet, row=origin.header_row, more=origin.known
    )

    filled, filled_cells = _filled(grid.rows[headers.last + 1 :], grid.merges, origin)
    names, rows = joined(*_squared(headers, filled, origin))
    body, aside, totals = _sorted_out(rows, names)
    if not body:
        example = any(_is_example(row.cells) for row in aside)
        raise _empty(origin, "an example row only" if example else "headers and no rows below them")

    return SourceTable(
        file=origin.file,
        sheet=origin.sheet,
        format=origin.format,
        encoding=origin.encoding,
        headers=names,
        rows=tuple(body),
        notes=(*origin.notes, *headers.notes, *_notes(grid.rows, headers, aside, totals, filled_cells)),
        skipped=(*grid.rows[: headers.first], *aside),
        totals=totals,
        faults=_faults([*grid.faults, *_wide(grid, headers, origin)], names, body, origin),
    )


def _place_of(rows: Sequence[SourceRow], number: int | None) -> int:
    return 0 if number is None else sum(row.number <= number for row in rows)


def _filled(rows: list[SourceRow], merges: Sequence[Merge], origin: Origin) -> tuple[list[SourceRow], int]:
    """Give each cell of a column that was merged downwards the value that a person sees in it."""
    tall = [merge for merge in merges if merge.last_row > merge.first_row]
    if not tall or not rows:
        return rows, 0
    last = rows[-1].number
    if sum(max(0, min(merge.last_row, last) - merge.first_row) for merge in tall) > _MOST_FILLED:
        raise _too_many(origin, "merged cells", "خانهٔ ادغام‌شده", _MOST_FILLED, tall[0].first_row)
    places = {row.number: index for index, row in enumerate(rows)}
    result, count = list(rows), 0
    for merge in tall:
        top = places.get(merge.first_row)
        value = None if top is None else _cell(result[top], merge.first_column)
        if value is None:
            continue
        for number in range(merge.first_row + 1, min(merge.last_row, rows[-1].number) + 1):
            place = places.get(number)
            if place is not None and _cell(result[place], merge.first_column) is None:
                result[place] = _with_cell(result[place], merge.first_column, value)
                count += 1
    return result, count


def _cell(row: SourceRow, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None


def _with_cell(row: SourceRow, column: int, value: Cell) -> SourceRow:
    cells = [*row.cells, *[None] * (column + 1 - len(row.cells))]
    cells[column] = value
    return SourceRow(row.number, tuple(cells))


def _squared(
    headers: Headers, rows: list[SourceRow], origin: Origin
) -> tuple[tuple[str, ...], list[SourceRow]]:
    """Give every row as many cells as there are headers, and a column with cells but no header its letter."""
    width = max([len(headers.names), *(len(row.cells) for row in rows)])
    if width * len(rows) > _MOST_LAID_OUT:
        widest = max(rows, key=lambda row: len(row.cells)).number
        raise _too_many(origin, "cells in all", "خانه روی هم", _MOST_LAID_OUT, widest)
    names = (*headers.names, *(f"[{column_letter(index)}]" for index in range(len(headers.names), width)))
    return names, [
        row
        if len(row.cells) == width
        else SourceRow(row.number, (*row.cells, *[None] * (width - len(row.cells))))
        for row in rows
    ]


def _sorted_out(
    rows: list[SourceRow], names: Sequence[str]
) -> tuple[list[SourceRow], list[SourceRow], SourceRow | None]:
    """Return the data rows, the rows that are none, and the row of totals at the bottom."""
    body: list[SourceRow] = []
    aside: list[SourceRow] = []
    totals = None
    remarks_from = len(rows) - _REMARK_ROWS
    for index, row in enumerate(rows):
        if (
            (index == 0 and is_numbering(row.cells))
            or is_repeated(row.cells, names)
            or _is_example(row.cells)
        ):
            aside.append(row)
        elif is_totals(row.cells):
            if totals is not None:
                aside.append(totals)
            totals = row
        elif index >= remarks_from and _is_remark(row.cells):
            aside.append(row)
        else:
            body.append(row)
    if totals is not None and body and totals.number < body[-1].number:
        aside.append(totals)
        totals = None
    return body, sorted(aside, key=lambda row: row.number), totals


def is_totals(cells: Sequence[Cell]) -> bool:
    """Tell whether a row is one of totals: called so, numbers beside it, and hardly any other text."""
    first = next((cell for cell in cells if isinstance(cell, str) and number_of(cell) is None), None)
    if first is None or len(first) > _LONGEST_LABEL:
        return False
    name = normalise_name(first)
    beginning = name.partition(" ")[0] in words().totals_first
    if not beginning and name not in words().totals:
        return False
    texts = sum(isinstance(cell, str) and number_of(cell) is None for cell in cells)
    has_numbers = any(number_of(cell) is not None for cell in cells)
    return texts <= _MOST_TEXTS_OF_TOTALS and (has_numbers or name in words().totals)


def _is_example(cells: Sequence[Cell]) -> bool:
    """Tell whether a row is the one that shows in a template how rows are filled in."""
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and normalise_name(first) in words().examples


def _is_remark(cells: Sequence[Cell]) -> bool:
    given = [cell for cell in cells if cell is not None]
    if len(given) != 1 or len(cells) == 1 or not isinstance(given[0], str):
        return False
    return (
        given[0].startswith("*") or normalise_name(given[0][:_LONGEST_LABEL]).split(" ")[0] in words().remarks
    )


def _wide(grid: Grid, headers: Headers, origin: Origin) -> list[RawFault]:
    """Return the faults of the few rows of a text that have more cells than headers: a separator in a value."""
    width = len(headers.names)
    wide = [row for row in grid.rows[headers.last + 1 :] if len(row.cells) > width]
    if origin.format != "csv" or len(wide) > _MOST_WIDE * len(grid.rows) + 1:
        return []
    return [
        RawFault(
            "too-many-cells",
            row.number,
            None,
            (f"{width} خانه، به شمار سرستون‌ها", f"{width} cells, as many as headers"),
            str(len(row.cells)),
            (
                "مقداری را که جداکننده در آن است درون نقل قول بگذارید",
                "put a value that has the separator in it into quotes",
            ),
        )
        for row in wide
    ]


def _faults(
    faults: Sequence[RawFault], names: Sequence[str], body: Sequence[SourceRow], origin: Origin
) -> tuple[SourceError, ...]:
    if not faults:
        return ()
    numbers = {row.number for row in body}
    return tuple(
        SourceError(
            fault.code,
            expected=fault.expected,
            came=fault.came,
            mend=fault.mend,
            file=origin.file,
            sheet=origin.sheet,
            row=fault.row,
            column=None if fault.column is None else _header(names, fault.column),
        )
        for fault in faults
        if fault.row in numbers
    )


def _header(names: Sequence[str], column: int) -> str:
    return names[column] if column < len(names) else f"[{column_letter(column)}]"


def _notes(
    rows: Sequence[SourceRow],
    headers: Headers,
    aside: Sequence[SourceRow],
    totals: SourceRow | None,
    filled: int,
) -> list[SourceNote]:
    notes = []
    if headers.first:
        number = rows[headers.first].number
        notes.append(
            SourceNote(f"سرستون‌ها در سطر {number} یافته شد.", f"The headers were found in row {number}.")
        )
    if totals is not None:
        notes.append(
            SourceNote(
                f"سطر {totals.number} سطر جمع گرفته شد.",
                f"Row {totals.number} was taken for the row of totals.",
            )
        )
    if aside:
        shown = ", ".join(str(row.number) for row in aside[:_SHOWN_ROWS])
        more = ", …" if len(aside) > _SHOWN_ROWS else ""
        notes.append(
            SourceNote(
                f"سطرهای عنوان، جمع جزء، نمونه یا یادداشت کنار گذاشته شد: {shown}{more}.",
                f"Rows of headers, subtotals, examples or remarks were left out: {shown}{more}.",
            )
        )
    if filled:
        notes.append(
            SourceNote(
                f"{filled} خانهٔ ادغام‌شده با مقدار خانهٔ بالایی پر شد.",
                f"{filled} cells of merged blocks were given the block's value.",
            )
        )
    return notes


def _too_many(origin: Origin, what: str, what_fa: str, most: int, row: int) -> SourceError:
    return SourceError(
        "too-many-cells-in-all",
        expected=(f"دست بالا {most} {what_fa}", f"at most {most} {what}"),
        came=f"> {most}",
        mend=(
            "ادغام‌ها و خانه‌های پراکندهٔ بیرون از جدول را بردارید",
            "take out the merged blocks, and the cells that lie far outside the table",
        ),
        file=origin.file,
        sheet=origin.sheet,
        row=row,
    )


def _empty(origin: Origin, came: str) -> SourceError:
    return SourceError(
        "empty",
        expected=("دست کم یک ردیف داده", "at least one row of data"),
        came=came,
        mend=("پروندهٔ درست را برگزینید", "choose the file, or the sheet, that has the rows"),
        file=origin.file,
        sheet=origin.sheet,
    )
