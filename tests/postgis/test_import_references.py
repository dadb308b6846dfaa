"""What an import does to rows of other layers: those in its way, those that find another place, the people."""

import pytest
import shapely
from small_world import (
    HALF,
    area,
    bring_in,
    corner,
    everything,
    facility,
    fill,
    is_whole,
    write,
)
from sqlalchemy import text

from geo_target.errors import RefusedError
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


def whole(store):
    with store.read() as connection:
        return is_whole(connection)


def one(store, asked):
    with store.read() as connection:
        return connection.execute(text(asked)).scalar_one()


def test_rows_that_others_belong_to_do_not_go_and_the_refusal_counts_them(store, tmp_path):

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


def test_a_place_within_twenty_metres_is_the_same_training_centre(store, tmp_path):
    x, y = corner(1, 1)
    moved = facility("TC", 5, 1)
    moved["geometry"] = shapely.Point(facility("TC", 1, 1)["geometry"].x + 0.0001, y + HALF / 2)
    bring_in(store, "training_centres", write(tmp_path / "t.geojson", [moved]))
    assert one(store, "SELECT training_centre_code FROM layers.course_runs") == "TC-00005"
    assert x < moved["geometry"].x


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


def test_an_occupation_that_courses_teach_does_not_go(store, tmp_path):
    (tmp_path / "o.csv").write_text("code,name_fa,name_en,sector\nOC-002,خیاطی,Tailoring,services\n", "utf-8")
    before = everything(store)
    with pytest.raises(RefusedError, match=r"1 of course_runs .*CR-0001 belongs to OC-001"):
        bring_in(store, "occupations", tmp_path / "o.csv")
    assert everything(store) == before
    outcome = bring_in(store, "occupations", tmp_path / "o.csv", "add")
    assert outcome.dataset_id is not None, outcome.report.terminal_lines()
    assert one(store, "SELECT count(*) FROM layers.occupations") == 2
    assert whole(store)
    undo_last(store)
    assert everything(store) == before
