"""Rows to text: GeoJSON with a feature a line and CSV, the same bytes on every machine."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_target.models import IntArray


def degrees(value: int) -> float:
    """Return whole microdegrees as degrees; six decimals are printed exactly."""
    return value / 1_000_000


def point(lon: int, lat: int) -> tuple[str, list[float]]:
    """Return a GeoJSON point's type and coordinates from microdegrees."""
    return "Point", [degrees(lon), degrees(lat)]


def multipolygon(ring: IntArray) -> tuple[str, list[Any]]:
    """Return the type and coordinates of a MultiPolygon of one ring in microdegrees, shape ``(n, 2)``."""
    return "MultiPolygon", [[[[degrees(x), degrees(y)] for x, y in ring.tolist()]]]


def feature(properties: Mapping[str, Any], kind: str, coordinates: Any) -> str:
    """Return one GeoJSON feature as one line: keys sorted, coordinates rounded to six decimals."""
    value = {
        "type": "Feature",
        "properties": dict(properties),
        "geometry": {"type": kind, "coordinates": _rounded(coordinates)},
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def collection(features: Iterable[str]) -> str:
    """Return a GeoJSON feature collection, a feature a line."""
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV with a header, Unix line ends, and None as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(v) for v in value]
    return round(float(value), 6)
