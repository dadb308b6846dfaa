"""A new database takes the place of another under its name, in one step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from geo_target.errors import RefusedError, StoreError
from geo_target.store.server_check import connect, server_parts, sqlalchemy_url, telling

if TYPE_CHECKING:
    import psycopg

MAINTENANCE = ("postgres", "template1")
"""Databases that every server has: nobody can rename the one they are connected to."""

LONGEST_BASE = 40
TRIES = 50
PAUSE_S = 0.1
CLOSING_S = 2.0


class Replacement:
    """A fresh database beside the one at `url`, to be filled and put in its place.

    Use it in a ``with``: what has not taken its place by the end is dropped.
    """

    def __init__(self, url: str) -> None:
        self._parts = server_parts(url)
        self.name = self._parts.get("dbname", "")
        self.fresh = f"{self.name[:LONGEST_BASE]}_restoring"
        self.kept = f"{self.name[:LONGEST_BASE]}_before_restore"
        self._admin = _maintenance(self._parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._admin:
            self._drop(self.fresh)

    @property
    def server_major(self) -> int:
        """Major version of the server."""
        return self._admin.info.server_version // 10000

    @property
    def fresh_url(self) -> str:
        """SQLAlchemy address of the fresh database."""
        return sqlalchemy_url(self._parts | {"dbname": self.fresh})

    def make(self) -> None:
        """Make the fresh database, empty; one that an interrupted attempt has left is dropped.

        Raises
        ------
        StoreError
            If this user may not make databases, or there is no room.
        """
        from psycopg import sql

        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        with telling(self._parts):
            self._drop(self.fresh)
            self._admin.execute(make.format(sql.Identifier(self.fresh)))

    def require_unused(self, *, force: bool) -> None:
        """Refuse while programs are connected to the database, unless forced.

        Raises
        ------
        RefusedError
            With the number of connections.
        """
        # A connection that was closed a moment ago is still on the server's list.
        until = time.monotonic() + CLOSING_S
        while (count := self._count()) and not force and time.monotonic() < until:
            time.sleep(PAUSE_S)
        if count and not force:
            raise RefusedError(
                f"The database is in use by {count} connection{'s' if count > 1 else ''}: end `geo-target up` and "
                "whatever else uses it, or restore under them with --force."
            )

    def take_place(self, *, force: bool) -> None:
        """Give the fresh database the name of the other, which is kept as `kept`; both or neither.

        Raises
        ------
        RefusedError
            If programs have connected meanwhile and `force` is false.
        StoreError
            If they come back faster than they can be sent away.
        """
        import psycopg

        with telling(self._parts):
            self._drop(self.kept)
            for _ in range(TRIES):
                self.require_unused(force=force)
                self._send_away()
                try:
                    self._rename()
                except psycopg.errors.ObjectInUse:
                    time.sleep(PAUSE_S)
                else:
                    return
        raise StoreError(
            "Programs keep connecting to the database: end them, then try again. Nothing was changed."
        )

    def _rename(self) -> None:
        from psycopg import sql

        with self._admin.transaction():
            for old, new in ((self.name, self.kept), (self.fresh, self.name)):
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                self._admin.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))

    def _count(self) -> int:
        row = self._admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
            [self.name],
        ).fetchone()
        return int(row[0]) if row else 0

    def _send_away(self) -> None:
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = %s", [self.name]
        )

    def _drop(self, name: str) -> None:
        from psycopg import sql

        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _maintenance(parts: dict[str, str]) -> psycopg.Connection:
    first, second = MAINTENANCE
    try:
        return connect(parts | {"dbname": first})
    except StoreError:
        return connect(parts | {"dbname": second})
