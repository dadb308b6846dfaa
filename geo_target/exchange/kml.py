"""KML 2.2: placemarks with Persian names, typed data under a schema, colours by class; WGS 84, as KML is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from geo_target.errors import LossError
from geo_target.exchange.geojson import require_wgs84
from geo_target.exchange.looks import look_of
from geo_target.exchange.meta import about_text, plain_metadata
from geo_target.exchange.styles import priorities_of
from geo_target.palette import GREYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry import Polygon
    from shapely.geometry.base import BaseGeometry

    from geo_target.exchange.fields import Field
    from geo_target.exchange.looks import Look, Mark, StyleClass
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table, Value

NAME = "name_fa"
"""The column that is the placemark's own name."""
_TYPES = {"text": "string", "integer": "int", "real": "double", "boolean": "bool"}
_MOST_INT = 2**31
_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_OPACITY = {"full": 1.0, "half": 0.7, "hollow": 0.45, "struck": 1.0}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'


def kml(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return the file; ``name_fa`` is the name of each placemark, the other columns are its extended data.

    A value that is not known is left out; an empty text is kept.

    Raises
    ------
    InputError
        If the table is in another coordinate system than WGS 84.
    LossError
        For a control character, which XML does not have, and a whole number over 32 bits.
    """
    require_wgs84(table, "KML")
    look = look_of(meta.layer, priorities_of(table), [field.name for field in table.fields])

    # The order of the parts is that of the format's schema.
    head = [_HEAD, _about(meta), *_styles(look), *_schema(table, meta)]
    placemarks = _placemarks(table, meta.layer, look)
    return "".join([*head, *placemarks, "</Document>\n</kml>\n"]).encode(), ()


def _about(meta: LayerMeta) -> str:
    return f"<name>{_text(meta.title_fa)}</name>\n<description>{_text(about_text(meta))}</description>\n"


def _schema(table: Table, meta: LayerMeta) -> Iterator[str]:
    yield "<ExtendedData>\n"
    for name, text in plain_metadata(meta).items():
        yield f'<Data name="{name}"><value>{_text(text)}</value></Data>\n'
    yield f'</ExtendedData>\n<Schema name="{meta.layer}" id="{meta.layer}">\n'
    for field in table.fields:
        if field.name != NAME:
            kind = f'name="{field.name}" type="{_TYPES[field.type]}"'
            yield f"<SimpleField {kind}><displayName>{_text(field.label_fa)}</displayName></SimpleField>\n"
    yield "</Schema>\n"


def _styles(look: Look) -> Iterator[str]:
    for number, one in enumerate(look.classes):
        yield f'<Style id="class{number}">{_style(one.mark)}</Style>\n'


def _style(mark: Mark) -> str:
    if mark.shape is None:
        line = f"<LineStyle><color>{_colour(mark.edge, 1.0)}</color><width>1</width></LineStyle>"
        fill = _colour(mark.fill or mark.edge, mark.opacity if mark.fill else 0.0)
        return f"{line}<PolyStyle><color>{fill}</color></PolyStyle>"
    shown = GREYS[4] if mark.inside == "struck" else mark.fill if mark.inside == "full" else mark.edge
    colour = _colour(shown, _OPACITY[mark.inside])
    return f"<IconStyle><color>{colour}</color><scale>0.8</scale></IconStyle>"


def _placemarks(table: Table, layer: str, look: Look) -> Iterator[str]:
    names = [field.name for field in table.fields]
    named = names.index(NAME)
    by = names.index(look.field) if look.field else None
    for code, row, geometry in zip(table.codes, table.rows, table.geometries, strict=True):
        data = "".join(
            _datum(field, value, code)
            for field, value in zip(table.fields, row, strict=True)
            if value is not None and field.name != NAME
        )
        name = "" if row[named] is None else f"<name>{_checked(row[named], NAME, code)}</name>"
        style = f"#class{_class_of(look.classes, None if by is None else row[by])}"
        yield (
            f'<Placemark id="{_text(code, {chr(34): "&quot;"})}">{name}<styleUrl>{style}</styleUrl>'
            f'<ExtendedData><SchemaData schemaUrl="#{layer}">{data}</SchemaData></ExtendedData>'
            f"{_shape(geometry)}</Placemark>\n"
        )


def _class_of(classes: Sequence[StyleClass], value: Value) -> int:
    for number, one in enumerate(classes):
        if one.lower is not None and one.upper is not None:
            is_last = one is classes[-1]
            if isinstance(value, int | float) and one.lower <= value and (is_last or value < one.upper):
                return number
        elif one.value is not None and value == one.value:
            return number
    return len(classes) - 1


def _datum(field: Field, value: Value, code: str) -> str:
    return f'<SimpleData name="{field.name}">{_checked(value, field.name, code)}</SimpleData>'


def _checked(value: Value, field: str, code: str) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"  # GDAL 3.6 takes every word for no
    if isinstance(value, int) and not -_MOST_INT <= value < _MOST_INT:
        raise LossError(f"KML holds whole numbers of 32 bits; {field} of row {code} is {value}.")
    text = str(value)
    if found := _NOT_XML.search(text):
        raise LossError(
            f"KML cannot hold the control character {found[0]!r}, which is in {field} of row {code}; "
            "remove it, or write CSV or GeoPackage."
        )
    return _text(text)


def _text(text: str, more: dict[str, str] | None = None) -> str:
    return escape(text, {"\r": "&#13;", **(more or {})})


def _shape(geometry: BaseGeometry) -> str:
    from shapely import get_parts, orient_polygons

    if geometry.geom_type == "Point":
        return f"<Point>{_coordinates(geometry.coords)}</Point>"
    if geometry.geom_type == "LineString":
        return f"<LineString>{_coordinates(geometry.coords)}</LineString>"
    parts = get_parts(orient_polygons(geometry, exterior_cw=False))
    return f"<MultiGeometry>{''.join(_polygon(part) for part in parts)}</MultiGeometry>"


def _polygon(polygon: Polygon) -> str:
    holes = "".join(f"<innerBoundaryIs>{_ring(hole.coords)}</innerBoundaryIs>" for hole in polygon.interiors)
    return f"<Polygon><outerBoundaryIs>{_ring(polygon.exterior.coords)}</outerBoundaryIs>{holes}</Polygon>"


def _ring(points: Iterable[tuple[float, ...]]) -> str:
    return f"<LinearRing>{_coordinates(points)}</LinearRing>"


def _coordinates(points: Iterable[tuple[float, ...]]) -> str:
    return f"<coordinates>{' '.join(f'{float(x)!r},{float(y)!r}' for x, y in points)}</coordinates>"


def _colour(colour: str, opacity: float) -> str:
    """Return a colour as KML has it: opacity, blue, green, red."""
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"
