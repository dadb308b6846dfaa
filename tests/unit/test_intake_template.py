"""Every template is read back without a question, shows what fits, and is never imported untouched."""

import zipfile

import openpyxl
import pytest
from intake_register import reference_register

from geo_target.errors import UnknownLayerError
from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.checking.layers import importable_layers, layer_form
from geo_target.intake.columns.guess import guess_mapping
from geo_target.intake.reading.source import SourceError, read_source
from geo_target.intake.values.parse import choices, parse_choice
from geo_target.intake.values.value_numbers import LARGEST_INT
from geo_target.intake.workbooks.template import EXAMPLE_MARK, province_names, template_layers, template_of
from geo_target.intake.workbooks.template_book import DATA_SHEET, GUIDE_SHEET, LIST_SHEET, template_xlsx

LISTS = {
    "provinces": province_names(),
    "cities": tuple(f"شهر شمارهٔ {number}" for number in range(93)),
    "federations": ("کانون یک", "کانون دو"),
    "occupations": ("جوشکاری با قوس الکتریکی", "خیاطی"),
}


@pytest.fixture
def template(tmp_path):
    def write(layer, lists=LISTS):
        path = tmp_path / f"{layer}.xlsx"
        path.write_bytes(template_xlsx(layer, lists))
        return path

    return write


def filled(path, more=()):
    """As a person fills it in: the example row once more, without its mark; `more` are further rows."""
    book = openpyxl.load_workbook(path)
    sheet = book[DATA_SHEET]
    example = [cell.value for cell in sheet[2]]
    for row in ([1, *example[1:]], *more):
        sheet.append(row)
    book.save(path)
    return path


def test_there_is_a_template_for_every_layer_that_a_list_can_be_read_for():
    assert set(template_layers()) == set(importable_layers())


@pytest.mark.parametrize("layer", template_layers())
def test_a_template_is_read_back_without_a_question(layer, template):
    table = read_source(filled(template(layer)))
    mapping = guess_mapping(table.headers, layer)
    assert [c.field for c in mapping.columns] == [None, *(c.field for c in template_of(layer).columns)]
    assert mapping.questions == ()
    assert min(column.confidence for column in mapping.columns) >= 0.9
    assert all(column.scale == 1 for column in mapping.columns)
    assert table.sheet == DATA_SHEET


@pytest.mark.parametrize("layer", template_layers())
def test_a_template_feeds_every_stored_column_and_needs_what_an_import_needs(layer):
    columns = template_of(layer).columns
    for stored in layer_form(layer).columns:
        leading = [column for column in columns if column.field in stored.fields]
        assert leading or stored.read == "fixed", stored.name
        from_elsewhere = stored.read == "geometry" and layer == "course_runs"
        if stored.required and stored.read not in {"fixed", "code"} and not from_elsewhere:
            assert all(column.needed for column in leading) == (stored.stands_in is None), stored.name
        if not stored.required:
            assert not any(column.needed for column in leading), stored.name


@pytest.mark.parametrize("layer", template_layers())
def test_the_ranges_and_words_of_a_template_are_those_of_the_layer(layer):
    by_field = {column.field: column for column in template_of(layer).columns}
    for stored in layer_form(layer).columns:
        column = by_field.get(stored.name)
        if stored.read == "whole":
            assert column.least == stored.least
            assert column.most == (None if stored.most >= LARGEST_INT else stored.most)
        if stored.read == "choice":
            assert set(column.words.values()) == set(stored.allowed or choices(stored.choice))


@pytest.mark.parametrize("layer", template_layers())
def test_an_untouched_template_says_that_it_holds_an_example_only(layer, template):
    with pytest.raises(SourceError, match="an example row only"):
        read_source(template(layer))


@pytest.mark.parametrize("layer", template_layers())
def test_the_example_row_is_left_out_and_said_so(layer, template):
    table = read_source(filled(template(layer)))
    assert [row.number for row in table.rows] == [3]
    assert any("examples" in note.en and "2" in note.en for note in table.notes)
    assert table.skipped[0].cells[0] == EXAMPLE_MARK


@pytest.mark.parametrize("layer", template_layers())
def test_the_example_would_be_imported_if_it_were_a_row(layer, template):
    checked = check_layer(
        read_source(filled(template(layer))), layer, reference_register(layer), CheckOptions()
    )
    assert checked.report.ok
    assert len(checked.rows) == 1
    assert {problem.code for problem in checked.report.problems} <= {"programme-total"}


@pytest.mark.parametrize("layer", template_layers())
def test_every_word_of_a_drop_down_is_understood(layer):
    for column in template_of(layer).columns:
        for word, value in column.words.items():
            field = "yes_no" if set(column.words) == {"بله", "خیر"} else column.field
            assert parse_choice(word, field) == value


@pytest.mark.parametrize("layer", template_layers())
def test_drop_downs_show_the_valid_values_from_a_hidden_sheet(layer, template):
    book = openpyxl.load_workbook(template(layer))
    sheet = book[DATA_SHEET]
    shown = {}
    for check in sheet.data_validations.dataValidation:
        if check.type == "list":
            name, cells = check.formula1.split("!")
            assert name == LIST_SHEET
            column = next(iter(check.sqref.ranges)).min_col
            values = [cell.value for (cell,) in book[LIST_SHEET][cells.replace("$", "")]]
            shown[template_of(layer).columns[column - 2].field] = values
    expected = {
        column.field: list(column.words) or list(LISTS[column.list_name])
        for column in template_of(layer).columns
        if column.words or (column.list_name in LISTS)
    }
    assert shown == expected
    assert book[LIST_SHEET].sheet_state == "hidden"


@pytest.mark.parametrize("layer", template_layers())
def test_messages_fit_into_what_excel_shows(layer, template):
    sheet = openpyxl.load_workbook(template(layer))[DATA_SHEET]
    headed = set()
    for check in sheet.data_validations.dataValidation:
        assert len(check.promptTitle or check.errorTitle) <= 32
        assert 0 < len(check.prompt or check.error) <= 255
        if check.prompt:
            headed.add(next(iter(check.sqref.ranges)).min_col)
    assert headed == set(range(2, len(template_of(layer).columns) + 2))


def test_a_template_is_right_to_left_with_its_header_in_view(template):
    book = openpyxl.load_workbook(template("training_centres"))
    sheet = book[DATA_SHEET]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "D2"
    assert book[GUIDE_SHEET].sheet_view.rightToLeft
    headers = [cell.value for cell in sheet[1]]
    assert "ظرفیت (نفرساعت در سال)" in headers
    assert "طول جغرافیایی (درجه) *" in headers
    assert [sheet.cell(2, place).number_format for place in (2, 9, 12)] == ["@", "#,##0", "0.000000"]


@pytest.mark.parametrize("layer", template_layers())
def test_the_guide_explains_every_column_in_both_languages(layer, template):
    sheet = openpyxl.load_workbook(template(layer))[GUIDE_SHEET]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    for column in template_of(layer).columns:
        line = rows[column.header]
        assert line[1] == column.meaning[0]
        assert line[7] == column.meaning[1]
        assert line[2] == ("بله" if column.needed else "نه")
        assert line[3]
        assert line[9]
    assert f"geo-target import {layer} FILE.xlsx --dry-run" in rows


@pytest.mark.parametrize("layer", template_layers())
def test_the_same_template_has_the_same_bytes(layer):
    assert template_xlsx(layer, LISTS) == template_xlsx(layer, LISTS)


def test_a_template_can_be_written_without_a_database(template):
    path = template("bank_branches", None)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    values = [cell.value for cell in openpyxl.load_workbook(path)[LIST_SHEET]["A"]]
    assert values == list(province_names())
    assert len(values) == 31


def test_there_is_no_template_for_what_is_no_layer():
    with pytest.raises(UnknownLayerError, match="training_centres"):
        template_xlsx("schools")
