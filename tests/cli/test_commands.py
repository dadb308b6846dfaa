"""The command line as a person types it, on a real database."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from forked_program import run_program


@pytest.fixture
def run(reference_database_url, tmp_path):
    known = {
        "DATABASE_URL": reference_database_url,
        "GEO_TARGET_HOME": str(tmp_path / "home"),
        "COLUMNS": "200",
    }

    def run(*arguments, **environment):
        return run_program(*arguments, **(known | environment))

    return run


def rows_of(result):
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_coverage_of_a_place_is_the_coverage_of_its_point(run):
    by_name = rows_of(run("coverage", "--place", "مشهد", "--radius-km", "5", "--format", "json"))
    by_point = rows_of(
        run(
            "coverage",
            "--lon",
            by_name["lon"],
            "--lat",
            by_name["lat"],
            "--radius-km",
            "5",
            "--format",
            "json",
        )
    )
    assert by_name["place"]["name_en"] == "Mashhad"
    assert by_point["services"] == by_name["services"]
    assert by_point["neighbourhoods"] == by_name["neighbourhoods"]
    assert (
        by_name["reached_population"] == sum(n["reached_population"] for n in by_name["neighbourhoods"]) > 0
    )
    assert [s["service"] for s in by_name["services"]] == [
        "training",
        "placement",
        "microfinance",
        "community",
    ]


def test_a_place_is_found_in_another_spelling(run):
    plain = rows_of(run("coverage", "--place", "قاین", "--radius-km", "3", "--format", "json"))
    arabic = rows_of(run("coverage", "--place", "قاين", "--radius-km", "3", "--format", "json"))
    assert plain == arabic


def test_a_larger_radius_never_reaches_fewer(run):
    small, large = (
        rows_of(run("coverage", "--lon", "59.6", "--lat", "36.3", "--radius-km", r, "--format", "json"))
        for r in ("2", "4")
    )
    assert large["reached_population"] >= small["reached_population"]
    for less, more in zip(small["services"], large["services"], strict=True):
        assert {f["code"] for f in less["facilities"]} <= {f["code"] for f in more["facilities"]}


def test_reconcile_explains_every_difference(run):
    figures = rows_of(run("reconcile", "--format", "json"))
    assert len(figures) > 100
    assert {f["state"] for f in figures} == {"reproduced", "contradicted in the report", "not held"}
    for figure in figures:
        if figure["state"] == "contradicted in the report":
            assert figure["elsewhere"]
        elif figure["state"] == "reproduced":
            assert figure["difference"] == 0
        else:
            assert figure["loaded"] is None
    by_key = {(f["key"], f["scope"]): f["loaded"] for f in figures}
    assert by_key["provinces", "country"] == 30
    assert by_key["cities", "country"] == 93
    assert by_key["target_neighbourhoods", "country"] == 987
    assert by_key["self_help_groups", "country"] == 2536
    assert by_key["course_runs", "country"] == 493
    assert by_key["occupations_taught", "country"] == 152
    assert by_key["trainee_courses", "country"] == 15705
    assert by_key["members", "country"] == 43510


def test_priorities_filter_by_province_and_keep_the_rank_of_the_country(run):
    every = rows_of(run("priorities", "--format", "json", "--limit", "2000"))
    of_one = rows_of(run("priorities", "--province", "IR-09", "--format", "json", "--limit", "2000"))
    assert len(every) == 987
    assert [row["rank"] for row in every] == list(range(1, 988))
    assert of_one == [row for row in every if row["province_code"] == "IR-09"]


def test_priorities_are_the_same_in_csv_json_and_xlsx(run, tmp_path):
    for suffix in ("csv", "json", "xlsx"):
        result = run(
            "priorities",
            "--province",
            "خراسان رضوي",
            "--service",
            "training",
            "--out",
            tmp_path / f"p.{suffix}",
        )
        assert result.returncode == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets[0]
    codes = [row["code"] for row in rows]
    assert len(codes) == 86
    assert all(row["provenance"] == "modelled" for row in rows)
    assert all(code in (tmp_path / "p.json").read_text("utf-8") for code in codes)
    assert sheet.sheet_view.rightToLeft
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell in set(codes)] == codes


def test_loading_a_second_time_changes_nothing(run):
    result = run("load", "reference")
    assert result.returncode == 0
    assert result.stdout.startswith("unchanged")


def test_datasets_show_their_provenance_and_licence(run):
    rows = rows_of(run("datasets", "list", "--format", "json"))
    by_layer = {row["layer"]: row for row in rows}
    assert by_layer["provinces"]["provenance"] == "open"
    assert by_layer["cities"]["licence"] == "CC BY 4.0"
    assert by_layer["neighbourhoods"]["provenance"] == "modelled"


BAD = {
    "a radius of -1": (
        ("coverage", "--lon", "59", "--lat", "36", "--radius-km", "-1"),
        "radius must be over 0",
    ),
    "a radius of nan": (
        ("coverage", "--lon", "59", "--lat", "36", "--radius-km", "nan"),
        "radius must be over 0",
    ),
    "a latitude of 200": (
        ("coverage", "--lon", "59", "--lat", "200", "--radius-km", "5"),
        "latitude must be from -90 to 90",
    ),
    "a longitude that is not a number": (
        ("coverage", "--lon", "nan", "--lat", "36", "--radius-km", "5"),
        "longitude must be",
    ),
    "a point without its latitude": (
        ("coverage", "--lon", "59", "--radius-km", "5"),
        "both its longitude and its latitude",
    ),
    "no place at all": (("coverage", "--radius-km", "5"), "either a point"),
    "a place that is not": (
        ("coverage", "--place", "Atlantis", "--radius-km", "5"),
        "No city or neighbourhood is called",
    ),
    "a service that is not": (("priorities", "--service", "dentist"), "no service 'dentist'"),
    "an unknown province": (("priorities", "--province", "Narnia"), "no province 'Narnia'"),
    "a missing folder": (("priorities", "--out", "/no/such/folder/p.csv"), "/no/such/folder"),
    "a format that is not": (("priorities", "--out", "p.docx"), ".csv"),
    "a rank of no neighbourhood": (("priorities", "--explain", "N0-000"), "N0-000"),
    "a rank for no service": (("priorities", "--explain", "N0-000", "--service", "banking"), "banking"),
    "a missing profile": (("score", "--profile", "/no/such/profile.toml"), "/no/such/profile.toml"),
    "an unknown layer": (("export", "neighborhoods", "x.csv"), "Did you mean neighbourhoods"),
    "an export into a missing folder": (("export", "cities", "/no/such/folder/c.csv"), "/no/such/folder"),
    "a page for another host": (("serve", "--host", "0.0.0.0"), "this machine only"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gives_one_clear_sentence(run, case):
    arguments, said = BAD[case]
    result = run(*arguments)
    assert result.returncode in (1, 2)
    assert said in result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert len(result.stderr.strip().splitlines()) == 1 or result.returncode == 2


def test_a_damaged_profile_is_named_with_its_key(run, tmp_path):
    damaged = tmp_path / "profile.toml"
    default = Path(__file__).parents[2] / "geo_target" / "default_profile.toml"
    damaged.write_text(default.read_text("utf-8").replace("gap = 0.4", "gap = 4"), "utf-8")
    result = run("score", "--profile", damaged)
    assert result.returncode == 1
    assert str(damaged) in result.stderr
    assert "gap" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_rank_is_explained_in_both_languages(run):
    code = rows_of(run("priorities", "--limit", "1", "--format", "json"))[0]["code"]
    found = rows_of(run("priorities", "--explain", code, "--service", "training", "--format", "json"))
    assert found["code"] == code
    points = sum(part["points"] for part in found["contributions"])
    assert points == pytest.approx(found["standing"]["priority"], abs=1e-4)
    for lang in ("fa", "en"):
        told = run("priorities", "--explain", code, "--service", "training", "--lang", lang)
        assert told.returncode == 0, told.stderr
        for reason in found["reasons"]:
            assert reason[f"text_{lang}"] in told.stdout
            assert reason[f"text_{lang}"] in found[f"sentence_{lang}"]
    assert run("priorities", "--explain", code, "--limit", "3").returncode == 2


def test_wrong_usage_exits_with_2(run):
    assert run("coverage", "--radius-km", "five").returncode == 2
    assert run("fly").returncode == 2


def test_an_unreachable_server_is_one_sentence_without_the_password(run):
    result = run("priorities", DATABASE_URL="postgresql://someone:hidden-secret@127.0.0.1:1/none")
    assert result.returncode == 1
    assert "hidden-secret" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def every_command(command, path=()):
    children = getattr(command, "commands", None)
    if not children:
        return [(path, command)]
    return [found for name, child in children.items() for found in every_command(child, (*path, name))]


def test_every_command_has_help_with_an_example():
    import typer

    from geo_target.cli import app

    commands = every_command(typer.main.get_command(app))
    assert {path[0] for path, _ in commands} >= {
        "up", "serve", "db", "load", "datasets", "reconcile", "coverage", "score", "priorities", "map", "export",
    }  # fmt: skip
    for path, command in commands:
        assert f"Example: geo-target {path[0]}" in (command.help or ""), path
