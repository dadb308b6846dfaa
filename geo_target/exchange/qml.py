"""The look of a layer as a QGIS style (QML): symbols, Persian names of fields and values, labels.

Written for QGIS 3.22 and later. QGIS reads it beside a file of the same name and from ``layer_styles`` of a
GeoPackage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.exchange.looks import INK, WHITE
from geo_target.exchange.words import words_of
from geo_target.exchange.xml_text import document, element, text_element
from geo_target.palette import rgb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

    from geo_target.exchange.fields import Field
    from geo_target.exchange.looks import Look, Mark, StyleClass
    from geo_target.palette import Shape

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_SHAPES: dict[Shape, tuple[str, int]] = {
    "square": ("square", 0),
    "triangle": ("triangle", 0),
    "diamond": ("diamond", 0),
    "house": ("pentagon", 0),
    "cross": ("cross_fill", 0),
    "circle": ("circle", 0),
    "double_ring": ("circle", 0),
    "star": ("star", 0),
    "flag": ("triangle", 90),
}
"""What QGIS calls the shape, and by how many degrees it is turned."""
_INNER = 0.45
_RING, _AROUND_MM = 1.42, 0.2


def qml_document(look: Look, fields: Sequence[Field], names: Mapping[str, str]) -> str:
    """Return the style.

    Parameters
    ----------
    fields
        The columns of the file in their order; each gets its Persian name, coded values their words.
    names
        Full name of a column → its name in the file.
    """
    root = element(
        None, "qgis", {"version": "3.22.0", "styleCategories": _CATEGORIES, "labelsEnabled": _labels(look)}
    )
    _configure_fields(root, look.layer, fields, names)
    _alias(root, fields, names)
    text_element(root, "previewExpression", f'"{names["name_fa"]}"')
    _renderer(root, look, names)
    if look.label_from_scale is not None:
        _labelling(root, look, look.label_from_scale, names)
    return document(root, before=DOCTYPE)


_CATEGORIES = "LayerConfiguration|Symbology|Labeling|Fields|Forms|MapTips"


def _labels(look: Look) -> int:
    return int(look.label_from_scale is not None)


# Fields


def _configure_fields(root: Element, layer: str, fields: Sequence[Field], names: Mapping[str, str]) -> None:
    configuration = element(root, "fieldConfiguration")
    for field in fields:
        held = element(configuration, "field", {"name": names[field.name], "configurationFlags": "None"})
        words = words_of(layer, field.name)
        if words:
            config = element(element(held, "editWidget", {"type": "ValueMap"}), "config")
            choices = element(_map(config), "Option", {"name": "map", "type": "List"})
            for value, word in words.items():
                _option(_map(choices), word.fa, value)
        elif field.type == "boolean":
            element(element(element(held, "editWidget", {"type": "CheckBox"}), "config"), "Option")


def _alias(root: Element, fields: Sequence[Field], names: Mapping[str, str]) -> None:
    aliases = element(root, "aliases")
    for number, field in enumerate(fields):
        element(aliases, "alias", {"index": number, "field": names[field.name], "name": field.label_fa})


# Symbols


def _renderer(root: Element, look: Look, names: Mapping[str, str]) -> None:
    kind = "singleSymbol" if look.field is None else "categorizedSymbol"
    attributes = {"type": "graduatedSymbol" if look.ranges else kind, "symbollevels": 0, "forceraster": 0}
    if look.field is not None:
        attributes["attr"] = names[look.field]
    if look.ranges:
        attributes["graduatedMethod"] = "GraduatedColor"
    renderer = element(root, "renderer-v2", attributes)
    # A value on a break belongs to the class above it: QGIS takes the first range that holds it.
    classes = tuple(reversed(look.classes)) if look.ranges else look.classes
    if look.ranges:
        _ranges(renderer, classes)
    elif look.field is not None:
        _categories(renderer, classes)
    symbols = element(renderer, "symbols")
    for number, one in enumerate(classes):
        _symbol(symbols, number, one.mark, names)


def _categories(renderer: Element, classes: Sequence[StyleClass]) -> None:
    categories = element(renderer, "categories")
    for number, one in enumerate(classes):
        element(
            categories,
            "category",
            {
                "render": "true",
                "symbol": number,
                "value": one.value or "",
                "type": "string",
                "label": one.name.fa,
            },
        )


def _ranges(renderer: Element, classes: Sequence[StyleClass]) -> None:
    ranges = element(renderer, "ranges")
    for number, one in enumerate(classes):
        bounds = {"lower": f"{one.lower:.15f}", "upper": f"{one.upper:.15f}"}
        element(ranges, "range", {"render": "true", "symbol": number, **bounds, "label": one.name.fa})


def _symbol(symbols: Element, number: int, mark: Mark, names: Mapping[str, str]) -> None:
    kind = "line" if mark.is_line else "fill" if mark.shape is None else "marker"
    symbol = element(
        symbols, "symbol", {"name": number, "type": kind, "alpha": 1, "clip_to_extent": 1, "force_rhr": 0}
    )
    if mark.is_line:
        line = {"line_color": _colour(mark.edge), "line_width": mark.edge_mm, "line_width_unit": "MM"}
        _layer(symbol, "SimpleLine", {**line, "line_style": "solid", "capstyle": "round"})
        return
    if mark.shape is None:
        _layer(symbol, "SimpleFill", _fill(mark))
        return
    shape, angle = _SHAPES[mark.shape]
    _layer(symbol, "SimpleMarker", _marker(mark, shape, angle, mark.fill, mark.size_mm))
    if mark.inside == "half" or mark.shape == "double_ring":
        inner = WHITE if mark.inside == "full" else mark.edge
        _layer(symbol, "SimpleMarker", _marker(mark, shape, angle, inner, mark.size_mm * _INNER))
    if mark.inside == "struck":
        _layer(symbol, "SimpleMarker", _marker(mark, "line", 45, mark.edge, mark.size_mm * 1.3))
    if mark.ring_if_modelled:
        around = _marker(mark, shape, angle, WHITE, mark.size_mm * _RING)
        edge = {"color": _colour(WHITE, 0), "outline_style": "dot", "outline_width": _AROUND_MM}
        ring = _layer(symbol, "SimpleMarker", {**around, **edge})
        _data_defined(ring, "enabled", f"\"{names['provenance']}\" = 'modelled'")


def _fill(mark: Mark) -> dict[str, object]:
    return {
        "color": _colour(mark.fill or WHITE, mark.opacity),
        "style": "solid" if mark.fill else "no",
        "outline_color": _colour(mark.edge),
        "outline_style": "solid",
        "outline_width": mark.edge_mm,
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
    }


def _marker(mark: Mark, shape: str, angle: int, fill: str, size: float) -> dict[str, object]:
    return {
        "name": shape,
        "angle": angle,
        "color": _colour(fill, mark.opacity),
        "outline_color": _colour(mark.edge),
        "outline_style": "solid",
        "outline_width": mark.edge_mm,
        "outline_width_unit": "MM",
        "size": f"{size:g}",
        "size_unit": "MM",
        "scale_method": "diameter",
        "joinstyle": "bevel",
    }


def _layer(symbol: Element, kind: str, properties: Mapping[str, object]) -> Element:
    layer = element(symbol, "layer", {"class": kind, "enabled": 1, "locked": 0, "pass": 0})
    options = _map(layer)
    for name, value in properties.items():
        _option(options, name, value)
    return layer


def _data_defined(layer: Element, key: str, expression: str) -> None:
    whole = _map(element(layer, "data_defined_properties"))
    _option(whole, "name", "")
    one = element(
        element(whole, "Option", {"name": "properties", "type": "Map"}),
        "Option",
        {"name": key, "type": "Map"},
    )
    element(one, "Option", {"name": "active", "value": "true", "type": "bool"})
    _option(one, "expression", expression)
    element(one, "Option", {"name": "type", "value": 3, "type": "int"})
    _option(whole, "type", "collection")


# Labels


def _labelling(root: Element, look: Look, scale: int, names: Mapping[str, str]) -> None:
    settings = element(element(root, "labeling", {"type": "simple"}), "settings", {"calloutType": "simple"})
    style = element(
        settings,
        "text-style",
        {
            "fieldName": names["name_fa"],
            "fontFamily": "Vazirmatn",
            "fontSize": 9,
            "fontSizeUnit": "Point",
            "textColor": _colour(INK),
            "textOpacity": 1,
            "isExpression": 0,
        },
    )
    element(
        style,
        "text-buffer",
        {
            "bufferDraw": 1,
            "bufferSize": 0.8,
            "bufferSizeUnits": "MM",
            "bufferColor": _colour(WHITE),
            "bufferOpacity": 1,
        },
    )
    # 1: over the centre of an area; 6: around a point, where cartographers would put it.
    element(settings, "placement", {"placement": 1 if look.is_area else 6, "dist": 0.6, "distUnits": "MM"})
    element(settings, "rendering", {"scaleVisibility": 1, "scaleMin": 0, "scaleMax": scale, "drawLabels": 1})


# Parts


def _map(parent: Element) -> Element:
    return element(parent, "Option", {"type": "Map"})


def _option(parent: Element, name: str, value: object) -> None:
    element(parent, "Option", {"name": name, "value": value, "type": "QString"})


def _colour(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = rgb(colour)
    return f"{red},{green},{blue},{round(255 * opacity)}"
