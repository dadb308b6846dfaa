"""The report of an import as one HTML page: Persian first, English beside it, with a map of the problems.

The page stands alone: no script, no font, no picture is fetched, and its Content-Security-Policy says so. All
that comes from a file is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from geo_target.intake.problems import SEVERITY_WORDS, ImportReport, MatchedName, Problem
from geo_target.intake.report.problem_map import problem_map
from geo_target.persian import format_number, to_persian_digits

if TYPE_CHECKING:
    from jinja2 import Template

MOST_ROWS = 1000
"""More problems, and more names, than these are counted but not listed; the JSON report has them all."""

KIND_WORDS = {
    "province": ("استان", "province"),
    "county": ("شهرستان", "county"),
    "city": ("شهر", "city"),
    "neighbourhood": ("محله", "neighbourhood"),
}
HOW_WORDS = {
    "code": ("با کد", "by its code"),
    "exact": ("عین نام", "the very name"),
    "normalised": ("پس از یکسان‌سازی نویسه‌ها", "after normalising"),
    "variant": ("نام یا املای دیگر", "another spelling"),
}


@dataclass(frozen=True, slots=True)
class _ProblemRow:
    number: int
    problem: Problem
    word: tuple[str, str]
    place: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class _NameRow:
    name: MatchedName
    kind: tuple[str, str]
    how: tuple[str, str]


def report_html(report: ImportReport, *, title: tuple[str, str] | None = None) -> str:
    """Return the report as a whole HTML page, the same for the same report.

    Parameters
    ----------
    title
        Persian and English title of the layer; None: the collection's name.

    Returns
    -------
    str
        UTF-8 text of the page. Errors come first, then warnings, then notes, each in the order of the report; at
        most a thousand of them are listed, and the page says how many more there are.
    """
    ordered = sorted(report.problems, key=lambda problem: list(SEVERITY_WORDS).index(problem.severity))
    listed = [_problem_row(number, problem) for number, problem in enumerate(ordered[:MOST_ROWS], start=1)]
    more = _more(len(ordered))
    names_more = _more(len(report.matched))

    return _template().render(
        report=report,
        title=title or (report.layer, report.layer),
        verdict=_verdict(report),
        map=problem_map([row.problem for row in listed]),
        problems=listed,
        more_fa=more[0],
        more_en=more[1],
        matched=[_name_row(name) for name in report.matched[:MOST_ROWS]],
        names_more_fa=names_more[0],
        names_more_en=names_more[1],
    )


def _verdict(report: ImportReport) -> tuple[str, str]:
    if report.unchanged:
        return (
            "همین پرونده پیش‌تر بارگذاری شده است؛ چیزی تغییر نکرد",
            "This very file was imported before; nothing changed",
        )
    trial = ("آزمایشی، چیزی ذخیره نشد: ", "Dry run, nothing was kept: ") if report.dry_run else ("", "")
    if report.ok:
        return f"{trial[0]}همهٔ سطرها درست است", f"{trial[1]}all rows are right"
    if report.rows_refused == 0:
        return f"{trial[0]}خطایی در کار است که باید اصلاح شود", f"{trial[1]}there are errors to be mended"
    refused_fa, refused_en = (format_number(report.rows_refused, lang) for lang in ("fa", "en"))
    return (
        f"{trial[0]}{refused_fa} سطر رد شد؛ آن‌ها را اصلاح کنید و دوباره بارگذاری کنید",
        f"{trial[1]}{refused_en} rows were refused: mend them and import again",
    )


def _problem_row(number: int, problem: Problem) -> _ProblemRow:
    parts: list[tuple[str, str | None]] = [("", problem.file)]
    if problem.sheet is not None:
        parts.append(("برگهٔ", problem.sheet))
    if problem.row is not None:
        parts.append((f"سطر {to_persian_digits(str(problem.row))}", None))
    if problem.column is not None:
        parts.append(("ستون", problem.column))
    return _ProblemRow(number, problem, SEVERITY_WORDS[problem.severity], tuple(parts[1:] or parts))


def _name_row(name: MatchedName) -> _NameRow:
    return _NameRow(name, KIND_WORDS.get(name.kind, (name.kind, name.kind)), HOW_WORDS[name.how])


def _more(count: int) -> tuple[str, str]:
    if count <= MOST_ROWS:
        return "", ""
    fa, en = ((format_number(MOST_ROWS, lang), format_number(count, lang)) for lang in ("fa", "en"))
    return (
        f"{fa[0]} مورد نخست از {fa[1]}؛ همه در گزارش JSON آمده است",
        f"the first {en[0]} of {en[1]}; all of them are in the JSON report",
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["fa_number"] = _fa_number
    return environment.from_string(
        resources.files("geo_target.intake.report").joinpath("report_page.html.j2").read_text("utf-8")
    )


def _fa_number(value: Any) -> str:
    return format_number(value, "fa")
