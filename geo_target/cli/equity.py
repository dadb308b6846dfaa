"""`geo-target equity`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.session import open_store

HEADINGS = {
    "service": "service",
    "level": "level",
    "code": "code",
    "name_fa": "name (fa)",
    "name_en": "place",
    "measure": "measure",
    "value_of": "value of",
    "neighbourhoods": "areas",
    "left_out": "left out",
    "missing": "missing",
    "demand": "in need",
    "mean": "mean",
    "gini": "Gini",
    "concentration": "conc. by deprivation",
    "concentration_wagstaff": "Wagstaff",
    "concentration_erreygers": "Erreygers",
    "theil": "Theil T",
    "theil_within": "within",
    "theil_between": "between",
    "theil_groups": "groups",
    "palma": "Palma",
    "line": "line",
    "fgt0": "FGT 0",
    "fgt1": "FGT 1",
    "fgt2": "FGT 2",
    "worst_tenth": "worst tenth",
    "modelled_share": "modelled",
    "provenance": "provenance",
    "state": "state",
    "reason_en": "reason",
    "reason_fa": "reason (fa)",
}
_NOT_ON_A_TERMINAL = {
    *("level", "measure", "value_of", "left_out", "missing", "theil_groups", "line", "provenance"),
    *("concentration_wagstaff", "state", "reason_fa"),
}


def equity(
    service: Annotated[
        str | None, typer.Option(help="Only this service: training, placement, microfinance, community.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(help="Judge the values of this measure; without it the share of the need that is met."),
    ] = None,
    province: Annotated[str | None, typer.Option(help="Only this province, by code (IR-09) or name.")] = None,
    run: Annotated[int | None, typer.Option(help="Number of a score run; the newest without it.")] = None,
    line: Annotated[
        float, typer.Option(help="Poverty line of FGT as a share of the target, over 0 and up to 1.")
    ] = 1.0,
    out: Annotated[Path | None, typer.Option(help="Write to a file instead: .csv, .json or .xlsx.")] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Tell how evenly access is spread: Gini, concentration by deprivation, Theil, Palma, FGT, worst tenth.

    Each is weighted by those in need of the service, for the country and for every province.

    Example: geo-target equity --service training --out equity.xlsx
    """
    from geo_target.workflows.equity import equity as judge
    from geo_target.workflows.equity import flat_row, write_equity

    with open_store() as store:
        answer = judge(store, service=service, measure=measure, province=province, run=run, line_share=line)
        if out:
            report = write_equity(store, answer, out)
            say(f"Wrote {len(answer.rows):,} rows of score run {answer.run_id} to {report.path}.")
            return
    rows = [flat_row(row) for row in answer.rows]
    if fmt is not Format.TABLE:
        print_rows(rows, HEADINGS, fmt)
        return
    kept = {"demand"}
    for row, found in zip(rows, answer.rows, strict=True):
        # Indices lie between 0 and 1 for the most part: one decimal would hide them.
        row.update(
            {
                name: f"{value:.3f}"
                for name, value in row.items()
                if isinstance(value, float) and name not in kept
            }
        )
        row["reason_en"] = ", ".join(dict.fromkeys(each.state for each in found.undefined)) or None
    columns = {name: words for name, words in HEADINGS.items() if name not in _NOT_ON_A_TERMINAL}
    print_rows(
        rows,
        columns,
        fmt,
        f"Equity of access, score run {answer.run_id} (data version {answer.data_version})",
    )
    if answer.data_version != answer.data_version_now:
        say("The data have changed since this run. Score again: geo-target score")
