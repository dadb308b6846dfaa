"""The rows of an imported file: into their layer by mode, whatever refers to rows that go along with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, DefaultClause, MetaData, Table, and_, func, insert, literal, select, update

from geo_target.store.engine import sql
from geo_target.store.layers import KIND_OF_COLLECTION
from geo_target.store.loading import (
    KEPT_BY_DATABASE,
    NewDataset,
    copy_rows,
    counted,
    new_dataset,
    retire_layer,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a file's rows: their dataset, and how many rows it retired."""

    dataset_id: int
    retired: int


@dataclass(frozen=True, slots=True)
class NewestDataset:
    """The newest dataset of a layer that is not taken back: an import, or a load of reference data (no options)."""

    dataset_id: int
    checksum: str
    options_sha256: str | None


def newest_dataset(connection: Connection, layer: str) -> NewestDataset | None:
    """Return the newest dataset of a layer that was loaded or imported itself and is not taken back."""
    row = connection.execute(sql("import_newest"), {"layer": layer}).one_or_none()
    return None if row is None else NewestDataset(*row)


def data_version(connection: Connection) -> int:
    """Return the data version that the transaction of `connection` sees."""
    return int(connection.execute(sql("data_version")).one().version)


def put_rows(
    connection: Connection,
    dataset: NewDataset,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Put:
    """Put the rows of a file into its layer by the dataset's mode.

    Parameters
    ----------
    columns
        Stored columns in the order of the rows' values. In mode ``update`` some may be missing: a row that stands
        keeps its own values there.
    rows
        Geometry as hexadecimal EWKB with SRID 4326.
    progress
        Called with (rows written, rows in all).
    """
    table = table_of(dataset.layer)
    dataset_id = new_dataset(connection, dataset, len(rows))
    passing = counted(rows, len(rows), progress)
    if dataset.mode == "update":
        return Put(dataset_id, _update(connection, dataset, dataset_id, columns, passing))
    retired = retire_layer(connection, dataset.layer, dataset_id) if dataset.mode == "replace" else 0
    copy_rows(connection, table, columns, dataset_id, passing)
    return Put(dataset_id, retired)


def check_now(connection: Connection) -> None:
    """Check all references between rows now, not at the commit, so that what is wrong can still be said well."""
    connection.execute(sql("constraints_now"))


def _update(
    connection: Connection, dataset: NewDataset, dataset_id: int, columns: Sequence[str], rows: Any
) -> int:
    """Replace the rows of the same codes by way of a table of this transaction's own; return how many."""
    table = table_of(dataset.layer)
    own = MetaData()
    incoming = Table(
        "incoming_rows", own, *(Column(name, table.c[name].type) for name in columns), prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )  # fmt: skip
    own.create_all(connection, checkfirst=False)
    copy_rows(connection, incoming, columns, None, rows)

    same = and_(table.c.code == incoming.c.code, table.c.retired_by.is_(None))
    if dataset.layer in KIND_OF_COLLECTION:
        same = and_(same, table.c.kind == KIND_OF_COLLECTION[dataset.layer])
    retired = connection.execute(update(table).where(same).values(retired_by=dataset_id)).rowcount

    stood = table.alias("stood")
    kept = [c.name for c in table.columns if c.name not in {*KEPT_BY_DATABASE, *columns}]
    values = [
        *(incoming.c[name] for name in columns),
        *(_kept(stood, table.c[name]) for name in kept),
        literal(dataset_id),
    ]
    joined = incoming.outerjoin(
        stood, and_(stood.c.code == incoming.c.code, stood.c.retired_by == dataset_id)
    )
    whole = select(*values).select_from(joined).order_by(incoming.c.code)
    connection.execute(insert(table).from_select([*columns, *kept, "dataset_id"], whole))
    return int(retired)


def _kept(stood: Any, column: Column[Any]) -> Any:
    """Return what a row keeps that the file does not say: its own value; of a new row what the table says."""
    if column.nullable or not isinstance(column.server_default, DefaultClause):
        return stood.c[column.name]
    return func.coalesce(stood.c[column.name], column.server_default.arg)
