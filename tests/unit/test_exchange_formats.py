"""What lies in a GeoPackage, FlatGeobuf, GeoParquet, KML and workbook, and what each refuses."""

import csv
import json
import re
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from exchange_frames import META, areas, centres
from shapely import box

from geo_target.errors import InputError, LossError
from geo_target.exchange import LAYER_FORMATS, dbf, write_layer
from geo_target.exchange.fields import LAYER_COLUMNS, fields_of
from geo_target.exchange.styles import qml, sld
from geo_target.exchange.words import WORDS

NEIGHBOURHOODS = replace(META, layer="neighbourhoods")
GMD = {"gmd": "http://www.isotc211.org/2005/gmd", "gco": "http://www.isotc211.org/2005/gco"}
FIELDS = fields_of(LAYER_COLUMNS["training_centres"])


def asked(path, statement):
    database = sqlite3.connect(path)
    rows = database.execute(statement).fetchall()
    database.close()
    return rows


# GeoPackage


def test_a_geopackage_carries_our_look_as_the_default(tmp_path):
    path = write_layer(centres(), META, tmp_path / "a.gpkg").path
    (style,) = asked(
        path, "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML, styleSLD FROM layer_styles"
    )
    assert style == ("training_centres", "geom", 1, qml("training_centres"), sld("training_centres"))


def test_a_geopackage_names_its_columns_in_persian_and_lists_their_values(tmp_path):
    path = write_layer(centres(), META, tmp_path / "a.gpkg").path
    columns = asked(
        path, "SELECT column_name, title, description, constraint_name FROM gpkg_data_columns ORDER BY rowid"
    )
    assert [(name, title) for name, title, *_ in columns] == [
        (field.name, field.label_fa) for field in FIELDS
    ]
    meaning = {name: text for name, _, text, _ in columns}["floor_area_m2"]
    assert "مساحت زیربنا" in meaning
    assert "[m²]" in meaning
    values = asked(
        path, "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'status' ORDER BY rowid"
    )
    assert [value for (value,) in values] == list(WORDS["status"])


def test_a_list_of_values_that_does_not_hold_is_not_stated(tmp_path):
    path = write_layer(centres(status="planned"), META, tmp_path / "a.gpkg").path
    assert asked(path, "SELECT constraint_name FROM gpkg_data_columns WHERE column_name = 'status'") == [
        (None,)
    ]


def test_a_geopackage_says_where_it_is_from_as_iso_metadata(tmp_path):
    meta = replace(META, filters=(("استان IR-09", "province IR-09"),))
    path = write_layer(centres(), meta, tmp_path / "a.gpkg").path
    (text,) = asked(path, "SELECT metadata FROM gpkg_metadata WHERE md_standard_uri LIKE '%isotc211%'")[0]
    root = ET.fromstring(text)  # noqa: S314  our own text
    told = [one.text for one in root.iterfind(".//gco:CharacterString", GMD)]
    for wanted in (
        "مراکز آموزش",
        "Training centres",
        "گزارش برنامه | The programme's report",
        "CC BY 4.0",
        "7",
    ):
        assert wanted in told
    assert "official" in told[-1]
    ((identifier, description),) = asked(
        path, "SELECT identifier, description FROM gpkg_contents WHERE data_type = 'features'"
    )
    assert identifier == "مراکز آموزش"
    assert {"پروانه: CC BY 4.0", "تنها: استان IR-09", "Only: province IR-09"} <= set(description.splitlines())


def test_no_geopackage_holds_the_day_on_which_it_was_written(tmp_path):
    for date, moment in (("2017-10-14", "2017-10-14T00:00:00.000Z"), ("", "2000-01-01T00:00:00.000Z")):
        path = write_layer(centres(), replace(META, date=date), tmp_path / f"a{date}.gpkg").path
        times = asked(
            path,
            "SELECT last_change FROM gpkg_contents UNION ALL SELECT timestamp FROM gpkg_metadata_reference "
            "UNION ALL SELECT update_time FROM layer_styles",
        )
        assert {time for (time,) in times} == {moment}


def test_a_geopackage_keeps_types_and_its_coordinate_system(tmp_path):
    path = write_layer(centres().to_crs(32640), META, tmp_path / "a.gpkg").path
    types = dict(asked(path, "SELECT name, type FROM pragma_table_info('training_centres')"))
    assert (types["capacity"], types["in_outskirts"], types["code"]) == ("INTEGER", "BOOLEAN", "TEXT")
    assert asked(path, "SELECT srs_id FROM gpkg_geometry_columns") == [(32640,)]
    assert asked(path, "PRAGMA application_id") == [(0x47504B47,)]
    path = write_layer(areas(), NEIGHBOURHOODS, tmp_path / "b.gpkg").path
    types = dict(asked(path, "SELECT name, type FROM pragma_table_info('neighbourhoods')"))
    assert (types["deprivation"], types["geom"]) == ("REAL", "MULTIPOLYGON")


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_an_area_of_one_part_is_of_the_type_that_the_file_states(tmp_path, suffix):
    frame = areas().set_geometry([box(59, 36, 59.1, 36.1)], crs=4326)
    path = write_layer(frame, NEIGHBOURHOODS, tmp_path / f"a{suffix}").path
    back = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path, layer="neighbourhoods")
    assert list(back.geom_type) == ["MultiPolygon"]
    assert back.geometry.iloc[0].equals(frame.geometry.iloc[0])


# GeoParquet


def test_a_geoparquet_says_what_its_columns_mean_and_where_it_is_from(tmp_path):
    path = write_layer(centres().to_crs(32640), META, tmp_path / "a.parquet").path
    file = pq.ParquetFile(path)
    schema = file.schema_arrow
    assert schema.field("capacity").metadata[b"label_fa"].decode() == "ظرفیت"
    assert json.loads(schema.metadata[b"geo_target"])["licence"] == "CC BY 4.0"
    column = json.loads(schema.metadata[b"geo"])["columns"]["geometry"]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 32640}
    assert column["orientation"] == "counterclockwise"
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


# KML


def test_kml_is_refused_in_another_coordinate_system(tmp_path):
    with pytest.raises(InputError, match="KML is always in WGS 84"):
        write_layer(centres().to_crs(32640), META, tmp_path / "a.kml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"name_en": ["a", "bell\x07", "c"]},
            r"control character '\x07', which is in name_en of row TC-00001",
        ),
        ({"name_fa": ["a", "\x0b", "c"]}, r"control character '\x0b', which is in name_fa of row TC-00001"),
        (
            {"capacity": pd.array([1, 2, 2**31], dtype="Int64")},
            "32 bits; capacity of row TC-00003 is 2147483648",
        ),
    ],
)
def test_kml_refuses_what_it_cannot_hold(tmp_path, changes, told):
    with pytest.raises(LossError, match=re.escape(told)):
        write_layer(centres(**changes), META, tmp_path / "a.kml")


def test_a_kml_has_persian_names_for_its_data_and_a_style_for_every_placemark(tmp_path):
    text = write_layer(centres(), META, tmp_path / "a.kml").path.read_text("utf-8")
    assert '<SimpleField name="status" type="string"><displayName>وضعیت</displayName>' in text
    assert "پروانه: CC BY 4.0" in text
    styles = set(re.findall('<Style id="(.*?)"', text))
    assert set(re.findall("<styleUrl>#(.*?)</styleUrl>", text)) <= styles
    assert "<name>مرکز «گلشهر»، ۲</name>" in text


# Shapefile: sizes are computed, nothing of 2 GB is written


def test_a_shapefile_that_would_be_too_large_is_refused_before_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(dbf, "MOST_BYTES", 1_000)
    with pytest.raises(LossError, match=r"the \.dbf would be"):
        write_layer(centres(), META, tmp_path / "a.zip")
    monkeypatch.setattr(dbf, "MOST_BYTES", 200)
    with pytest.raises(LossError, match=r"the \.shp would be"):
        write_layer(areas(), NEIGHBOURHOODS, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


# Workbook and CSV


def test_a_workbook_speaks_persian_and_keeps_the_codes(tmp_path):
    report = write_layer(centres(), META, tmp_path / "a.xlsx")
    assert any("provenance, kind, status, capacity_unit are Persian words" in note for note in report.notes)
    data, sources = openpyxl.load_workbook(report.path).worksheets
    assert [data[f"G{row}"].value for row in (2, 3, 4)] == ["پیشنهادی", "فعال", "تعطیل"]
    lines = [tuple(cell for cell in row if cell is not None) for row in sources.iter_rows(values_only=True)]
    assert ("وضعیت", "فعال", "operating", "status", "Operating") in lines


def test_a_formula_in_a_name_stays_a_text_in_a_workbook(tmp_path):
    path = write_layer(centres(name_fa=["=1+1", "+98", "@SUM(A1)"]), META, tmp_path / "a.xlsx").path
    cells = [cell for (cell,) in openpyxl.load_workbook(path).worksheets[0]["B2:B4"]]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("+98", "s"),
        ("=1+1", "s"),
        ("@SUM(A1)", "s"),
    ]


def test_a_workbook_says_that_areas_are_given_by_a_point(tmp_path):
    report = write_layer(areas(), NEIGHBOURHOODS, tmp_path / "a.xlsx")
    assert report.notes[0].startswith("Areas are given by a point inside them")


def test_beside_a_csv_lies_what_its_columns_mean_and_where_it_is_from(tmp_path):
    report = write_layer(centres(), META, tmp_path / "a.csv")
    (beside,) = report.beside
    assert beside.name == "a.csv-metadata.json"
    told = json.loads(beside.read_text("utf-8"))
    assert (told["url"], told["dc:license"], told["geo_target:data_version"]) == ("a.csv", "CC BY 4.0", "7")
    with report.path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    assert [column["name"] for column in told["tableSchema"]["columns"]] == header
    assert told["tableSchema"]["columns"][1]["titles"]["fa"] == "نام"


# Of all formats


@pytest.mark.parametrize("suffix", sorted(LAYER_FORMATS.values()))
@pytest.mark.parametrize("text", ["a\0b", "half \ud83d"])
def test_what_is_no_text_is_refused_by_every_format(tmp_path, suffix, text):
    with pytest.raises(InputError, match="name_en must hold whole characters without NUL"):
        write_layer(centres(name_en=pd.Series(["a", text, "c"], dtype=object)), META, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_a_number_of_more_than_64_bits_is_refused(tmp_path, suffix):
    numbers = pd.Series([1, 2, 2**63], dtype="object")
    with pytest.raises(LossError, match="64 bits of a number; capacity of row TC-00003"):
        write_layer(centres(capacity=numbers), META, tmp_path / f"a{suffix}")
