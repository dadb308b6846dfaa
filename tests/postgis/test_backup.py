"""A backup holds everything, and a restore puts back all of it or nothing."""

from __future__ import annotations

import os
import stat
import subprocess
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from geo_target.errors import InputError, RefusedError, SchemaError, StoreError
from geo_target.store.backup import back_up, restore
from geo_target.store.migrate import migrate
from geo_target.store.replace_database import Replacement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def filled_url(migrated_database_url) -> str:
    """A database with the schema and a table of many rows: smaller than the reference dataset."""
    _run(
        migrated_database_url,
        "CREATE TABLE geo_target.sample AS SELECT n, md5(n::text) AS text FROM generate_series(1, 5000) AS n",
    )
    return migrated_database_url


@pytest.fixture
def own_backup(filled_url, tmp_path) -> Path:
    file = tmp_path / "own.backup"
    back_up(filled_url, file)
    return file


def test_a_backup_restored_in_another_folder_has_every_row_of_every_table(database_url, new_home, tmp_path):
    before = _everything(database_url)
    assert len(before) > 15, "the schema is there"
    assert sum(len(rows) for rows in before.values()) > 1, "and rows are"
    back_up(database_url, tmp_path / "all.backup")

    with new_home("elsewhere").cluster() as cluster:
        restore(cluster.url, tmp_path / "all.backup", prepare=migrate)
        assert _everything(cluster.url) == before


def test_a_restored_database_keeps_its_rules_views_and_indexes(filled_url, own_backup, empty_database_url):
    restore(empty_database_url, own_backup)
    assert _definitions(empty_database_url) == _definitions(filled_url)


def test_what_changed_after_the_backup_is_undone_and_kept_beside(filled_url, own_backup):
    _run(filled_url, "CREATE TABLE geo_target.later (n int)")

    kept = restore(filled_url, own_backup)

    assert "geo_target.later" not in _everything(filled_url)
    beside = filled_url.replace(_name(filled_url), kept)
    assert "geo_target.later" in _everything(beside)
    _drop(filled_url, kept)


def test_a_backup_is_private_and_leaves_no_half_file(own_backup):
    assert stat.S_IMODE(own_backup.stat().st_mode) == 0o600
    assert [path.name for path in own_backup.parent.iterdir()] == ["own.backup"]


def test_an_existing_backup_is_overwritten_only_when_told_to(filled_url, own_backup):
    first = own_backup.read_bytes()
    with pytest.raises(RefusedError, match="--force"):
        back_up(filled_url, own_backup)
    assert own_backup.read_bytes() == first

    (own_backup.parent / "own.backup.part").write_bytes(b"left by an interrupted backup" * 1000)
    back_up(filled_url, own_backup, overwrite=True)
    restore(filled_url, own_backup)


def test_a_backup_that_fails_leaves_the_old_one(filled_url, own_backup, program_dir):
    first = own_backup.read_bytes()
    major = _server_major(filled_url)
    broken = program_dir / str(major) / "bin"
    broken.mkdir(parents=True)
    (broken / "pg_dump").write_text("#!/bin/sh\necho half\necho 'pg_dump: error: it broke.' >&2\nexit 1\n")
    (broken / "pg_dump").chmod(0o755)

    with pytest.raises(StoreError, match="pg_dump said: it broke"):
        back_up(filled_url, own_backup, overwrite=True, versions_dir=program_dir)
    assert own_backup.read_bytes() == first


def test_missing_and_older_client_programs_are_named(filled_url, tmp_path, program_dir):
    major = _server_major(filled_url)
    for versions in (program_dir, _with_old_dump(program_dir)):
        with pytest.raises(StoreError, match=f"postgresql-client-{major}"):
            back_up(filled_url, tmp_path / "x.backup", versions_dir=versions)


def test_places_where_no_backup_can_be_are_refused(filled_url, tmp_path):
    with pytest.raises(InputError, match="no folder"):
        back_up(filled_url, tmp_path / "missing" / "x.backup")
    with pytest.raises(InputError, match="is a folder"):
        back_up(filled_url, tmp_path)


def test_a_full_disk_leaves_no_half_backup(filled_url, small_disk):
    disk = small_disk(1)
    (disk / "filling").write_bytes(b"x" * ((1 << 20) - 8192))
    with pytest.raises((InputError, StoreError), match="No space left"):
        back_up(filled_url, disk / "x.backup")
    assert not (disk / "x.backup").exists()


def test_an_empty_database_has_nothing_to_back_up(empty_database_url, tmp_path):
    with pytest.raises(RefusedError, match="nothing to back up"):
        back_up(empty_database_url, tmp_path / "x.backup")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9, 0.999], ids=lambda keep: f"{keep:.1%} of it")
def test_a_backup_cut_short_leaves_the_database_untouched(filled_url, own_backup, keep):
    before = _everything(filled_url)
    size = own_backup.stat().st_size
    os.truncate(own_backup, int(size * keep))

    with pytest.raises((InputError, StoreError)):
        restore(filled_url, own_backup)

    assert _everything(filled_url) == before
    assert _databases(filled_url, "%restor%") == []


def test_a_backup_damaged_in_the_middle_leaves_the_database_untouched(filled_url, own_backup):
    before = _everything(filled_url)
    damaged = bytearray(own_backup.read_bytes())
    third = len(damaged) // 3
    damaged[third : 2 * third] = bytes(third)
    own_backup.write_bytes(damaged)

    with pytest.raises((InputError, StoreError)):
        restore(filled_url, own_backup)

    assert _everything(filled_url) == before
    assert _databases(filled_url, "%restor%") == []


def test_a_file_that_is_no_backup_is_refused(filled_url, tmp_path):
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04 not a backup")
    with pytest.raises(InputError, match="no backup of geo-target"):
        restore(filled_url, tmp_path / "list.xlsx")
    with pytest.raises(InputError, match="There is no backup"):
        restore(filled_url, tmp_path / "missing.backup")


def test_the_backup_of_another_program_is_refused(filled_url, empty_database_url, tmp_path):
    _run(empty_database_url, "CREATE TABLE theirs (n int)")
    with (tmp_path / "theirs.backup").open("wb") as out:
        address = empty_database_url.replace("+psycopg", "", 1)
        subprocess.run(["pg_dump", "--format=custom", "--dbname", address], stdout=out, check=True)
    before = _everything(filled_url)

    with pytest.raises(InputError, match="another program"):
        restore(filled_url, tmp_path / "theirs.backup")
    assert _everything(filled_url) == before


def test_a_backup_of_a_newer_program_is_refused_and_changes_nothing(filled_url, own_backup, tmp_path):
    _run(filled_url, "UPDATE geo_target.alembic_version SET version_num = '9999'")
    back_up(filled_url, tmp_path / "newer.backup")
    restore(filled_url, own_backup)
    before = _everything(filled_url)

    with pytest.raises(SchemaError, match="newer"):
        restore(filled_url, tmp_path / "newer.backup", prepare=migrate)

    assert _everything(filled_url) == before
    _drop(filled_url, f"{_name(filled_url)}_before_restore")


def test_both_databases_change_their_names_or_neither(filled_url):
    with Replacement(filled_url) as never_made, pytest.raises(StoreError, match="does not exist"):
        never_made.take_place(force=False)
    assert _everything(filled_url)
    assert _databases(filled_url, "%restor%") == []


def test_a_user_who_may_not_make_databases_is_told_so(filled_url, own_backup):
    role = _name(filled_url)
    _run(filled_url, f"CREATE ROLE {role} LOGIN")
    limited = filled_url.replace("geo_target@", f"{role}@")
    try:
        with pytest.raises(StoreError, match="refused: permission denied to create database"):
            restore(limited, own_backup)
    finally:
        _run(filled_url, f"DROP ROLE {role}")


def test_a_database_in_use_is_restored_only_when_told_to(filled_url, own_backup):
    with psycopg.connect(filled_url.replace("+psycopg", "", 1)) as busy:
        busy.execute("SELECT 1")
        with pytest.raises(RefusedError, match="in use by 1 connection:"):
            restore(filled_url, own_backup)
        assert busy.execute("SELECT 1").fetchone() == (1,)

        kept = restore(filled_url, own_backup, force=True)
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    _drop(filled_url, kept)


def _everything(url: str) -> dict[str, list[str]]:
    """Every row of every table and view of the program, as text, in order."""
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema IN ('geo_target', 'layers') ORDER BY 1, 2"
        ).fetchall()
        found = {}
        for schema, table in names:
            rows = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(schema, table))
            found[f"{schema}.{table}"] = [row[0] for row in connection.execute(rows)]
    return found


def _definitions(url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        return connection.execute(
            "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'geo_target'"
            " UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname IN ('geo_target', 'layers')"
            " UNION ALL SELECT 'rule', conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'geo_target'::regnamespace"
            " UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " ORDER BY 1, 2, 3"
        ).fetchall()


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(statement)


def _server_major(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        return connection.info.server_version // 10000


def _with_old_dump(folder: Path) -> Path:
    (folder / "9" / "bin").mkdir(parents=True)
    (folder / "9" / "bin" / "pg_dump").touch()
    return folder


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _databases(url: str, like: str) -> list[str]:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [f"{_name(url)}{like}"]
        )
        return [row[0] for row in found]


def _drop(url: str, name: str) -> None:
    with psycopg.connect(
        url.replace(_name(url), "postgres").replace("+psycopg", "", 1), autocommit=True
    ) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
