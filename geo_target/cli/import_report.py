"""What an import says on the terminal, and the report files that it writes."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_target.cli.import_words import (
    cell,
    figure_lines,
    line,
    note_lines,
    number,
    problem_lines,
    told,
    within,
)
from geo_target.cli.output import Format, print_rows, say
from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.columns.mapping import Question
    from geo_target.intake.problems import ImportReport, MappedColumn
    from geo_target.intake.source_error import SourceError
    from geo_target.persian import Lang
    from geo_target.workflows.import_layer import ImportOutcome

_PREVIEW_ROWS = 3
_FOUND = {
    1.0: ("نام خود ستون، یا گفتهٔ شما", "its own name, or what you said"),
    0.95: ("نامی شناخته", "a known name"),
    0.9: ("نامی شناخته، جز یکا یا فاصله", "a known name, but for unit or spaces"),
    0.8: ("از روی خانه‌ها", "told by its cells"),
    0.75: ("نامی شناخته، با واژه‌های دیگر", "a known name among other words"),
}
_LEFT_OUT, _NOT_KNOWN = ("کنار گذاشته شد", "left out"), ("ناشناخته", "not known")
_ASKED = ("پایین پرسیده می‌شود", "asked about below")


def print_outcome(
    outcome: ImportOutcome, options: CheckOptions, lang: Lang, reports: Sequence[Path], *, title: str
) -> None:
    """Print what an import found and did; a dry run also how each header and the first rows were understood.

    Parameters
    ----------
    title
        What the file is called on the command line, for the commands that are proposed.
    """
    report = _without_rederived(outcome)
    questions = open_questions(report, options)
    if report.dry_run:
        _print_mapping(report, questions, lang)
        _print_preview(outcome, lang)
    _say_lines(figure_lines(report, lang))
    _say_lines(note_lines(report, lang))
    asked = {", ".join(question.headers) for question in questions}
    problems = [p for p in report.problems if not (p.code == "which-column" and p.column in asked)]
    _say_lines(problem_lines(problems, lang))
    _say_questions(questions, lang)
    _say_lines(_ending(outcome, options, lang, title))
    for path in reports:
        say(line(f"گزارش: {within(str(path), lang)}" if lang == "fa" else f"Report: {path}", lang))


def refused_file(layer: str, error: SourceError) -> ImportReport:
    """Return the report of a file that cannot be read at all: its one problem, and no rows."""
    from geo_target.intake.problems import ImportReport, Problem

    problem = Problem(
        code=error.code,
        severity="error",
        file=error.file,
        sheet=error.sheet,
        row=error.row,
        column=error.column,
        expected_fa=error.expected_fa,
        expected_en=error.expected_en,
        came=error.came,
        mend_fa=error.mend_fa,
        mend_en=error.mend_en,
    )
    return ImportReport(
        layer=layer,
        file=error.file,
        sheet=error.sheet,
        rows_read=0,
        rows_accepted=0,
        rows_refused=0,
        problems=(problem,),
    )


def _without_rederived(outcome: ImportOutcome) -> ImportReport:
    """Return the report without what is said once the rows are in: what became of rows of other layers."""
    notes = tuple(note for note in outcome.report.notes if note not in outcome.rederived)
    return replace(outcome.report, notes=notes)


def write_report(path: Path, report: ImportReport) -> None:
    """Write the report as a page (``.html``) or for machines (``.json``).

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from geo_target.intake.report.report_page import report_html
    from geo_target.intake.workbooks.template import layer_title

    if path.suffix.lower() == ".json":
        text = json.dumps(report.to_dict(), ensure_ascii=False, indent=2, default=str) + "\n"
    else:
        text = report_html(report, title=layer_title(report.layer))
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"The report cannot be written to {path}: {error.strerror}.") from error


def open_questions(report: ImportReport, options: CheckOptions) -> tuple[Question, ...]:
    """Return what must be asked about the headers of a report, as it was asked when the file was checked.

    What the cells told then (a longitude or an easting) is no question any more.
    """
    from geo_target.intake.columns.guess import guess_mapping

    if not any(problem.code == "which-column" for problem in report.problems):
        return ()
    told = {column.header for column in report.mapping if column.field is not None}
    mapping = guess_mapping([c.header for c in report.mapping], report.layer, given=options.columns)
    return tuple(question for question in mapping.questions if not told.issuperset(question.headers))


def _say_lines(lines: Sequence[str]) -> None:
    for text in lines:
        say(text)


def _print_mapping(report: ImportReport, questions: Sequence[Question], lang: Lang) -> None:
    words = ("سرستون", "فهمیده شد", "اطمینان", "چگونه", "یکا") if lang == "fa" else (
        "header", "understood as", "sure", "how", "unit"
    )  # fmt: skip
    names = ("header", "field", "sure", "how", "unit")
    asked = {header for question in questions for header in question.headers}
    rows = [dict(zip(names, _mapping_row(column, asked, lang), strict=True)) for column in report.mapping]
    title = "ستون‌ها" if lang == "fa" else "Columns"
    print_rows(rows, dict(zip(names, words, strict=True)), Format.TABLE, line(title, lang))


def _mapping_row(column: MappedColumn, asked: set[str], lang: Lang) -> tuple[str, ...]:
    place = 0 if lang == "fa" else 1
    if column.field is None:
        why = _LEFT_OUT if column.confidence else _ASKED if column.header in asked else _NOT_KNOWN
        return cell(column.header, lang, first=True), "–", "", why[place], ""
    return (
        cell(column.header, lang, first=True),
        cell(column.field, lang, first=False),
        number(round(column.confidence * 100), lang) + ("٪" if lang == "fa" else "%"),
        _FOUND.get(column.confidence, ("", ""))[place],
        cell(column.unit or "", lang, first=False),
    )


def _print_preview(outcome: ImportOutcome, lang: Lang) -> None:
    """Print the first rows as they would be stored, one below the other: a row is wider than a terminal."""
    rows = list(outcome.preview[:_PREVIEW_ROWS])
    if not rows:
        return
    names = ["column", *(f"row_{place}" for place in range(len(rows)))]
    table = [dict(zip(names, _preview_row(column, rows, lang), strict=True)) for column in rows[0]]
    heads = ["ستون" if lang == "fa" else "column", *(number(n, lang) for n in range(1, len(rows) + 1))]
    title = "نخستین سطرها، چنان که فهمیده شد" if lang == "fa" else "The first rows, as understood"
    print_rows(table, dict(zip(names, heads, strict=True)), Format.TABLE, line(title, lang))


def _preview_row(column: str, rows: Sequence[dict[str, Any]], lang: Lang) -> list[str]:
    values = (_value(row.get(column), lang) for row in rows)
    return [cell(column, lang, first=True), *(cell(value, lang, first=False) for value in values)]


def _value(value: object, lang: Lang) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return {True: ("بله", "yes"), False: ("خیر", "no")}[value][lang == "en"]
    return str(value)


def _say_questions(questions: Sequence[Question], lang: Lang) -> None:
    """Say each question, and below it the very option that each answer is."""
    for question in questions:
        say(line(f"؟ {question.text_fa}" if lang == "fa" else f"? {question.text_en}", lang))
        for header in dict.fromkeys(question.headers):
            for field in (*question.fields, "-"):
                say(f"    --column {shlex.quote(f'{header}={field}')}")


def _ending(outcome: ImportOutcome, options: CheckOptions, lang: Lang, title: str) -> list[str]:
    if outcome.unchanged:
        fa, en = (
            "همین پرونده پیش‌تر بارگذاری شده است؛ چیزی تغییر نکرد.",
            "This very file is in place already: nothing changed.",
        )
        return [line(fa if lang == "fa" else en, lang)]
    if outcome.dataset_id is not None:
        return _loaded(outcome, lang) + _rejected(outcome, options, lang)
    return _kept_nothing(outcome, lang, title)


def _loaded(outcome: ImportOutcome, lang: Lang) -> list[str]:
    report = outcome.report
    accepted, retired = (number(n, lang) for n in (report.rows_accepted, outcome.retired))
    layer, dataset = within(report.layer, lang), number(outcome.dataset_id or 0, lang)
    if report.format == "geotiff":
        fa = f"رستر در {layer} بارگذاری شد (مجموعه‌دادهٔ {dataset})؛ {retired} رستر پیشین کنار رفت."
        en = f"Imported the raster into {layer} (dataset {dataset}); earlier rasters retired: {retired}."
        lines = [fa if lang == "fa" else en]
    elif lang == "fa":
        lines = [
            f"{accepted} سطر در {layer} بارگذاری شد (مجموعه‌دادهٔ {dataset})؛ {retired} سطر پیشین کنار رفت."
        ]
    else:
        lines = [
            f"Imported {accepted} rows into {layer} (dataset {dataset}); {retired} earlier rows were retired."
        ]
    lines += [told(note.fa if lang == "fa" else note.en, lang) for note in outcome.rederived]
    if outcome.scored:
        again = within("geo-target score", lang)
        lines.append(
            f"محله‌ها از نو امتیاز گرفتند؛ بازهٔ رتبه‌ها با {again} یا سرویس در حال کار به دست می‌آید."
            if lang == "fa"
            else f"The neighbourhoods were scored anew; rank intervals come with {again}, or from a running service."
        )
    undo = within("geo-target datasets undo", lang)
    lines.append(f"برای برگرداندن: {undo}" if lang == "fa" else f"To take it back: {undo}")
    return [line(text, lang) for text in lines]


def _rejected(outcome: ImportOutcome, options: CheckOptions, lang: Lang) -> list[str]:
    if outcome.reject_file is None or not outcome.report.rows_refused:
        return []
    count = number(outcome.report.rows_refused, lang)
    path = str(outcome.reject_file)
    mode = "update" if options.mode == "update" else "add"
    command = f"geo-target import {outcome.report.layer} {shlex.quote(path)} --mode {mode}"
    if lang == "fa":
        first = f"{count} سطر رد شده در {within(path, lang)} است؛ همان‌جا اصلاح کنید و با همان گزینه‌ها بارگذاری کنید:"
    else:
        first = f"{count} refused rows are in {path}: correct them there, then, with the same other options:"
    return [line(first, lang), f"    {command}"]


def _kept_nothing(outcome: ImportOutcome, lang: Lang, title: str) -> list[str]:
    report = outcome.report
    if report.dry_run:
        fa, en = "آزمایشی: چیزی ذخیره نشد.", "Dry run: nothing was kept."
        if report.ok:
            fa, en = f"{fa} همهٔ سطرها درست است.", f"{en} All rows are right."
        return [line(fa if lang == "fa" else en, lang)]
    fa, en = "چیزی ذخیره نشد.", "Nothing was kept."
    if report.rows_accepted:
        option = within("--reject FILE.xlsx", lang)
        fa += f" {within(title, lang)} را اصلاح کنید، یا با {option} سطرهای درست را بارگذاری کنید."
        en += f" Correct {title}, or add {option} to import the rows that are right."
    return [line(fa if lang == "fa" else en, lang)]
