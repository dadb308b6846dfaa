"""The answer: rows ready to be stored, rows refused with every reason, and the report of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from geo_target.intake.checked import CheckedLayer, RefusedRow
from geo_target.intake.checking.header_findings import mapped_columns
from geo_target.intake.problems import ImportReport, Note, Problem, ValueProblem
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.intake.checking.draft import Draft


class ColumnRows(Sequence[tuple[Any, ...]]):
    """Rows over columns: a row is made when it is asked for, so that a million of them take no room.

    Parameters
    ----------
    columns
        One list for each stored column, all of one length.
    count
        That length; needed where there are no columns.
    """

    __slots__ = ("_columns", "_count")

    def __init__(self, columns: Sequence[Sequence[Any]], count: int) -> None:
        self._columns, self._count = columns, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return zip(*self._columns, strict=True)

    @overload
    def __getitem__(self, place: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[Any, ...]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """Return one row, or a list of some."""
        if isinstance(place, slice):
            return list(zip(*(column[place] for column in self._columns), strict=True))
        return tuple(column[place] for column in self._columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]


def _same(one: tuple[Any, ...], other: Any) -> bool:
    return one == tuple(other)


def checked_layer(draft: Draft) -> CheckedLayer:
    """Return what became of the file; nothing of it is accepted where something is wrong with it as a whole."""
    whole = draft.refused_whole
    bad = {index for index in draft.of_row if draft.is_refused(index)}
    refused = () if whole else tuple(
        RefusedRow(draft.source.rows[index], tuple(draft.of_row[index])) for index in sorted(bad)
    )  # fmt: skip
    names = tuple(name for name in draft.form.names if name not in draft.absent)
    kept = [] if whole else [index for index in range(len(draft)) if index not in bad]
    if not whole and not kept:
        draft.refuse_file(_nothing(len(draft)))
    rows = _rows(draft, names, kept, everything=not bad and not whole)
    return CheckedLayer(
        layer=draft.form.layer,
        columns=names,
        rows=rows,
        numbers=[draft.source.rows[index].number for index in kept],
        refused=refused,
        report=_report(draft, len(kept), len(refused)),
    )


def _rows(draft: Draft, names: Sequence[str], kept: list[int], *, everything: bool) -> ColumnRows:
    if not kept:
        return ColumnRows([[] for _ in names], 0)
    columns = [draft.columns[name] for name in names]
    if not everything:
        columns = [[column[index] for index in kept] for column in columns]
    return ColumnRows(columns, len(kept))


def _report(draft: Draft, accepted: int, refused: int) -> ImportReport:
    source = draft.source
    read = tuple(Note(note.fa, note.en) for note in source.notes)
    untold = [
        Note(
            f"{format_number(rows)} هشدار دیگر از گونهٔ {code} نوشته نشد.",
            f"{format_number(rows, 'en')} more warnings of the kind {code} are not listed.",
        )
        for code, rows in draft.untold().items()
    ]
    return ImportReport(
        layer=draft.form.layer,
        file=source.file,
        sheet=source.sheet,
        format=source.format,
        encoding=source.encoding,
        rows_read=len(draft),
        rows_accepted=accepted,
        rows_refused=refused,
        mapping=mapped_columns(draft.mapping),
        matched=draft.matched(),
        problems=_problems(draft),
        crs=draft.crs,
        crs_inferred=draft.crs_inferred,
        notes=(*read, *draft.notes, *untold),
    )


def _problems(draft: Draft) -> tuple[Problem, ...]:
    """Return the problems of the file, then those of the rows in the file's order."""
    of_rows = (problem for index in sorted(draft.of_row) for problem in draft.of_row[index])
    return (*draft.problems, *of_rows)


def _nothing(read: int) -> ValueProblem:
    return ValueProblem(
        "nothing-accepted",
        expected=("دست‌کم یک سطر درست", "at least one row that is right"),
        came=f"{read} → 0",
        mend=(
            "سطرهای رد شده را درست کنید؛ با هیچ سطر، لایه خالی می‌شد",
            "correct the rows that are refused: with none, the layer would be emptied",
        ),
    )
