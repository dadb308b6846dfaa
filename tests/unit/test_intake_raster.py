"""Population rasters: what is good is understood, and kept as it is."""

from __future__ import annotations

import math

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from population_rasters import CELL, TEHRAN, people, read, tif, with_value
from pyproj import Geod
from shapely.geometry import box

from geo_target.intake.rasters.raster import KnownPeople, RasterLimits
from geo_target.intake.rasters.raster_cog import write_cog
from geo_target.intake.rasters.raster_values import windows


def test_a_good_raster_is_understood(tmp_path):
    checked = read(tif(tmp_path / "pop.tif", nodata=-99999))
    raster = checked.raster
    assert checked.report.ok
    assert (raster.crs, raster.width, raster.height, raster.nodata) == ("EPSG:4326", 60, 40, -99999)
    assert raster.people == people().sum(dtype="float64")
    assert raster.bounds == pytest.approx((51.0, 35.6, 51.6, 36.0))
    assert raster.lived_in == np.count_nonzero(people())
    assert 900 < raster.cell_m < 1120
    assert checked.report.rows_accepted == checked.report.rows_read == 40
    assert any("people" in note.en for note in checked.report.notes)
    assert all(note.fa and note.en for note in checked.report.notes)


@pytest.mark.parametrize(
    ("unit", "tags", "expected"),
    [
        ("people", {}, "people_per_cell"),
        ("نفر", {}, "people_per_cell"),
        ("persons per pixel", {}, "people_per_cell"),
        (None, {"TIFFTAG_IMAGEDESCRIPTION": "Population count 2020"}, "people_per_cell"),
        ("people/km2", {}, "people_per_km2"),
        ("persons per square kilometre", {}, "people_per_km2"),
        ("people per sq. km", {}, "people_per_km2"),
        ("inhabitants km-2", {}, "people_per_km2"),
        ("نفر در کیلومتر مربع", {}, "people_per_km2"),
        (None, {"DESCRIPTION": "تراکم جمعیت"}, "people_per_km2"),
        (None, {"TIFFTAG_IMAGEDESCRIPTION": "Population Density"}, "people_per_km2"),
    ],
)
def test_a_unit_that_the_file_states_is_taken(unit, tags, expected, tmp_path):
    checked = read(tif(tmp_path / "pop.tif", unit=unit, tags=tags, nodata=-1), values={})
    assert checked.report.ok
    assert checked.raster.unit == expected
    by_area = Geod(ellps="WGS84").geometry_area_perimeter(box(51.0, 35.6, 51.6, 36.0))[0]
    if expected == "people_per_km2":
        assert checked.raster.people == pytest.approx(people().mean() * abs(by_area) / 1e6, rel=0.01)


@pytest.mark.parametrize(
    ("unit", "tags"), [(None, {}), ("population", {}), ("people", {"DESCRIPTION": "population density"})]
)
def test_a_unit_that_is_not_clear_is_asked_about_with_both_totals(unit, tags, tmp_path):
    checked = read(tif(tmp_path / "pop.tif", unit=unit, tags=tags), values={})
    (problem,) = checked.report.problems
    assert checked.raster is None
    assert problem.code == "unit"
    assert f"{people().sum(dtype='float64'):,.0f}" in problem.came
    assert "--set unit=people_per_cell" in problem.mend_en


def test_another_unit_than_the_file_states_is_taken_with_a_warning(tmp_path):
    checked = read(tif(tmp_path / "pop.tif", unit="people/km2"))
    assert checked.raster.unit == "people_per_cell"
    assert [(p.code, p.severity) for p in checked.report.problems] == [("unit-differs", "warning")]


@pytest.mark.parametrize(
    "dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64", "int64"]
)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32639", "EPSG:3857"])
def test_every_type_and_system_is_read_to_the_same_people(dtype, crs, tmp_path):
    transform = {
        "EPSG:4326": TEHRAN,
        "EPSG:32639": Affine(1000, 0, 500_000, 0, -1000, 3_990_000),
        "EPSG:3857": Affine(1000, 0, 5_700_000, 0, -1000, 4_270_000),
    }[crs]
    values = people().astype(dtype)
    checked = read(tif(tmp_path / "pop.tif", values, crs=crs, transform=transform))
    assert checked.report.ok
    assert checked.raster.people == values.sum(dtype="float64")
    assert checked.raster.crs == crs


def test_the_area_of_a_cell_is_that_of_the_ellipsoid_in_every_system(tmp_path):
    for crs, transform in (
        ("EPSG:4326", TEHRAN),
        ("EPSG:3857", Affine(900, 0, 5_700_000, 0, -900, 4_270_000)),
    ):
        path = tif(tmp_path / "pop.tif", np.ones((200, 300), "float32"), crs=crs, transform=transform)
        density = read(path, values={"unit": "people_per_km2"}).raster
        outline = box(*density.bounds)
        expected = abs(Geod(ellps="WGS84").geometry_area_perimeter(outline.segmentize(0.01))[0]) / 1e6
        assert density.people == pytest.approx(expected, rel=2e-5)


def test_a_grid_from_south_to_north_has_the_same_people_in_the_same_places(tmp_path):
    up = tif(tmp_path / "up.tif", people()[::-1], transform=Affine(0.01, 0, 51.0, 0, 0.01, 35.6))
    checked, plain = read(up), read(tif(tmp_path / "down.tif"))
    assert checked.raster.bounds == pytest.approx(plain.raster.bounds)
    assert checked.raster.people == plain.raster.people


def test_a_value_for_no_data_is_left_out_and_may_be_said(tmp_path):
    path = tif(tmp_path / "pop.tif", with_value(-99999))
    expected = people().sum(dtype="float64") - people()[7, 11]
    assert read(path, values={**CELL, "nodata": "-99999"}).raster.people == expected
    assert read(path, values={**CELL, "nodata": "-۹۹۹۹۹"}).raster.nodata == -99999
    assert read(tif(tmp_path / "nan.tif", with_value(np.nan), nodata=np.nan)).raster.people == expected
    assert read(
        tif(tmp_path / "low.tif", with_value(-3.4028234663852886e38), nodata=-3.4028234663852886e38)
    ).report.ok


def test_one_band_of_several_may_be_chosen(tmp_path):
    path = tif(tmp_path / "two.tif", np.stack([people() * 0 + 1, people()]))
    assert read(path, values={**CELL, "band": "2"}).raster.people == people().sum(dtype="float64")


def test_a_system_that_is_missing_may_be_said(tmp_path):
    checked = read(tif(tmp_path / "pop.tif", crs=None), crs="EPSG:4326")
    assert checked.raster.crs == "EPSG:4326"
    assert any("--crs" not in note.en and "as you said" in note.en for note in checked.report.notes)


def test_fewer_people_than_the_neighbourhoods_have_is_a_warning(tmp_path):
    path = tif(tmp_path / "pop.tif")
    known = KnownPeople(np.array([[51.3, 35.8], [59.6, 36.3]]), np.array([2e6, 9e6]))
    (problem,) = read(path, known=known).report.problems
    assert (problem.code, problem.severity) == ("total", "warning")
    assert "2,000,000" in problem.expected_en
    assert read(path, known=KnownPeople(known.lonlat, np.array([20.0, 9e6]))).report.problems == ()


@given(
    height=st.integers(1, 60),
    width=st.integers(1, 60),
    block=st.tuples(st.integers(1, 70), st.integers(1, 70)),
    most=st.integers(1, 900),
)
def test_windows_are_all_cells_each_once(height, width, block, most):
    seen = np.zeros((height, width), int)
    for window in windows(height, width, block, most):
        seen[window.row : window.row + window.height, window.column : window.column + window.width] += 1
        assert window.height * window.width <= max(
            most, min(block[1], width), width if window.width == width else 1
        )
    assert (seen == 1).all()


@pytest.mark.parametrize("most", [37, 500, 4_000_000])
def test_the_people_do_not_depend_on_the_windows(most, tmp_path):
    path = tif(tmp_path / "pop.tif", people(100, 130), tiled=True, blockxsize=16, blockysize=32)
    told = []
    checked = read(
        path, limits=RasterLimits(window_cells=most), progress=lambda done, of: told.append((done, of))
    )
    assert checked.raster.people == people(100, 130).sum(dtype="float64")
    assert told[-1] == (13_000, 13_000)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "float32", "float64", "int64"])
def test_the_cloud_optimised_copy_has_the_same_values_bit_by_bit_and_says_all_itself(dtype, tmp_path):
    values = people(700, 900).astype(dtype)
    path = tif(tmp_path / "pop.tif", values, crs=None, transform=Affine(0.001, 0, 51.0, 0, -0.001, 36.0))
    nodata = "0" if dtype == "uint8" else "-7"
    raster = read(path, values={**CELL, "nodata": nodata}, crs="EPSG:4326").raster
    write_cog(path, raster, tmp_path / "cog.tif", limits=RasterLimits(window_cells=10_000))
    with rasterio.open(tmp_path / "cog.tif") as copy:
        assert copy.read(1).tobytes() == values.tobytes()
        assert copy.dtypes == (dtype,)
        assert copy.crs.to_epsg() == 4326
        assert copy.nodata == float(nodata)
        assert copy.units == ("people_per_cell",)
        assert copy.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert copy.block_shapes == [(512, 512)]
        assert copy.overviews(1) == [2]
    again = read(tmp_path / "cog.tif", values={})
    assert again.raster.people == raster.people
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cog.tif", "pop.tif"]


def test_nan_and_odd_values_survive_the_copy(tmp_path):
    values = people()
    values[3:9] = np.nan
    path = tif(tmp_path / "pop.tif", values, nodata=np.nan)
    raster = read(path).raster
    write_cog(path, raster, tmp_path / "cog.tif", limits=RasterLimits())
    with rasterio.open(tmp_path / "cog.tif") as copy:
        assert copy.read(1).tobytes() == values.tobytes()
        assert math.isnan(copy.nodata)
