"""What a population raster says of the neighbourhoods, and their people spread over its cells; nothing is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import CancelledError, InputError
from geo_target.intake.geography.demand_lattice import point_prefix
from geo_target.intake.geography.ewkb import points_hex
from geo_target.intake.rasters.raster_file import opened
from geo_target.intake.rasters.raster_place import Placing
from geo_target.intake.rasters.raster_values import DamagedWindow, Window, is_nodata, read_window
from geo_target.suitability.dasymetric import SpreadZone, spread_people
from geo_target.suitability.grid import Grid
from geo_target.suitability.zonal import ZonalPeople, zonal_people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.rasters.raster import PopulationRaster, RasterLimits
    from geo_target.models import FloatArray
    from geo_target.store.demand_points import PeopledArea
    from geo_target.suitability.dasymetric import SpreadState
    from geo_target.suitability.zonal import ZoneState

MOST_POINTS = 1_000_000
DECIMALS = 6
Point = tuple[str, str, int, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDemand:
    """One neighbourhood as the list and as the raster have it.

    Parameters
    ----------
    population
        People by the list of neighbourhoods: they are what is spread.
    raster_people
        People by the raster; None where it has none to say (``outside``, ``no_data``).
    zone, spread
        States: see `ZonalPeople` and `SpreadZone`.
    inside, nodata
        Shares of its area in the raster, and of that without data (None outside).
    points
        Demand points that the raster makes; 0 where it keeps those that it has.
    """

    code: str
    name_fa: str
    name_en: str
    city_code: str
    city_fa: str
    city_en: str
    province_code: str
    province_fa: str
    province_en: str
    population: int
    raster_people: float | None
    zone: ZoneState
    spread: SpreadState
    cells: int
    partial_cells: int
    nodata_cells: int
    inside: float
    nodata: float | None
    points: int


@dataclass(frozen=True, slots=True)
class Spread:
    """All neighbourhoods, and the points of those that are spread in the order of ``POINT_COLUMNS``."""

    zones: tuple[ZoneDemand, ...]
    points: list[Point]


def spread_over(
    path: Path,
    raster: PopulationRaster,
    areas: Sequence[PeopledArea],
    *,
    block: int,
    limits: RasterLimits,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool] | None = None,
) -> Spread:
    """Sum a checked raster over neighbourhoods, and spread their people over its cells.

    Raises
    ------
    InputError
        If the file cannot be read any more, or there would be more than a million points.
    CancelledError
        As soon as `cancelled` says so.
    """
    import shapely

    outlines = list(shapely.from_wkb([area.outline for area in areas]))
    try:
        with opened(path, limits) as source:
            grid = _grid(source, raster)
            sums = zonal_people(
                grid,
                outlines,
                progress=lambda done, of: progress(done, 2 * of),
                cancelled=cancelled,
            )
            spread = _spread(grid, outlines, areas, block, progress, cancelled)
    except DamagedWindow as error:
        raise InputError(f"{path.name} was changed while it was read; load it again.") from error
    zones = tuple(
        _zone(area, sums, number, one) for number, (area, one) in enumerate(zip(areas, spread, strict=True))
    )
    return Spread(zones, _points(areas, spread))


def _grid(source: Any, raster: PopulationRaster) -> Grid:
    """Return the raster as people in each whole cell, read window by window."""
    from rasterio.crs import CRS

    placing = Placing(CRS.from_user_input(raster.crs), source.transform, raster.width, raster.height)
    ground = placing.ground() if raster.unit == "people_per_km2" else None

    def read(row: int, column: int, height: int, width: int) -> FloatArray:
        values = read_window(source, raster.band, Window(row, column, height, width))
        people = values.astype(np.float64)
        people[is_nodata(values, raster.nodata)] = np.nan
        return people if ground is None else people * ground.areas(row, column, (height, width))

    return Grid(
        width=raster.width,
        height=raster.height,
        transform=raster.transform,
        crs=raster.crs,
        unit=raster.unit,
        read=read,
    )


def _spread(
    grid: Grid,
    outlines: Sequence[BaseGeometry],
    areas: Sequence[PeopledArea],
    block: int,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool] | None,
) -> list[SpreadZone]:
    spread: list[SpreadZone] = []
    points = 0
    for area, outline in zip(areas, outlines, strict=True):
        if cancelled is not None and cancelled():
            raise CancelledError("Loading demand was stopped; nothing of it was kept.")
        spread.append(spread_people(grid, outline, area.population, block=block))
        points += len(spread[-1].population)
        if points > MOST_POINTS:
            raise InputError(
                f"The raster would make more than {MOST_POINTS:,} demand points; make larger blocks of cells: "
                f"--block {block * 2}."
            )
        progress(len(areas) + len(spread), 2 * len(areas))
    return spread


def _zone(area: PeopledArea, sums: ZonalPeople, number: int, spread: SpreadZone) -> ZoneDemand:
    people, nodata = float(sums.people[number]), float(sums.nodata[number])
    return ZoneDemand(
        code=area.code,
        name_fa=area.name_fa,
        name_en=area.name_en,
        city_code=area.city_code,
        city_fa=area.city_fa,
        city_en=area.city_en,
        province_code=area.province_code,
        province_fa=area.province_fa,
        province_en=area.province_en,
        population=area.population,
        raster_people=None if math.isnan(people) else people,
        zone=sums.state[number],
        spread=spread.state,
        cells=int(sums.cells[number]),
        partial_cells=int(sums.partial_cells[number]),
        nodata_cells=int(sums.nodata_cells[number]),
        inside=float(sums.inside[number]),
        nodata=None if math.isnan(nodata) else nodata,
        points=len(spread.population),
    )


def _points(areas: Sequence[PeopledArea], spread: Sequence[SpreadZone]) -> list[Point]:
    owners = [area.code for area, one in zip(areas, spread, strict=True) for _ in one.population]
    codes = [
        f"{point_prefix(area.code)}-{number:03d}"
        for area, one in zip(areas, spread, strict=True)
        for number in range(1, len(one.population) + 1)
    ]
    people = [count for one in spread for count in one.population.tolist()]
    lon, lat = (
        np.round(np.concatenate([np.zeros(0), *parts]), DECIMALS)
        for parts in ([one.lon for one in spread], [one.lat for one in spread])
    )
    return list(zip(codes, owners, people, points_hex(lon, lat), strict=True))
