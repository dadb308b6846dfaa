"""The server is killed, its files are left as crashes leave them: it starts again and has every row."""

from __future__ import annotations

import os
import signal
import subprocess
import threading

import psycopg
import pytest

from geo_target.errors import ClusterError
from geo_target.store import server_process, watchdog


def test_a_killed_server_starts_again_with_every_row(home, kept_rows):
    cluster = home.cluster()
    cluster.start()
    dead = home.kill_postmaster()

    cluster.start()

    assert home.postmaster() != dead
    assert home.rows() == kept_rows


def test_what_was_committed_a_moment_before_the_kill_is_there(home):
    # With the settings of the product: those of the tests would lose it.
    with home.cluster(settings={}) as cluster:
        with psycopg.connect(cluster.url.replace("+psycopg", "", 1), autocommit=True) as connection:
            connection.execute("INSERT INTO kept VALUES (4, 'ت')")
            home.kill_postmaster()
        cluster.start()
        assert home.rows()[-1] == (4, "ت")


def test_a_left_pid_file_that_names_a_zombie_is_seen_through(home, kept_rows):
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    home.cluster().start()
    home.kill_postmaster()
    _rewrite_pid(home, zombie.pid)

    home.cluster(patience_s=5).start()

    assert home.rows() == kept_rows
    zombie.wait()


def test_a_left_pid_file_that_names_a_foreign_process_is_seen_through(home, kept_rows):
    foreign = subprocess.Popen(["sleep", "60"])
    home.cluster().start()
    home.kill_postmaster()
    _rewrite_pid(home, foreign.pid)

    home.cluster(patience_s=5).start()

    assert home.rows() == kept_rows
    assert foreign.poll() is None, "and it was left alone"
    foreign.kill()
    foreign.wait()


@pytest.mark.parametrize("left", ["", "not a number\n", "999999999\n"])
def test_a_damaged_pid_file_does_not_stop_the_start(home, kept_rows, left):
    (home.data / "postmaster.pid").write_text(left)
    home.cluster(patience_s=5).start()
    assert home.rows() == kept_rows


def test_a_backend_that_cannot_notice_the_kill_is_named_and_waited_for(home, kept_rows):
    connection = _connect(home)
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    home.kill_postmaster()

    with pytest.raises(ClusterError, match=str(backend)):
        home.cluster(patience_s=0.6).start()
    assert not _has_second_server(home)

    os.kill(backend, signal.SIGCONT)
    home.cluster().start()
    assert home.rows() == kept_rows
    connection.close()


def test_a_backend_at_work_is_asked_to_end_after_the_kill(home, kept_rows, within):
    connection = _connect(home)
    backend = connection.info.backend_pid
    worker = threading.Thread(target=_long_work, args=(connection,))
    worker.start()
    assert within(lambda: _is_at_work(home, backend))
    home.kill_postmaster()
    assert watchdog.works_in(backend, home.data)

    home.cluster(patience_s=4).start()

    assert not watchdog.works_in(backend, home.data)
    assert home.rows() == kept_rows
    worker.join()
    connection.close()


def test_a_running_server_whose_socket_was_deleted_is_started_anew(home, kept_rows):
    cluster = home.cluster()
    cluster.start()
    (home.root / "socket" / ".s.PGSQL.5432").unlink()

    cluster.start()

    assert home.rows() == kept_rows


def test_a_half_made_database_is_thrown_away_and_made_again(new_home):
    home = new_home("home")
    half = home.root / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    if os.geteuid() == 0:
        os.chown(home.root, *_postgres())

    with home.cluster() as cluster:
        assert cluster.status().state == "running"
        assert not half.exists()


def test_files_without_a_database_get_one_at_the_next_start(home):
    """The first program may be killed after initdb, before the database was made."""
    with home.cluster() as cluster:
        admin = cluster.url.replace("+psycopg", "", 1).replace("/geo_target?", "/postgres?")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("DROP DATABASE geo_target WITH (FORCE)")
        cluster.stop(force=True)
        cluster.start()
        with psycopg.connect(cluster.url.replace("+psycopg", "", 1)) as connection:
            assert connection.execute("SELECT postgis_lib_version()").fetchone()


def test_an_immediate_stop_follows_when_a_clean_one_takes_too_long(home, kept_rows):
    connection = _connect(home)
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)

    assert watchdog.stop_server(home.root, patience_s=0.3)
    assert not home.is_running()

    home.cluster().start()
    assert home.rows() == kept_rows
    connection.close()


def _connect(home) -> psycopg.Connection:
    return psycopg.connect(home.cluster().start().replace("+psycopg", "", 1), autocommit=True)


def _is_at_work(home, backend: int) -> bool:
    with psycopg.connect(home.cluster().url.replace("+psycopg", "", 1)) as connection:
        states = connection.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()
    return states == ("active",)


def _long_work(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute(
            "SELECT sum(sqrt(a * b)) FROM generate_series(1, 40000) a, generate_series(1, 40000) b"
        )


def _rewrite_pid(home, pid: int) -> None:
    file = home.data / "postmaster.pid"
    lines = file.read_text().splitlines()
    assert lines[server_process.STATUS_LINE].strip() == "ready"
    file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


def _has_second_server(home) -> bool:
    return watchdog.postmaster_pid(home.data) is not None


def _postgres() -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam("postgres")
    return entry.pw_uid, entry.pw_gid
