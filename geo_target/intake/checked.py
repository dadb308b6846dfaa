"""A file as it would be imported: rows ready to be stored, rows refused, and the report of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_target.intake.problems import ImportReport, Problem
    from geo_target.intake.source_table import SourceRow

Mode = Literal["replace", "update", "add"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What a person says of a file beyond the file itself.

    Parameters
    ----------
    mode
        ``replace``: the file is the whole layer, what it lacks is retired; ``update``: rows of known codes are
        replaced, new ones added, the rest stays; ``add``: only new rows, a known code is an error.
    columns
        Header → field, ``-`` for a column that is not to be used; answers what cannot be guessed.
    values
        Field → text that stands for every row whose own cell is empty or whose file lacks the column; reported.
    crs
        ``EPSG:32639`` where the file does not state it, or states it wrongly; None: as the file says.
    mend
        Whether invalid geometry is mended (and reported with the change in area) or refused.
    """

    mode: Mode = "replace"
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    mend: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be imported, and every reason why."""

    row: SourceRow
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLayer:
    """What became of a file.

    Parameters
    ----------
    columns
        Names of the stored columns, ``geom`` among them where the layer has places.
    rows
        Values in the order of `columns`: geometry as hexadecimal EWKB with SRID 4326, None for NULL. In the
        file's order, refused rows left out.
    numbers
        For each of `rows` the number of its row in the file.
    refused
        In the file's order.
    report
        With the problems of the refused rows and of the file as a whole.
    """

    layer: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    numbers: Sequence[int]
    refused: tuple[RefusedRow, ...]
    report: ImportReport
