"""The look of a layer as a Styled Layer Descriptor (SLD 1.1, SE 1.1), for GeoServer, QGIS and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.exchange.looks import WHITE
from geo_target.exchange.xml_text import document, element, text_element

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from geo_target.exchange.looks import Look, Mark, StyleClass
    from geo_target.palette import Shape

_SLD, _SE, _OGC = (
    "http://www.opengis.net/sld",
    "http://www.opengis.net/se",
    "http://www.opengis.net/ogc",
)
_SHAPES: dict[Shape, tuple[str, int]] = {
    "square": ("square", 0),
    "triangle": ("triangle", 0),
    "diamond": ("square", 45),
    "house": ("pentagon", 0),
    "cross": ("cross_fill", 0),
    "circle": ("circle", 0),
    "double_ring": ("circle", 0),
    "star": ("star", 0),
    "flag": ("triangle", 90),
}
"""Well-known name, and by how many degrees it is turned; a program that does not know one draws a square."""
_PIXELS_PER_MM = 1 / 0.28  # the pixel of the standard is 0.28 mm
_INNER = 0.45


def sld_document(look: Look, title: str, names: Mapping[str, str]) -> str:
    """Return the style; labels and the ring around modelled places are left to QML.

    Parameters
    ----------
    title
        The name of the style, in Persian.
    names
        Full name of a column → its name in the file.
    """
    root = element(
        None,
        "StyledLayerDescriptor",
        {"version": "1.1.0", "xmlns": _SLD, "xmlns:se": _SE, "xmlns:ogc": _OGC},
    )
    layer = element(root, "NamedLayer")
    text_element(layer, "se:Name", look.layer)
    style = element(layer, "UserStyle")
    text_element(style, "se:Name", look.layer)
    text_element(element(style, "se:Description"), "se:Title", title)
    body = element(style, "se:FeatureTypeStyle")
    for one in look.classes:
        _rule(body, one, look, names)
    return document(root)


def _rule(body: Element, one: StyleClass, look: Look, names: Mapping[str, str]) -> None:
    rule = element(body, "se:Rule")
    text_element(rule, "se:Name", one.name.en)
    about = element(rule, "se:Description")
    text_element(about, "se:Title", one.name.fa)
    text_element(about, "se:Abstract", one.name.en)
    if look.field is not None:
        _filter(element(rule, "ogc:Filter"), one, look, names[look.field])
    if one.mark.is_line:
        _stroke(element(rule, "se:LineSymbolizer"), one.mark)
    elif one.mark.shape is None:
        _area(rule, one.mark)
    else:
        _point(rule, one.mark, *_SHAPES[one.mark.shape])


def _filter(parent: Element, one: StyleClass, look: Look, field: str) -> None:
    if one.lower is not None:
        both = element(parent, "ogc:And")
        _compare(both, "GreaterThanOrEqualTo", field, f"{one.lower:g}")
        is_last = one is look.classes[-1]
        _compare(both, "LessThanOrEqualTo" if is_last else "LessThan", field, f"{one.upper:g}")
    elif one.value is not None:
        _compare(parent, "EqualTo", field, one.value)
    else:
        # Spelt out: QGIS 3.22 draws an ElseFilter over all the others.
        either = element(parent, "ogc:Or")
        text_element(element(either, "ogc:PropertyIsNull"), "ogc:PropertyName", field)
        none = element(either, "ogc:And")
        for other in look.classes:
            if other.value is not None:
                _compare(none, "NotEqualTo", field, other.value)


def _compare(parent: Element, how: str, field: str, value: str) -> None:
    comparison = element(parent, f"ogc:PropertyIs{how}")
    text_element(comparison, "ogc:PropertyName", field)
    text_element(comparison, "ogc:Literal", value)


def _area(rule: Element, mark: Mark) -> None:
    symbol = element(rule, "se:PolygonSymbolizer")
    if mark.fill:
        fill = element(symbol, "se:Fill")
        _parameter(fill, "fill", mark.fill)
        _parameter(fill, "fill-opacity", f"{mark.opacity:g}")
    _stroke(symbol, mark)


def _point(rule: Element, mark: Mark, name: str, turned: int) -> None:
    _symbol(rule, mark, name, turned, mark.fill, 1.0)
    if mark.inside == "half" or mark.shape == "double_ring":
        _symbol(rule, mark, name, turned, WHITE if mark.inside == "full" else mark.edge, _INNER)
    if mark.inside == "struck":
        _symbol(rule, mark, "line", 45, mark.edge, 1.3)


def _symbol(rule: Element, mark: Mark, name: str, turned: int, fill: str, share: float) -> None:
    graphic = element(element(rule, "se:PointSymbolizer"), "se:Graphic")
    shape = element(graphic, "se:Mark")
    text_element(shape, "se:WellKnownName", name)
    filled = element(shape, "se:Fill")
    _parameter(filled, "fill", fill)
    if mark.opacity < 1:
        _parameter(filled, "fill-opacity", f"{mark.opacity:g}")
    _stroke(shape, mark)
    text_element(graphic, "se:Size", f"{mark.size_mm * share * _PIXELS_PER_MM:.1f}")
    if turned:
        text_element(element(graphic, "se:Rotation"), "ogc:Literal", turned)


def _stroke(parent: Element, mark: Mark) -> None:
    stroke = element(parent, "se:Stroke")
    _parameter(stroke, "stroke", mark.edge)
    _parameter(stroke, "stroke-width", f"{mark.edge_mm * _PIXELS_PER_MM:.2f}")


def _parameter(parent: Element, name: str, value: str) -> None:
    text_element(parent, "se:SvgParameter", value, {"name": name})
