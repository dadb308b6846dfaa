"""Rows on the terminal: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


WIDTH_OF_A_FILE = 240


class Format(StrEnum):
    """How to print rows."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print the rows.")]


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], fmt: Format, title: str = ""
) -> None:
    """Print `rows`.

    Parameters
    ----------
    columns
        Column name and the heading that people see, in order. JSON and CSV use the names and hold
        every one of them.
    """
    if fmt is Format.JSON:
        chosen = [{name: row[name] for name in columns} for row in rows]
        print_json(chosen)
    elif fmt is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row[name] for name in columns] for row in rows)
    else:
        _print_table(rows, columns, title)


def print_json(value: Any) -> None:
    """Print `value` as indented JSON with Persian letters as they are."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def say(text: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def shown(value: Any) -> str:
    """Return a value as people read it: thousands separated, a dash for nothing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=title or None, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold", pad_edge=False
    )
    for name, heading in columns.items():
        numeric = any(isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(shown(row[name]) for name in columns))
    # A pipe or a file has no width of its own: nothing is folded there.
    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    Console(file=sys.stdout, width=width).print(table)
