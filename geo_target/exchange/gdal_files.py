"""GeoPackage and FlatGeobuf by GDAL: written in a folder of their own, and handed back as bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_target.errors import LossError
from geo_target.exchange.arrow import GEOMETRY, arrow_table, crs_text, geometry_type
from geo_target.exchange.geopackage import complete
from geo_target.exchange.meta import plain_metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

OLDEST_READER = "1.3"
"""Version of GeoPackage: what GDAL 3.6 and QGIS 3.22 of Debian 12 read without a warning."""


def geopackage(
    table: Table, meta: LayerMeta, more: Sequence[tuple[Table, LayerMeta]] = ()
) -> tuple[bytes, tuple[str, ...]]:
    """Return a GeoPackage with a layer, and `more` beside it: index, style, Persian names, meanings and origin in it.

    Raises
    ------
    LossError
        For a whole number over 64 bits.
    """
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        path = Path(folder, "layer.gpkg")
        layers = ((table, meta), *more)
        for one, about in layers:
            new = {} if path.exists() else {"VERSION": OLDEST_READER}
            _write(path, one, about, "GPKG", {**new, "SPATIAL_INDEX": "YES"})
        complete(path, layers)
        return path.read_bytes(), ()


def flatgeobuf(table: Table, meta: LayerMeta) -> tuple[bytes, tuple[str, ...]]:
    """Return a FlatGeobuf with its index; rows stand in the order of the index, not of their codes.

    Raises
    ------
    LossError
        For a whole number over 64 bits.
    """
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        path = Path(folder, "layer.fgb")
        _write(path, table, meta, "FlatGeobuf", {"SPATIAL_INDEX": "YES" if table.rows else "NO"})
        return path.read_bytes(), ()


def _write(path: Path, table: Table, meta: LayerMeta, driver: str, options: dict[str, Any]) -> None:
    import pyogrio

    if table.crs is None:
        raise LossError(f"A {driver} needs a coordinate system; the table has none.")
    pyogrio.write_arrow(
        arrow_table(table),
        path,
        layer=meta.layer,
        driver=driver,
        geometry_name=GEOMETRY,
        geometry_type=geometry_type(table),
        crs=crs_text(table.crs),
        layer_metadata=plain_metadata(meta),
        **options,
    )
