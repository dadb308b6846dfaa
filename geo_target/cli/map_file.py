"""`geo-target map`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from geo_target.cli.output import say
from geo_target.cli.session import open_store
from geo_target.errors import InputError
from geo_target.settings import Settings

if TYPE_CHECKING:
    from geo_target.store.engine import Store
    from maps.content import MapContent

MeasureName = Literal["priority", "coverage", "unserved"]

SUFFIXES = (".html", ".htm")


class Lang(StrEnum):
    """Language of the map."""

    FA = "fa"
    EN = "en"


class Measure(StrEnum):
    """What the colours show."""

    PRIORITY = "priority"
    COVERAGE = "coverage"
    UNSERVED = "unserved"


MEASURES: dict[Measure, MeasureName] = {
    Measure.PRIORITY: "priority",
    Measure.COVERAGE: "coverage",
    Measure.UNSERVED: "unserved",
}


class Service(StrEnum):
    """For which service."""

    OVERALL = "overall"
    TRAINING = "training"
    PLACEMENT = "placement"
    MICROFINANCE = "microfinance"
    COMMUNITY = "community"


def map_file(
    out: Annotated[Path, typer.Argument(help="The file to write, OUT.html.")],
    lang: Annotated[Lang, typer.Option(help="Language of the map.")] = Lang.FA,
    measure: Annotated[Measure, typer.Option(help="What the colours show.")] = Measure.PRIORITY,
    service: Annotated[Service, typer.Option(help="For which service.")] = Service.OVERALL,
) -> None:
    """Write the map as one file that works without a service and without a network.

    Example: geo-target map iran.html --lang en --measure coverage --service training
    """
    from maps.export import write_map

    require_writable(out)
    settings = Settings.from_environment()
    with open_store(settings) as store:
        content = _content(store, settings, MEASURES[measure], service.value)
    size = write_map(content, out, lang=lang.value)
    say(f"Wrote {out} ({size / 1e6:.1f} MB). It opens in any browser, without a network.")


def require_writable(out: Path) -> None:
    """Refuse, before anything is computed, a file that cannot be written.

    Raises
    ------
    InputError
        If the name is not an HTML file's, or its folder does not exist.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise InputError(f"The map is an HTML file: give a name that ends in .html, not {out.name!r}.")
    if not out.parent.is_dir():
        raise InputError(f"There is no folder {out.parent}: make it first, or choose another.")
    if out.is_dir():
        raise InputError(f"{out} is a folder: give the name of a file.")


def _content(store: Store, settings: Settings, measure: MeasureName, service: str) -> MapContent:
    from geo_target.store.areas import read_areas
    from geo_target.store.layers import read_layer, read_meta
    from maps.content import BASEMAP, PLACES, MapContent
    from maps.export import read_basemap

    layers = ("provinces", "cities", "neighbourhoods", *PLACES)
    return MapContent(
        measure=measure,
        service=service,
        provinces=read_layer(store, "provinces"),
        cities=read_layer(store, "cities"),
        neighbourhoods=read_layer(store, "priorities"),
        places={name: read_layer(store, name) for name in PLACES},
        values={
            level: read_areas(store, level, measure, service).areas
            for level in ("province", "city", "neighbourhood")
        },
        basemap={
            name: read_basemap(settings.data_dir / "boundaries" / f"{name}.geojson") for name in BASEMAP
        },
        sources=tuple(read_meta(store, name) for name in layers),
    )
