"""Put a dataset into its layer: retire the rows that it replaces, copy the new ones, all in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from geo_target.errors import InputError
from geo_target.store.engine import sql
from geo_target.store.layers import KIND_OF_COLLECTION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

KEPT_BY_DATABASE = {"id", "dataset_id", "retired_by"}


@dataclass(frozen=True, slots=True)
class NewDataset:
    """What is known of a dataset before its rows are in: see the table ``datasets``.

    Parameters
    ----------
    mode, options_sha256
        Of a file that a person imports: how, and a checksum of all that they said of it.
    part_of
        The import that derived this dataset; None for what was loaded or imported itself.
    """

    layer: str
    title_fa: str
    title_en: str
    provenance: str
    source_fa: str
    source_en: str
    licence: str
    dated: dt.date
    checksum: str
    mode: str | None = None
    options_sha256: str | None = None
    part_of: int | None = None


def replace_layer(connection: Connection, dataset: NewDataset, rows: Sequence[Mapping[str, Any]]) -> int:
    """Make `rows` the current rows of the dataset's layer and return the dataset's id.

    The rows that were current are kept, retired by this dataset. Geometry comes under ``geom`` as
    hexadecimal EWKB with SRID 4326. Columns that a row lacks are NULL; columns that the table lacks are an error.

    Raises
    ------
    InputError
        If a row has a column that the layer does not have.
    """
    table = table_of(dataset.layer)
    columns = [c.name for c in table.columns if c.name not in KEPT_BY_DATABASE]
    _check_columns(dataset.layer, columns, rows)

    dataset_id = new_dataset(connection, dataset, len(rows))
    retire_layer(connection, dataset.layer, dataset_id)
    copy_rows(connection, table, columns, dataset_id, ([row.get(name) for name in columns] for row in rows))
    return dataset_id


def retire_layer(connection: Connection, layer: str, dataset_id: int) -> int:
    """Retire all current rows of a layer by a dataset and return how many they were."""
    table = table_of(layer)
    retire = update(table).where(table.c.retired_by.is_(None)).values(retired_by=dataset_id)
    if layer in KIND_OF_COLLECTION:
        retire = retire.where(table.c.kind == KIND_OF_COLLECTION[layer])
    return int(connection.execute(retire).rowcount)


def lock_imports(connection: Connection) -> None:
    """Wait until no other transaction loads, imports, takes back or scores; held until this one ends.

    Take it before anything is read that the transaction depends on.
    """
    connection.execute(sql("import_lock"))


def current_datasets(connection: Connection, layer: str) -> list[Any]:
    """Return the rows of ``datasets`` that hold current rows of `layer`, oldest first."""
    from geo_target.store.tables import datasets

    table = table_of(layer)
    holds = select(table.c.dataset_id).where(table.c.retired_by.is_(None))
    if layer in KIND_OF_COLLECTION:
        holds = holds.where(table.c.kind == KIND_OF_COLLECTION[layer])
    chosen = select(datasets).where(datasets.c.dataset_id.in_(holds)).order_by(datasets.c.dataset_id)
    return list(connection.execute(chosen).mappings())


def table_of(layer: str) -> Table:
    """Return the table that stores a layer (the facility kinds share one)."""
    from geo_target.store.tables import metadata

    name = "facilities" if layer in KIND_OF_COLLECTION else layer
    return metadata.tables[f"geo_target.{name}"]


def row_count(connection: Connection, layer: str) -> int:
    """Return how many current rows a layer has."""
    table = table_of(layer)
    counted = select(func.count()).select_from(table).where(table.c.retired_by.is_(None))
    if layer in KIND_OF_COLLECTION:
        counted = counted.where(table.c.kind == KIND_OF_COLLECTION[layer])
    return int(connection.execute(counted).scalar_one())


def refresh_statistics(connection: Connection, layers: Iterable[str] | None = None) -> None:
    """Tell the planner what was loaded, so that the first question is as quick as the hundredth.

    Parameters
    ----------
    layers
        Which; None for all.
    """
    if layers is None:
        connection.execute(sql("refresh_statistics"))
        return
    from psycopg import sql as pg

    names = sorted({table_of(layer).name for layer in layers})
    tables = pg.SQL(", ").join(pg.Identifier("geo_target", name) for name in names)
    connection.connection.driver_connection.execute(pg.SQL("ANALYZE {}").format(tables))  # type: ignore[union-attr]


def _check_columns(layer: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        surplus = sorted(set(row) - set(columns))
        if surplus:
            raise InputError(
                f"Layer {layer}, row {number}: the column {surplus[0]!r} is not one of {', '.join(columns)}."
            )


def new_dataset(connection: Connection, dataset: NewDataset, count: int) -> int:
    """Keep what is known of a dataset of `count` rows, and return its id."""
    from geo_target.store.tables import datasets

    values = {name: getattr(dataset, name) for name in NewDataset.__dataclass_fields__}
    made = insert(datasets).values(**values, row_count=count).returning(datasets.c.dataset_id)
    return int(connection.execute(made).scalar_one())


def copy_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    dataset_id: int | None,
    rows: Iterable[Sequence[Any]],
) -> None:
    """Copy rows into a table: values in the order of `columns`, then the dataset unless that is None."""
    from psycopg import sql as pg

    own = [] if dataset_id is None else ["dataset_id"]
    name = [part for part in (table.schema, table.name) if part]
    statement = pg.SQL("COPY {} ({}) FROM STDIN").format(
        pg.Identifier(*name), pg.SQL(", ").join(map(pg.Identifier, [*columns, *own]))
    )
    last = () if dataset_id is None else (dataset_id,)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *last))


def counted(
    rows: Iterable[Sequence[Any]],
    total: int,
    progress: Callable[[int, int], None] | None,
    every: int = 20_000,
) -> Iterator[Sequence[Any]]:
    """Give the rows on, and say how many have gone by."""
    for number, row in enumerate(rows):
        if progress is not None and number % every == 0:
            progress(number, total)
        yield row
