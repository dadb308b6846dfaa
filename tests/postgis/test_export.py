"""Every layer out of the store, in every format, read back to equal values."""

import json
import subprocess
import sys

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapefile

from geo_target.errors import InputError, UnknownLayerError, UnknownPlaceError
from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS, all_fields
from geo_target.store.engine import Store
from geo_target.store.layers import EXPORTABLE, read_layer
from geo_target.workflows.export import export_layer
from geo_target.workflows.export_filters import ExportFilters


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as store:
        yield store


def plain(frame):
    return frame.astype(object).where(frame.notna(), None)


def test_every_layer_of_the_store_can_be_exported_and_no_other_is_described():
    assert set(LAYER_COLUMNS) == set(EXPORTABLE)


@pytest.mark.parametrize("layer", EXPORTABLE)
def test_a_layer_has_its_columns_in_the_store(store, layer):
    frame = read_layer(store, layer)
    assert list(frame.columns) == [*LAYER_COLUMNS[layer], "geom"]
    assert set(frame.geom_type) <= ({"MultiPolygon"} if layer in AREA_LAYERS else {"Point"})


@pytest.mark.parametrize("layer", EXPORTABLE)
def test_a_shapefile_of_a_layer_is_read_by_gdal_and_pyshp_to_equal_values(store, layer, tmp_path):
    path = tmp_path / f"{layer}.zip"
    report = export_layer(store, layer, path)
    wanted = read_layer(store, layer)
    assert report.rows == len(wanted)

    back = gpd.read_file(path)
    assert list(back.columns[:-1]) == [all_fields()[name].short for name in LAYER_COLUMNS[layer]]
    for name in LAYER_COLUMNS[layer]:
        came = list(plain(back[[all_fields()[name].short]])[all_fields()[name].short])
        assert came == list(plain(pd.DataFrame(wanted[[name]]))[name]), name
    assert back.geometry.normalize().to_list() == wanted.geometry.normalize().map(_single).to_list()
    with shapefile.Reader(str(path)) as reader:
        assert [record["name_fa"] for record in reader.iterRecords()] == wanted["name_fa"].to_list()


def _single(geometry):
    # A shapefile does not tell a polygon from a collection of one.
    parts = getattr(geometry, "geoms", ())
    return parts[0] if len(parts) == 1 else geometry


@pytest.mark.parametrize("layer", ["neighbourhoods", "self_help_groups", "priorities"])
def test_the_other_formats_have_every_row_too(store, layer, tmp_path):
    rows = len(read_layer(store, layer))
    for suffix in (".geojson", ".csv", ".xlsx"):
        assert export_layer(store, layer, tmp_path / f"a{suffix}").rows == rows
    assert len(json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]) == rows
    assert len(pd.read_csv(tmp_path / "a.csv")) == rows
    assert openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True).worksheets[0].max_row == rows + 1


def test_the_same_data_version_gives_the_same_bytes(store, tmp_path):
    for suffix in (".zip", ".geojson", ".csv", ".xlsx"):
        reports = [export_layer(store, "federations", tmp_path / f"{n}{suffix}") for n in (1, 2)]
        assert reports[0].sha256 == reports[1].sha256


def test_only_the_rows_of_a_province_that_is_named_in_any_spelling(store, tmp_path):
    report = export_layer(
        store, "cities", tmp_path / "a.geojson", filters=ExportFilters(provinces=("خراسان رضوي",))
    )
    whole = json.loads(report.path.read_text("utf-8"))
    assert {feature["properties"]["province_code"] for feature in whole["features"]} == {"IR-09"}
    assert whole["metadata"]["title_en"] == "Cities of the programme, province Razavi Khorasan (IR-09)"


def test_coordinates_in_another_system(store, tmp_path):
    path = export_layer(store, "cities", tmp_path / "a.zip", crs=32640).path
    back = gpd.read_file(path)
    assert back.crs.to_epsg() == 32640
    came, wanted = (
        frame.get_coordinates().to_numpy() for frame in (back.to_crs(4326), read_layer(store, "cities"))
    )
    assert abs(came - wanted).max() < 1e-8


@pytest.mark.parametrize(
    ("layer", "name", "options", "error", "told"),
    [
        ("trainingcentres", "a.zip", {}, UnknownLayerError, "Did you mean training_centres"),
        ("cities", "a.dwg", {}, InputError, "must be one of geojson"),
        ("cities", "none/a.zip", {}, InputError, "does not exist"),
        ("cities", "a.zip", {"crs": 1}, InputError, "EPSG code such as 4326"),
        ("cities", "a.zip", {"crs": 4978}, InputError, "no system of two coordinates"),
        ("cities", "a.geojson", {"crs": 32640}, InputError, "always in WGS 84"),
        (
            "cities",
            "a.zip",
            {"filters": ExportFilters(provinces=("Atlantis",))},
            UnknownPlaceError,
            "no province 'Atlantis'",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(store, tmp_path, layer, name, options, error, told):
    with pytest.raises(error, match=told):
        export_layer(store, layer, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_the_command_refuses_before_it_starts_a_server(tmp_path):
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from geo_target.cli import main; main()",
            "export",
            "roads",
            tmp_path / "a.zip",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"GEO_TARGET_HOME": str(tmp_path / "home"), "PATH": ""},
    )
    assert said.returncode == 1
    assert said.stderr.startswith("geo-target: There is no layer 'roads'.")
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "home").exists()
