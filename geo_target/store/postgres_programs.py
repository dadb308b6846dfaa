"""The distribution's PostgreSQL programs, and the account that they run as."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_target.errors import ClusterError, MissingPostgisError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSIONS_DIR = Path("/usr/lib/postgresql")
"""Where Debian keeps one folder for each PostgreSQL version."""

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""All that the programs are told: no PG* variable of the user changes them, none of theirs leaks."""

INSTALL = "sudo apt-get install -y --no-install-recommends"


@dataclass(frozen=True, slots=True)
class Account:
    """The user that owns the data and runs the server."""

    name: str
    uid: int
    gid: int

    def run_as(self) -> dict[str, Any]:
        """Return the options of ``subprocess`` that make a program run as this user."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL version.

    Parameters
    ----------
    major
        The version as ``PG_VERSION`` writes it, such as ``15``.
    """

    major: str
    bin_dir: Path

    def path(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.bin_dir / name)


def account_for(root: Path, wanted: str | None = None) -> Account:
    """Return who is to own and run the server of the folder `root`.

    An ordinary user runs it themselves. PostgreSQL refuses to run as root: then it is `wanted`, or whoever
    owns `root` already, or ``postgres``, or ``nobody``.

    Raises
    ------
    ClusterError
        If there is no such user, or `root` belongs to somebody else.
    """
    uid = os.geteuid()
    owner = root.stat().st_uid if root.exists() else None
    if uid != 0:
        if owner not in (None, uid):
            raise ClusterError(
                f"{root} belongs to {_name_of(owner)}: run geo-target as that user, or set GEO_TARGET_HOME to "
                "a folder of your own."
            )
        return Account(_name_of(uid), uid, os.getegid())
    if wanted is None and owner:
        return _account(pwd.getpwuid(owner))
    for name in (wanted,) if wanted else ("postgres", "nobody"):
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ClusterError(f"The database must run as {wanted or 'postgres'}, and this machine has no such user.")


def find_programs(wanted: str | None = None, versions_dir: Path = VERSIONS_DIR) -> Programs | None:
    """Return the programs of version `wanted`, or of the newest one that has PostGIS; None if not there.

    Raises
    ------
    MissingPostgisError
        If no PostgreSQL is installed, or none of those in question has PostGIS; says how to install it.
    """
    installed = installed_versions(versions_dir)
    if not installed:
        raise MissingPostgisError(
            f"PostgreSQL with PostGIS is not installed on this machine: run `{INSTALL} postgresql-postgis`."
        )
    asked = installed if wanted is None else [p for p in installed if p.major == wanted]
    for programs in asked:
        if has_postgis(programs):
            return programs
    if not asked:
        return None
    raise MissingPostgisError(
        f"PostgreSQL {asked[0].major} is installed, but its PostGIS is not: run "
        f"`{INSTALL} postgresql-{asked[0].major}-postgis-3`."
    )


def installed_versions(versions_dir: Path = VERSIONS_DIR) -> list[Programs]:
    """Return the PostgreSQL servers of this machine, the newest first."""
    folders = [p.parents[1] for p in versions_dir.glob("*/bin/postgres") if p.parents[1].name.isdigit()]
    folders.sort(key=lambda folder: int(folder.name), reverse=True)
    return [Programs(folder.name, folder / "bin") for folder in folders]


def other_version(data: Path, made_by: str | None, versions_dir: Path = VERSIONS_DIR) -> str:
    """Return what to do about database files of a PostgreSQL version that is not installed here."""
    here = installed_versions(versions_dir)[0].major
    return (
        f"The database in {data} was made by PostgreSQL {made_by}, and this machine has PostgreSQL {here}. "
        f"Either install that version beside it (`{INSTALL} postgresql-{made_by}-postgis-3`), or take a backup "
        "where it still runs, move the folder away, and run `geo-target db restore FILE`; nothing was changed."
    )


def client_program(name: str, server_major: int, versions_dir: Path = VERSIONS_DIR) -> Path:
    """Return the newest ``pg_dump`` or ``pg_restore``; one older than the server would refuse.

    Raises
    ------
    StoreError
        If there is none, or it is older than the server; names the package.
    """
    found = [path for path in versions_dir.glob(f"*/bin/{name}") if path.parents[1].name.isdigit()]
    newest = max(found, key=_major_of, default=None)
    if newest is None or _major_of(newest) < server_major:
        raise StoreError(
            f"Backup and restore of this server need {name} {server_major} or newer: run "
            f"`{INSTALL} postgresql-client-{server_major}`."
        )
    return newest


def has_postgis(programs: Programs) -> bool:
    """Return whether the PostGIS extension is installed beside `programs`."""
    said = run([programs.path("pg_config"), "--sharedir"])
    return (Path(said.stdout.strip()) / "extension" / "postgis.control").is_file()


def run(
    command: Sequence[str],
    account: Account | None = None,
    *,
    stdin: str = "",
    inherit: Sequence[int] = (),
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, as `account` if given, and return what it said; never raises for its code.

    Parameters
    ----------
    inherit
        Descriptors that the program keeps open: a lock that must outlive this process with it.
    """
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd="/",
        env=ENVIRONMENT | (environment or {}),
        pass_fds=inherit,
        start_new_session=True,
        umask=0o077,
        check=False,
        **(account.run_as() if account else {}),
    )


def _major_of(program: Path) -> int:
    return int(program.parents[1].name)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _name_of(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user {uid}"
