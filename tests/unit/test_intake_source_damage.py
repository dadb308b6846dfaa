"""Archives and files that cannot be trusted: each is refused, names its place, and leaves nothing behind."""

import json
import os
import struct
import zipfile

import pytest
from intake_layers import features, geojson, ogr, refused, shapefile

from geo_target.intake.reading.source import Limits, read_source

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
