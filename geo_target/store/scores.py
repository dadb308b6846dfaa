"""Reads what a score run needs, and keeps what it gives."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from geo_target.store.engine import Store

SCORE_COLUMNS = (
    "run_id",
    "neighbourhood_code",
    "service",
    "state",
    "nearest_m",
    "nearest_code",
    "radius_m",
    "demand",
    "share_covered",
    "unserved",
    "priority",
    "rank",
    "measure",
    "access",
    "target",
    "gap",
    "rank_low",
    "rank_median",
    "rank_high",
    "in_top",
)
ACCESS_COLUMNS = ("run_id", "neighbourhood_code", "service", "measure", "value", "state")

_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class ScoringInput:
    """Columns of one snapshot: neighbourhoods by code, demand points, operating supply with its kinds.

    `supply_provenance` is empty where it was not asked for.
    """

    data_version: int
    neighbourhoods: dict[str, list[Any]]
    demand: dict[str, list[Any]]
    supply: dict[str, list[Any]]
    supply_provenance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the rank intervals of a run were drawn; 0 draws: it has none."""

    draws: int = 0
    seed: int | None = None
    top_k: int | None = None


def read_scoring_input(store: Store) -> ScoringInput:
    """Read neighbourhoods, demand points and operating supply with its provenance in one snapshot."""
    with store.read() as connection:
        provenance = connection.execute(sql("supply_provenance")).scalars()
        return replace(scoring_input(connection), supply_provenance=tuple(provenance))


def scoring_input(connection: Connection) -> ScoringInput:
    """Read neighbourhoods, demand points and operating supply in the snapshot of `connection`."""
    return ScoringInput(
        data_version=connection.execute(sql("data_version")).one().version,
        neighbourhoods=_columns(connection, "neighbourhoods_for_scoring"),
        demand=_columns(connection, "demand_for_scoring"),
        supply=_columns(connection, "supply_for_scoring"),
    )


def neighbourhoods_of_provinces(connection: Connection, provinces: Sequence[str]) -> set[str]:
    """Return the codes of the current neighbourhoods of these provinces."""
    chosen = {"provinces": list(provinces)}
    return set(connection.execute(sql("neighbourhoods_of_provinces"), chosen).scalars())


def keep_run(
    connection: Connection,
    *,
    profile: Mapping[str, Any],
    name: str,
    fingerprint: str,
    data_version: int,
    drawn: Drawn,
    rows: Iterable[Sequence[Any]],
    access: Iterable[Sequence[Any]],
) -> int:
    """Keep a score run with its profile in the caller's transaction and return its id.

    Parameters
    ----------
    drawn
        How its rank intervals were drawn.
    rows, access
        Values in the order of ``SCORE_COLUMNS`` and of ``ACCESS_COLUMNS``, each without ``run_id``.
    """
    kept = {"name": name, "fingerprint": fingerprint, "body": json.dumps(profile, ensure_ascii=False)}
    profile_id = connection.execute(sql("keep_profile"), kept).scalar_one()
    run = {"profile_id": profile_id, "data_version": data_version, **asdict(drawn)}
    run_id = int(connection.execute(sql("keep_score_run"), run).scalar_one())
    _copy(connection, "scores", SCORE_COLUMNS, run_id, rows)
    _copy(connection, "access_values", ACCESS_COLUMNS, run_id, access)
    connection.execute(sql("refresh_run_statistics"))
    return run_id


def _copy(
    connection: Connection, table: str, columns: Sequence[str], run_id: int, rows: Iterable[Sequence[Any]]
) -> None:
    from psycopg import sql as pg

    statement = pg.SQL("COPY geo_target.{} ({}) FROM STDIN").format(
        pg.Identifier(table), pg.SQL(", ").join(map(pg.Identifier, columns))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([run_id, *row])


def current_run(store: Store) -> dict[str, Any] | None:
    """Return the newest run with ``data_version_now``, or None before the first."""
    with store.read() as connection:
        return current_run_of(connection)


def current_run_of(connection: Connection) -> dict[str, Any] | None:
    """Return the newest run in the snapshot of `connection`, as `current_run`."""
    row = connection.execute(sql("current_score_run")).mappings().one_or_none()
    return None if row is None else dict(row)


def _columns(connection: Connection, name: str) -> dict[str, list[Any]]:
    """Return the columns of a statement's answer; piece by piece, since a row of a million is dearer than its values."""
    result = connection.execute(sql(name))
    columns: dict[str, list[Any]] = {key: [] for key in result.keys()}  # noqa: SIM118  a result is no dictionary
    for piece in result.partitions(_AT_ONCE):
        for column, values in zip(columns.values(), zip(*piece, strict=True), strict=True):
            column.extend(values)
    return columns
