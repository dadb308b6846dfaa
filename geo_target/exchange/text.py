"""Tables as text: CSV that Excel opens with Persian intact, and JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from geo_target.exchange.geojson import metadata
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
