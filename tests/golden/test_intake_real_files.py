"""Real files, through reading and checking: every row of theirs is accepted, and is what the file says."""

import json

import pytest
import shapely

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.layers import importable_layers
from geo_target.intake.reading.source import read_source
from tests.support.intake_register import DATA, features, occupations, reference_register

TEHRAN = {
    "city_name": "تهران",
    "type": "بافت فرسوده",
    "population": "1000",
    "households": "300",
    "job_seekers": "50",
    "women_heads_of_household": "20",
    "deprivation": "0.5",
}
REAL = {
    "provinces": ("openstreetmap/provinces.geojson", {"in_programme": "بله"}, 31),
    "counties": ("openstreetmap/counties.geojson", {}, 478),
    "neighbourhoods": ("tehran/neighbourhoods_375.geojson", TEHRAN, 375),
}


def column(checked, name):
    return [row[checked.columns.index(name)] for row in checked.rows]


@pytest.fixture(scope="module", params=sorted(REAL))
def real(request, shared_dir):
    layer = request.param
    name, values, rows = REAL[layer]
    path = shared_dir / "data" / name
    if not path.exists():
        pytest.skip(f"the real file {name} is not on this machine: its licence forbids committing it")
    source = read_source(path)
    checked = check_layer(source, layer, reference_register(layer), CheckOptions(values=values))
    return layer, path, rows, checked


def test_every_row_of_the_real_files_is_accepted(real):
    _, _, rows, checked = real
    errors = [problem for problem in checked.report.problems if problem.severity == "error"]
    assert errors == []
    assert checked.report.ok
    assert len(checked.rows) == rows
    assert checked.refused == ()
    assert checked.report.crs == "EPSG:4326"
    assert not checked.report.crs_inferred


def test_names_and_shapes_are_those_of_the_file(real):
    _, path, _, checked = real
    told = json.loads(path.read_text("utf-8"))["features"]
    for feature, name, geom in zip(told, column(checked, "name_fa"), column(checked, "geom"), strict=True):
        assert name == feature["properties"]["name_fa"]
        shape = shapely.from_wkb(geom)
        assert shape.geom_type == "MultiPolygon"
        assert shapely.get_srid(shape) == 4326
        assert shape.equals(shapely.geometry.shape(feature["geometry"]))


def test_old_and_new_codes_are_told_apart_by_the_name_beside_them(real):
    layer, path, _, checked = real
    if layer == "neighbourhoods":
        assert set(column(checked, "province_code")) == {"IR-23"}
        assert column(checked, "code")[0] == "2005"
        return
    told = json.loads(path.read_text("utf-8"))["features"]
    stated = [f["properties"].get("iso_3166_2") or f["properties"]["province_iso"] for f in told]
    assert column(checked, "code" if layer == "provinces" else "province_code") == stated


def test_counties_without_a_code_get_one_within_their_province(real):
    layer, _, rows, checked = real
    if layer != "counties":
        pytest.skip("only counties come without a code")
    codes = column(checked, "code")
    assert len(set(codes)) == rows
    assert all(
        code.startswith(f"{province}-C")
        for code, province in zip(codes, column(checked, "province_code"), strict=True)
    )
    assert "478 rows without a code: a new one was made" in " ".join(note.en for note in checked.report.notes)


@pytest.mark.parametrize(
    "layer", [layer for layer in importable_layers() if layer not in {"provinces", "counties", "occupations"}]
)
def test_the_reference_dataset_is_read_back_row_by_row(layer):
    source = read_source(DATA / "layers" / f"{layer}.geojson")
    checked = check_layer(source, layer, reference_register(layer), CheckOptions())
    assert [p for p in checked.report.problems if p.severity == "error"] == []
    for (facts, shape), row in zip(features(layer), checked.rows, strict=True):
        values = dict(zip(checked.columns, row, strict=True))
        assert shapely.from_wkb(values.pop("geom")).equals(shape)
        assert values == {name: facts[name] for name in values}


def test_the_occupations_are_read_back_row_by_row():
    source = read_source(DATA / "layers" / "occupations.csv")
    checked = check_layer(source, "occupations", reference_register("occupations"), CheckOptions())
    assert checked.report.ok
    assert checked.columns == ("code", "name_fa", "name_en", "sector")
    assert list(checked.rows) == [tuple(one[name] for name in checked.columns) for one in occupations()]
