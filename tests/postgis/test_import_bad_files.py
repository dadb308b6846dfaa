"""Every bad file through the whole import: refused, in bounded time, and the database stays as it was."""

import sys
import time

import psycopg
import pytest
import shapely.affinity
from bad_files_all import BAD_FILES
from hypothesis import settings
from intake_register import features
from shapely.geometry import mapping
from three_neighbourhoods import neighbourhoods

from geo_target.cli import main
from geo_target.errors import InputError
from geo_target.intake.checked import CheckOptions
from geo_target.store.engine import Store
from geo_target.workflows.import_layer import AboutDataset, import_layer

UNREADABLE = [bad for bad in BAD_FILES if bad.read]
WRONG = [bad for bad in BAD_FILES if not bad.read and not bad.warns]
STEP = 1 if settings.get_current_profile_name() == "soak" else 5
"""`make test` takes every third of those that are read; ``tests/unit`` has checked the report of each."""
REFUSED = [*UNREADABLE, *WRONG[::STEP]]
LONGEST_S = 20.0
STATE = """
SELECT (SELECT version FROM geo_target.data_version), (SELECT count(*) FROM geo_target.datasets),
       (SELECT count(*) FROM geo_target.audit_trail), (SELECT count(*) FROM geo_target.score_runs),
       (SELECT count(*) FROM geo_target.facilities), (SELECT count(*) FROM geo_target.neighbourhoods),
       (SELECT count(*) FROM geo_target.demand_points), (SELECT count(*) FROM geo_target.self_help_groups),
       (SELECT count(*) FROM geo_target.cities), (SELECT count(*) FROM geo_target.course_runs)
"""


@pytest.fixture(scope="module")
def store(reference_database_url):
    """The one loaded database that all tests share: whatever comes here must leave it as it is."""
    with Store(reference_database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def database(reference_database_url):
    with psycopg.connect(reference_database_url.replace("+psycopg", ""), autocommit=True) as opened:
        yield opened


@pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_and_leaves_no_row_behind(bad, store, database, tmp_path):
    path = bad.make(tmp_path)
    before = database.execute(STATE).fetchone()
    start = time.monotonic()
    refuse(store, bad, path)
    assert time.monotonic() - start < LONGEST_S
    assert database.execute(STATE).fetchone() == before


def test_an_area_over_one_that_stands_is_refused(store, database, tmp_path):
    """What stands is known only to the database."""
    row, standing = next(one for one in features("neighbourhoods") if one[0]["city_code"] == "C115019")
    path = neighbourhoods(1, mapping(shapely.affinity.translate(standing, 1e-4, 1e-4)))(tmp_path)
    before = database.execute(STATE).fetchone()
    outcome = import_layer(
        store, "neighbourhoods", path, options=CheckOptions(mode="add"), about=AboutDataset()
    )
    told = [
        problem.sentence()
        for problem in outcome.report.problems
        if problem.row == 2 and problem.severity == "error"
    ]
    assert told, [problem.sentence() for problem in outcome.report.problems]
    assert any("overlap" in sentence and row["code"] in sentence for sentence in told)
    assert outcome.dataset_id is None
    assert database.execute(STATE).fetchone() == before


def refuse(store, bad, path):
    """Import the file, which must end in one clear error or in a report that is not in order."""
    if bad.read:
        with pytest.raises(InputError) as refused:
            imported(store, bad, path)
        assert str(refused.value).startswith(path.stem)
        return
    outcome = imported(store, bad, path)
    assert not outcome.report.ok
    assert outcome.dataset_id is None
    assert not outcome.scored


def imported(store, bad, path):
    return import_layer(store, bad.layer, path, options=bad.options, about=AboutDataset(), **bad.asked)


@pytest.mark.parametrize("bad", [*UNREADABLE, *WRONG][:: 2 * STEP + 3], ids=lambda bad: bad.name)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_command_line_ends_in_a_sentence_and_exit_code_1(
    bad, lang, reference_database_url, database, tmp_path, monkeypatch, capsys
):
    path = bad.make(tmp_path)
    monkeypatch.setenv("DATABASE_URL", reference_database_url)
    monkeypatch.setenv("GEO_TARGET_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        sys, "argv", ["geo-target", "import", bad.layer, str(path), "--lang", lang, *typed(bad)]
    )
    before = database.execute(STATE).fetchone()
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 1, told.err
    assert told.err.startswith("geo-target: ")
    assert path.stem in told.out + told.err
    assert "Traceback" not in told.out + told.err
    assert "Something went wrong" not in told.err
    assert database.execute(STATE).fetchone() == before


def typed(bad):
    """The options of a bad file as a person types them."""
    options = ["--mode", bad.options.mode]
    options += [
        word for header, field in bad.options.columns.items() for word in ("--column", f"{header}={field}")
    ]
    options += ["--crs", bad.options.crs] if bad.options.crs else []
    return options + [word for name, value in bad.asked.items() for word in (f"--{name}", value)]
