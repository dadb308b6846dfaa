"""Every figure of the report is a row, and those that a layer holds are reproduced by counting."""

import csv
import json
import re
from pathlib import Path

import pytest

from geo_target.reference import FigureCheck, evaluate, figure_checks
from geo_target.reference.figures import AGGREGATES
from geo_target.reference.reported import reported_figures

DATA = Path(__file__).parents[2] / "data"
FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)
TABLES = (
    "programme_totals",
    "training_sector_shares",
    "self_help_groups_by_province",
    "microfinance_portfolio",
    "local_actions",
)
OTHERWISE_IN_THE_REPORT = {
    ("self_help_groups_portfolio", "country"): 2536,
    ("self_help_groups_in_text", "country"): 2536,
    ("provinces_with_groups_in_text", "country"): 14,
    ("members_in_text", "country"): 43510,
    ("women_share_in_text", "country"): 94,
}


def _table(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _properties(path):
    return [f["properties"] for f in json.loads((DATA / path).read_text("utf-8"))["features"]]


@pytest.fixture(scope="module")
def figures():
    tables = {name: _table(f"sources/{name}") for name in TABLES}
    return reported_figures(tables, _table("sources/figure_notes"))


@pytest.fixture(scope="module")
def frames():
    layers = (
        "cities", "neighbourhoods", "self_help_groups", "federations", "course_runs", "candidate_sites", *FACILITIES,
    )  # fmt: skip
    found = {name: _properties(f"layers/{name}.geojson") for name in layers}
    found["provinces"] = _properties("boundaries/provinces.geojson")
    occupations = {o["code"]: o for o in _table("layers/occupations")}
    for run in found["course_runs"]:
        occupation = occupations[run["occupation_code"]]
        run["sector"], run["occupation_en"] = occupation["sector"], occupation["name_en"]
    return found


def test_every_held_figure_is_reproduced_unless_the_report_contradicts_itself(figures, frames):
    held = {(f.key, f.scope): f for f in figures if f.held_by}
    assert set(held) == set(figure_checks())
    for key, figure in held.items():
        counted = evaluate(figure_checks()[key], frames)
        assert counted == OTHERWISE_IN_THE_REPORT.get(key, figure.value), key
        assert figure.value == counted or figure.contradicts, key


def test_the_reports_contradictions_are_named(figures):
    named = {(f.key, f.scope): (f.value, f.contradicts) for f in figures if f.contradicts}
    assert named == {
        ("hours_per_trainee", "country"): (100, "181"),
        ("members_in_text", "country"): (40_000, "43510"),
        ("place_trainee_hours", "C112646"): (533, "5700"),
        ("provinces_with_groups_in_text", "country"): (15, "14"),
        ("self_help_groups_in_text", "country"): (1900, "2536; 2636"),
        ("self_help_groups_portfolio", "country"): (2636, "2536; 1900"),
        ("women_share_in_text", "country"): (90, "94"),
    }


def test_the_named_places_come_to_181_hours_a_trainee(figures):
    by_key = {
        key: sum(f.value for f in figures if f.key == key)
        for key in ("place_trainees", "place_trainee_hours")
    }
    assert round(by_key["place_trainee_hours"] / by_key["place_trainees"]) == 181


def test_every_number_of_the_tables_is_a_figure(figures):
    values = {v for f in figures for v in (f.value, f.value_max)}
    numbers = set()
    for row in _table("sources/local_actions"):
        note = re.sub(r"\d+/\d+/\d+|first meeting of 1395|municipal zones 2 3 and 6", "", row["note"])
        numbers |= {
            int(n) for n in re.findall(r"\d+", f"{row['quantity']} {row['amount_million_rials']} {note}")
        }
    for row in _table("sources/microfinance_portfolio"):
        numbers |= {int(row["value_min"]), int(row["value_max"])}
    for row in _table("sources/programme_totals"):
        numbers.add(int(row["value"]))
    numbers |= {int(r["share_percent"]) for r in _table("sources/training_sector_shares")}
    numbers |= {int(r["self_help_groups"]) for r in _table("sources/self_help_groups_by_province")}
    assert numbers - values == set()


def test_figures_are_sorted_once_each_and_explained_in_both_languages(figures):
    keys = [(f.key, f.scope) for f in figures]
    assert keys == sorted(set(keys))
    assert all(f.note_fa and f.note_en for f in figures)
    assert all((f.value_max is None) or f.value_max > f.value for f in figures)


def test_what_no_layer_holds_has_no_check(figures):
    free = {f.key for f in figures if not f.held_by}
    assert {"villages", "counties", "home_business_permits", "committee_meetings", "bank_loans_total"} <= free


def test_a_number_that_is_not_in_the_source_is_refused():
    tables = {name: _table(f"sources/{name}") for name in TABLES}
    tables["local_actions"][0]["note"] = "no number"
    with pytest.raises(ValueError, match="98067 does not stand in the note of row 1"):
        reported_figures(tables, _table("sources/figure_notes"))


ROWS = {
    "runs": [
        {"code": "a", "city": "X", "open": True, "n": 3, "m": 2, "kind": "p"},
        {"code": "b", "city": "X", "open": False, "n": 4, "m": 2, "kind": "p"},
        {"code": "c", "city": "Y", "open": True, "n": 8, "m": None, "kind": "q"},
        {"code": "d", "city": "Z", "open": True, "n": 0, "m": 5, "kind": "r"},
    ]
}


@pytest.mark.parametrize(
    ("aggregate", "column", "where", "of", "expected"),
    [
        ("count", "code", (), "", 4),
        ("count", "m", (), "", 3),
        ("count", "code", (("city", "X"), ("city", "Y")), "", 3),
        ("count", "code", (("city", "X"), ("open", "true")), "", 1),
        ("distinct", "city", (), "", 3),
        ("sum", "n", (("city", "X"),), "", 7),
        ("mean", "n", (("city", "X"),), "", 4),
        ("mean", "n", (("city", "X"),), "m", 2),
        ("percent", "m", (("city", "X"),), "n", 57),
        ("share", "kind", (("city", "X"),), "", 33),
        ("mean", "n", (("city", "nowhere"),), "", 0),
    ],
)
def test_a_check_counts_as_its_docstring_says(aggregate, column, where, of, expected):
    assert aggregate in AGGREGATES
    assert evaluate(FigureCheck("k", "s", "runs", aggregate, column, where, of), ROWS) == expected


def test_an_unknown_aggregate_is_refused():
    with pytest.raises(ValueError, match="aggregate must be one of"):
        evaluate(FigureCheck("k", "s", "runs", "median", "n"), ROWS)
