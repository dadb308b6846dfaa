"""The server itself: made, launched, waited for."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.errors import ClusterError
from geo_target.store import watchdog
from geo_target.store.cluster_files import SOCKET_NAME
from geo_target.store.cluster_trouble import disk_sentences, require_room, server_sentence
from geo_target.store.postgres_programs import ENVIRONMENT, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.store.cluster_files import ClusterFiles
    from geo_target.store.postgres_programs import Account, Programs

SUPERUSER = "geo_target"
DATABASE = "geo_target"
PORT = 5432
"""Only a part of the socket's name: the server listens on no network."""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "jit": "off",
    "log_checkpoints": "off",
}

ORPHANS_S = 5.0
"""How long backends of a killed server may take to notice it, before they are asked to end."""

LONGEST_LOG = 1_000_000
STATUS_LINE = 7
SOCKET_LINE = 4

_log = logging.getLogger(__name__)


def make_database(
    files: ClusterFiles, programs: Programs, account: Account, start_lock: int, *, sync: bool = True
) -> None:
    """Make the database files: whole, or not at all.

    They are made in ``data.new`` and renamed. What an interrupted attempt has left there is thrown away;
    the programs inherit `start_lock`, so nobody does so while an orphan of that attempt still writes.

    Raises
    ------
    ClusterError
        In one sentence, from the words of the program that failed.
    """
    with disk_sentences(files.home):
        if files.new_data.exists():
            shutil.rmtree(files.new_data)
    require_room(files.home)
    _log.info("Making a new database in %s …", files.data)

    where = ["-D", str(files.new_data)]
    initdb = [programs.path("initdb"), *where, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"]
    initdb += ["--auth-local=trust", "--auth-host=scram-sha-256", *([] if sync else ["--no-sync"])]
    done = run(initdb, account, inherit=(start_lock,))
    if done.returncode != 0:
        raise ClusterError(server_sentence(files.home, done.stderr, files.log))

    with disk_sentences(files.home):
        # Over an existing folder this works only if that is empty: no data is ever replaced.
        files.new_data.rename(files.data)
        folder = os.open(files.root, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def launch(
    files: ClusterFiles, programs: Programs, account: Account, socket_dir: Path, settings: Mapping[str, str]
) -> None:
    """Start the server detached, with ``server.lock`` inherited, and wait until it takes connections.

    Raises
    ------
    ClusterError
        With PostgreSQL's own words if it ends instead.
    """
    with disk_sentences(files.home):
        # Nothing lives in this folder (`settle` has seen to it), so these name a dead or foreign process.
        for left in (
            files.data / "postmaster.pid",
            socket_dir / f"{SOCKET_NAME}.lock",
            socket_dir / SOCKET_NAME,
        ):
            left.unlink(missing_ok=True)
        from_byte = _rotate(files.log, account)
        lock = files.lock(watchdog.SERVER_LOCK, account)
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _spawn(_command(files, programs, socket_dir, settings), files.log, account, lock)
        finally:
            os.close(lock)
    while not is_ready(files.data):
        if not watchdog.is_locked(files.root / watchdog.SERVER_LOCK):
            raise ClusterError(server_sentence(files.home, _read_from(files.log, from_byte), files.log))
        time.sleep(watchdog.POLL_S)


def settle(files: ClusterFiles, patience_s: float) -> bool:
    """Return whether a server runs, once it is certain: it may be starting, or be dead with live backends.

    Backends of a killed server notice by themselves; one that does not is asked to end after some seconds
    (its transaction is rolled back), never killed.

    Raises
    ------
    ClusterError
        If neither has come to an end within `patience_s`; names the processes.
    """
    began, asked = time.monotonic(), False
    while True:
        alive = watchdog.postmaster_pid(files.data)
        if alive and is_ready(files.data):
            return True
        # Only what a crash has left makes the look at all processes necessary; it is not quick.
        crashed = not alive and watchdog.pid_file_lines(files.data)
        left = watchdog.processes_in(files.data) if crashed else []
        if not alive and not left and not watchdog.is_locked(files.root / watchdog.SERVER_LOCK):
            return False
        waited = time.monotonic() - began
        if waited > min(ORPHANS_S, patience_s / 2) and not alive and not asked:
            asked = True
            for pid in left:
                os.kill(pid, signal.SIGTERM)
        if waited > patience_s:
            raise ClusterError(_still_there(files, left))
        time.sleep(watchdog.POLL_S)


def is_ready(data: Path) -> bool:
    """Return whether the living server of `data` has finished starting."""
    lines = watchdog.pid_file_lines(data)
    return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"


def running_socket_dir(data: Path) -> Path | None:
    """Return the folder of the running server's socket, None if the socket is not there."""
    lines = watchdog.pid_file_lines(data)
    if len(lines) <= SOCKET_LINE:
        return None
    folder = Path(lines[SOCKET_LINE])
    return folder if (folder / SOCKET_NAME).exists() else None


def spawn_watchdog(root: Path) -> None:
    """Start the watchdog of `root`, detached: nobody's child, it outlives whatever ends this program."""
    command = ["setsid", "--fork", sys.executable, "-I", "-S", "-B", watchdog.__file__, str(root)]
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", check=True)


def _command(
    files: ClusterFiles, programs: Programs, socket_dir: Path, settings: Mapping[str, str]
) -> list[str]:
    command = ["setsid", "--fork", programs.path("postgres"), "-D", str(files.data), "-k", str(socket_dir)]
    for name, value in {**SETTINGS, **settings}.items():
        command += ["-c", f"{name}={value}"]
    return command


def _spawn(command: list[str], log: Path, account: Account, lock: int) -> None:
    with log.open("ab") as out:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=(lock,),
            umask=0o077,
            check=False,
            **account.run_as(),
        )


def _rotate(log: Path, account: Account) -> int:
    """Make the log, keep the one before it if it has grown, and return its length in bytes."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    fd = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if os.geteuid() == 0:
            os.fchown(fd, account.uid, account.gid)
        return os.fstat(fd).st_size
    finally:
        os.close(fd)


def _read_from(log: Path, byte: int) -> str:
    with log.open("rb") as stream:
        stream.seek(byte)
        return stream.read().decode("utf-8", "replace")


def _still_there(files: ClusterFiles, left: list[int]) -> str:
    who = f"its process {', '.join(map(str, left))}" if left else "one of its processes"
    return (
        f"The server of {files.data} was killed, and {who} still works there: wait for it to end, or end "
        "it, then try again. Nothing was changed."
    )
