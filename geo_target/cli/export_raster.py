"""`geo-target export coverage_gaps` and `population_raster`: a raster instead of rows."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from geo_target.cli.progress import steps
from geo_target.cli.session import open_store
from geo_target.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.exchange import ExportReport
    from geo_target.workflows.export_filters import ExportFilters

GAPS = "coverage_gaps"
POPULATION = "population_raster"
RASTERS = (GAPS, POPULATION)
_FORMATS = {"tif", "tiff", "geotiff", "cog"}
_ANSWERED = {GAPS: {"provinces", "service"}, POPULATION: set[str]()}


def export_raster(
    layer: str, file: Path, fmt: list[str], filters: ExportFilters, crs: str | None, resolution: str | None
) -> ExportReport:
    """Write a raster and return the report.

    Raises
    ------
    InputError
        If something is asked for that the raster has no answer to.
    """
    if any(name.lower().lstrip(".") not in _FORMATS for name in fmt):
        raise InputError(f"A raster is written as a GeoTIFF (tif), not as {', '.join(fmt)}.")
    asked = [field.name for field in fields(filters) if getattr(filters, field.name) != field.default]
    unanswered = [_option(name) for name in asked if name not in _ANSWERED[layer]]
    if layer == POPULATION:
        unanswered += [name for name, value in (("--crs", crs), ("--resolution", resolution)) if value]
    if unanswered:
        how = "cut by --province only" if layer == GAPS else "written whole, as it was imported"
        raise InputError(f"The raster {layer} is {how}; leave {', '.join(unanswered)} out.")
    return _population(file) if layer == POPULATION else _gaps(file, filters, crs, resolution)


def _population(file: Path) -> ExportReport:
    from geo_target.workflows.export_population import export_population

    with open_store() as store:
        return export_population(store, file)


def _gaps(file: Path, filters: ExportFilters, crs: str | None, resolution: str | None) -> ExportReport:
    from geo_target.workflows.gap_grid import parse_resolution
    from geo_target.workflows.gap_raster import check_gap_raster, export_gap_raster

    service = check_gap_raster(file, filters.service)
    cell = parse_resolution(resolution)
    with open_store() as store, steps(f"Exporting {GAPS}") as progress:
        return export_gap_raster(
            store,
            file,
            service=service,
            resolution=cell,
            province=filters.provinces,
            crs=crs,
            progress=progress,
        )


def _option(name: str) -> str:
    plural = {"provinces": "province", "cities": "city", "statuses": "status", "provenances": "provenance"}
    return "--" + (plural | {"within_km": "within"}).get(name, name)
