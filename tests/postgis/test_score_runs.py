"""Score runs are kept whole or not at all, with what they were made with, and two of them can be compared."""

import json
import os
import signal
import subprocess
import time
from dataclasses import asdict

import numpy as np
import pytest
from forked_program import PROGRAM, run_program
from sqlalchemy import text

from geo_target.errors import CancelledError, InputError, RefusedError, UnknownRunError
from geo_target.profile import MEASURES, SERVICES, altered, load_profile
from geo_target.store.engine import Store
from geo_target.store.score_runs import read_runs
from geo_target.workflows.score import needs_scoring, score, score_within
from geo_target.workflows.score_runs import diff_runs


@pytest.fixture
def store(database_url):
    with Store(database_url) as opened:
        yield opened


def rows(store, statement, **values):
    with store.read() as connection:
        return connection.execute(text(statement), values).all()


def newest(store):
    return rows(store, "SELECT max(run_id) FROM geo_target.score_runs")[0][0]


def test_a_run_keeps_every_measure_of_every_service_with_its_state(store):
    result = score(store, load_profile(), draws=20)
    kept = rows(
        store,
        "SELECT service, measure, count(*), count(*) FILTER (WHERE (value IS NULL) AND state = 'reachable')"
        " FROM geo_target.access_values WHERE run_id = :run GROUP BY 1, 2",
        run=result.run_id,
    )
    assert {(service, measure) for service, measure, *_ in kept} == {
        (s, m) for s in SERVICES for m in MEASURES
    }
    assert {(count, odd) for *_, count, odd in kept} == {(result.neighbourhoods, 0)}


def test_every_rank_has_an_interval_and_the_run_says_how_it_was_drawn(store):
    result = score(store, altered(load_profile(), seed=7), draws=40)
    held = rows(
        store,
        "SELECT rank_low, rank_median, rank_high, in_top FROM geo_target.scores WHERE run_id = :run",
        run=result.run_id,
    )
    assert len(held) == result.neighbourhoods * 5
    assert all(low <= median <= high and 0 <= top <= 1 for low, median, high, top in held)
    run = read_runs(store)[0]
    assert (run.run_id, run.draws, run.seed, run.top_k) == (result.run_id, 40, 7, 50)


def test_gaps_add_up_exactly_to_cities_provinces_and_the_country(store):
    score(store, altered(load_profile(), measure="enhanced_two_step_fca"), draws=0)
    for service in SERVICES:
        gap, unserved, target, rebuilt = rows(
            store,
            "SELECT sum(gap), sum(unserved), min(target), sum(unserved * target) FROM geo_target.scores"
            " WHERE service = :service AND run_id = (SELECT max(run_id) FROM geo_target.score_runs)",
            service=service,
        )[0]
        assert gap == rebuilt
        assert gap == pytest.approx(unserved * target, rel=1e-12)
        by_province = rows(
            store, f"SELECT province_code, sum(gap_{service}) FROM layers.priorities GROUP BY 1 ORDER BY 1"
        )
        assert sum(held for _, held in by_province) == pytest.approx(gap, rel=1e-12)


def test_scores_made_inside_an_import_have_the_same_priorities_and_wait_for_their_draws(store):
    full = score(store, load_profile(), draws=20)
    with store.write() as connection:
        quick = score_within(connection)
    assert quick.draws == 0
    assert needs_scoring(store)
    pairs = rows(
        store,
        "SELECT a.priority, b.priority FROM geo_target.scores AS a JOIN geo_target.scores AS b USING (service, neighbourhood_code)"
        " WHERE a.run_id = :a AND b.run_id = :b",
        a=full.run_id,
        b=quick.run_id,
    )
    assert len(pairs) == full.neighbourhoods * 5
    assert all(one == other for one, other in pairs)


def test_the_service_scores_again_what_an_import_left_without_intervals(store):
    from geo_target.cli.rescoring import scores_kept_fresh

    score(store, altered(load_profile(), draws=25), draws=None)
    with store.write() as connection:
        left = score_within(connection).run_id
    with scores_kept_fresh(store, every_s=0.05):
        until = time.monotonic() + 60
        while newest(store) == left and time.monotonic() < until:
            time.sleep(0.05)
    run = read_runs(store)[0]
    assert (run.run_id > left, run.draws) == (True, 25)
    assert not needs_scoring(store)


def test_a_measure_of_supply_refuses_where_a_capacity_is_not_known(store):
    with store.write() as connection:
        code = connection.execute(
            text(
                "UPDATE geo_target.facilities SET capacity = NULL WHERE id = (SELECT min(id) FROM geo_target.facilities"
                " WHERE kind = 'training_centre' AND status = 'operating' AND retired_by IS NULL) RETURNING code"
            )
        ).scalar_one()
    before = newest(store)
    with pytest.raises(RefusedError, match=rf"1 have none: {code}\. .*training\.capacity_if_unknown"):
        score(store, altered(load_profile(), service="training", measure="two_step_fca"))
    assert newest(store) == before
    score(store, load_profile(), draws=0)
    states = rows(
        store,
        "SELECT DISTINCT state FROM geo_target.access_values WHERE run_id = :run AND service = 'training' AND measure = 'raam'",
        run=newest(store),
    )
    assert states == [("capacity_unknown",)]


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_cancelled_run_keeps_nothing(store, after):
    before, asked = newest(store), iter(range(100))
    with pytest.raises(CancelledError):
        score(store, load_profile(), cancelled=lambda: next(asked) >= after)
    assert newest(store) == before


def test_ctrl_c_stops_a_run_with_one_sentence_and_keeps_nothing(store, database_url, tmp_path):
    before = newest(store)
    environment = {**os.environ, "DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path)}
    command = [PROGRAM, "score", "--draws", "100000"]
    with subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, text=True) as running:
        locked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        until = time.monotonic() + 60
        while not rows(store, locked)[0][0] and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (1, "")
    assert "nothing of it was kept" in err or "nothing was kept" in err
    assert "Traceback" not in err
    assert newest(store) == before


def test_two_runs_are_compared_by_profile_sums_and_ranks(store):
    first = score(store, load_profile(), draws=0).run_id
    second = score(store, altered(load_profile(), service="training", measure="raam"), draws=0).run_id
    same = diff_runs(store, first, first)
    assert (same.profile, same.moved_count, same.entered, same.left) == ((), 0, (), ())
    found = diff_runs(store, first, second, service="training")
    assert [asdict(change) for change in found.profile] == [
        {"key": "services.training.measure", "before": "coverage", "after": "raam"}
    ]
    moves = [abs(move.rank_after - move.rank_before) for move in found.moved]
    assert moves == sorted(moves, reverse=True)
    assert found.moved_count > len(found.moved) == 20
    assert len(found.entered) == len(found.left)
    training, *others = found.services
    assert training.unserved_after > training.unserved_before
    assert all(np.isclose(one.gap_before, one.gap_after) for one in others)
    with pytest.raises(UnknownRunError, match="no score run 999"):
        diff_runs(store, first, 999)
    with pytest.raises(InputError, match="There is no service 'health'"):
        diff_runs(store, first, second, service="health")


def test_a_profile_of_before_is_compared_as_what_it_did(store):
    with store.write() as connection:
        connection.execute(
            text(
                "UPDATE geo_target.profiles SET body = ((body - 'access' - 'uncertainty') #- '{priority,aggregation}')"
                " #- '{services,training,measure}' #- '{services,training,target}'"
            )
        )
    run = newest(store)
    assert diff_runs(store, run, score(store, load_profile(), draws=0).run_id).moved_count == 0


def test_the_command_scores_by_the_measure_asked_for_and_shows_the_service_asked_for(
    store, database_url, tmp_path
):
    known = {"DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path)}

    def run(*words):
        return run_program("score", *words, **known)

    words = (
        "--service",
        "placement",
        "--measure",
        "raam",
        "--draws",
        "20",
        "--seed",
        "3",
        "--format",
        "json",
    )
    (row,) = json.loads(run(*words).stdout)
    assert (row["service"], row["measure"], row["gap_unit"]) == (
        "placement",
        "raam",
        "registrations_per_year",
    )
    assert row["gap"] == row["unserved"] > 0 < row["isolated"]
    kept = read_runs(store)[0]
    assert (kept.draws, kept.seed, kept.measures) == (20, 3, "coverage, raam")
    for wrong, said in (
        (("--measure", "hope"), "There is no measure 'hope'. The measures are: coverage, nearest"),
        (("--service", "health"), "There is no service 'health'. The services are: training"),
    ):
        refused = run(*wrong)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
    assert read_runs(store)[0].run_id == kept.run_id


def test_the_command_lists_runs_and_compares_them(store, database_url, tmp_path):
    score(store, altered(load_profile(), measure="gravity"), draws=0)
    known = {"DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path)}

    def run(*words):
        return run_program("score-runs", *words, **known)

    listed = json.loads(run("list", "--format", "json").stdout)
    assert listed[0]["measures"] == "gravity"
    numbers = [str(held["run_id"]) for held in reversed(listed)]
    compared = run("diff", *numbers, "--service", "community")
    assert compared.returncode == 0
    assert "services.community.measure" in compared.stdout
    assert len(run("diff", *numbers, "--format", "csv").stdout.splitlines()) == 21
    refused = run("diff", "1", "999")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "There is no score run 999" in refused.stderr


def test_the_planner_knows_of_a_new_run_once_it_has_looked_at_the_ones_before(store):
    """Of a run that came after its last look the planner expects one row, and then reads a country in half a minute."""
    with store.write() as connection:
        connection.execute(text("ANALYZE"))
    score(store, load_profile(), draws=0)
    for table, held in (("scores", 4_000), ("access_values", 20_000)):
        ((plan,),) = rows(
            store,
            f"EXPLAIN (FORMAT JSON) SELECT * FROM geo_target.{table} WHERE run_id = (:run)",
            run=newest(store),
        )
        assert plan[0]["Plan"]["Plan Rows"] > held, table
