"""Checked frames out to files that partners open: GeoPackage, shapefile, GeoJSON, FlatGeobuf, GeoParquet, KML, CSV, XLSX.

`write_layer` writes a layer with its geometry, `write_table` rows without. Nothing is cut or renamed
silently: what a format cannot hold is refused with `LossError`, and what it holds under another name or
less exactly is listed in the `ExportReport`. The same rows give the same bytes.
"""

from geo_target.exchange.meta import ExportReport, LayerMeta
from geo_target.exchange.write import LAYER_FORMATS, TABLE_FORMATS, format_of, write_layer, write_table

__all__ = [
    "LAYER_FORMATS",
    "TABLE_FORMATS",
    "ExportReport",
    "LayerMeta",
    "format_of",
    "write_layer",
    "write_table",
]
