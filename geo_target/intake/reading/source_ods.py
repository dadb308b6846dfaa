"""Sheets of LibreOffice and OpenOffice (.ods), row by row out of the archive.

A row or a cell of an .ods may say that it is repeated a million times; what is blank costs nothing here, and
what is not is counted against the limits before it is laid out.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo_target.intake.reading.grid import (
    Budget,
    Grid,
    Merge,
    as_number,
    error_value,
    formula_without_value,
)
from geo_target.intake.reading.xml_events import Handler, parse, parse_all
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    import zipfile

    from geo_target.intake.source_table import Cell, Limits

_CONTENT = "content.xml"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_NOT_THE_CELL_S = frozenset({"annotation", "shapes", "forms"})
_MOST_ROWS = 1_048_576


class OdsBook:
    """A workbook in an open archive."""

    def __init__(self, archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
        self._archive, self._file, self._limits = archive, file, limits
        self._refuse_password()
        names = _SheetNames()
        with archive.open(_CONTENT) as stream:
            parse_all(stream, names, file=file, part=_CONTENT, room=limits.max_uncompressed_bytes)
        self.sheets: tuple[tuple[str, bool], ...] = tuple(names.found)

    def grid(self, sheet: int, *, stop_after: int | None = None) -> Grid:
        """Return the rows of a sheet, with merged blocks and faulty cells."""
        grid = Grid()
        budget = Budget(self._limits, self._file, self.sheets[sheet][0])
        handler = _Sheet(grid, budget, sheet, self._limits.max_columns)
        room = self._limits.max_uncompressed_bytes
        with self._archive.open(_CONTENT) as stream:
            for _ in parse(stream, handler, file=self._file, part=_CONTENT, room=room):
                if handler.done or (stop_after is not None and len(grid.rows) >= stop_after):
                    break
        return grid

    def _refuse_password(self) -> None:
        if "META-INF/manifest.xml" not in self._archive.namelist():
            return
        manifest = _Manifest()
        with self._archive.open("META-INF/manifest.xml") as stream:
            room = self._limits.max_uncompressed_bytes
            parse_all(stream, manifest, file=self._file, part="META-INF/manifest.xml", room=room)
        if manifest.encrypted:
            raise SourceError(
                "password",
                expected=("کارپوشهٔ بی‌گذرواژه", "a workbook without a password"),
                came="an encrypted workbook",
                mend=("بی‌گذرواژه ذخیره کنید", "save it without a password"),
                file=self._file,
            )


class _Manifest(Handler):
    encrypted = False

    def start(self, name: str, _: dict[str, str]) -> None:
        self.encrypted = self.encrypted or name == "encryption-data"


class _SheetNames(Handler):
    """The sheets in their order: name, and whether its style hides it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool]] = []
        self._depth = 0
        self._style = ""
        self._hiding: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hiding.add(self._style)
        elif name == "table":
            if self._depth == 0:
                self.found.append((attributes.get("name", ""), attributes.get("style-name") in self._hiding))
            self._depth += 1

    def end(self, name: str) -> None:
        self._depth -= name == "table"


class _Sheet(Handler):
    """One sheet of all those in ``content.xml``; the others pass by."""

    def __init__(self, grid: Grid, budget: Budget, wanted: int, columns: int) -> None:
        self._grid, self._budget, self._wanted, self._columns = grid, budget, wanted, columns
        self.done = False
        self._tables = self._depth = 0
        self._number = 0
        self._repeated_row = 1
        self._cells: list[Cell] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._left_out = 0

    @property
    def _inside(self) -> bool:
        return self._depth == 1 and self._tables == self._wanted + 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._tables += self._depth == 0
            self._depth += 1
        elif not self._inside or self.done:
            return
        elif name in _NOT_THE_CELL_S:
            self._left_out += 1
        elif name == "table-row":
            self._repeated_row = _count(attributes.get("number-rows-repeated"))
            self._cells, self._column = [], 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell, self._paragraphs = attributes, []
        elif self._cell is not None and not self._left_out:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
        elif name in {"s", "tab", "line-break"} and self._paragraphs:
            sign = {"s": " ", "tab": "\t", "line-break": "\n"}[name]
            self._paragraphs[-1] += sign * min(_count(attributes.get("c")), 100)

    def text(self, text: str) -> None:
        if self._cell is not None and self._paragraphs and not self._left_out:
            self._paragraphs[-1] += text

    def end(self, name: str) -> None:
        if name == "table":
            self.done = self.done or self._inside
            self._depth -= 1
        elif not self._inside:
            return
        elif name in _NOT_THE_CELL_S:
            self._left_out -= 1
        elif name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table-row":
            self._end_row()

    def _end_cell(self, attributes: dict[str, str]) -> None:
        text = "\n".join(self._paragraphs)
        row = self._number + 1
        value = self._value(attributes, text, row)
        repeated = _count(attributes.get("number-columns-repeated"))
        down, across = (_count(attributes.get(f"number-{what}-spanned")) for what in ("rows", "columns"))
        if down > 1 or across > 1:
            self._grid.merges.append(Merge(row, self._column, row + down - 1, self._column + across - 1))
        if value is not None:
            if self._column + repeated > self._columns:  # one too many is enough to be refused
                repeated = max(1, self._columns + 1 - min(self._column, self._columns))
            self._cells.extend([None] * (min(self._column, self._columns) - len(self._cells)))
            self._cells.extend([value] * repeated)
        self._column += repeated

    def _value(self, attributes: dict[str, str], text: str, row: int) -> Cell:
        kind, formula = attributes.get("value-type"), attributes.get("formula")
        if formula is not None and (text.startswith(("#", "Err:")) or kind == "error"):
            self._budget.note(self._grid, error_value(row, self._column, text))
            return text
        if formula is not None and kind is None and not text:
            shown = formula.partition("=")[2]
            self._budget.note(self._grid, formula_without_value(row, self._column, shown))
            return None
        if kind in _NUMBERS:
            number = as_number(attributes.get("value", ""))
            return text or None if number is None else number
        if kind == "boolean":
            return attributes.get("boolean-value") == "true"
        if kind == "date":
            return _moment(attributes.get("date-value", "")) or text or None
        return text or attributes.get("string-value") or None

    def _end_row(self) -> None:
        first = self._number + 1
        self._number += self._repeated_row
        for number in range(first, self._number + 1):
            row = self._budget.row(number, self._cells)
            if row is None:
                return
            self._grid.rows.append(row)


def _count(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(_MOST_ROWS)):
        return 1
    return min(max(int(text), 1), _MOST_ROWS)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=None)
