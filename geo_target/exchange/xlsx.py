"""An Excel workbook: right to left, Persian headers and words, frozen header, a sheet on sources and meanings."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from geo_target.errors import LossError
from geo_target.exchange.meta import PROVENANCE_WORDS, about_text
from geo_target.exchange.places import EXCEL_CELL, with_places
from geo_target.exchange.tables import LAST_EXACT_INTEGER
from geo_target.exchange.words import persian_word, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.fields import Field
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table, Value

EXCEL_GREATEST = 9.99999999999999e307
ROWS_OF_A_SHEET = 1_048_576
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  xlsxwriter wants it naive; fixed, so that bytes are
DATA_SHEET, SOURCES_SHEET = "داده‌ها", "منابع و معانی"
_WIDEST, _NARROWEST = 48, 8


def xlsx(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return the workbook and the notes on it.

    Areas are given by a point inside them, numbers have 16 digits. Coded values (status, kind, …) are written
    as Persian words, which the importer takes back; the sheet of sources has the code of each.

    Raises
    ------
    LossError
        If a sheet cannot hold the rows, a cell its text, or a number all its digits.
    """
    import xlsxwriter

    table, notes = with_places(table, area_as_wkt=False)
    _require_room(table)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as workbook:
        workbook.set_properties(
            {
                "title": meta.title_fa,
                "subject": meta.title_en,
                "comments": about_text(meta),
                "created": CREATED,
            }
        )
        _write_data(workbook, table)
        _write_sources(workbook, table, meta)
    return out.getvalue(), (*notes, *_notes(table, meta))


def _notes(table: Table, meta: LayerMeta) -> tuple[str, ...]:
    worded = [field.name for field in table.fields if words_of(meta.layer, field.name)]
    if not worded or not table.rows:
        return ()
    columns = ", ".join(worded)
    return (f"The values of {columns} are Persian words; their codes are in the sheet {SOURCES_SHEET}.",)


def _require_room(table: Table) -> None:
    if len(table.rows) >= ROWS_OF_A_SHEET:
        raise LossError(
            f"A sheet of Excel holds {ROWS_OF_A_SHEET - 1:,} rows, not {len(table.rows):,}; write CSV."
        )
    for code, row in zip(table.codes, table.rows, strict=True):
        for field, value in zip(table.fields, row, strict=True):
            if isinstance(value, str) and len(value) > EXCEL_CELL:
                raise LossError(
                    f"A cell of Excel holds {EXCEL_CELL:,} characters; {field.name} of row {code} has "
                    f"{len(value):,}. Write CSV or GeoJSON."
                )
            if isinstance(value, int) and abs(value) > LAST_EXACT_INTEGER:
                raise LossError(f"Excel holds 15 digits of a number; {field.name} of row {code} is {value}.")
            if isinstance(value, float) and abs(value) > EXCEL_GREATEST:
                raise LossError(
                    f"Excel holds numbers up to {EXCEL_GREATEST}; {field.name} of row {code} is {value}."
                )


def _write_data(workbook: Any, table: Table) -> None:
    sheet = workbook.add_worksheet(DATA_SHEET)
    sheet.right_to_left()
    sheet.freeze_panes(1, 2)
    _print_across(sheet)
    header = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E3EBEF", "bottom": 1}
    )
    for column, field in enumerate(table.fields):
        sheet.write_string(0, column, _header(field), header)
        cells = [row[column] for row in table.rows]
        sheet.set_column(
            column, column, _width(field, cells), workbook.add_format({"num_format": _format(field)})
        )
        for number, value in enumerate(cells, start=1):
            _write(sheet, number, column, persian_word(field.name, value))
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.fields) - 1)


def _print_across(sheet: Any) -> None:
    """Print on A4 across, as wide as the table, with the headers on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, column: int, value: Value) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def _write_sources(workbook: Any, table: Table, meta: LayerMeta) -> None:
    sheet = workbook.add_worksheet(SOURCES_SHEET)
    sheet.right_to_left()
    bold = workbook.add_format({"bold": True})
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 16)
    sheet.set_column(3, 5, 48)

    row = 0
    for label, *values in _sources(table, meta):
        sheet.write_string(row, 0, label, bold)
        for column, value in enumerate(values, start=1):
            sheet.write_string(row, column, value)
        row += 1
    heads = ("ستون", "نام ستون / Column", "یکا / Unit", "معنی", "Meaning", "English header")
    _write_line(sheet, row + 1, heads, bold)
    for number, field in enumerate(table.fields, start=row + 2):
        cells = (field.label_fa, field.name, field.unit, field.meaning_fa, field.meaning_en, field.label_en)
        _write_line(sheet, number, cells)
    _write_words(sheet, row + 3 + len(table.fields), table, meta, bold)


def _write_words(sheet: Any, row: int, table: Table, meta: LayerMeta, bold: Any) -> None:
    """Write which code each Persian word of the data stands for."""
    words = [
        (field.label_fa, word.fa, value, field.name, word.en)
        for field in table.fields
        for value, word in words_of(meta.layer, field.name).items()
    ]
    if not words:
        return
    _write_line(
        sheet, row, ("ستون", "واژه / Word", "مقدار / Value", "نام ستون / Column", "English word"), bold
    )
    for number, cells in enumerate(words, start=row + 1):
        _write_line(sheet, number, cells)


def _write_line(sheet: Any, row: int, cells: Sequence[str], look: Any = None) -> None:
    for column, cell in enumerate(cells):
        sheet.write_string(row, column, cell, look)


def _sources(table: Table, meta: LayerMeta) -> list[tuple[str, ...]]:
    version = "" if meta.data_version is None else str(meta.data_version)
    rows: list[tuple[str, ...]] = [
        ("لایه / Layer", meta.title_fa, meta.title_en, meta.layer),
        *(("تنها / Only", fa, en) for fa, en in meta.filters),
        ("منبع / Source", meta.source_fa, meta.source_en),
        ("پروانه / Licence", meta.licence),
        ("تاریخ داده / Date", meta.date),
        ("نسخهٔ داده / Data version", version),
    ]
    for provenance, count in table.provenance():
        words = PROVENANCE_WORDS.get(provenance, ("", ""))
        rows.append((f"خاستگاه / Provenance: {provenance}", f"{count:,}", *words))
    return rows


def _header(field: Field) -> str:
    return f"{field.label_fa} ({field.unit})" if field.unit in {"m", "m²"} else field.label_fa


def _format(field: Field) -> str:
    if field.name in {"lon", "lat"}:
        return "0.000000"
    if field.type == "integer":
        return "#,##0"
    if field.type == "real":
        return "#,##0" + ("." + "0" * field.decimals if field.decimals else "")
    return "@" if field.type == "text" else "General"


def _width(field: Field, cells: list[Value]) -> int:
    longest = max((len(str(persian_word(field.name, cell))) for cell in cells), default=0)
    return min(max(longest + 2, len(_header(field)) + 2, _NARROWEST), _WIDEST)
