"""Whether a server can be used: reachable, recent, with PostGIS."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from geo_target.errors import MissingPostgisError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

OLDEST_SERVER = 14
OLDEST_POSTGIS = (3, 3)
CONNECT_TIMEOUT_S = 10
SCHEMES = ("postgresql+psycopg://", "postgresql://", "postgres://")

_log = logging.getLogger(__name__)


def check_server(url: str) -> str:
    """Check the server that ``DATABASE_URL`` names, and return its address as SQLAlchemy takes it.

    Connects within 10 s; makes the PostGIS extension if it is missing and may be made.

    Parameters
    ----------
    url
        ``postgresql://`` or ``postgres://`` and what libpq takes after it.

    Raises
    ------
    StoreError
        If `url` is no such address, or the server cannot be reached, is read-only, older than 14, or the
        database is not in UTF-8.
    MissingPostgisError
        If PostGIS is not there, is older than 3.3, or may not be added. No message holds the password.
    """
    parts = server_parts(url)
    with connect(parts) as connection:
        _check_database(connection, parts)
        _check_postgis(connection, parts)
    return sqlalchemy_url(parts)


def require_database(url: str) -> None:
    """See that the private server, which was just started, has its database with a working PostGIS.

    Makes what is missing: all of it after the files were made, nothing later. Not done by a single-user
    PostgreSQL: what that makes counts as PostgreSQL's own, and no backup holds it.

    Raises
    ------
    MissingPostgisError
        If PostGIS is gone from this machine.
    """
    from psycopg import sql

    parts = server_parts(url)
    with connect(parts | {"dbname": "postgres"}) as connection, telling(parts):
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [parts["dbname"]])
        if there.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(parts["dbname"])))
    with connect(parts) as connection:
        _check_postgis(connection, parts)


def server_parts(url: str) -> dict[str, str]:
    """Return the parts of a database address under libpq's names.

    Raises
    ------
    StoreError
        If it is no PostgreSQL address; the message does not repeat it, since it may hold a password.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    scheme = next((scheme for scheme in SCHEMES if url.startswith(scheme)), "")
    try:
        # Without a scheme libpq would take the text for `name=value` pairs, and fail at the first word.
        parts = conninfo_to_dict(f"postgresql://{url.removeprefix(scheme)}" if scheme else "?")
    except psycopg.ProgrammingError:
        raise StoreError(
            "DATABASE_URL must look like postgresql://user:password@host:5432/database, and it does not."
        ) from None
    return {name: str(value) for name, value in parts.items()}


def connect(parts: dict[str, str]) -> psycopg.Connection:
    """Connect, each statement its own transaction.

    Raises
    ------
    StoreError
        With the server's first line and without the password.
    """
    import psycopg

    try:
        return psycopg.connect(
            **({"connect_timeout": str(CONNECT_TIMEOUT_S)} | parts),  # type: ignore[arg-type]
            autocommit=True,
        )
    except psycopg.Error as error:
        raise StoreError(
            f"The database {shown(parts)} cannot be reached: {_first_line(error, parts)}"
        ) from None


@contextmanager
def telling(parts: dict[str, str]) -> Iterator[None]:
    """Turn what the server refuses inside into one sentence.

    Raises
    ------
    StoreError
        Instead of any error of the driver, with the server's first line.
    """
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise StoreError(f"The database {shown(parts)} refused: {_first_line(error, parts)}.") from error


def shown(parts: dict[str, str]) -> str:
    """Return how messages name a database: who, where, which, and never the password."""
    where = parts.get("host") or "localhost"
    port = "" if where.startswith("/") else f":{parts.get('port', '5432')}"
    user = f"{parts['user']}@" if "user" in parts else ""
    return f"{user}{where}{port}/{parts.get('dbname', '')}"


def sqlalchemy_url(parts: dict[str, str]) -> str:
    """Return the address of a database as SQLAlchemy takes it, from parts under libpq's names."""
    who = quote(parts.get("user", ""), safe="")
    if "password" in parts:
        who += ":" + quote(parts["password"], safe="")
    rest = {name: value for name, value in parts.items() if name not in ("user", "password", "dbname")}
    database = quote(parts.get("dbname", ""), safe="")
    return f"postgresql+psycopg://{who}{'@' if who else ''}/{database}?{urlencode(rest)}"


def version_sentence(server: int, postgis: str | None) -> str | None:
    """Return what is too old about a server, None if nothing is.

    Parameters
    ----------
    server
        ``server_version_num``, such as 150018.
    postgis
        ``postgis_lib_version()``, such as ``3.3.2``; None if not yet known.
    """
    if server // 10000 < OLDEST_SERVER:
        return f"is PostgreSQL {server // 10000}; geo-target needs {OLDEST_SERVER} or newer"
    if postgis is not None and tuple(int(n) for n in postgis.split(".")[:2]) < OLDEST_POSTGIS:
        return f"has PostGIS {postgis}; geo-target needs 3.3 or newer"
    return None


def _check_database(connection: psycopg.Connection, parts: dict[str, str]) -> None:
    too_old = version_sentence(connection.info.server_version, None)
    if too_old:
        raise StoreError(f"The server of {shown(parts)} {too_old}.")
    encoding = _value(connection, "SHOW server_encoding")
    if encoding != "UTF8":
        raise StoreError(f"The database {shown(parts)} is in {encoding}; make one with ENCODING 'UTF8'.")
    if _value(connection, "SHOW transaction_read_only") == "on":
        raise StoreError(
            f"The database {shown(parts)} can only be read: geo-target needs one that it may write to."
        )


def _check_postgis(connection: psycopg.Connection, parts: dict[str, str]) -> None:
    import psycopg

    schema = _value(
        connection,
        "SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace"
        " WHERE e.extname = 'postgis'",
    )
    try:
        if schema is None:
            connection.execute("CREATE EXTENSION postgis SCHEMA public")
        elif schema != "public":
            raise MissingPostgisError(
                f"PostGIS of {shown(parts)} is in the schema {schema}; geo-target needs it in public."
            )
        too_old = version_sentence(
            connection.info.server_version, _value(connection, "SELECT public.postgis_lib_version()")
        )
    except psycopg.errors.InsufficientPrivilege:
        raise MissingPostgisError(
            f"The database {shown(parts)} has no PostGIS yet, and this user may not add it: let its "
            "administrator run CREATE EXTENSION postgis in it."
        ) from None
    except psycopg.Error as error:
        raise MissingPostgisError(
            f"The server of {shown(parts)} has no working PostGIS ({_first_line(error, parts)}): install the "
            f"package postgresql-{connection.info.server_version // 10000}-postgis-3 there."
        ) from error
    if too_old:
        raise MissingPostgisError(f"The server of {shown(parts)} {too_old}.")


def _value(connection: psycopg.Connection, statement: str) -> str | None:
    row = connection.execute(statement.encode()).fetchone()
    return None if row is None else str(row[0])


def _first_line(error: psycopg.Error, parts: dict[str, str]) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    secret = parts.get("password")
    return line.replace(secret, "***") if secret else line
