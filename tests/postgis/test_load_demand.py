"""Demand points out of a population raster, in the database: all of it or nothing, once, and back again."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer
from sqlalchemy import text

from geo_target.errors import CancelledError, InputError, RefusedError
from geo_target.intake.checked import CheckOptions
from geo_target.store.engine import Store
from geo_target.workflows.demand_sums import each_neighbourhood, sums_by_place
from geo_target.workflows.import_about import AboutDataset
from geo_target.workflows.import_raster import import_raster
from geo_target.workflows.load_demand import load_demand
from geo_target.workflows.undo import undo_last

CELL = CheckOptions(values={"unit": "people_per_cell"})
KM2 = CheckOptions(values={"unit": "people_per_km2"})


@pytest.fixture
def store(database_url):
    with Store(database_url) as opened:
        yield opened


@pytest.fixture
def town(store):
    """The box of the neighbourhoods of Mashhad, degrees."""
    with store.read() as connection:
        row = connection.execute(
            text(
                "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom) AS e FROM "
                "geo_target.neighbourhoods WHERE city_code = 'C124665') AS x"
            )
        ).one()
    return tuple(row)


def raster(path, bounds, *, side=0.002, crs="EPSG:4326", each=None, **profile):
    """A raster over a box of degrees and a little more, in any system; `side` in its units."""
    to_crs = Transformer.from_crs(4326, crs, always_xy=True)
    west, south, east, north = bounds
    x, y = to_crs.transform([west, east, east, west], [south, south, north, north])
    left, top = min(x) - 3 * side, max(y) + 3 * side
    width, height = int((max(x) - left) / side) + 4, int((top - min(y)) / side) + 4
    values = np.random.default_rng(7).integers(0, 300, (height, width)).astype("float32")
    if each is not None:
        values[:] = each
    options = {"crs": crs, "transform": Affine(side, 0, left, 0, -side, top), "nodata": -99999, **profile}
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=1, dtype="float32", **options
    ) as out:
        out.write(values, 1)
    return path


def points(store, where="true"):
    with store.read() as connection:
        return connection.execute(
            text(
                "SELECT p.code, p.neighbourhood_code, p.population, ST_X(p.geom), ST_Y(p.geom) FROM geo_target.demand_points AS p "
                f"WHERE p.retired_by IS NULL AND {where} ORDER BY p.code"
            )
        ).all()


def one(store, statement):
    with store.read() as connection:
        return connection.execute(text(statement)).scalar_one()


def scores(store):
    with store.read() as connection:
        return connection.execute(
            text("SELECT code, priority_overall, share_covered_training FROM layers.priorities ORDER BY code")
        ).all()


def counts(store):
    names = ("datasets", "demand_points", "score_runs", "audit_trail")
    return {name: one(store, f"SELECT count(*) FROM geo_target.{name}") for name in names}


PER_ZONE = (
    "SELECT count(*) FROM geo_target.neighbourhoods AS n WHERE n.retired_by IS NULL AND n.population <> (SELECT "
    "COALESCE(SUM(p.population), 0) FROM geo_target.demand_points AS p WHERE p.neighbourhood_code = n.code AND p.retired_by IS NULL)"
)
FAR_POINTS = (
    "SELECT count(*) FROM geo_target.demand_points AS p JOIN geo_target.neighbourhoods AS n ON n.code = p.neighbourhood_code "
    "AND n.retired_by IS NULL WHERE p.retired_by IS NULL AND NOT ST_DWithin(n.geom, p.geom, 0.000002)"
)


@pytest.mark.parametrize(("crs", "side"), [("EPSG:4326", 0.002), ("EPSG:32641", 150), ("EPSG:3857", 200)])
def test_every_neighbourhood_keeps_its_people_to_the_person_and_in_it(store, town, tmp_path, crs, side):
    before, scored = points(store), scores(store)
    outcome = load_demand(store, raster(tmp_path / "p.tif", town, side=side, crs=crs), options=CELL)
    spread = {zone.code for zone in outcome.zones if zone.spread == "by_raster"}
    assert {zone.code for zone in outcome.zones if zone.city_code == "C124665"} <= spread
    assert one(store, PER_ZONE) == 0
    assert one(store, FAR_POINTS) == 0
    after = points(store)
    assert [row for row in after if row[1] not in spread] == [row for row in before if row[1] not in spread]
    assert len([row for row in after if row[1] in spread]) == outcome.points
    assert outcome.scored
    assert scores(store) != scored


def test_the_points_are_a_dataset_of_their_own_that_undo_takes_back(store, town, tmp_path):
    before, scored = points(store), scores(store)
    outcome = load_demand(
        store,
        raster(tmp_path / "p.tif", town),
        options=CELL,
        about=AboutDataset(source_fa="سازمانی", source_en="An office", licence="CC BY 4.0"),
    )
    with store.read() as connection:
        row = connection.execute(
            text("SELECT * FROM geo_target.datasets ORDER BY dataset_id DESC LIMIT 1")
        ).one()
    assert (row.layer, row.provenance, row.licence, row.mode) == (
        "demand_points",
        "modelled",
        "CC BY 4.0",
        "replace",
    )
    assert "An office" in row.source_en
    assert "list of neighbourhoods" in row.source_en
    assert (row.dataset_id, row.row_count) == (outcome.dataset_id, outcome.points)
    undone = undo_last(store)
    assert (undone.layer, undone.rows_gone, undone.rows_back) == (
        "demand_points",
        outcome.points,
        outcome.retired,
    )
    assert points(store) == before
    assert scores(store) == scored


def test_the_same_again_changes_nothing_and_another_block_does(store, town, tmp_path):
    path = raster(tmp_path / "p.tif", town)
    fine = load_demand(store, path, options=CELL)
    before = counts(store)
    again = load_demand(store, path, options=CELL)
    assert again.unchanged
    assert again.dataset_id is None
    assert counts(store) == before
    coarse = load_demand(store, path, options=CELL, block=4)
    assert 0 < coarse.points < fine.points
    assert coarse.retired == fine.points
    assert one(store, PER_ZONE) == 0


def test_a_dry_run_compares_and_keeps_nothing(store, town, tmp_path):
    before = counts(store)
    outcome = load_demand(store, raster(tmp_path / "p.tif", town, each=100), options=KM2, dry_run=True)
    assert counts(store) == before
    assert outcome.raster.unit == "people_per_km2"
    zones = [zone for zone in outcome.zones if zone.city_code == "C124665"]
    area = one(
        store,
        "SELECT SUM(ST_Area(geom::geography)) / 1e6 FROM geo_target.neighbourhoods WHERE city_code = 'C124665' AND retired_by IS NULL",
    )
    assert sum(zone.raster_people for zone in zones) == pytest.approx(100 * area, rel=1e-4)
    rows = sums_by_place(outcome.zones, "city")
    mashhad = next(row for row in rows if row["code"] == "C124665")
    assert mashhad["population"] == sum(zone.population for zone in zones)
    assert mashhad["difference"] == mashhad["raster_people"] - mashhad["population"]
    total = rows[-1]
    assert total["population"] + total["silent_people"] == sum(zone.population for zone in outcome.zones)
    assert total["silent_people"] > 0
    each = each_neighbourhood(outcome.zones)
    assert [row["code"] for row in each] == sorted(zone.code for zone in outcome.zones)
    assert {row["nodata_percent"] for row in each if row["zone"] == "outside"} == {None}
    assert {zone.zone for zone in outcome.zones} >= {"complete", "outside"}
    assert all(zone.raster_people is None for zone in outcome.zones if zone.zone == "outside")


def test_the_imported_raster_is_taken_where_no_file_is_named(store, town, tmp_path):
    with pytest.raises(RefusedError, match="There is no population raster"):
        load_demand(store)
    path = raster(tmp_path / "p.tif", town)
    import_raster(
        store,
        path,
        options=CELL,
        about=AboutDataset(provenance="open", source_en="The maker", licence="CC0"),
    )
    named = load_demand(store, path, options=CELL, dry_run=True)
    kept = load_demand(store)
    assert [zone.raster_people for zone in kept.zones] == [zone.raster_people for zone in named.zones]
    assert one(store, "SELECT licence FROM geo_target.datasets ORDER BY dataset_id DESC LIMIT 1") == "CC0"
    assert undo_last(store).layer == "demand_points"
    assert undo_last(store).layer == "population_raster"


def test_a_raster_without_anybody_in_a_neighbourhood_changes_nothing(store, town, tmp_path):
    before = counts(store)
    empty = load_demand(store, raster(tmp_path / "p.tif", town, each=-99999), options=CELL)
    assert not empty.report.ok
    with pytest.raises(RefusedError, match="none of the neighbourhoods"):
        load_demand(store, raster(tmp_path / "q.tif", (58.0, 34.0, 58.1, 34.1)), options=CELL)
    assert counts(store) == before


@pytest.mark.parametrize(
    ("wrong", "options", "code"),
    [
        ({"each": -5}, CELL, "nodata-not-stated"),
        ({"each": float("nan")}, CELL, "nan"),
        ({"each": 5}, CheckOptions(), "unit"),
        ({}, CheckOptions(values={"unit": "people_per_cell"}, crs="EPSG:32639"), None),
    ],
)
def test_a_bad_raster_is_told_of_and_changes_nothing(store, town, tmp_path, wrong, options, code):
    before = counts(store)
    outcome = load_demand(store, raster(tmp_path / "p.tif", town, **wrong), options=options)
    assert outcome.raster is None
    assert outcome.dataset_id is None
    assert not outcome.report.ok
    assert code is None or any(code in problem.code for problem in outcome.report.problems)
    assert counts(store) == before


def test_a_stop_keeps_nothing_and_a_block_that_cannot_be_is_refused(store, town, tmp_path):
    path, before = raster(tmp_path / "p.tif", town), counts(store)
    with pytest.raises(CancelledError):
        load_demand(store, path, options=CELL, cancelled=lambda: True)
    with pytest.raises(InputError, match="block"):
        load_demand(store, path, options=CELL, block=0)
    assert counts(store) == before


def test_neighbourhoods_changed_meanwhile_refuse_the_points(store, town, tmp_path):
    def meddle(step, done, of):
        if step == "spread" and done == of:
            with store.write() as connection:
                connection.execute(
                    text(
                        "UPDATE geo_target.neighbourhoods SET population = population + 1 WHERE code = 'N124665-001'"
                    )
                )

    with pytest.raises(RefusedError, match="changed while"):
        load_demand(store, raster(tmp_path / "p.tif", town), options=CELL, progress=meddle)


def test_points_lie_where_the_raster_has_people(store, town, tmp_path):
    """People only in the west half of the town: nobody is placed east of it where a neighbourhood has a western part."""
    path = raster(tmp_path / "p.tif", town, each=50)
    with rasterio.open(path, "r+") as out:
        values = out.read(1)
        half = values.shape[1] // 2
        values[:, half:] = 0
        out.write(values, 1)
        border = out.transform.c + half * out.transform.a
    outcome = load_demand(store, path, options=CELL)
    spread = [zone.code for zone in outcome.zones if zone.spread == "by_raster"]
    kept = [zone.code for zone in outcome.zones if zone.spread == "no_people"]
    assert spread
    assert kept
    assert all(x <= border for _, owner, _, x, _ in points(store) if owner in set(spread))
