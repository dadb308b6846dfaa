"""Reads one kept score run whole: every neighbourhood, and the provinces and cities that they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import RefusedError, UnknownRunError
from geo_target.store.engine import sql
from geo_target.store.scores import current_run_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_target.store.engine import Connection, Store


@dataclass(frozen=True, slots=True)
class RunAreas:
    """One kept run.

    Parameters
    ----------
    run
        ``run_id``, ``data_version``, ``profile`` (its content), ``profile_name``, ``top_k``, ``draws``.
    data_version_now
        That of the database now; another one means that the data have changed since.
    areas
        Rows of ``run_areas.sql``: one for each neighbourhood and service, and for ``overall``.
    places
        Rows of ``run_places.sql``.
    """

    run: Mapping[str, Any]
    data_version_now: int
    areas: Sequence[Mapping[str, Any]]
    places: Sequence[Mapping[str, Any]]


def read_run_areas(store: Store, run_id: int | None = None, *, measure: str | None = None) -> RunAreas:
    """Read the run of a number, or the newest, in one snapshot.

    Parameters
    ----------
    measure
        Whose value is wanted; None for the measure that made the priorities.

    Raises
    ------
    UnknownRunError
        If there is no run of that number.
    RefusedError
        If nothing was ever scored.
    """
    with store.read() as connection:
        run = _run(connection, run_id)
        chosen = {"run_id": run["run_id"], "measure": measure}
        return RunAreas(
            run=run,
            data_version_now=connection.execute(sql("data_version")).one().version,
            areas=[dict(row) for row in connection.execute(sql("run_areas"), chosen).mappings()],
            places=[dict(row) for row in connection.execute(sql("run_places")).mappings()],
        )


def _run(connection: Connection, run_id: int | None) -> Mapping[str, Any]:
    if run_id is None:
        newest = current_run_of(connection)
        if newest is None:
            raise RefusedError("There is no score run yet. Score first: geo-target score")
        run_id = int(newest["run_id"])
    row = connection.execute(sql("score_run_by_id"), {"run_id": run_id}).mappings().one_or_none()
    if row is None:
        raise UnknownRunError(f"There is no score run {run_id}. See: geo-target score-runs list")
    return dict(row)
