"""An Excel template for a list: right to left, Persian headers, drop-downs, an example row, a sheet of explanations."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from geo_target.intake.workbooks.template import (
    EXAMPLE_MARK,
    ROW_HEADER,
    Template,
    TemplateColumn,
    province_names,
    template_of,
)
from geo_target.intake.workbooks.template_guide import format_words, write_guide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  xlsxwriter wants it naive; fixed, so that bytes are
DATA_SHEET, GUIDE_SHEET, LIST_SHEET = "داده", "راهنما", "lists"
LAST_ROW = 50_000
"""Drop-downs and checks reach down to this row (0-based)."""
_EXCEL_TITLE, _EXCEL_MESSAGE = 32, 255
_WIDTHS = {"text": 24, "integer": 13, "real": 13, "choice": 20, "list": 20, "wkt": 40}
_INK, _NEEDED, _OPTIONAL, _EXAMPLE = "#1D2329", "#CFE3DC", "#E9EDF0", "#6B7680"


def template_xlsx(layer: str, lists: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return the workbook; the same bytes for the same layer and lists.

    Parameters
    ----------
    lists
        Names for the drop-downs, as the database has them: ``provinces``, ``counties``, ``cities``,
        ``federations``, ``occupations``. Without provinces the built-in names are taken; any other list that
        is missing or empty leaves its column without a drop-down.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be read for.
    """
    import xlsxwriter

    template = template_of(layer)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": template.title[0], "subject": template.layer, "created": CREATED})
        sheet = book.add_worksheet(DATA_SHEET)
        guide = book.add_worksheet(GUIDE_SHEET)
        ranges = _write_lists(book, template, {"provinces": province_names(), **(lists or {})})
        _write_data(book, sheet, template, ranges)
        write_guide(book, guide, template)
    return out.getvalue()


def _write_lists(book: Any, template: Template, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write the hidden sheet of valid values; return for each field the range that its drop-down shows.

    On a sheet, since a list within a drop-down holds 255 characters only.
    """
    sheet = book.add_worksheet(LIST_SHEET)
    sheet.hide()
    ranges: dict[str, str] = {}
    for column in template.columns:
        values = tuple(column.words) or tuple(lists.get(column.list_name or "", ()))
        if not values:
            continue
        place = len(ranges)
        sheet.write_column(0, place, values)
        letter = _letter(place)
        ranges[column.field] = f"={LIST_SHEET}!${letter}$1:${letter}${len(values)}"
    return ranges


def _write_data(book: Any, sheet: Any, template: Template, ranges: Mapping[str, str]) -> None:
    sheet.right_to_left()
    sheet.freeze_panes(1, 3)
    sheet.set_row(0, 40)
    head, example = _formats(book)
    sheet.write_string(0, 0, ROW_HEADER, head[False])
    sheet.set_column(0, 0, 12)
    sheet.write_string(1, 0, EXAMPLE_MARK, example["text"])
    for place, column in enumerate(template.columns, start=1):
        star = " *" if column.needed else ""
        sheet.write_string(0, place, column.header + star, head[column.needed])
        width = max(_WIDTHS[column.kind], len(column.header) * 0.8)
        sheet.set_column(place, place, width, book.add_format({"num_format": _number_format(column)}))
        style = example[_number_format(column)]
        if column.example is None:
            sheet.write_blank(1, place, None, style)
        else:
            sheet.write(1, place, column.example, style)
        sheet.data_validation(0, place, 0, place, _header_message(column))
        check = _check(column, ranges)
        if check is not None:
            sheet.data_validation(1, place, LAST_ROW, place, check)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _formats(book: Any) -> tuple[dict[bool, Any], dict[str, Any]]:
    """Return the format of a header by whether the column is needed, and of the example row by number format."""
    shared = {
        "bold": True,
        "text_wrap": True,
        "bottom": 1,
        "font_color": _INK,
        "align": "center",
        "valign": "vcenter",
        "reading_order": 2,
    }
    head = {
        needed: book.add_format({**shared, "bg_color": _NEEDED if needed else _OPTIONAL})
        for needed in (False, True)
    }
    formats = ("@", "text", "#,##0", "0.000000", "0.000")
    faint = {"italic": True, "font_color": _EXAMPLE, "bottom": 4}
    return head, {
        one: book.add_format({**faint, "num_format": "@" if one == "text" else one}) for one in formats
    }


def _number_format(column: TemplateColumn) -> str:
    if column.kind == "integer":
        return "#,##0"
    return column.number_format or "@"


def _check(column: TemplateColumn, ranges: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what Excel checks in the cells of a column.

    A word of a closed list is insisted on. A number or a name only warns: digits typed on a Persian keyboard
    are text to Excel and are understood all the same, and a city may be newer than the template.
    """
    if column.field in ranges:
        closed = bool(column.words)
        kind: dict[str, Any] = {"validate": "list", "source": ranges[column.field]}
        message = (
            "یکی از مقدارهای فهرست را برگزینید." if closed else "این نام در فهرست نیست؛ املای آن درست است؟"
        )
        style = "stop" if closed else "warning"
    elif column.kind in {"integer", "real"}:
        kind = {"validate": "integer" if column.kind == "integer" else "decimal", **_bounds(column)}
        message, style = f"انتظار: {format_words(column)[0]}.", "warning"
    else:
        return None
    return {**kind, "error_title": _title(column), "error_message": message, "error_type": style}


def _bounds(column: TemplateColumn) -> dict[str, Any]:
    if column.most is None:
        return {"criteria": ">=", "value": column.least}
    return {"criteria": "between", "minimum": column.least, "maximum": column.most}


def _header_message(column: TemplateColumn) -> dict[str, Any]:
    needed = "الزامی" if column.needed else "اختیاری"
    message = f"{column.meaning[0]}\n{needed}. {format_words(column)[0]}."
    if len(message) > _EXCEL_MESSAGE:
        message = message[: _EXCEL_MESSAGE - 1] + "…"
    return {"validate": "any", "input_title": _title(column), "input_message": message}


def _title(column: TemplateColumn) -> str:
    return column.header[:_EXCEL_TITLE]


def _letter(place: int) -> str:
    from geo_target.intake.reading.grid import column_letter

    return column_letter(place)
