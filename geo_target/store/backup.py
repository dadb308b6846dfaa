"""A database in a file, and back: all of it or nothing."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.errors import InputError, RefusedError, StoreError
from geo_target.store.postgres_programs import VERSIONS_DIR, client_program
from geo_target.store.replace_database import Replacement
from geo_target.store.server_check import connect, server_parts, shown

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = " geo_target alembic_version "
"""What the table of contents of every backup of this program names, and of no other's."""


def back_up(url: str, file: Path, *, overwrite: bool = False, versions_dir: Path = VERSIONS_DIR) -> int:
    """Write the database at `url` into `file` and return the file's size in bytes.

    One consistent state, while programs go on using the database. Written beside it as ``FILE.part``, read
    back to the end, and only then named `file`: under that name there is never half a backup.

    Raises
    ------
    RefusedError
        If `file` exists and `overwrite` is false, or the database is empty.
    InputError
        If `file` cannot be written.
    StoreError
        If the database cannot be read, or PostgreSQL's client programs are missing or too old.
    """
    file, parts = file.absolute(), server_parts(url)
    _require_free(file, overwrite=overwrite)
    with connect(parts) as connection:
        major = connection.info.server_version // 10000
        row = connection.execute("SELECT to_regclass('geo_target.alembic_version')").fetchone()
        if row is None or row[0] is None:
            raise RefusedError(f"The database {shown(parts)} is empty: there is nothing to back up.")
    dump = [
        str(client_program("pg_dump", major, versions_dir)),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
    ]

    part = file.with_name(file.name + ".part")
    try:
        # Not for appending: pg_dump goes back to the beginning to write where everything is.
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600), "wb") as out:
            _own(out.fileno(), part)
            _client(
                [*dump, *_dbname(parts)], parts, f"The backup of {shown(parts)} failed", stdout=out.fileno()
            )
            os.fsync(out.fileno())
            read_back = [
                str(client_program("pg_restore", major, versions_dir)),
                "--file=/dev/null",
                str(part),
            ]
            _client(read_back, parts, "The backup cannot be read back")
            _name(part, file, overwrite=overwrite)
    except OSError as error:
        raise InputError(
            f"The backup cannot be written to {file}: {os.strerror(error.errno or 0)}."
        ) from error
    return file.stat().st_size


def restore(
    url: str,
    file: Path,
    *,
    prepare: Callable[[str], None] | None = None,
    force: bool = False,
    versions_dir: Path = VERSIONS_DIR,
) -> str:
    """Put the database in `file` in the place of the one at `url`; return the name that one is kept under.

    It is restored into a database of its own, which takes the name of the present one at the end, in one
    transaction: a file that is damaged anywhere leaves everything as it was.

    Parameters
    ----------
    prepare
        Called with the restored database's address before it takes its place: brings an older backup to
        this program's schema, or raises.
    force
        Restore although programs are connected; they are cut off, and find the new database.

    Raises
    ------
    InputError
        If `file` is missing, damaged, or no backup of this program.
    RefusedError
        If programs are connected and `force` is false.
    StoreError
        If the database refuses.
    """
    file, parts = file.absolute(), server_parts(url)
    if not file.is_file():
        raise InputError(f"There is no backup {file}.")
    with Replacement(url) as replacement:
        replacement.require_unused(force=force)
        program = str(client_program("pg_restore", replacement.server_major, versions_dir))
        _require_ours(program, file)
        replacement.make()
        fresh = parts | {"dbname": replacement.fresh}
        into = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", *_dbname(fresh)]
        _client([program, *into, str(file)], parts, f"{file} could not be restored, and nothing was changed")
        with connect(fresh) as connection:
            connection.execute("ANALYZE")
        if prepare is not None:
            prepare(replacement.fresh_url)
        replacement.take_place(force=force)
    return replacement.kept


def _require_free(file: Path, *, overwrite: bool) -> None:
    if not file.parent.is_dir():
        raise InputError(f"There is no folder {file.parent} to write the backup to.")
    if file.is_dir():
        raise InputError(f"The backup must be a file, and {file} is a folder.")
    if file.exists() and not overwrite:
        raise RefusedError(f"{file} exists: choose another name, or overwrite it with --force.")


def _own(fd: int, part: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RefusedError(f"Another program is writing {part} at this moment.") from None
    # What an interrupted backup has left, and what nobody else is to read.
    os.ftruncate(fd, 0)
    os.fchmod(fd, 0o600)


def _name(part: Path, file: Path, *, overwrite: bool) -> None:
    _require_free(file, overwrite=overwrite)
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _require_ours(program: str, file: Path) -> None:
    listed = subprocess.run([program, "--list", str(file)], capture_output=True, check=False)
    if listed.returncode != 0:
        raise InputError(
            f"{file} is no backup of geo-target, or it is damaged: give a file that `geo-target db backup` wrote."
        )
    if OURS not in listed.stdout.decode("utf-8", "replace"):
        raise InputError(f"{file} is a backup of another program's database, not of geo-target's.")


def _dbname(parts: dict[str, str]) -> list[str]:
    from psycopg.conninfo import make_conninfo

    # Without the password: other users of the machine can read the command line.
    known = {k: v for k, v in parts.items() if k != "password"}
    return ["--dbname", make_conninfo("", **known)]


def _client(command: list[str], parts: dict[str, str], failed: str, stdout: int = subprocess.DEVNULL) -> None:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    if "password" in parts:
        environment["PGPASSWORD"] = parts["password"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env=environment, check=False
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if "error:" in line]
        words = lines[0].rpartition("error:")[2].strip() if lines else f"it ended with {done.returncode}"
        raise StoreError(f"{failed}: {Path(command[0]).name} said: {words.rstrip('.')}.")
