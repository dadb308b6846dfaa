"""Score runs by travel costs: marked where they are kept, refused where people would count as unserved for no reason."""

import numpy as np
import pytest
import rasterio
from affine import Affine

from geo_target.errors import InputError, RefusedError
from geo_target.profile import kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.store.cards import read_neighbourhood
from geo_target.store.engine import Store
from geo_target.store.score_runs import read_runs
from geo_target.workflows.explain import explain, reasons_for_card
from geo_target.workflows.gap_raster import export_gap_raster
from geo_target.workflows.priorities import travel_note
from geo_target.workflows.score import arrays_of, needs_scoring, score, score_within
from geo_target.workflows.score_runs import diff_runs
from geo_target.workflows.score_travel import by_friction, by_table
from geo_target.workflows.travel_cost import make_friction

SPEEDS = "[driving.land_cover]\n1 = 60\n2 = 0\n[driving.roads]\nprimary = 90\n"


@pytest.fixture
def store(database_url):
    with Store(database_url) as opened:
        yield opened


@pytest.fixture
def country_of_roads(tmp_path):
    return friction_of(tmp_path, west=44.0, north=40.0, cells=(320, 400), cell=0.05)


@pytest.fixture
def table(store, tmp_path):
    """Costs of 10 min from every demand point to every first operating training centre of a country."""
    found = stored.read_scoring_input(store)
    site = next(
        code
        for code, kind in zip(found.supply["code"], found.supply["kind"], strict=True)
        if kind == "training_centre"
    )
    path = tmp_path / "od.csv"
    path.write_text(
        "from,to,minutes\n" + "".join(f"{code},{site},10\n" for code in found.demand["code"][:-3])
    )
    return path


def friction_of(folder, *, west, north, cells, cell):
    cover = folder / "cover.tif"
    with rasterio.open(
        cover, "w", driver="GTiff", height=cells[0], width=cells[1], count=1, dtype="uint8", crs="EPSG:4326",
        transform=Affine(cell, 0, west, 0, -cell, north),
    ) as file:  # fmt: skip
        file.write(np.ones(cells, np.uint8), 1)
    (folder / "speeds.toml").write_text(SPEEDS)
    made = folder / "drive.tif"
    make_friction(made, land_cover=cover, speeds=folder / "speeds.toml", mode="driving")
    return made


def test_a_run_by_travel_costs_says_so_wherever_runs_are_listed_compared_and_kept(store, table):
    plain = score(store, load_profile(), draws=0)
    notes = []
    report = score(store, load_profile(), travels=by_table(table, 30.0, "min", notes, services=("training",)))
    assert report.draws == 0
    assert notes == [
        "training: 3 of 31,394 demand points have no cost to any facility in the table; they count as out of reach."
    ]

    newest, before = read_runs(store)[:2]
    assert (before.run_id, before.travel) == (plain.run_id, None)
    assert newest.travel["file"] == "od.csv"
    assert (newest.travel["threshold"], newest.travel["unit"]) == (30.0, "min")
    assert newest.travel["services"] == ["training"]
    assert newest.fingerprint != before.fingerprint
    changed = {change.key: change.after for change in diff_runs(store, plain.run_id, report.run_id).profile}
    assert changed["travel.file"] == "od.csv"


def test_only_the_services_named_are_scored_by_travel_costs(store, table):
    plain = score(store, load_profile(), draws=0)
    report = score(store, load_profile(), travels=by_table(table, 30.0, "min", [], services=("training",)))
    before, after = ({row["service"]: row for row in held.by_service} for held in (plain, report))
    assert after["training"]["covered_percent"] > 99
    assert {s: row for s, row in before.items() if s != "training"} == {
        s: row for s, row in after.items() if s != "training"
    }


def test_a_run_by_travel_costs_stays_until_the_data_changes_and_its_profile_keeps_its_draws(store, table):
    score(store, load_profile(), travels=by_table(table, 30.0, "min", [], services=("training",)))
    assert not needs_scoring(store)
    kept = kept_profile(stored.current_run(store)["profile"])
    assert (kept.uncertainty.draws, kept.travel.file) == (1000, "od.csv")
    with store.write() as connection:
        score_within(connection)
    assert read_runs(store)[0].travel is None
    assert needs_scoring(store)


def test_the_ranks_of_a_run_by_travel_costs_are_not_explained_by_straight_lines(store, table):
    score(store, load_profile(), travels=by_table(table, 30.0, "min", [], services=("training",)))
    code = arrays_of(stored.read_scoring_input(store))[0].codes[0]
    with pytest.raises(RefusedError, match=r"by travel costs \(od.csv\)"):
        explain(store, code)
    assert reasons_for_card(store, code) == ()


def test_a_surface_of_gaps_is_refused_where_it_would_not_add_up_to_the_run(store, table, tmp_path):
    score(store, load_profile(), travels=by_table(table, 30.0, "min", [], services=("training",)))
    with pytest.raises(RefusedError, match=r"of training by travel costs \(od.csv\)"):
        export_gap_raster(store, tmp_path / "gaps.tif", service="training", province=["IR-09"])
    export_gap_raster(store, tmp_path / "gaps.tif", service="placement", province=["IR-29"])


def test_a_table_without_a_service_and_one_with_facilities_that_do_not_operate_are_refused(store, table):
    with pytest.raises(RefusedError, match="no cost to any operating facility of placement"):
        score(store, load_profile(), travels=by_table(table, 30.0, "min", []))
    with table.open("a") as file:
        file.write("D1,TC-99999,10\n")
    with pytest.raises(
        RefusedError, match="1 destinations that are no operating facility, the first TC-99999"
    ):
        score(store, load_profile(), travels=by_table(table, 30.0, "min", []))


def test_a_fault_in_a_table_is_told_by_its_row_in_the_file(store, table):
    rows = table.read_text().splitlines()
    table.write_text("\n".join([*rows[:2], rows[2].replace(",10", ",-1"), *rows[3:]]))
    with pytest.raises(InputError, match=r"od\.csv, row 2: minutes must be a number of 0 or more"):
        score(store, load_profile(), travels=by_table(table, 30.0, "min", []))


def test_the_minutes_of_a_raster_over_the_whole_country_are_the_radius(store, country_of_roads):
    notes = []
    source = by_friction(country_of_roads, 30.0, notes, services=("training",))
    report = score(store, load_profile(), travels=source)
    near = score(
        store, load_profile(), travels=by_friction(country_of_roads, 5.0, [], services=("training",))
    )
    assert notes == [
        "training: 469 of 31,394 demand points have no way of at most 90 min to any facility; they count as that far."
    ]
    assert near.by_service[0]["covered_percent"] < report.by_service[0]["covered_percent"] <= 100
    assert read_runs(store)[1].travel["by"] == "friction"
    with store.read() as connection:
        radii = connection.exec_driver_sql(
            f"SELECT service, count(radius_m) FROM geo_target.scores WHERE run_id = {report.run_id} GROUP BY 1"
        ).all()
    assert dict(radii)["training"] == 0
    assert dict(radii)["placement"] == report.neighbourhoods


def test_a_raster_that_leaves_people_out_is_refused_for_they_would_rank_as_unserved(store, tmp_path):
    mashhad = friction_of(tmp_path, west=59.3, north=36.6, cells=(120, 120), cell=0.005)
    before = read_runs(store)
    with pytest.raises(RefusedError, match=r"of 31,394 demand points lie outside drive.tif"):
        score(store, load_profile(), travels=by_friction(mashhad, 30.0, []))
    assert read_runs(store) == before


@pytest.mark.parametrize("threshold", [0.0, -1.0, np.nan, np.inf])
def test_a_threshold_that_is_no_cost_is_refused(tmp_path, threshold):
    with pytest.raises(InputError, match="over 0 min and finite"):
        by_friction(tmp_path / "none.tif", threshold, [])
    with pytest.raises(InputError, match="over 0 min and finite"):
        by_table(tmp_path / "none.csv", threshold, "min", [])


def test_a_card_says_the_travel_costs_of_its_services_and_the_list_says_so_too(store, table):
    score(store, load_profile(), draws=0)
    assert travel_note(store) is None
    score(store, load_profile(), travels=by_table(table, 30.0, "min", [], services=("training",)))

    code = arrays_of(stored.read_scoring_input(store))[0].codes[0]
    travel = {held.service: held.travel for held in read_neighbourhood(store, code).services}
    assert (travel["training"]["file"], travel["training"]["threshold"]) == ("od.csv", 30.0)
    assert travel["placement"] is None
    assert (
        travel_note(store)
        == "scored by travel costs (od.csv, 30 min): training; other services by straight line."
    )
