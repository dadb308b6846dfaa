"""`geo-target score-runs`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_target.cli.output import Format, FormatOption, print_json, print_rows, say
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.workflows.score_runs import RunDiff

app = typer.Typer(help="Past score runs, and what differs between two of them.", no_args_is_help=True)

RUNS = {
    "run_id": "run",
    "created_at": "scored at",
    "created_by": "by",
    "profile_name": "profile",
    "measures": "measures",
    "travel": "reach",
    "data_version": "data version",
    "neighbourhoods": "neighbourhoods",
    "draws": "draws",
    "fingerprint": "fingerprint",
}
KEYS = {"key": "profile key", "before": "before", "after": "after"}
SERVICES = {
    "service": "service",
    "measure_before": "measure before",
    "measure_after": "after",
    "unserved_before": "unserved before",
    "unserved_after": "after",
    "gap_before": "gap before",
    "gap_after": "after",
}
MOVES = {
    "code": "code",
    "name_fa": "name (fa)",
    "name_en": "neighbourhood",
    "rank_before": "rank before",
    "rank_after": "after",
    "priority_before": "priority before",
    "priority_after": "after",
}


@app.command("list")
def list_runs(fmt: FormatOption = Format.TABLE) -> None:
    """List the kept score runs, the newest first.

    Example: geo-target score-runs list --format json
    """
    from geo_target.store.score_runs import read_runs

    with open_store() as store:
        rows = [asdict(run) for run in read_runs(store)]
    for row in rows:
        row["created_at"] = row["created_at"].isoformat(timespec="seconds")
        row["travel"] = row["travel"] if fmt is Format.JSON else _reach(row["travel"])
        row["fingerprint"] = row["fingerprint"][:12] if fmt is Format.TABLE else row["fingerprint"]
    print_rows(rows, RUNS, fmt, f"{len(rows):,} score runs")


@app.command("diff")
def diff(
    first: Annotated[int, typer.Argument(help="Run before; its number is in score-runs list.")],
    second: Annotated[int, typer.Argument(help="Run after.")],
    service: Annotated[
        str, typer.Option(help="Whose ranks: overall, training, placement, microfinance or community.")
    ] = "overall",
    limit: Annotated[int, typer.Option(min=1, help="How many of the neighbourhoods that moved.")] = 20,
    fmt: FormatOption = Format.TABLE,
) -> None:
    """Tell what differs between two score runs, and which neighbourhoods it moved. CSV has those that moved.

    Example: geo-target score-runs diff 1 2 --service training
    """
    from geo_target.workflows.score_runs import diff_runs

    with open_store() as store:
        found = diff_runs(store, first, second, service=service, limit=limit)
    if fmt is Format.JSON:
        print_json(asdict(found))
    elif fmt is Format.CSV:
        print_rows([asdict(move) for move in found.moved], MOVES, fmt)
    else:
        _print_diff(found)


def _reach(travel: Mapping[str, Any] | None) -> str:
    """Say how a run reaches facilities, in a few words."""
    if travel is None:
        return "straight line"
    if travel["by"] == "terrain":
        return f"detours of {travel['file']}: {', '.join(travel['services'])}"
    return f"{travel['file']}, {travel['threshold']:g} {travel['unit']}: {', '.join(travel['services'])}"


def _print_diff(found: RunDiff) -> None:
    same = found.data_version_before == found.data_version_after
    say(
        f"Data version {found.data_version_before} in both runs."
        if same
        else f"Data version {found.data_version_before} before, {found.data_version_after} after."
    )
    if found.profile:
        print_rows(
            [{**asdict(change), **_words(change.before, change.after)} for change in found.profile],
            KEYS,
            Format.TABLE,
            "Profile",
        )
    else:
        say("The profiles are the same.")
    print_rows([asdict(change) for change in found.services], SERVICES, Format.TABLE, "Country")
    for title, moves in {
        f"Ranks for {found.service}: {found.moved_count:,} differ, most of all": found.moved,
        f"New among the first {found.top_k}: {len(found.entered)}": found.entered,
        f"No longer among the first {found.top_k}: {len(found.left)}": found.left,
    }.items():
        if moves:
            print_rows([asdict(move) for move in moves], MOVES, Format.TABLE, title)
        else:
            say(title if "differ" not in title else f"Ranks for {found.service}: none differs.")


def _words(before: Any, after: Any) -> dict[str, str]:
    return {
        name: "–" if value is None else json.dumps(value, ensure_ascii=False)
        for name, value in {"before": before, "after": after}.items()
    }
