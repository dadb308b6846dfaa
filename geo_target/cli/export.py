"""`geo-target export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.export_raster import GAPS, RASTERS, export_raster
from geo_target.cli.export_report import bundle_json, report_json, say_bundle, say_report
from geo_target.cli.output import print_json
from geo_target.cli.progress import steps
from geo_target.cli.session import open_store
from geo_target.errors import InputError

if TYPE_CHECKING:
    from geo_target.exchange import ExportReport
    from geo_target.workflows.export_filters import ExportFilters

ALL = "all"


def export(  # noqa: PLR0913, PLR0917  each option of the command is a parameter
    layer: Annotated[
        str,
        typer.Argument(
            help="A layer: neighbourhoods, training_centres, …; a raster: coverage_gaps, population_raster; or all."
        ),
    ],
    file: Annotated[
        Path, typer.Argument(help="The file; its suffix is the format, .zip a shapefile, .tif the raster.")
    ],
    fmt: Annotated[
        list[str] | None,
        typer.Option("--format", help="Instead of the file's suffix; of all, which formats (repeatable)."),
    ] = None,
    province: Annotated[
        list[str] | None, typer.Option(help="Only this province, by code (IR-09) or name; repeatable.")
    ] = None,
    city: Annotated[
        list[str] | None, typer.Option(help="Only this city, by code (C124665) or name; repeatable.")
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="Only this service: training, placement, microfinance, community.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(help="Only this status: proposed, approved, operating, closed; repeatable."),
    ] = None,
    provenance: Annotated[
        list[str] | None,
        typer.Option(help="Only this provenance: official, open, modelled; repeatable."),
    ] = None,
    bbox: Annotated[str | None, typer.Option(help="Only in this box of degrees: W,S,E,N.")] = None,
    polygon: Annotated[
        str | None, typer.Option(help="Only in this area: a geographic file, or WKT in degrees.")
    ] = None,
    within: Annotated[
        float | None, typer.Option(help="Only within so many kilometres of what --of names.")
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(help="LON,LAT; a code; a city; or a layer, of which the operating rows count."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(help="EPSG code of the coordinates, or utm: the zone of the province. WGS 84 else."),
    ] = None,
    resolution: Annotated[
        str | None,
        typer.Option(help="Side of a raster's cells: metres, as 500, or degrees, as 0.01deg."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Write a layer, or all of them in one zip, to files that QGIS, ArcGIS and Excel open with Persian intact.

    Filters must all hold; one that the layer has no answer to is refused.

    Example: geo-target export training_centres centres.zip --province IR-09 --status operating
    """
    filters = _filters(province, city, service, status, provenance, bbox, polygon, (within, of))
    if layer in RASTERS:
        _tell(export_raster(layer, file, fmt or [], filters, crs, resolution), as_json=as_json)
        return
    if resolution is not None:
        raise InputError(f"Only the raster {GAPS} has a resolution, not {layer}.")
    if layer == ALL:
        _export_all(file, fmt or [], filters, crs, as_json=as_json)
    else:
        _export_layer(layer, file, fmt or [], filters, crs, as_json=as_json)


def _export_all(
    file: Path, fmt: list[str], filters: ExportFilters, crs: str | None, *, as_json: bool
) -> None:
    from geo_target.workflows.export_bundle import plan_bundle, write_all

    plan = plan_bundle(file, formats=tuple(fmt), filters=filters, crs=crs)
    with open_store() as store, steps("Exporting all layers") as progress:
        report = write_all(store, plan, progress=progress)
    if as_json:
        print_json(bundle_json(report))
    else:
        say_bundle(report)


def _export_layer(
    layer: str, file: Path, fmt: list[str], filters: ExportFilters, crs: str | None, *, as_json: bool
) -> None:
    from geo_target.workflows.export import plan_export, write_export

    if len(fmt) > 1:
        raise InputError(f"One layer is written in one format, not {len(fmt)}; several go with all.")
    plan = plan_export(layer, file, fmt=fmt[0] if fmt else None, filters=filters, crs=crs)
    with open_store() as store, steps(f"Exporting {layer}") as progress:
        report = write_export(store, plan, progress=progress)
    _tell(report, as_json=as_json)


def _tell(report: ExportReport, *, as_json: bool) -> None:
    if as_json:
        print_json(report_json(report))
    else:
        say_report(report)


def _filters(
    province: list[str] | None,
    city: list[str] | None,
    service: str | None,
    status: list[str] | None,
    provenance: list[str] | None,
    bbox: str | None,
    polygon: str | None,
    around: tuple[float | None, str | None],
) -> ExportFilters:
    from geo_target.workflows.export_filters import ExportFilters
    from geo_target.workflows.export_polygon import parse_bbox

    return ExportFilters(
        provinces=tuple(province or ()),
        cities=tuple(city or ()),
        service=service,
        statuses=tuple(status or ()),
        provenances=tuple(provenance or ()),
        bbox=parse_bbox(bbox) if bbox is not None else None,
        polygon=polygon,
        within_km=around[0],
        of=around[1],
    )
