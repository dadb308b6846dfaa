"""Geographic files: one layer in every format and CRS is one table."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from intake_layers import CAPACITY, NAMES, POINTS, UTF8, features, geojson, names_of, ogr, refused

from geo_target.intake.reading.shapes import crs_text
from geo_target.intake.reading.source import read_source

# the same in every format


@pytest.mark.parametrize(
    ("name", "options", "format_"),
    [
        ("b.geojson", (), "geojson"),
        ("b.json", ("-f", "GeoJSON"), "geojson"),
        ("b.gpkg", (), "gpkg"),
        ("b.shp", ("-lco", "ENCODING=UTF-8"), "shapefile"),
        ("b.fgb", ("-lco", "SPATIAL_INDEX=NO"), "fgb"),
        ("b.kml", ("-f", "KML"), "kml"),
        ("c.kml", ("-f", "LIBKML"), "kml"),
        ("b.kmz", ("-f", "LIBKML"), "kml"),
    ],
)
def test_a_layer_of_another_program_is_the_same_in_every_format(tmp_path, name, options, format_):
    table = read_source(ogr(geojson(tmp_path), tmp_path / name, *options))
    assert table.format == format_
    assert names_of(table) == NAMES
    capacity = [row.cells[table.headers.index("capacity")] for row in table.rows]
    assert [cell if cell is None else int(cell) for cell in capacity] == CAPACITY
    assert [row.number for row in table.rows] == [1, 2, 3]
    assert [(p.x, p.y) for p in table.geometry] == pytest.approx(np.array(POINTS))
    assert table.crs == "EPSG:4326"
    assert table.faults == ()


def test_geoparquet_is_read(tmp_path):
    import geopandas

    frame = geopandas.read_file(geojson(tmp_path))
    frame.to_parquet(tmp_path / "b.parquet")
    table = read_source(tmp_path / "b.parquet")
    assert table.headers == ("name_fa", "capacity", "share", "open")
    assert table.rows[0].cells == (NAMES[0], 120, 0.5, True)
    assert table.rows[2].cells[1] is None
    assert table.crs == "EPSG:4326"
    frame.to_crs(32639).to_parquet(tmp_path / "c.parquet", geometry_encoding="geoarrow")
    assert read_source(tmp_path / "c.parquet").crs == "EPSG:32639"


def test_parquet_without_geometry_is_a_table(tmp_path):
    import pandas as pd

    pd.DataFrame({"نام": ["الف", None], "جمعیت": [1, 2]}).to_parquet(tmp_path / "b.parquet")
    table = read_source(tmp_path / "b.parquet")
    assert table.geometry is None
    assert [row.cells for row in table.rows] == [("الف", 1), (None, 2)]


@pytest.mark.parametrize("epsg", [32638, 32639, 32640, 32641, 3857])
def test_the_crs_that_a_file_states_is_told(tmp_path, epsg):
    for name in ("b.gpkg", "b.shp", "b.fgb"):
        table = read_source(
            ogr(geojson(tmp_path), tmp_path / name, "-t_srs", f"EPSG:{epsg}", *UTF8.get(name, ()))
        )
        assert table.crs == f"EPSG:{epsg}", name


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("name", "driver"), [("b.gpkg", "GPKG"), ("b.shp", "ESRI Shapefile"), ("b.fgb", "FlatGeobuf")]
)
def test_a_file_that_states_no_crs_has_none(tmp_path, name, driver):
    shapes = shapely.to_wkb(shapely.points(POINTS))
    texts = [np.array(NAMES, dtype=object)]
    path = tmp_path / name
    pyogrio.raw.write(
        path, shapes, texts, ["name_fa"], geometry_type="Point", crs=None, driver=driver, encoding="UTF-8"
    )
    assert read_source(path).crs is None


def test_metres_in_a_geojson_without_crs_are_not_taken_for_degrees(tmp_path):
    content = features([(500_000, 3_300_000)] * 3)
    assert read_source(geojson(tmp_path, content)).crs is None
    stated = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32639"}}}
    assert read_source(geojson(tmp_path, content | stated)).crs == "EPSG:32639"


def test_undefined_and_unheard_of_systems_are_none():
    assert (
        crs_text(
            'ENGCRS["Undefined Cartesian SRS",EDATUM[""],CS[Cartesian,2],AXIS["x",east],AXIS["y",north]]'
        )
        is None
    )
    assert crs_text("nonsense") is None
    assert crs_text(None) is None
    assert crs_text("OGC:CRS84") == "EPSG:4326"


def test_a_third_dimension_is_dropped_and_it_is_said(tmp_path):
    table = read_source(geojson(tmp_path, features([(*point, 1200.0) for point in POINTS])))
    assert not any(point.has_z for point in table.geometry)
    assert any("3 shapes" in note.en for note in table.notes)


def test_a_feature_without_a_shape_keeps_its_place(tmp_path):
    table = read_source(geojson(tmp_path, features([POINTS[0], None, POINTS[2]])))
    assert [shape is None for shape in table.geometry] == [False, True, False]
    assert table.faults == ()


def test_shapes_of_several_kinds_are_all_read(tmp_path):
    content = features()
    content["features"][1]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[51, 35], [52, 35], [52, 36], [51, 35]]],
    }
    content["features"][2]["geometry"] = {"type": "GeometryCollection", "geometries": []}
    table = read_source(geojson(tmp_path, content))
    assert [shape.geom_type for shape in table.geometry] == ["Point", "Polygon", "GeometryCollection"]


def test_values_that_are_lists_are_their_json(tmp_path):
    content = features()
    content["features"][0]["properties"]["tags"] = ["الف", 2]
    table = read_source(geojson(tmp_path, content))
    assert json.loads(table.rows[0].cells[-1]) == ["الف", 2]


# layers


def test_the_only_layer_with_shapes_is_read_and_several_are_asked_about(tmp_path):
    source = geojson(tmp_path)
    path = ogr(source, tmp_path / "b.gpkg", "-nln", "centres")
    ogr(
        source,
        path,
        "-update",
        "-nln",
        "notes",
        "-nlt",
        "NONE",
        "-dialect",
        "sqlite",
        "-sql",
        "select name_fa from a",
    )
    assert read_source(path).sheet == "centres"
    ogr(source, path, "-update", "-nln", "houses", "-where", "capacity = 80")
    error = refused(path)
    assert error.code == "layer"
    assert "houses" in error.mend_en
    assert len(read_source(path, sheet="houses").rows) == 1


KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "<Folder><name>فارس</name><Placemark><name>الف</name><ExtendedData><Data name='ظرفیت'><value>12</value></Data>"
    "</ExtendedData><Point><coordinates>52.5,29.6,0</coordinates></Point></Placemark></Folder>"
    "<Folder><name>کرمان</name><Placemark><name>ب</name><Point><coordinates>57.1,30.3,0</coordinates></Point>"
    "</Placemark></Folder></Document></kml>"
)


def test_the_folders_of_a_kml_are_one_table_with_a_column_that_names_them(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(KML, "utf-8")
    table = read_source(path)
    assert table.headers == ("name", "ظرفیت", "folder")
    assert [row.cells for row in table.rows] == [("الف", "12", "فارس"), ("ب", None, "کرمان")]
    assert [shape.x for shape in table.geometry] == [52.5, 57.1]
    assert [row.cells[0] for row in read_source(path, sheet="کرمان").rows] == ["ب"]


def test_a_kmz_is_the_kml_in_it(tmp_path):
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML)
        archive.writestr("files/icon.png", b"png")
    table = read_source(path)
    assert table.file == "a.kmz/doc.kml"
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    "text",
    [
        KML[:300],
        KML.replace("</Folder>", "", 1),
        '<!DOCTYPE kml [<!ENTITY a "b">]>' + KML.partition("?>")[2],
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>',
        "<kml><NetworkLink><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink></kml>",
    ],
)
def test_a_damaged_kml_is_refused(tmp_path, text):
    path = tmp_path / "a.kml"
    path.write_text(text, "utf-8")
    refused(path)


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.skipif(not SHARED.exists(), reason="the real layers are not part of the product")
@pytest.mark.parametrize("name", ["b.gpkg", "b.shp", "b.fgb", "b.kml", "b.ods", "b.xlsx", "b.csv"])
def test_a_real_layer_of_375_neighbourhoods_is_the_same_in_every_format(tmp_path, name):
    source = SHARED / "tehran" / "neighbourhoods_375.geojson"
    wanted = read_source(source)
    options = {"b.shp": ("-lco", "ENCODING=UTF-8"), "b.csv": ("-lco", "GEOMETRY=AS_WKT")}.get(name, ())
    table = read_source(ogr(source, tmp_path / name, *options))
    key = wanted.headers.index("code")
    there = table.headers.index("code")
    name_there, name_key = table.headers.index("name_fa"), wanted.headers.index("name_fa")
    read = {int(row.cells[there]): row.cells[name_there] for row in table.rows}
    assert read == {int(row.cells[key]): row.cells[name_key].strip() for row in wanted.rows}
    if table.geometry is not None:
        shapes = {int(row.cells[there]): shape for row, shape in zip(table.rows, table.geometry, strict=True)}
        for row, shape in zip(wanted.rows, wanted.geometry, strict=True):
            assert shapes[int(row.cells[key])].equals_exact(shape, 1e-6, normalize=True)
