"""`geo-target export`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import say
from geo_target.cli.progress import steps
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from geo_target.exchange import ExportReport


class FileFormat(StrEnum):
    """What a layer can be written as."""

    GEOJSON = "geojson"
    CSV = "csv"
    XLSX = "xlsx"
    SHAPEFILE = "shapefile"


def export(
    layer: Annotated[str, typer.Argument(help="A layer: neighbourhoods, training_centres, demand_points, …")],
    file: Annotated[Path, typer.Argument(help="The file: .geojson, .csv, .xlsx, or .zip for a shapefile.")],
    fmt: Annotated[FileFormat | None, typer.Option("--format", help="Instead of the file's suffix.")] = None,
    province: Annotated[str | None, typer.Option(help="Only this province, by code (IR-09) or name.")] = None,
    crs: Annotated[
        int | None, typer.Option(help="EPSG code of the coordinates, as 32640; WGS 84 else.")
    ] = None,
) -> None:
    """Write a layer to a file that QGIS, ArcGIS and Excel open with Persian intact.

    Example: geo-target export training_centres centres.zip --province IR-09
    """
    from geo_target.workflows.export import check_export, export_layer

    chosen = check_export(layer, file, fmt=fmt and fmt.value, crs=crs)
    with open_store() as store, steps(f"Exporting {layer}") as progress:
        report = export_layer(store, layer, file, fmt=chosen, province=province, crs=crs, progress=progress)
    _say_report(report)


def _say_report(report: ExportReport) -> None:
    say(
        f"Wrote {report.rows:,} rows of {report.layer} to {report.path} ({report.format}, {_size(report.bytes)})."
    )
    if report.provenance:
        counts = ", ".join(f"{count:,} {provenance}" for provenance, count in report.provenance)
        say(f"Provenance: {counts}.")
    if report.renamed:
        say(
            f"{len(report.renamed)} fields have a shorter name; {report.layer}_fields.csv in the zip lists them."
        )
    for note in report.notes:
        say(note)


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3)):,} kB"  # noqa: PLR2004
