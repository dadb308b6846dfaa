"""What came when, by whom, and what would come back if the newest import were taken back; for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.store.engine import sql
from geo_target.store.undo import Newest, newest_change

if TYPE_CHECKING:
    from geo_target.store.engine import Store


@dataclass(frozen=True, slots=True)
class ComingBack:
    """Rows of an earlier dataset that would be current again."""

    dataset_id: int
    layer: str
    title_fa: str
    title_en: str
    rows: int


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """The newest dataset, and what taking it back would bring back; nothing does if it is no import (`mode` None)."""

    newest: Newest
    back: tuple[ComingBack, ...]


def read_loaders(store: Store) -> dict[int, str]:
    """Return the name of the database user who loaded each dataset, by its number."""
    with store.read() as connection:
        return {row.dataset_id: row.loaded_by for row in connection.execute(sql("dataset_loaders"))}


def read_undo_preview(store: Store) -> UndoPreview | None:
    """Return what taking the newest import back would do; None in an empty database."""
    with store.read() as connection:
        newest = newest_change(connection)
        if newest is None:
            return None
        group = list(connection.execute(sql("undo_group"), {"dataset_id": newest.dataset_id}).scalars())
        rows = connection.execute(sql("undo_preview"), {"group": group})
        return UndoPreview(newest, tuple(ComingBack(*row) for row in rows))
