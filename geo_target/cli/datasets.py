"""`geo-target datasets list` and `geo-target datasets undo`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.session import open_store

if TYPE_CHECKING:
    from geo_target.store.engine import Store
    from geo_target.store.summary import Dataset

app = typer.Typer(help="The datasets that the rows came with.", no_args_is_help=True)

COLUMNS = {
    "dataset_id": "id",
    "layer": "layer",
    "provenance": "provenance",
    "mode": "mode",
    "rows": "rows",
    "dated": "dated",
    "loaded_at": "loaded",
    "loaded_by": "by",
    "state": "state",
    "part_of": "part of",
    "current": "shown",
    "undone_at": "taken back",
    "title_en": "title",
    "title_fa": "title (fa)",
    "source_en": "source",
    "source_fa": "source (fa)",
    "licence": "licence",
    "checksum": "sha256",
}
FOR_A_TERMINAL = (
    *("dataset_id", "layer", "provenance", "mode", "rows", "dated", "loaded_at", "loaded_by", "state"),
    *("part_of", "title_en"),
)


@app.callback()
def _group() -> None:
    """Show the datasets that the rows came with, and take the newest import back."""


@app.command("list")
def list_datasets(
    fmt: FormatOption = Format.TABLE,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that were replaced or taken back.")
    ] = False,
) -> None:
    """List the datasets with provenance, source, licence, how and when they came, and by whom.

    Example: geo-target datasets list --all --format json
    """
    with open_store() as store:
        rows = _rows(store, every=every)
    if fmt is not Format.TABLE:
        print_rows(rows, COLUMNS, fmt)
        return
    rows = [{**row, "loaded_at": f"{row['loaded_at']:%Y-%m-%d %H:%M}"} for row in rows]
    # Nothing is shown of what no dataset has: no import, no part.
    chosen = {
        name: COLUMNS[name]
        for name in FOR_A_TERMINAL
        if name not in {"mode", "part_of"} or any(row[name] is not None for row in rows)
    }
    print_rows(rows, chosen, fmt, "Datasets")


def _rows(store: Store, *, every: bool) -> list[dict[str, Any]]:
    from geo_target.store.dataset_history import read_loaders
    from geo_target.store.summary import read_datasets

    loaders = read_loaders(store)
    return [
        {**asdict(dataset), "state": _state(dataset), "loaded_by": loaders.get(dataset.dataset_id)}
        for dataset in read_datasets(store)
        if every or dataset.current
    ]


def _state(dataset: Dataset) -> str:
    if dataset.undone_at is not None:
        return f"taken back {dataset.undone_at:%Y-%m-%d %H:%M}"
    return "shown" if dataset.current else "replaced"


@app.command("undo")
def undo(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Take the newest import back: the rows that it retired are current again, and so are the scores.

    Example: geo-target datasets undo
    """
    from geo_target.workflows.undo import undo_last

    with open_store() as store:
        if not yes and sys.stdin.isatty():
            _ask(store)
        report = undo_last(store)
    say(f"Took back dataset {report.dataset_id} of {report.layer}: {report.title_en}.")
    say(f"{report.rows_gone:,} rows went with it, {report.rows_back:,} earlier rows are current again.")
    if report.scored:
        say(
            "The neighbourhoods were scored anew; rank intervals come with geo-target score, or from a running service."
        )


def _ask(store: Store) -> None:
    """Say what would go and what would come back, and ask; whoever does not say yes has changed nothing."""
    from geo_target.store.dataset_history import read_undo_preview

    preview = read_undo_preview(store)
    if preview is None or preview.newest.mode is None:
        return  # there is nothing to ask about: the workflow says why it refuses
    newest = preview.newest
    say(
        f"The newest import is dataset {newest.dataset_id} of {newest.layer} ({newest.mode}): {newest.title_en}."
    )
    for back in preview.back:
        say(f"  comes back: {back.rows:,} rows of {back.layer} (dataset {back.dataset_id}, {back.title_en})")
    if not typer.confirm("Take it back?"):
        say("Nothing was changed.")
        raise typer.Exit(1)
