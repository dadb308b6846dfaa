"""What is written is what is read back, by GDAL, pyshp, GeoPandas, openpyxl and QGIS, whatever the values."""

import csv
import io
import json
import math
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapefile
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box, from_wkt, normalize

from geo_target.exchange import LayerMeta, write_layer
from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS, all_fields, fields_of

META = LayerMeta(
    layer="",
    title_fa="محله‌های هدف",
    title_en="Target neighbourhoods",
    source_fa="گزارش برنامه",
    source_en="The programme's report",
    licence="CC BY 4.0",
    date="2017-10-14",
    provenance="modelled",
    data_version=7,
)

# What a person could type, and stranger things; a blank at an end is reported and not kept, so none is drawn.
LETTERS = st.sampled_from("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئآ ۀ۰۹\u200c\u064e\u0651ـabcZ 09,;\"'()،«»/-āī😀")
TEXTS = (
    st.text(
        LETTERS | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30
    )
    .map(str.strip)
    .filter(bool)
)
WHOLE = st.integers(-99_999_999, 999_999_999)
REAL = st.floats(-1e307, 1e307)  # all that every format holds; what is greater, a workbook refuses
VALUES = {"text": TEXTS, "integer": WHOLE, "real": REAL, "boolean": st.booleans()}
DTYPES = {"integer": "Int64", "boolean": "boolean", "real": "float64", "text": "object"}
DEGREES = st.integers(-179_000_000, 179_000_000).map(lambda n: n / 1e6)
LATITUDES = st.integers(-89_000_000, 89_000_000).map(lambda n: n / 1e6)
POINTS = st.builds(Point, DEGREES, LATITUDES)


@st.composite
def areas(draw):
    """Apart from each other, some with a hole, rings in either direction."""
    parts = []
    for number in range(draw(st.integers(1, 3))):
        west, south = 44 + number * 3, draw(st.integers(25, 38))
        shape = box(west, south, west + 2, south + 1, ccw=draw(st.booleans()))
        if draw(st.booleans()):
            shape = shape.difference(box(west + 0.5, south + 0.25, west + 1.123456, south + 0.75))
        parts.append(shape)
    return MultiPolygon(parts)


@st.composite
def frames(draw, layer):
    """A few rows whose cells are picked from a few drawn values: drawing each cell would take minutes."""
    codes = draw(st.lists(st.integers(0, 99_999), max_size=4, unique=True))
    pools = {kind: [None, *draw(st.lists(values, min_size=1, max_size=4))] for kind, values in VALUES.items()}
    shapes = draw(st.lists(areas() if layer in AREA_LAYERS else POINTS, min_size=1, max_size=3))
    pick = random.Random(draw(st.integers(0, 2**32))).choice

    columns = {
        field.name: [pick(pools[field.type]) for _ in codes] for field in fields_of(LAYER_COLUMNS[layer])
    }
    columns["code"] = [f"XX-{code:05d}" for code in sorted(codes)]
    columns["provenance"] = [pick(["official", "open", "modelled"]) for _ in codes]
    columns = {
        name: pd.Series(cells, dtype=DTYPES[all_fields()[name].type]) for name, cells in columns.items()
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([pick(shapes) for _ in codes], crs=4326))


LAYERS = st.sampled_from(["training_centres", "neighbourhoods"])  # every type of column, points and areas
CASES = LAYERS.flatmap(lambda layer: st.tuples(st.just(layer), frames(layer)))


def written(layer, frame, suffix):
    folder = Path(tempfile.mkdtemp(prefix="gt-exchange-"))
    path = folder / f"{layer}{suffix}"
    return path, write_layer(frame, replace(META, layer=layer), path)


def expected(layer, frame):
    """Plain values by row, by field name; None for unknown."""
    return [
        {
            name: None if pd.isna(value) else (value.item() if isinstance(value, np.generic) else value)
            for name, value in row.items()
        }
        for row in frame[list(LAYER_COLUMNS[layer])].astype(object).to_dict("records")
    ]


def same(value, came, digits):
    if value is None:
        return came is None or came == "" or (isinstance(came, float) and math.isnan(came)) or came is pd.NA
    if isinstance(value, float):
        return came == pytest.approx(value, rel=digits, abs=0)
    return came == value


def assert_rows(layer, frame, came, names, *, digits=0):
    wanted = expected(layer, frame)
    assert len(came) == len(wanted)
    for wanted_row, came_row in zip(wanted, came, strict=True):
        for name, value in wanted_row.items():
            assert same(value, came_row[names[name]], digits), (name, value, came_row[names[name]])


def shorts(layer):
    return {name: all_fields()[name].short for name in LAYER_COLUMNS[layer]}


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
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
    # A workbook has 16 digits of a number.
    assert_rows(layer, frame, came, {name: name for name in LAYER_COLUMNS[layer]}, digits=1e-15)
    shutil.rmtree(path.parent)


@settings(deadline=None, max_examples=25)
@given(case=CASES, suffix=st.sampled_from([".zip", ".geojson", ".csv", ".xlsx"]), seed=st.randoms())
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
