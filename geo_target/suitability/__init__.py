"""Rasters of people and of criteria: zonal sums, people spread over cells, overlay. Arrays in, arrays out."""

from geo_target.suitability.dasymetric import SpreadZone, apportion, spread_people
from geo_target.suitability.grid import CellPart, Grid
from geo_target.suitability.overlay import best_cells, overlay, rescale_linear, rescale_table
from geo_target.suitability.zonal import ZonalPeople, covered_cells, zonal_people

__all__ = [
    "CellPart",
    "Grid",
    "SpreadZone",
    "ZonalPeople",
    "apportion",
    "best_cells",
    "covered_cells",
    "overlay",
    "rescale_linear",
    "rescale_table",
    "spread_people",
    "zonal_people",
]
