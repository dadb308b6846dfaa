"""Candidate sites of a suitability raster: its best cells that reach somebody in need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError, RefusedError
from geo_target.persian import to_persian_digits

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.models import FloatArray
    from geo_target.workflows.site_inputs import Demand

_DEGREE_M = 111_320.0
_MOST_CELLS = 20_000_000
WORD = "raster:"
"""``candidates`` of a request that takes them from a raster: this, and the file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RasterCandidates:
    """A GeoTIFF of suitability, higher is better; the most cells to take; metres between two of them at least."""

    path: Path
    cells: int = 500
    spacing_m: float = 0.0

    def __post_init__(self) -> None:
        if self.cells < 1 or not 0 <= self.spacing_m < np.inf:
            raise InputError(
                f"The cells must be 1 or more and their spacing 0 m or more, not {self.cells} and {self.spacing_m:g}."
            )


def raster_sites(given: RasterCandidates, demand: Demand) -> list[dict[str, Any]]:
    """Give the middles of the best cells within the service radius of somebody in need, the best first.

    Raises
    ------
    InputError
        If the file is no raster that can be read, has no system, is turned, or is too large.
    RefusedError
        If none of its cells reaches anybody.
    """
    from geo_target.geodesy import covered_by_any, nearest_site
    from geo_target.suitability import best_cells

    name = given.path.name
    score, lonlat, cell_m = _read(given.path)
    known = np.flatnonzero(~np.isnan(score.ravel()))
    reach = covered_by_any(lonlat[known], demand.lonlat, float(demand.radius_m.max()))
    kept = np.full(score.size, np.nan)
    kept[known[reach]] = score.ravel()[known[reach]]
    rows, columns = best_cells(
        kept.reshape(score.shape), given.cells, cell_m=cell_m, spacing_m=given.spacing_m
    )
    if not len(rows):
        raise RefusedError(
            f"{name}: none of its {len(known):,} cells with a value reaches anybody in need in that area. "
            "Check that the raster lies there, or take a larger radius."
        )
    places = lonlat[rows * score.shape[1] + columns]
    near = nearest_site(places, demand.lonlat).site
    return [
        _site(row, column, place, demand, int(one))
        for row, column, place, one in zip(
            rows.tolist(), columns.tolist(), places.tolist(), near.tolist(), strict=True
        )
    ]


def _read(path: Path) -> tuple[FloatArray, FloatArray, tuple[float, float]]:
    """Return scores (NaN: no data), degrees of the middles in reading order, and a cell's width and height in metres."""
    import rasterio
    from pyproj import Transformer
    from rasterio.errors import RasterioIOError

    try:
        with rasterio.open(path) as file:
            if file.crs is None or file.transform.b or file.transform.d:
                raise InputError(
                    f"{path.name} must say its system (CRS) and not be turned; gdalwarp mends both."
                )
            if file.width * file.height > _MOST_CELLS:
                raise InputError(
                    f"{path.name} has {file.width * file.height:,} cells; at most {_MOST_CELLS:,} can be searched. "
                    "Cut it to the area, or make it coarser: gdalwarp -tr"
                )
            score = file.read(1, masked=True).astype(np.float64).filled(np.nan)
            transform, crs, metres = (
                file.transform,
                file.crs,
                file.crs.linear_units_factor[1] if not file.crs.is_geographic else None,
            )
    except RasterioIOError as error:
        raise InputError(f"{path.name} cannot be read as a GeoTIFF: {error}") from error
    score[~np.isfinite(score)] = np.nan
    x = transform.c + transform.a * (np.arange(score.shape[1]) + 0.5)
    y = transform.f + transform.e * (np.arange(score.shape[0]) + 0.5)
    to_degrees = Transformer.from_crs(crs.to_wkt(), 4326, always_xy=True)
    lon, lat = to_degrees.transform(*(one.ravel() for one in np.meshgrid(x, y)))
    factor = metres or _DEGREE_M
    width = abs(transform.a) * factor * (1.0 if metres else float(np.cos(np.radians(y.mean()))))
    return score, np.column_stack((lon, lat)), (width, abs(transform.e) * factor)


def _site(row: int, column: int, place: list[float], demand: Demand, near: int) -> dict[str, Any]:
    words = f"{place[1]:.4f}, {place[0]:.4f}"
    return {
        "code": f"RC-{row:05d}-{column:05d}",
        "name_fa": f"خانهٔ رستر {to_persian_digits(words).replace('.', '٫').replace(',', '،')}",
        "name_en": f"Raster cell {words}",
        "kind": "raster_cell",
        "capacity": None,
        "provenance": "modelled",
        "province_code": demand.province[near],
        "city_code": demand.city[near],
        "lon": round(place[0], 6),
        "lat": round(place[1], 6),
        "budget_million_rials": None,
    }
