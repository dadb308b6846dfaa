"""`geo-target export coverage_gaps`: a raster instead of rows."""

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

LAYER = "coverage_gaps"
_FORMATS = {"tif", "tiff", "geotiff", "cog"}
_ANSWERED = {"provinces", "service"}


def export_raster(
    file: Path, fmt: list[str], filters: ExportFilters, crs: str | None, resolution: str | None
) -> ExportReport:
    """Write the raster and return the report.

    Raises
    ------
    InputError
        If something is asked for that a raster has no answer to.
    """
    from geo_target.workflows.gap_grid import parse_resolution
    from geo_target.workflows.gap_raster import check_gap_raster, export_gap_raster

    if any(name.lower().lstrip(".") not in _FORMATS for name in fmt):
        raise InputError(f"A raster of coverage gaps is written as a GeoTIFF (tif), not as {', '.join(fmt)}.")
    asked = [field.name for field in fields(filters) if getattr(filters, field.name) != field.default]
    if unanswered := [name for name in asked if name not in _ANSWERED]:
        raise InputError(
            f"A raster of coverage gaps is cut by --province only; leave {', '.join(map(_option, unanswered))} out."
        )
    service = check_gap_raster(file, filters.service)
    cell = parse_resolution(resolution)
    with open_store() as store, steps(f"Exporting {LAYER}") as progress:
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
    plural = {"cities": "city", "statuses": "status", "provenances": "provenance", "within_km": "within"}
    return "--" + plural.get(name, name)
