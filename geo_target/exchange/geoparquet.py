"""GeoParquet 1.1: WKB in one column, types kept, names and meanings of the columns and the origin in its metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from geo_target.errors import LossError
from geo_target.exchange.arrow import GEOMETRY, arrow_table, geometry_type
from geo_target.exchange.meta import plain_metadata

if TYPE_CHECKING:
    from geo_target.exchange.fields import Field
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

_ROWS_OF_A_GROUP = 65_536


def geoparquet(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return the file; compressed by Zstandard, in groups of 65,536 rows, sorted by code.

    Raises
    ------
    LossError
        For a whole number over 64 bits.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = arrow_table(table)
    fields = [arrow.schema.field(field.name).with_metadata(_about(field)) for field in table.fields]
    schema = pa.schema(
        [*fields, arrow.schema.field(GEOMETRY)],
        metadata={
            "geo": _dumps(_geo(table)),
            "geo_target": _dumps({"layer": meta.layer, **plain_metadata(meta)}),
        },
    )
    out = io.BytesIO()
    pq.write_table(
        arrow.cast(schema), out, compression="zstd", version="2.6", row_group_size=_ROWS_OF_A_GROUP
    )
    return out.getvalue(), ()


def _geo(table: Table) -> dict[str, Any]:
    from shapely import total_bounds

    if table.crs is None:
        raise LossError("A GeoParquet file needs a coordinate system; the table has none.")
    column = {
        "encoding": "WKB",
        "geometry_types": [geometry_type(table)] if table.rows else [],
        "crs": json.loads(table.crs.to_json()),
        "orientation": "counterclockwise",
        "edges": "planar",
    }
    if table.rows:
        column["bbox"] = [float(bound) for bound in total_bounds(table.geometries)]
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


def _about(field: Field) -> dict[str, str]:
    return {
        "label_fa": field.label_fa,
        "label_en": field.label_en,
        "meaning_fa": field.meaning_fa,
        "meaning_en": field.meaning_en,
        "unit": field.unit,
    }


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
