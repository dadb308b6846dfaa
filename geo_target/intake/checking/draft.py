"""A file on its way through the checks: its columns as far as they are read, and what was found so far.

Work goes by columns, not by rows, and each distinct text is read once, so that a million rows take seconds.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.counted import rows_en
from geo_target.intake.problems import MatchedName, Note, Problem, ValueProblem
from geo_target.intake.values.value_numbers import is_empty
from geo_target.persian import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo_target.intake.checked import CheckOptions
    from geo_target.intake.checking.layers import LayerForm
    from geo_target.intake.columns.mapping import Mapping
    from geo_target.intake.finding import Finding
    from geo_target.intake.names.gazetteer import Match
    from geo_target.intake.problems import How, Severity
    from geo_target.intake.register import Register
    from geo_target.intake.source_table import Cell, SourceTable

MOST_WARNINGS = 1_000
"""Rows that are told of one kind of warning; how many more there are is told as a number. Errors are all told."""

MOST_ERRORS = 100_000
"""Errors that are told of one file: beyond them it is given up, before a million reasons fill the memory."""

_REMEMBERED = 100_000
"""Distinct texts of a column that are kept; a column of a million codes need not all be remembered."""


class TooManyErrorsError(Exception):
    """More is wrong with a file than can be told; `check_layer` gives it up."""


class Draft:
    """What is known of a file so far. The checks add to it; `check_layer` makes the answer of it.

    Parameters
    ----------
    columns
        Stored column to its values, one for each row; None where a row has none (or a wrong one).
    absent
        Stored columns that the list does not have and that are left as they stand (mode ``update``).
    problems
        Of the file as a whole.
    of_row
        0-based row to its problems.
    """

    def __init__(
        self,
        source: SourceTable,
        form: LayerForm,
        mapping: Mapping,
        register: Register,
        options: CheckOptions,
    ) -> None:
        self.source, self.form, self.mapping = source, form, mapping
        self.register, self.options = register, options
        self.columns: dict[str, list[Any]] = {}
        self.absent: set[str] = set()
        self.problems: list[Problem] = []
        self.of_row: dict[int, list[Problem]] = {}
        self.notes: list[Note] = []
        self.crs: str | None = None
        self.crs_inferred = False
        self._matched: Counter[tuple[str, str, str, str, str, How]] = Counter()
        self._filled: set[str] = set()
        self._warned: Counter[str] = Counter()
        self._errors = 0

    def __len__(self) -> int:
        return len(self.source.rows)

    @property
    def is_update(self) -> bool:
        """Whether columns that the list does not have are left as they stand."""
        return self.options.mode == "update"

    @property
    def refused_whole(self) -> bool:
        """Whether something is wrong with the file as a whole, so that none of its rows is of use."""
        return any(problem.severity == "error" for problem in self.problems)

    def has(self, *fields: str) -> bool:
        """Tell whether the list, or a value given for all rows, says one of these fields."""
        return any(self.mapping.column(field) or field in self.options.values for field in fields)

    def header(self, *fields: str) -> str | None:
        """Return the header of the first of these fields that is a column of the file."""
        found = (column.header for field in fields if (column := self.mapping.column(field)))
        return next(found, None)

    def cells(self, field: str) -> list[Cell] | None:
        """Return a field of every row; the value given for all rows where a cell is empty. None: not said at all."""
        column, fill = self.mapping.column(field), self.options.values.get(field)
        if column is None:
            self._note_filled(field, len(self) if fill is not None else 0)
            return None if fill is None else [fill] * len(self)
        place = column.index
        cells = [row.cells[place] for row in self.source.rows]
        if fill is None:
            return cells
        empty = [index for index, cell in enumerate(cells) if cell is None or is_empty(cell)]
        for index in empty:
            cells[index] = fill
        self._note_filled(field, len(empty))
        return cells

    def read(
        self, field: str, parse: Callable[[Any], Any], *, severity: Severity = "error"
    ) -> list[Any] | None:
        """Return a field of every row as `parse` reads it, None where empty or wrong; None if it is not said."""
        cells = self.cells(field)
        if cells is None:
            return None
        values, wrong = read_cells(cells, parse)
        for index, problem in wrong.items():
            self.refuse(index, problem, field, severity=severity)
        return values

    def refuse(
        self,
        index: int,
        problem: ValueProblem,
        *fields: str,
        severity: Severity = "error",
        lon: float | None = None,
        lat: float | None = None,
    ) -> None:
        """Note a problem of a row; `fields` are what the problem is about, the first that has a column is named."""
        if severity != "error" and not self._may_tell(problem.code):
            return
        header = self.header(*fields) or (fields[0] if fields else None)
        before = self.of_row.setdefault(index, [])
        if problem.code in {"empty", "sheet-error"} and any(
            one.column == header and one.severity == "error" for one in before
        ):
            return  # it has been said why
        self._count_error(severity)
        before.append(
            problem.at(
                file=self.source.file,
                sheet=self.source.sheet,
                row=self.source.rows[index].number,
                column=header,
                severity=severity,
                lon=lon,
                lat=lat,
            )
        )

    def refuse_file(
        self,
        problem: ValueProblem,
        column: str | None = None,
        *,
        severity: Severity = "error",
        row: int | None = None,
    ) -> None:
        """Note a problem of the file as a whole (or of a row that is none of its data)."""
        self.problems.append(
            problem.at(
                file=self.source.file, sheet=self.source.sheet, row=row, column=column, severity=severity
            )
        )

    def found(self, findings: Iterable[Finding], *fields: str, rows: Sequence[int] | None = None) -> None:
        """Note what a check of whole arrays found; `rows` are the rows that the arrays were made of."""
        header = self.header(*fields)
        for one in findings:
            if one.index is not None and one.severity != "error" and not self._may_tell(one.code):
                continue
            index = one.index if rows is None or one.index is None else rows[one.index]
            number = None if index is None else self.source.rows[index].number
            problem = one.at(file=self.source.file, sheet=self.source.sheet, row=number, column=header)
            if index is None:
                self.problems.append(problem)
            else:
                self._count_error(one.severity)
                self.of_row.setdefault(index, []).append(problem)

    def note(self, fa: str, en: str) -> None:
        """Say something that was done or decided."""
        self.notes.append(Note(fa, en))

    def match(self, kind: str, came: object, match: Match, rows: int = 1) -> None:
        """Note which place a name of the file is."""
        place = match.place
        self._matched[kind, str(came), place.code, place.name_fa, place.name_en, match.how] += rows

    def match_link(self, kind: str, came: object, code: str, name: str, how: How, rows: int = 1) -> None:
        """Note which row of another layer a name of the file is."""
        self._matched[kind, str(came), code, name, name, how] += rows

    def matched(self) -> tuple[MatchedName, ...]:
        """Return the names that were matched, those of most rows first."""
        ordered = sorted(self._matched.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            MatchedName(kind=kind, came=came, code=code, name_fa=name_fa, name_en=name_en, how=how, rows=rows)
            for (kind, came, code, name_fa, name_en, how), rows in ordered
        )

    def is_refused(self, index: int) -> bool:
        """Tell whether a row has an error."""
        return any(problem.severity == "error" for problem in self.of_row.get(index, ()))

    def untold(self) -> dict[str, int]:
        """Return how many rows have a warning of a kind that was not told of them."""
        return {code: count - MOST_WARNINGS for code, count in self._warned.items() if count > MOST_WARNINGS}

    def skips(self, code: str) -> bool:
        """Tell whether enough rows have this warning already, and count the row that is not told of it."""
        enough = self._warned[code] >= MOST_WARNINGS
        self._warned[code] += enough
        return enough

    def _count_error(self, severity: Severity) -> None:
        self._errors += severity == "error"
        if self._errors > MOST_ERRORS:
            raise TooManyErrorsError

    def _may_tell(self, code: str) -> bool:
        self._warned[code] += 1
        return self._warned[code] <= MOST_WARNINGS

    def _note_filled(self, field: str, rows: int) -> None:
        if not rows or field in self._filled:
            return
        self._filled.add(field)
        text = self.options.values[field]
        self.note(
            f"مقدار «{isolate(text)}» برای {field_fa(field)} در {format_number(rows)} سطر از دستور شما آمد.",
            f"The value “{isolate(text)}” for {field} in {rows_en(rows)} is what you gave for all.",
        )


def read_cells(
    cells: Sequence[Any], parse: Callable[[Any], Any]
) -> tuple[list[Any], dict[int, ValueProblem]]:
    """Return what each cell is read as, None where empty or wrong, and the wrong ones by their place.

    A text that comes again is not parsed again.
    """
    known: dict[Any, Any] = {}
    values: list[Any] = []
    wrong: dict[int, ValueProblem] = {}
    for index, cell in enumerate(cells):
        if cell is None:
            values.append(None)
            continue
        key = (
            cell if type(cell) is str else (type(cell), cell)
        )  # 1, 1.0 and True are one key, and three cells
        if key in known:
            value = known[key]
        else:
            value = _parsed(cell, parse)
            if len(known) < _REMEMBERED:
                known[key] = value
        if type(value) is _Wrong:
            if value.problem is not None:
                wrong[index] = value.problem
                if len(wrong) > MOST_ERRORS:
                    raise TooManyErrorsError
            values.append(None)
        else:
            values.append(value)
    return values, wrong


class _Wrong:
    __slots__ = ("problem",)

    def __init__(self, problem: ValueProblem | None) -> None:
        self.problem = problem


def _parsed(cell: Any, parse: Callable[[Any], Any]) -> Any:
    try:
        return parse(cell)
    except ValueProblem as problem:
        problem.__traceback__ = None  # it holds every frame, and there may be a million of them
        return _Wrong(None if problem.code == "empty" and is_empty(cell) else problem)
