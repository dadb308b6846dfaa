"""`geo-target friction`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.explain_rank import Lang
from geo_target.cli.export_report import report_json, say_report
from geo_target.cli.output import print_json, say

if TYPE_CHECKING:
    from geo_target.exchange import ExportReport


class Mode(StrEnum):
    """How people travel."""

    WALKING = "walking"
    DRIVING = "driving"


def friction(  # noqa: PLR0913, PLR0917  each option of the command is a parameter
    file: Annotated[Path, typer.Argument(help="The GeoTIFF to write.")],
    land_cover: Annotated[Path, typer.Option(help="GeoTIFF of land cover classes.")],
    speeds: Annotated[
        Path,
        typer.Option(
            help="TOML with the speed in km/h of each class: \\[walking.land_cover], \\[walking.roads], and the same "
            "for driving. 0 is a barrier."
        ),
    ],
    mode: Annotated[Mode, typer.Option(help="How people travel.")] = Mode.WALKING,
    roads: Annotated[Path | None, typer.Option(help="Lines of roads, in any vector format.")] = None,
    road_class: Annotated[str, typer.Option(help="Column of the roads that holds their class.")] = "highway",
    elevation: Annotated[
        Path | None,
        typer.Option(help="GeoTIFF in metres: slopes change walking by Tobler's hiking function."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of what is printed.")] = Lang.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Make a raster of how long a metre takes, from land cover, roads and elevation, for travel times.

    Example: geo-target friction walk.tif --land-cover cover.tif --roads roads.gpkg --speeds speeds.toml
    """
    from geo_target.workflows.travel_cost import make_friction

    report = make_friction(
        file,
        land_cover=land_cover,
        speeds=speeds,
        mode=mode.value,
        roads=roads,
        road_class=road_class,
        elevation=elevation,
        lang=lang.value,
    )
    if as_json:
        print_json(report_json(report))
    elif lang is Lang.FA:
        _say_persian(report)
    else:
        say_report(report)


def _say_persian(report: ExportReport) -> None:
    from geo_target.cli.import_words import line, number, told

    written = f"{number(report.rows, 'fa')} خانه اصطکاک در {report.path} نوشته شد."
    for text in (written, *report.notes):
        say(line(told(text, "fa"), "fa"))
