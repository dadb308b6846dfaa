"""`geo-target score`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.progress import ctrl_c_asks, note, steps
from geo_target.cli.session import open_store
from geo_target.errors import InputError

if TYPE_CHECKING:
    from geo_target.workflows.score_travel import TravelSource

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


def score(  # noqa: PLR0913, PLR0917 - each is an option of the command
    service: Annotated[
        str | None,
        typer.Option(help="Show this service only, and let --measure or travel costs change no other."),
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
        int | None,
        typer.Option(
            min=0, help="Draws for the rank intervals, 20 or more, 0 for none; the profile's without it."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the draws; the profile's without it.")
    ] = None,
    friction: Annotated[
        Path | None,
        typer.Option(
            help="Reach by travel time over this friction raster, with --minutes; no rank intervals."
        ),
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="Minutes in the place of the service radius.")] = None,
    costs: Annotated[
        Path | None,
        typer.Option(help="Reach by this table of costs from demand points to facilities, with --threshold."),
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="Cost in the place of the service radius.")] = None,
    unit: Annotated[str, typer.Option(help="Unit of the table's costs, for people to read.")] = "min",
    origin_column: Annotated[
        str | None,
        typer.Option(help="Column of the table with the codes of demand points, if it is not found."),
    ] = None,
    destination_column: Annotated[
        str | None, typer.Option(help="Column of the table with the codes of facilities, if it is not found.")
    ] = None,
    cost_column: Annotated[
        str | None, typer.Option(help="Column of the table with the costs, if it is not found.")
    ] = None,
    terrain: Annotated[
        Path | None,
        typer.Option(
            help="GeoTIFF of terrain classes: straight lines count longer by them, with --detours; no rank intervals."
        ),
    ] = None,
    detours: Annotated[
        Path | None,
        typer.Option(
            help="TOML with the detour factor of each class of --terrain: \\[detour], then 3 = 1.4."
        ),
    ] = None,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Score every neighbourhood for each service, by every measure, and keep the run. Ctrl-C keeps nothing.

    Example: geo-target score --service training --measure enhanced_two_step_fca --profile my-profile.toml
    """
    from geo_target.profile import altered, load_profile

    chosen = altered(load_profile(profile), service=service, measure=measure, draws=draws, seed=seed)
    from geo_target.workflows.score import score as run_score

    notes: list[str] = []
    columns = {"origin": origin_column, "destination": destination_column, "cost": cost_column}
    travels = _travels(
        (friction, minutes), (costs, threshold), (terrain, detours), (unit, columns), notes, service
    )
    with open_store() as store, steps("Scoring") as progress, ctrl_c_asks() as cancelled:
        result = run_score(store, chosen, progress=progress, cancelled=cancelled, travels=travels)
    rows = [row for row in result.by_service if service in (None, row["service"])]
    print_rows(rows, COLUMNS, fmt, f"Score run {result.run_id} (data version {result.data_version})")
    if fmt is Format.TABLE:
        say(
            f"{result.neighbourhoods:,} neighbourhoods scored with the profile {chosen.code!r}, "
            f"{result.draws:,} draws. See: geo-target priorities"
        )
    for sentence in notes:
        note(sentence)
    if travels is not None:
        note("an import scores by straight line again; run this anew after it")


def _travels(
    by_raster: tuple[Path | None, float | None],
    by_pairs: tuple[Path | None, float | None],
    by_classes: tuple[Path | None, Path | None],
    table: tuple[str, dict[str, str | None]],
    notes: list[str],
    service: str | None,
) -> TravelSource | None:
    """Check what goes together, and give the source of the travel costs, if any."""
    (friction, minutes), (costs, threshold), (terrain, detours) = by_raster, by_pairs, by_classes
    if any((first is None) != (second is None) for first, second in (by_raster, by_pairs, by_classes)):
        raise InputError(
            "--friction goes with --minutes, --costs with --threshold, and --terrain with --detours; give both of a pair."
        )
    given = [first for first, _ in (by_raster, by_pairs, by_classes) if first is not None]
    if len(given) > 1:
        raise InputError("Travel is by one of --friction, --costs and --terrain; leave the others out.")
    unit, named = table
    columns = {what: header for what, header in named.items() if header is not None}
    if columns and costs is None:
        raise InputError("--origin-column, --destination-column and --cost-column go with --costs; add it.")
    if not given:
        return None
    from geo_target.profile import SERVICES
    from geo_target.workflows.score_terrain import by_terrain
    from geo_target.workflows.score_travel import by_friction, by_table

    services = SERVICES if service is None else (service,)
    if friction is not None and minutes is not None:
        return by_friction(friction, minutes, notes, services=services)
    if costs is not None and threshold is not None:
        return by_table(costs, threshold, unit, notes, services=services, columns=columns)
    if terrain is not None and detours is not None:
        return by_terrain(terrain, detours, notes, services=services)
    return None
