"""Rasters on the command line: a question, its answer, and back again; coverage gaps out."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from forked_program import run_program


@pytest.fixture
def run(database_url, tmp_path):
    known = {"DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path / "home"), "COLUMNS": "200"}

    def run(*arguments, cwd=tmp_path):
        return run_program(*arguments, cwd=cwd, **known)

    return run


@pytest.fixture
def population(tmp_path):
    options = {"crs": "EPSG:4326", "transform": Affine(0.05, 0, 44.0, 0, -0.05, 40.0), "dtype": "float32"}
    with rasterio.open(
        tmp_path / "pop.tif", "w", driver="GTiff", height=320, width=400, count=1, **options
    ) as raster:
        values = np.full((320, 400), 60, "float32")
        values[:20] = -99999
        raster.write(values, 1)
    return tmp_path / "pop.tif"


def test_a_raster_is_asked_about_then_imported_then_taken_back(run, population):
    asked = run("import", "population", population)
    assert asked.returncode == 1
    assert "--set nodata=-99999" in asked.stdout
    assert "--set unit=people_per_cell" in asked.stdout
    assert "nothing of pop.tif was kept" in asked.stderr

    said = ("--set", "nodata=-99999", "--set", "unit=people_per_cell")
    tried = run("import", "population_raster", population, *said, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "in all: 7,200,000 people" in tried.stdout
    kept = run("import", "population_raster", population, *said)
    assert "Imported the raster into population_raster" in kept.stdout
    again = run("import", "population", population, *said)
    assert (again.returncode, "nothing changed" in again.stdout) == (0, True)
    out = run("export", "population_raster", population.with_name("out.tif"))
    assert "7,200,000 people" in out.stdout, out.stderr
    undone = run("datasets", "undo")
    assert "population_raster" in undone.stdout


def test_the_report_of_a_raster_is_json_and_a_page(run, population, tmp_path):
    told = run("import", "population", population, "--json", "--report", tmp_path / "report.html")
    report = json.loads(told.stdout)
    assert [problem["code"] for problem in report["problems"]] == ["nodata-not-stated", "unit"]
    assert (report["problems"][0]["row"], report["problems"][0]["column"]) == (1, "1")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "رستر جمعیت" in page
    assert "nodata=-99999" in page


@pytest.mark.parametrize(
    "option",
    [("--mend",), ("--sheet", "1"), ("--encoding", "utf-8"), ("--reject", "no.xlsx"), ("--column", "a=b")],
)
def test_an_option_of_lists_is_refused_for_a_raster(run, population, option):
    refused = run("import", "population", population, *option)
    assert refused.returncode == 1
    assert option[0] in refused.stderr


def test_coverage_gaps_are_exported_for_a_service(run, tmp_path):
    path = tmp_path / "gaps.tif"
    asked = ("--service", "training", "--province", "تهران", "--resolution", "500", "--crs", "utm")
    report = json.loads(run("export", "coverage_gaps", path, *asked, "--json").stdout)
    assert report["filters_en"] == ["province Tehran (IR-23)", "service: training"]
    with rasterio.open(path) as raster:
        assert raster.res == (500, 500)
        assert report["rows"] == int((raster.read(1) != raster.nodata).sum())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("coverage_gaps", "gaps.tif"), "--service"),
        (("coverage_gaps", "gaps.png", "--service", "training"), "gaps.tif"),
        (("coverage_gaps", "gaps.tif", "--service", "training", "--city", "Mashhad"), "--city"),
        (("coverage_gaps", "gaps.tif", "--service", "training", "--format", "png"), "GeoTIFF"),
        (("coverage_gaps", "gaps.tif", "--service", "training", "--resolution", "wide"), "resolution"),
        (("population_raster", "pop.tif"), "no population raster"),
        (("population_raster", "pop.tif", "--crs", "32640", "--province", "IR-09"), "--province, --crs"),
        (("cities", "cities.csv", "--resolution", "500"), "coverage_gaps"),
    ],
)
def test_a_raster_that_cannot_be_is_refused_in_one_sentence(run, arguments, words):
    refused = run("export", *arguments)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_demand_is_compared_with_a_raster_loaded_and_taken_back(run, population):
    said = ("--set", "nodata=-99999", "--set", "unit=people_per_cell")
    none = run("load", "demand")
    assert (none.returncode, "There is no population raster" in none.stderr) == (1, True)
    asked = run("load", "demand", population)
    assert asked.returncode == 1
    assert "--set unit=people_per_cell" in asked.stdout
    assert "are as they were" in asked.stderr

    tried = run("load", "demand", population, *said, "--dry-run", "--by", "city")
    assert tried.returncode == 0, tried.stderr
    assert "C124665" in tried.stdout
    assert "Dry run: nothing was kept" in tried.stdout
    assert "people_per_cell; nodata -99999.0; not resampled" in tried.stdout
    rows = json.loads(run("load", "demand", population, *said, "--dry-run", "--format", "json").stdout)
    assert len(rows) == 31
    assert rows[-1]["code"] == "all"
    assert rows[-1]["neighbourhoods"] == 987

    kept = run("load", "demand", population, *said, "--block", "2")
    assert kept.returncode == 0, kept.stderr
    assert "demand points (modelled) in place of" in kept.stdout
    assert (
        "the very points stand already"
        in run("load", "demand", population, *said, "--block", "2").stdout.lower()
    )
    assert "demand_points" in run("datasets", "undo").stdout
