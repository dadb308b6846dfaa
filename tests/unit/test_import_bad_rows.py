"""Files that are read, and have something wrong in them: the report names the place of it, in both languages."""

import re

import pytest
from bad_files import centre_features, features, good_rows, laid_out, places, shapefile, sheet
from bad_files_all import BAD_FILES
from bad_files_values import CITY_HEADERS, GROUP_HEADERS, RUN_HEADERS, city_rows, group_rows, run_rows
from intake_register import reference_register
from three_neighbourhoods import AREAS

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.reading.source import read_source

READABLE = [bad for bad in BAD_FILES if not bad.read]
PERSIAN = re.compile("[\u0600-\u06ff]")
GOOD = {
    "training_centres": sheet(laid_out(good_rows())),
    "self_help_groups": sheet(laid_out(group_rows(), GROUP_HEADERS)),
    "course_runs": sheet(laid_out(run_rows(), RUN_HEADERS)),
    "cities": sheet(laid_out(city_rows(), CITY_HEADERS)),
    "neighbourhoods": features(*AREAS),
}
ADD = CheckOptions(mode="add")


@pytest.fixture(scope="module")
def registers():
    return {layer: reference_register(layer) for layer in GOOD}


@pytest.mark.parametrize("layer", GOOD)
def test_the_lists_that_are_spoilt_below_are_good_as_they_are(layer, registers, tmp_path):
    checked = check_layer(read_source(GOOD[layer](tmp_path)), layer, registers[layer], ADD)
    assert checked.report.ok
    assert len(checked.rows) == checked.report.rows_read >= 2


@pytest.mark.parametrize("make", [centre_features(*places()), shapefile()], ids=["geojson", "shapefile"])
def test_so_are_the_layers(make, registers, tmp_path):
    checked = check_layer(read_source(make(tmp_path)), "training_centres", registers["training_centres"], ADD)
    assert checked.report.ok
    assert len(checked.rows) == 3


@pytest.mark.parametrize("bad", READABLE, ids=lambda bad: bad.name)
def test_what_is_wrong_in_a_file_is_named_with_its_place_and_no_row_is_lost(bad, registers, tmp_path):
    path = bad.make(tmp_path)
    source = read_source(path, **bad.asked)
    checked = check_layer(source, bad.layer, registers[bad.layer], bad.options)
    told = [problem for problem in checked.report.problems if is_about(problem, bad)]
    assert told, [problem.place() + ": " + problem.sentence() for problem in checked.report.problems]
    assert checked.report.ok == bad.warns
    for problem in told:
        assert problem.file == path.name
        assert problem.severity == ("warning" if bad.warns else "error")
        assert PERSIAN.search(problem.expected_fa)
        assert PERSIAN.search(problem.mend_fa)
        assert not re.search("Traceback|<[a-z]+ object|NoneType", problem.sentence())
    assert_no_row_is_lost(source, checked)


def test_a_file_with_more_errors_than_can_be_told_is_given_up(registers, tmp_path, monkeypatch):
    monkeypatch.setattr("geo_target.intake.checking.draft.MOST_ERRORS", 3)
    rows = [{**row, "status": "؟", "capacity": "?"} for row in good_rows() * 3]
    source = read_source(sheet(laid_out(rows))(tmp_path))
    checked = check_layer(source, "training_centres", registers["training_centres"], ADD)
    whole = [problem.code for problem in checked.report.problems if problem.row is None]
    assert whole == ["too-many-errors"]
    assert (len(checked.rows), len(checked.refused)) == (0, 0)
    assert len(checked.report.problems) <= 4


def assert_no_row_is_lost(source, checked):
    """Every row is accepted or refused, never both, and none is refused without a reason."""
    refused = [one.row.number for one in checked.refused]
    assert all(any(p.severity == "error" for p in one.problems) for one in checked.refused)
    if checked.rows or refused:
        assert sorted([*refused, *checked.numbers]) == [row.number for row in source.rows]


def is_about(problem, bad):
    """Whether a problem is the one that a bad file was made for."""
    return (
        re.search(bad.says, problem.sentence(), re.IGNORECASE | re.DOTALL) is not None
        and bad.row in {None, problem.row}
        and bad.column in {None, problem.column}
        and bad.sheet in {None, problem.sheet}
    )
