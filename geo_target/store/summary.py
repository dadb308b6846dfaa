"""What the database holds: versions, counts, datasets, the current score run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.store.engine import guarded, sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from geo_target.store.engine import Store


@dataclass(frozen=True, slots=True)
class State:
    """What every answer depends on; two equal states of one database have the same answers.

    `changed_at` tells apart two databases (a restored backup) that reached the same version.
    """

    data_version: int
    changed_at: datetime
    run_id: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """The current score run; `stale` if the data has changed since it was made."""

    run_id: int
    created_at: datetime
    profile_name: str
    data_version: int
    profile: Mapping[str, Any]
    stale: bool


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where rows came from; `current` if any of them is shown today.

    `mode` is how a file was imported (``replace``, ``update``, ``add``), None for what was loaded or derived;
    `part_of` the import that derived this dataset; `undone_at` when the import was taken back.
    """

    dataset_id: int
    layer: str
    title_fa: str
    title_en: str
    provenance: str
    source_fa: str
    source_en: str
    licence: str
    dated: date
    rows: int
    checksum: str
    loaded_at: datetime
    undone_at: datetime | None
    mode: str | None
    part_of: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The database on one page: one snapshot.

    `counts` are current rows by collection; `modelled` the collections that hold modelled rows.
    """

    data_version: int
    counts: Mapping[str, int]
    modelled: tuple[str, ...]
    run: Run | None
    datasets: tuple[Dataset, ...]


def read_state(connection: Connection) -> State:
    """Return the state of the snapshot that `connection` sees: one cheap query."""
    return State(*connection.execute(sql("summary_state")).one())


def peek_state(store: Store) -> State:
    """Return the state as it is committed now, in one round trip and without a transaction."""
    with guarded(), store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return read_state(connection)


def read_run(connection: Connection) -> Run | None:
    """Return the current score run, None before the first."""
    row = connection.execute(sql("summary_run")).mappings().one_or_none()
    return Run(**row) if row else None


def read_datasets(store: Store) -> tuple[Dataset, ...]:
    """Return all datasets, replaced and undone ones too, by layer, newest first."""
    with store.read() as connection:
        return _datasets(connection)


def read_summary(store: Store) -> Summary:
    """Return what the database holds, all of it of one data version."""
    with store.read() as connection:
        state = read_state(connection)
        counts = connection.execute(sql("summary_counts")).all()
        datasets = _datasets(connection)
        run = read_run(connection)

    return Summary(
        data_version=state.data_version,
        counts={row.collection: row.rows for row in counts},
        modelled=tuple(row.collection for row in counts if row.modelled),
        run=run,
        datasets=tuple(dataset for dataset in datasets if dataset.current),
    )


def _datasets(connection: Connection) -> tuple[Dataset, ...]:
    return tuple(Dataset(**row) for row in connection.execute(sql("summary_datasets")).mappings())
