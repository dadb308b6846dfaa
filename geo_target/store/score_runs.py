"""Past score runs: which there are, and what two of them say of each neighbourhood and service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import UnknownRunError
from geo_target.store.engine import sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geo_target.store.engine import Connection, Store


@dataclass(frozen=True, slots=True)
class PastRun:
    """A kept score run; 0 `draws`: it has no rank intervals. `measures` are those that made its priorities.

    `travel` is as `profile.TravelReach.to_dict`, None of a run by straight lines.
    """

    run_id: int
    created_at: datetime
    created_by: str
    profile_name: str
    fingerprint: str
    data_version: int
    draws: int
    seed: int | None
    top_k: int | None
    neighbourhoods: int
    measures: str
    travel: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RunSums:
    """One service's sums over the country in one run; no `gap` in a run of a program before."""

    service: str
    measure: str
    demand: float | None
    unserved: float | None
    gap: float | None
    neighbourhoods: int


@dataclass(frozen=True, slots=True)
class Move:
    """A neighbourhood's rank and priority in two runs; None where a run does not have it."""

    code: str
    name_fa: str | None
    name_en: str | None
    rank_before: int | None
    rank_after: int | None
    priority_before: float | None
    priority_after: float | None


@dataclass(frozen=True, slots=True)
class RunContent:
    """What one run was made with, and its sums."""

    run_id: int
    created_at: datetime
    profile_name: str
    data_version: int
    draws: int
    top_k: int | None
    profile: Mapping[str, Any]
    sums: tuple[RunSums, ...]


def read_runs(store: Store) -> tuple[PastRun, ...]:
    """Return every kept run, the newest first."""
    with store.read() as connection:
        return tuple(PastRun(**row) for row in connection.execute(sql("score_runs")).mappings())


def read_two_runs(
    store: Store, first: int, second: int, service: str
) -> tuple[RunContent, RunContent, tuple[Move, ...]]:
    """Return two runs and how every neighbourhood moved between them, those that moved most first.

    Raises
    ------
    UnknownRunError
        If there is no such run.
    """
    with store.read() as connection:
        one, other = _content(connection, first), _content(connection, second)
        chosen = {"first": first, "second": second, "service": service}
        moves = connection.execute(sql("score_run_moves"), chosen).mappings()
        return one, other, tuple(Move(**row) for row in moves)


def _content(connection: Connection, run_id: int) -> RunContent:
    row = connection.execute(sql("score_run_by_id"), {"run_id": run_id}).mappings().one_or_none()
    if row is None:
        raise UnknownRunError(f"There is no score run {run_id}. See: geo-target score-runs list")
    sums = connection.execute(sql("score_run_sums"), {"run_id": run_id}).mappings()
    return RunContent(**row, sums=tuple(RunSums(**one) for one in sums))
