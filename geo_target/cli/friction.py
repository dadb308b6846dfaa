"""`geo-target friction`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.export_report import say_report


class Mode(StrEnum):
    """How people travel."""

    WALKING = "walking"
    DRIVING = "driving"


def friction(
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
    )
    say_report(report)
