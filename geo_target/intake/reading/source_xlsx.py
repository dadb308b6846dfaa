"""Sheets of Excel (.xlsx, .xlsm), row by row out of the archive.

openpyxl and calamine answer a formula that was never computed with an empty cell, and calamine sets aside
room for a whole rectangle when one far cell is filled. Here the first is a fault that names the cell, and the
memory is bounded by what is filled. What a number format means is openpyxl's table.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, TypeVar

from geo_target.intake.reading.grid import Budget, Grid
from geo_target.intake.reading.xlsx_parts import (
    RelationsPart,
    SheetPart,
    StringsPart,
    StylesPart,
    WorkbookPart,
)
from geo_target.intake.reading.xml_events import Handler, parse, parse_all
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    import zipfile

    from geo_target.intake.source_table import Limits

Part = TypeVar("Part", bound=Handler)
_SMALL_PART = 32 * 2**20
"""Bytes that the list of sheets, the styles and the relations of a workbook may have."""


class XlsxBook:
    """A workbook in an open archive."""

    def __init__(self, archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
        self._archive, self._file, self._limits = archive, file, limits
        self._names = set(archive.namelist())
        workbook = self._workbook_part()
        book = self._parsed(workbook, WorkbookPart())
        targets = self._targets(workbook)
        self._parts = [targets.get(relation, "") for _, _, relation in book.sheets]
        self._date1904 = book.date1904
        self._dates = self._date_styles(workbook)
        self._strings: list[str] | None = None
        self._workbook = workbook
        self.sheets: tuple[tuple[str, bool], ...] = tuple((name, hidden) for name, hidden, _ in book.sheets)

    def grid(self, sheet: int, *, stop_after: int | None = None) -> Grid:
        """Return the rows of a sheet, with merged blocks and faulty cells."""
        part = self._parts[sheet]
        if part not in self._names:
            raise self._damaged(f"no part {part or 'for it'}", sheet=self.sheets[sheet][0])
        if self._strings is None:
            self._strings = self._shared_strings()
        grid = Grid()
        budget = Budget(self._limits, self._file, self.sheets[sheet][0])
        handler = SheetPart(
            grid, budget, self._strings, self._dates, self._date1904, self._limits.max_columns
        )
        with self._archive.open(part) as stream:
            for _ in parse(
                stream, handler, file=self._file, part=part, room=self._limits.max_uncompressed_bytes
            ):
                if stop_after is not None and len(grid.rows) >= stop_after:
                    break
        return grid

    def _workbook_part(self) -> str:
        if "_rels/.rels" not in self._names:
            raise self._damaged("no _rels/.rels")
        relations = self._parsed("_rels/.rels", RelationsPart())
        for kind, target in relations.by_kind:
            if kind.endswith("/officeDocument"):
                name = posixpath.normpath(target.lstrip("/"))
                if name in self._names:
                    return name
        raise self._damaged("no workbook in it")

    def _targets(self, workbook: str) -> dict[str, str]:
        folder, name = posixpath.split(workbook)
        part = f"{folder}/_rels/{name}.rels"
        if part not in self._names:
            raise self._damaged(f"no part {part}")
        return {
            key: posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
            for key, target in self._parsed(part, RelationsPart()).by_id.items()
        }

    def _shared_strings(self) -> list[str]:
        part = f"{posixpath.dirname(self._workbook)}/sharedStrings.xml"
        if part not in self._names:
            return []
        strings = StringsPart(self._file, self._limits.max_text_bytes)
        return self._parsed(part, strings, room=self._limits.max_uncompressed_bytes).strings

    def _date_styles(self, workbook: str) -> frozenset[int]:
        part = f"{posixpath.dirname(workbook)}/styles.xml"
        return self._parsed(part, StylesPart()).dates() if part in self._names else frozenset()

    def _parsed(self, part: str, handler: Part, *, room: int = _SMALL_PART) -> Part:
        with self._archive.open(part) as stream:
            parse_all(stream, handler, file=self._file, part=part, room=room)
        return handler

    def _damaged(self, came: str, sheet: str | None = None) -> SourceError:
        return SourceError(
            "xlsx-damaged",
            expected=("کارپوشهٔ اکسل", "an Excel workbook"),
            came=came,
            mend=("در اکسل باز و دوباره ذخیره کنید", "open it in Excel and save it again"),
            file=self._file,
            sheet=sheet,
        )
