"""`geo-target priorities`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.aggregates import Level, print_sums
from geo_target.cli.explain_rank import Lang, print_explanation
from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.progress import note
from geo_target.cli.session import open_store

COLUMNS = {
    "rank": "rank",
    "code": "code",
    "name_fa": "name (fa)",
    "name_en": "neighbourhood",
    "city_en": "city",
    "city_fa": "city (fa)",
    "province_code": "province",
    "province_en": "province name",
    "priority": "priority",
    "population": "people",
    "nearest_m": "nearest m",
    "share_covered": "share covered",
    "covered_percent": "covered %",
    "unserved": "unserved",
    "provenance": "provenance",
}
FOR_A_TERMINAL = ("rank", "code", "priority", "population")
OF_A_SERVICE = ("nearest_m", "covered_percent", "unserved")
NAMES = ("provenance", "province_en", "city_en", "name_en", "name_fa")


def priorities(
    province: Annotated[str | None, typer.Option(help="Only this province, by code (IR-09) or name.")] = None,
    service: Annotated[
        str, typer.Option(help="overall, training, placement, microfinance or community.")
    ] = "overall",
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many; 20 on the terminal, all in a file.")
    ] = None,
    by: Annotated[
        Level | None, typer.Option(help="Sums over provinces or cities instead of neighbourhoods.")
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="CODE", help="Explain the rank of this neighbourhood instead.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the reasons of --explain.")] = Lang.EN,
    out: Annotated[Path | None, typer.Option(help="Write to a file instead: .csv, .json or .xlsx.")] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """List neighbourhoods by priority, the highest first, add them up, or explain one of the ranks.

    Example: geo-target priorities --province IR-09 --service training --out mashhad.xlsx
    Example: geo-target priorities --by province --out provinces.xlsx
    Example: geo-target priorities --explain N124665-007 --service training --lang fa
    """
    from geo_target.workflows.priorities import ranked, travel_note, write_ranked

    with open_store() as store:
        if explain is not None:
            if out or province or limit or by:
                raise typer.BadParameter("--explain goes with --service, --lang and --format only.")
            print_explanation(store, explain, service, lang=lang, fmt=fmt)
            return
        if by is not None:
            if limit or service != "overall":
                raise typer.BadParameter("--by goes with --province, --out and --format only.")
            print_sums(store, by, province=province, out=out, fmt=fmt)
            return
        page = ranked(store, service=service, province=province, limit=limit or (None if out else 20))
        travel = travel_note(store)
        if out:
            report = write_ranked(store, page, out)
            say(f"Wrote {len(page.items):,} of {page.total:,} neighbourhoods to {report.path}.")
            return
    rows = [
        {
            **asdict(item),
            "covered_percent": None if item.share_covered is None else 100 * item.share_covered,
        }
        for item in page.items
    ]
    names = (*FOR_A_TERMINAL, *(() if service == "overall" else OF_A_SERVICE), *NAMES)
    chosen = COLUMNS if fmt is not Format.TABLE else {name: COLUMNS[name] for name in names}
    print_rows(rows, chosen, fmt, f"Priority for {service}: {len(rows):,} of {page.total:,} neighbourhoods")
    if travel:
        note(travel)
