"""`geo-target import` as a data steward types it, on a real database of its own."""

import json
import os
import pty
import re
import signal
import subprocess
import time

import openpyxl
import pytest
from forked_program import PROGRAM, run_program, wait_for_a_connection
from intake_files import write_xlsx

from geo_target.store.engine import Store
from geo_target.store.layers import read_layer
from geo_target.store.summary import read_datasets

HEADERS = ["نام مرکز", "استان", "شهر", "وضعیت", "ظرفیت (نفرساعت)", "طول جغرافیایی", "عرض جغرافیایی"]
ROWS = [
    ["مرکز آموزش شهید رجایی", "فارس", "شیراز", "فعال", "۴۸٬۰۰۰", 52.5311, 29.6103],
    ["مرکز آموزش بانوان", "فارس", "شیراز", "مصوب", 24000, 52.5402, 29.6157],
    ["مرکز آموزش ارم", "فارس", "شیراز", "فعال", 36000, 52.5250, 29.6360],
]
BAD = ["مرکز بی‌وضعیت", "فارس", "شیراز", "در دست احداث", 12000, 52.5350, 29.6201]


@pytest.fixture
def known(database_url, tmp_path):
    """The variables of every command."""
    return {"DATABASE_URL": database_url, "GEO_TARGET_HOME": str(tmp_path / "home"), "COLUMNS": "200"}


@pytest.fixture
def run(known):
    def run(*arguments, **environment):
        return run_program(*arguments, **(known | environment))

    return run


@pytest.fixture
def start(known):
    """Start the installed program, to be written to or stopped."""

    def start(*arguments, stdin=subprocess.DEVNULL):
        pipes = {"stdin": stdin, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [PROGRAM, *map(str, arguments)]
        return subprocess.Popen(command, **pipes, text=True, env={**os.environ, **known})

    return start


@pytest.fixture
def centres(tmp_path):
    def write(rows=ROWS, headers=HEADERS, name="centres.xlsx"):
        return write_xlsx(tmp_path / name, [headers, *rows])

    return write


def done(result):
    assert result.returncode == 0, result.stderr + result.stdout
    assert result.stderr == ""  # no bar where there is no terminal
    return plain(result.stdout)


def plain(text):
    """Without the marks that keep two directions of writing apart."""
    return re.sub("[\u200e\u200f\u2068\u2069]", "", text)


def refused(result, word):
    assert result.returncode == 1
    assert word in plain(result.stdout + result.stderr)
    assert "Traceback" not in result.stdout + result.stderr
    return plain(result.stdout)


@pytest.fixture
def held(database_url):
    """What a layer holds: the values of every current row, by code."""

    def read(layer="training_centres", *columns):
        columns = columns or ("name_fa", "status", "capacity")
        with Store(database_url) as store:
            frame = read_layer(store, layer)
        return {
            row["code"]: tuple(row[column] for column in columns)
            for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
        }

    return read


@pytest.fixture
def state(database_url):
    def read():
        with Store(database_url) as store:
            scores = read_layer(store, "priorities").drop(columns="geom")
            return scores.to_csv(index=False), [d.dataset_id for d in read_datasets(store)]

    return read


def test_a_dry_run_shows_how_the_list_is_understood_and_keeps_nothing(run, centres, state):
    before = state()
    said = done(run("import", "training_centres", centres(), "--dry-run"))
    for word in (
        "نام مرکز",
        "name_fa",
        "95%",
        "capacity",
        "trainee_hours",
        "48000",
        "operating",
        "3 rows read",
    ):
        assert word in said, word
    assert "Dry run: nothing was kept. All rows are right." in said
    assert state() == before


def test_an_import_replaces_the_layer_is_scored_and_can_be_taken_back(run, centres, held, state):
    done(run("score", "--draws", "50"))
    scores, before = state()[0], held()
    said = done(run("import", "training_centres", centres(), "--source-en", "TVTO", "--date", "1402/12/01"))
    assert "Imported 3 rows into training_centres" in said
    assert f"{len(before)} earlier rows were retired" in said
    assert "The neighbourhoods were scored anew; rank intervals come with" in said
    assert "geo-target datasets undo" in said
    assert sorted(held().values()) == sorted(
        [
            ("مرکز آموزش شهید رجایی", "operating", 48000),
            ("مرکز آموزش بانوان", "approved", 24000),
            ("مرکز آموزش ارم", "operating", 36000),
        ]
    )
    assert state()[0] != scores
    listed = json.loads(done(run("datasets", "list", "--format", "json")))
    mine = next(one for one in listed if one["layer"] == "training_centres")
    assert (mine["mode"], mine["provenance"], mine["source_en"], mine["dated"]) == (
        "replace",
        "official",
        "TVTO",
        "2024-02-20",
    )
    assert mine["state"] == "shown"
    assert mine["loaded_by"]

    back = done(run("datasets", "undo", "--yes"))
    assert f"Took back dataset {mine['dataset_id']} of training_centres" in back
    assert held() == before
    done(run("score", "--draws", "50"))
    assert state()[0] == scores
    every = json.loads(done(run("datasets", "list", "--all", "--format", "json")))
    assert next(o for o in every if o["dataset_id"] == mine["dataset_id"])["state"].startswith("taken back")
    assert "no import to take back" in run("datasets", "undo").stderr


def test_the_same_list_a_second_time_changes_nothing(run, centres, state):
    path = centres()
    done(run("import", "training_centres", path))
    before = state()
    assert "nothing changed" in done(run("import", "training_centres", path))
    assert state() == before


def test_on_a_terminal_undo_says_what_comes_back_and_asks_first(run, start, centres, held, state):
    original = held()
    done(run("import", "training_centres", centres()))
    before = state()

    def answer(text):
        ours, theirs = pty.openpty()
        os.write(ours, text)
        program = start("datasets", "undo", stdin=theirs)
        said, _ = program.communicate(timeout=120)
        os.close(ours)
        os.close(theirs)
        return program.returncode, said

    code, said = answer(b"n\n")
    assert code == 1
    assert f"comes back: {len(original)} rows of training_centres" in said
    assert "Nothing was changed." in said
    assert state() == before
    assert "Took back dataset" in answer(b"y\n")[1]
    assert held() == original


def test_a_template_is_written_without_a_database_too(run, tmp_path):
    path = tmp_path / "template.xlsx"
    result = run(
        "import", "--template", "cities", path, DATABASE_URL="postgresql://someone:hidden@127.0.0.1:1/none"
    )
    assert result.returncode == 0
    assert "the drop-downs show no names of cities" in result.stderr
    assert "hidden" not in result.stderr
    names = {cell.value for column in openpyxl.load_workbook(path)["lists"].columns for cell in column}
    assert "خراسان رضوی" in names


def test_a_bad_row_stops_the_whole_list_and_is_named(run, centres, state):
    before = state()
    said = refused(run("import", "training_centres", centres([*ROWS, BAD])), "در دست احداث")
    assert "column “وضعیت”, row 5" in said
    assert "Nothing was kept." in said
    assert "--reject FILE.xlsx" in said
    assert state() == before


def test_refused_rows_are_corrected_and_imported_again_to_the_full_set(run, centres, held, tmp_path):
    reject = tmp_path / "refused.xlsx"
    said = done(run("import", "training_centres", centres([*ROWS, BAD]), "--reject", reject))
    assert "Imported 3 rows" in said
    assert f"geo-target import training_centres {reject} --mode add" in said

    book = openpyxl.load_workbook(reject)
    headers = [cell.value for cell in book.active[1]]
    book.active.cell(2, headers.index("وضعیت") + 1).value = "مصوب"
    book.save(reject)
    assert "Imported 1 rows" in done(run("import", "training_centres", reject, "--mode", "add"))
    in_two_steps = held()

    done(run("import", "training_centres", centres([*ROWS, [*BAD[:3], "مصوب", *BAD[4:]]], name="whole.xlsx")))
    assert sorted(held().values()) == sorted(in_two_steps.values())


def test_a_header_of_two_meanings_is_asked_about_with_the_very_option_that_answers(run, centres):
    headers = [*HEADERS[:5], "X", "Y"]
    path = centres(
        [[*row[:5], text, row[6]] for row, text in zip(ROWS, ("نامعلوم", 52.54, 52.52), strict=True)], headers
    )
    said = refused(run("import", "training_centres", path), "could be lon, easting")
    assert "--column X=lon" in said
    assert "--column X=easting" in said
    again = refused(run("import", "training_centres", path, "--column", "X=lon"), "نامعلوم")
    assert "could be" not in again


def test_a_mapping_file_and_values_answer_what_the_list_does_not_say(run, centres, held, tmp_path):
    path = centres(
        [[*row[:3], row[4], *row[5:]] for row in ROWS],
        ["عنوان مرکز", *HEADERS[1:3], "ستون ناشناس", *HEADERS[5:]],
    )
    refused(run("import", "training_centres", path), "a column for status")
    mapping = tmp_path / "office.toml"
    mapping.write_text('[columns]\n"ستون ناشناس" = "capacity"\n[values]\nstatus = "تعطیل"\n', "utf-8")
    said = done(run("import", "training_centres", path, "--mapping", mapping, "--set", "status=فعال"))
    assert "status in 3 rows is what you gave for all" in said
    assert {value[1:] for value in held().values()} == {
        ("operating", 48000),
        ("operating", 24000),
        ("operating", 36000),
    }


def test_reports_are_written_and_say_the_same(run, centres, tmp_path):
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    result = run(
        "import", "training_centres", centres([*ROWS, BAD]), "--report", page, "--report", data, "--json"
    )
    assert result.returncode == 1
    printed = json.loads(result.stdout)
    assert printed == json.loads(data.read_text("utf-8"))
    assert (printed["ok"], printed["rows_read"], printed["rows_refused"]) == (False, 4, 1)
    html = page.read_text("utf-8")
    assert "مراکز آموزش فنی و حرفه‌ای" in html
    assert "در دست احداث" in html


def test_in_persian_every_line_begins_at_the_right(run, centres):
    result = run("import", "training_centres", centres([*ROWS, BAD]), "--dry-run", "--lang", "fa")
    lines = [line for line in result.stdout.splitlines() if re.search("[آ-ی]", line)]
    assert "آزمایشی: چیزی ذخیره نشد." in plain(result.stdout)
    outside = [re.sub("\u2068[^\u2069]*\u2069", "", line) for line in lines]
    assert all(re.search("[A-Za-z\u200f\u0600-\u06ff]", line)[0] >= "\u0600" for line in outside)


def test_a_template_of_the_database_is_filled_in_and_imported(run, tmp_path, held):
    path = tmp_path / "template.xlsx"
    assert "template for training_centres" in done(run("import", "--template", "training_centres", path))
    book = openpyxl.load_workbook(path)
    cities = {cell.value for column in book["lists"].columns for cell in column}
    assert {"شیراز", "مشهد", "فارس"} <= cities
    assert "exists already" in run("import", "--template", "training_centres", path).stderr
    refused(run("import", "training_centres", path), "an example row only")
    sheet = book["داده"]
    sheet.append([1, *[cell.value for cell in sheet[2]][1:]])
    book.save(path)
    assert "1 rows read, 1 accepted" in done(run("import", "training_centres", path))
    assert list(held().values()) == [("مرکز آموزش شهید رجایی", "operating", 48000)]


WRONG = {
    "a column without a field": (("--column", "X"), 2, 'must be header=field, as "X=lon"'),
    "a value without its field": (("--set", "=1"), 2, "must be FIELD=TEXT"),
    "a value of no field": (("--set", "colour=red"), 1, "has no field 'colour'"),
    "a report that is no page": (("--report", "r.pdf"), 2, ".html or .json"),
    "a report into no folder": (("--report", "/no/such/r.html"), 1, "/no/such"),
    "refused rows into a text": (("--reject", "r.csv"), 2, ".xlsx"),
    "a day that is none": (("--date", "1402/13/01"), 2, "--date"),
    "a mode that is none": (("--mode", "merge"), 2, "merge"),
    "a mapping that is not there": (("--mapping", "/no/m.toml"), 1, "m.toml"),
    "a sheet that is not there": (("--sheet", "برگه"), 1, "برگه"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_told_from_a_refusal(run, centres, case):
    options, code, said = WRONG[case]
    result = run("import", "training_centres", centres(), *options)
    assert result.returncode == code, result.stderr
    assert said in " ".join(re.sub("[│╭╰─╮╯]", " ", result.stderr + plain(result.stdout)).split())
    assert "Traceback" not in result.stderr


def test_a_layer_or_a_file_that_is_not_there_is_one_sentence(run, centres, tmp_path):
    for arguments, word in (
        (("schools", centres()), "training_centres"),
        (("training_centres", tmp_path / "missing.xlsx"), "missing.xlsx"),
    ):
        result = run("import", *arguments)
        assert result.returncode == 1
        assert word in result.stdout + result.stderr
        assert "Traceback" not in result.stderr


def test_the_list_itself_is_never_overwritten(run, centres):
    path = centres()
    before = path.read_bytes()
    assert "is the list itself" in run("import", "training_centres", path, "--reject", path).stderr
    assert path.read_bytes() == before


def test_stopped_by_a_person_nothing_is_kept(start, tmp_path, state, database_url):
    before = state()
    rows = [f"مرکز {n},فارس,شیراز,فعال,{n},{52.4 + n / 1e6:.6f},{29.5 + n / 1e6:.6f}" for n in range(150_000)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["نام مرکز,استان,شهر,وضعیت,ظرفیت,طول جغرافیایی,عرض جغرافیایی", *rows]), "utf-8")
    program = start("import", "training_centres", path)
    wait_for_a_connection(database_url)
    time.sleep(1)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert program.returncode == 1
    assert said == "geo-target: Stopped: nothing of many.csv was kept.\n"
    assert state() == before
