"""What goes wrong around a database server, as sentences for people."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo_target.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEW_DATABASE_MB = 70
"""Disk that an empty database with PostGIS takes, its first log segment included."""

NO_ROOM_MB = 1

MARKS = ("FATAL:", "PANIC:", "ERROR:", "error:")
"""Before the words that say why, in what PostgreSQL's programs write."""


@contextmanager
def disk_sentences(home: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence.

    Raises
    ------
    ClusterError
        Instead of any ``OSError`` inside.
    """
    try:
        yield
    except OSError as error:
        raise ClusterError(_sentence(home, error)) from error


def require_room(home: Path) -> None:
    """Refuse to make a database where there is no room for one.

    Raises
    ------
    ClusterError
        With what is free and what is needed.
    """
    if free_mb(home) < NEW_DATABASE_MB:
        raise ClusterError(_full(home))


def server_sentence(home: Path, said: str, log: Path) -> str:
    """Return why a PostgreSQL program failed, from its words and from the disk it writes to."""
    if "No space left on device" in said or free_mb(home) < NO_ROOM_MB:
        return _full(home)
    if "Read-only file system" in said or is_read_only(home):
        return _read_only(home)
    lines = [
        line
        for line in said.splitlines()
        if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))
    ]
    words = (lines or said.strip().splitlines() or ["it said nothing"])[-1]
    for mark in ("FATAL:", "PANIC:", "ERROR:", "error:"):
        words = words.rpartition(mark)[2].strip()
    return (
        f"The private database in {home} did not start, and nothing in it was changed. PostgreSQL said: "
        f"{words.rstrip('.')}. Its log is {log}."
    )


def free_mb(folder: Path) -> float:
    """Return the free space of the disk of `folder` in megabytes."""
    return shutil.disk_usage(_existing(folder)).free / 1e6


def is_read_only(folder: Path) -> bool:
    """Return whether the disk of `folder` is mounted for reading only."""
    return bool(os.statvfs(_existing(folder)).f_flag & os.ST_RDONLY)


def _words(said: str) -> str:
    lines = [line for line in said.splitlines() if any(mark in line for mark in MARKS)]
    words = (lines or said.strip().splitlines() or ["nothing"])[-1]
    for mark in MARKS:
        words = words.rpartition(mark)[2].strip()
    return words


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _full(home: Path) -> str:
    return (
        f"The disk of {home} is full ({free_mb(home):.0f} MB are free; a new database takes {NEW_DATABASE_MB} MB): "
        "make room, or set GEO_TARGET_HOME to a folder on another disk, then try again; nothing was lost."
    )


def _read_only(home: Path) -> str:
    return (
        f"The disk of {home} can only be read: make it writable, or set GEO_TARGET_HOME to a folder that is, "
        "then try again; nothing was lost."
    )


def _sentence(home: Path, error: OSError) -> str:
    path = error.filename or home
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(home)
    if error.errno == errno.EROFS:
        return _read_only(home)
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"You may not write to {path}: set GEO_TARGET_HOME to a folder of your own, or ask its owner."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"GEO_TARGET_HOME must be a folder, but {path} is, or is inside, a file."
    return f"The folder of the database, {home}, cannot be used: {os.strerror(error.errno or 0)} ({path})."
