"""Every figure of the report as a row: key, scope, topic, value, unit, what holds it, what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.reference.figures import (
    BIRJAND,
    BIRJAND_AND_BOSHRUYEH,
    COUNTRY,
    MASHHAD,
    NEYSHABUR,
    SABZEVAR,
    TORBAT,
    figure_checks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, str]
RAZAVI, SOUTH, BUSHEHR, SEMNAN, HAMADAN = "IR-09", "IR-29", "IR-18", "IR-20", "IR-13"
ILLEGIBLE = "illegible"
"""Scope of the row whose province name cannot be read in the source."""

_NEHBANDAN, _FERDOWS, _QAEN = "C1160120", "C134613", "C120694"

CONTRADICTED = {
    ("self_help_groups_portfolio", COUNTRY): "2536; 1900",
    ("self_help_groups_in_text", COUNTRY): "2536; 2636",
    ("provinces_with_groups_in_text", COUNTRY): "14",
    ("members_in_text", COUNTRY): "43510",
    ("women_share_in_text", COUNTRY): "94",
    ("hours_per_trainee", COUNTRY): "181",
    ("place_trainee_hours", TORBAT): "5700",
}
"""What the report says elsewhere, as numbers in one text; the row's note says where."""

_TOPICS = {
    "provinces": "programme", "cities": "programme", "target_neighbourhoods": "programme",
    "national_meetings": "committees", "national_resolutions": "committees",
    "provincial_meetings": "committees", "provincial_resolutions": "committees",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of ``reported_figures``; `value_max` only where the report prints a range."""

    key: str
    scope: str
    topic: str
    value: int
    unit: str
    value_max: int | None = None
    held_by: str | None = None
    contradicts: str | None = None
    note_fa: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class _Local:
    """One figure of ``local_actions.csv``: its row (from 1) and where in it the number stands.

    `number` is ``quantity``, ``amount``, or a number that stands in the row's note.
    """

    row: int
    key: str
    scope: str
    topic: str
    number: str
    unit: str


def _training(row: int, scope: str, hours: str) -> tuple[_Local, _Local]:
    return (
        _Local(row, "place_trainees", scope, "training", "quantity", "trainees"),
        _Local(row, "place_trainee_hours", scope, "training", hours, "trainee-hours"),
    )


def _home_business(row: int, scope: str, loans: str) -> tuple[_Local, _Local, _Local]:
    return (
        _Local(row, "home_business_permits", scope, "home_business", "quantity", "permits"),
        _Local(row, "home_business_loans", scope, "home_business", loans, "loans"),
        _Local(row, "home_business_loan_amount", scope, "home_business", "amount", "million rials"),
    )


def _complexes(row: int, scope: str, each: str) -> tuple[_Local, _Local, _Local]:
    return (
        _Local(row, "trade_complexes_asked", scope, "facilities", "quantity", "complexes"),
        _Local(row, "trade_complexes_loan", scope, "facilities", "amount", "million rials"),
        _Local(row, "trade_complex_loan_each", scope, "facilities", each, "million rials"),
    )


_LOCAL = (
    *_training(1, MASHHAD, "98067"),
    *_training(2, SABZEVAR, "35429"),
    *_training(3, TORBAT, "533"),
    *_training(4, NEYSHABUR, "16913"),
    _Local(5, "placement_centres_sited", MASHHAD, "placement", "quantity", "centres"),
    _Local(6, "placement_centres_operating", MASHHAD, "placement", "quantity", "centres"),
    *_home_business(7, MASHHAD, "463"),
    _Local(8, "place_course_runs", SABZEVAR, "training", "quantity", "courses"),
    *_home_business(9, f"{RAZAVI}:1", "87"),
    _Local(10, "home_business_loan_amount", f"{RAZAVI}:2", "home_business", "amount", "million rials"),
    *_home_business(11, f"{RAZAVI}:3", "146"),
    *_home_business(12, f"{RAZAVI}:4", "247"),
    _Local(13, "cooperatives_formed", RAZAVI, "home_business", "quantity", "co-operatives"),
    _Local(14, "carpet_courses", MASHHAD, "training", "quantity", "courses"),
    _Local(15, "carpet_courses", NEYSHABUR, "training", "quantity", "courses"),
    _Local(16, "carpet_permits", RAZAVI, "home_business", "quantity", "permits"),
    _Local(16, "carpet_loan_amount", RAZAVI, "home_business", "amount", "million rials"),
    _Local(16, "carpet_jobs", RAZAVI, "home_business", "238", "jobs"),
    _Local(16, "carpet_supporters", RAZAVI, "home_business", "8", "supporters"),
    _Local(16, "carpet_complexes_concentrated", RAZAVI, "home_business", "1", "complexes"),
    _Local(16, "carpet_complexes_dispersed", RAZAVI, "home_business", "8", "complexes"),
    _Local(17, "carpet_weavers_insured", RAZAVI, "home_business", "quantity", "persons"),
    _Local(18, "welfare_clients_identified", RAZAVI, "welfare", "quantity", "persons"),
    _Local(18, "welfare_clients_trained", RAZAVI, "welfare", "360", "persons"),
    _Local(19, "park_plots_studied", MASHHAD, "facilities", "quantity", "plots"),
    *_complexes(20, MASHHAD, "30000"),
    *_complexes(21, TORBAT, "amount"),
    *_complexes(22, SABZEVAR, "amount"),
    _Local(23, "committee_meetings", RAZAVI, "committees", "quantity", "meetings"),
    _Local(23, "committee_programmes", RAZAVI, "committees", "10", "programmes"),
    _Local(24, "neighbourhood_house_built", BIRJAND, "facilities", "quantity", "facility"),
    _Local(24, "neighbourhood_house_floor_area", BIRJAND, "facilities", "547", "square metres"),
    *_training(25, BIRJAND_AND_BOSHRUYEH, "26718"),
    _Local(26, "home_business_courses", BIRJAND, "training", "quantity", "courses"),
    _Local(26, "home_business_course_participants", BIRJAND, "training", "35", "trainees"),
    _Local(27, "omid_fund_referrals", SOUTH, "home_business", "quantity", "persons"),
    _Local(28, "library_planned", BIRJAND, "facilities", "quantity", "facility"),
    _Local(28, "library_seats", BIRJAND, "facilities", "260", "seats"),
    _Local(29, "house_of_culture_planned", _QAEN, "facilities", "quantity", "facility"),
    _Local(30, "house_of_culture_planned", _NEHBANDAN, "facilities", "quantity", "facility"),
    _Local(31, "house_of_culture_planned", _FERDOWS, "facilities", "quantity", "facility"),
    _Local(32, "committee_meetings", BUSHEHR, "committees", "quantity", "meetings"),
    _Local(33, "committee_meetings", SEMNAN, "committees", "quantity", "meetings"),
    _Local(34, "committee_meetings", HAMADAN, "committees", "quantity", "meetings"),
    _Local(35, "empowerment_neighbourhoods", ILLEGIBLE, "programme", "quantity", "neighbourhoods"),
    _Local(35, "committee_meetings", ILLEGIBLE, "committees", "two", "meetings"),
)


def reported_figures(tables: Mapping[str, Sequence[Row]], notes: Iterable[Row]) -> list[Figure]:
    """Return every figure, sorted by key and scope, with its check's layer and its contradictions.

    A scope is ``country``, a province or city code, several codes joined by ``+``, a province code with a
    number for the unnamed counties of Razavi Khorasan (``IR-09:1``), or ``illegible``.

    Raises
    ------
    ValueError
        If a number that `_LOCAL` names does not stand in its row.
    """
    figures = [
        *_totals(tables["programme_totals"]),
        *(_sector(row) for row in tables["training_sector_shares"]),
        *_groups(tables["self_help_groups_by_province"]),
        *(_portfolio(row) for row in tables["microfinance_portfolio"]),
        *_running_text(),
        *(_local(figure, tables["local_actions"][figure.row - 1]) for figure in _LOCAL),
    ]
    note = {row["key"]: row for row in notes}
    return sorted((_annotated(f, note) for f in figures), key=lambda f: (f.key, f.scope))


def _totals(rows: Sequence[Row]) -> list[Figure]:
    figures = [
        Figure(r["key"], COUNTRY, _TOPICS.get(r["key"], "training"), int(r["value"]), r["unit"]) for r in rows
    ]
    return [
        *figures,
        Figure("hours_per_trainee", COUNTRY, "training", 100, "hours"),
        Figure("national_meetings_with_members", COUNTRY, "committees", 3, "count"),
        Figure("national_meetings_internal", COUNTRY, "committees", 1, "count"),
    ]


def _sector(row: Row) -> Figure:
    key = "sector_share_" + row["sector_en"].replace(" ", "_")
    return Figure(key, COUNTRY, "training", int(row["share_percent"]), "percent")


def _groups(rows: Sequence[Row]) -> list[Figure]:
    by_province = [
        Figure("self_help_groups", r["iso_3166_2"], "microfinance", int(r["self_help_groups"]), "groups")
        for r in rows
    ]
    total = sum(f.value for f in by_province)
    return [*by_province, Figure("self_help_groups", COUNTRY, "microfinance", total, "groups")]


def _portfolio(row: Row) -> Figure:
    key = "self_help_groups_portfolio" if row["key"] == "self_help_groups" else row["key"]
    low, high = int(row["value_min"]), int(row["value_max"])
    return Figure(key, COUNTRY, "microfinance", low, row["unit"], high if high != low else None)


def _running_text() -> list[Figure]:
    """Return what only the report's running text and headings say."""
    return [
        Figure("self_help_groups_in_text", COUNTRY, "microfinance", 1900, "groups"),
        Figure("members_in_text", COUNTRY, "microfinance", 40_000, "persons"),
        Figure("women_share_in_text", COUNTRY, "microfinance", 90, "percent"),
        Figure("provinces_with_groups", COUNTRY, "microfinance", 14, "count"),
        Figure("provinces_with_groups_in_text", COUNTRY, "microfinance", 15, "count"),
    ]


def _local(figure: _Local, row: Row) -> Figure:
    columns = {"quantity": "quantity", "amount": "amount_million_rials"}
    text = row[columns[figure.number]] if figure.number in columns else figure.number
    if figure.number not in columns and figure.number not in row["note"].replace(";", " ").split():
        raise ValueError(f"{figure.number} does not stand in the note of row {figure.row}: {row['note']!r}")
    value = 2 if text == "two" else int(text)
    return Figure(figure.key, figure.scope, figure.topic, value, figure.unit)


def _annotated(figure: Figure, notes: Mapping[str, Row]) -> Figure:
    check = figure_checks().get((figure.key, figure.scope))
    contradicts = CONTRADICTED.get((figure.key, figure.scope))
    misprint = (figure.key, figure.scope) == ("place_trainee_hours", TORBAT)
    note = notes[figure.key + ("_misprint" if misprint else "")]
    return Figure(
        figure.key,
        figure.scope,
        figure.topic,
        figure.value,
        figure.unit,
        figure.value_max,
        check.layer if check else None,
        contradicts,
        note["note_fa"],
        note["note_en"],
    )
