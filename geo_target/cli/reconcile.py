"""`geo-target reconcile`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from geo_target.cli.output import Format, FormatOption, print_rows, say
from geo_target.cli.session import open_store

COLUMNS = {
    "topic": "topic",
    "key": "figure",
    "scope": "scope",
    "place_en": "place",
    "place_fa": "place (fa)",
    "reported": "reported",
    "reported_max": "to",
    "loaded": "loaded",
    "difference": "difference",
    "unit": "unit",
    "state": "state",
    "elsewhere": "the report elsewhere",
    "note_en": "note",
    "note_fa": "note (fa)",
}
FOR_A_TERMINAL = (
    "topic",
    "key",
    "place_en",
    "reported",
    "loaded",
    "difference",
    "unit",
    "state",
    "elsewhere",
)


def reconcile(fmt: FormatOption = Format.TABLE) -> None:
    """Show every figure of the report against the database, with its state.

    Example: geo-target reconcile --format csv
    """
    from geo_target.workflows.reconcile import State
    from geo_target.workflows.reconcile import reconcile as run

    with open_store() as store:
        figures = run(store)
    rows = [{name: _plain(value) for name, value in asdict(figure).items()} for figure in figures]
    chosen = COLUMNS if fmt is not Format.TABLE else {name: COLUMNS[name] for name in FOR_A_TERMINAL}
    print_rows(rows, chosen, fmt, f"The report's {len(rows)} figures against the database")
    if fmt is Format.TABLE:
        tally = Counter(figure.state for figure in figures)
        say("; ".join(f"{tally[state]} {state.value}" for state in State))


def _plain(value: object) -> object:
    """Whole numbers without a decimal point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
