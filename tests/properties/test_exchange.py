"""What is written is what is read back, by GDAL, pyshp, GeoPandas, openpyxl and QGIS, whatever the values."""

import csv
import io
import json
import shutil

import geopandas as gpd
import openpyxl
import shapefile
from exchange_cases import CASES, assert_rows, shorts, written
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, from_wkt, normalize

from geo_target.exchange import LAYER_FORMATS
from geo_target.exchange.fields import LAYER_COLUMNS, all_fields
from geo_target.exchange.words import WORDS


@settings(deadline=None, max_examples=settings().max_examples * 2 // 5)
@given(case=CASES)
def test_a_shapefile_read_by_gdal_and_geopandas_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".zip")
    back = gpd.read_file(path)
    assert back.crs.to_epsg() == 4326
    assert list(back.columns) == [*shorts(layer).values(), "geometry"]
    assert_rows(layer, frame, back.astype(object).to_dict("records"), shorts(layer))
    for wanted, came in zip(frame.geometry, back.geometry, strict=True):
        assert normalize(wanted).equals(normalize(came))
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=settings().max_examples * 2 // 5)
@given(case=CASES)
def test_a_shapefile_read_by_pyshp_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".zip")
    with shapefile.Reader(str(path)) as reader:
        records = [record.as_dict() for record in reader.records()]
        shapes = [shape.__geo_interface__ for shape in reader.shapes()]
    assert_rows(layer, frame, records, shorts(layer))
    for wanted, came in zip(frame.geometry, shapes, strict=True):
        assert normalize(wanted).equals(normalize(_shape(came)))
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=settings().max_examples * 2 // 5)
@given(case=CASES)
def test_geojson_is_what_was_written_and_says_where_it_is_from(case):
    layer, frame = case
    path, report = written(layer, frame, ".geojson")
    whole = json.loads(path.read_text("utf-8"))
    assert whole["metadata"]["licence"] == "CC BY 4.0"
    assert whole["metadata"]["provenance"] == "modelled"
    names = {name: name for name in LAYER_COLUMNS[layer]}
    assert_rows(layer, frame, [feature["properties"] for feature in whole["features"]], names)
    assert report.notes == ()
    for wanted, feature in zip(frame.geometry, whole["features"], strict=True):
        came = _shape(feature["geometry"])
        assert normalize(wanted).equals(normalize(came))
        assert all(part.exterior.is_ccw for part in getattr(came, "geoms", ()))
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=settings().max_examples * 2 // 5)
@given(case=CASES)
def test_csv_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".csv")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    readers = {
        "integer": int,
        "real": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "text": str,
    }
    for row in rows:
        for name in LAYER_COLUMNS[layer]:
            row[name] = readers[all_fields()[name].type](row[name]) if row[name] else None
    assert_rows(layer, frame, rows, {name: name for name in LAYER_COLUMNS[layer]})
    for wanted, row in zip(frame.geometry, rows, strict=True):
        came = from_wkt(row["wkt"]) if "wkt" in row else Point(float(row["lon"]), float(row["lat"]))
        assert wanted.equals_exact(came)
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=settings().max_examples * 2 // 5)
@given(case=CASES)
def test_a_workbook_read_by_openpyxl_is_what_was_written(case):
    layer, frame = case
    path, _ = written(layer, frame, ".xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "C2"
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:3] == ("کد", "نام", "نام انگلیسی")
    came = [
        dict(zip(LAYER_COLUMNS[layer], row, strict=False)) for row in rows if any(v is not None for v in row)
    ]
    codes = {word.fa: code for code, word in WORDS["provenance"].items()}
    came = [row | {"provenance": codes[row["provenance"]]} for row in came]
    # A workbook has 16 digits of a number.
    assert_rows(layer, frame, came, {name: name for name in LAYER_COLUMNS[layer]}, digits=1e-15)
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=settings().max_examples // 4)
@given(case=CASES, suffix=st.sampled_from(sorted(LAYER_FORMATS.values())), seed=st.randoms())
def test_the_same_rows_in_any_order_give_the_same_bytes(case, suffix, seed):
    layer, frame = case
    order = list(frame.index)
    seed.shuffle(order)
    first, report = written(layer, frame, suffix)
    second, _ = written(layer, frame.loc[order], suffix)
    assert first.read_bytes() == second.read_bytes()
    assert report.bytes == len(first.read_bytes())
    shutil.rmtree(first.parent)
    shutil.rmtree(second.parent)


def _shape(mapping):
    from shapely.geometry import shape

    return shape(mapping)
