"""The one table of columns: what each is called in a shapefile, in Persian and in English, and what it means.

The table itself is ``fields.csv`` beside this file. A new column gets its line there and its place in
`LAYER_COLUMNS`, and every format knows it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, cast

from geo_target.errors import InputError

FieldType = Literal["text", "integer", "real", "boolean"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    ``short`` is its name in a shapefile, at most 10 ASCII characters. ``decimals`` is how many are shown of
    a real number; files hold all of them. ``unit`` is empty for text and for counts of nothing.
    """

    name: str
    short: str
    type: FieldType
    decimals: int
    unit: str
    label_fa: str
    label_en: str
    meaning_fa: str
    meaning_en: str


COMMON = ("code", "name_fa", "name_en", "province_code", "provenance")
"""The columns that every layer begins with."""

_FACILITY = (
    "kind",
    "status",
    "capacity",
    "capacity_unit",
    "city_code",
    "neighbourhood_code",
    "in_outskirts",
    "floor_area_m2",
)
_SERVICES = ("training", "placement", "microfinance", "community")
SERVICE_MEASURES = ("priority", "nearest_m", "share_covered", "unserved", "gap")
"""Priorities have a column of each for every service: ``gap_training``."""


LAYER_COLUMNS: dict[str, tuple[str, ...]] = {
    layer: COMMON + own
    for layer, own in {
        "provinces": ("in_programme", "iso_3166_2_pre2020", "sci_code", "hasc"),
        "counties": (),
        "cities": ("county_code", "population", "named_in_report"),
        "neighbourhoods": (
            *("city_code", "type", "population", "households", "job_seekers"),
            *("women_heads_of_household", "deprivation"),
        ),
        "demand_points": ("neighbourhood_code", "city_code", "population"),
        "training_centres": _FACILITY,
        "placement_centres": _FACILITY,
        "neighbourhood_houses": _FACILITY,
        "bank_branches": _FACILITY,
        "social_service_bases": _FACILITY,
        "self_help_groups": (
            *("place_fa", "place_en", "setting", "neighbourhood_code", "federation_code"),
            *("members", "women", "women_heads_of_household"),
        ),
        "federations": ("county_fa", "county_en", "self_help_groups", "members", "women"),
        "course_runs": (
            *("occupation_code", "occupation_fa", "occupation_en", "sector", "city_code"),
            *("neighbourhood_code", "training_centre_code", "trainees", "trainee_hours"),
        ),
        "candidate_sites": ("kind", "status", "city_code", "neighbourhood_code", "budget_million_rials"),
        "priorities": (
            *("city_code", "city_fa", "city_en", "type", "population"),
            *("rank", "rank_low", "rank_high", "priority_overall"),
            *(f"{measure}_{service}" for service in _SERVICES for measure in SERVICE_MEASURES),
        ),
    }.items()
}
"""The columns of each layer in the order in which files have them, geometry apart."""

RESULT_COLUMNS: dict[str, tuple[str, ...]] = {
    "siting_sites": (
        *(*COMMON, "number", "role", "kind", "city_code", "budget_million_rials", "served", "points"),
        *("marginal", "runner_up", "frequency", "part", "stability", "services", "reason_fa", "reason_en"),
    ),
    "siting_lines": (
        *(*COMMON, "neighbourhood_code", "site_code", "site_fa", "site_en", "role", "served", "mean_m"),
    ),
}
"""The columns of what is found and not stored as a layer: the sites of a plan, and who goes where."""

ALL_COLUMNS = LAYER_COLUMNS | RESULT_COLUMNS
"""The columns of every layer that a file can hold."""

LAYER_TITLES: dict[str, tuple[str, str]] = {
    "provinces": ("استان‌ها", "Provinces"),
    "counties": ("شهرستان‌ها", "Counties"),
    "cities": ("شهرهای برنامه", "Cities of the programme"),
    "neighbourhoods": ("محله‌های هدف", "Target neighbourhoods"),
    "demand_points": ("نقطه‌های تقاضا", "Demand points"),
    "training_centres": ("مراکز آموزش فنی و حرفه‌ای", "Training centres"),
    "placement_centres": ("مراکز کاریابی", "Placement centres"),
    "neighbourhood_houses": ("خانه‌های محله", "Neighbourhood houses"),
    "bank_branches": ("شعبه‌های بانک کشاورزی", "Branches of Bank Keshavarzi"),
    "social_service_bases": ("پایگاه‌های خدمات اجتماعی", "Social service bases"),
    "self_help_groups": ("گروه‌های خودیار", "Self-help groups"),
    "federations": ("کانون‌های گروه‌های خودیار", "Federations of self-help groups"),
    "course_runs": ("دوره‌های آموزشی", "Course runs"),
    "candidate_sites": ("محل‌های پیشنهادی", "Candidate sites"),
    "priorities": ("اولویت محله‌های هدف", "Priority of the target neighbourhoods"),
}
"""The title of each layer, Persian and English."""

RESULT_TITLES = {
    "siting_sites": ("مکان‌های طرح", "Sites of a plan"),
    "siting_lines": ("چه کسانی به کجا می‌روند", "Who goes where"),
}
"""The title of what is found, Persian and English."""

AREA_LAYERS = frozenset({"provinces", "counties", "neighbourhoods", "priorities"})
"""Layers of areas (MultiPolygon). Decides the type of a layer without rows."""

LINE_LAYERS = frozenset({"siting_lines"})
"""Layers of lines (LineString); those that are neither are points."""


@lru_cache(maxsize=1)
def all_fields() -> dict[str, Field]:
    """Return every column of the table by its full name, in the table's order."""
    text = resources.files("geo_target.exchange").joinpath("fields.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["name"]: _field(row) for row in rows}


def fields_of(columns: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of these columns, in their order.

    Raises
    ------
    InputError
        If a column is not in the table; names it and where it belongs.
    """
    table = all_fields()
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(
            f"Every column must stand in geo_target/exchange/fields.csv; it has no {', '.join(missing)}."
        )
    return tuple(table[column] for column in columns)


def _field(row: dict[str, str]) -> Field:
    return Field(
        name=row["name"],
        short=row["short"],
        type=cast("FieldType", row["type"]),
        decimals=int(row["decimals"] or 0),
        unit=row["unit"],
        label_fa=row["label_fa"],
        label_en=row["label_en"],
        meaning_fa=row["meaning_fa"],
        meaning_en=row["meaning_en"],
    )
