"""Take the newest import back: its rows retire themselves, the rows that it retired are current again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

WITH_HISTORY = (
    "provinces", "counties", "cities", "neighbourhoods", "demand_points", "facilities", "federations",
    "self_help_groups", "occupations", "course_runs", "candidate_sites", "reported_figures", "rasters",
)  # fmt: skip
"""Tables whose rows belong to a dataset and are retired by another."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest dataset that is not taken back; `mode` None: it was loaded, not imported."""

    dataset_id: int
    layer: str
    title_fa: str
    title_en: str
    mode: str | None


def newest_change(connection: Connection) -> Newest | None:
    """Return the newest dataset that came by itself, whatever its layer; None in an empty database."""
    row = connection.execute(sql("undo_newest")).one_or_none()
    return None if row is None else Newest(*row)


def take_back(connection: Connection, dataset_id: int) -> tuple[int, int]:
    """Take an import back with all that it derived, and return how many rows are back and how many are gone.

    Nothing is deleted: a row of the import is retired by its own dataset. The import must be the newest one.
    """
    from geo_target.store.tables import metadata

    group = list(connection.execute(sql("undo_group"), {"dataset_id": dataset_id}).scalars())
    back = gone = 0
    for name in WITH_HISTORY:
        rows = metadata.tables[f"geo_target.{name}"]
        gone += _retire(connection, rows, group)
        back += _bring_back(connection, rows, group)
    connection.execute(sql("undo_mark"), {"group": group})
    return back, gone


def _retire(connection: Connection, rows: Table, group: list[int]) -> int:
    own = update(rows).where(rows.c.dataset_id.in_(group), rows.c.retired_by.is_(None))
    return int(connection.execute(own.values(retired_by=rows.c.dataset_id)).rowcount)


def _bring_back(connection: Connection, rows: Table, group: list[int]) -> int:
    theirs = update(rows).where(rows.c.retired_by.in_(group), rows.c.dataset_id.not_in(group))
    return int(connection.execute(theirs.values(retired_by=None)).rowcount)
