"""The sheet of explanations in a template: how to fill it in, and what each column means, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.workbooks.template import Template, TemplateColumn
    from geo_target.persian import Lang

_HEADS = (
    ("ستون", 22),
    ("معنی", 38),
    ("الزامی؟", 9),
    ("قالب", 22),
    ("مقدارهای درست", 30),
    ("نمونه", 22),
    ("Column", 22),
    ("What it means", 38),
    ("Required", 9),
    ("Format", 22),
    ("Values that fit", 34),
)
_PERSIAN = 6
_RIGHT = {"align": "right", "reading_order": 2}
_LEFT = {"align": "left", "reading_order": 1}
_STEPS = (
    (
        "هر سطر را زیر سطر نمونه بنویسید. سطر نمونه بارگذاری نمی‌شود؛ می‌توانید آن را پاک کنید.",
        "Write each row below the example row. The example row is not imported; you may delete it.",
    ),
    (
        "ستون‌های ستاره‌دار الزامی است. سرستون‌ها را تغییر ندهید؛ ترتیب ستون‌ها مهم نیست.",
        "Columns with a star must be filled in. Leave the headers as they are; their order does not matter.",
    ),
    (
        "رقم فارسی و لاتین هر دو خوانده می‌شود. خانه‌ای را که نمی‌دانید خالی بگذارید؛ صفر یا خط تیره ننویسید.",
        "Persian and Latin digits are both read. Leave a cell empty if you do not know; write no 0 and no dash.",
    ),
    (
        "مختصات را می‌توان به UTM نیز داد: به جای طول و عرض، ستون‌های «UTM X» و «UTM Y» و «زون UTM» را بنویسید.",
        "Coordinates may be UTM too: instead of longitude and latitude, have the columns UTM X, UTM Y and UTM zone.",
    ),
    ("پیش از بارگذاری بیازمایید:", "Try it before you import it:"),
)


def write_guide(book: Any, sheet: Any, template: Template) -> None:
    """Write the explanations: title, steps, and one line for each column."""
    sheet.right_to_left()
    sheet.hide_gridlines(2)
    persian, english = ({"text_wrap": True, "valign": "top", **side} for side in (_RIGHT, _LEFT))
    title = {"bold": True, "font_size": 14}
    steps = [(f"{format_number(number, 'fa')}. {fa}", f"{number}. {en}") for number, (fa, en) in _numbered()]
    command = f"geo-target import {template.layer} FILE.xlsx --dry-run"
    titles = (f"راهنمای پر کردن: {template.title[0]}", f"How to fill in: {template.title[1]}")
    for row, (fa, en) in enumerate([titles, *steps, (command, command)]):
        more = title if row == 0 else {"font_name": "Consolas"} if fa == command else {}
        right = {**persian, **more, **({"reading_order": 1} if fa == command else {})}
        sheet.merge_range(row, 0, row, _PERSIAN - 1, fa, book.add_format(right))
        sheet.merge_range(row, _PERSIAN, row, len(_HEADS) - 1, en, book.add_format({**english, **more}))
        sheet.set_row(row, 24 if row == 0 else 18)
    _write_columns(book, sheet, template, len(steps) + 3)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)


def _numbered() -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(_STEPS, start=1))


def _write_columns(book: Any, sheet: Any, template: Template, row: int) -> None:
    cell = {"text_wrap": True, "valign": "top", "bottom": 4, "bottom_color": "#B8C0C8"}
    head = {"bold": True, "bg_color": "#E9EDF0", "bottom": 1, "text_wrap": True, "valign": "top"}
    heads = [book.add_format({**head, **side}) for side in (_RIGHT, _LEFT)]
    cells = [book.add_format({**cell, **side}) for side in (_RIGHT, _LEFT)]
    bold = book.add_format({**cell, **_RIGHT, "bold": True})
    for place, (name, width) in enumerate(_HEADS):
        sheet.write_string(row, place, name, heads[place >= _PERSIAN])
        sheet.set_column(place, place, width)
    for number, column in enumerate(template.columns, start=row + 1):
        texts = _line(column)
        for place, text in enumerate(texts):
            sheet.write_string(number, place, text, bold if place == 0 else cells[place >= _PERSIAN])
        # LibreOffice does not fit the height of a row to its text by itself.
        lines = max(-(-len(text) // width) for text, (_, width) in zip(texts, _HEADS, strict=True))
        sheet.set_row(number, 16 * max(lines, 1) + 2)


def _line(column: TemplateColumn) -> tuple[str, ...]:
    fa, en = format_words(column)
    values_fa, values_en = _values(column)
    needed_fa, needed_en = ("بله", "yes") if column.needed else ("نه", "no")
    example = "" if column.example is None else str(column.example)
    english_name = f"{column.field} ({column.unit[1]})" if column.unit[1] else column.field
    return (
        *(column.header, column.meaning[0], needed_fa, fa, values_fa, example),
        *(english_name, column.meaning[1], needed_en, en, values_en),
    )


def format_words(column: TemplateColumn) -> tuple[str, str]:
    """Return in Persian and English how a cell of the column is written."""
    if column.kind == "wkt":
        return "متن WKT", "WKT text"
    if column.kind in {"choice", "list"}:
        return "یکی از فهرست", "one of the list"
    if column.kind == "text":
        return "متن", "text"
    name = ("عدد صحیح", "a whole number") if column.kind == "integer" else ("عدد", "a number")
    least, most = ((_number(bound, "fa"), _number(bound, "en")) for bound in (column.least, column.most))
    if column.most is None:
        return f"{name[0]}، {least[0]} یا بیشتر", f"{name[1]}, {least[1]} or more"
    return f"{name[0]} از {least[0]} تا {most[0]}", f"{name[1]} from {least[1]} to {most[1]}"


def _number(bound: float | None, lang: Lang) -> str:
    return "" if bound is None else format_number(bound, lang)


def _values(column: TemplateColumn) -> tuple[str, str]:
    if column.words:
        english = ", ".join(f"{word} = {stored}" for word, stored in column.words.items())
        return "، ".join(column.words), english
    if column.list_name:
        return "نامی از فهرست کشویی، یا کد آن", "a name of the drop-down, or its code"
    return "", ""
