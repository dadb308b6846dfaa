"""Geographic files: one layer in every format, encoding and CRS is one table, and damage names its place."""

import json
import os
import struct
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geo_target.intake.geometry import crs_text
from geo_target.intake.source import Limits, SourceError, read_source

POINTS = [(52.5311, 29.6103), (52.8025, 29.8742), (57.0788, 30.2832)]
NAMES = ["مركز شهيد رجايي", "بانوان", "صنايع دستي"]
CAPACITY = [120, 80, None]


def features(points=POINTS, names=NAMES, **more):
    return {
        "type": "FeatureCollection",
        **more,
        "features": [
            {
                "type": "Feature",
                "properties": {"name_fa": name, "capacity": capacity, "share": 0.5 + i, "open": i == 0},
                "geometry": None if point is None else {"type": "Point", "coordinates": list(point)},
            }
            for i, (point, name, capacity) in enumerate(zip(points, names, CAPACITY, strict=True))
        ],
    }


def geojson(tmp_path, content=None, name="a.geojson"):
    path = tmp_path / name
    path.write_text(json.dumps(features() if content is None else content, ensure_ascii=False), "utf-8")
    return path


def ogr(source, target, *options):
    """By another program than ours."""
    command = ["ogr2ogr", *options, str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def shapefile(tmp_path, encoding="UTF-8", cpg=True, names=NAMES):
    folder = tmp_path / "shape"
    folder.mkdir()
    path = folder / "centres.shp"
    texts = np.array(names, dtype=object)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.points(POINTS)),
        [texts, np.array([120, 80, 7])],
        ["name_fa", "capacity"],
        geometry_type="Point",
        crs="EPSG:4326",
        encoding=encoding,
        driver="ESRI Shapefile",
    )
    if not cpg:
        path.with_suffix(".cpg").unlink()
    return path


UTF8 = {"b.shp": ("-lco", "ENCODING=UTF-8")}


def refused(path, **options):
    with pytest.raises(SourceError) as caught:
        read_source(path, **options)
    assert str(caught.value).startswith(path.stem)
    assert "Traceback" not in str(caught.value)
    return caught.value


def names_of(table):
    place = table.headers.index("name_fa")
    return [row.cells[place] for row in table.rows]


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


# shapefiles


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1256"])
@pytest.mark.parametrize("cpg", [True, False])
def test_the_encoding_of_a_shapefile_is_found_with_and_without_cpg(tmp_path, encoding, cpg):
    table = read_source(shapefile(tmp_path, encoding, cpg))
    assert names_of(table) == NAMES
    assert table.encoding == {"UTF-8": "utf-8", "CP1256": "windows-1256"}[encoding]
    assert [row.cells[1] for row in table.rows] == [120, 80, 7]


@pytest.mark.parametrize(
    ("encoding", "said"), [("UTF-8", "1256"), ("CP1256", "UTF-8"), ("CP1256", "ISO-8859-1")]
)
def test_a_cpg_that_is_wrong_is_found_out_and_it_is_said(tmp_path, encoding, said):
    path = shapefile(tmp_path, encoding)
    path.with_suffix(".cpg").write_text(said)
    if said == "ISO-8859-1":
        pytest.skip("every byte is a letter of Latin-1: what the .cpg says cannot be refuted")
    table = read_source(path)
    assert names_of(table) == NAMES
    assert any(".cpg" in note.en for note in table.notes)


@pytest.mark.parametrize(
    "said",
    ["UTF-8", "utf8\r\n", "\ufeffUTF-8", "65001", "cp1256", "ANSI 1256", "windows-1256", "nonsense", ""],
)
def test_a_cpg_may_be_written_in_many_ways(tmp_path, said):
    path = shapefile(tmp_path, "CP1256" if "1256" in said else "UTF-8")
    path.with_suffix(".cpg").write_text(said, "utf-8")
    assert names_of(read_source(path)) == NAMES


def test_an_encoding_that_is_named_must_fit(tmp_path):
    path = shapefile(tmp_path, "CP1256")
    assert names_of(read_source(path, encoding="windows-1256")) == NAMES
    assert refused(path, encoding="utf-8").code == "encoding"
    assert refused(path, encoding="utf-99").code == "encoding"


def test_a_shapefile_without_prj_has_no_crs(tmp_path):
    path = shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    assert read_source(path).crs is None


def test_a_text_cut_in_the_middle_of_a_letter_is_a_fault_of_its_row(tmp_path):
    path = shapefile(tmp_path, names=["a" + "م" * 126, "ب", "پ"])
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    start, length = struct.unpack("<H", content[8:10])[0] + 1, content[32 + 16]
    content[start : start + length] = "م".encode() * (length // 2) + b"\xd9"
    dbf.write_bytes(bytes(content))
    table = read_source(path)
    assert set(table.rows[0].cells[0]) == {"م"}
    assert [(fault.code, fault.row, fault.column) for fault in table.faults] == [("text-cut", 1, "name_fa")]


def test_records_marked_as_deleted_are_left_out_with_their_shapes(tmp_path):
    path = shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    header, record = struct.unpack("<HH", content[8:12])
    content[header + record] = ord("*")
    dbf.write_bytes(bytes(content))
    table = read_source(path)
    assert [row.number for row in table.rows] == [1, 3]
    assert names_of(table) == [NAMES[0], NAMES[2]]
    assert [round(shape.x, 4) for shape in table.geometry] == [POINTS[0][0], POINTS[2][0]]
    assert any("deleted" in note.en for note in table.notes)


@pytest.mark.parametrize("how", ["folder", "zip", "zip in folders", "capitals", "persian name"])
def test_a_shapefile_comes_as_a_folder_or_a_zip_in_any_capitals(tmp_path, how):
    path = shapefile(tmp_path)
    if how == "folder":
        path = path.parent
    elif how == "capitals":
        for part in list(path.parent.iterdir()):
            part.rename(part.with_name(part.stem.upper() + part.suffix.upper()))
        path = path.with_name("CENTRES.SHP")
    elif how == "persian name":
        for part in list(path.parent.iterdir()):
            part.rename(part.with_name("مراکز ۱" + part.suffix))
        path = path.with_name("مراکز ۱.shp")
    else:
        target = tmp_path / "list.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for part in path.parent.iterdir():
                archive.write(part, ("a/b/" if "folders" in how else "") + part.name)
            archive.writestr("README.txt", "read me")
            archive.writestr("__MACOSX/._centres.shp", b"junk")
        path = target
    table = read_source(path)
    assert names_of(table) == NAMES
    assert table.crs == "EPSG:4326"


def test_two_shapefiles_are_asked_about(tmp_path):
    path = shapefile(tmp_path)
    target = tmp_path / "list.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in list(path.parent.iterdir()):
            archive.write(part, part.name)
            archive.write(part, "houses" + part.suffix)
            part.with_name("houses" + part.suffix).write_bytes(part.read_bytes())
    for both in (target, path.parent):
        assert "houses" in refused(both).mend_en
        assert len(read_source(both, sheet="houses").rows) == 3


@pytest.mark.parametrize("ending", [".shx", ".dbf"])
def test_a_missing_part_is_named(tmp_path, ending):
    path = shapefile(tmp_path)
    path.with_suffix(ending).unlink()
    error = refused(path)
    assert error.code == "shapefile-part"
    assert f"centres{ending}" in error.came


@pytest.mark.parametrize("ending", [".dbf", ".shx", ".prj"])
def test_a_part_alone_asks_for_the_others(tmp_path, ending):
    path = shapefile(tmp_path).with_suffix(ending)
    assert ".shp" in refused(path).mend_en


@pytest.mark.parametrize("count", [0, 2, 4, 2**31])
def test_a_dbf_with_a_wrong_count_is_refused(tmp_path, count):
    path = shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    content[4:8] = struct.pack("<I", count)
    dbf.write_bytes(bytes(content))
    error = refused(path)
    assert error.code == "dbf-count"
    assert "3 records" in error.came


def test_a_dbf_of_another_shapefile_is_refused(tmp_path):
    path = shapefile(tmp_path)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    record = struct.unpack("<H", content[10:12])[0]
    content[4:8] = struct.pack("<I", 2)
    dbf.write_bytes(bytes(content[: -record - 1]) + b"\x1a")
    assert refused(path).code == "dbf-count"


@pytest.mark.parametrize("ending", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9])
def test_a_part_that_is_cut_off_is_refused(tmp_path, ending, share):
    path = shapefile(tmp_path)
    part = path.with_suffix(ending)
    content = part.read_bytes()
    part.write_bytes(content[: int(len(content) * share)])
    assert refused(path).code in {"truncated", "damaged", "dbf-damaged", "dbf-count", "empty", "format"}


@pytest.mark.parametrize("ending", [".shp", ".shx", ".dbf"])
def test_a_part_of_rubbish_is_refused(tmp_path, ending):
    path = shapefile(tmp_path)
    path.with_suffix(ending).write_bytes(b"rubbish " * 200)
    refused(path)


# archives


def archive_of(tmp_path, *members, name="a.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return path


CSV = "نام مرکز,شهر\nالف,قم\n"


def test_a_list_in_an_archive_is_read_and_named_by_both(tmp_path):
    table = read_source(archive_of(tmp_path, ("a/list.csv", CSV), ("a/picture.png", b"x")))
    assert table.file == "a.zip/list.csv"
    assert [row.cells for row in table.rows] == [("الف", "قم")]


def test_an_error_in_an_archive_names_both(tmp_path):
    error = refused(archive_of(tmp_path, ("list.csv", 'نام,شهر\n"الف,قم\n')))
    assert error.file == "a.zip/list.csv"


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv", "\\\\host\\a.csv", "..\\a.csv"]
)
def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path, name):
    error = refused(archive_of(tmp_path, (name, CSV), ("good.csv", CSV)))
    assert error.code == "zip-path"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    link = zipfile.ZipInfo("list.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert refused(archive_of(tmp_path, (link, "/etc/passwd"))).code == "zip-link"


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    path = archive_of(tmp_path, ("list.csv", b"0" * 60_000_000))
    assert path.stat().st_size < 100_000
    assert refused(path).code == "zip-ratio"
    assert refused(path, limits=Limits(max_uncompressed_bytes=1_000_000)).code == "zip-size"


def test_a_size_that_lies_is_found_out_while_unpacking(tmp_path):
    path = archive_of(tmp_path, ("list.csv", CSV * 1000))
    content = bytearray(path.read_bytes())
    size = struct.pack("<I", len((CSV * 1000).encode()))
    lie = struct.pack("<I", 10)
    path.write_bytes(bytes(content).replace(size, lie))
    assert refused(path).code in {"zip-damaged", "zip-size"}


@pytest.mark.parametrize("count", [0, 3])
def test_too_many_members_or_none_are_refused(tmp_path, count):
    path = archive_of(tmp_path, *((f"{i}.csv", CSV) for i in range(count)))
    assert refused(path, limits=Limits(max_members=2)).code in {"zip-members", "archive"}


def test_several_lists_in_an_archive_are_asked_about(tmp_path):
    path = archive_of(tmp_path, ("a.csv", CSV), ("b.csv", CSV))
    assert "a, b" in refused(path).mend_en
    assert read_source(path, sheet="b").file == "a.zip/b.csv"


def test_an_archive_in_an_archive_is_refused(tmp_path):
    inner = archive_of(tmp_path, ("a.csv", CSV), name="inner.zip").read_bytes()
    for name in ("inner.zip", "inner.xlsx", "inner.kml"):
        refused(archive_of(tmp_path, (name, inner)))


def test_an_encrypted_archive_is_refused(tmp_path):
    path = archive_of(tmp_path, ("a.csv", CSV))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert refused(path).code == "password"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_an_archive_that_is_cut_off_is_refused(tmp_path, share):
    path = archive_of(tmp_path, ("a.csv", CSV * 100))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(path).code == "zip-damaged"


# other damage


@pytest.mark.parametrize(
    "text",
    [
        "{", "{}", "[]", "[1, 2]", '{"a": 1}', '{"type": "Topology"}', '{"type":"FeatureCollection","features":[]}',
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point"',
        '{"type":"FeatureCollection","features":[' + "[" * 2000, "{" * 100_000,
        '[{"name": "x", "lat": 35}]',
    ],
)  # fmt: skip
def test_a_json_that_is_no_list_of_features_is_refused(tmp_path, text):
    path = tmp_path / "a.geojson"
    path.write_text(text)
    refused(path)


def test_a_broken_json_names_its_line(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(features(), indent=1).replace('"share": 1.5,', '"share": 1.5'))
    assert "line" in refused(path).came


def test_a_shape_that_is_none_is_a_fault_of_its_row(tmp_path):
    content = features()
    content["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [[[51, 35], [52, 35]]]}
    content["features"][2]["geometry"] = {"type": "Point", "coordinates": []}
    table = read_source(geojson(tmp_path, content))
    assert len(table.rows) == 3
    assert table.geometry[0] is not None
    broken = {fault.row for fault in table.faults} | {
        i + 1
        for i, shape in enumerate(table.geometry)
        if shape is None or shape.is_empty or not shape.is_valid
    }
    assert broken == {2, 3}


@pytest.mark.parametrize("name", ["b.gpkg", "b.fgb", "b.parquet"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.8])
def test_a_geographic_file_that_is_cut_off_is_refused(tmp_path, name, share):
    path = tmp_path / name
    if name == "b.parquet":
        import geopandas

        geopandas.read_file(geojson(tmp_path)).to_parquet(path)
    else:
        ogr(geojson(tmp_path), path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused(path)


@pytest.mark.parametrize("name", ["b.geojson", "b.gpkg", "b.fgb", "b.parquet"])
def test_too_many_features_are_refused(tmp_path, name):
    path = tmp_path / name
    if name == "b.parquet":
        import geopandas

        geopandas.read_file(geojson(tmp_path)).to_parquet(path)
    else:
        ogr(geojson(tmp_path), path)
    assert refused(path, limits=Limits(max_rows=2)).code == "too-many-rows"


@pytest.mark.parametrize(
    ("name", "content", "came"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00", "RAR"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.tif", b"II*\x00\x08\x00", "raster"),
        ("a.xlsx", b"name,city\nx,y\n", "damaged"),
        ("a.gpkg", b"rubbish", "damaged"),
        ("a.shp", b"rubbish", "damaged"),
        ("a.kml", b"rubbish", "no KML"),
        (
            "a.xml",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "XML",
        ),
        ("a.vrt", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "XML"),
        ("a.geojson", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "XML"),
        ("a.rtf", b"{\\rtf1 text}", "RTF"),
        ("a.gz", b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is(tmp_path, name, content, came):
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(path)
    assert error.code == "format"
    assert came in error.came


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    assert refused(tmp_path / "a.csv").code == "empty"
    assert refused(tmp_path / "b.csv").code == "unreadable"
    (tmp_path / "c").mkdir()
    assert refused(tmp_path / "c").code == "folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = geojson(tmp_path)
    path.chmod(0)
    assert refused(path).code == "unreadable"


def test_an_error_speaks_both_languages_and_names_its_place(tmp_path):
    path = shapefile(tmp_path)
    path.with_suffix(".shx").unlink()
    error = refused(path)
    assert all((error.expected_fa, error.expected_en, error.came, error.mend_fa, error.mend_en))
    assert any("\u0600" <= sign <= "\u06ff" for sign in error.expected_fa)
    assert error.expected_en in str(error)


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path = shapefile(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in path.parent.iterdir():
            archive.write(part, part.name)
    read_source(tmp_path / "a.zip")
    refused(archive_of(tmp_path, ("list.csv", "x\0y"), name="b.zip"))
    assert list(temporary.iterdir()) == []


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
