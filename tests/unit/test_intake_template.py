"""Every template is read back without a question, shows what fits, and is never imported untouched."""

import zipfile

import openpyxl
import pytest

from geo_target.errors import UnknownLayerError
from geo_target.intake.columns import guess_mapping
from geo_target.intake.source import SourceError, read_source
from geo_target.intake.synonyms import layer_names
from geo_target.intake.template import EXAMPLE_MARK, province_names, template_layers, template_of
from geo_target.intake.template_book import DATA_SHEET, GUIDE_SHEET, LIST_SHEET, template_xlsx
from geo_target.intake.values import parse_choice
from geo_target.store import tables

LISTS = {
    "provinces": province_names(),
    "cities": tuple(f"شهر شمارهٔ {number}" for number in range(93)),
    "federations": ("کانون یک", "کانون دو"),
    "occupations": ("جوشکاری با قوس الکتریکی", "خیاطی"),
}
FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)
LEADS_TO = {
    "province_name": {"province_code"},
    "city_name": {"city_code", "province_code"},
    "county_name": {"county_code"},
    "neighbourhood_name": {"neighbourhood_code"},
    "federation_name": {"federation_code"},
    "occupation_fa": {"occupation_code"},
    "lon": {"geom"},
    "wkt": {"geom"},
}
NOT_FROM_A_FILE = {"id", "dataset_id", "retired_by"}


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


def stored(layer):
    table = getattr(tables, "facilities" if layer in FACILITIES else layer)
    return {column.name: column for column in table.columns if column.name not in NOT_FROM_A_FILE}


def fed(layer):
    """The stored columns that the template of a layer fills."""
    fields = [column.field for column in template_of(layer).columns]
    given = {field for field in fields if field in stored(layer)}
    given |= set().union(*(LEADS_TO.get(field, set()) for field in fields))
    return given | ({"kind"} if layer in FACILITIES else set())


def test_there_is_a_template_for_every_layer_that_a_list_can_be_read_for():
    assert set(template_layers()) == set(layer_names())


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
def test_a_template_feeds_every_stored_column_and_needs_what_the_database_needs(layer):
    columns = stored(layer)
    assert set(columns) - fed(layer) == set()
    needed = {column.field for column in template_of(layer).columns if column.needed}
    leads = set().union(*(LEADS_TO.get(field, {field}) for field in needed))
    required = {name for name, column in columns.items() if not column.nullable} - {"code", "kind"}
    assert required - leads - fed_by_place(layer) == set()


def fed_by_place(layer):
    return {"province_code"} if layer == "neighbourhoods" else set()


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
