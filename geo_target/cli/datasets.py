"""`geo-target datasets list`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from geo_target.cli.output import Format, FormatOption, print_rows
from geo_target.cli.session import open_store

app = typer.Typer(help="The datasets that the rows came with.", no_args_is_help=True)

COLUMNS = {
    "dataset_id": "id",
    "layer": "layer",
    "provenance": "provenance",
    "rows": "rows",
    "dated": "dated",
    "current": "shown",
    "title_en": "title",
    "title_fa": "title (fa)",
    "source_en": "source",
    "licence": "licence",
    "checksum": "sha256",
}
FOR_A_TERMINAL = ("dataset_id", "layer", "provenance", "rows", "dated", "current", "title_en")


@app.callback()
def _group() -> None:
    """Show the datasets that the rows came with."""


@app.command("list")
def list_datasets(
    fmt: FormatOption = Format.TABLE,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that were replaced or taken back.")
    ] = False,
) -> None:
    """List the datasets with provenance, source, licence and date.

    Example: geo-target datasets list --format json
    """
    from geo_target.store.summary import read_datasets

    with open_store() as store:
        rows = [asdict(dataset) for dataset in read_datasets(store) if every or dataset.current]
    chosen = COLUMNS if fmt is not Format.TABLE else {name: COLUMNS[name] for name in FOR_A_TERMINAL}
    print_rows(rows, chosen, fmt, "Datasets")
