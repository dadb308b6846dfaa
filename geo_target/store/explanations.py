"""Reads the scores of the whole country that one neighbourhood's rank is explained by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql
from geo_target.store.scores import current_run_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.store.engine import Store


@dataclass(frozen=True, slots=True, eq=False)
class ScoresToExplain:
    """The newest run as `store.scores.current_run` gives it, and columns by service, each in the order of the codes."""

    run: Mapping[str, Any]
    by_service: Mapping[str, Mapping[str, tuple[Any, ...]]]

    @property
    def is_stale(self) -> bool:
        """Whether the data has changed since the run."""
        return bool(self.run["data_version"] != self.run["data_version_now"])


def read_scores_to_explain(store: Store, *, known: ScoresToExplain | None = None) -> ScoresToExplain | None:
    """Read the newest run in one snapshot; None before the first.

    Parameters
    ----------
    known
        What was read before: the answer, if its run is still the newest and the data has not changed since.
    """
    with store.read() as connection:
        run = current_run_of(connection)
        if run is None:
            return None
        if known is not None and known.run == run:
            return known
        result = connection.execute(sql("scores_to_explain"), {"run_id": run["run_id"]})
        names, rows = tuple(result.keys()), result.all()

    by_service: dict[str, list[Any]] = {}
    for row in rows:
        by_service.setdefault(row[0], []).append(row)
    columns = {
        service: dict(zip(names, zip(*held, strict=True), strict=True))
        for service, held in by_service.items()
    }
    return ScoresToExplain(run, columns)
