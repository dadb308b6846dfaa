"""What the headers of a file were taken for, and what about them must be asked or is worth knowing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.intake.columns.guess import guess_mapping
from geo_target.intake.columns.mapping import Mapping
from geo_target.intake.columns.synonyms import layer_words
from geo_target.intake.problems import MappedColumn, Problem, ValueProblem
from geo_target.persian import isolate

if TYPE_CHECKING:
    from collections import abc

    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.source_table import SourceTable

_SAMPLES = 100


def mapping_of(source: SourceTable, layer: str, options: CheckOptions) -> tuple[Mapping, ValueProblem | None]:
    """Return what the headers are, and what is wrong with what a person said of them (then no header is known)."""
    samples = [row.cells for row in source.rows[:_SAMPLES]]
    try:
        return guess_mapping(source.headers, layer, given=options.columns, samples=samples), None
    except InputError as error:
        nothing = Mapping(layer=layer, columns=(), questions=(), suggestions=())
        return nothing, ValueProblem(
            "wrong-mapping",
            expected=(
                "نگاشت سرستون‌های همین فایل به ستون‌های لایه",
                "a mapping of this file's headers to the layer",
            ),
            came=", ".join(f"{header} → {field}" for header, field in options.columns.items()),
            mend=(f"نگاشت را درست کنید: {error}", f"correct the mapping: {error}"),
        )


def check_headers(draft: Draft) -> None:
    """Note the questions (errors), the likenesses (only told) and the values that no field of the layer has."""
    for question in draft.mapping.questions:
        mend_fa = f"در نگاشت بنویسید کدام است، یا «-» تا کنار برود: {', '.join(question.fields)}"
        mend_en = f"say in the mapping which it is, or - to leave it out: {', '.join(question.fields)}"
        draft.refuse_file(
            ValueProblem(
                "which-column",
                expected=(question.text_fa, question.text_en),
                came=", ".join(question.headers),
                mend=(mend_fa, mend_en),
            ),
            column=", ".join(question.headers),
        )
    for header, field in draft.mapping.suggestions:
        draft.refuse_file(_like(header, field), column=header, severity="info")
    _check_values(draft)


def mapped_columns(mapping: Mapping) -> tuple[MappedColumn, ...]:
    """Return the columns as a report shows them."""
    return tuple(
        MappedColumn(header=one.header, field=one.field, confidence=one.confidence, unit=one.unit)
        for one in mapping.columns
    )


def faults_of(draft: Draft) -> None:
    """Note what reading the file found wrong with single rows, and with the file."""
    if not draft.source.faults:
        return
    place = {row.number: index for index, row in enumerate(draft.source.rows)}
    for fault in draft.source.faults:
        problem = Problem(
            code=fault.code,
            severity="error",
            file=draft.source.file,
            sheet=fault.sheet if fault.sheet is not None else draft.source.sheet,
            row=fault.row,
            column=fault.column,
            expected_fa=fault.expected_fa,
            expected_en=fault.expected_en,
            came=fault.came,
            mend_fa=fault.mend_fa,
            mend_en=fault.mend_en,
        )
        index = place.get(fault.row) if fault.row is not None else None
        draft.problems.append(problem) if index is None else draft.of_row.setdefault(index, []).append(
            problem
        )


def _like(header: str, field: str) -> ValueProblem:
    return ValueProblem(
        "unused-column",
        expected=("سرستونی که شناخته باشد", "a header that is known"),
        came=header,
        mend=(
            f"این ستون به کار نرفت؛ اگر {field} است در نگاشت بنویسید «{isolate(header)}» = {field}",
            f"this column is not used; if it is {field}, map “{header}” to {field}",
        ),
    )


def _check_values(draft: Draft) -> None:
    fields: abc.Iterable[str] = (*layer_words(draft.form.layer).fields, "scheme")
    for field in draft.options.values:
        if field not in fields:
            known = ", ".join(fields)
            draft.refuse_file(
                ValueProblem(
                    "unknown-field",
                    expected=(f"ستونی از {draft.form.layer}", f"a column of {draft.form.layer}"),
                    came=field,
                    mend=(f"یکی از این‌ها را بنویسید: {known}", f"write one of {known}"),
                )
            )
