"""`geo-target load reference` and `load demand`."""

from __future__ import annotations

from typing import Annotated

import typer

from geo_target.cli.load_demand import demand
from geo_target.cli.output import say
from geo_target.cli.progress import steps
from geo_target.cli.session import open_store
from geo_target.settings import Settings

app = typer.Typer(
    help="Load the reference data, or demand points out of a population raster.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Load the reference data, or demand points out of a population raster."""


@app.command("reference")
def reference(
    replace_official: Annotated[
        bool, typer.Option("--replace-official", help="Retire official rows for modelled ones.")
    ] = False,
) -> None:
    """Load the reference dataset; a second time changes nothing.

    Example: geo-target load reference
    """
    from geo_target.workflows.load_reference import load_reference

    settings = Settings.from_environment()
    with open_store(settings, fill=False) as store, steps("Loading the reference dataset") as progress:
        report = load_reference(
            store, settings.data_dir, replace_official=replace_official, progress=progress
        )
    for layer, count in report.loaded.items():
        say(f"loaded     {layer:<22} {count:>7,} rows")
    if report.unchanged:
        say(f"unchanged  {', '.join(report.unchanged)}")


app.command("demand")(demand)
