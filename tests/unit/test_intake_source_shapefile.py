"""Shapefiles: encodings, parts, counts; as a folder, a zip, in any capitals."""

import struct
import zipfile

import pytest
from intake_layers import NAMES, POINTS, names_of, refused, shapefile

from geo_target.intake.reading.source import read_source


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1256"])
@pytest.mark.parametrize("cpg", [True, False])
def test_the_encoding_of_a_shapefile_is_found_with_and_without_cpg(tmp_path, encoding, cpg):
    table = read_source(shapefile(tmp_path, encoding, cpg))
    assert names_of(table) == NAMES
    assert table.encoding == {"UTF-8": "utf-8", "CP1256": "windows-1256"}[encoding]
    assert [row.cells[1] for row in table.rows] == [120, 80, 7]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("UTF-8", "1256"), ("CP1256", "UTF-8"), ("CP1256", "ISO-8859-1"), ("CP1256", "1252")],
)
def test_a_cpg_that_is_wrong_is_found_out_and_it_is_said(tmp_path, encoding, said):
    path = shapefile(tmp_path, encoding)
    path.with_suffix(".cpg").write_text(said)
    table = read_source(path)
    assert names_of(table) == NAMES
    assert any(".cpg" in note.en for note in table.notes)


@pytest.mark.parametrize(
    "said",
    [
        "UTF-8",
        "utf8\r\n",
        "\ufeffUTF-8",
        "65001",
        "cp1256",
        "ANSI 1256",
        "windows-1256",
        "nonsense",
        "hex",
        "a\0b",
        "",
    ],
)
def test_a_cpg_may_be_written_in_many_ways(tmp_path, said):
    path = shapefile(tmp_path, "CP1256" if "1256" in said else "UTF-8")
    path.with_suffix(".cpg").write_text(said, "utf-8")
    assert names_of(read_source(path)) == NAMES


def test_an_encoding_that_is_named_must_fit(tmp_path):
    path = shapefile(tmp_path, "CP1256")
    assert names_of(read_source(path, encoding="windows-1256")) == NAMES
    assert refused(path, encoding="utf-8").code == "encoding"
    assert refused(path, encoding="utf-99").code == "encoding-unknown"


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
