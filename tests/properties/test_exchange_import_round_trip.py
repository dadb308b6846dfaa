"""What is exported is what is imported: every layer, every format that can hold it, and rows as odd as they may be."""

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely
from exchange_cases import TEXTS
from exchange_frames import META
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_register import reference_register
from reference_frames import reference_frame

from geo_target.exchange import LAYER_FORMATS, write_layer
from geo_target.exchange.fields import AREA_LAYERS, LAYER_COLUMNS, all_fields
from geo_target.exchange.words import words_of
from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.cell_text import parse_text, tidy_text
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.columns.synonyms import layer_names
from geo_target.intake.problems import ValueProblem
from geo_target.intake.reading.source import read_source
from geo_target.intake.values.parse import is_empty
from geo_target.intake.values.value_words import parse_choice

LAYERS = [layer for layer in layer_names() if layer not in {"occupations", "demand_points"}]
SUFFIXES = sorted(LAYER_FORMATS.values())
HOLDS_METRES = sorted({".gpkg", ".fgb", ".parquet", ".zip", ".csv", ".xlsx"})
MANY = 120  # rows of a layer; all of them take minutes


def holds(layer, suffix):
    """A workbook gives an area by a point inside it, and says so."""
    return not (suffix == ".xlsx" and layer in AREA_LAYERS)


CASES = [(layer, suffix) for layer in LAYERS for suffix in SUFFIXES if holds(layer, suffix)]


def imported(layer, frame, suffix, *, mode="replace"):
    folder = Path(tempfile.mkdtemp(prefix="gt-round-"))
    path = folder / f"{layer}{suffix}"
    write_layer(frame, replace(META, layer=layer), path)
    checked = check_layer(read_source(path), layer, reference_register(layer), CheckOptions(mode=mode))
    shutil.rmtree(folder)
    return checked


def assert_same_rows(checked, layer, frame, *, tolerance=0.0):
    """All rows, all stored columns; `tolerance` in degrees."""
    wrong = [one for one in checked.report.problems if one.severity == "error"]
    assert not wrong, wrong[:3]
    place = checked.columns.index("code")
    came = sorted(checked.rows, key=lambda row: row[place])
    frame = frame.sort_values("code", kind="stable")
    stored = [name for name in checked.columns if name in LAYER_COLUMNS[layer]]
    assert len(stored) >= len(checked.columns) - 1
    wanted = frame[stored].astype(object)
    wanted = wanted.where(wanted.notna(), None).to_numpy().tolist()
    places = [checked.columns.index(name) for name in stored]
    assert [[row[place] for place in places] for row in came] == wanted

    where = shapely.from_wkb([row[checked.columns.index("geom")] for row in came])
    if tolerance:
        assert all(shapely.dwithin(where, list(frame.geometry), tolerance))
    else:
        assert (shapely.normalize(where) == shapely.normalize(list(frame.geometry))).all()


@pytest.mark.parametrize(("layer", "suffix"), CASES)
def test_an_exported_layer_is_imported_to_the_same_rows(layer, suffix):
    frame = reference_frame(layer).iloc[:MANY]
    assert_same_rows(imported(layer, frame, suffix), layer, frame)


@pytest.mark.parametrize("suffix", HOLDS_METRES)
@pytest.mark.parametrize("layer", ["training_centres", "neighbourhoods"])
def test_a_layer_exported_in_utm_is_imported_to_the_same_places(layer, suffix):
    if not holds(layer, suffix):
        return
    whole = reference_frame(layer)
    frame = whole[whole["province_code"] == "IR-09"]
    checked = imported(layer, frame.to_crs(32640), suffix)
    assert_same_rows(checked, layer, frame, tolerance=1e-8)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_areas_that_a_workbook_cannot_hold_are_refused_and_never_taken_for_points(suffix):
    frame = reference_frame("neighbourhoods").iloc[:MANY]
    checked = imported("neighbourhoods", frame, suffix)
    assert (len(checked.rows) == len(frame)) == holds("neighbourhoods", suffix)


def is_stored(text):
    """Whether the database could hold this name: the importer would store it as it is."""
    try:
        return parse_text(text) == text and not is_empty(text)
    except ValueProblem:
        return False


NAMES = TEXTS.map(tidy_text).filter(is_stored)


@st.composite
def odd_rows(draw):
    """Training centres whose names are anything, and whose numbers are at their ends or not known."""
    frame = reference_frame("training_centres")
    chosen = draw(st.lists(st.integers(0, len(frame) - 1), min_size=1, max_size=5, unique=True))
    frame = frame.iloc[sorted(chosen)].reset_index(drop=True)
    names = draw(st.lists(NAMES, min_size=len(frame), max_size=len(frame), unique=True))
    pick = random.Random(draw(st.integers(0, 2**32))).choice
    frame["name_fa"] = names
    frame["name_en"] = [pick(names) for _ in names]
    frame["status"] = [pick(list(words_of("training_centres", "status"))) for _ in names]
    frame["in_outskirts"] = pd.array([pick([True, False]) for _ in names], dtype="boolean")
    for column, least in (("capacity", 0), ("floor_area_m2", 1)):
        numbers = [None, least, 999_999_999, draw(st.integers(least, 999_999_999))]
        frame[column] = pd.array([pick(numbers) for _ in names], dtype="Int64")
    return frame


@settings(deadline=None, max_examples=settings().max_examples // 2)
@given(frame=odd_rows(), suffix=st.sampled_from(SUFFIXES))
def test_odd_rows_are_imported_as_they_were_exported(frame, suffix):
    assert_same_rows(imported("training_centres", frame, suffix), "training_centres", frame)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_importer_understands_every_persian_word_that_a_workbook_writes(layer):
    for field in set(LAYER_COLUMNS[layer]) - {"provenance"}:
        for value, word in words_of(layer, field).items():
            assert parse_choice(word.fa, field) == value


def test_the_fields_that_have_words_are_texts():
    assert {
        all_fields()[field].type
        for layer in LAYERS
        for field in LAYER_COLUMNS[layer]
        if words_of(layer, field)
    } == {"text"}
