"""`geo-target site-runs`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_json, print_rows, say
from geo_target.cli.session import open_store
from geo_target.errors import InputError

app = typer.Typer(help="Kept answers to where to build: list, show, export.", no_args_is_help=True)

RUNS = {
    "run_id": "run",
    "created_at": "asked at",
    "model": "model",
    "service": "service",
    "status": "status",
    "n_new": "new sites",
    "percent": "covered %",
    "gap_percent": "gap %",
    "data_version": "data version",
    "profile_name": "profile",
    "provenance": "provenance",
    "seconds": "seconds",
}
PLANS = {
    "plan": "plan",
    "kind": "kind",
    "budget": "budget",
    "n_new": "new sites",
    "status": "status",
    "people": "people",
    "percent": "covered %",
    "objective": "value",
    "bound": "bound",
    "gap_percent": "gap %",
    "regret": "regret",
    "worst": "worst share",
    "codes": "sites",
}
_Run = Annotated[int, typer.Argument(help="Its number is in site-runs list.")]


@app.command("list")
def list_runs(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest.")] = 20,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """List kept answers, the newest first.

    Example: geo-target site-runs list --format json
    """
    from geo_target.cli.site_output import in_percent
    from geo_target.workflows.site_runs import read_siting_runs

    with open_store() as store:
        rows, total = read_siting_runs(store, limit=limit)
    for row in rows:
        row["created_at"] = row["created_at"].isoformat(timespec="seconds")
        row["service"] = row["service"] or "+".join(row["request"].get("services") or ()) or None
        nobody = row["after"] is None or row["service"] is None
        told = in_percent if fmt is Format.TABLE else lambda share: 100 * share
        row["percent"] = None if nobody else told(row["after"]["coverage"])
        row["gap_percent"] = None if row["gap"] is None else 100 * row["gap"]
    print_rows(rows, RUNS, fmt, f"{len(rows):,} of {total:,} siting runs")


@app.command("show")
def show(
    run: _Run,
    explain: Annotated[
        bool, typer.Option("--explain", help="The reason for each new site, in the table too.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Language of the table: en or fa.")] = "en",
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Show a kept answer as it was given.

    Example: geo-target site-runs show 3 --explain --lang fa
    """
    from geo_target.cli.site_output import print_csv, print_site
    from geo_target.workflows.site_runs import read_answer

    with open_store() as store:
        answer = read_answer(store, run)
    if fmt is Format.JSON:
        print_json(answer.to_dict())
    elif fmt is Format.CSV:
        print_csv(answer)
    else:
        print_site(answer, lang=lang, explain=explain)


@app.command("plans")
def list_plans(run: _Run, fmt: FormatOption = Format.TABLE) -> None:
    """List every plan of a kept answer: the best, the steps of its curve, those nearly as good, the phases.

    Example: geo-target site-runs plans 3 --format csv > curve.csv
    """
    from geo_target.workflows.site_runs import read_answer

    with open_store() as store:
        plans = read_answer(store, run).plans
    rows = [
        asdict(plan)
        | {
            "percent": None if plan.coverage is None else 100 * plan.coverage,
            "gap_percent": None if plan.gap is None else 100 * plan.gap,
            "codes": " ".join(plan.sites),
        }
        for plan in plans
    ]
    print_rows(rows, PLANS, fmt, f"{len(rows):,} plans of siting run {run}")


@app.command("export")
def export(
    run: _Run,
    file: Annotated[Path, typer.Argument(help="The file; its suffix is the format, .zip a shapefile.")],
    lines: Annotated[
        bool, typer.Option("--lines", help="Who goes where, as lines, instead of the sites.")
    ] = False,
    plan: Annotated[
        int, typer.Option(min=0, help="Another of its plans; its number is in site-runs plans.")
    ] = 0,
) -> None:
    """Write the sites of a kept answer, or who goes where, to a file.

    Example: geo-target site-runs export 3 sites.gpkg
    """
    from geo_target.workflows.site_files import export_lines, export_sites

    if lines and plan:
        raise InputError("Who goes where is kept of the best plan alone; leave out --lines or --plan.")
    with open_store() as store:
        if lines:
            say(f"Wrote {export_lines(store, run, file):,} lines of siting run {run} to {file}.")
            return
        report = export_sites(store, run, file, plan=plan)
    say(f"Wrote {report.rows:,} sites of siting run {run} to {report.path}.")
    for sentence in report.notes:
        say(sentence)
