"""Cells to the values that are stored: names, words, numbers, shares; and what a list leaves out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from geo_target.intake.checking.cell_text import parse_text
from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.counted import rows_en
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import LARGEST_FLOAT, parse_float, parse_int, parse_share
from geo_target.intake.values.value_words import choices, parse_bool, parse_choice, parse_kind
from geo_target.persian import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.layers import Column
    from geo_target.intake.columns.mapping import MappedHeader
    from geo_target.intake.problems import Severity

_NEARLY = 1e-6
_LONGEST_FAST = 9
_MEND_PLACES = {
    "POINT": (
        (
            "ستون‌های طول و عرض (lon و lat)، یا X و Y و زون (easting، northing، zone)، یا هر دو در یک خانه (dms)، "
            "یا wkt را بیفزایید یا در نگاشت بنویسید؛ یا فایلی با شکل‌ها بدهید"
        ),
        (
            "add columns for lon and lat, or easting, northing and zone, or both in one cell (dms), or wkt, or name "
            "their headers in the mapping; or give a file with shapes"
        ),
    ),
    "MULTIPOLYGON": (
        "فایلی با شکل‌ها (GeoPackage، GeoJSON، Shapefile) بدهید، یا ستونی برای wkt بیفزایید",
        "give a file with shapes (GeoPackage, GeoJSON, shapefile), or add a column for wkt",
    ),
}
_CHECKED_HERE = frozenset({"text", "choice", "flag", "whole", "share", "fixed"})


def read_values(draft: Draft) -> None:
    """Read every column that needs nothing but its own cell, and say which required ones are not there."""
    for column in draft.form.columns:
        if column.read == "fixed":
            _read_kind(draft, column)
        elif column.read in _CHECKED_HERE:
            settle(draft, column, draft.read(column.name, _parser(draft, column)))


def settle(draft: Draft, column: Column, values: list[Any] | None) -> None:
    """Keep the values of a column, or what stands in its place where the list does not say it at all.

    A required column that is not said is a problem of the file; an empty cell of it is a problem of its row.
    """
    if values is not None:
        draft.columns[column.name] = values
        if column.required and column.stands_in is None:
            require(draft, column, values)
    elif column.stands_in is not None:
        draft.columns[column.name] = [None] * len(draft)
    elif draft.is_update:
        draft.absent.add(column.name)
    elif column.otherwise is not None:
        _otherwise(draft, column, column.otherwise)
    else:
        draft.columns[column.name] = [None] * len(draft)
        if column.required:
            draft.refuse_file(missing_column(draft, column))


def require(draft: Draft, column: Column, values: list[Any]) -> None:
    """Refuse the rows that lack a value which every row must have, unless it was said why they do."""
    empty = _empty(column)
    for index, value in enumerate(values):
        if value is None and not (column.read == "place" and draft.is_refused(index)):
            draft.refuse(index, empty, *column.fields)


def missing_column(draft: Draft, column: Column) -> ValueProblem:
    """Return the problem of a file that does not say at all what every row must have."""
    if column.read == "geometry":
        mend = _MEND_PLACES[draft.form.shape or "POINT"]
    else:
        fields = column.fields
        mend = (
            (
                f"ستونی برای {' یا '.join(map(field_fa, fields))} بیفزایید یا سرستون آن را در نگاشت بنویسید؛ "
                f"اگر برای همهٔ سطرها یکی است با --set {fields[0]}=… بدهید"
            ),
            (
                f"add a column for {' or '.join(fields)}, or name its header in the mapping; "
                f"if it is the same in all rows give it with --set {fields[0]}=…"
            ),
        )
    return ValueProblem(
        "missing-column",
        expected=(f"ستونی برای {_fa(column)}", f"a column for {column.name}"),
        came=", ".join(draft.source.headers),
        mend=mend,
    )


def _fa(column: Column) -> str:
    return "جای سطر" if column.read == "geometry" else field_fa(column.name)


def _empty(column: Column) -> ValueProblem:
    words_fa, words_en = f"مقداری برای {_fa(column)}", f"a value for {column.name}"
    if column.choice:
        known = {k: v for k, v in choices(column.choice).items() if not column.allowed or k in column.allowed}
        words_fa, words_en = " یا ".join(known.values()), " or ".join(known)
    mend = (
        f"خانه را پر کنید، یا برای همهٔ خانه‌های خالی --set {column.fields[0]}=… بدهید",
        f"fill the cell in, or give --set {column.fields[0]}=… for all that are empty",
    )
    if column.read == "geometry":
        mend = ("مختصات سطر را بنویسید", "write where the row lies")
    return ValueProblem("empty", expected=(words_fa, words_en), came="", mend=mend)


def _otherwise(draft: Draft, column: Column, word: str) -> None:
    draft.columns[column.name] = [_parser(draft, column)(word)] * len(draft)
    draft.note(
        f"فایل ستونی برای {_fa(column)} ندارد؛ در {format_number(len(draft))} سطر «{word}» گذاشته شد.",
        f"The file has no column for {column.name}: it is “{word}” in {rows_en(len(draft))}.",
    )


def _read_kind(draft: Draft, column: Column) -> None:
    """Take the kind from the layer; a row whose own column says another one is in the wrong list."""
    kind = column.allowed[0]
    draft.columns[column.name] = [kind] * len(draft)
    for index, problem in _kinds_of_others(draft, kind).items():
        severity: Severity = "error" if problem.code == "other-kind" else "warning"
        draft.refuse(index, problem, "kind", severity=severity)


def _kinds_of_others(draft: Draft, kind: str) -> dict[int, ValueProblem]:
    from geo_target.intake.checking.draft import read_cells

    cells = draft.cells("kind")
    return {} if cells is None else read_cells(cells, partial(parse_kind, allowed=(kind,)))[1]


def _parser(draft: Draft, column: Column) -> Callable[[Any], Any]:
    mapped = draft.mapping.column(column.name)
    match column.read:
        case "text":
            return parse_text
        case "choice" if column.choice == "kind":
            return partial(parse_kind, allowed=column.allowed)
        case "choice":
            return partial(parse_choice, field=column.choice)
        case "flag":
            return parse_bool
        case "share":
            return partial(parse_share, in_percent=mapped is not None and mapped.unit == "percent")
        case _:
            return _whole(draft, column, mapped)


def _whole(draft: Draft, column: Column, mapped: MappedHeader | None) -> Callable[[Any], int]:
    unit = mapped.unit if mapped is not None and mapped.unit else column.unit
    scale = mapped.scale if mapped is not None else 1.0
    if scale != 1.0 or column.rounded:
        return _scaled(draft, column, unit, scale)
    least, most = column.least, column.most
    slow = partial(parse_int, least=least, most=most, unit=unit)

    def parse(cell: Any) -> int:
        if type(cell) is int or (
            type(cell) is str and len(cell) <= _LONGEST_FAST and cell.isascii() and cell.isdigit()
        ):
            number = int(cell)
            if least <= number <= most:
                return number
        return slow(cell)

    return parse


def _scaled(draft: Draft, column: Column, unit: str | None, scale: float) -> Callable[[Any], int]:
    """Return the reader of a number in another unit than the stored one, or of one whose decimals may go."""
    told = False

    def parse(cell: Any) -> int:
        nonlocal told
        exact = parse_float(cell, least=-LARGEST_FLOAT, unit=unit) * scale
        number = int(exact + 0.5) if exact > 0 else round(exact)
        if abs(exact - number) > _NEARLY * max(1.0, abs(exact)):
            if not column.rounded:
                parse_int(exact)  # says that it is not whole
            if not told:
                draft.note(*_rounded(column, cell, number))
            told = True
        return parse_int(number, least=column.least, most=column.most)

    return parse


def _rounded(column: Column, cell: object, number: int) -> tuple[str, str]:
    came = isolate(str(cell))
    return (
        f"اعشار {_fa(column)} گرد شد: «{came}» شد {format_number(number)}.",
        f"Decimals of {column.name} were rounded: “{came}” became {format_number(number, 'en')}.",
    )
