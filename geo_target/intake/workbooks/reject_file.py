"""The rows that an import refused, as a workbook to be corrected and imported again.

The same columns as the file had, with the reasons beside them. Headers of the reasons are words of the dictionary
that are known and not kept, so that nothing need be deleted before the next import.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.reading.wkt_cells import CONTINUED, EXCEL_CELL, WKT_HEADER, split_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.checked import RefusedRow
    from geo_target.intake.problems import Problem
    from geo_target.intake.source_table import Cell, SourceTable

REASON_FA, REASON_EN, EARLIER_ROW = "علت رد", "reason", "سطر در پروندهٔ پیشین"
DATA_SHEET = "سطرهای رد شده"
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  xlsxwriter wants it naive; fixed, so that bytes are
_LARGEST_EXACT, _LARGEST = 10**15, 9.99999999999999e307
_REASON_WIDTH, _WIDEST, _NARROWEST = 60, 36, 10
_LINE, _HIGHEST, _MEASURED = 15, 400, 200
_FIRST = 2
"""Columns before those of the file: the earlier row and the reason in Persian."""


def write_reject(
    path: Path, source: SourceTable, refused: Sequence[RefusedRow], *, crs: str | None = None
) -> None:
    """Write the refused rows with every reason, in the file's order; the same bytes for the same rows.

    Cells are what they were: text stays text, and a number has the 16 digits that Excel keeps. Where the file
    has shapes of its own they become a column of WKT, in EPSG:4326 where their CRS is known, so that the file can
    be imported again without saying it; where it is not known, as they are. A cell that is wrong is red.

    Parameters
    ----------
    crs
        What the shapes were read as, if not as the file says.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import xlsxwriter

    shapes = _shapes(source, refused, crs or source.crs)
    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_urls": False}) as book:
            book.set_properties({"title": source.file, "created": CREATED})
            _write(book, source, refused, shapes)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        reason = getattr(error.args[0] if error.args else error, "strerror", None) or error
        raise InputError(f"The refused rows cannot be written to {path}: {reason}.") from error


def _write(book: Any, source: SourceTable, refused: Sequence[RefusedRow], shapes: list[list[str]]) -> None:
    sheet = book.add_worksheet(DATA_SHEET)
    sheet.right_to_left()
    sheet.freeze_panes(1, _FIRST)
    more = [CONTINUED] * (max(map(len, shapes), default=1) - 1)
    headers = [*source.headers, *([WKT_HEADER, *more] if shapes else [])]
    styles = _styles(book)
    _write_headers(sheet, headers, refused, styles)
    places = {header: place for place, header in reversed(list(enumerate(source.headers)))}

    for number, one in enumerate(refused, start=1):
        cells: list[Cell] = [*one.row.cells, *(shapes[number - 1] if shapes else [])]
        wrong = {places[p.column] for p in one.problems if p.column in places and p.severity == "error"}
        sheet.write_number(number, 0, one.row.number, styles["number"])
        reasons = [_reasons(one.problems, lang) for lang in ("fa", "en")]
        sheet.set_row(number, _height(reasons))
        sheet.write_string(number, 1, reasons[0], styles["fa"])
        for place, cell in enumerate(cells):
            _write_cell(
                sheet, number, _FIRST + place, cell, styles["wrong" if place in wrong else "plain"], styles
            )
        sheet.write_string(number, _FIRST + len(headers), reasons[1], styles["en"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(refused), 1), _FIRST + len(headers))


def _write_headers(
    sheet: Any, headers: Sequence[str], refused: Sequence[RefusedRow], styles: dict[str, Any]
) -> None:
    for place, header in enumerate([EARLIER_ROW, REASON_FA, *headers, REASON_EN]):
        reason = place < _FIRST or place == _FIRST + len(headers)
        sheet.write_string(0, place, header, styles["reason" if reason else "head"])
    for place, header in enumerate(headers):
        cells = (one.row.cells[place : place + 1] for one in refused[:_MEASURED])
        longest = max((len(str(cell)) for (cell,) in filter(None, cells) if cell is not None), default=0)
        width = min(max(len(header), longest, _NARROWEST) + 2, _WIDEST)
        sheet.set_column(_FIRST + place, _FIRST + place, width)
    sheet.set_column(0, 0, _NARROWEST)
    sheet.set_column(1, 1, _REASON_WIDTH)
    sheet.set_column(_FIRST + len(headers), _FIRST + len(headers), _REASON_WIDTH)
    sheet.set_row(0, 32)


def _height(reasons: Sequence[str]) -> float:
    """Return the height of a row in points, since not every program fits it to the text by itself."""
    lines = max(sum(-(-len(text) // _REASON_WIDTH) for text in one.split("\n")) for one in reasons)
    return min(_LINE * max(lines, 1) + 3, _HIGHEST)


def _styles(book: Any) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bottom": 1}
    top, wrong = {"valign": "top"}, {"bg_color": "#F9DEDC", "font_color": "#8C1D18"}
    date = {"num_format": "yyyy-mm-dd"}
    return {
        "head": book.add_format({**head, "bg_color": "#E9EDF0"}),
        "reason": book.add_format({**head, "bg_color": "#F9DEDC"}),
        "number": book.add_format({**top, "num_format": "0"}),
        "fa": book.add_format({**top, "text_wrap": True, "align": "right", "reading_order": 2}),
        "en": book.add_format({**top, "text_wrap": True, "align": "left", "reading_order": 1}),
        "plain": book.add_format(top),
        "wrong": book.add_format({**top, **wrong}),
        "date": book.add_format({**top, **date}),
    }


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any, styles: dict[str, Any]) -> None:
    """Write a cell as it was; a number that a sheet would round becomes text, and a formula stays text."""
    if cell is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, dt.datetime) and cell.tzinfo is None and cell.year >= 1900:  # noqa: PLR2004  Excel's first
        sheet.write_datetime(row, column, cell, styles["date"])
    elif _is_number_of_excel(cell):
        sheet.write_number(row, column, cell, style)
    else:
        sheet.write_string(row, column, str(cell)[:EXCEL_CELL], style)


def _is_number_of_excel(cell: Cell) -> bool:
    if isinstance(cell, int):
        return abs(cell) < _LARGEST_EXACT
    return isinstance(cell, float) and math.isfinite(cell) and abs(cell) < _LARGEST


def _reasons(problems: Sequence[Problem], lang: str) -> str:
    """Return every reason on a line of its own, errors first, each with its column."""
    order = sorted(problems, key=lambda problem: problem.severity != "error")
    lines = []
    for problem in order:
        column = "" if problem.column is None else _column(problem.column, lang)
        lines.append(column + problem.sentence("fa" if lang == "fa" else "en"))
    return "\n".join(dict.fromkeys(lines))[:EXCEL_CELL]


def _column(column: str, lang: str) -> str:
    return f"ستون «{column}»: " if lang == "fa" else f"column “{column}”: "


def _shapes(source: SourceTable, refused: Sequence[RefusedRow], crs: str | None) -> list[list[str]]:
    """Return the WKT of each refused row in pieces that a cell can hold; nothing where the file has no shapes."""
    if source.geometry is None:
        return []
    by_number = dict(zip((row.number for row in source.rows), source.geometry, strict=True))
    shapes = [by_number.get(one.row.number) for one in refused]
    return [[] if shape is None else split_text(_wkt(shape)) for shape in _in_degrees(shapes, crs)]


def _in_degrees(shapes: list[BaseGeometry | None], crs: str | None) -> list[BaseGeometry | None]:
    if crs is None or crs == "EPSG:4326" or ", " in crs or not shapes:
        return shapes
    import geopandas as gpd

    return [shape or None for shape in gpd.GeoSeries(shapes, crs=crs).to_crs(4326)]


def _wkt(shape: BaseGeometry) -> str:
    import shapely

    return str(shapely.to_wkt(shape, rounding_precision=15, trim=True))
