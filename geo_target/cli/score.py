"""`geo-target score`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.progress import ctrl_c_asks, steps
from geo_target.cli.session import open_store

COLUMNS = {
    "service": "service",
    "measure": "measure",
    "demand": "demand",
    "demand_is": "of whom",
    "covered_percent": "met %",
    "unserved": "unserved",
    "gap": "gap",
    "gap_unit": "in",
    "mean_access": "mean access",
    "mean_nearest_km": "mean km to nearest",
    "isolated": "isolated",
    "unreachable": "without any",
}


def score(
    service: Annotated[
        str | None, typer.Option(help="Show this service only, and let --measure and no other change.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            help="Measure of access that makes share met, gap and priority: coverage, nearest, cumulative, gravity, "
            "two_step_fca, enhanced_two_step_fca, modified_two_step_fca, three_step_fca, balanced_fca or raam; the "
            "profile's without it."
        ),
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="A profile (TOML); the default profile without it.")
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=0, help="Draws for the rank intervals; the profile's without it.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the draws; the profile's without it.")
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Score every neighbourhood for each service, by every measure, and keep the run. Ctrl-C keeps nothing.

    Example: geo-target score --service training --measure enhanced_two_step_fca --profile my-profile.toml
    """
    from geo_target.profile import altered, load_profile

    chosen = altered(load_profile(profile), service=service, measure=measure, draws=draws, seed=seed)
    from geo_target.workflows.score import score as run_score

    with open_store() as store, steps("Scoring") as progress, ctrl_c_asks() as cancelled:
        result = run_score(store, chosen, progress=progress, cancelled=cancelled)
    rows = [row for row in result.by_service if service in (None, row["service"])]
    print_rows(rows, COLUMNS, fmt, f"Score run {result.run_id} (data version {result.data_version})")
    if fmt is Format.TABLE:
        say(
            f"{result.neighbourhoods:,} neighbourhoods scored with the profile {chosen.code!r}, "
            f"{result.draws:,} draws. See: geo-target priorities"
        )
