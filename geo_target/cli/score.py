"""`geo-target score`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.session import open_store

COLUMNS = {
    "service": "service",
    "demand": "demand",
    "demand_is": "of whom",
    "covered_percent": "covered %",
    "unserved": "unserved",
    "mean_nearest_km": "mean km to nearest",
    "unreachable": "without any",
}


def score(
    profile: Annotated[
        Path | None, typer.Option(help="A profile (TOML); the default profile without it.")
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Score every neighbourhood for each service, and keep the run.

    Example: geo-target score --profile my-profile.toml
    """
    from geo_target.profile import load_profile
    from geo_target.workflows.score import score as run_score

    chosen = load_profile(profile)
    with open_store() as store:
        result = run_score(store, chosen)
    print_rows(
        result.by_service, COLUMNS, fmt, f"Score run {result.run_id} (data version {result.data_version})"
    )
    if fmt is Format.TABLE:
        say(
            f"{result.neighbourhoods:,} neighbourhoods scored with the profile {chosen.code!r}. "
            "See: geo-target priorities"
        )
