"""A table of a web page, which many an office's system sends under the name of an Excel file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from geo_target.intake.reading.encoding import find_encoding, require_decodes
from geo_target.intake.reading.grid import Budget, Grid, Merge
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.source_table import Cell, Limits

_CHUNK = 1 << 20
_BREAKS = frozenset({"br", "p", "div", "li"})
_MOST_SPANNED = 1_000
_PAGE = re.compile(rb"\s*(<!doctype html|<html|<table|<meta|<head|<body|<div|<style)", re.IGNORECASE)


def is_page(head: bytes) -> bool:
    """Tell whether a file begins as a web page does."""
    return bool(_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")))


def read_html(path: Path, *, encoding: str | None, limits: Limits) -> tuple[Grid, str]:
    """Return the rows of the page's largest table, and its encoding.

    Raises
    ------
    SourceError
        For an encoding that cannot be told, and too many rows, columns or cells.
    """
    if encoding is None:
        encoding = find_encoding(path)
    else:
        require_decodes(path, encoding)
    parser = _Tables(Budget(limits, path.name, None), limits, path.name)
    with path.open(encoding=encoding) as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
            if len(parser.rawdata) > limits.max_cell_length:
                raise _endless(path.name, limits.max_cell_length, "a tag that is not closed")
    parser.close()
    return max(parser.grids, key=lambda grid: len(grid.rows), default=Grid()), encoding


class _Tables(HTMLParser):
    """Tables as grids; one inside another counts as text of its cell."""

    def __init__(self, budget: Budget, limits: Limits, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._budget, self._columns = budget, limits.max_columns
        self._file, self._longest, self._length = file, limits.max_cell_length, 0
        self._depth = self._number = 0
        self._in_row = False
        self._cells: list[Cell] = []
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._covered: dict[int, int] = {}
        """Column → how many rows below are still covered by a cell that spans them."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(Grid())
                self._number, self._covered = 0, {}
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_row()
            self._in_row = True
        elif tag in {"td", "th"}:
            self._end_cell()
            self._in_row = True
            given = dict(attrs)
            self._text, self._length = [], 0
            self._span = (_count(given.get("rowspan")), _count(given.get("colspan")))
        elif tag in _BREAKS and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
        elif self._depth == 1 and tag in {"tr", "table"}:
            self._end_row()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
            self._length += len(data)
            if self._length > self._longest:
                raise _endless(self._file, self._longest, "a cell that is longer")

    def _end_cell(self) -> None:
        if self._text is None:
            return
        while len(self._cells) in self._covered:
            self._cells.append(None)
        row, column = self._number + 1, len(self._cells)
        down, across = self._span
        across = min(across, self._columns + 1)
        text = re.sub(r"[ \t\r]*\n\s*", "\n", "".join(self._text)).strip()
        self._cells.extend([text or None, *[None] * (across - 1)])
        if down > 1 or across > 1:
            self.grids[-1].merges.append(Merge(row, column, row + down - 1, column + across - 1))
            self._covered |= dict.fromkeys(range(column, column + across), down) if down > 1 else {}
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if not self._in_row:
            return
        self._in_row = False
        self._number += 1
        self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
        row = self._budget.row(self._number, self._cells)
        if row is not None:
            self.grids[-1].rows.append(row)
        self._cells = []


def _endless(file: str, most: int, came: str) -> SourceError:
    return SourceError(
        "cell-length",
        expected=(f"متنی با دست بالا {most} نویسه", f"a text of at most {most} characters"),
        came=came,
        mend=("جدول را در یک کارپوشه ذخیره کنید", "save the table as a workbook"),
        file=file,
    )


def _count(text: str | None) -> int:
    given = (text or "").strip()
    if not given.isascii() or not given.isdigit() or len(given) > len(str(_MOST_SPANNED)):
        return 1
    return min(max(int(given), 1), _MOST_SPANNED)
