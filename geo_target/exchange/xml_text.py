"""XML, written element by element, so that the same values give the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping


def element(
    parent: ET.Element | None, tag: str, attributes: Mapping[str, object] | None = None
) -> ET.Element:
    """Return a new element, the last one of its parent if there is one; attributes in the order given."""
    named = {name: str(value) for name, value in (attributes or {}).items()}
    return ET.Element(tag, named) if parent is None else ET.SubElement(parent, tag, named)


def text_element(
    parent: ET.Element, tag: str, text: object, attributes: Mapping[str, object] | None = None
) -> ET.Element:
    """Return a new last element of its parent that holds a text."""
    made = element(parent, tag, attributes)
    made.text = str(text)
    return made


def document(root: ET.Element, *, before: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    """Return the whole document, indented, with a line before the root and a line end at the end."""
    ET.indent(root)
    return before + ET.tostring(root, encoding="unicode") + "\n"
