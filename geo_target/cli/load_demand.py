"""`geo-target load demand`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.explain_rank import Lang as LangChoice
from geo_target.cli.import_checks import RASTER, checked_options, date_of
from geo_target.cli.output import Format, FormatOption, print_json, print_rows, say
from geo_target.cli.progress import note, steps
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from geo_target.persian import Lang
    from geo_target.workflows.load_demand import DemandOutcome


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
    lang: Annotated[LangChoice, typer.Option(help="Language of what is printed.")] = LangChoice.EN,
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
    _tell(outcome, by, fmt, lang.value)
    if outcome.raster is None:
        fa = lang is LangChoice.FA
        note(
            "این رستر به کار نمی‌آید؛ نقطه‌های تقاضا همان است که بود."
            if fa
            else "the raster cannot be used; the demand points are as they were."
        )
        raise typer.Exit(1)


def _tell(outcome: DemandOutcome, by: Place, fmt: Format, lang: Lang) -> None:
    from geo_target.cli.demand_words import headings, lines_of, title
    from geo_target.workflows.demand_sums import each_neighbourhood, sums_by_place

    if outcome.raster is None:
        _say_problems(outcome, fmt, lang)
        return
    rows = (
        each_neighbourhood(outcome.zones)
        if by is Place.NEIGHBOURHOOD
        else sums_by_place(outcome.zones, "city" if by is Place.CITY else "province")
    )
    columns = headings(lang, of_each=by is Place.NEIGHBOURHOOD, both_names=fmt is not Format.TABLE)
    print_rows(rows, columns, fmt, title(outcome.raster, by.value, lang))
    if fmt is Format.TABLE:
        _say_problems(outcome, fmt, lang)
        for text in lines_of(outcome, lang):
            say(text)


def _say_problems(outcome: DemandOutcome, fmt: Format, lang: Lang) -> None:
    from geo_target.cli.import_words import figure_lines, note_lines, problem_lines

    if fmt is Format.JSON:
        print_json(outcome.report.to_dict())
        return
    report = outcome.report
    lines = (
        *figure_lines(report, lang),
        *note_lines(report, lang),
        *problem_lines(list(report.problems), lang),
    )
    for text in lines:
        say(text)
