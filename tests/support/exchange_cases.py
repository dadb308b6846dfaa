"""Frames as strange as people and Hypothesis make them, and how what is read back is compared to them."""

import math
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

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
TRAPS = st.sampled_from(
    [
        *(
            "=1+1",
            "+98 21",
            "-5",
            "@SUM(A1:A9)",
            "'گیومه",
            '"quoted", twice',
            "two\nlines",
            "tab\there",
            "]]>",
            "<b>&amp;</b>",
        ),
        *(
            "TRUE",
            "007",
            "1e5",
            "NULL",
            "۱۳۹۶/۰۷/۲۲",
            "می‌خواهم",
            "_x000D_",
            "مـركـز كاريابي",
            "👨‍👩‍👧",
            "#N/A",
            "{}",
            "%s",
            "\\n",
        ),
    ]
)
TEXTS = TRAPS | (
    st.text(
        LETTERS | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30
    )
    .map(str.strip)
    .filter(bool)
)
WHOLE = st.integers(-99_999_999, 999_999_999) | st.sampled_from([0, -99_999_999, 999_999_999])
REAL = st.floats(-1e307, 1e307) | st.sampled_from(
    [0.0, 0.1, 5e-324, 1e307]
)  # all that every format holds; what is greater, a workbook refuses
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
