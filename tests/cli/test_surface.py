"""`geo-target surface`: a gap surface that adds up to the run, and minutes over a real friction raster."""

import json
import re

import numpy as np
import pytest
import rasterio
from affine import Affine
from forked_program import run_program

AROUND_MASHHAD = (59.3, 36.5, 0.005, 120, 120)  # west, north, degrees a cell, columns, rows


def run(url, *arguments):
    return run_program(*arguments, DATABASE_URL=url)


@pytest.fixture(scope="module")
def friction(tmp_path_factory, reference_database_url):
    """A raster of land cover around Mashhad made into friction by the command."""
    folder = tmp_path_factory.mktemp("friction")
    west, north, cell, columns, rows = AROUND_MASHHAD
    cover = np.ones((rows, columns), np.uint8)
    cover[:, 60] = 2  # a river without a bridge from north to south
    cover[100:, 60] = 1  # but in the south
    profile = {"driver": "GTiff", "width": columns, "height": rows, "count": 1, "dtype": "uint8", "nodata": 0}
    profile |= {"crs": "EPSG:4326", "transform": Affine(cell, 0, west, 0, -cell, north)}
    with rasterio.open(folder / "cover.tif", "w", **profile) as raster:
        raster.write(cover, 1)
    (folder / "speeds.toml").write_text("[walking.land_cover]\n1 = 5.0\n2 = 0.0\n[walking.roads]\n")
    made = run(
        reference_database_url,
        *("friction", folder / "walk.tif", "--land-cover", folder / "cover.tif"),
        *("--speeds", folder / "speeds.toml"),
    )
    assert made.returncode == 0, made.stderr
    return folder / "walk.tif"


def test_the_gap_surface_of_a_province_adds_up_to_its_neighbourhoods(reference_database_url, tmp_path):
    made = run(
        reference_database_url,
        *("surface", tmp_path / "gaps.tif", "--service", "training", "--province", "IR-09"),
        *("--resolution", "2000", "--json"),
    )
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["rows"] > 0
    sums = run(reference_database_url, "priorities", "--by", "province", "--format", "json")
    rows = json.loads(sums.stdout)
    expected = next(row for row in rows if row["code"] == "IR-09")
    with rasterio.open(tmp_path / "gaps.tif") as raster:
        unserved = raster.read(1, masked=True).sum()
        assert raster.tags()["MEASURE"] == "coverage"
        assert raster.tags()["SCORE_RUN"]
        assert "modelled" in raster.tags()["PROVENANCE"]
    assert unserved == pytest.approx(expected["unserved_training"], abs=0.5)


def test_the_travel_time_surface_goes_round_the_river(reference_database_url, friction, tmp_path):
    made = run(
        reference_database_url,
        *("surface", tmp_path / "time.tif", "--service", "training", "--of", "travel_time"),
        *("--friction", friction),
    )
    assert made.returncode == 0, made.stderr
    assert re.search(r"Of them \d+ lie outside the friction raster", made.stdout)
    assert "Provenance of the facilities: modelled" in made.stdout
    with rasterio.open(tmp_path / "time.tif") as raster:
        minutes = raster.read(1, masked=True)
        assert raster.tags()["SERVICE"] == "training"
        assert "modelled" in raster.tags()["PROVENANCE"]
    assert minutes.mask[:100, 60].all()
    assert not minutes.mask[:, :60].any()
    assert minutes.min() == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--of", "travel_time"), "needs --friction"),
        (("--friction", "walk.tif"), "A surface of gaps has no --friction"),
        (("--of", "travel_time", "--friction", "w.tif", "--crs", "utm"), "travel time has no --crs"),
    ],
)
def test_an_option_without_an_answer_is_refused(reference_database_url, tmp_path, options, said):
    made = run(reference_database_url, "surface", tmp_path / "x.tif", "--service", "training", *options)
    assert made.returncode == 1
    assert said in made.stderr
    assert not (tmp_path / "x.tif").exists()


def test_a_service_that_there_is_not_is_refused(reference_database_url, tmp_path):
    made = run(reference_database_url, "surface", tmp_path / "x.tif", "--service", "health")
    assert made.returncode == 1
    assert "training, placement, microfinance, community; not health" in made.stderr
