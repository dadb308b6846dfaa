"""`geo-target priorities --by`: sums over provinces or cities."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from geo_target.cli.output import Format, print_rows, say

if TYPE_CHECKING:
    from pathlib import Path

    from geo_target.store.engine import Store

SERVICES = {
    "training": "training",
    "placement": "placement",
    "microfinance": "microfinance",
    "community": "community",
}
COLUMNS = {
    "level": "level",
    "code": "code",
    "name_fa": "name (fa)",
    "name_en": "place",
    "province_code": "province",
    "population": "people",
    "neighbourhoods": "areas",
    "in_top_k": "in top",
    "priority_overall": "priority",
    **{
        f"{name}_{service}": f"{words} {service}"
        for service in SERVICES
        for name, words in {
            "demand": "in need:",
            "unserved": "unserved:",
            "gap": "gap:",
            "share_met": "share met:",
            "priority": "priority:",
        }.items()
    },
    "modelled_share": "modelled",
    "provenance": "provenance",
}
_ON_A_TERMINAL = (
    "code",
    "name_en",
    "name_fa",
    "population",
    "neighbourhoods",
    "in_top_k",
    "priority_overall",
)


class Level(StrEnum):
    """Over what a score run is added up."""

    PROVINCE = "province"
    CITY = "city"


def print_sums(store: Store, by: Level, *, province: str | None, out: Path | None, fmt: Format) -> None:
    """Print or write the sums of the newest run; on a terminal as whole numbers that add up as printed."""
    from geo_target.workflows.aggregates import aggregates, flat_sums, printed_rows, write_aggregates

    found = aggregates(store, by=by.value, province=province)
    if out:
        report = write_aggregates(store, found, out)
        say(f"Wrote the sums of {len(found.items):,} areas and their total to {report.path}.")
        return
    if fmt is not Format.TABLE:
        print_rows([flat_sums(sums) for sums in (found.total, *found.items)], COLUMNS, fmt)
        return
    rows = printed_rows(found)
    for row in rows:
        row.update(
            {
                f"met_{name}": None if (met := row[f"share_met_{name}"]) is None else 100 * met
                for name in SERVICES
            }
        )
    each = {
        key: words
        for name in SERVICES
        for key, words in {
            f"unserved_{name}": f"unserved: {name}",
            f"met_{name}": "met %",
            f"gap_{name}": "gap",
        }.items()
    }
    columns = {name: COLUMNS[name] for name in _ON_A_TERMINAL} | each | {"provenance": "provenance"}
    print_rows(
        rows, columns, fmt, f"Score run {found.run_id} by {by}: the total, then {len(found.items):,} areas"
    )
    if found.data_version != found.data_version_now:
        say("The data have changed since this run. Score again: geo-target score")
