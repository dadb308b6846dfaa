"""The table of fields, what is refused, what lies in the files, and reading them by GDAL and QGIS."""

import csv
import datetime as dt
import io
import json
import os
import re
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapefile
from exchange_frames import META, areas, centres, unzipped
from shapely import LineString, Point

from geo_target.errors import InputError, LossError
from geo_target.exchange import LAYER_FORMATS, format_of, write_layer, write_table
from geo_target.exchange.dbf import MOST_BYTES, dbf, require_size
from geo_target.exchange.fields import (
    ALL_COLUMNS,
    AREA_LAYERS,
    COMMON,
    LAYER_COLUMNS,
    LAYER_TITLES,
    all_fields,
    fields_of,
)
from geo_target.exchange.tables import Table
from geo_target.profile import SERVICES
from geo_target.workflows.equity import EquityRow
from geo_target.workflows.equity_indices import INDICES

# The table of fields


def test_every_column_of_every_layer_is_in_the_table_of_fields():
    for layer, columns in LAYER_COLUMNS.items():
        assert columns[:5] == COMMON, layer
        assert [field.name for field in fields_of(columns)] == list(columns)
    assert set(LAYER_TITLES) == set(LAYER_COLUMNS)


def test_short_names_are_ascii_of_at_most_ten_characters_and_no_two_are_equal():
    shorts = [field.short for field in all_fields().values()]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,9}", short) for short in shorts)
    assert len(set(shorts)) == len(shorts)


def test_every_field_has_its_labels_and_meanings_in_both_languages():
    for field in all_fields().values():
        assert field.type in {"text", "integer", "real", "boolean"}, field
        assert all((field.label_fa, field.label_en, field.meaning_fa, field.meaning_en)), field
        assert re.search("[آ-ی]", field.label_fa), field


def test_no_line_of_the_table_is_without_use():
    tables = {
        "city_fa",
        "province_fa",
        "province_en",
        "priority",
        "nearest_m",
        "share_covered",
        "unserved",
        "gap",
    }
    tables |= {field.name for field in fields(EquityRow)} - {"indices", "undefined"}
    tables |= {*INDICES, "reason_fa", "reason_en", "in_top_k"}
    tables |= {f"{name}_{service}" for name in ("demand", "share_met") for service in SERVICES}
    used = {column for columns in ALL_COLUMNS.values() for column in columns} | tables
    assert set(all_fields()) == used | {"lon", "lat", "x", "y", "wkt"}


def test_a_column_that_is_not_in_the_table_is_refused_by_name():
    with pytest.raises(InputError, match=r"fields\.csv; it has no wages"):
        fields_of(("code", "wages"))


# What lies in the files


def test_the_report_says_what_was_written(tmp_path):
    report = write_layer(centres(), META, tmp_path / "centres.zip")
    assert (report.layer, report.format, report.rows) == ("training_centres", "shapefile", 3)
    assert report.provenance == (("modelled", 2), ("official", 1))
    assert ("province_code", "prov_code") in report.renamed
    assert report.bytes == report.path.stat().st_size
    assert re.fullmatch("[0-9a-f]{64}", report.sha256)


def test_a_shapefile_comes_with_its_parts_dictionary_aliases_and_readme(tmp_path):
    folder = unzipped(write_layer(centres(), META, tmp_path / "a.zip").path, tmp_path / "a")
    stem = "training_centres"
    suffixes = [".shp", ".shx", ".dbf", ".prj", ".cpg", ".qml", "_fields.csv", "_README.txt"]
    assert sorted(p.name for p in folder.iterdir()) == sorted(stem + suffix for suffix in suffixes)
    assert (folder / f"{stem}.cpg").read_text() == "UTF-8"
    assert (folder / f"{stem}.prj").read_text().startswith('GEOGCS["GCS_WGS_1984"')
    readme = (folder / f"{stem}_README.txt").read_text("utf-8-sig")
    for wanted in (
        "گزارش برنامه",
        "The programme's report",
        "CC BY 4.0",
        "2017-10-14",
        "modelled",
        "official",
    ):
        assert wanted in readme
    rows = list(csv.DictReader(io.StringIO((folder / f"{stem}_fields.csv").read_text("utf-8-sig"))))
    assert [row["full_name"] for row in rows] == list(LAYER_COLUMNS[stem])
    with shapefile.Reader(str(folder / stem)) as reader:
        assert [row["field"] for row in rows] == [field.name for field in reader.fields[1:]]
    qml = (folder / f"{stem}.qml").read_text("utf-8")
    assert '<alias index="6" field="status" name="وضعیت" />' in qml


def test_what_is_not_known_is_not_zero_and_no_is_not_unknown(tmp_path):
    path = write_layer(centres(), META, tmp_path / "a.zip").path
    with shapefile.Reader(str(path)) as reader:
        rows = {record["code"]: record.as_dict() for record in reader.records()}
    assert [rows[f"TC-0000{n}"]["capacity"] for n in (1, 2, 3)] == [None, 12000, 0]
    assert [rows[f"TC-0000{n}"]["outskirts"] for n in (1, 2, 3)] == [None, 1, 0]
    assert [rows[f"TC-0000{n}"]["floor_m2"] for n in (1, 2, 3)] == [547, None, None]


def test_a_workbook_has_persian_headers_number_formats_and_a_sheet_of_sources(tmp_path):
    path = write_layer(centres(), META, tmp_path / "a.xlsx").path
    data, sources = openpyxl.load_workbook(path).worksheets
    assert data.sheet_view.rightToLeft
    assert sources.sheet_view.rightToLeft
    assert data["H1"].value == "ظرفیت"
    assert data["H3"].value == 12000
    assert data.column_dimensions["H"].width > 5
    told = {str(cell.value) for row in sources.iter_rows() for cell in row}
    assert {"گزارش برنامه", "CC BY 4.0", "capacity", "خاستگاه / Provenance: official"} <= told


def test_no_file_holds_the_day_on_which_it_was_written(tmp_path):
    book = write_layer(centres(), META, tmp_path / "a.xlsx").path
    assert openpyxl.load_workbook(book).properties.created == dt.datetime(2000, 1, 1)  # noqa: DTZ001  naive there
    for path in (book, write_layer(centres(), META, tmp_path / "a.zip").path):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("training_centres.dbf")[1:4] == bytes([95, 7, 26])


def test_geojson_has_its_source_and_outer_rings_counter_clockwise(tmp_path):
    frame = areas()
    path = write_layer(frame, replace(META, layer="neighbourhoods"), tmp_path / "a.geojson").path
    whole = json.loads(path.read_text("utf-8"))
    assert whole["metadata"]["source_fa"] == "گزارش برنامه"
    assert whole["metadata"]["data_version"] == 7
    outer, hole = (shapefile.signed_area(ring) for ring in whole["features"][0]["geometry"]["coordinates"][0])
    assert outer > 0 > hole


def test_coordinates_that_geojson_rounds_are_told(tmp_path):
    places = [Point(59.1234567, 36), Point(1, 1), Point(2, 2)]
    report = write_layer(centres(geometry=places), META, tmp_path / "a.geojson")
    assert report.notes == ("Coordinates are rounded to 6 decimals of a degree (0.1 m).",)
    assert write_layer(centres(), META, tmp_path / "b.geojson").notes == ()


def test_outer_rings_of_a_shapefile_run_clockwise(tmp_path):
    path = write_layer(areas(), replace(META, layer="neighbourhoods"), tmp_path / "a.zip").path
    with shapefile.Reader(str(path)) as reader:
        shape = reader.shape(0)
    ends = [*shape.parts[1:], len(shape.points)]
    signs = [shapefile.signed_area(shape.points[a:b]) < 0 for a, b in zip(shape.parts, ends, strict=True)]
    assert signs == [True, False, True]


def test_blanks_that_readers_drop_and_empty_texts_are_told(tmp_path):
    report = write_layer(centres(name_en=[" a", "", "c "]), META, tmp_path / "a.zip")
    assert report.notes == (
        "2 texts begin or end with a blank, which readers of shapefiles drop.",
        "1 texts are empty, which readers of shapefiles take for not known.",
    )


def test_a_layer_without_rows_is_a_file_without_rows(tmp_path):
    for layer in LAYER_COLUMNS:
        empty = gpd.GeoDataFrame({name: [] for name in LAYER_COLUMNS[layer]}, geometry=[], crs=4326)
        for suffix in LAYER_FORMATS.values():
            report = write_layer(empty, replace(META, layer=layer), tmp_path / f"{layer}{suffix}")
            assert report.rows == 0
        back = gpd.read_file(tmp_path / f"{layer}.zip")
        assert len(back) == 0
        with shapefile.Reader(str(tmp_path / f"{layer}.zip")) as reader:
            assert reader.shapeTypeName == ("POLYGON" if layer in AREA_LAYERS else "POINT")


def test_another_coordinate_system_is_written_as_such(tmp_path):
    utm = centres().to_crs(32640)
    back = gpd.read_file(write_layer(utm, META, tmp_path / "a.zip").path)
    assert back.crs.to_epsg() == 32640
    assert back.to_crs(4326).geometry.iloc[1].distance(Point(59.6, 36.3)) < 1e-9
    rows = (write_layer(utm, META, tmp_path / "a.csv").path).read_text("utf-8-sig").splitlines()
    assert rows[0].endswith(",x,y")
    with pytest.raises(InputError, match="WGS 84"):
        write_layer(utm, META, tmp_path / "a.geojson")


def test_a_table_is_written_in_its_own_order_in_every_format(tmp_path):
    frame = pd.DataFrame({"rank": [2, 1], "code": ["N2", "N1"], "priority": [0.1, 99.9], "spare": 0})
    columns = ("rank", "code", "priority")
    meta = replace(META, layer="priorities")
    for suffix in (".csv", ".json", ".xlsx"):
        assert write_table(frame, columns, meta, tmp_path / f"t{suffix}").rows == 2
    assert (tmp_path / "t.csv").read_bytes().decode(
        "utf-8-sig"
    ) == "rank,code,priority\r\n2,N2,0.1\r\n1,N1,99.9\r\n"
    told = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert told["rows"] == [dict(zip(columns, row, strict=True)) for row in ((2, "N2", 0.1), (1, "N1", 99.9))]
    assert told["metadata"]["licence"] == "CC BY 4.0"
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]["A2"].value == 2


# What is refused


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name_fa": ["a", "ن" * 128, "c"]}, "254 bytes of a text; name_fa of row TC-00001 has 256"),
        ({"capacity": [1, 2, 1_000_000_000]}, "9 digits; capacity of row TC-00003 is 1000000000"),
        ({"capacity": [1, 2, -100_000_000]}, "9 digits; capacity of row TC-00003 is -100000000"),
    ],
)
def test_a_shapefile_refuses_what_it_would_cut_and_names_row_field_and_value(tmp_path, changes, told):
    with pytest.raises(LossError, match=re.escape(told)):
        write_layer(centres(**changes), META, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name_fa": ["a", "ن" * 40_000, "c"]}, "32,767 characters; name_fa of row TC-00001 has 40,000"),
        (
            {"capacity": pd.array([1, 2, 2**60], dtype="Int64")},
            "15 digits of a number; capacity of row TC-00003",
        ),
    ],
)
def test_a_workbook_refuses_what_it_would_cut(tmp_path, changes, told):
    with pytest.raises(LossError, match=re.escape(told)):
        write_layer(centres(**changes), META, tmp_path / "a.xlsx")


def test_a_workbook_refuses_a_number_that_excel_would_read_as_infinite(tmp_path):
    with pytest.raises(LossError, match=r"deprivation of row N124665-001 is 1\.5e\+308"):
        write_layer(
            areas().assign(deprivation=1.5e308), replace(META, layer="neighbourhoods"), tmp_path / "a.xlsx"
        )


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (centres(code=["TC-1", "TC-1", "TC-2"]), "TC-1 stands in several"),
        (centres(geometry=[Point(1, 1), None, Point(1, 1)]), "Row TC-00001 must have a geometry"),
        (centres(geometry=[Point(1, 1), Point(), Point(1, 1)]), "Row TC-00001 must have a geometry"),
        (
            centres(geometry=[Point(1, 1), LineString([(0, 0), (1, 1)]), Point(1, 1)]),
            "row TC-00001 must be Point, not LineString",
        ),
        (centres(geometry=[Point(1, 1), Point(1, 1, 1), Point(1, 1)]), "not a height as well"),
        (
            centres(geometry=[Point(1, 1), Point(np.inf, 1), Point(1, 1)]),
            "no place in this coordinate system",
        ),
        (centres(provenance="guessed"), "must be official or open or modelled, not 'guessed'"),
        (centres(capacity=1.5), "capacity must hold whole numbers, not 1.5"),
        (centres().drop(columns="status"), "; missing: status."),
        (centres(spare=1), "; not known: spare."),
        (centres().set_crs(None, allow_override=True), "must have a coordinate system"),
    ],
)
def test_a_frame_that_is_not_the_layer_is_refused(tmp_path, frame, told):
    with pytest.raises(InputError, match=re.escape(told)):
        write_layer(frame, META, tmp_path / "a.zip")


def test_an_unknown_layer_or_an_infinite_number_is_refused(tmp_path):
    with pytest.raises(InputError, match="The layer must be one of provinces"):
        write_layer(centres(), replace(META, layer="roads"), tmp_path / "a.zip")
    with pytest.raises(InputError, match="deprivation must hold finite numbers"):
        write_layer(
            areas().assign(deprivation=np.inf), replace(META, layer="neighbourhoods"), tmp_path / "a.csv"
        )
    with pytest.raises(InputError, match="rank is missing"):
        write_table(pd.DataFrame({"code": ["a"]}), ("code", "rank"), META, tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "fmt", "told"),
    [
        ("a.dxf", None, "the suffix '.dxf' of a.dxf is none of them"),
        ("a", None, "the suffix '' of a is none of them"),
        ("a.zip", "dxf", "the format 'dxf' is none of them"),
        ("a.shp", None, "call the file a.zip"),
    ],
)
def test_an_unknown_format_is_refused_and_the_known_ones_are_listed(name, fmt, told):
    with pytest.raises(InputError, match=re.escape(told)):
        format_of(Path(name), fmt)


def test_a_format_that_is_said_overrides_the_suffix():
    assert format_of(Path("a.dat"), "shapefile") == "shapefile"
    assert format_of(Path("a.JSON")) == "geojson"
    assert format_of(Path("a.zip"), "CSV") == "csv"


def test_more_fields_or_bytes_than_a_shapefile_holds_are_refused():
    (code,) = fields_of(("code",))
    with pytest.raises(LossError, match="255 fields, and there are 256"):
        dbf(Table((code,) * 256, ()))
    require_size("shp", MOST_BYTES)
    with pytest.raises(LossError, match=r"the \.shp would be 2\.0 GB"):
        require_size("shp", MOST_BYTES + 1)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match=re.escape(f"The folder {tmp_path / 'none'} does not exist")):
        write_layer(centres(), META, tmp_path / "none" / "a.zip")
    with pytest.raises(InputError, match="it is a folder"):
        write_layer(centres(), META, tmp_path, "csv")


def test_a_file_that_cannot_be_replaced_whole_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("before")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_layer(centres(), META, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
