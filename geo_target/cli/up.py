"""`geo-target up`: store, migrate, load the reference data if empty, score if stale, serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import say
from geo_target.cli.progress import ctrl_c_asks, note, steps
from geo_target.cli.session import open_store
from geo_target.settings import DEFAULT_HOST, Settings

if TYPE_CHECKING:
    from geo_target.store.engine import Store
    from geo_target.store.summary import Summary

SHOWN = (
    "provinces",
    "cities",
    "neighbourhoods",
    "demand_points",
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
    "self_help_groups",
    "federations",
    "course_runs",
    "candidate_sites",
)


def up(
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = DEFAULT_HOST,
    port: Annotated[int | None, typer.Option(help="Port; PORT or 8000 without it.")] = None,
) -> None:
    """Start everything: database, reference data, scores, map.

    Example: geo-target up --port 8000
    """
    from geo_target.cli.serve import require_free_port, serve_store

    settings = Settings.from_environment()
    port = settings.port if port is None else port
    require_free_port(host, port)
    note("starting the private PostGIS" if settings.database_url is None else "connecting to DATABASE_URL")
    with open_store(settings) as store:
        score_if_stale(store)
        print_summary(store)
        serve_store(store, settings, host=host, port=port)


def score_if_stale(store: Store) -> None:
    """Score where there is no run yet, the data has changed since the newest, or that has no rank intervals."""
    from geo_target.workflows.score import needs_scoring, score_again

    if needs_scoring(store):
        note("scoring the neighbourhoods")
        with steps("Scoring") as progress, ctrl_c_asks() as cancelled:
            result = score_again(store, progress=progress, cancelled=cancelled)
        note(f"scored {result.neighbourhoods:,} neighbourhoods (run {result.run_id})")


def print_summary(store: Store) -> None:
    """Print counts, the ten neighbourhoods of highest priority, and what is modelled."""
    from geo_target.store.areas import read_priorities
    from geo_target.store.summary import read_summary

    summary = read_summary(store)
    say()
    for line in _counts(summary):
        say(line)
    say("\nThe ten neighbourhoods of highest priority (of 100):")
    for row in read_priorities(store, "overall", province=None, city=None, limit=10, offset=0).items:
        say(
            f"  {row.rank:>3}. {row.priority:5.1f}  {row.name_en} – {row.city_en}, {row.province_en}"
            f"  ({row.name_fa}، {row.city_fa})"
        )
    say(
        f"\nModelled, not official: {', '.join(name.replace('_', ' ') for name in summary.modelled) or 'nothing'}.\n"
    )


def _counts(summary: Summary) -> list[str]:
    lines = []
    for name in SHOWN:
        note = (
            "; ".join(sorted({held.provenance for held in summary.datasets if held.layer == name}))
            or "none loaded"
        )
        if name == "provinces":
            note += f"; {summary.counts['provinces_in_programme']} in the programme"
        lines.append(f"  {name.replace('_', ' '):<22}{summary.counts[name]:>8,}  {note}")
    return lines
