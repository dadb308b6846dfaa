"""Every layer of the store in every format, read back by other programs to equal values; the same bytes twice."""

import json
import math
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapefile
import shapely
from exchange_frames import unzipped
from other_programs import by_debians_gdal, by_qgis, needs_gdal, needs_qgis
from small_world import is_soak

from geo_target.exchange import LAYER_FORMATS
from geo_target.exchange.fields import LAYER_COLUMNS, all_fields
from geo_target.exchange.words import WORDS
from geo_target.store.engine import Store
from geo_target.store.layers import EXPORTABLE, read_layer
from geo_target.workflows.export import export_layer

LAYERS = [layer for layer in EXPORTABLE if is_soak() or layer != "demand_points"]
"""The layer of most points is read back out of the bundle, and in every format in `make soak`."""


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as store:
        yield store


@pytest.fixture(scope="module")
def frames(store):
    return {layer: read_layer(store, layer) for layer in LAYERS}


@pytest.fixture(scope="module")
def shapefiles(store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shapefiles")
    for layer in LAYERS:
        unzipped(export_layer(store, layer, folder / f"{layer}.zip").path, folder)
    return folder


def plain(frame, columns):
    chosen = frame[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).to_numpy().tolist()


def assert_same(frame, layer, back, columns=None):
    """Rows by code, all values, all shapes."""
    columns = list(columns or LAYER_COLUMNS[layer])
    back = back.sort_values(columns[0], kind="stable")
    assert plain(back, columns) == plain(frame, LAYER_COLUMNS[layer])
    assert_shapes(frame, back.geometry)


def assert_shapes(frame, came):
    first = shapely.normalize(as_multi(frame.geometry))
    assert (first == shapely.normalize(as_multi(came))).all()


def as_multi(shapes):
    return [
        shapely.MultiPolygon([one]) if one.geom_type == "Polygon" else one
        for one in map(shapely.force_2d, shapes)
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_geopackage_a_flatgeobuf_and_a_geoparquet_have_equal_values(store, frames, layer, tmp_path):
    for suffix, read in ((".gpkg", gpd.read_file), (".fgb", gpd.read_file), (".parquet", gpd.read_parquet)):
        path = export_layer(store, layer, tmp_path / f"a{suffix}").path
        back = read(path, layer=layer) if suffix == ".gpkg" else read(path)
        assert back.crs.to_epsg() == 4326
        assert_same(frames[layer], layer, back)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_geojson_and_a_kml_have_equal_values(store, frames, layer, tmp_path):
    if frames[layer].empty:
        return
    for suffix in (".geojson", ".kml"):
        back = gpd.read_file(export_layer(store, layer, tmp_path / f"a{suffix}").path)
        columns = [{"name_fa": "Name"}.get(c, c) if suffix == ".kml" else c for c in LAYER_COLUMNS[layer]]
        for column in columns:
            if column not in back:
                back[column] = None
        assert_same(frames[layer], layer, back, columns)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_csv_has_equal_values(store, frames, layer, tmp_path):
    columns = LAYER_COLUMNS[layer]
    kinds = {"integer": "Int64", "boolean": "boolean", "real": "float64", "text": "str"}
    types = {name: kinds[all_fields()[name].type] for name in columns}
    text = pd.read_csv(export_layer(store, layer, tmp_path / "a.csv").path, dtype=types)
    assert plain(text, columns) == plain(frames[layer], columns)


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "demand_points"])
def test_a_workbook_has_equal_values_to_the_digits_of_excel(store, frames, layer, tmp_path):
    columns = LAYER_COLUMNS[layer]
    book = openpyxl.load_workbook(export_layer(store, layer, tmp_path / "a.xlsx").path, read_only=True)
    _, *rows = book.worksheets[0].iter_rows(values_only=True)
    codes = [{name.fa: code for code, name in WORDS.get(column, {}).items()} for column in columns]
    rows = [row[: len(columns)] for row in rows]
    came = [[known.get(cell, cell) for known, cell in zip(codes, row, strict=True)] for row in rows]
    assert_close(came, plain(frames[layer], columns))
    book.close()


def assert_close(came, wanted):
    assert len(came) == len(wanted)
    for row, expected in zip(came, wanted, strict=True):
        for cell, value in zip(row, expected, strict=True):
            same = math.isclose(cell, value, rel_tol=1e-14) if isinstance(value, float) else cell == value
            assert same, (cell, value)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_shapefile_is_read_by_geopandas_and_pyshp_to_equal_values(frames, shapefiles, layer):
    shorts = [all_fields()[name].short for name in LAYER_COLUMNS[layer]]
    assert_same(frames[layer], layer, gpd.read_file(shapefiles / f"{layer}.shp"), shorts)
    with shapefile.Reader(str(shapefiles / layer)) as reader:
        rows = [[value if value != "" else None for value in record] for record in reader.iterRecords()]
        shapes = [shapely.geometry.shape(one.__geo_interface__) for one in reader.iterShapes()]
    assert rows == plain(frames[layer], LAYER_COLUMNS[layer])
    assert_shapes(frames[layer], shapes)


@needs_gdal
@pytest.mark.parametrize("layer", LAYERS)
def test_every_shapefile_is_read_by_debians_gdal_to_equal_values(frames, shapefiles, layer):
    features = by_debians_gdal(shapefiles / f"{layer}.shp")
    shorts = [all_fields()[name].short for name in LAYER_COLUMNS[layer]]
    rows = [[one["properties"][short] for short in shorts] for one in features]
    # Its GeoJSON has 15 digits of a number.
    assert_close(rows, plain(frames[layer], LAYER_COLUMNS[layer]))
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    assert_shapes(frames[layer], shapes)


@needs_qgis
def test_every_shapefile_is_read_by_qgis_to_equal_values(frames, shapefiles):
    layers = [layer for layer in LAYERS if len(frames[layer]) < 20_000]
    for layer, read in zip(layers, by_qgis(*(shapefiles / f"{one}.shp" for one in layers)), strict=True):
        shorts = [all_fields()[name].short for name in LAYER_COLUMNS[layer]]
        assert read["crs"] == "EPSG:4326"
        rows = [[row[short] for short in shorts] for row in read["rows"]]
        assert rows == plain(frames[layer], LAYER_COLUMNS[layer]), layer
        assert_shapes(frames[layer], shapely.from_wkt([row["wkt"] for row in read["rows"]]))


@pytest.mark.parametrize("suffix", sorted(LAYER_FORMATS.values()))
def test_the_same_data_version_gives_the_same_bytes_in_every_format(store, tmp_path, suffix):
    for layer in ("neighbourhoods", "bank_branches"):
        reports = [export_layer(store, layer, tmp_path / f"{layer}{n}{suffix}") for n in (1, 2)]
        assert reports[0].sha256 == reports[1].sha256, layer


def test_every_format_says_where_its_rows_are_from(store, tmp_path):
    told = {}
    for name, suffix in LAYER_FORMATS.items():
        report = export_layer(store, "training_centres", tmp_path / f"a{suffix}")
        content = report.path.read_bytes() + b"".join(path.read_bytes() for path in report.beside)
        told[name] = content
    source = pyogrio.read_info(tmp_path / "a.gpkg", layer="training_centres")["layer_metadata"]["source_fa"]
    assert source
    assert pyogrio.read_info(tmp_path / "a.fgb")["layer_metadata"]["source_fa"] == source
    for name in ("geojson", "csv", "geopackage", "geoparquet", "kml"):
        assert source.encode() in told[name], name
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert source in archive.read("training_centres_README.txt").decode()
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1].iter_rows(values_only=True)
    assert any(source in row for row in cells)
