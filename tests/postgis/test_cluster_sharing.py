"""One server, many programs: who starts it, who shares it, and that nobody leaves it behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from geo_target.errors import RefusedError
from geo_target.store import watchdog


def test_the_first_program_makes_the_database_with_postgis(new_home):
    home = new_home("home")

    with home.cluster() as cluster, psycopg.connect(cluster.url.replace("+psycopg", "", 1)) as connection:
        version, encoding = connection.execute(
            "SELECT postgis_lib_version(), current_setting('server_encoding')"
        ).fetchone()

        assert tuple(int(n) for n in version.split(".")[:2]) >= (3, 3)
        assert encoding == "UTF8"
        assert cluster.status().state == "running"
        assert cluster.status().in_use


def test_nobody_else_can_enter_the_folder_and_no_network_is_listened_on(home):
    with home.cluster() as cluster, psycopg.connect(cluster.url.replace("+psycopg", "", 1)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        for folder in (home.root, home.data, home.root / "socket"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_start_finds_the_server_and_changes_nothing(home):
    cluster = home.cluster()
    first = cluster.start()
    pid = home.postmaster()

    assert cluster.start() == first
    assert home.cluster().status().pid == pid


def test_two_programs_share_one_server_until_the_second_ends(home, within, kept_rows):
    first, second = home.program(), home.program()
    pid = home.postmaster()

    first.kill()
    first.wait()
    time.sleep(watchdog.LINGER_S + 0.5)
    assert home.postmaster() == pid
    assert home.rows() == kept_rows

    second.kill()
    second.wait()
    assert within(lambda: not home.is_running())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_server_is_left_behind_however_the_program_ends(home, within, how):
    program = home.program()
    pid = home.postmaster()

    program.send_signal(how)
    program.wait()

    assert within(lambda: not home.is_running(), seconds=6)
    assert not watchdog.works_in(pid, home.data)
    assert not (home.data / "postmaster.pid").exists(), "it was stopped cleanly"


def test_a_program_killed_while_it_makes_the_database_does_not_disturb_the_next_one(new_home, within):
    home = new_home("home")
    program = home.begin()
    assert within((home.root / "data.new" / "PG_VERSION").exists)

    program.kill()
    program.wait()

    assert watchdog.is_locked(home.root / watchdog.START_LOCK), "the orphan of initdb has it still"
    with home.cluster() as cluster:
        assert cluster.status().state == "running"
        assert not (home.root / "data.new").exists()
    assert within(lambda: not home.is_running())


def test_the_server_outlives_its_last_program_long_enough_for_the_next_command(home):
    with home.cluster():
        pid = home.postmaster()
    with home.cluster():
        assert home.postmaster() == pid


def test_programs_that_start_at_once_get_the_same_server(new_home):
    home = new_home("home")
    clusters = [home.cluster() for _ in range(4)]
    urls: list[str] = []
    threads = [threading.Thread(target=lambda one=one: urls.append(one.start())) for one in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(urls) == 4
    assert len(set(urls)) == 1
    for one in clusters:
        one.release()


def test_a_killed_watchdog_is_replaced_by_the_next_program(home, within):
    first = home.program()
    os.kill(_watchdog_of(home), signal.SIGKILL)
    assert within(lambda: not watchdog.is_locked(home.root / watchdog.WATCHDOG_LOCK))

    second = home.program()
    for program in (first, second):
        program.kill()
        program.wait()

    assert within(lambda: not home.is_running())


def test_stop_is_refused_while_a_program_uses_the_server_unless_forced(home):
    home.program()
    pid = home.postmaster()

    with pytest.raises(RefusedError, match="stops by itself"):
        home.cluster().stop()
    assert home.postmaster() == pid

    assert home.cluster().stop(force=True)
    assert not home.is_running()
    assert not home.cluster().stop()


def test_a_server_that_is_to_be_kept_stays_until_it_is_stopped(home, within):
    cluster = home.cluster()
    cluster.start(keep=True)
    cluster.release()
    assert within(lambda: not watchdog.is_locked(home.root / watchdog.WATCHDOG_LOCK))

    assert home.cluster().status().state == "running"
    assert home.cluster().status().kept
    assert not home.cluster().status().in_use

    assert home.cluster().stop()
    assert not home.cluster().status().kept


def test_joining_a_running_server_runs_none_of_its_programs(home, monkeypatch):
    url = home.cluster().start()
    run = []

    class Recorded(subprocess.Popen):
        def __init__(self, arguments, *others, **named):
            run.append(Path(arguments[0]).name)
            super().__init__(arguments, *others, **named)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    assert home.cluster().start() == url
    assert set(run) <= {"test"}, "who may look into the folder is asked, and nothing else is run"


def test_importing_the_manager_loads_neither_sqlalchemy_nor_psycopg():
    code = "import sys, geo_target.store.cluster; print({'sqlalchemy', 'psycopg', 'geopandas'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


def _watchdog_of(home) -> int:
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if line[-1:] == [str(home.root)] and line[-2].endswith("watchdog.py"):
            return process.pid
    raise AssertionError("no watchdog")
