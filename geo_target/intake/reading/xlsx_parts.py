"""The parts of an .xlsx, each read as a stream of tags: what it holds, and nothing about files."""

from __future__ import annotations

import re
from sys import getsizeof
from typing import TYPE_CHECKING

from geo_target.intake.reading.grid import (
    Budget,
    Grid,
    Merge,
    as_moment,
    as_number,
    error_value,
    formula_without_value,
)
from geo_target.intake.reading.xml_events import Handler
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from geo_target.intake.source_table import Cell

_MOST_STRINGS = 5_000_000
_MOST_MERGES = 1_000_000
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_HIDDEN = frozenset({"hidden", "veryHidden"})
_TRUE = frozenset({"1", "true"})


class RelationsPart(Handler):
    """Which part is meant by an id, and which part is of a kind."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}
        self.by_kind: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a relationship, unless it leads out of the file."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.by_id[attributes.get("Id", "")] = attributes.get("Target", "")
            self.by_kind.append((attributes.get("Type", ""), attributes.get("Target", "")))


class WorkbookPart(Handler):
    """The sheets in their order: name, whether hidden, id of the part; and where dates begin."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.date1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet."""
        if name == "sheet":
            hidden = attributes.get("state") in _HIDDEN
            self.sheets.append((attributes.get("name", ""), hidden, attributes.get("id", "")))
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904") in _TRUE


class StylesPart(Handler):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a number format and the formats of cells."""
        if name == "numFmt":
            self._formats[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._styles.append(_whole(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        """Leave the formats of cells."""
        if name == "cellXfs":
            self._inside = False

    def dates(self) -> frozenset[int]:
        """Return the numbers of the cell styles that are dates."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        date_formats = {
            number
            for number, code in (BUILTIN_FORMATS | self._formats).items()
            if code and is_date_format(code)
        }
        return frozenset(index for index, number in enumerate(self._styles) if number in date_formats)


class StringsPart(Handler):
    """The texts that cells point to; phonetic readings are left out."""

    def __init__(self, file: str, most_bytes: int) -> None:
        self.strings: list[str] = []
        self._file, self._most, self._bytes = file, most_bytes, 0
        self._parts: list[str] = []
        self._open = self._phonetic = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Begin a text."""
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._open = not self._phonetic

    def end(self, name: str) -> None:
        """Keep a text."""
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            text = plain("".join(self._parts))
            self._bytes += getsizeof(text)
            if len(self.strings) >= _MOST_STRINGS or self._bytes > self._most:
                raise SourceError(
                    "too-many-texts",
                    expected=(
                        f"دست بالا {_MOST_STRINGS} متن و {self._most} بایت",
                        f"at most {_MOST_STRINGS} texts and {self._most} bytes of them",
                    ),
                    came="more",
                    mend=("به چند پرونده بخش کنید", "split it into several files"),
                    file=self._file,
                )
            self.strings.append(text)

    def text(self, text: str) -> None:
        """Add to a text."""
        if self._open:
            self._parts.append(text)


class SheetPart(Handler):
    """The cells of a sheet, row by row, into a grid."""

    def __init__(
        self,
        grid: Grid,
        budget: Budget,
        strings: list[str],
        dates: frozenset[int],
        date1904: bool,
        columns: int,
    ) -> None:
        self._grid, self._budget, self._strings, self._dates = grid, budget, strings, dates
        self._date1904, self._columns = date1904, columns
        self._row = 0
        self._column = -1
        self._cells: list[Cell] = []
        self._kind = self._style = ""
        self._formula: list[str] | None = None
        self._value: list[str] = []
        self._open: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, a value or a formula; take a merged block."""
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            self._open = self._value
        elif name == "f":
            self._formula = self._open = []
        elif name == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column, self._cells = -1, []
        elif name == "rPh":
            self._open = None
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """Keep a cell, keep a row."""
        if name in {"v", "f", "t"}:
            self._open = None
        elif name == "c":
            self._end_cell()
        elif name == "row" and (row := self._budget.row(self._row, self._cells)) is not None:
            self._grid.rows.append(row)

    def text(self, text: str) -> None:
        """Add to what is open."""
        if self._open is not None:
            self._open.append(text)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column_index(place[1]) if place else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula, self._value, self._open = None, [], None

    def _end_cell(self) -> None:
        text = "".join(self._value)
        if not text:
            if self._formula is not None and self._kind != "str":
                formula = "".join(self._formula)
                self._budget.note(self._grid, formula_without_value(self._row, self._column, formula))
            return
        value = self._cell(text)
        if value is None:
            return
        self._column = min(self._column, self._columns)  # one too many is enough for the budget to refuse it
        self._cells.extend([None] * (self._column + 1 - len(self._cells)))
        self._cells[self._column] = value

    def _cell(self, text: str) -> Cell:
        if self._kind == "s":
            index = _whole(text)
            return self._strings[index] if 0 <= index < len(self._strings) else None
        if self._kind == "e":
            self._budget.note(self._grid, error_value(self._row, self._column, text))
            return text
        if self._kind == "b":
            return text.strip() in _TRUE
        if self._kind in {"str", "inlineStr", "d"}:
            return plain(text)
        number = as_number(text)
        if number is not None and _whole(self._style) in self._dates:
            return as_moment(number, date1904=self._date1904) or number
        return text if number is None else number

    def _merge(self, block: str) -> None:
        if len(self._grid.merges) >= _MOST_MERGES:
            raise ValueError(f"more than {_MOST_MERGES} merged blocks")
        first, _, last = block.partition(":")
        a, b = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if a and b:
            self._grid.merges.append(Merge(int(a[2]), _column_index(a[1]), int(b[2]), _column_index(b[1])))


def plain(text: str) -> str:
    """Return a text of Excel with its own escapes undone: ``_x000D_`` is a carriage return."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
