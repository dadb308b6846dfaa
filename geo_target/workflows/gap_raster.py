"""A raster of coverage gaps: whom a service does not reach, as a cloud-optimised GeoTIFF."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.exchange import ExportReport
from geo_target.exchange.files import require_folder, write_whole
from geo_target.exchange.meta import plain_metadata
from geo_target.exchange.raster import cog, grid_around, strips
from geo_target.profile import SERVICES
from geo_target.workflows.export_crs import parse_crs
from geo_target.workflows.gap_cells import DEMAND_WORDS, gap_bands, gap_strips
from geo_target.workflows.gap_grid import Projection, Resolution
from geo_target.workflows.gap_read import LAYER, read_gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo_target.exchange.raster import Grid
    from geo_target.models import FloatArray
    from geo_target.profile import ServiceProfile
    from geo_target.store.engine import Store
    from geo_target.workflows.gap_read import GapInput

    Progress = Callable[[str, int, int], None]

_SUFFIXES = (".tif", ".tiff")
_SQUARE_CELLS = Resolution()


def check_gap_raster(path: Path, service: str | None) -> str:
    """Check what can be checked without the store, and return the service.

    Raises
    ------
    InputError
        If the service is none of the four, or the file no .tif in a folder that is there.
    """
    if service not in SERVICES:
        came = "none was given" if service is None else f"not {service}"
        raise InputError(
            f"A raster of coverage gaps is of one service, {', '.join(SERVICES)}; {came} (--service)."
        )
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"A raster is written as a GeoTIFF: call the file {path.stem}.tif, not {path.name}.")
    require_folder(path)
    return service


def export_gap_raster(
    store: Store,
    path: Path,
    *,
    service: str,
    resolution: Resolution = _SQUARE_CELLS,
    province: Sequence[str] = (),
    crs: str | int | None = None,
    progress: Progress = lambda _step, _number, _total: None,
) -> ExportReport:
    """Write whom a service does not reach as a cloud-optimised GeoTIFF, whole or not at all.

    Bands: ``unserved`` and ``demand`` in the unit of the service's demand, ``nearest_m``, ``people``. Summed over all
    cells, ``unserved`` is that of a score run of the same data and profile: each demand point is in one cell.

    Parameters
    ----------
    resolution
        Side of a cell. Metres in a system of degrees become degrees at the middle latitude of the area.
    province
        Codes or names; only these. Facilities across the border count all the same.
    crs
        EPSG code, ``utm`` for the zone of the province, None for WGS 84.
    progress
        Told each step, its number, and how many there are.

    Raises
    ------
    InputError
        If the service, the file, the coordinate system or the cell size cannot be.
    UnknownPlaceError
        If a province is not known.
    RefusedError
        If there are no demand points there.
    """
    check_gap_raster(path, service)
    system = parse_crs(crs)
    progress("reading", 0, 2)
    with store.read() as connection:
        read = read_gaps(connection, service, province, system)
    projection = Projection(read.epsg)
    xy = projection.forward(read.gaps.lonlat)
    area = projection.of_area(read.area)
    grid = grid_around(_bounds(xy, area), projection.cell(resolution, read.gaps.lonlat), read.epsg)

    number = len(strips(grid))
    strip = gap_strips(grid, read.gaps, xy, area, projection.back)
    counted = _Counted(strip, progress, number)
    demand = read.profile.services[service].demand
    content = cog(grid, gap_bands(service, demand), counted, _tags(read, service))
    write_whole(path, content)
    progress("done", number + 1, number + 1)
    return _report(path, content, read, service, grid, counted.with_data)


class _Counted:
    """Strips, counting their cells with data and telling how far they are."""

    def __init__(self, strip: Callable[[int, int], FloatArray], progress: Progress, total: int) -> None:
        self._strip, self._progress, self._total, self._done = strip, progress, total, 0
        self.with_data = 0

    def __call__(self, first: int, rows: int) -> FloatArray:
        self._done += 1
        self._progress("measuring", self._done, self._total + 1)
        values = self._strip(first, rows)
        self.with_data += int(np.count_nonzero(values[0] >= 0))
        return values


def _bounds(xy: tuple[FloatArray, FloatArray], area: BaseGeometry) -> tuple[float, float, float, float]:
    """Return the box of the demand points and the area."""
    x, y = xy
    held = [(float(x.min()), float(y.min()), float(x.max()), float(y.max()))]
    held += [] if area.is_empty else [area.bounds]
    west, south, east, north = zip(*held, strict=True)
    return min(west), min(south), max(east), max(north)


def _tags(read: GapInput, service: str) -> dict[str, str]:
    """Return what the file says of itself; names of the TIFF standard take ASCII only."""
    meta = read.meta
    profile = read.profile
    return {
        "TIFFTAG_SOFTWARE": "geo-target",
        "TIFFTAG_IMAGEDESCRIPTION": _ascii(meta.title_en),
        "TIFFTAG_COPYRIGHT": _ascii(meta.licence),
        **{name.upper(): text for name, text in plain_metadata(meta).items()},
        "SERVICE": service,
        "DEMAND": profile.services[service].demand,
        "MEASURE": profile.services[service].measure,
        **({} if read.run is None else {"SCORE_RUN": str(read.run["run_id"])}),
        "PROFILE": f"{profile.code} {profile.fingerprint}",
        "RADIUS_M": _radius_words(profile.services[service]),
        "OVERVIEWS": "means of the cells with data",
        "DESCRIPTION_FA": (
            "باند ۱: نیاز برآورده‌نشده به سنجهٔ MEASURE (coverage: بیرون از شعاع خدمت)؛ "
            "۲: همهٔ تقاضا؛ ۳: فاصله تا نزدیک‌ترین مرکز فعال (متر)؛ ۴: جمعیت"
        ),
        "DESCRIPTION_EN": (
            "band 1: demand that is not met by MEASURE (coverage: beyond the service radius); 2: all demand; "
            "3: metres to the nearest operating facility; 4: people"
        ),
    }


def _radius_words(service: ServiceProfile) -> str:
    plain = f"{service.radius_m:g}"
    if service.large_city_radius_m is None:
        return plain
    return f"{plain}; {service.large_city_radius_m:g} in cities of over {service.large_city_over}"


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def _report(
    path: Path, content: bytes, read: GapInput, service: str, grid: Grid, with_data: int
) -> ExportReport:
    gaps, words = read.gaps, DEMAND_WORDS[read.profile.services[service].demand][1]
    measure = read.profile.services[service].measure.replace("_", " ")
    cells = f"{grid.width:,} by {grid.height:,} cells of {grid.cell_x:g} by {grid.cell_y:g}, EPSG:{grid.epsg}"
    notes = [
        f"{gaps.unserved.sum():,.0f} of {gaps.demand.sum():,.0f} {words} are not served by {service}, by {measure}.",
        f"{cells}; bands unserved, demand, nearest_m, people.",
        f"Provenance of what it rests on: {read.meta.provenance}.",
    ]
    if read.run is not None and read.run["data_version"] != read.meta.data_version:
        notes.append("The newest score run is of older data; the raster is of the data as they are now.")
    return ExportReport(
        layer=LAYER,
        path=path,
        format="geotiff",
        rows=with_data,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        notes=tuple(notes),
        filters=read.meta.filters,
    )
