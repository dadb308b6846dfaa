"""What an import found: each problem with its place and its mending, and the report of them all.

Frozen values, in Persian and English. Nothing here reads a file or decides anything; the pages are made in
``report_page`` (HTML) and ``terminal_lines`` (a few lines of text).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from geo_target.errors import InputError
from geo_target.persian import Lang, format_number

Severity = Literal["error", "warning", "info"]
How = Literal["code", "exact", "normalised", "variant"]

SHOWN_ON_TERMINAL = 12
SEVERITY_WORDS: dict[Severity, tuple[str, str]] = {
    "error": ("خطا", "error"),
    "warning": ("هشدار", "warning"),
    "info": ("آگاهی", "note"),
}
_LONGEST_CAME = 120


class ValueProblem(InputError):  # noqa: N818 - it becomes a Problem of the report; nobody sees it as an error
    """A cell that cannot be read as what it should be; carries both languages, but knows no file and no row.

    ``ValueProblem.at`` makes the `Problem` of it, once the place is known.

    Parameters
    ----------
    code
        A stable name of the kind of problem, for machines: ``not-a-number``.
    expected, mend
        Persian and English: what should stand there, and how to mend it.
    came
        What stood there; cut after 120 characters, control characters made visible.
    """

    def __init__(self, code: str, *, expected: tuple[str, str], came: object, mend: tuple[str, str]) -> None:
        self.code = code
        self.expected_fa, self.expected_en = expected
        self.came = shown(came)
        self.mend_fa, self.mend_en = mend
        super().__init__(f"expected {self.expected_en}, not {self.came}: {self.mend_en}")

    def at(
        self,
        *,
        file: str,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        severity: Severity = "error",
        lon: float | None = None,
        lat: float | None = None,
    ) -> Problem:
        """Return the problem at its place in a file."""
        return Problem(
            code=self.code,
            severity=severity,
            file=file,
            sheet=sheet,
            row=row,
            column=column,
            expected_fa=self.expected_fa,
            expected_en=self.expected_en,
            came=self.came,
            mend_fa=self.mend_fa,
            mend_en=self.mend_en,
            lon=lon,
            lat=lat,
        )


def shown(came: object) -> str:
    """Return a value as a message shows it: whole if short, cut with … if not, control characters escaped."""
    text = "" if came is None else str(came)[: _LONGEST_CAME + 1]
    text = "".join(
        sign if sign.isprintable() or sign in "\u200c\u200d" else f"\\u{ord(sign):04x}" for sign in text
    )
    return text if len(text) <= _LONGEST_CAME else text[: _LONGEST_CAME - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or worth knowing, and where.

    Parameters
    ----------
    code
        A stable name of the kind, for machines and for counting.
    row
        1-based row of the sheet (or number of the feature) as the person sees it; None: the file as a whole.
    column
        The header as it stands in the file; None: the row as a whole.
    lon, lat
        Degrees WGS84 where the place on the map is known; both or none.
    """

    code: str
    severity: Severity
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    expected_fa: str
    expected_en: str
    came: str
    mend_fa: str
    mend_en: str
    lon: float | None = None
    lat: float | None = None

    def place(self, lang: Lang = "en") -> str:
        """Return where it is, as words: file, sheet, row, column, as far as they are known."""
        sheet, row, column = ("برگهٔ ", "سطر ", "ستون ") if lang == "fa" else ("sheet ", "row ", "column ")
        parts = [self.file]
        if self.sheet is not None:
            parts.append(sheet + self.sheet)
        if self.row is not None:
            parts.append(row + format_number(self.row, lang).replace("٬", "").replace(",", ""))
        if self.column is not None:
            parts.append(column + self.column)
        return ("، " if lang == "fa" else ", ").join(parts)

    def sentence(self, lang: Lang = "en") -> str:
        """Return what was expected, what came and how to mend it, as one sentence without the place."""
        if lang == "fa":
            came = f"«{self.came}»" if self.came else "خانهٔ خالی"
            return f"انتظار: {self.expected_fa}؛ آمده: {came}؛ راه اصلاح: {self.mend_fa}"
        came = f"“{self.came}”" if self.came else "an empty cell"
        return f"expected {self.expected_en}, came {came}: {self.mend_en}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the import did and says so: the CRS that it inferred, the rows above the header."""

    fa: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """A column of the file and what it was taken for; ``field`` None: the column is not used."""

    header: str
    field: str | None
    confidence: float
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedName:
    """A name of the file, the place that it was found to be, how, and in how many rows."""

    kind: str
    came: str
    code: str
    name_fa: str
    name_en: str
    how: How
    rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """All that an import has to say. ``ok`` is the one answer; the rest is why.

    Parameters
    ----------
    layer
        The collection: ``training_centres``.
    file
        The name of the file, without its folder.
    rows_read, rows_accepted, rows_refused
        Data rows: title rows and a totals row do not count.
    matched
        One entry for each distinct name, most rows first, as the caller orders them.
    crs
        What the coordinates were read as, ``EPSG:4326`` or ``EPSG:32640``; None: the file has none.
    crs_inferred
        Whether the file did not state it, so that it was found from the rows' provinces.
    dry_run
        Whether nothing was to be kept.
    unchanged
        Whether the very same file was in place already.
    """

    layer: str
    file: str
    sheet: str | None = None
    format: str | None = None
    encoding: str | None = None
    rows_read: int
    rows_accepted: int
    rows_refused: int
    mapping: tuple[MappedColumn, ...] = ()
    matched: tuple[MatchedName, ...] = ()
    problems: tuple[Problem, ...] = ()
    crs: str | None = None
    crs_inferred: bool = False
    notes: tuple[Note, ...] = ()
    dry_run: bool = False
    unchanged: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing is in the way: no problem is an error and no row is refused."""
        return self.rows_refused == 0 and not any(p.severity == "error" for p in self.problems)

    def count(self, severity: Severity) -> int:
        """Return how many problems are of this severity."""
        return sum(problem.severity == severity for problem in self.problems)

    def matched_how(self) -> dict[str, dict[str, int]]:
        """Return for each kind of place how many rows were matched in which way, both sorted."""
        counts: dict[str, Counter[str]] = {}
        for name in self.matched:
            counts.setdefault(name.kind, Counter())[name.how] += name.rows
        return {kind: dict(sorted(counts[kind].items())) for kind in sorted(counts)}

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON can hold it, all problems included, keys in a fixed order."""
        return {
            "ok": self.ok,
            **dataclasses.asdict(self),
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "matched_how": self.matched_how(),
        }

    def terminal_lines(self, lang: Lang = "en") -> list[str]:
        """Return the report as a few lines: the figures, the notes, the worst problems first."""
        shown_first = sorted(self.problems, key=lambda p: list(SEVERITY_WORDS).index(p.severity))
        lines = [self._figures(lang), *self._columns(lang), *self._matches(lang)]
        lines += [f"  {note.fa if lang == 'fa' else note.en}" for note in self.notes]
        for problem in shown_first[:SHOWN_ON_TERMINAL]:
            word = SEVERITY_WORDS[problem.severity][lang == "en"]
            lines.append(f"{word}: {problem.place(lang)}: {problem.sentence(lang)}")
        if more := len(self.problems) - SHOWN_ON_TERMINAL:
            lines += [_and_more(more, lang)] if more > 0 else []
        return lines

    def _figures(self, lang: Lang) -> str:
        read, accepted, refused = (
            format_number(n, lang) for n in (self.rows_read, self.rows_accepted, self.rows_refused)
        )
        if lang == "fa":
            return f"{self.file}: {read} سطر خوانده شد، {accepted} پذیرفته، {refused} رد شد"
        return f"{self.file}: {read} rows read, {accepted} accepted, {refused} refused"

    def _columns(self, lang: Lang) -> list[str]:
        comma, word = ("، ", "ستون‌ها") if lang == "fa" else (", ", "columns")
        used = [f"{column.header} → {column.field}" for column in self.mapping if column.field]
        return [f"  {word}: {comma.join(used)}"] if used else []

    def _matches(self, lang: Lang) -> list[str]:
        comma, word = ("، ", "نام‌ها") if lang == "fa" else (", ", "names matched")
        counts = [
            f"{kind} {how} {format_number(number, lang)}"
            for kind, by_how in self.matched_how().items()
            for how, number in by_how.items()
        ]
        return [f"  {word}: {comma.join(counts)}"] if counts else []


def _and_more(number: int, lang: Lang) -> str:
    count = format_number(number, lang)
    return f"… و {count} مورد دیگر" if lang == "fa" else f"… and {count} more"
