"""A raster whose bytes are spoilt is read or refused by name, never anything else."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from population_rasters import read, tif


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rasters")
    kinds = (
        {},
        {"compress": "deflate"},
        {"compress": "lzw", "tiled": True, "blockxsize": 16, "blockysize": 16},
        {"BIGTIFF": "YES"},
    )
    return [tif(folder / "pop.tif", nodata=-1, **kind).read_bytes() for kind in kinds]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # rasterio decodes GDAL's words as UTF-8
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_bytes_are_spoilt_the_file_is_read_or_refused_by_name(sound, tmp_path, data):
    content = bytearray(data.draw(st.sampled_from(sound)))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1) | st.integers(0, 500), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "pop.tif"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    checked = read(path)
    assert checked.report.ok == (checked.raster is not None)
    for problem in checked.report.problems:
        assert all((problem.expected_fa, problem.expected_en, problem.came, problem.mend_fa, problem.mend_en))
        assert str(tmp_path) not in problem.came
    if checked.report.ok:
        assert math.isfinite(checked.raster.people)
