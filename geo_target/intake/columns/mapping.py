"""The headers of a file as understood for one layer: what each was taken for, and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["given", "name", "unit", "spacing", "words", "values", "ignored", "unknown", "asked"]

CONFIDENCE: dict[How, float] = {
    "given": 1.0,
    "name": 0.95,
    "unit": 0.9,
    "spacing": 0.9,
    "values": 0.8,
    "words": 0.75,
    "ignored": 1.0,
    "unknown": 0.0,
    "asked": 0.0,
}
"""How sure a column is, by how it was found; a column's own name (``name_fa``) is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedHeader:
    """One column of the file and what it was taken for.

    Parameters
    ----------
    index
        0-based place in the row, since two headers may be spelt alike.
    field
        A column of the layer, or what leads to one (``city_name``, ``easting``). None: not used.
    confidence
        From 0 to 1.
    unit, scale
        The unit in the header (``ha``), and the factor that takes a cell to the unit in which it is stored.
    how
        ``given`` by a person, ``name``, ``unit`` (once the unit is taken off), ``spacing`` (once spaces are),
        ``words`` (once words that change nothing are), ``values`` (lon or easting, told by the cells),
        ``ignored``, ``unknown``, or ``asked``.
    """

    index: int
    header: str
    field: str | None
    confidence: float
    how: How
    unit: str | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What only a person can say: which field a header is, or which header a field is."""

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    text_fa: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The headers of a file as understood for one layer.

    Parameters
    ----------
    columns
        One for each header, in the order of the file.
    questions
        Must be answered (by ``given``) before anything is imported.
    suggestions
        Header → field that it resembles; for the person, never used.
    """

    layer: str
    columns: tuple[MappedHeader, ...]
    questions: tuple[Question, ...]
    suggestions: tuple[tuple[str, str], ...]

    def column(self, field: str) -> MappedHeader | None:
        """Return the column that was taken for a field, or None."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that were found, in the order of the file."""
        return tuple(column.field for column in self.columns if column.field is not None)
