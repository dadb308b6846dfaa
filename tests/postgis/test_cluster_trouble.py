"""Whatever is in the way of the server: one sentence that says so, and no file of the database changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from geo_target.errors import ClusterError, MissingPostgisError
from geo_target.store.postgres_programs import VERSIONS_DIR, account_for, find_programs, installed_versions


def test_files_of_another_postgresql_version_are_refused_with_both_versions_named(home, kept_rows):
    here = (home.data / "PG_VERSION").read_text().strip()
    (home.data / "PG_VERSION").write_text("13\n")
    before = _files(home.data)

    with pytest.raises(
        ClusterError, match=rf"PostgreSQL 13.*PostgreSQL {here}.*postgresql-13-postgis-3"
    ) as refused:
        home.cluster().start()
    assert "db restore" in str(refused.value)
    assert _files(home.data) == before

    (home.data / "PG_VERSION").write_text(f"{here}\n")
    home.cluster().start()
    assert home.rows() == kept_rows


def test_files_of_an_older_version_run_where_that_version_is_installed_too(program_dir):
    """Debian keeps the old version beside the new one after an upgrade: the one that made the files runs."""
    for major in ("13", "15", "9.6"):
        _pretend_installed(program_dir / "versions" / major)

    assert find_programs("13", program_dir / "versions").major == "13"
    assert find_programs(None, program_dir / "versions").major == "15"
    assert find_programs("14", program_dir / "versions") is None


def test_a_machine_without_postgresql_gets_the_command_that_installs_it(new_home, public_dir):
    home = new_home("home")
    with pytest.raises(MissingPostgisError, match=r"apt-get install .* postgresql-postgis"):
        home.cluster(versions_dir=public_dir / "nothing").start()
    assert not home.data.exists()


def test_a_postgresql_without_postgis_gets_the_package_of_its_version(new_home, program_dir):
    home = new_home("home")
    major = _copy_of_postgresql(program_dir / "usr", without_control=True)

    with pytest.raises(MissingPostgisError, match=f"apt-get install .* postgresql-{major}-postgis-3"):
        home.cluster(versions_dir=program_dir / "usr/lib/postgresql").start()
    assert not home.data.exists()


def test_a_database_whose_postgis_was_removed_says_so_and_runs_when_it_is_back(
    home, program_dir, kept_rows, within
):
    major = _copy_of_postgresql(program_dir / "usr", without_control=False)

    with pytest.raises(MissingPostgisError, match=f"postgresql-{major}-postgis-3"):
        home.cluster(versions_dir=program_dir / "usr/lib/postgresql").start()

    assert within(lambda: not home.is_running())
    home.cluster().start()
    assert home.rows() == kept_rows


def test_files_that_are_no_database_are_left_alone(home):
    (home.data / "PG_VERSION").unlink()
    before = _files(home.data)

    with pytest.raises(ClusterError, match=r"PG_VERSION is missing.*db restore"):
        home.cluster().start()

    assert _files(home.data) == before


def test_a_database_that_has_lost_a_file_is_left_alone_and_postgresql_is_quoted(home):
    (home.data / "global" / "pg_control").unlink()
    before = _files(home.data)

    with pytest.raises(
        ClusterError, match=r"PostgreSQL said: .*could not open file .*pg_control.*server\.log"
    ):
        home.cluster().start()

    assert _files(home.data) == before


def test_a_home_that_is_a_file_is_refused(new_home, public_dir):
    (public_dir / "file").write_text("mine")
    for path in (("file",), ("file", "inside")):
        with pytest.raises(ClusterError, match="must be a folder"):
            new_home(*path).cluster().start()
    assert (public_dir / "file").read_text() == "mine"


def test_a_closed_folder_on_the_way_is_named(as_root, new_home, public_dir):
    (public_dir / "closed").mkdir(mode=0o700)
    home = new_home("closed", "inner", "home")

    with pytest.raises(
        ClusterError, match=rf"cannot enter {public_dir}/closed: .*chmod o\+x {public_dir}/closed"
    ):
        home.cluster().start()


def test_a_strict_umask_does_not_close_the_folders_that_are_made(new_home):
    home = new_home("several", "new", "folders")
    before = os.umask(0o077)
    try:
        with home.cluster() as cluster:
            assert cluster.status().state == "running"
    finally:
        os.umask(before)


def test_a_folder_that_belongs_to_the_wrong_user_is_named(as_root, home):
    os.chown(home.data, 65534, 65534)
    with pytest.raises(ClusterError, match=r"PostgreSQL said: .*(Permission denied|wrong ownership)"):
        home.cluster().start()


def test_a_disk_without_room_for_a_database_is_refused_before_anything_is_made(small_disk, new_home):
    disk = small_disk(60)
    home = new_home(disk.name, "home")

    with pytest.raises(ClusterError, match=f"disk of {home.path} is full"):
        home.cluster().start()

    assert not home.data.exists()
    assert not (home.root / "data.new").exists()


def test_a_full_disk_costs_no_row(small_disk, home, kept_rows):
    home = _moved(home, small_disk(150) / "home")
    cluster = home.cluster(settings={})
    cluster.start()
    with psycopg.connect(cluster.url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("INSERT INTO kept VALUES (4, 'ت')")
        with pytest.raises(psycopg.Error, match=r"No space left|server closed the connection"):
            connection.execute(
                "INSERT INTO kept SELECT n, repeat('x', 900) FROM generate_series(1, 1000000) n"
            )
    home.kill_postmaster()
    _fill(home.path.parent)

    with pytest.raises(ClusterError, match=r"is full.*nothing was lost"):
        cluster.start()

    (home.path.parent / "filling").unlink()
    subprocess.run(["mount", "-o", "remount,size=400m", str(home.path.parent)], check=True)
    cluster.start()
    assert home.rows() == [*kept_rows, (4, "ت")]
    home.close()


def test_a_disk_that_can_only_be_read_is_named(small_disk, home, kept_rows):
    home = _moved(home, small_disk(150) / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(home.path.parent)], check=True)

    with pytest.raises(ClusterError, match=r"can only be read.*nothing was lost"):
        home.cluster().start()

    subprocess.run(["mount", "-o", "remount,rw", str(home.path.parent)], check=True)
    home.cluster().start()
    assert home.rows() == kept_rows
    home.close()


def test_a_new_home_on_a_disk_that_can_only_be_read_is_refused(small_disk, new_home):
    disk = small_disk(5)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(ClusterError, match="can only be read"):
        new_home(disk.name, "home").cluster().start()


def test_another_program_that_never_finishes_starting_is_waited_for_and_then_named(home):
    files = home.cluster().files
    waiting = pytest.raises(ClusterError, match="Another program has been starting or stopping")
    with files.starting(account_for(home.root), patience_s=1), waiting:
        home.cluster(patience_s=0.2).start()


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything in a folder."""
    found = (Path(root) / name for root, _, names in os.walk(folder) for name in names)
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def _moved(home, to: Path):
    subprocess.run(["cp", "-a", str(home.path), str(to)], check=True)
    return type(home)(to)


def _fill(disk: Path) -> None:
    """Leave not one free byte on the disk."""
    with (disk / "filling").open("ab", buffering=0) as stream:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue


def _pretend_installed(folder: Path) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "postgres").touch()
    (folder / "share/extension").mkdir(parents=True)
    (folder / "share/extension/postgis.control").touch()
    program = folder / "bin" / "pg_config"
    program.write_text(f"#!/bin/sh\necho {folder}/share\n")
    program.chmod(0o755)


def _copy_of_postgresql(usr: Path, *, without_control: bool) -> str:
    """Make a PostgreSQL as the distribution installs it, without PostGIS: its files, or its library only."""
    programs = installed_versions()[0]
    library, share = usr / "lib/postgresql" / programs.major, usr / "share/postgresql" / programs.major
    (library / "bin").mkdir(parents=True)
    share.mkdir(parents=True)
    for name in ("postgres", "pg_config"):
        shutil.copy(programs.bin_dir / name, library / "bin" / name)
    for name in ("initdb", "pg_ctl"):
        (library / "bin" / name).symlink_to(programs.bin_dir / name)
    (library / "lib").mkdir()
    for path in (VERSIONS_DIR / programs.major / "lib").iterdir():
        if not path.name.startswith("postgis"):
            (library / "lib" / path.name).symlink_to(path)
    for path in (Path("/usr/share/postgresql") / programs.major).iterdir():
        if path.name != "extension" or not without_control:
            (share / path.name).symlink_to(path)
    return programs.major
