"""Where the server may live, and as whom it may run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from geo_target.errors import ClusterError
from geo_target.store.cluster_files import LONGEST_SOCKET, SHORT_FOLDERS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name",
    ["x" * 120, "a, b", "خانه من", "quote'\"$HOME", "percent%20&host=x"],
    ids=["long", "comma", "persian", "quotes", "percent"],
)
def test_a_home_of_any_name_works(home, kept_rows, name):
    other = _renamed(home, name)
    with other.cluster() as cluster:
        assert other.rows() == kept_rows
        folder = cluster.files.socket_dir(other.data.stat().st_uid)
    other.close()
    if folder.parent == SHORT_FOLDERS:
        shutil.rmtree(folder)


def test_a_long_path_gets_a_short_private_socket_folder(new_home):
    home = new_home(*["long" * 10] * 3)
    cluster = home.cluster()
    home.path.mkdir(parents=True)
    folder = cluster.files.socket_dir(os.geteuid())

    assert folder.parent == SHORT_FOLDERS
    assert len(os.fsencode(folder)) < LONGEST_SOCKET / 2
    assert folder == home.cluster().files.socket_dir(os.geteuid()), "every program finds the same one"
    assert folder != new_home("other", *["long" * 10] * 3).cluster().files.socket_dir(os.geteuid())


@pytest.mark.parametrize("trick", ["link", "open folder", "foreign folder"])
def test_a_socket_folder_that_somebody_else_has_prepared_is_refused(home, trick):
    if trick == "foreign folder" and os.geteuid() != 0:
        pytest.skip("only root can make another user's folder")
    other = _renamed(home, "x" * 120)
    folder = other.cluster().files.socket_dir(other.data.stat().st_uid)
    _prepare(folder, trick, other)
    try:
        with pytest.raises(ClusterError, match=f"{folder} must be a folder of"):
            other.cluster().start()
    finally:
        other.close()
        folder.unlink() if folder.is_symlink() else folder.rmdir()


def test_without_a_user_postgres_the_server_runs_as_nobody(as_root, new_home):
    home = new_home("home")
    with home.cluster(account="nobody"):
        assert Path(f"/proc/{home.postmaster()}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    with home.cluster() as cluster:
        # Later programs keep to whoever owns the files, also if the user postgres has appeared since.
        assert cluster.status().state == "running"


def test_a_user_that_does_not_exist_is_named(as_root, new_home):
    with pytest.raises(ClusterError, match="no such user"):
        new_home("home").cluster(account="no-such-user").start()


def test_an_ordinary_user_runs_the_server_as_themselves(as_root, public_dir):
    home = public_dir / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    code = (
        "import sys, pathlib; from geo_target.store.cluster import Cluster; import psycopg\n"
        "with Cluster(pathlib.Path(sys.argv[1])) as c, psycopg.connect(c.url.replace('+psycopg', '')) as p:\n"
        "    print(p.execute('SELECT postgis_lib_version()').fetchone()[0], c.status().pid)"
    )
    said = _as_nobody(code, home)

    assert said.startswith("3.")
    assert (home / "postgres").stat().st_uid == 65534


def test_an_ordinary_user_is_told_whose_folder_it_is(as_root, home):
    code = (
        "import sys, pathlib; from geo_target.store.cluster import Cluster\n"
        "from geo_target.errors import ClusterError\n"
        "try: Cluster(pathlib.Path(sys.argv[1])).start()\n"
        "except ClusterError as error: print(error)"
    )
    owner = pwd.getpwuid(home.root.stat().st_uid).pw_name
    assert f"{home.root} belongs to {owner}" in _as_nobody(code, home.path)
    assert "You may not write to" in _as_nobody(code, home.path.parent / "new")


def test_the_environment_of_the_user_changes_nothing(home, kept_rows, monkeypatch):
    for name, value in {
        "PGPORT": "6543",
        "PGDATA": "/nowhere",
        "PGUSER": "x",
        "TZ": "Asia/Tehran",
        "LC_ALL": "C",
    }.items():
        monkeypatch.setenv(name, value)
    with home.cluster() as cluster, psycopg.connect(cluster.url.replace("+psycopg", "", 1)) as connection:
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        assert home.rows() == kept_rows


def _renamed(home, name: str):
    return type(home)(home.path.rename(home.path.with_name(name)))


def _prepare(folder: Path, trick: str, home) -> None:
    if trick == "link":
        folder.symlink_to(home.root / "socket")
        return
    folder.mkdir(mode=0o700)
    owner = home.data.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    if trick == "open folder":
        folder.chmod(0o777)
    else:
        os.chown(folder, 65533, 65533)


def _as_nobody(code: str, home: Path) -> str:
    """Run Python as an ordinary user, with an interpreter that this user can reach."""
    packages = Path(psycopg.__file__).parents[1]
    environment = {"PYTHONPATH": f"{ROOT}:{packages}", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", code, str(home)]
        who = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, env=environment, cwd="/", **who
            )
        except (PermissionError, FileNotFoundError):
            continue
        if "No module named" not in done.stderr:
            assert done.returncode == 0, done.stderr
            return done.stdout
    pytest.skip("no Python here that an ordinary user can run")
