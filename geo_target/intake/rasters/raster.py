"""A population raster as an office or an open source sends it: read to its last cell, checked, never changed.

`read_population` is the one door. It opens nothing but a GeoTIFF, looks at a few million cells at a time, and tells
everything that is wrong with the place of it: row and column of the raster, longitude and latitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.intake.problems import ImportReport, Note, Problem, Severity, ValueProblem
from geo_target.intake.rasters.raster_facts import (
    CheckedRaster,
    KnownPeople,
    PopulationRaster,
    RasterLimits,
    Said,
    Unit,
    said_of,
)
from geo_target.intake.rasters.raster_file import damaged, opened, world_file
from geo_target.intake.rasters.raster_findings import people_within, range_problems, value_problems
from geo_target.intake.rasters.raster_header import crs_of, crs_words, header_problems
from geo_target.intake.rasters.raster_notes import mapped_band, other_unit, raster_notes
from geo_target.intake.rasters.raster_place import Ground, Placing, elsewhere, touched_provinces
from geo_target.intake.rasters.raster_unit import ask_unit, stated_unit
from geo_target.intake.rasters.raster_values import DamagedWindow, Tally, held_nodata, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.checked import CheckOptions

__all__ = ["LAYER", "CheckedRaster", "KnownPeople", "PopulationRaster", "RasterLimits", "read_population"]

LAYER = "population_raster"
_DEFAULT = RasterLimits()


def read_population(
    path: Path,
    *,
    options: CheckOptions,
    provinces: Mapping[str, BaseGeometry],
    known: KnownPeople | None = None,
    limits: RasterLimits = _DEFAULT,
    progress: Callable[[int, int], None] | None = None,
) -> CheckedRaster:
    """Read a GeoTIFF of people to its last cell and say whether it can be imported.

    Nothing is raised for a bad file: what is wrong is in the report.

    Parameters
    ----------
    options
        ``crs``, and of ``values``: ``unit`` (``people_per_cell`` or ``people_per_km2``), ``nodata`` (a number, ``nan``
        or ``none``), ``band`` (from 1).
    provinces
        Code to area, EPSG:4326: the raster must touch one of them.
    known
        People whose places are known: the raster should hold at least as many.
    progress
        Told how many cells are read, and how many there are.
    """
    look = _Look(path)
    raster = None
    try:
        said = said_of(options)
        with opened(path, limits) as source:
            look.rows = source.height
            for problem in header_problems(source, said, limits, world_file(path)):
                look.tell(problem)
            if look.ok:
                raster = _read(source, said, look, _Around(provinces, known, limits, progress))
    except ValueProblem as problem:
        look.tell(problem)
    return CheckedRaster(raster if look.ok else None, look.report(raster))


@dataclass(frozen=True, slots=True)
class _Around:
    """What a raster is compared with, and how it is read."""

    provinces: Mapping[str, BaseGeometry]
    known: KnownPeople | None
    limits: RasterLimits
    progress: Callable[[int, int], None] | None


class _Look:
    """What one look at one file has found so far."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self.rows = 0
        self.crs: str | None = None
        self.place: Placing | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is in the way so far."""
        return not any(problem.severity == "error" for problem in self.problems)

    def tell(
        self, problem: ValueProblem, cell: tuple[int, int] | None = None, severity: Severity = "error"
    ) -> None:
        """Keep a problem with its place; `cell` is its row and column from 0."""
        if cell is None:
            self.problems.append(problem.at(file=self.file, severity=severity))
            return
        row, column = cell
        lon, lat = (self.place.lonlat(row, column) if self.place else None) or (None, None)
        self.problems.append(
            problem.at(
                file=self.file, severity=severity, row=row + 1, column=str(column + 1), lon=lon, lat=lat
            )
        )

    def report(self, raster: PopulationRaster | None) -> ImportReport:
        """Return the report; its rows are those of the raster."""
        accepted = self.rows if raster is not None and self.ok else 0
        mapping = () if raster is None else (mapped_band(raster),)
        return ImportReport(
            layer=LAYER,
            file=self.file,
            format="geotiff" if self.rows else None,
            rows_read=self.rows,
            rows_accepted=accepted,
            rows_refused=0,
            mapping=mapping,
            problems=tuple(self.problems),
            crs=self.crs,
            notes=tuple(self.notes),
        )


def _read(source: Any, said: Said, look: _Look, around: _Around) -> PopulationRaster | None:
    """Read the cells of a file whose header is good; None where something is in the way."""
    crs = crs_of(source, said)
    look.crs = crs_words(crs)
    place = Placing(crs, source.transform, source.width, source.height)
    bounds, look.place = place.bounds(), place
    touched = touched_provinces(bounds, around.provinces)
    if around.provinces and not touched:
        raise elsewhere(bounds)

    unit_said = stated_unit(source, said.band or 1)
    nodata = _nodata(source, said)
    ground = place.ground()
    seen = _tally(source, said, look, around, nodata, ground)
    for found in [] if seen is None else value_problems(seen, nodata, said_none=said.nodata == "none"):
        look.tell(found.problem, found.cell, found.severity)
    unit = None if seen is None else _unit(said, *unit_said, seen, look)
    if seen is None or unit is None or not look.ok:
        return None

    raster = _facts(source, said, seen, look, unit, nodata, bounds, ground)
    for found in range_problems(raster, seen, people_within(around.known, bounds)):
        look.tell(found.problem, found.cell, found.severity)
    look.notes += raster_notes(raster, said, len(touched), len(around.provinces))
    return raster


def _tally(
    source: Any, said: Said, look: _Look, around: _Around, nodata: float | None, ground: Ground
) -> Tally | None:
    try:
        return tally(
            source,
            said.band or 1,
            nodata=nodata,
            ground=ground,
            most=around.limits.window_cells,
            progress=around.progress,
        )
    except DamagedWindow as error:
        look.tell(damaged(error), (error.window.row, error.window.column))
        return None


def _facts(
    source: Any,
    said: Said,
    seen: Tally,
    look: _Look,
    unit: Unit,
    nodata: float | None,
    bounds: tuple[float, float, float, float],
    ground: Ground,
) -> PopulationRaster:
    a, b, c, d, e, f = tuple(source.transform)[:6]
    band = said.band or 1
    return PopulationRaster(
        file=look.file,
        band=band,
        crs=look.crs or "",
        width=source.width,
        height=source.height,
        transform=(a, b, c, d, e, f),
        bounds=bounds,
        dtype=source.dtypes[band - 1],
        nodata=nodata,
        unit=unit,
        people=seen.total if unit == "people_per_cell" else seen.total_by_area,
        with_data=seen.cells - seen.no_data,
        lived_in=seen.lived_in,
        largest=seen.largest,
        cell_m=ground.middle_m(),
    )


def _nodata(source: Any, said: Said) -> float | None:
    """Return the value for no data: what a person said, else what the file states; None if no cell can have it."""
    if said.nodata == "none":
        return None
    band = (said.band or 1) - 1
    value = source.nodatavals[band] if said.nodata is None else said.nodata
    return held_nodata(source.dtypes[band], None if value is None else float(value))


def _unit(said: Said, stated: Unit | None, words: str, seen: Tally, look: _Look) -> Unit | None:
    """Return what a person said of the unit, else what the file states; None, and a question, if neither does."""
    unit = said.unit or stated
    if unit is None:
        look.tell(ask_unit(words, seen.total, seen.total_by_area))
    elif said.unit and stated and said.unit != stated:
        look.tell(other_unit(said.unit, words), severity="warning")
    return unit
