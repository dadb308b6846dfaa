"""``catalog.toml``: for each file its titles, source, licence, date, provenance, columns, rows and checksum."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.reference.sources import Sources

_TEXTS = ("title_fa", "title_en", "source_fa", "source_en", "licence", "provenance")
_HEAD = """# Every file of the reference dataset. Made by `python -m geo_target.reference`; do not edit by hand.
# provenance: open (public data with a licence) or modelled (made by the reference generator).
"""


def catalog_text(sources: Sources, files: Mapping[str, str]) -> str:
    """Describe files given as texts by their path under ``data/``.

    Raises
    ------
    KeyError
        If a file of the catalogue was not made, or a column has no meaning in ``catalog_columns.csv``.
    """
    meaning = {row["column"]: row for row in sources.catalog_columns}
    parts = [_HEAD]
    for row in sources.catalog_layers:
        text = files[row["file"]]
        columns, count = _columns(row["file"], text)
        lines = [f"[{row['section']}.{row['layer']}]", f"file = {_quoted(row['file'])}"]
        lines += [f"{name} = {_quoted(row[name])}" for name in _TEXTS]
        lines += [f"date = {row['date']}", f"rows = {count}"]
        lines += [f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"', "columns = ["]
        lines += [f"  {_column(meaning[name])}," for name in columns]
        parts.append("\n".join([*lines, "]"]) + "\n")
    return "\n".join(parts)


def _column(row: Mapping[str, str]) -> str:
    pairs = {"name": row["column"], "fa": row["fa"], "en": row["en"], "unit": row["unit"]}
    return "{ " + ", ".join(f"{k} = {_quoted(v)}" for k, v in pairs.items() if v) + " }"


def _quoted(text: str) -> str:
    # A JSON string of plain text is a TOML basic string.
    return json.dumps(text, ensure_ascii=False)


def _columns(path: str, text: str) -> tuple[list[str], int]:
    if path.endswith(".csv"):
        rows = list(csv.reader(text.splitlines()))
        return rows[0], len(rows) - 1
    features: list[dict[str, Any]] = json.loads(text)["features"]
    return list(features[0]["properties"]), len(features)
