"""Where a layer comes from, as ISO 19139 metadata: what catalogues and GeoPackages hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.exchange.meta import provenance_words
from geo_target.exchange.xml_text import document, element, text_element

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from geo_target.exchange.meta import LayerMeta

_SPACES = {"xmlns:gmd": "http://www.isotc211.org/2005/gmd", "xmlns:gco": "http://www.isotc211.org/2005/gco"}
_CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"


def iso_xml(meta: LayerMeta) -> str:
    """Return title, source, licence, date, data version and provenance, Persian first, each also in English."""
    root = element(None, "gmd:MD_Metadata", _SPACES)
    _text(root, "fileIdentifier", f"geo-target:{meta.layer}:{_version(meta)}")
    _text(root, "language", "per")
    _code(root, "characterSet", "MD_CharacterSetCode", "utf8")
    _code(root, "hierarchyLevel", "MD_ScopeCode", "dataset")
    _date(_child(root, "dateStamp"), meta.date)
    found = _child(root, "identificationInfo", "MD_DataIdentification")
    citation = _child(found, "citation", "CI_Citation")
    _text(citation, "title", meta.title_fa)
    _text(citation, "alternateTitle", meta.title_en)
    if meta.date:
        date = _child(citation, "date", "CI_Date")
        _date(_child(date, "date"), meta.date)
        _code(date, "dateType", "CI_DateTypeCode", "revision")
    _text(citation, "edition", _version(meta))
    _text(found, "abstract", f"{meta.source_fa} | {meta.source_en}")
    limits = _child(found, "resourceConstraints", "MD_LegalConstraints")
    _code(limits, "useConstraints", "MD_RestrictionCode", "license")
    _text(limits, "otherConstraints", meta.licence)
    lineage = _child(_child(root, "dataQualityInfo", "DQ_DataQuality"), "lineage", "LI_Lineage")
    _text(lineage, "statement", "; ".join(f"{name}: {fa} | {en}" for name, fa, en in provenance_words(meta)))
    return document(root)


def _version(meta: LayerMeta) -> str:
    return "" if meta.data_version is None else str(meta.data_version)


def _child(parent: Element, *names: str) -> Element:
    for name in names:
        parent = element(parent, f"gmd:{name}")
    return parent


def _text(parent: Element, name: str, text: str) -> None:
    text_element(_child(parent, name), "gco:CharacterString", text)


def _date(parent: Element, date: str) -> None:
    text_element(parent, "gco:Date", date)


def _code(parent: Element, name: str, kind: str, value: str) -> None:
    attributes = {"codeList": f"{_CODES}#{kind}", "codeListValue": value}
    text_element(_child(parent, name), f"gmd:{kind}", value, attributes)
