"""`geo-target db`: what a person types, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("geo-target")


@pytest.fixture
def geo_target(home):
    """Run a command on the home folder of this test; returns what it did."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = os.environ | {"GEO_TARGET_HOME": str(home.path)} | environment
        variables = {name: value for name, value in variables.items() if value}
        return subprocess.run(
            [PROGRAM, *arguments], check=False, capture_output=True, text=True, env=variables
        )

    return run


def test_a_started_server_stays_between_commands_until_it_is_stopped(geo_target, home):
    assert "not running" in geo_target("db", "status").stdout

    assert geo_target("db", "start").returncode == 0
    pid = home.postmaster()
    status = json.loads(geo_target("db", "status", "--format", "json").stdout)[0]
    assert (status["state"], status["pid"], status["kept"], status["in_use"]) == ("running", pid, True, False)

    assert geo_target("db", "stop").returncode == 0
    assert not home.is_running()
    assert "not running" in geo_target("db", "stop").stdout


def test_the_printed_address_is_that_of_the_server(geo_target, home):
    geo_target("db", "start")
    said = geo_target("db", "url").stdout
    assert said == home.cluster().url + "\n"


def test_backup_and_restore_say_what_they_did_and_refuse_in_one_sentence(geo_target, tmp_path):
    file = str(tmp_path / "all.backup")
    geo_target("db", "start")
    assert "schema" in geo_target("db", "migrate").stdout
    assert "holds the whole database" in geo_target("db", "backup", file).stdout
    _refused(geo_target("db", "backup", file), "--force")
    assert "kept as geo_target_before_restore" in geo_target("db", "restore", file).stdout
    _refused(geo_target("db", "restore", str(tmp_path / "missing")), "There is no backup")


def test_a_server_of_the_user_is_neither_started_nor_stopped(geo_target, home):
    with home.cluster() as cluster:
        for command in ("start", "stop"):
            _refused(geo_target("db", command, DATABASE_URL=cluster.url), "DATABASE_URL")
        assert "reachable, with PostGIS" in geo_target("db", "status", DATABASE_URL=cluster.url).stdout
        assert geo_target("db", "url", DATABASE_URL=cluster.url).stdout == cluster.url + "\n"


def test_wrong_usage_ends_with_two(geo_target):
    assert geo_target("db", "backup").returncode == 2
    assert geo_target("db", "explode").returncode == 2


def _refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
