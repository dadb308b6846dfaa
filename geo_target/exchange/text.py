"""Tables as text: CSV that Excel opens with Persian intact, what its columns mean beside it, and JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from geo_target.exchange.geojson import metadata
from geo_target.exchange.meta import plain_metadata
from geo_target.exchange.places import with_places

if TYPE_CHECKING:
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table, Value

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the office's own code page."""


def csv_text(table: Table, _meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return a CSV file with a byte-order mark; longitude and latitude for points, WKT for areas.

    Column names are the full English ones, lines end as RFC 4180 has it, an unknown value is empty, yes and
    no are ``true`` and ``false``, numbers have all their digits.
    """
    table, notes = with_places(table, area_as_wkt=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in table.fields])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return (BOM + out.getvalue()).encode(), notes


_DATATYPES = {"text": "string", "integer": "integer", "real": "double", "boolean": "boolean"}


def csv_metadata(table: Table, meta: LayerMeta, name: str) -> bytes:
    """Return what stands beside a CSV, which has no place for it: columns and origin, as the W3C's CSVW has them.

    Parameters
    ----------
    name
        The name of the CSV file; this one is called ``<name>-metadata.json``.
    """
    table, _ = with_places(table, area_as_wkt=True)
    columns = [
        {
            "name": field.name,
            "titles": {"en": field.name, "fa": field.label_fa},
            "datatype": _DATATYPES[field.type],
            "dc:description": [
                {"@value": field.meaning_fa, "@language": "fa"},
                {"@value": field.meaning_en, "@language": "en"},
            ],
            "geo_target:unit": field.unit,
        }
        for field in table.fields
    ]
    told = {f"geo_target:{key}": text for key, text in plain_metadata(meta).items()}
    whole = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fa"}],
        "url": name,
        "dc:title": meta.title_fa,
        "dc:source": meta.source_fa,
        "dc:license": meta.licence,
        "dc:date": meta.date,
        **told,
        **({} if table.crs is None else {"geo_target:crs": table.crs.to_string()}),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {"primaryKey": "code", "columns": columns},
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def json_text(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return a JSON file: ``metadata``, and ``rows`` as objects, one a line."""
    names = [field.name for field in table.fields]
    rows = [
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, allow_nan=False)
        for row in table.rows
    ]
    head = json.dumps({"name": meta.layer, **metadata(meta)}, ensure_ascii=False)
    body = ",\n".join(rows)
    return f'{{"metadata": {head}, "rows": [\n{body}\n]}}\n'.encode(), ()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
