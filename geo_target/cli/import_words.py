"""Lines of an import's report on a terminal, in either direction of writing.

A terminal that knows bidirectional text takes the direction of a line from its first letter; what is written the
other way within it is isolated, so that it disturbs nothing. These marks take no room, and a terminal that does
not know them shows none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo_target.intake.problems import SEVERITY_WORDS
from geo_target.intake.report.report_page import HOW_WORDS, KIND_WORDS
from geo_target.persian import format_number, isolate, to_persian_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.problems import ImportReport, Problem
    from geo_target.persian import Lang

_RLM, _LRM = "\u200f", "\u200e"
_PERSIAN = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z]")
_PERSIAN_RUN = re.compile(f"{_PERSIAN.pattern}(?:[^A-Za-z.,:;()“”]*{_PERSIAN.pattern})?")
_LATIN_RUN = re.compile(r"-{0,2}[A-Za-z](?:[\w .,:;/=+-]*[A-Za-z0-9…])?", re.ASCII)
MOST_KINDS = 12
"""Kinds of problem that are shown; the report files have them all."""
_MOST_ROWS, _EXAMPLES = 5, 3


def line(text: str, lang: Lang) -> str:
    """Return a line that begins at the side where its language begins."""
    return _RLM + text if lang == "fa" else text


def within(text: str, lang: Lang) -> str:
    """Return a text as it stands within a line of that language: isolated, if it is written the other way."""
    return isolate(text) if (_LATIN if lang == "fa" else _PERSIAN).search(text) else text


def told(text: str, lang: Lang) -> str:
    """Return a sentence with each run of words of the other direction isolated."""
    run = _LATIN_RUN if lang == "fa" else _PERSIAN_RUN
    return run.sub(lambda found: isolate(found[0]), text)


def cell(text: str, lang: Lang, *, first: bool) -> str:
    """Return a cell of a table; the first of a row settles the direction of its line."""
    mark = _RLM if lang == "fa" else _LRM
    return (mark if first and (lang == "fa" or _PERSIAN.search(text)) else "") + within(text, lang)


def number(value: float, lang: Lang) -> str:
    """Return a number with its thousands apart, in the digits of the language."""
    return format_number(value, lang)


def figure_lines(report: ImportReport, lang: Lang) -> list[str]:
    """Return what was read, accepted and refused, and of what kind the file is; nothing of a file not read."""
    if not report.format:
        return []
    read, accepted, refused = (
        number(n, lang) for n in (report.rows_read, report.rows_accepted, report.rows_refused)
    )
    kind = [part for part in (report.format, report.sheet, report.encoding, report.crs) if part]
    about = ("، " if lang == "fa" else ", ").join(within(part, lang) for part in kind)
    file = within(report.file, lang)
    if lang == "fa":
        return [line(f"{file} ({about}): {read} سطر خوانده شد، {accepted} پذیرفته، {refused} رد شد.", lang)]
    return [line(f"{file} ({about}): {read} rows read, {accepted} accepted, {refused} refused.", lang)]


def note_lines(report: ImportReport, lang: Lang) -> list[str]:
    """Return what the import did or decided, and how names were matched."""
    lines = [line(f"  {told(note.fa if lang == 'fa' else note.en, lang)}", lang) for note in report.notes]
    place = 0 if lang == "fa" else 1
    comma, stop, word = ("، ", "؛ ", "نام‌ها") if lang == "fa" else (", ", "; ", "Names found")
    kinds = [
        f"{KIND_WORDS.get(kind, (kind, kind))[place]}: "
        + comma.join(f"{number(rows, lang)} {HOW_WORDS[how][place]}" for how, rows in by_how.items())
        for kind, by_how in report.matched_how().items()
    ]
    if kinds:
        lines.append(line(f"  {word}: {stop.join(kinds)}", lang))
    return lines + _unknown(report, lang)


def _unknown(report: ImportReport, lang: Lang) -> list[str]:
    """Name the columns that are not known, so that none is left out in silence."""
    asked = {p.column for p in report.problems if p.code == "which-column"}
    headers = [
        within(c.header, lang)
        for c in report.mapping
        if c.field is None and c.confidence == 0 and not any(c.header in str(one) for one in asked)
    ]
    if not headers:
        return []
    if lang == "fa":
        return [line(f"  ستون‌های ناشناخته که به کار نرفت: {'، '.join(headers)}", lang)]
    return [line(f"  Columns that are not known and were not used: {', '.join(headers)}", lang)]


def problem_lines(problems: Sequence[Problem], lang: Lang) -> list[str]:
    """Return the problems, errors first, those of one kind in one column together with a few examples."""
    kinds: dict[tuple[str | None, ...], list[Problem]] = {}
    for problem in sorted(problems, key=lambda one: list(SEVERITY_WORDS).index(one.severity)):
        apart = problem.expected_en if problem.row is None else None
        kinds.setdefault((problem.severity, problem.code, problem.column, apart), []).append(problem)
    lines: list[str] = []
    for same in list(kinds.values())[:MOST_KINDS]:
        lines += _kind_lines(same, lang)
    if (more := sum(map(len, list(kinds.values())[MOST_KINDS:]))) > 0:
        count = number(more, lang)
        lines.append(line(f"… و {count} مورد دیگر" if lang == "fa" else f"… and {count} more problems", lang))
    return lines


def _kind_lines(same: list[Problem], lang: Lang) -> list[str]:
    """Return a heading, what was expected, what came and how to mend it: once, or for the first few that differ."""
    first = same[0]
    heading = line(f"{SEVERITY_WORDS[first.severity][lang == 'en']}: {_place(same, lang)}", lang)
    differing = list({(one.came, one.mend_en, one.expected_en): one for one in reversed(same)}.values())[::-1]
    if len(differing) == 1 or first.row is None:
        return [heading, *_said(first, lang, "")]
    lines = [heading]
    for one in differing[:_EXAMPLES]:
        row = to_persian_digits(str(one.row)) if lang == "fa" else str(one.row)
        lines += _said(one, lang, f"سطر {row}، " if lang == "fa" else f"row {row}: ")
    if (more := len(differing) - _EXAMPLES) > 0:
        count = number(more, lang)
        lines.append(
            line(
                f"    … و {count} جور دیگر" if lang == "fa" else f"    … and {count} others of this kind",
                lang,
            )
        )
    return lines


def _said(problem: Problem, lang: Lang, start: str) -> list[str]:
    came = within(problem.came, lang)
    if lang == "fa":
        shown = f"«{came}»" if came else "خانهٔ خالی"
        expected, mend = told(problem.expected_fa, lang), told(problem.mend_fa, lang)
        return [
            line(f"    {start}انتظار: {expected}؛ آمده: {shown}", lang),
            line(f"      راه اصلاح: {mend}", lang),
        ]
    shown = f"“{came}”" if came else "nothing"
    expected, mend = told(problem.expected_en, lang), told(problem.mend_en, lang)
    return [line(f"    {start}expected {expected}, came {shown}", lang), line(f"      {mend}", lang)]


def _place(same: list[Problem], lang: Lang) -> str:
    """Return the column, and the rows: all if they are few, else the first and how many more; else the file."""
    parts: list[str] = []
    if same[0].column is not None:
        header = within(same[0].column, lang)
        parts.append(f"ستون «{header}»" if lang == "fa" else f"column “{header}”")
    rows = [problem.row for problem in same if problem.row is not None]
    if rows:
        parts.append(_rows(rows, lang))
    if not parts:
        parts = [within(same[0].file, lang)]
        if same[0].sheet is not None:
            sheet = within(same[0].sheet, lang)
            parts.append(f"برگهٔ {sheet}" if lang == "fa" else f"sheet {sheet}")
    return ("، " if lang == "fa" else ", ").join(parts)


def _rows(rows: list[int], lang: Lang) -> str:
    listed = (to_persian_digits(str(row)) if lang == "fa" else str(row) for row in rows[:_MOST_ROWS])
    text = ("، " if lang == "fa" else ", ").join(listed)
    more = len(rows) - _MOST_ROWS
    if lang == "fa":
        return f"سطر {text}" + (f" و {number(more, lang)} سطر دیگر" if more > 0 else "")
    return f"row{'s' * (len(rows) > 1)} {text}" + (f" and {number(more, lang)} more" if more > 0 else "")
