"""Sheets of the old Excel (.xls), by xlrd.

xlrd is small, pure Python, and reads what calamine does not: the merged blocks and code pages of Excel 5 and
95, which ministries still send. A sheet has at most 65,536 rows, so that its speed is enough.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from geo_target.intake.reading.grid import Budget, Grid, Merge, as_moment, error_value, whole
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.intake.source_table import Cell, Limits


class XlsBook:
    """A workbook of Excel 2.1 to 2003."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._file, self._limits = path.name, limits
        self._book = _opened(path)
        self.sheets: tuple[tuple[str, bool], ...] = tuple(
            (sheet.name, bool(sheet.visibility)) for sheet in self._book.sheets()
        )

    def grid(self, sheet: int, *, stop_after: int | None = None) -> Grid:
        """Return the rows of a sheet, with merged blocks and cells that show an error."""
        source = self._book.sheet_by_index(sheet)
        grid = Grid()
        budget = Budget(self._limits, self._file, source.name)
        grid.merges.extend(
            Merge(first + 1, left, last, right - 1) for first, last, left, right in source.merged_cells
        )
        for index in range(source.nrows):
            if stop_after is not None and len(grid.rows) >= stop_after:
                break
            cells = [self._value(cell, index, column, grid) for column, cell in enumerate(source.row(index))]
            row = budget.row(index + 1, cells)
            if row is not None:
                grid.rows.append(row)
        return grid

    def _value(self, cell: Any, row: int, column: int, grid: Grid) -> Cell:
        import xlrd

        value = cell.value
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return str(value)
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            return whole(float(value))
        if cell.ctype == xlrd.XL_CELL_DATE:
            return as_moment(float(value), date1904=bool(self._book.datemode)) or whole(float(value))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            text = str(xlrd.error_text_from_code.get(value, "#ERROR"))
            grid.faults.append(error_value(row + 1, column, text))
            return text
        return None


def _opened(path: Path) -> Any:
    """Open the workbook; xlrd is given bytes, fails in many ways on damage, and none of them is ours."""
    import xlrd

    content = path.read_bytes()
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        raise _refused(path.name, str(error)) from error
    except MemoryError:
        raise
    except Exception as error:
        raise _refused(path.name, "a damaged one, or one that is cut off") from error


def _refused(file: str, came: str) -> SourceError:
    if "encrypted" in came.lower():
        return SourceError(
            "password",
            expected=("کارپوشهٔ بی‌گذرواژه", "a workbook without a password"),
            came="an encrypted workbook",
            mend=("بی‌گذرواژه ذخیره کنید", "save it without a password"),
            file=file,
        )
    return SourceError(
        "xls-damaged",
        expected=("کارپوشهٔ اکسل", "an Excel workbook"),
        came=came,
        mend=("در اکسل باز و به صورت xlsx ذخیره کنید", "open it in Excel and save it as .xlsx"),
        file=file,
    )
