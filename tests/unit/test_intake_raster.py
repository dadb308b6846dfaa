"""Population rasters: what is good is understood, what is bad is refused with its place and its mending."""

from __future__ import annotations

import math
import struct
import warnings
import zipfile

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import box

from geo_target.intake.checked import CheckOptions
from geo_target.intake.raster import KnownPeople, RasterLimits, read_population
from geo_target.intake.raster_cog import write_cog
from geo_target.intake.raster_values import windows

PROVINCES = {"IR-23": box(50.5, 35.0, 53.0, 36.5), "IR-09": box(56.0, 34.0, 61.5, 37.5)}
TEHRAN = Affine(0.01, 0, 51.0, 0, -0.01, 36.0)
CELL = {"unit": "people_per_cell"}


def tif(path, values=None, *, tags=None, unit=None, palette=False, scale=None, **profile):
    """Write a good raster, or one with the one thing wrong that is asked for."""
    values = people() if values is None else values
    bands = values if values.ndim == 3 else values[None]
    options = {"crs": "EPSG:4326", "transform": TEHRAN, "count": len(bands), "dtype": values.dtype, **profile}
    options = {name: value for name, value in options.items() if value is not None}
    options |= {"driver": "GTiff", "height": bands.shape[1], "width": bands.shape[2]}
    with warnings.catch_warnings(action="ignore"), rasterio.open(path, "w", **options) as raster:
        raster.write(bands)
        raster.update_tags(**(tags or {}))
        if unit:
            raster.units = (unit,) * len(bands)
        if palette:
            raster.write_colormap(1, {0: (0, 0, 0, 255), 1: (255, 0, 0, 255)})
        if scale:
            raster.scales = (scale,)
    return path


def people(height=40, width=60):
    values = np.arange(height * width, dtype="float32").reshape(height, width) % 97
    values[0] = 0
    return values


def read(path, *, values=CELL, crs=None, mode="replace", **more):
    options = CheckOptions(values=values, crs=crs, mode=mode)
    return read_population(path, options=options, provinces=PROVINCES, **more)


def with_value(value, at=(7, 11), dtype="float32", shape=(40, 60)):
    values = people(*shape).astype(dtype)
    values[at] = value
    return values


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


def cut(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def spoil(path):
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200] = b"\xaa" * 200
    path.write_bytes(content)


def masked(path):
    tif(path)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as raster:
        raster.write_mask(people() > 3)


def sparse(path, side, block=256):
    profile = {
        "width": side,
        "height": side,
        "count": 1,
        "dtype": "float32",
        "tiled": True,
        "sparse_ok": True,
    }
    transform = Affine(1e-5, 0, 51.0, 0, -1e-5, 36.0)
    blocks = {"blockxsize": block - block % 16, "blockysize": block - block % 16}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4326", transform=transform, **profile, **blocks):
        pass


def pages(path):
    for append in ("NO", "YES"):
        with rasterio.io.MemoryFile() as memory:
            with memory.open(
                driver="GTiff",
                width=60,
                height=40,
                count=1,
                dtype="float32",
                crs="EPSG:4326",
                transform=TEHRAN,
            ) as raster:
                raster.write(people(), 1)
            if append == "NO":
                path.write_bytes(memory.getbuffer())
            else:
                with memory.open() as raster:
                    rasterio.shutil.copy(raster, path, driver="GTiff", APPEND_SUBDATASET="YES")


BAD = {
    "empty": ("not-a-geotiff", lambda p: p.write_bytes(b"")),
    "png": ("not-a-geotiff", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)),
    "text": ("not-a-geotiff", lambda p: p.write_text("ncols 3\nnrows 3\n")),
    "zip": ("not-a-geotiff", lambda p: zipfile.ZipFile(p, "w").writestr("pop.tif", b"II*\0")),
    "random": ("not-a-geotiff", lambda p: p.write_bytes(np.random.default_rng(1).bytes(5000))),
    "only-the-magic": ("damaged", lambda p: p.write_bytes(b"II*\0")),
    "no-directory": ("damaged", lambda p: p.write_bytes(b"II*\0" + struct.pack("<I", 8) + b"\0" * 90)),
    "endless-directories": ("damaged", lambda p: p.write_bytes(b"II*\0" + struct.pack("<IHI", 8, 0, 8))),
    "cut": ("damaged", lambda p: cut(tif(p, compress="deflate"), 0.6)),
    "cut-in-its-tags": ("damaged", lambda p: cut(tif(p, nodata=-1), 0.03)),
    "cut-plain": ("damaged", lambda p: cut(tif(p), 0.5)),
    "spoilt": (
        "damaged",
        lambda p: spoil(tif(p, np.random.default_rng(2).random((40, 60), "float32"), compress="deflate")),
    ),
    "two-bands": ("bands", lambda p: tif(p, np.stack([people(), people()]))),
    "picture": ("bands", lambda p: tif(p, np.zeros((3, 40, 60), "uint8") + 9, photometric="RGB")),
    "palette": ("palette", lambda p: tif(p, people().astype("uint8"), palette=True)),
    "complex": ("complex", lambda p: tif(p, people().astype("complex64"))),
    "scaled": ("scaled", lambda p: tif(p, scale=0.1)),
    "mask": ("mask", masked),
    "no-crs": ("crs-missing", lambda p: tif(p, crs=None)),
    "no-ground-crs": ("crs-missing", lambda p: tif(p, crs="EPSG:4978")),
    "no-position": ("no-position", lambda p: tif(p, transform=None)),
    "turned": ("turned", lambda p: tif(p, transform=Affine(0.01, 0.001, 51.0, 0.001, -0.01, 36.0))),
    "sheared": ("turned", lambda p: tif(p, transform=Affine(0.01, 0.002, 51.0, 0, -0.01, 36.0))),
    "mirrored": ("cell-size", lambda p: tif(p, transform=Affine(-0.01, 0, 52.0, 0, -0.01, 36.0))),
    "elsewhere": ("elsewhere", lambda p: tif(p, transform=Affine(0.01, 0, 10.0, 0, -0.01, 36.0))),
    "swapped": ("elsewhere", lambda p: tif(p, transform=Affine(0.01, 0, 35.6, 0, -0.01, 51.4))),
    "wrong-zone": (
        "elsewhere",
        lambda p: tif(p, crs="EPSG:32633", transform=Affine(1000, 0, 5e5, 0, -1000, 4e6)),
    ),
    "metres-as-degrees": ("not-on-earth", lambda p: tif(p, transform=Affine(1000, 0, 5e5, 0, -1000, 4e6))),
    "nodata-not-stated": ("nodata-not-stated", lambda p: tif(p, with_value(-99999))),
    "other-nodata": ("nodata-not-stated", lambda p: tif(p, with_value(-9999), nodata=-99999)),
    "nan-not-stated": ("nodata-not-stated", lambda p: tif(p, with_value(np.nan))),
    "nan-beside-nodata": ("nan", lambda p: tif(p, with_value(np.nan), nodata=-1)),
    "top-of-the-type": ("nodata-not-stated", lambda p: tif(p, with_value(65535, dtype="uint16"))),
    "negative": ("negative", lambda p: tif(p, people() - 3)),
    "infinite": ("infinite", lambda p: tif(p, with_value(np.inf))),
    "too-dense": ("too-dense", lambda p: tif(p, with_value(1e20))),
    "all-no-data": ("nobody", lambda p: tif(p, people() * 0 - 1, nodata=-1)),
    "nobody": ("nobody", lambda p: tif(p, people() * 0)),
    "per-hectare": ("unit-hectare", lambda p: tif(p, unit="people per hectare")),
    "sparse-bomb": ("cells", lambda p: sparse(p, 100_000)),
    "one-huge-tile": ("block", lambda p: sparse(p, 20_000, block=20_000)),
    "two-pages": ("pages", pages),
}
WITH_CELL = {"nodata-not-stated", "nan", "negative", "infinite", "too-dense"}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_raster_is_refused_with_its_place_and_its_mending(name, tmp_path):
    code, make = BAD[name]
    path = tmp_path / "pop.tif"
    make(path)
    checked = read(path, values={} if name == "per-hectare" else CELL)
    assert checked.raster is None
    assert not checked.report.ok
    assert [problem.code for problem in checked.report.problems] == [code]
    problem = checked.report.problems[0]
    assert problem.file == "pop.tif"
    assert problem.came
    assert all((problem.expected_fa, problem.expected_en, problem.mend_fa, problem.mend_en))
    assert str(tmp_path) not in problem.sentence()
    if code in WITH_CELL and name != "negative":
        assert (problem.row, problem.column) == (8, "12")
        assert problem.lon == pytest.approx(51.115)
        assert problem.lat == pytest.approx(35.925)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"values": {"unit": "people"}}, "set-unit"),
        ({"values": {"nodata": "لا"}}, "set-nodata"),
        ({"values": {"nodata": "inf"}}, "set-nodata"),
        ({"values": {"band": "0"}}, "set-band"),
        ({"values": {**CELL, "band": "3"}}, "band"),
        ({"values": {"status": "operating"}}, "set-unknown"),
        ({"crs": "EPSG:999999"}, "crs-unknown"),
        ({"crs": "http://example.org/crs"}, "crs-unknown"),
        ({"mode": "add"}, "mode"),
    ],
)
def test_what_is_said_of_a_raster_is_checked(options, code, tmp_path):
    report = read(tif(tmp_path / "pop.tif"), **options).report
    assert [problem.code for problem in report.problems] == [code]


def test_all_that_is_wrong_with_the_header_is_told_at_once(tmp_path):
    path = tif(tmp_path / "pop.tif", np.stack([people(), people()]), crs=None, transform=None)
    codes = {problem.code for problem in read(path).report.problems}
    assert codes == {"bands", "crs-missing", "no-position"}


def test_a_file_that_is_missing_or_too_large_is_told(tmp_path):
    assert read(tmp_path / "none.tif").report.problems[0].code == "unreadable"
    path = tif(tmp_path / "pop.tif")
    assert read(path, limits=RasterLimits(max_file_bytes=100)).report.problems[0].code == "file-size"


def test_a_file_beside_the_raster_changes_nothing_and_a_world_file_is_named(tmp_path):
    path = tif(tmp_path / "pop.tif")
    (tmp_path / "pop.tif.aux.xml").write_text("<PAMDataset><SRS>EPSG:3857</SRS></PAMDataset>")
    (tmp_path / "pop.tif.ovr").write_bytes(b"II*\0junk")
    (tmp_path / "pop.tif.msk").write_bytes(b"II*\0junk")
    assert read(path).report.ok
    bare = tif(tmp_path / "bare.tif", transform=None)
    (tmp_path / "bare.tfw").write_text("0.01\n0\n0\n-0.01\n51\n36\n")
    assert "bare.tfw" in read(bare).report.problems[0].came


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
