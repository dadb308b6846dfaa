"""Lists as a ministry's offices send them: the same three centres in two dozen ways all load to the same rows."""

import pytest
import shapely
from bad_files import ROWS, laid_out
from intake_files import write_xlsx
from intake_register import reference_register
from office_files import OFFICE_FILES, PERSIAN_DIGITS, one_sheet_a_province

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.reading.source import SourceError, read_source
from geo_target.persian import normalise_name

TENTH_OF_A_SECOND = 1 / 36_000 / 2 + 1e-7
"""Degrees: how exact degrees, minutes and seconds with one decimal are."""
FIELDS = {
    "code": "code",
    "name": "name_fa",
    "name_en": "name_en",
    "status": "status",
    "capacity": "capacity",
    "area": "floor_area_m2",
    "outskirts": "in_outskirts",
}
STORED = {"فعال": "operating", "مصوب": "approved", "بله": True, "خیر": False}
CITIES = {"مشهد": ("IR-09", "C124665"), "شیراز": ("IR-07", "C115019"), "کرمان": ("IR-08", "C128234")}
READABLE = [file for file in OFFICE_FILES if "rows" not in file.without]


def checked(file, folder):
    source = read_source(file.make(folder), **file.asked)
    return check_layer(source, "training_centres", reference_register("training_centres"), file.options)


@pytest.mark.parametrize("file", OFFICE_FILES, ids=lambda file: file.name)
def test_a_list_as_an_office_sends_it_is_understood_without_a_question(file, tmp_path):
    result = checked(file, tmp_path)
    assert [problem.place() + ": " + problem.sentence() for problem in result.report.problems] == []
    assert len(result.rows) == result.report.rows_read >= 1


@pytest.mark.parametrize("file", READABLE, ids=lambda file: file.name)
def test_it_has_the_same_three_centres(file, tmp_path):
    result = checked(file, tmp_path)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert len(rows) == len(ROWS)
    for row, true in zip(rows, ROWS, strict=True):
        province, city = CITIES[true["city"]]
        told = {FIELDS[key]: STORED.get(true[key], true[key]) for key in FIELDS if key not in file.without}
        told |= {"province_code": province} | ({} if "city" in file.without else {"city_code": city})
        assert {key: plain(row[key]) for key in told} == {key: plain(value) for key, value in told.items()}
        point = shapely.from_wkb(row["geom"])
        assert abs(point.x - true["lon"]) < TENTH_OF_A_SECOND
        assert abs(point.y - true["lat"]) < TENTH_OF_A_SECOND


def plain(value):
    return normalise_name(value) if isinstance(value, str) else value


def test_a_sheet_for_each_province_is_asked_about_by_name(tmp_path):
    with pytest.raises(SourceError) as asked:
        read_source(one_sheet_a_province(tmp_path))
    assert asked.value.code == "sheet"
    assert "فارس" in asked.value.mend_en
    assert "فارس" in asked.value.mend_fa


def test_a_row_of_totals_is_held_against_the_rows(tmp_path):
    total = ["جمع کل", None, None, None, None, None, "۱۹٬۹۹۹".translate(PERSIAN_DIGITS)]
    source = read_source(write_xlsx(tmp_path / "list.xlsx", [*laid_out(ROWS), total]))
    result = check_layer(
        source, "training_centres", reference_register("training_centres"), CheckOptions(mode="add")
    )
    assert [(problem.severity, problem.row, problem.column) for problem in result.report.problems] == [
        ("warning", 5, "ظرفیت")
    ]
