"""What the check believes of the tables is what the database has."""

import re
from pathlib import Path

import pytest

from geo_target.errors import UnknownLayerError
from geo_target.intake.checking.layers import FACILITY_KINDS, importable_layers, layer_form
from geo_target.intake.checking.place_rules import IRAN
from geo_target.intake.columns.synonyms import layer_words
from geo_target.intake.values.value_coordinates import in_iran_box
from geo_target.intake.values.value_words import choices

TABLES = Path(__file__).parents[2] / "geo_target/store/migrations/spine/1_tables.sql"


def table_of(layer):
    return "facilities" if layer in FACILITY_KINDS else layer


def columns_of(layer):
    from geo_target.store.loading import KEPT_BY_DATABASE
    from geo_target.store.tables import metadata

    table = metadata.tables[f"geo_target.{table_of(layer)}"]
    return [column for column in table.columns if column.name not in KEPT_BY_DATABASE]


@pytest.mark.parametrize("layer", importable_layers())
def test_stored_columns_are_those_of_the_table(layer):
    columns = columns_of(layer)
    assert list(layer_form(layer).names) == [column.name for column in columns]
    form = layer_form(layer)
    assert {c.name for c in form.columns if c.required} == {c.name for c in columns if not c.nullable}
    assert form.shape == getattr(columns[-1].type, "geometry_type", None)


@pytest.mark.parametrize("layer", importable_layers())
def test_every_field_that_leads_to_a_column_is_one_that_headers_can_mean(layer):
    known = set(layer_words(layer).fields)
    form = layer_form(layer)
    for column in form.columns:
        if column.read != "geometry":
            assert column.name in known
            assert set(column.fields) <= known
    assert ("wkt" in known) == (form.shape is not None)


@pytest.mark.parametrize("layer", importable_layers())
def test_the_words_of_a_column_are_those_that_the_database_knows(layer):
    table = re.search(
        rf"CREATE TABLE geo_target\.{table_of(layer)} \((.*?)\n\);", TABLES.read_text("utf-8"), re.DOTALL
    )[1]
    for column in layer_form(layer).columns:
        if column.choice:
            known = re.search(rf"CHECK \({column.name} IN \(([^)]*)\)\)", table)
            stored = set(re.findall(r"'(\w+)'", known[1]))
            assert set(column.allowed or choices(column.choice)) <= stored


@pytest.mark.parametrize("layer", importable_layers())
def test_the_ranges_are_those_of_the_database(layer):
    table = re.search(
        rf"CREATE TABLE geo_target\.{table_of(layer)} \((.*?)\n\);", TABLES.read_text("utf-8"), re.DOTALL
    )[1]
    form = layer_form(layer)
    for column in form.columns:
        if column.read != "whole":
            continue
        check = re.search(rf"CHECK \({column.name} (>=|>|BETWEEN) (\d+)(?: AND (\w+))?\)", table)
        least = int(check[2]) + (check[1] == ">")
        assert column.least == least, column.name
        if check[3] and check[3].isdigit():
            assert column.most == int(check[3])
        elif check[3]:
            assert (column.name, check[3]) in form.at_most
    pairs = re.findall(r"CHECK \((\w+) BETWEEN 0 AND ([a-z]\w*)\)", table)
    assert sorted(form.at_most) == sorted(pairs)


def test_what_cannot_be_imported_is_refused_by_name():
    with pytest.raises(UnknownLayerError, match="training_centres"):
        layer_form("priorities")


def test_the_box_of_iran_is_one():
    (west, east), (south, north) = IRAN["lon"], IRAN["lat"]
    assert in_iran_box(west, south)
    assert in_iran_box(east, north)
    assert not in_iran_box(west - 0.01, south)
    assert not in_iran_box(east, north + 0.01)
