"""Stops the private server when the last program that uses it is gone, however it went.

Runs as a process of its own, started detached with the path of the server's folder, and imports nothing
but the standard library: it is also the one place that knows the locks and how the server is stopped.

======================  ====================================================================
lock (``flock``)        who holds it
======================  ====================================================================
``start.lock``          whoever starts or stops the server; ``initdb`` inherits it
``hold.lock``           every program that uses the server, shared, while it lives
``watchdog.lock``       the one watchdog, while it lives
``server.lock``         the server and its backends inherit it: held while any of them lives
======================  ====================================================================

The kernel gives all of them back when a process ends, ``kill -9`` included. So ``server.lock`` says
whether a server runs without trusting a process id that may be a zombie's or have been given away again.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

START_LOCK = "start.lock"
HOLD_LOCK = "hold.lock"
WATCHDOG_LOCK = "watchdog.lock"
SERVER_LOCK = "server.lock"
KEEP_MARK = "keep"
DATA_FOLDER = "data"

LINGER_S = 1.0
"""How long the server outlives its last program: the next command of a script finds it running."""

FAST_STOP_S = 60.0
"""After this long without a clean stop, the server is stopped at once; its next start recovers."""

POLL_S = 0.01


def open_lock(path: Path, owner: tuple[int, int] | None = None) -> int:
    """Open a lock file, made if missing, for `owner` (user and group id), and return the descriptor."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if owner is not None and os.fstat(fd).st_uid != owner[0]:
        os.fchown(fd, *owner)
    return fd


def try_lock(fd: int, *, shared: bool = False) -> bool:
    """Take the lock if it is free now, and return whether it was."""
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_locked(path: Path) -> bool:
    """Return whether anyone holds the lock at `path`; a missing file is not locked."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        return not try_lock(fd, shared=True)
    finally:
        os.close(fd)


def works_in(pid: int, folder: Path) -> bool:
    """Return whether a living process has `folder` as its working directory; a zombie has none."""
    try:
        return os.path.samestat(Path("/proc", str(pid), "cwd").stat(), folder.stat())
    except OSError:
        return False


def processes_in(folder: Path) -> list[int]:
    """Return the ids of all living processes that work in `folder`, in ascending order."""
    everyone = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return sorted(pid for pid in everyone if works_in(pid, folder))


def pid_file_lines(data: Path) -> list[str]:
    """Return the lines of ``postmaster.pid``: id, folder, start, port, socket folder, …; empty if none."""
    try:
        return (data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def postmaster_pid(data: Path) -> int | None:
    """Return the id of the living server of `data`, None where the id is missing, dead or another's."""
    lines = pid_file_lines(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if works_in(pid, data) else None


def is_running(root: Path) -> bool:
    """Return whether a server of `root` lives: ready, starting, stopping, or backends of a dead one."""
    return is_locked(root / SERVER_LOCK) or postmaster_pid(root / DATA_FOLDER) is not None


def stop_server(root: Path, patience_s: float = FAST_STOP_S) -> bool:
    """Stop the server of `root` and return whether it is gone; call it with ``start.lock`` held.

    First cleanly (open transactions are rolled back); after `patience_s` at once (nothing that was
    committed is lost, the next start recovers it).
    """
    clean = _signal_until_gone(root, signal.SIGINT, patience_s)
    return clean or _signal_until_gone(root, signal.SIGQUIT, FAST_STOP_S)


def _signal_until_gone(root: Path, how: signal.Signals, patience_s: float) -> bool:
    data, asked = root / DATA_FOLDER, None
    until = time.monotonic() + patience_s
    while True:
        if not is_running(root):
            return True
        pid = postmaster_pid(data)
        if pid != asked and pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            asked = pid
        if time.monotonic() > until:
            return False
        time.sleep(POLL_S)


def watch(root: Path) -> None:
    """Wait until no program is left, stop the server unless it is to be kept, and return.

    Only one watchdog a folder stays: another one returns at once.
    """
    mine = _open_made(root / WATCHDOG_LOCK)
    if not try_lock(mine):
        return
    while not _stop_if_unused(root, mine):
        pass


def _open_made(path: Path) -> int:
    # Made by the program that started this one: nothing comes back to a folder that is being removed.
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)


def _stop_if_unused(root: Path, mine: int) -> bool:
    hold = _open_made(root / HOLD_LOCK)
    fcntl.flock(hold, fcntl.LOCK_EX)
    fcntl.flock(hold, fcntl.LOCK_UN)
    until = time.monotonic() + LINGER_S
    while is_running(root) and time.monotonic() < until:
        time.sleep(POLL_S)

    start = _open_made(root / START_LOCK)
    fcntl.flock(start, fcntl.LOCK_EX)
    unused = try_lock(hold)
    os.close(hold)
    if unused:
        if not (root / KEEP_MARK).exists():
            stop_server(root)
        # Before start.lock: whoever starts the server next must find this place free.
        os.close(mine)
    os.close(start)
    return unused


def main() -> None:
    """Watch the folder named on the command line; only the end of all programs ends this one."""
    for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    # The folder being gone or unreadable leaves nothing to stop.
    with suppress(OSError):
        watch(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
