"""`geo-target surface`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.export_report import report_json, say_report
from geo_target.cli.output import print_json
from geo_target.cli.progress import note, steps
from geo_target.cli.session import open_store
from geo_target.errors import InputError

if TYPE_CHECKING:
    from geo_target.exchange import ExportReport


class Of(StrEnum):
    """What the surface shows."""

    GAP = "gap"
    TRAVEL_TIME = "travel_time"


def surface(  # noqa: PLR0913, PLR0917  each option of the command is a parameter
    file: Annotated[Path, typer.Argument(help="The GeoTIFF to write.")],
    service: Annotated[
        str, typer.Option(help="Whose surface: training, placement, microfinance or community.")
    ],
    of: Annotated[
        Of, typer.Option(help="gap: whose need is not met; travel_time: minutes to the nearest facility.")
    ] = Of.GAP,
    province: Annotated[
        list[str] | None,
        typer.Option(help="A gap surface of this province only, by code (IR-09) or name; repeatable."),
    ] = None,
    resolution: Annotated[
        str | None,
        typer.Option(help="Side of a gap surface's cells: metres, as 500, or degrees, as 0.01deg."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="EPSG code of a gap surface, or utm: the zone of the province.")
    ] = None,
    friction: Annotated[
        Path | None, typer.Option(help="The friction raster of a travel time (geo-target friction).")
    ] = None,
    cutoff_min: Annotated[
        float | None, typer.Option(min=0, help="A travel time of no more than so many minutes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Write a surface over the country or a province as a cloud-optimised GeoTIFF.

    A gap surface has the need that is not met in each cell, by the measure of the newest score run: its cells add up to
    that run.

    Example: geo-target surface gaps.tif --service training --province IR-09 --resolution 500
    """
    _check(of, {"--province": province, "--resolution": resolution, "--crs": crs}, friction, cutoff_min)
    if friction is None:
        report = _gap(file, service, province or [], resolution, crs)
    else:
        report = _travel_time(file, service, friction, cutoff_min)
    if as_json:
        print_json(report_json(report))
    else:
        say_report(report)


def _check(of: Of, of_gaps: dict[str, object], friction: Path | None, cutoff_min: float | None) -> None:
    """Refuse an option that the surface has no answer to, and a travel time without friction."""
    if of is Of.TRAVEL_TIME and friction is None:
        raise InputError(
            "A surface of travel time needs --friction, a raster that geo-target friction makes; none was given."
        )
    of_time = {"--friction": friction, "--cutoff-min": cutoff_min}
    other = of_time if of is Of.GAP else of_gaps
    given = [name for name, value in other.items() if value not in (None, [])]
    if given:
        kind = "gaps" if of is Of.GAP else "travel time"
        raise InputError(f"A surface of {kind} has no {', '.join(given)}; leave it out.")


def _gap(
    file: Path, service: str, province: list[str], resolution: str | None, crs: str | None
) -> ExportReport:
    from geo_target.workflows.gap_grid import parse_resolution
    from geo_target.workflows.gap_raster import check_gap_raster, export_gap_raster

    chosen, cell = check_gap_raster(file, service), parse_resolution(resolution)
    with open_store() as store, steps("Gap surface") as progress:
        return export_gap_raster(
            store, file, service=chosen, resolution=cell, province=province, crs=crs, progress=progress
        )


def _travel_time(file: Path, service: str, friction: Path, cutoff_min: float | None) -> ExportReport:
    from geo_target.workflows.travel_cost import travel_time_raster

    with open_store() as store:
        note("finding the least travel time of every cell")
        return travel_time_raster(store, file, service=service, friction_file=friction, cutoff_min=cutoff_min)
