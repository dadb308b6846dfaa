"""An import replaces, updates or adds, keeps history, and is all or nothing."""

import pytest
import shapely
from small_world import (
    bring_in,
    everything,
    facility,
    fill,
    is_whole,
    write,
)
from sqlalchemy import text

from geo_target.errors import InputError, UnknownLayerError
from geo_target.store.engine import Store
from geo_target.store.summary import read_datasets
from geo_target.workflows.undo import undo_last


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store)
        yield store


def branches(store, columns="code, capacity, neighbourhood_code, provenance"):
    with store.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(text(f"SELECT {columns} FROM layers.bank_branches ORDER BY code"))
        ]


def history(store, code):
    with store.read() as connection:
        asked = "SELECT dataset_id, retired_by FROM geo_target.facilities WHERE code = :code ORDER BY id"
        return [tuple(row) for row in connection.execute(text(asked), {"code": code})]


def whole(store):
    with store.read() as connection:
        return is_whole(connection)


def one(store, asked):
    with store.read() as connection:
        return connection.execute(text(asked)).scalar_one()


def test_replace_makes_the_file_the_whole_layer_and_keeps_what_was_as_history(store, tmp_path):
    before = {layer: len(rows) for layer, rows in everything(store).items()}
    file = write(tmp_path / "b.geojson", [facility("BB", n, 1, place=1) for n in (2, 3)])
    outcome = bring_in(store, "bank_branches", file)
    assert (outcome.report.ok, outcome.retired, outcome.scored) == (True, 1, True)
    assert [row[0] for row in branches(store)] == ["BB-00002", "BB-00003"]
    assert branches(store)[0][3] == "official"
    assert history(store, "BB-00001")[0][1] == outcome.dataset_id
    after = {layer: len(rows) for layer, rows in everything(store).items()}
    assert after == before | {"facilities": before["facilities"] + 1}
    assert whole(store)


def test_update_replaces_rows_of_known_codes_adds_new_ones_and_leaves_the_rest(store, tmp_path):
    bring_in(
        store,
        "bank_branches",
        write(tmp_path / "a.geojson", [facility("BB", n, 1, place=1) for n in (1, 2, 3)]),
    )
    file = write(tmp_path / "b.geojson", [facility("BB", n, 1, place=1, capacity=7) for n in (2, 4)])
    outcome = bring_in(store, "bank_branches", file, "update")
    assert outcome.retired == 1
    assert [row[:2] for row in branches(store)] == [
        ("BB-00001", 100),
        ("BB-00002", 7),
        ("BB-00003", 100),
        ("BB-00004", 7),
    ]
    assert history(store, "BB-00002")[-2:] == [
        (outcome.dataset_id - 1, outcome.dataset_id),
        (outcome.dataset_id, None),
    ]


def test_an_update_keeps_the_values_of_columns_that_the_file_does_not_have(store, tmp_path):
    features = [facility("BB", 1, 1, capacity=55, floor_area_m2=80, in_outskirts=True)]
    bring_in(store, "bank_branches", write(tmp_path / "a.geojson", features))
    (tmp_path / "b.csv").write_text("code,capacity\nBB-00001,66\n", "utf-8")
    outcome = bring_in(store, "bank_branches", tmp_path / "b.csv", "update")
    assert outcome.report.ok, outcome.report.terminal_lines()
    kept = branches(store, "code, name_fa, capacity, floor_area_m2, in_outskirts, city_code, ST_AsText(geom)")
    assert kept[0][:6] == ("BB-00001", features[0]["properties"]["name_fa"], 66, 80, True, "C1")
    assert kept[0][6] == shapely.to_wkt(features[0]["geometry"], trim=True).replace(" (", "(")


def test_add_takes_new_rows_only(store, tmp_path):
    known = write(tmp_path / "a.geojson", [facility("BB", n, 1, place=1) for n in (1, 2)])
    before = everything(store)
    outcome = bring_in(store, "bank_branches", known, "add")
    assert outcome.dataset_id is None
    assert not outcome.report.ok
    assert everything(store) == before
    new = write(tmp_path / "b.geojson", [facility("BB", 2, 1, place=1)])
    assert bring_in(store, "bank_branches", new, "add").retired == 0
    assert [row[0] for row in branches(store)] == ["BB-00001", "BB-00002"]


def test_the_same_file_twice_changes_nothing_and_said_otherwise_is_another_import(store, tmp_path):
    file = write(tmp_path / "b.geojson", [facility("BB", 2, 1)])
    first = bring_in(store, "bank_branches", file)
    before = (
        everything(store),
        one(store, "SELECT version FROM geo_target.data_version"),
        len(read_datasets(store)),
    )
    again = bring_in(store, "bank_branches", file)
    assert (again.unchanged, again.dataset_id, again.report.unchanged) == (True, None, True)
    assert before == (
        everything(store),
        one(store, "SELECT version FROM geo_target.data_version"),
        len(read_datasets(store)),
    )
    assert bring_in(store, "bank_branches", file, "update").dataset_id > first.dataset_id
    undo_last(store)
    assert bring_in(store, "bank_branches", file).unchanged
    undo_last(store)
    assert bring_in(store, "bank_branches", file).dataset_id is not None


def test_a_dry_run_shows_the_first_rows_and_keeps_nothing(store, tmp_path):
    before, datasets = everything(store), len(read_datasets(store))
    outcome = bring_in(
        store, "bank_branches", write(tmp_path / "b.geojson", [facility("BB", 2, 1)]), dry_run=True
    )
    assert outcome.report.ok
    assert outcome.report.dry_run
    assert outcome.dataset_id is None
    assert (outcome.preview[0]["code"], outcome.preview[0]["city_code"]) == ("BB-00002", "C1")
    assert outcome.preview[0]["lon"] == facility("BB", 2, 1)["geometry"].x
    assert (everything(store), len(read_datasets(store))) == (before, datasets)


def test_one_bad_row_stops_the_import_unless_its_refusal_is_written_to_a_file(store, tmp_path):
    from geo_target.intake.reading.source import read_source

    file = write(tmp_path / "b.geojson", [facility("BB", 2, 1), facility("BB", 3, 1, status="nonsense")])
    before = everything(store)
    assert bring_in(store, "bank_branches", file).dataset_id is None
    assert everything(store) == before
    outcome = bring_in(store, "bank_branches", file, reject=tmp_path / "refused.xlsx")
    assert outcome.reject_file == tmp_path / "refused.xlsx"
    assert [row[0] for row in branches(store)] == ["BB-00002"]
    assert len(read_source(outcome.reject_file).rows) == 1


def test_where_the_refused_rows_cannot_be_written_nothing_is_kept(store, tmp_path):
    file = write(tmp_path / "b.geojson", [facility("BB", 2, 1), facility("BB", 3, 1, status="nonsense")])
    before, datasets = everything(store), len(read_datasets(store))
    with pytest.raises(InputError):
        bring_in(store, "bank_branches", file, reject=tmp_path / "nowhere" / "refused.xlsx")
    assert (everything(store), len(read_datasets(store))) == (before, datasets)


def test_a_layer_that_does_not_exist_is_named_before_the_file_is_read(store, tmp_path):
    with pytest.raises(UnknownLayerError, match="bank_branches"):
        bring_in(store, "bank_branch", tmp_path / "none.xlsx")
