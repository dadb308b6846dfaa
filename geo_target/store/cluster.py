"""The private PostGIS: the distribution's PostgreSQL, run by the program itself and for it alone.

The first program that needs it starts it, others share it, and it stops about a second after the last one
has ended, however that ended (`watchdog` tells how). It listens on a Unix socket in a folder that only its
account can enter, and on no network. A folder with database files is never deleted or overwritten.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from geo_target.errors import ClusterError, RefusedError
from geo_target.store import server_process, watchdog
from geo_target.store.cluster_files import ClusterFiles
from geo_target.store.cluster_trouble import disk_sentences
from geo_target.store.postgres_programs import (
    VERSIONS_DIR,
    account_for,
    find_programs,
    other_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_target.store.postgres_programs import Account, Programs

FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: a power cut would cost the database."""

_log = logging.getLogger(__name__)


@contextmanager
def open_store_url(home: Path, database_url: str | None) -> Iterator[str]:
    """Give the SQLAlchemy address of the database to use, and keep its server running inside.

    Parameters
    ----------
    home
        ``GEO_TARGET_HOME``, where the private server lives.
    database_url
        ``DATABASE_URL``: a real server, which is checked and used instead; then no private one is started.

    Raises
    ------
    StoreError
        If the server cannot be started, reached or used, in one sentence that hides the password.
    """
    if database_url:
        from geo_target.store.server_check import check_server

        yield check_server(database_url)
        return
    with Cluster(home) as cluster:
        yield cluster.url


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """How the private server is doing.

    Parameters
    ----------
    state
        ``running``, ``starting``, ``stopped``, or ``absent`` where no database was ever made.
    pid
        Id of the server's process, None unless it runs.
    version
        Major version of PostgreSQL that made the files, None if there are none.
    in_use
        Whether any program holds it.
    kept
        Whether ``db start`` has asked it to stay when the last program ends.
    """

    state: str
    pid: int | None
    version: str | None
    in_use: bool
    kept: bool
    data: Path
    log: Path


class Cluster:
    """The private server of one home folder. In a ``with`` it is started, held, and let go.

    Parameters
    ----------
    home
        ``GEO_TARGET_HOME``; made if missing.
    account
        The user that runs the server when this program runs as root; see `account_for`.
    settings
        PostgreSQL settings on top of the product's own, such as `FAST_SETTINGS` in tests.
    versions_dir
        Where the distribution keeps PostgreSQL's versions.
    patience_s
        How long to wait for a start, a recovery, or another program, in seconds.
    """

    def __init__(
        self,
        home: Path,
        *,
        account: str | None = None,
        settings: Mapping[str, str] | None = None,
        versions_dir: Path = VERSIONS_DIR,
        patience_s: float = 300.0,
    ) -> None:
        self.files = ClusterFiles(home.expanduser().absolute())
        self._account_name = account
        self._settings = dict(settings or {})
        self._versions_dir = versions_dir
        self._patience_s = patience_s
        self._hold: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database, valid while the server runs."""
        with disk_sentences(self.files.home):
            account = account_for(self.files.root, self._account_name)
            folder = server_process.running_socket_dir(self.files.data)
        return socket_url(folder or self.files.socket_dir(account.uid))

    def start(self, *, keep: bool = False) -> str:
        """Start the server, or join the one that runs, hold it, and return its SQLAlchemy address.

        The hold lasts until `release` or the end of this program. A second call finds everything in
        place, or starts the server anew if it was killed meanwhile.

        Parameters
        ----------
        keep
            Leave the server running after the last program, until `stop`.

        Raises
        ------
        ClusterError, MissingPostgisError
            In one sentence that says what is in the way and what to do; no data is touched then.
        """
        with disk_sentences(self.files.home):
            account = account_for(self.files.root, self._account_name)
            self.files.make(account)
            with self.files.starting(account, self._patience_s) as start_lock:
                self._take_hold(account)
                try:
                    self._ensure_running(account, start_lock)
                except BaseException:
                    self.release()
                    raise
                if keep:
                    os.close(self.files.lock(watchdog.KEEP_MARK, account))
            return self.url

    def release(self) -> None:
        """Let go of the server: it stops about a second later unless other programs hold it."""
        hold, self._hold = self._hold, None
        if hold is not None:
            os.close(hold)

    def stop(self, *, force: bool = False) -> bool:
        """Stop the server now, and return whether it was running.

        Parameters
        ----------
        force
            Stop it although other programs use it; their transactions are rolled back.

        Raises
        ------
        RefusedError
            If other programs use it. It then stops by itself when the last of them ends.
        ClusterError
            If it does not stop.
        """
        self.release()
        with disk_sentences(self.files.home):
            if not self.files.root.is_dir():
                return False
            account = account_for(self.files.root, self._account_name)
            with self.files.starting(account, self._patience_s):
                (self.files.root / watchdog.KEEP_MARK).unlink(missing_ok=True)
                running = watchdog.is_running(self.files.root)
                if running and not force and self._in_use(account):
                    raise RefusedError(
                        "Other programs use the database, such as `geo-target up`: end them, and it stops by "
                        "itself, or stop it under them with `geo-target db stop --force`."
                    )
                if not watchdog.stop_server(self.files.root):
                    raise ClusterError(
                        f"The server in {self.files.root} did not stop; its log is {self.files.log}."
                    )
        return running

    def status(self) -> ClusterStatus:
        """Return how the server is doing, without starting or holding it."""
        files = self.files
        with disk_sentences(files.home):
            pid = watchdog.postmaster_pid(files.data)
            version = files.data_version()
            running = watchdog.is_running(files.root)
            state = "starting" if running else "stopped" if version else "absent"
            if pid and server_process.is_ready(files.data):
                state = "running"
            in_use = running and self._in_use(account_for(files.root, self._account_name))
            kept = (files.root / watchdog.KEEP_MARK).exists()
        return ClusterStatus(state, pid, version, in_use, kept, files.data, files.log)

    def _in_use(self, account: Account) -> bool:
        fd = self.files.lock(watchdog.HOLD_LOCK, account)
        try:
            return not watchdog.try_lock(fd)
        finally:
            os.close(fd)

    def _take_hold(self, account: Account) -> None:
        if self._hold is None:
            hold = self.files.lock(watchdog.HOLD_LOCK, account)
            fcntl.flock(hold, fcntl.LOCK_SH)
            self._hold = hold
        # Made here, so that it belongs to the account whoever starts first.
        os.close(self.files.lock(watchdog.WATCHDOG_LOCK, account))
        if not watchdog.is_locked(self.files.root / watchdog.WATCHDOG_LOCK):
            server_process.spawn_watchdog(self.files.root)

    def _ensure_running(self, account: Account, start_lock: int) -> None:
        files = self.files
        if server_process.settle(files, min(self._patience_s, 30.0) if _killed(files) else self._patience_s):
            if server_process.running_socket_dir(files.data):
                return
            _log.warning("The socket of the running server is gone: starting it anew.")
            watchdog.stop_server(files.root)
        from geo_target.store.server_check import require_database

        began = time.monotonic()
        programs = self._programs()
        if not files.has_data():
            sync = self._settings.get("fsync") != "off"
            server_process.make_database(files, programs, account, start_lock, sync=sync)
        socket_dir = files.make_socket_dir(account)
        server_process.launch(files, programs, account, socket_dir, self._settings)
        require_database(socket_url(socket_dir))
        _log.info("The private database is ready after %.1f s.", time.monotonic() - began)

    def _programs(self) -> Programs:
        made_by = self.files.data_version()
        if made_by is None and self.files.has_data():
            raise ClusterError(
                f"{self.files.data} holds files, but no PostgreSQL database (PG_VERSION is missing). Put the "
                "folder back as it was, or move it away and run `geo-target db restore FILE` with a backup; "
                "nothing was changed."
            )
        programs = find_programs(made_by, self._versions_dir)
        if programs is None:
            raise ClusterError(other_version(self.files.data, made_by, self._versions_dir))
        return programs


def socket_url(socket_dir: Path, database: str = server_process.DATABASE) -> str:
    """Return the SQLAlchemy address of `database` on the private server whose socket is in `socket_dir`."""
    where = f"host={quote(str(socket_dir))}&port={server_process.PORT}"
    return f"postgresql+psycopg://{server_process.SUPERUSER}@/{quote(database)}?{where}"


def _killed(files: ClusterFiles) -> bool:
    return bool(watchdog.pid_file_lines(files.data)) and watchdog.postmaster_pid(files.data) is None
