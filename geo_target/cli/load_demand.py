"""`geo-target load demand`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_target.cli.import_checks import RASTER, checked_options, date_of
from geo_target.cli.output import Format, FormatOption, print_json, print_rows, say
from geo_target.cli.progress import note, steps
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from geo_target.workflows.load_demand import DemandOutcome

COLUMNS = {
    "code": "code",
    "name_en": "place",
    "neighbourhoods": "neighbourhoods",
    "population": "people by list",
    "raster_people": "by raster",
    "difference": "difference",
    "silent_people": "raster silent on",
    "points": "points",
    "not_spread": "keep their points",
    "cells": "cells",
    "partial_cells": "partial",
    "nodata_cells": "no data",
}
EACH = {
    **{
        name: COLUMNS[name]
        for name in ("code", "name_en", "population", "raster_people", "difference", "points")
    },
    "spread": "spread",
    "zone": "in the raster",
    "inside_percent": "inside %",
    "nodata_percent": "no data %",
    **{name: COLUMNS[name] for name in ("cells", "partial_cells", "nodata_cells")},
}
_STATES = {
    "by_raster": "are spread over its cells",
    "nobody": "have no people",
    "outside": "lie outside of it and keep their points",
    "partly_outside": "lie partly outside of it and keep their points",
    "no_people": "have nobody in it and keep their points",
}
_EDGE = "the raster has data for a part of"
_ZONES = {"complete": "the raster has data for all of", "partial": _EDGE, "no_data": "it has no data in",
          "outside": "it does not touch"}  # fmt: skip


class Place(StrEnum):
    """What the table has a row for."""

    PROVINCE = "province"
    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"


def demand(  # noqa: PLR0913  each is an option that a person types
    raster: Annotated[
        Path | None, typer.Argument(help="A population raster (.tif); the imported one without it.")
    ] = None,
    *,
    block: Annotated[int, typer.Option(min=1, help="One point for a block of so many cells by so many.")] = 1,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Compare the raster with the lists, and keep nothing.")
    ] = False,
    by: Annotated[
        Place, typer.Option(help="A row of the table for each province, city or neighbourhood.")
    ] = Place.PROVINCE,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="unit=people_per_cell, nodata=-99999, band=2. May be repeated."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="CRS of the raster, as EPSG:32640, if not as stated.")
    ] = None,
    source_fa: Annotated[str | None, typer.Option(help="Who made the raster, in Persian.")] = None,
    source_en: Annotated[str | None, typer.Option(help="Who made the raster, in English.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the raster.")] = None,
    date: Annotated[
        str | None, typer.Option(help="Date of the raster, as 1403/05/01 or 2024-07-22; today else.")
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Make demand points out of a population raster: the people by the lists, where in a neighbourhood by the raster.

    All or nothing, scored anew; `datasets undo` takes it back.

    Example: geo-target load demand population.tif --set unit=people_per_cell --dry-run
    """
    from geo_target.workflows.import_about import AboutDataset
    from geo_target.workflows.load_demand import load_demand

    options = checked_options(
        RASTER, mode="replace", mapping=None, columns=None, values=set_, crs=crs, mend=False
    )
    about = AboutDataset(
        provenance="modelled", source_fa=source_fa, source_en=source_en, licence=licence, dated=date_of(date)
    )
    try:
        with open_store() as store, steps("Loading demand") as progress:
            outcome = load_demand(
                store, raster, options=options, about=about, block=block, dry_run=dry_run, progress=progress
            )
    except KeyboardInterrupt:
        note("Stopped: the demand points are as they were.")
        raise typer.Exit(1) from None
    _tell(outcome, by.value, fmt)
    if outcome.raster is None:
        note("the raster cannot be used; the demand points are as they were.")
        raise typer.Exit(1)


def _tell(outcome: DemandOutcome, by: Any, fmt: Format) -> None:
    from geo_target.workflows.demand_sums import each_neighbourhood, sums_by_place

    if outcome.raster is None:
        _say_problems(outcome, fmt)
        return
    alone = by == Place.NEIGHBOURHOOD
    rows = each_neighbourhood(outcome.zones) if alone else sums_by_place(outcome.zones, by)
    print_rows(
        rows,
        EACH if alone else COLUMNS,
        fmt,
        f"People by the lists and by {outcome.raster.file}, for each {by}",
    )
    if fmt is Format.TABLE:
        _say_problems(outcome, fmt)
        for text in (*_raster_lines(outcome), *_zone_lines(outcome), _ending(outcome)):
            say(text)


def _say_problems(outcome: DemandOutcome, fmt: Format) -> None:
    from geo_target.cli.import_words import figure_lines, note_lines, problem_lines

    if fmt is Format.JSON:
        print_json(outcome.report.to_dict())
        return
    report = outcome.report
    lines = (
        *figure_lines(report, "en"),
        *note_lines(report, "en"),
        *problem_lines(list(report.problems), "en"),
    )
    for text in lines:
        say(text)


def _raster_lines(outcome: DemandOutcome) -> list[str]:
    raster = outcome.raster
    if raster is None:
        return []
    made = (
        "each point a cell" if outcome.block == 1 else f"each point {outcome.block} by {outcome.block} cells"
    )
    size = f"{raster.width:,} by {raster.height:,} cells of about {raster.cell_m:,.0f} m"
    how = f"{raster.crs[:40]}, {raster.unit}; nodata {raster.nodata}; not resampled; {made}."
    return [f"Raster      {size}, {how}"]


def _zone_lines(outcome: DemandOutcome) -> list[str]:
    found = [f"{count:,} {_STATES[state]}" for state, count in outcome.counts("spread").items()]
    heard = [f"{_ZONES[state]} {count:,}" for state, count in outcome.counts("zone").items()]
    return [f"Spread      Of {len(outcome.zones):,} neighbourhoods {'; '.join(found)}.",
            f"Coverage    Of the neighbourhoods {'; '.join(heard)}."]  # fmt: skip


def _ending(outcome: DemandOutcome) -> str:
    if outcome.dry_run:
        return f"Dry run: nothing was kept; it would make {outcome.points:,} demand points."
    if outcome.unchanged:
        return "The very points stand already: nothing changed."
    scored = "scores were made anew" if outcome.scored else "nothing was ever scored"
    return (
        f"Dataset {outcome.dataset_id}: {outcome.points:,} demand points (modelled) in place of {outcome.retired:,}; "
        f"{scored}. Take it back: geo-target datasets undo"
    )
