"""Taking imports back, scores included; what is scored, and what reference data may replace."""

import pytest
from small_world import (
    area,
    bring_in,
    course,
    everything,
    facility,
    fill,
    group,
    is_whole,
    write,
)
from sqlalchemy import text

from geo_target.errors import RefusedError
from geo_target.store.engine import Store
from geo_target.store.layers import read_layer
from geo_target.store.summary import read_datasets
from geo_target.workflows.load_reference import load_reference
from geo_target.workflows.undo import undo_last


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store)
        yield store


def whole(store):
    with store.read() as connection:
        return is_whole(connection)


def test_neighbourhoods_that_come_as_they_stood_keep_their_points_and_scores(database_url, tmp_path):
    with Store(database_url) as store:
        before = everything(store)
        read_layer(store, "neighbourhoods").to_file(tmp_path / "n.geojson", driver="GeoJSON")
        outcome = bring_in(store, "neighbourhoods", tmp_path / "n.geojson")
        assert outcome.report.ok, outcome.report.terminal_lines()
        after = everything(store)
        assert (after["demand_points"], after["scores"]) == (before["demand_points"], before["scores"])
        undo_last(store)
        assert everything(store) == before


def test_reference_data_does_not_replace_imported_rows_unless_told_to_and_is_not_taken_back(
    database_url, tmp_path, pytestconfig
):
    data = pytestconfig.rootpath / "data"
    with Store(database_url) as store:
        with pytest.raises(RefusedError, match="loaded as reference data, which is not taken back"):
            undo_last(store)
        read_layer(store, "bank_branches").iloc[:50].to_file(tmp_path / "b.geojson", driver="GeoJSON")
        from geo_target.intake.checked import CheckOptions
        from geo_target.workflows.import_layer import AboutDataset, import_layer

        import_layer(
            store,
            "bank_branches",
            tmp_path / "b.geojson",
            options=CheckOptions(),
            about=AboutDataset(provenance="open"),
        )
        with pytest.raises(RefusedError, match="bank_branches holds imported rows"):
            load_reference(store, data)
        assert list(load_reference(store, data, replace_official=True).loaded) == ["bank_branches"]
        with pytest.raises(RefusedError, match="loaded as reference data"):
            undo_last(store)


def test_undo_walks_back_one_import_at_a_time_to_the_very_rows_and_scores(store, tmp_path):
    states = [everything(store)]
    files = [
        ("bank_branches", "replace", [facility("BB", n, 1, place=1) for n in (1, 2, 3)]),
        ("bank_branches", "update", [facility("BB", n, 2, place=1) for n in (2, 4)]),
        ("neighbourhoods", "replace", [area(1, 7, place=1, population=5000), area(2, 1), area(2, 5)]),
        ("self_help_groups", "add", [group(n, neighbourhood_code=None) for n in (5, 6)]),
        ("course_runs", "replace", [course(8, neighbourhood_code=None)]),
        ("neighbourhoods", "update", [area(2, 1, population=3)]),
    ]
    for number, (layer, mode, features) in enumerate(files):
        outcome = bring_in(store, layer, write(tmp_path / f"{number}.geojson", features), mode)
        assert outcome.dataset_id is not None, outcome.report.terminal_lines()
        assert whole(store)
        states.append(everything(store))
    for (layer, _, _), state in zip(files[::-1], states[-2::-1], strict=True):
        report = undo_last(store)
        assert (report.layer, report.scored) == (layer, True)
        assert everything(store) == state
        assert whole(store)
    taken_back = [dataset for dataset in read_datasets(store) if dataset.mode]
    assert len(taken_back) == len(files)
    assert all(dataset.undone_at is not None and not dataset.current for dataset in taken_back)
    with pytest.raises(RefusedError, match="no import to take back"):
        undo_last(store)


def test_nothing_is_scored_where_nothing_ever_was_and_the_outcome_says_so(migrated_database_url, tmp_path):
    with Store(migrated_database_url) as store:
        fill(store)
        with store.write() as connection:
            connection.execute(text("DELETE FROM geo_target.score_runs"))
        outcome = bring_in(store, "bank_branches", write(tmp_path / "b.geojson", [facility("BB", 2, 1)]))
        assert (outcome.scored, outcome.dataset_id is not None) == (False, True)
        assert any("Scores were not made" in note.en for note in outcome.rederived)
