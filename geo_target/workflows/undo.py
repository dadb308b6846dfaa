"""Take the newest import back, scores included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.errors import RefusedError
from geo_target.store.imports import check_now
from geo_target.store.loading import lock_imports
from geo_target.store.undo import Newest, newest_change, take_back
from geo_target.workflows.score import score_within

if TYPE_CHECKING:
    from geo_target.store.engine import Store


@dataclass(frozen=True, slots=True)
class UndoReport:
    """The import that was taken back, and how many rows of all layers came back and went with it.

    `scored` is whether scores were made anew; not so where nothing was ever scored, or no neighbourhood is left.
    """

    dataset_id: int
    layer: str
    title_fa: str
    title_en: str
    rows_back: int
    rows_gone: int
    scored: bool

    @property
    def title(self) -> str:
        """The title in English."""
        return self.title_en


def undo_last(store: Store) -> UndoReport:
    """Take the newest import back: rows, what was derived from them in other layers, and scores, in one transaction.

    The rows that it retired are current again, its own are kept as history. Done again, the import before it is taken
    back. Scores are made anew with the profile in use, which gives the very scores of before for the same rows and
    profile; the run of before is not revived, because the profile may have been changed since.

    Raises
    ------
    RefusedError
        If there is no import, or the newest change is a load of reference data. Nothing is changed then.
    """
    with store.write() as connection:
        lock_imports(connection)
        newest = _require_import(newest_change(connection))
        back, gone = take_back(connection, newest.dataset_id)
        check_now(connection)
        scored = score_within(connection) is not None
    return UndoReport(
        newest.dataset_id, newest.layer, newest.title_fa, newest.title_en, back, gone, scored=scored
    )


def _require_import(newest: Newest | None) -> Newest:
    if newest is None:
        raise RefusedError("There is no import to take back: nothing was ever loaded.")
    if newest.mode is None:
        raise RefusedError(
            f"There is no import to take back: the newest dataset ({newest.dataset_id}, {newest.layer}) was loaded "
            "as reference data, which is not taken back. Import a list over it, or restore a backup."
        )
    return newest
