"""What a list does not say and what is known all the same: from the standing row, or from another column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.intake.checking.row_values import require
from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.counted import rows_en
from geo_target.intake.problems import ValueProblem
from geo_target.persian import compact_name, format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.layers import Column

_KEPT_OF_PLACE = {"provinces": ("iso_3166_2_pre2020", "sci_code", "hasc"), "cities": ("county_code",)}
"""Facts of a place that a boundary file rarely has and that do not change with it."""


def fill_from_standing(draft: Draft) -> None:
    """Fill in names that stand in for others and facts that are kept; say so, and ask for the rest of a new row."""
    for column in draft.form.columns:
        if column.stands_in is not None:
            _stand_in(draft, column, column.stands_in)
    for name in _KEPT_OF_PLACE.get(draft.form.layer, ()):
        _keep(draft, name)
    if draft.absent:
        _require_of_new(draft)


def _stand_in(draft: Draft, column: Column, other: str) -> None:
    """Take the English name of the standing row of this name; else let the Persian name stand for it."""
    values, persian = draft.columns[column.name], draft.columns.get(other) or []
    missing = [index for index, value in enumerate(values) if value is None and not draft.is_refused(index)]
    if not persian:  # mode update, and the list has neither name: both stay as they are
        draft.absent.add(column.name)
        return
    known = _english_names(draft) if column.name == "name_en" else {}
    codes = draft.columns["code"]
    kept = stood = 0
    for index in missing:
        name = "" if draft.is_update else compact_name(persian[index] or "")
        standing = known.get((codes[index], name))
        values[index] = standing or persian[index]
        kept += standing is not None
        stood += standing is None and persian[index] is not None
    if kept:
        draft.note(
            f"نام انگلیسی {format_number(kept)} سطر از ردیفی که هست گرفته شد.",
            f"In {rows_en(kept)} the English name is that of the standing row.",
        )
    if stood:
        draft.refuse_file(_stands_in(column.name, other, stood), severity="warning")


def _english_names(draft: Draft) -> dict[tuple[str, str], str]:
    """Return the English names of standing rows by code and Persian name; in an update, which keeps them, by code."""
    return {
        (row.code, "" if draft.is_update else compact_name(row.name_fa)): row.name_en
        for row in draft.register.standing
        if row.name_en and row.name_en != row.name_fa
    }


def _stands_in(name: str, other: str, rows: int) -> ValueProblem:
    return ValueProblem(
        "name-stands-in",
        expected=(f"ستونی برای {field_fa(name)}", f"a column for {name}"),
        came="",
        mend=(
            f"در {format_number(rows)} سطر، {field_fa(other)} به جای آن آمد؛ اگر نام انگلیسی دارد ستونش را بیفزایید",
            f"{other} stands for it in {rows_en(rows)}: add the column if there are English names",
        ),
    )


def _keep(draft: Draft, name: str) -> None:
    """Keep a fact of a place that the list does not say."""
    if draft.has(name) or name in draft.absent or name not in draft.columns:
        return
    values: list[Any] = draft.columns[name]
    kept = 0
    for index, code in enumerate(draft.columns["code"]):
        place = draft.register.gazetteer.place_of_code(code) if code is not None else None
        fact = getattr(place, name, None)
        if values[index] is None and fact is not None:
            values[index] = fact
            kept += 1
    if kept:
        draft.note(
            f"فایل {field_fa(name)} را ندارد؛ در {format_number(kept)} سطر آنچه هست نگه داشته شد.",
            f"The file has no {name}: what stands is kept in {rows_en(kept)}.",
        )


def _require_of_new(draft: Draft) -> None:
    """Refuse new rows of an update that lack a column which every row must have; known rows keep theirs."""
    standing = {row.code for row in draft.register.standing}
    codes = draft.columns["code"]
    absent = [name for name in draft.form.names if name in draft.absent]
    kept_fa, kept = (
        "، ".join("جای سطر" if name == "geom" else field_fa(name) for name in absent),
        ", ".join(absent),
    )
    draft.note(
        f"فایل این ستون‌ها را ندارد و مقدار کنونی آن‌ها می‌ماند: {kept_fa}.",
        f"The file does not have these columns, whose present values stay: {kept}.",
    )
    new = [None if code is not None and code not in standing else True for code in codes]
    for column in draft.form.columns:
        if column.name in draft.absent and column.required and column.otherwise is None:
            require(draft, column, new)
