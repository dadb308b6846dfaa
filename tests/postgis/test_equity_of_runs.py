"""Equity of kept score runs: every service, the country and every province, with a reason where there is no index."""

import json

import pandas as pd
import pytest
from forked_program import run_program
from sqlalchemy import text

from geo_target.errors import InputError, RefusedError, UnknownPlaceError, UnknownRunError
from geo_target.profile import MEASURES, SERVICES, load_profile
from geo_target.store.engine import Store
from geo_target.workflows.equity import equity, flat_row, write_equity
from geo_target.workflows.equity_indices import INDICES
from geo_target.workflows.score import score, score_within


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as opened:
        yield opened


@pytest.fixture
def own_store(database_url):
    with Store(database_url) as opened:
        yield opened


def test_every_service_has_the_country_and_all_31_provinces(store):
    rows = equity(store).rows
    assert [(row.service, row.level) for row in rows if row.level == "country"] == [
        (s, "country") for s in SERVICES
    ]
    assert len(rows) == len(SERVICES) * 32
    for row in rows:
        undefined = {each.index for each in row.undefined}
        assert all(row.indices[name] is not None or name in undefined for name in INDICES)
        assert row.state == ("defined" if not undefined else row.state)


@pytest.mark.parametrize("service", SERVICES)
def test_fgt_1_at_the_target_is_what_the_run_says_is_unserved(store, service):
    country = equity(store, service=service).rows[0]
    with store.read() as connection:
        asked = text(
            "SELECT sum(unserved), sum(demand) FROM geo_target.scores WHERE service = :service"
            " AND run_id = (SELECT max(run_id) FROM geo_target.score_runs)"
        )
        unserved, demand = connection.execute(asked, {"service": service}).one()
    assert country.demand == demand
    assert country.indices["fgt1"] == pytest.approx(unserved / demand, abs=1e-12)
    assert country.modelled_share == 1.0
    assert country.provenance == "modelled"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_of_the_run_can_be_judged(store, measure):
    row = equity(store, service="training", measure=measure).rows[0]
    assert row.value_of == measure
    assert row.indices["gini"] is not None or row.undefined[0].state == "value_missing"


def test_the_between_of_the_country_is_that_of_provinces_and_of_a_province_that_of_cities(store):
    country, *provinces = equity(store, service="placement").rows
    assert country.theil_groups == "province"
    assert {row.theil_groups for row in provinces} == {"city"}
    assert sum(row.demand for row in provinces) == country.demand
    assert sum(row.neighbourhoods for row in provinces) == country.neighbourhoods == 987


def test_an_older_run_is_judged_by_its_own_values(own_store):
    first = equity(own_store, service="training").rows[0]
    run = equity(own_store).run_id
    with own_store.write() as connection:
        connection.execute(
            text(
                "UPDATE geo_target.neighbourhoods SET job_seekers = job_seekers * 2 WHERE province_code = 'IR-09'"
            )
        )
    score(own_store, load_profile(), draws=0)
    answer = equity(own_store, service="training", run=run)
    assert answer.rows[0] == first
    assert answer.data_version < answer.data_version_now
    assert equity(own_store, service="training").rows[0].demand > first.demand


def test_a_measure_that_a_run_does_not_have_is_refused(own_store):
    with own_store.write() as connection:
        score_within(connection)
    with pytest.raises(RefusedError, match="no values of the measure raam"):
        equity(own_store, measure="raam")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"service": "health"}, InputError),
        ({"measure": "miles"}, InputError),
        ({"line_share": 0.0}, InputError),
        ({"line_share": float("nan")}, InputError),
        ({"province": "نیست"}, UnknownPlaceError),
        ({"run": 99999}, UnknownRunError),
    ],
)
def test_what_cannot_be_asked_is_refused(store, asked, error):
    with pytest.raises(error):
        equity(store, **asked)


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_the_rows_are_written_with_their_reasons_and_provenance(store, suffix, tmp_path):
    answer = equity(store, service="training")
    report = write_equity(store, answer, tmp_path / f"equity.{suffix}")
    assert report.rows == 32
    if suffix == "csv":
        read = pd.read_csv(report.path)
        assert list(read["gini"].fillna(-1)) == pytest.approx(
            [-1 if row.indices["gini"] is None else row.indices["gini"] for row in answer.rows]
        )
        assert set(flat_row(answer.rows[0])) == set(read.columns)


def test_the_command_prints_json_and_says_why(reference_database_url, tmp_path):
    known = {"DATABASE_URL": reference_database_url, "GEO_TARGET_HOME": str(tmp_path / "home")}
    asked = ["equity", "--service", "training", "--province", "IR-20", "--format", "json"]
    told = run_program(*asked, **known)
    assert told.returncode == 0, told.stderr
    (row,) = json.loads(told.stdout)
    assert (row["code"], row["service"]) == ("IR-20", "training")
    assert row["state"] == "partly_undefined"
    assert "everybody has the same" in row["reason_en"]
