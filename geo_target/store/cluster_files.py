"""The folders and locks of the private server."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.errors import ClusterError
from geo_target.store import watchdog
from geo_target.store.cluster_trouble import disk_sentences
from geo_target.store.postgres_programs import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.store.postgres_programs import Account

LONGEST_SOCKET = 107
"""Bytes that Linux takes as the path of a socket."""

SETTLING_S = 1.0
SOCKET_NAME = ".s.PGSQL.5432"
SHORT_FOLDERS = Path("/tmp")  # noqa: S108  checked for its owner and mode before use


@dataclass(frozen=True, slots=True)
class ClusterFiles:
    """Where everything of the server of one home is.

    ``home`` may hold other things; ``root`` (mode 0700) belongs to the account that runs the server.
    """

    home: Path

    @property
    def root(self) -> Path:
        """The server's own folder."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """The database files. Nothing here ever deletes or overwrites this folder."""
        return self.root / watchdog.DATA_FOLDER

    @property
    def new_data(self) -> Path:
        """Database files in the making: renamed to `data` when whole, thrown away if interrupted."""
        return self.root / "data.new"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "server.log"

    def socket_dir(self, uid: int) -> Path:
        """Return the folder of the socket: in `root`, or a short one where that path does not do.

        Too long for the kernel, or with letters that the client library takes for a list of hosts.
        """
        inside = self.root / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET and re.fullmatch(
            r"[\w/. -]+", str(inside)
        ):
            return inside
        known_by = hashlib.sha256(os.fsencode(self.home.resolve())).hexdigest()[:12]
        return SHORT_FOLDERS / f"geo-target-{uid}-{known_by}"

    def has_data(self) -> bool:
        """Return whether there are database files, whatever they are."""
        return self.data.exists() and any(self.data.iterdir())

    def data_version(self) -> str | None:
        """Return the major version of PostgreSQL that made the database files, None if they do not say."""
        try:
            return (self.data / "PG_VERSION").read_text("ascii", "replace").strip() or None
        except FileNotFoundError:
            return None

    def lock(self, name: str, account: Account) -> int:
        """Open one of the locks that `watchdog` describes."""
        return watchdog.open_lock(self.root / name, _owner(account))

    @contextmanager
    def starting(self, account: Account, patience_s: float) -> Iterator[int]:
        """Nobody else starts or stops the server inside; gives the lock's descriptor.

        Raises
        ------
        ClusterError
            If another program has it for longer than `patience_s`.
        """
        fd = self.lock(watchdog.START_LOCK, account)
        try:
            until = time.monotonic() + patience_s
            while not watchdog.try_lock(fd):
                if time.monotonic() > until:
                    raise ClusterError(
                        f"Another program has been starting or stopping the database in {self.root} for more "
                        f"than {patience_s:.0f} s: wait for it to end, or end it, then try again."
                    )
                time.sleep(watchdog.POLL_S)
            yield fd
        finally:
            os.close(fd)

    def make(self, account: Account) -> None:
        """Make the missing folders, and see that `account` can reach them.

        Raises
        ------
        ClusterError
            Naming the folder that is in the way, and what to do.
        """
        with disk_sentences(self.home):
            if self.home.exists() and not self.home.is_dir():
                raise ClusterError(f"GEO_TARGET_HOME must be a folder, but {self.home} is a file.")
            _make_reachable(self.home)
            _make_private(self.root, account)
        # Another program may have made a folder a moment ago, and not yet have given it to the account.
        until = time.monotonic() + SETTLING_S
        while run(["test", "-x", str(self.root)], account).returncode != 0:
            if time.monotonic() > until:
                raise ClusterError(_unreachable(self.root, account))
            time.sleep(watchdog.POLL_S)

    def make_socket_dir(self, account: Account) -> Path:
        """Make the socket's folder (mode 0700) if missing, and return it.

        Raises
        ------
        ClusterError
            If somebody else has put something else in its place.
        """
        folder = self.socket_dir(account.uid)
        with disk_sentences(self.home):
            _make_private(folder, account)
            found = folder.lstat()
        if (
            not stat.S_ISDIR(found.st_mode)
            or found.st_uid != account.uid
            or stat.S_IMODE(found.st_mode) & 0o077
        ):
            raise ClusterError(
                f"{folder} must be a folder of {account.name} that nobody else can enter, and it is not: "
                "remove it, then try again."
            )
        return folder


def _owner(account: Account) -> tuple[int, int] | None:
    return (account.uid, account.gid) if os.geteuid() == 0 else None


def _make_private(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if os.geteuid() == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _make_reachable(folder: Path) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        # A program that starts at the same time may make it first.
        with suppress(FileExistsError):
            path.mkdir()
            # Whatever the umask: the account that runs the server has to pass.
            path.chmod(0o755)


def _unreachable(root: Path, account: Account) -> str:
    for path in reversed(root.parents):
        if run(["test", "-x", str(path)], account).returncode != 0:
            return (
                f"The database runs as {account.name}, who cannot enter {path}: set GEO_TARGET_HOME to a "
                f"folder outside of it, such as /var/lib/geo-target, or run `chmod o+x {path}`."
            )
    return (
        f"The database runs as {account.name}, who cannot enter {root}: run `chown -R {account.name} {root}`."
    )
