"""Sums: the row of totals at the bottom of a list, and the totals of the programme. Both are told, neither stops."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import LARGEST_FLOAT, is_empty, parse_float
from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.layers import Column

PROVINCES_IN_PROGRAMME = 30
_HALF = 0.5


def check_totals(draft: Draft) -> None:
    """Compare the columns of numbers with the row of totals, and the layer with the programme's report."""
    if draft.source.totals is not None:
        wrong = {one.column for found in draft.of_row.values() for one in found if one.severity == "error"}
        for column in draft.form.columns:  # a sum without the cells that are wrong would say nothing
            if column.read == "whole" and draft.header(column.name) not in wrong:
                _check_column(draft, column)
    _check_programme(draft)


def _check_column(draft: Draft, column: Column) -> None:
    mapped, row = draft.mapping.column(column.name), draft.source.totals
    if mapped is None or row is None or mapped.index >= len(row.cells) or is_empty(row.cells[mapped.index]):
        return
    cell = row.cells[mapped.index]
    try:
        total = parse_float(cell, most=LARGEST_FLOAT, unit=mapped.unit or column.unit) * mapped.scale
    except ValueProblem:
        return  # a word of the row of totals
    values = draft.columns.get(column.name) or []
    summed = sum(value for value in values if value is not None)
    if abs(total - summed) > _HALF * (len(values) if column.rounded else 1):
        draft.refuse_file(
            _other_sum(column.name, cell, summed), mapped.header, severity="warning", row=row.number
        )


def _other_sum(name: str, came: object, summed: int) -> ValueProblem:
    return ValueProblem(
        "total-differs",
        expected=(
            f"جمع {field_fa(name)} در سطرها: {format_number(summed)}",
            f"the sum of {name} in the rows: {format_number(summed, 'en')}",
        ),
        came=came,
        mend=(
            "سطری کم است یا عددی نادرست؛ سطرها و سطر جمع را بازبینی کنید",
            "a row is missing or a number is wrong: check the rows and the row of totals",
        ),
    )


def _check_programme(draft: Draft) -> None:
    """Say where the layer would not have as many rows as the programme's report says."""
    if draft.form.whole is not None:
        codes = {code for code in draft.columns["code"] if code is not None}
        if draft.options.mode != "replace":
            codes |= {row.code for row in draft.register.standing}
        _say(draft, draft.form.layer, len(codes), draft.form.whole)
    flags = draft.columns.get("in_programme")
    if flags is not None and draft.options.mode == "replace":
        _say(draft, "provinces (in_programme)", sum(flag is True for flag in flags), PROVINCES_IN_PROGRAMME)


_plain = partial(format_number, decimals=0)


def _say(draft: Draft, what: str, count: int, whole: int) -> None:
    if count == whole:
        return
    draft.refuse_file(
        ValueProblem(
            "programme-total",
            expected=(
                f"{_plain(whole, 'fa')} ردیف در {what}، چنان‌که در گزارش برنامه است",
                f"{whole} rows in {what}, as in the programme's report",
            ),
            came=_plain(count, "en"),
            mend=(
                "اگر فهرست کامل نیست این هشدار را نادیده بگیرید؛ اگر کامل است بازبینی کنید",
                "if the list is a part of the whole, pass over this; if it is the whole, check it",
            ),
        ),
        severity="warning",
    )
