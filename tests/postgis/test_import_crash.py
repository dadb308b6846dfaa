"""However an import ends, and whoever reads or imports meanwhile: before or after, never between."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
from small_world import area, bring_in, everything, everything_seen, facility, fill, is_soak, is_whole, write
from sqlalchemy import text

from geo_target.store.engine import Store
from geo_target.store.loading import lock_imports
from geo_target.store.summary import read_datasets
from geo_target.workflows.score import score_again
from geo_target.workflows.undo import undo_last

MOMENTS = 50 if is_soak() else 6
FORKS = Path(__file__).parents[1] / "support" / "import_forks.py"


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store, neighbourhoods=40)
        yield store


@pytest.fixture
def new_areas(tmp_path):
    """A list that touches five layers: other neighbourhoods in some places, other people in all."""
    features = [area(1, 100 + n, place=n, population=1000 + n) for n in range(1, 21)]
    return write(tmp_path / "n.geojson", features + [area(2, n, population=2000 + n) for n in range(1, 31)])


class Program:
    """The program that imports when it is told to."""

    def __init__(self, url, layer, file):
        pipe = subprocess.PIPE
        command = [sys.executable, str(FORKS), url, layer, str(file)]
        self.program = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.program.stdout.readline() == "ready\n", self.program.stderr.read()

    def begin(self):
        self.program.stdin.write("go\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def end(self):
        return int(self.program.stdout.readline())

    def said(self):
        self.program.kill()
        return self.program.communicate()[1]

    def close(self):
        if self.program.poll() is None:
            self.program.communicate(timeout=60)


def backends(url):
    """Ids of the server's processes in this database but this connection's: the store of the test is closed meanwhile."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
    return [row[0] for row in rows]


def test_a_kill_at_any_moment_leaves_the_database_before_or_after(migrated_database_url, store, new_areas):
    url = migrated_database_url.replace("+psycopg", "", 1)
    before, datasets = everything(store), len(read_datasets(store))
    store.close()  # no connection of this test's own while the import runs
    program = Program(migrated_database_url, "neighbourhoods", new_areas)
    try:
        started = time.monotonic()
        program.begin()
        assert program.end() == 0, program.said()
        lasts = time.monotonic() - started
        after = everything(store)
        assert after["neighbourhoods"] != before["neighbourhoods"]
        seen = {"before": 0, "after": 0}
        rng = random.Random(20261124)
        for moment in range(MOMENTS):
            # Strata: every part of the import is met, whatever chance says.
            share = (moment + rng.random()) / MOMENTS
            seen[_kill_once(store, program, url, lasts * share, moment, before, datasets)] += 1
        assert seen["before"] > MOMENTS // 4
    finally:
        program.close()


def _kill_once(store, program, url, after_s, moment, before, datasets):
    """Kill one import: its program or, every third time, its connection; return which state is there now."""
    if everything(store)["neighbourhoods"] != before["neighbourhoods"]:
        undo_last(store)
    assert everything(store) == before
    held = len(read_datasets(store))
    store.close()
    child = program.begin()
    time.sleep(after_s)
    if moment % 3 == 2:
        for backend in backends(url):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(%s)", [backend])
    else:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.kill(child, signal.SIGKILL)
    ended = program.end()
    assert ended in {0, 1, -signal.SIGKILL}
    _wait_until_alone(url)
    now = everything(store)
    with store.read() as connection:
        assert is_whole(connection)
        assert connection.execute(text("SELECT count(*) FROM geo_target.reference_checks")).scalar_one() == 0
    if now == before:
        assert len(read_datasets(store)) == held
        return "before"
    assert len(read_datasets(store)) > held >= datasets
    assert len(now["neighbourhoods"]) == 50
    return "after"


def _wait_until_alone(url):
    until = time.monotonic() + 30
    while backends(url):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_readers_see_the_layers_before_or_after_an_import_never_between(store, new_areas):
    seen, wrong, stop = set(), [], threading.Event()

    def read():
        while not stop.is_set():
            with store.read() as connection:
                state = everything_seen(connection)
                if not is_whole(connection):
                    wrong.append(state)
            seen.add(tuple(len(rows) for rows in state.values()) + tuple(state["scores"]))

    def key(state):
        return tuple(len(rows) for rows in state.values()) + tuple(state["scores"])

    allowed = {key(everything(store))}
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(2):
            assert bring_in(store, "neighbourhoods", new_areas).scored
            allowed.add(key(everything(store)))
            undo_last(store)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert seen <= allowed
    assert len(allowed) == 2


def test_imports_at_once_wait_for_each_other_and_both_are_kept(store, tmp_path):
    files = [write(tmp_path / f"{n}.geojson", [facility("BB", 10 + n, 1, place=1)]) for n in range(4)]
    outcomes = _at_once([lambda file=file: bring_in(store, "bank_branches", file, "add") for file in files])
    assert all(outcome.dataset_id is not None for outcome in outcomes)
    with store.read() as connection:
        codes = (
            connection.execute(text("SELECT code FROM layers.bank_branches ORDER BY code")).scalars().all()
        )
        assert is_whole(connection)
    assert codes == ["BB-00001", *(f"BB-{10 + n:05d}" for n in range(4))]


def test_of_two_imports_of_the_same_new_row_the_second_is_checked_again_and_refused(store, tmp_path):
    files = [write(tmp_path / f"{n}.geojson", [facility("BB", 10, 1, place=1, capacity=n)]) for n in range(2)]
    outcomes = _at_once([lambda file=file: bring_in(store, "bank_branches", file, "add") for file in files])
    assert sorted(outcome.dataset_id is not None for outcome in outcomes) == [False, True]
    [refused] = [outcome for outcome in outcomes if outcome.dataset_id is None]
    assert not refused.report.ok
    with store.read() as connection:
        assert is_whole(connection)


@pytest.mark.parametrize(
    "call",
    [
        lambda store, _file: score_again(store),
        lambda store, file: bring_in(store, "neighbourhoods", file),
        lambda store, _file: undo_last(store),
    ],
)
def test_whoever_changes_layers_or_scores_waits_for_the_one_who_does_and_sees_what_that_one_did(
    store, new_areas, tmp_path, call
):
    bring_in(store, "bank_branches", write(tmp_path / "b.geojson", [facility("BB", 7, 1, place=1)]))
    runs = "SELECT count(*) FROM geo_target.score_runs"
    with store.write() as connection:
        lock_imports(connection)
        connection.execute(
            text("UPDATE geo_target.facilities SET status = 'closed' WHERE retired_by IS NULL")
        )
        other = threading.Thread(target=call, args=[store, new_areas])
        other.start()
        other.join(1.5)
        assert other.is_alive()
        before = connection.execute(text(runs)).scalar_one()
    other.join()
    with store.read() as connection:
        assert is_whole(connection)
        assert connection.execute(text(runs)).scalar_one() == before + 1
        reached = "SELECT count(*) FROM layers.priorities WHERE nearest_m_training IS NOT NULL"
        assert connection.execute(text(reached)).scalar_one() == 0


def _at_once(calls):
    results = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(number):
        barrier.wait()
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
