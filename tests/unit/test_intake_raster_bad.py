"""Bad population rasters are refused with their place and their mending."""

from __future__ import annotations

import shutil
import struct
import zipfile

import numpy as np
import pytest
from affine import Affine
from population_rasters import CELL, cut, masked, pages, people, read, sparse, spoil, tif, with_value

from geo_target.errors import InputError
from geo_target.intake.rasters import raster_cog
from geo_target.intake.rasters.raster import RasterLimits
from geo_target.intake.rasters.raster_cog import write_cog

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


def test_the_first_of_many_bad_cells_is_named_whatever_the_blocks(tmp_path):
    values = people(96, 96)
    values[[70, 9, 9, 33], [2, 80, 50, 5]] = np.inf
    path = tif(tmp_path / "pop.tif", values, tiled=True, blockxsize=16, blockysize=48)
    (problem,) = read(path, limits=RasterLimits(window_cells=300)).report.problems
    assert problem.came.startswith("4 cells")
    assert (problem.row, problem.column) == (10, "51")


def test_swapped_axes_are_named(tmp_path):
    path = tif(tmp_path / "pop.tif", transform=Affine(0.01, 0, 35.6, 0, -0.01, 51.4))
    assert "swapped" in read(path).report.problems[0].mend_en
    path = tif(tmp_path / "far.tif", transform=Affine(0.01, 0, 10.0, 0, -0.01, 36.0))
    assert "swapped" not in read(path).report.problems[0].mend_en


def test_a_copy_that_differs_is_not_taken(tmp_path, monkeypatch):
    path = tif(tmp_path / "pop.tif")
    other = tif(tmp_path / "other.tif", people() + 1)
    raster = read(path).raster
    monkeypatch.setattr(raster_cog, "_copy", lambda _source, _raster, target, *_: shutil.copy(other, target))
    with pytest.raises(InputError, match="differs"):
        write_cog(path, raster, tmp_path / "cog.tif", limits=RasterLimits())
