"""A population raster in the database: all of it or nothing, once, and back again."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import numpy as np
import pytest
import rasterio
from affine import Affine
from sqlalchemy import text

from geo_target.errors import InputError, RefusedError, StoreError
from geo_target.intake.checked import CheckOptions
from geo_target.store import rasters as stored
from geo_target.store.engine import Store
from geo_target.store.rasters import copy_raster, current_raster
from geo_target.workflows.export_population import export_population
from geo_target.workflows.import_about import AboutDataset
from geo_target.workflows.import_raster import import_raster
from geo_target.workflows.undo import undo_last

ABOUT = AboutDataset(provenance="open", source_en="A test", licence="CC0")
CELL = {"unit": "people_per_cell"}


@pytest.fixture
def store(database_url):
    with Store(database_url) as opened:
        yield opened


def country(path, *, side=0.05, each=50, values=None, **profile):
    """Write a raster of Iran with as many people in each cell."""
    height, width = int(16 / side), int(20 / side)
    values = np.full((height, width), each, "float32") if values is None else values
    options = {
        "crs": "EPSG:4326",
        "transform": Affine(side, 0, 44.0, 0, -side, 40.0),
        "nodata": -99999,
        **profile,
    }
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=height,
        width=width,
        count=1,
        dtype=values.dtype,
        compress="deflate",
        **options,
    ) as raster:
        raster.write(values, 1)
    return path


def bring(store, path, *, values=CELL, dry_run=False, **more):
    return import_raster(
        store, path, options=CheckOptions(values=values, **more), about=ABOUT, dry_run=dry_run
    )


def read_raster(store, path):
    with path.open("wb") as file:
        return copy_raster(store, file)


def state(store):
    """All that an import may change."""
    tables = ("datasets", "rasters", "raster_chunks", "score_runs", "data_version", "audit_trail")
    with store.read() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM geo_target.{name}")).scalar()
            for name in tables
        } | {"version": connection.execute(text("SELECT version FROM geo_target.data_version")).scalar()}


def test_a_raster_is_kept_and_read_back_with_the_same_values(store, tmp_path):
    values = np.random.default_rng(1).random((320, 400), "float32") * 300
    path = country(tmp_path / "pop.tif", values=values)
    outcome = bring(store, path)
    assert outcome.report.ok
    assert outcome.scored
    assert outcome.preview[0]["unit"] == "people_per_cell"
    held = read_raster(store, tmp_path / "out.tif")
    assert held == current_raster(store)
    assert held.dataset_id == outcome.dataset_id
    assert held.facts.total == pytest.approx(values.sum(dtype="float64"))
    assert (held.facts.west, held.facts.north) == (44.0, 40.0)
    with rasterio.open(tmp_path / "out.tif") as raster:
        assert raster.read(1).tobytes() == values.tobytes()
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.units == ("people_per_cell",)


def test_a_large_raster_goes_in_pieces_and_comes_out_whole(store, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "CHUNK_BYTES", 10_000)
    bring(store, country(tmp_path / "pop.tif", values=np.random.default_rng(2).random((320, 400), "float32")))
    held = read_raster(store, tmp_path / "out.tif")
    assert state(store)["raster_chunks"] == -(-held.bytes // 10_000)
    assert (tmp_path / "out.tif").stat().st_size == held.bytes


def test_the_same_file_said_the_same_way_changes_nothing(store, tmp_path):
    path = country(tmp_path / "pop.tif")
    bring(store, path)
    before = state(store)
    again = bring(store, path)
    assert again.unchanged
    assert again.report.unchanged
    assert state(store) == before
    other = bring(store, path, values={"unit": "people_per_km2"})
    assert other.retired == 1
    assert current_raster(store).dataset_id == other.dataset_id


def test_an_import_is_taken_back_and_the_raster_before_it_stands_again(store, tmp_path):
    assert current_raster(store) is None
    first = bring(store, country(tmp_path / "one.tif"))
    bring(store, country(tmp_path / "two.tif", each=60))
    undone = undo_last(store)
    assert (undone.layer, undone.rows_back, undone.rows_gone) == ("population_raster", 1, 1)
    held = read_raster(store, tmp_path / "out.tif")
    assert held.dataset_id == first.dataset_id
    with rasterio.open(tmp_path / "out.tif") as raster:
        assert (raster.read(1) == 50).all()
    undo_last(store)
    assert current_raster(store) is None
    assert read_raster(store, tmp_path / "none.tif") is None
    assert (tmp_path / "none.tif").read_bytes() == b""
    with pytest.raises(RefusedError, match="no population raster"):
        export_population(store, tmp_path / "gone.tif")
    assert not (tmp_path / "gone.tif").exists()


def test_a_raster_is_exported_as_it_stands_and_imports_again(store, tmp_path):
    first = bring(store, country(tmp_path / "pop.tif"))
    report = export_population(store, tmp_path / "out.tif")
    assert report.sha256 == current_raster(store).sha256
    assert report.rows == 320 * 400
    assert any("CC0" in note for note in report.notes)
    again = bring(store, tmp_path / "out.tif", values={})
    assert again.preview == first.preview
    with pytest.raises(InputError, match="GeoTIFF"):
        export_population(store, tmp_path / "out.png")


def test_scores_are_of_the_data_version_that_stands(store, tmp_path):
    bring(store, country(tmp_path / "pop.tif"))
    undo_last(store)
    with store.read() as connection:
        run = connection.execute(text("SELECT max(data_version) FROM geo_target.score_runs")).scalar()
        assert run == connection.execute(text("SELECT version FROM geo_target.data_version")).scalar()


@pytest.mark.parametrize(
    ("make", "options", "code"),
    [
        (country, {"values": {}}, "unit"),
        (lambda path: country(path, nodata=None, each=-99999), {}, "nodata-not-stated"),
        (lambda path: country(path, crs=None), {}, "crs-missing"),
        (lambda path: country(path, transform=Affine(0.05, 0, 4.0, 0, -0.05, 40.0)), {}, "elsewhere"),
        (lambda path: path.write_bytes(country(path).read_bytes()[:300]), {}, "damaged"),
        (lambda path: path.write_bytes(b"PK\3\4"), {}, "not-a-geotiff"),
    ],
)
def test_a_bad_raster_leaves_nothing_behind(store, make, options, code, tmp_path):
    make(tmp_path / "pop.tif")
    before = state(store)
    outcome = bring(store, tmp_path / "pop.tif", **options)
    assert [problem.code for problem in outcome.report.problems] == [code]
    assert outcome.dataset_id is None
    assert state(store) == before


def test_a_dry_run_tells_all_and_keeps_nothing(store, tmp_path):
    before = state(store)
    outcome = bring(store, country(tmp_path / "pop.tif"), dry_run=True)
    assert outcome.report.dry_run
    assert outcome.report.ok
    assert outcome.preview[0]["people"] == 50 * 320 * 400
    assert state(store) == before


def test_fewer_people_than_the_neighbourhoods_have_is_told(store, tmp_path):
    outcome = bring(store, country(tmp_path / "pop.tif", each=1))
    assert [(problem.code, problem.severity) for problem in outcome.report.problems] == [("total", "warning")]
    assert outcome.dataset_id is not None


def test_a_missing_file_is_told_in_one_sentence(store, tmp_path):
    with pytest.raises(InputError, match=r"none.tif.* read"):
        bring(store, tmp_path / "none.tif")


def test_a_file_that_changes_meanwhile_is_not_kept(store, tmp_path):
    path = country(tmp_path / "pop.tif")
    before = state(store)

    def meddle(step, _number, _total):
        if step == "convert":
            country(path, each=51)

    with pytest.raises(InputError, match="changed while it was imported"):
        import_raster(store, path, options=CheckOptions(values=CELL), about=ABOUT, progress=meddle)
    assert state(store) == before


def test_bytes_that_are_not_those_that_were_put_are_not_given_out(store, tmp_path):
    bring(store, country(tmp_path / "pop.tif"))
    with store.write() as connection:
        connection.execute(text("UPDATE geo_target.raster_chunks SET content = content || 'x'::bytea"))
    with pytest.raises(StoreError, match="damaged"):
        export_population(store, tmp_path / "out.tif")
    assert not (tmp_path / "out.tif").exists()


PROGRAM = """
import sys
from pathlib import Path
from geo_target.intake.checked import CheckOptions
from geo_target.store.engine import Store
from geo_target.workflows.export_population import export_population
from geo_target.workflows.import_about import AboutDataset
from geo_target.workflows.import_raster import import_raster
with Store(sys.argv[1]) as store:
    options = CheckOptions(values={"unit": "people_per_cell"})
    import_raster(store, Path(sys.argv[2]), options=options, about=AboutDataset(),
                  progress=lambda step, done, of: print(step, flush=True))
"""


def test_a_kill_leaves_the_raster_of_before_or_the_new_one(store, database_url, tmp_path):
    first = bring(store, country(tmp_path / "one.tif"))
    other = country(
        tmp_path / "two.tif", values=np.random.default_rng(3).random((640, 800), "float32"), side=0.025
    )
    before = state(store)
    rng = random.Random(4)
    seen = set()
    for step in ("check", "convert", "write", "write", "score", "score", "score"):
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, database_url, str(other)], stdout=subprocess.PIPE, text=True
        )
        while program.stdout.readline().strip() not in {step, ""}:
            pass
        time.sleep(rng.random() * 0.6)
        program.kill()
        program.communicate()
        wait_until_alone(store)
        held = current_raster(store)
        seen.add(held.dataset_id == first.dataset_id)
        if held.dataset_id == first.dataset_id:
            assert state(store) == before
        else:
            assert read_raster(store, tmp_path / "out.tif").facts.width == 800
            undo_last(store)
            before = state(store)
    assert True in seen


def wait_until_alone(store):
    """The server ends a killed program's transaction when it notices."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    for _ in range(200):
        with store.read() as connection:
            if connection.execute(text(others)).scalar() == 0:
                return
        time.sleep(0.05)
    raise AssertionError("a transaction of a killed program goes on")
