"""The rows of a sheet or a text before anybody has looked for headers, counted against the limits."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from sys import getsizeof
from typing import TYPE_CHECKING, NamedTuple, Protocol

from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.source_table import Cell, Limits

_WHOLE_UP_TO = 2**53
_WORDS_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 64
MOST_FAULTS = 100_000
"""Cells, or shapes, of one table that may be wrong, before the table as a whole is refused."""
_LEAP_ERROR_UNTIL = 60
_DAYS_TO_10000 = 2_958_466
_PERSIAN = {"rows": "ردیف", "columns": "ستون", "cells": "خانه", "text": "بایت متن"}
_ENGLISH = {"text": "bytes of text"}
_SPLIT = ("به چند پرونده بخش کنید", "split it into several files")
_FEWER_COLUMNS = ("ستون‌های اضافی را بردارید", "take out the columns that are not needed")
_SHORTER = (
    "نقل قول بسته‌نشده را بیابید یا متن را کوتاه کنید",
    "look for a quote that is not closed, or shorten the text",
)


class Merge(NamedTuple):
    """A merged block: 1-based rows and 0-based columns, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class RawFault(NamedTuple):
    """What is wrong with a cell or a row, before the headers are known."""

    code: str
    row: int
    column: int | None
    expected: tuple[str, str]
    came: str
    mend: tuple[str, str]


@dataclass(slots=True)
class Grid:
    """The rows of one sheet that are not blank, in order; cells to the right of the last one are left out."""

    rows: list[SourceRow] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    faults: list[RawFault] = field(default_factory=list)


class Workbook(Protocol):
    """A file of sheets."""

    @property
    def sheets(self) -> tuple[tuple[str, bool], ...]:
        """Name of each sheet, and whether it is hidden."""

    def grid(self, sheet: int, *, stop_after: int | None = None) -> Grid:
        """Return the rows of a sheet; of ``stop_after`` rows and a few more at most, if that is given."""


class Budget:
    """Counts rows and cells of one sheet, and refuses before the memory is full.

    Text that comes often (names of cities, statuses) is kept once.
    """

    def __init__(self, limits: Limits, file: str, sheet: str | None) -> None:
        self._limits, self._file, self._sheet = limits, file, sheet
        self._rows = self._cells = self._bytes = 0
        self._texts: dict[str, str] = {}

    def row(self, number: int, cells: Sequence[Cell]) -> SourceRow | None:
        """Return the row with its texts trimmed; None if it is blank.

        Raises
        ------
        SourceError
            If it is one row, column or cell too many, or a text is too long.
        """
        clean = [self._clean(number, index, cell) for index, cell in enumerate(cells)]
        while clean and clean[-1] is None:
            clean.pop()
        return self._counted(number, clean) if clean else None

    def whole_row(self, number: int, cells: Sequence[Cell]) -> SourceRow:
        """Return the row with its texts trimmed and all its cells, blank or not."""
        return self._counted(number, [self._clean(number, index, cell) for index, cell in enumerate(cells)])

    def note(self, grid: Grid, fault: RawFault) -> None:
        """Keep what is wrong with a cell.

        Raises
        ------
        SourceError
            With the place of this one, if so many cells are wrong that they cannot all be told.
        """
        grid.faults.append(fault)
        if len(grid.faults) > MOST_FAULTS:
            raise SourceError(
                fault.code,
                expected=fault.expected,
                came=f"{fault.came} (> {MOST_FAULTS})",
                mend=fault.mend,
                file=self._file,
                sheet=self._sheet,
                row=fault.row,
                column=None if fault.column is None else column_letter(fault.column),
            )

    def _counted(self, number: int, clean: list[Cell]) -> SourceRow:
        limits = self._limits
        self._rows += 1
        self._cells += len(clean)
        if self._rows > limits.max_rows:
            raise self._too_many("rows", limits.max_rows, number)
        if len(clean) > limits.max_columns:
            raise self._too_many("columns", limits.max_columns, number)
        if self._cells > limits.max_cells:
            raise self._too_many("cells", limits.max_cells, number)
        return SourceRow(number, tuple(clean))

    def _clean(self, row: int, column: int, cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return cell
        if len(cell) > self._limits.max_cell_length:
            most = self._limits.max_cell_length
            raise SourceError(
                "cell-length",
                expected=(f"متنی با دست بالا {most} نویسه", f"a text of at most {most} characters"),
                came=f"{len(cell)}",
                mend=(
                    "نقل قول بسته‌نشده را بیابید یا متن را کوتاه کنید",
                    "look for a quote that is not closed, or shorten the text",
                ),
                file=self._file,
                sheet=self._sheet,
                row=row,
                column=column_letter(column),
            )
        text = cell.strip()
        known = self._texts.get(text) if len(text) <= _LONGEST_REMEMBERED else None
        if known is not None or not text:
            return known
        self._bytes += getsizeof(text)
        if self._bytes > self._limits.max_text_bytes:
            raise self._too_many("text", self._limits.max_text_bytes, row)
        if len(text) <= _LONGEST_REMEMBERED and len(self._texts) < _WORDS_REMEMBERED:
            self._texts[text] = text
        return text

    def _too_many(self, what: str, most: int, row: int) -> SourceError:
        return SourceError(
            f"too-many-{what}",
            expected=(f"دست بالا {most} {_PERSIAN[what]}", f"at most {most} {_ENGLISH.get(what, what)}"),
            came=f"> {most}",
            mend=_FEWER_COLUMNS if what == "columns" else _SPLIT,
            file=self._file,
            sheet=self._sheet,
            row=row,
        )


def column_letter(index: int) -> str:
    """Return the letter that a spreadsheet shows for a 0-based column: A, B, … Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def as_number(text: str) -> int | float | None:
    """Return a number as programs write it; whole ones as int; None if it is none or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return whole(number)


def whole(number: float) -> int | float:
    """Return a number without a fraction as int, as far as a float holds whole numbers exactly."""
    return int(number) if number.is_integer() and abs(number) <= _WHOLE_UP_TO else number


def as_moment(days: float, *, date1904: bool) -> dt.datetime | None:
    """Return the date and time of a spreadsheet's serial number; None where it is no day of the calendar.

    Serials below 1 are times of day without a day. Excel's day 60 (29 February 1900) never was; the serials
    before it are one day off, as everywhere.
    """
    if not 1 <= days < _DAYS_TO_10000:
        return None
    epoch = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30 if days >= _LEAP_ERROR_UNTIL else 31)
    midnight = dt.datetime.combine(epoch, dt.time())
    try:
        moment = midnight + dt.timedelta(days=days)
    except OverflowError:
        return None
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def formula_without_value(row: int, column: int, formula: str) -> RawFault:
    """Return the fault of a formula whose result was never computed."""
    return RawFault(
        "formula-without-value",
        row,
        column,
        ("مقدار", "a value"),
        f"={formula}" if formula else "=…",
        (
            "پرونده را در اکسل باز و ذخیره کنید یا فرمول را به مقدار تبدیل کنید",
            "open and save the file in Excel, or paste the formulas as values",
        ),
    )


def error_value(row: int, column: int, text: str) -> RawFault:
    """Return the fault of a cell that shows an error, such as #REF!."""
    return RawFault(
        "cell-error",
        row,
        column,
        ("مقدار", "a value"),
        text,
        ("فرمول این خانه را درست کنید", "mend the formula of this cell"),
    )
