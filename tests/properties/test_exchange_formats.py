"""GeoPackage, FlatGeobuf, GeoParquet and KML hold what was written, whatever the values, and say where it is from."""

import json
import shutil
import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
from exchange_cases import CASES, assert_rows, written
from hypothesis import given, settings
from shapely import from_wkb, normalize

from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS, all_fields

EXAMPLES = settings(deadline=None, max_examples=settings().max_examples * 3 // 10)
KML = {"k": "http://www.opengis.net/kml/2.2"}


def own(layer):
    return {name: name for name in LAYER_COLUMNS[layer]}


def cells(frame):
    return frame.astype(object).to_dict("records")


def assert_shapes(frame, came):
    for wanted, read in zip(frame.geometry, came, strict=True):
        assert normalize(wanted).equals(normalize(read))


@EXAMPLES
@given(case=CASES)
def test_a_geopackage_read_by_gdal_and_geopandas_is_what_was_written(case):
    layer, frame = case
    path, report = written(layer, frame, ".gpkg")
    back = gpd.read_file(path, layer=layer)
    assert back.crs.to_epsg() == 4326
    assert_rows(layer, frame, cells(back), own(layer))
    assert_shapes(frame, back.geometry)
    assert report.notes == ()
    assert pyogrio.read_info(path, layer=layer)["layer_metadata"]["licence"] == "CC BY 4.0"
    shutil.rmtree(path.parent)


@EXAMPLES
@given(case=CASES)
def test_a_geopackage_is_whole_and_its_index_has_every_row(case):
    layer, frame = case
    path, _ = written(layer, frame, ".gpkg")
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        indexed = database.execute(f"SELECT count(*) FROM rtree_{layer}_geom").fetchone()
        assert indexed == (len(frame),)
        codes = database.execute(f'SELECT code FROM "{layer}" ORDER BY fid').fetchall()
        assert [code for (code,) in codes] == sorted(frame["code"])
    database.close()
    shutil.rmtree(path.parent)


@EXAMPLES
@given(case=CASES)
def test_a_flatgeobuf_read_by_gdal_and_geopandas_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".fgb")
    back = gpd.read_file(path).sort_values("code")
    assert back.crs.to_epsg() == 4326
    assert_rows(layer, frame, cells(back), own(layer))
    assert_shapes(frame, back.geometry)
    told = pyogrio.read_info(path)["layer_metadata"]
    assert (told["source_fa"], told["data_version"]) == ("گزارش برنامه", "7")
    shutil.rmtree(path.parent)


@EXAMPLES
@given(case=CASES)
def test_a_geoparquet_read_by_geopandas_and_pyarrow_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".parquet")
    back = gpd.read_parquet(path)
    assert back.crs.to_epsg() == 4326
    assert_rows(layer, frame, cells(back), own(layer))
    assert_shapes(frame, back.geometry)

    table = pq.read_table(path)
    assert_rows(layer, frame, table.to_pylist(), own(layer))
    assert_shapes(frame, from_wkb(table.column("geometry").to_pylist()))
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (geo["version"], column["encoding"], column["crs"]["id"]["code"]) == ("1.1.0", "WKB", 4326)
    if len(frame):
        assert tuple(column["bbox"]) == tuple(frame.total_bounds)
        assert column["geometry_types"] == (["MultiPolygon"] if layer in AREA_LAYERS else ["Point"])
    shutil.rmtree(path.parent)


@EXAMPLES
@given(case=CASES)
def test_a_kml_read_by_its_tags_is_what_was_written(case):
    layer, frame = case
    path, report = written(layer, frame, ".kml")
    root = ET.parse(path).getroot()  # noqa: S314  our own file
    kinds = {one.get("name"): one.get("type") for one in root.iterfind(".//k:SimpleField", KML)}
    assert kinds == {
        name: {"text": "string", "integer": "int", "real": "double", "boolean": "bool"}[
            all_fields()[name].type
        ]
        for name in LAYER_COLUMNS[layer]
        if name != "name_fa"
    }
    readers = {"string": str, "int": int, "double": float, "bool": {"1": True, "0": False}.__getitem__}
    rows = []
    for mark in root.iterfind(".//k:Placemark", KML):
        row = dict.fromkeys(LAYER_COLUMNS[layer]) | {"name_fa": mark.findtext("k:name", None, KML)}
        for one in mark.iterfind(".//k:SimpleData", KML):
            row[one.get("name")] = readers[kinds[one.get("name")]](one.text or "")
        rows.append(row)
    assert_rows(layer, frame, rows, own(layer))
    assert report.renamed == (("name_fa", "name"),)
    shutil.rmtree(path.parent)


@EXAMPLES
@given(case=CASES)
def test_a_kml_read_by_gdal_has_the_same_places_and_names(case):
    layer, frame = case
    path, _ = written(layer, frame, ".kml")
    if len(frame):
        back = gpd.read_file(path)
        assert_shapes(frame, back.geometry)
        assert list(back["code"]) == list(frame["code"])
        assert back.crs.to_epsg() == 4326
    shutil.rmtree(path.parent)
