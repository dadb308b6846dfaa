"""Styles: well-formed, of the palette, with a Persian name for every column and a class for every value."""

import itertools
from xml.etree import ElementTree as ET

import pytest

from geo_target.errors import InputError
from geo_target.exchange.fields import LAYER_COLUMNS, fields_of
from geo_target.exchange.looks import look_of
from geo_target.exchange.styles import qml, sld
from geo_target.exchange.words import words_of
from geo_target.legend import classify
from geo_target.palette import CATEGORIES, NO_DATA, RAMPS, SYMBOLS, rgb

SE = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
LAYERS = list(LAYER_COLUMNS)
ONE_SERVICE = [
    c for c in LAYER_COLUMNS["priorities"] if not c.endswith(("_training", "_placement", "_microfinance"))
]


def parsed(text):
    return ET.fromstring(text)  # noqa: S314  our own text


@pytest.mark.parametrize("layer", LAYERS)
def test_a_qml_has_a_persian_name_for_every_column_and_words_for_every_coded_one(layer):
    for short in (False, True):
        root = parsed(qml(layer, short_names=short))
        fields = fields_of(LAYER_COLUMNS[layer])
        names = [field.short if short else field.name for field in fields]
        aliases = root.findall("aliases/alias")
        assert [(one.get("field"), one.get("name")) for one in aliases] == list(
            zip(names, [field.label_fa for field in fields], strict=True)
        )
        widgets = {one.get("name"): one for one in root.findall("fieldConfiguration/field")}
        for field, name in zip(fields, names, strict=True):
            options = widgets[name].findall(".//Option[@name='map']/Option/Option")
            words = words_of(layer, field.name)
            assert [(o.get("value"), o.get("name")) for o in options] == [(v, w.fa) for v, w in words.items()]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_class_has_a_symbol_in_qml_and_a_rule_in_sld(layer):
    look = look_of(layer)
    renderer = parsed(qml(layer)).find("renderer-v2")
    assert len(renderer.findall("symbols/symbol")) == len(look.classes)
    if look.field is not None:
        assert renderer.get("attr") == look.field
        assert len(renderer.findall("*/category") + renderer.findall("*/range")) == len(look.classes)
    rules = parsed(sld(layer)).findall(".//se:Rule", SE)
    assert [rule.findtext("se:Description/se:Title", None, SE) for rule in rules] == [
        one.name.fa for one in look.classes
    ]
    assert all(rule.find("ogc:Filter", SE) is not None for rule in rules) == (look.field is not None)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_value_of_a_coloured_field_has_its_class(layer):
    look = look_of(layer)
    if look.field is None or look.ranges:
        return
    assert [one.value for one in look.classes] == [*words_of(layer, look.field), None]


def test_facilities_wear_the_colours_and_fills_of_the_maps():
    for symbol in SYMBOLS:
        look = look_of(symbol.collection)
        assert {one.mark.shape for one in look.classes} == {symbol.shape}
        if look.field == "status":
            assert [one.mark.inside for one in look.classes] == ["hollow", "half", "full", "struck", "full"]
            assert {one.mark.edge for one in look.classes[:-1]} == {symbol.colour}


def test_priorities_have_the_classes_that_the_maps_make_of_them():
    values = [12.0, 31.5, 31.5, 47.0, 88.0, 90.25, None]
    legend = classify(values, "priority")
    look = look_of("priorities", values)
    assert [(c.lower, c.upper, c.mark.fill) for c in look.classes] == [
        (c.lower, c.upper, c.colour) for c in legend.classes
    ]
    fifths = look_of("priorities")
    assert [(c.lower, c.upper) for c in fifths.classes] == [(n, n + 20) for n in range(0, 100, 20)]
    assert [c.mark.fill for c in fifths.classes] == list(RAMPS["need"])
    assert look_of("priorities", [1e300]) == fifths, "no priority: the fifths"


def test_priorities_of_one_service_are_coloured_by_that_service():
    root = parsed(qml("priorities", columns=ONE_SERVICE))
    assert root.find("renderer-v2").get("attr") == "priority_community"
    assert [one.get("field") for one in root.findall("aliases/alias")] == ONE_SERVICE
    short = parsed(qml("priorities", columns=ONE_SERVICE, short_names=True))
    assert short.find("renderer-v2").get("attr") == "prio_comm"
    assert "priority_community" in sld("priorities", columns=ONE_SERVICE)


def test_the_colours_of_categories_are_apart_in_lightness():
    lightness = [
        sum(w * c for w, c in zip((0.299, 0.587, 0.114), rgb(colour), strict=True)) for colour in CATEGORIES
    ]
    for one, other in itertools.combinations(lightness, 2):
        assert abs(one - other) > 25
    assert NO_DATA not in CATEGORIES


def test_a_style_of_an_unknown_layer_is_refused():
    for make in (qml, sld):
        with pytest.raises(InputError, match="The layer must be one of provinces"):
            make("roads")


def test_styles_are_the_same_text_every_time():
    for layer in LAYERS:
        assert qml(layer) == qml(layer)
        assert sld(layer) == sld(layer)
