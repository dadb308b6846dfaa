"""An import replaces, updates or adds; keeps history; touches what refers to it; and is all or nothing."""

import pytest
import shapely
from small_world import (
    HALF,
    area,
    bring_in,
    corner,
    course,
    everything,
    facility,
    fill,
    group,
    is_whole,
    write,
)
from sqlalchemy import text

from geo_target.errors import InputError, RefusedError, UnknownLayerError
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
    from geo_target.intake.source import read_source

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


def test_rows_that_others_belong_to_do_not_go_and_the_refusal_counts_them(store, tmp_path):
    features = [{"type": "Feature", **shape} for shape in []]
    (tmp_path / "c.csv").write_text(
        "code,name_fa,name_en,province_code,population,named_in_report,lon,lat\nC2,بیرجند,Birjand,IR-29,900000,yes,60,32\n",
        "utf-8",
    )
    before = everything(store)
    with pytest.raises(
        RefusedError,
        match=r"lacks 1 rows of cities .*2 of neighbourhoods, 1 of course_runs, 1 of candidate_sites",
    ):
        bring_in(store, "cities", tmp_path / "c.csv")
    assert features == []
    assert everything(store) == before


def test_rows_that_refer_to_a_neighbourhood_that_goes_find_the_one_that_they_lie_in(store, tmp_path):
    bring_in(
        store,
        "bank_branches",
        write(
            tmp_path / "b.geojson",
            [
                facility("BB", 1, 1, neighbourhood_code="N1-001"),
                facility("BB", 2, 1, neighbourhood_code="N1-002"),
            ],
        ),
    )
    official = one(
        store, "SELECT dataset_id FROM layers.bank_branches b JOIN geo_target.facilities f USING (id) LIMIT 1"
    )
    # N1-001 goes and N1-007 lies in its place; N1-002 goes without one.
    file = write(tmp_path / "n.geojson", [area(1, 7, place=1), area(2, 1), area(2, 2)])
    before = everything(store)
    outcome = bring_in(store, "neighbourhoods", file)
    assert [row[:3:2] for row in branches(store)] == [("BB-00001", "N1-007"), ("BB-00002", None)]
    assert {row[3] for row in branches(store)} == {"official"}
    assert one(store, "SELECT neighbourhood_code FROM layers.course_runs") == "N1-007"
    assert one(store, "SELECT neighbourhood_code FROM layers.self_help_groups") == "N1-007"
    assert one(store, "SELECT neighbourhood_code FROM layers.candidate_sites") == "N1-007"
    parts = [d for d in read_datasets(store) if d.part_of == outcome.dataset_id]
    assert {d.layer for d in parts} == {
        "demand_points",
        "bank_branches",
        "course_runs",
        "self_help_groups",
        "candidate_sites",
    }
    [derived] = [d for d in parts if d.layer == "bank_branches"]
    [original] = [d for d in read_datasets(store) if d.dataset_id == official]
    assert (derived.provenance, derived.title_en, derived.rows, derived.mode) == (
        "official",
        original.title_en,
        2,
        None,
    )
    said = [note.en for note in outcome.rederived]
    assert (
        "The neighbourhood of 2 rows of facilities is gone: 1 found a new one by their place, 1 are without one now."
        in said
    )
    assert set(outcome.rederived) <= set(outcome.report.notes)
    assert whole(store)
    undo_last(store)
    assert everything(store) == before


def test_a_training_centre_that_goes_leaves_its_courses_to_the_one_in_its_place(store, tmp_path):
    there = facility("TC", 1, 1)
    there["properties"]["code"] = "TC-00009"
    bring_in(store, "training_centres", write(tmp_path / "t.geojson", [there]))
    assert one(store, "SELECT training_centre_code FROM layers.course_runs") == "TC-00009"
    bring_in(store, "training_centres", write(tmp_path / "u.geojson", [facility("TC", 2, 2)]))
    assert one(store, "SELECT training_centre_code FROM layers.course_runs") is None


def test_a_federation_that_goes_leaves_its_groups_without_one(store, tmp_path):
    (tmp_path / "f.csv").write_text(
        "code,name_fa,name_en,province_code,county_fa,county_en,lon,lat\nFD-02,کانون دو,Two,IR-09,مشهد,Mashhad,60,36\n",
        "utf-8",
    )
    outcome = bring_in(store, "federations", tmp_path / "f.csv")
    assert outcome.report.ok, outcome.report.terminal_lines()
    assert one(store, "SELECT federation_code FROM layers.self_help_groups") is None
    assert any("1 are without one now" in note.en for note in outcome.rederived)


def test_people_of_imported_neighbourhoods_are_spread_over_modelled_points(store, tmp_path):
    outcome = bring_in(
        store,
        "neighbourhoods",
        write(tmp_path / "n.geojson", [area(1, 1, population=1234), area(1, 2), area(2, 1), area(2, 2)]),
    )
    assert (
        one(store, "SELECT sum(population) FROM layers.demand_points WHERE neighbourhood_code = 'N1-001'")
        == 1234
    )
    assert (
        one(
            store,
            "SELECT string_agg(DISTINCT provenance, ',') FROM layers.demand_points WHERE neighbourhood_code = 'N1-001'",
        )
        == "modelled"
    )
    assert whole(store)
    assert any("demand points" in note.en for note in outcome.rederived)


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


def test_a_place_within_twenty_metres_is_the_same_training_centre(store, tmp_path):
    x, y = corner(1, 1)
    moved = facility("TC", 5, 1)
    moved["geometry"] = shapely.Point(facility("TC", 1, 1)["geometry"].x + 0.0001, y + HALF / 2)
    bring_in(store, "training_centres", write(tmp_path / "t.geojson", [moved]))
    assert one(store, "SELECT training_centre_code FROM layers.course_runs") == "TC-00005"
    assert x < moved["geometry"].x
