"""Neighbourhoods by priority, on a page or in a file."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange import ExportReport, LayerMeta, write_table
from geo_target.profile import SERVICES
from geo_target.store.areas import Page, RankedNeighbourhood, read_priorities
from geo_target.store.layers import read_meta, require_province
from geo_target.store.scores import current_run

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.store.engine import Store

ALL_ROWS = 1_000_000
RANKINGS = ("overall", *SERVICES)


def ranked(
    store: Store, *, service: str = "overall", province: str | None = None, limit: int | None = None
) -> Page:
    """Return neighbourhoods of the current score run by rank.

    Parameters
    ----------
    service
        A service, or ``overall``.
    province
        Code or name; None for the whole country. Ranks stay those of the whole country.
    limit
        How many at the most; None for all.

    Raises
    ------
    InputError
        If there is no such service.
    UnknownPlaceError
        If there is no such province.
    """
    if service not in RANKINGS:
        raise InputError(f"There is no service {service!r}. The services are: {', '.join(RANKINGS)}.")
    code = require_province(store, province) if province else None
    return read_priorities(
        store, service, province=code, city=None, limit=ALL_ROWS if limit is None else limit, offset=0
    )


def travel_note(store: Store) -> str | None:
    """Say in a sentence which services the current run scored by travel costs; None if none."""
    run = current_run(store)
    travel = None if run is None else run["profile"].get("travel")
    if travel is None:
        return None
    reach = f"{travel['file']}, {travel['threshold']:g} {travel['unit']}"
    if travel["by"] == "terrain":
        reach = f"detours of {travel['file']}"
    return (
        f"scored by travel costs ({reach}): {', '.join(travel['services'])}; other services by straight line."
    )


def write_ranked(store: Store, page: Page, path: Path) -> ExportReport:
    """Write a page as CSV, JSON or XLSX, by the suffix of `path`, with where it comes from.

    Raises
    ------
    InputError
        If the suffix or the folder is not known.
    """
    import pandas as pd

    columns = [field.name for field in fields(RankedNeighbourhood)]
    frame = pd.DataFrame([asdict(item) for item in page.items], columns=columns)
    held = read_meta(store, "priorities")
    meta = LayerMeta(
        layer="priorities",
        title_fa="اولویت محله‌های هدف",
        title_en="Priority of the target neighbourhoods",
        source_fa=held["source_fa"],
        source_en=held["source_en"],
        licence=held["licence"],
        date=str(held["dated"] or ""),
        provenance=held["provenance"] or "",
        data_version=held["data_version"],
    )
    return write_table(frame, columns, meta, path)
