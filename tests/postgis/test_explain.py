"""Reasons out of the store: their numbers are the stored ones, and scores that are not of today explain nothing."""

import pytest
from sqlalchemy import text

from geo_target.errors import InputError, RefusedError, UnknownPlaceError
from geo_target.profile import SERVICES
from geo_target.store.engine import Store
from geo_target.workflows.explain import explain, reasons_for_card
from geo_target.workflows.score import score_again

STORED = ("share_covered", "nearest_m", "unserved", "demand", "radius_m")


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as opened:
        yield opened


@pytest.mark.parametrize("service", [*SERVICES, "overall"])
def test_every_rank_of_the_country_is_explained_by_its_own_row(store, service):
    with store.read() as connection:
        rows = connection.execute(
            text(
                "SELECT * FROM geo_target.scores WHERE run_id = (SELECT max(run_id) FROM geo_target.score_runs) "
                "ORDER BY rank, service"
            )
        ).all()
    stored = {(row.service, row.neighbourhood_code): row for row in rows}
    for row in [row for row in rows if row.service == service][::20]:
        found = explain(store, row.neighbourhood_code, service)
        assert sum(part.points for part in found.contributions) == pytest.approx(row.priority, abs=1e-4)
        for reason in found.reasons:
            of = stored[reason.service or service, row.neighbourhood_code]
            for name in {*STORED, "rank", "rank_low", "rank_high"} & set(reason.values):
                assert reason.values[name] == getattr(of, name)
        assert found.reasons[-1].values["provenance"] == "modelled"


def test_the_rank_comes_with_its_interval_after_a_run_with_draws(store):
    with store.read() as connection:
        code = connection.execute(text("SELECT min(code) FROM layers.neighbourhoods")).scalar_one()
    rank = next(reason for reason in explain(store, code).reasons if reason.kind == "rank")
    assert rank.values["rank_low"] <= rank.values["rank_high"]
    assert "in nine of ten draws" in rank.text_en
    assert reasons_for_card(store, code) == explain(store, code).reasons


def test_unknown_names_are_refused(store):
    with pytest.raises(UnknownPlaceError, match="N0-000"):
        explain(store, "N0-000")
    with pytest.raises(InputError, match="banking"):
        explain(store, "N0-000", "banking")
    assert reasons_for_card(store, "N0-000") == ()


def test_before_the_first_run_nothing_is_explained(migrated_database_url):
    with Store(migrated_database_url) as store, pytest.raises(RefusedError, match="Nothing was scored"):
        explain(store, "N0-000")


def test_scores_of_yesterdays_data_explain_nothing_until_it_is_scored_again(database_url):
    with Store(database_url) as store:
        with store.read() as connection:
            code = connection.execute(text("SELECT min(code) FROM layers.neighbourhoods")).scalar_one()
        before = points_of_deprivation(explain(store, code, "training"))
        change = "UPDATE geo_target.neighbourhoods SET deprivation = 0.987 WHERE code = :code AND retired_by IS NULL"
        with store.write() as connection:
            connection.execute(text(change), {"code": code})
        with pytest.raises(RefusedError, match="changed since"):
            explain(store, code)
        assert reasons_for_card(store, code) == ()
        score_again(store)
        after = points_of_deprivation(explain(store, code, "training"))
    assert after == pytest.approx(20 * 0.987)
    assert before != pytest.approx(after)


def points_of_deprivation(explanation):
    return next(part.points for part in explanation.contributions if part.part == "deprivation")
