"""`geo-target site` as a person types it."""

import csv
import json
import os
import pty
import re
import select
import subprocess
import time

import pytest
from forked_program import PROGRAM, run_program
from typer.main import get_command

from geo_target.cli.app import app
from geo_target.cli.site_errors import of_options, told_of_options
from geo_target.errors import InputError
from geo_target.workflows.site_request import SiteRequest


@pytest.fixture
def run(database_url, tmp_path):
    def run(*arguments):
        return run_program(*arguments, DATABASE_URL=database_url, GEO_TARGET_HOME=str(tmp_path / "home"))

    return run


def test_a_plan_is_found_told_in_two_languages_kept_and_exported(run, tmp_path):
    place = ("--province", "IR-28", "--service", "training")
    found = run("site", "mclp", *place, "--sites", 2, "--radius-km", 3, "--format", "json")
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""  # no progress off a terminal
    answer = json.loads(found.stdout)
    assert answer["status"] == "optimal"
    assert len([site for site in answer["sites"] if site["role"] == "new"]) == 2
    shown = run("site-runs", "show", answer["run_id"], "--explain", "--lang", "fa").stdout
    assert "بهترین طرح، اثبات‌شده" in shown
    assert "مدل‌شده" in shown
    english = run("site-runs", "show", answer["run_id"], "--explain").stdout
    assert "proved: no plan is better" in english
    assert "job seekers" in english
    file = tmp_path / "plan.gpkg"
    assert run("site-runs", "export", answer["run_id"], file).returncode == 0
    assert file.stat().st_size > 0
    assert "1 of 1 siting runs" in run("site-runs", "list").stdout


def test_a_question_without_a_plan_exits_with_one_and_says_what_would_help(run):
    refused = run("site", "lscp", "--service", "training", "--province", "IR-28", "--radius-km", "0.3")
    assert refused.returncode == 1
    assert "Possible with a service radius of" in refused.stdout
    wrong = run("site", "mclp", "--service", "training", "--sites", "0")
    assert wrong.returncode == 1
    assert wrong.stderr == "geo-target: --sites must be a whole number from 1 to 500, not 0.\n"


@pytest.mark.parametrize(
    ("model", "option", "file", "told"),
    [
        ("mclp", "--out", "nowhere/a.gpkg", "The folder .*nowhere does not exist"),
        ("mclp", "--lines", "a.docx", "The format must be one of"),
        ("p_dispersion", "--lines", "a.gpkg", "--lines must be left out for p_dispersion"),
    ],
)
def test_a_file_that_could_not_be_written_is_refused_before_the_search(
    run, tmp_path, model, option, file, told
):
    place = ("--province", "IR-28", "--service", "training", "--sites", 2)
    refused = run("site", model, *place, option, tmp_path / file)
    assert refused.returncode == 1
    assert re.search(told, refused.stderr)
    assert "0 of 0 siting runs" in run("site-runs", "list").stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "--sites must be a whole number of new sites, or left out with a budget; it is missing."),
        ({"n_sites": 2, "radius_m": -1000.0}, "--radius-km must be a number over 0 and up to 500, not -1."),
        (
            {"n_sites": 2, "min_spacing_m": 900_000.0},
            "--min-spacing-km must be a number over 0 and up to 500, not 900.",
        ),
        (
            {"n_sites": 2, "group_min": 3, "group_max": {"IR-16": 2}},
            "--group-min must be at most 2 for 'IR-16', as its --group-max is, not 3.",
        ),
        (
            {"budget": 9.0, "frontier_step": 1.0, "frontier_to": 3},
            "--frontier-to must be left out with --frontier-step, not 3.",
        ),
    ],
)
def test_what_is_wrong_is_told_of_the_option_that_was_typed(asked, told):
    with pytest.raises(InputError) as refused, told_of_options():
        SiteRequest(model="mclp", service="training", **asked)
    assert str(refused.value) == told


def test_every_field_of_a_question_has_an_option_to_tell_of():
    known = {name for one in get_command(app).commands["site"].params for name in one.opts}
    named = {of_options(f"{field} must be 1") for field in SiteRequest.__dataclass_fields__}
    assert named - {f"{option} must be 1" for option in known} == {"MODEL must be 1"}
    assert of_options("mclp does not take n_covers with capacity, see /tmp/n_sites.csv") == (
        "mclp does not take --covers with capacity, see /tmp/n_sites.csv"
    )


def test_what_is_asked_beside_a_plan_is_told_in_both_languages(run, tmp_path):
    place = ("--province", "IR-28", "--radius-km", 3)
    pins = tmp_path / "pins.csv"
    pins.write_text("lon,lat\n58.40,37.47\n57.32,37.47\n", "utf-8")
    beside = ("--service", "training", "--robustness", 3, "--evaluate", pins)
    english = run("site", "mclp", *place, *beside)
    assert english.returncode == 0, english.stderr
    assert "In 3 draws of demand and travel speed: its value is" in english.stdout
    assert "in draws %" in english.stdout
    assert re.search(r"The plan made by hand: [\d,]+ job seekers; the plan above: [\d,]+", english.stdout)
    persian = run("site-runs", "show", 1, "--lang", "fa").stdout
    assert "در ۳ بار بازنگری تصادفی تقاضا و سرعت سفر" in persian
    assert "طرح دستی:" in persian
    # Everybody can be covered here, and the sum of all shares is a little over 1 by rounding.
    enough = ("--province", "IR-28", "--service", "training", "--budget", 90_000, "--cost-if-unknown", 20_000)
    short = ("--province", "IR-16", "--radius-km", 2, *enough[2:])
    curve = run("site", "mclp", *short, "--frontier-step", 40_000)
    assert curve.returncode == 0, curve.stderr
    assert "The best for each budget, million rials" in curve.stdout
    assert re.findall(r"^ ([\d,]+) +\d+ .* optimal ", curve.stdout, re.MULTILINE) == [
        "40,000",
        "80,000",
        "90,000",
    ]
    number = re.search(r"site-runs show (\d+)", curve.stdout)[1]
    rows = list(csv.DictReader(run("site-runs", "plans", number, "--format", "csv").stdout.splitlines()))
    assert [row["budget"] for row in rows] == ["", "40000.0", "80000.0", "90000.0"]
    assert run("site-runs", "export", number, tmp_path / "step.geojson", "--plan", 1).returncode == 0
    step = json.loads((tmp_path / "step.geojson").read_text("utf-8"))
    assert {one["properties"]["code"] for one in step["features"]} == set(rows[1]["codes"].split())
    both = run("site-runs", "export", number, tmp_path / "step.geojson", "--plan", 1, "--lines")
    assert both.stderr.endswith("leave out --lines or --plan.\n")
    fair = run("site", "mclp", *enough, "--fair", "city", "--fair-frontier", "city", "--lang", "fa")
    assert fair.returncode == 0, fair.stderr
    assert "عادلانه‌ترین طرح، اثبات‌شده" in fair.stdout
    assert "کم‌بهره‌ترین‌ها نخست" in fair.stdout
    both = run("site", "mclp", *place, "--services", "training,placement", "--sites", 2)
    assert both.returncode == 0, both.stderr
    assert "Services in common buildings" in both.stdout
    assert "people in need" in both.stdout
    wrong = run("site", "mclp", "--services", "training,placement", "--sites", 2, "--robustness", 5)
    assert wrong.stderr == (
        "geo-target: --robustness must be left out with services that share buildings, not 5.\n"
    )


@pytest.fixture
def on_a_terminal(database_url, tmp_path):
    """Run a command on a terminal; once the screen shows a text, press Ctrl-C; give the exit code and the screen."""

    def run(arguments, *, shows):
        known = {**os.environ, "DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path / "home")}
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            ["setsid", "--ctty", PROGRAM, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=known,
        ) as program:
            os.close(theirs)
            screen, pressed, until = "", False, time.monotonic() + 100
            while time.monotonic() < until:
                if select.select([ours], [], [], 0.2)[0]:
                    try:
                        screen += os.read(ours, 65536).decode(errors="replace")
                    except OSError:  # the other end is closed
                        break
                if not pressed and re.search(shows, screen):
                    os.write(ours, b"\x03")
                    pressed = True
            os.close(ours)
            return program.wait(timeout=10), screen

    return run


def test_ctrl_c_on_a_terminal_keeps_the_best_plan_with_its_gap_and_the_line_showed_how_far_it_was(
    on_a_terminal, run
):
    everywhere = ("site", "p_median", "--service", "training", "--sites", "10", "--frontier")
    code, screen = on_a_terminal(everywhere, shows=r"s   The best plan   best [\d,]+   bound [\d,]+   gap")
    assert code == 0, screen
    assert "Traceback" not in screen
    assert "stopping; Ctrl-C again stops at once" in screen
    assert "Stopped before the end: this is the best plan until then." in screen
    assert re.search(r"at most [\d.]+% from the best possible", screen)
    assert "The curve: stopped before it." in screen
    kept = json.loads(run("site-runs", "show", 1, "--format", "json").stdout)
    assert kept["cancelled"]
    assert kept["status"] == "feasible"
    assert kept["bound"] < kept["objective"]
