"""The handle on the database: one engine, statements by name, read-only snapshots."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import TextClause, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from geo_target.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection as Connection  # noqa: PLC0414  handed on to the workflows
    from sqlalchemy import Engine


class Store:
    """One database. Close it, or use it in a ``with``; connections are pooled and made when first needed."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine: Engine = create_engine(url, pool_size=pool_size, max_overflow=8, pool_pre_ping=True)
        event.listen(self.engine, "connect", _prepare)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back to the server."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read-only snapshot: everything read inside belongs to the same data version."""
        with (
            guarded(),
            self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        ):
            connection.execute(text("SET TRANSACTION READ ONLY"))
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or, after an exception, none."""
        with guarded(), self.engine.begin() as connection:
            yield connection


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what the database says into one sentence.

    Raises
    ------
    StoreError
        With the database's own first line; the original stays as its cause for the log.
    """
    import psycopg

    try:
        yield
    except (SQLAlchemyError, psycopg.Error) as error:
        raise StoreError(f"The database refused: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """Return the first line of what the driver said, without the statement."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


@cache
def sql(name: str) -> TextClause:
    """Return the statement of ``store/sql/<name>.sql``, to be executed with its parameters bound."""
    return text(sql_text(name))


@cache
def sql_text(name: str) -> str:
    """Return the text of ``store/sql/<name>.sql``."""
    return resources.files("geo_target.store").joinpath("sql", f"{name}.sql").read_text("utf-8")


def _prepare(connection: Any, _record: Any) -> None:
    previous = connection.autocommit
    connection.autocommit = True
    # jit off: compiling takes longer than any of our statements runs.
    connection.execute("SET search_path = geo_target, layers, public")
    connection.execute("SET jit = off")
    connection.autocommit = previous
