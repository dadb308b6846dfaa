"""How each figure of the report is counted from the layers, so that SQL and Python count the same.

A `FigureCheck` is data: the store runs it over the views of schema ``layers``, the tests over the
generated rows with `evaluate`. A figure without a check is not held by any layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from geo_target.reference.courses import CARPET, HOME_BUSINESS

AGGREGATES = ("count", "distinct", "sum", "mean", "percent", "share")
COUNTRY = "country"
MASHHAD, SABZEVAR, NEYSHABUR = "C124665", "C118063", "C122285"
TORBAT, BIRJAND, BOSHRUYEH = "C112646", "C140463", "C9480732"
BIRJAND_AND_BOSHRUYEH = f"{BIRJAND}+{BOSHRUYEH}"
"""Scope of a figure that the report prints for two cities together: their codes, joined by a plus."""

GROUP_PROVINCES = (
    "IR-01", "IR-02", "IR-03", "IR-04", "IR-05", "IR-07", "IR-09",
    "IR-10", "IR-11", "IR-12", "IR-14", "IR-16", "IR-19", "IR-24",
)  # fmt: skip
"""The 14 provinces of the report's table of self-help groups."""

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """How one figure is counted.

    Attributes
    ----------
    key, scope
        The figure: a row of ``reported_figures``.
    layer
        A collection name: a view of schema ``layers``.
    aggregate
        ``count`` of the rows in which `column` is given, ``distinct`` values of it, its ``sum``;
        ``mean``: sum of `column` over sum of `of` (over the number of rows if `of` is empty);
        ``percent``: the same times 100; ``share``: distinct values of `column` among the matching rows in
        percent of those among all rows. The last three are rounded to whole numbers, halves up.
    where
        ``(column, value)`` pairs. Pairs of one column are alternatives, different columns must all hold.
        Booleans are written ``true`` and ``false``.
    """

    key: str
    scope: str
    layer: str
    aggregate: str
    column: str
    where: tuple[tuple[str, str], ...] = ()
    of: str = ""


def evaluate(check: FigureCheck, frames: Mapping[str, Rows]) -> int:
    """Count a figure from rows by layer.

    Raises
    ------
    KeyError
        If a layer or a column is not there.
    ValueError
        If the aggregate is not one of `AGGREGATES`.
    """
    everything = frames[check.layer]
    rows = [row for row in everything if _matches(row, check.where)]
    if check.aggregate == "count":
        return len(_given(rows, check.column))
    if check.aggregate == "distinct":
        return len(set(_given(rows, check.column)))
    if check.aggregate == "sum":
        return int(sum(_given(rows, check.column)))
    if check.aggregate in ("mean", "percent"):
        below = sum(_given(rows, check.of)) if check.of else len(rows)
        return _whole(sum(_given(rows, check.column)), below, 100 if check.aggregate == "percent" else 1)
    if check.aggregate == "share":
        return _whole(len(set(_given(rows, check.column))), len(set(_given(everything, check.column))), 100)
    raise ValueError(f"aggregate must be one of {', '.join(AGGREGATES)}, not {check.aggregate!r}")


def _matches(row: Mapping[str, Any], where: Iterable[tuple[str, str]]) -> bool:
    allowed: dict[str, set[str]] = {}
    for column, value in where:
        allowed.setdefault(column, set()).add(value)
    return all(_text(row[column]) in values for column, values in allowed.items())


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _given(rows: Iterable[Mapping[str, Any]], column: str) -> list[Any]:
    return [row[column] for row in rows if row[column] is not None]


def _whole(above: int, below: int, times: int) -> int:
    return 0 if below == 0 else int(Fraction(above * times, below) + Fraction(1, 2))


def _country() -> list[FigureCheck]:
    groups, runs = "self_help_groups", "course_runs"
    return [
        FigureCheck("provinces", COUNTRY, "provinces", "count", "code", (("in_programme", "true"),)),
        FigureCheck("cities", COUNTRY, "cities", "count", "code"),
        FigureCheck("target_neighbourhoods", COUNTRY, "neighbourhoods", "count", "code"),
        FigureCheck("occupations_taught", COUNTRY, runs, "distinct", "occupation_code"),
        FigureCheck("course_runs", COUNTRY, runs, "count", "code"),
        FigureCheck("trainee_courses", COUNTRY, runs, "sum", "trainees"),
        FigureCheck("trainee_hours", COUNTRY, runs, "sum", "trainee_hours"),
        FigureCheck("hours_per_trainee", COUNTRY, runs, "mean", "trainee_hours", of="trainees"),
        *(
            FigureCheck(f"sector_share_{s}", COUNTRY, runs, "share", "occupation_code", (("sector", s),))
            for s in ("industry", "services", "agriculture", "culture_and_art")
        ),
        *(
            FigureCheck(key, COUNTRY, groups, "count", "code")
            for key in ("self_help_groups", "self_help_groups_portfolio", "self_help_groups_in_text")
        ),
        *(
            FigureCheck(key, COUNTRY, groups, "distinct", "province_code")
            for key in ("provinces_with_groups", "provinces_with_groups_in_text")
        ),
        FigureCheck(
            "urban_outskirt_neighbourhoods", COUNTRY, groups, "distinct", "neighbourhood_code",
            (("setting", "urban_outskirt"),),
        ),
        FigureCheck("members", COUNTRY, groups, "sum", "members"),
        FigureCheck("members_in_text", COUNTRY, groups, "sum", "members"),
        FigureCheck("members_per_group", COUNTRY, groups, "mean", "members"),
        FigureCheck("women", COUNTRY, groups, "sum", "women"),
        FigureCheck("women_share", COUNTRY, groups, "percent", "women", of="members"),
        FigureCheck("women_share_in_text", COUNTRY, groups, "percent", "women", of="members"),
        FigureCheck("women_heads_of_household", COUNTRY, groups, "sum", "women_heads_of_household"),
        FigureCheck(
            "women_heads_of_household_share", COUNTRY, groups, "percent", "women_heads_of_household", of="members"
        ),
        FigureCheck("federation_counties", COUNTRY, "federations", "distinct", "county_en"),
        FigureCheck("federation_groups", COUNTRY, groups, "count", "federation_code"),
    ]  # fmt: skip


def _places() -> list[FigureCheck]:
    runs, sites = "course_runs", "candidate_sites"
    found: list[FigureCheck] = []
    for scope in (MASHHAD, SABZEVAR, NEYSHABUR, TORBAT, BIRJAND_AND_BOSHRUYEH):
        where = tuple(("city_code", code) for code in scope.split("+"))
        found.append(FigureCheck("place_trainees", scope, runs, "sum", "trainees", where))
        found.append(FigureCheck("place_trainee_hours", scope, runs, "sum", "trainee_hours", where))
    found.append(
        FigureCheck("place_course_runs", SABZEVAR, runs, "count", "code", (("city_code", SABZEVAR),))
    )
    for scope in (MASHHAD, NEYSHABUR):
        where = (("city_code", scope), ("occupation_en", CARPET))
        found.append(FigureCheck("carpet_courses", scope, runs, "count", "code", where))
    at_home = (("city_code", BIRJAND), ("occupation_en", HOME_BUSINESS))
    found.append(FigureCheck("home_business_courses", BIRJAND, runs, "count", "code", at_home))
    found.append(FigureCheck("home_business_course_participants", BIRJAND, runs, "sum", "trainees", at_home))
    for scope in (MASHHAD, TORBAT, SABZEVAR):
        where = (("city_code", scope), ("kind", "trade_complex"))
        found.append(FigureCheck("trade_complexes_asked", scope, sites, "count", "code", where))
        found.append(FigureCheck("trade_complexes_loan", scope, sites, "sum", "budget_million_rials", where))
        found.append(
            FigureCheck("trade_complex_loan_each", scope, sites, "mean", "budget_million_rials", where)
        )
    return found + _facilities()


def _facilities() -> list[FigureCheck]:
    outskirts = (("city_code", MASHHAD), ("in_outskirts", "true"))
    plots = (("city_code", MASHHAD), ("kind", "public_plot"))
    house = (("city_code", BIRJAND), ("status", "operating"))
    centres, houses = "placement_centres", "neighbourhood_houses"
    return [
        FigureCheck(
            "placement_centres_sited", MASHHAD, centres, "count", "code",
            (*outskirts, ("status", "approved"), ("status", "operating")),
        ),
        FigureCheck(
            "placement_centres_operating", MASHHAD, centres, "count", "code", (*outskirts, ("status", "operating"))
        ),
        FigureCheck("park_plots_studied", MASHHAD, "candidate_sites", "count", "code", plots),
        FigureCheck("neighbourhood_house_built", BIRJAND, houses, "count", "code", house),
        FigureCheck("neighbourhood_house_floor_area", BIRJAND, houses, "sum", "floor_area_m2", house),
    ]  # fmt: skip


def _by_province() -> list[FigureCheck]:
    return [
        FigureCheck("self_help_groups", code, "self_help_groups", "count", "code", (("province_code", code),))
        for code in GROUP_PROVINCES
    ]


def figure_checks() -> dict[tuple[str, str], FigureCheck]:
    """Return every check by the key and scope of its figure."""
    return {(c.key, c.scope): c for c in (*_country(), *_places(), *_by_province())}
