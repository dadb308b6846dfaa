"""Cells of workbooks: numbers, dates, formulas, errors; limits and damage."""

import datetime as dt
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import (
    HEADERS,
    ROWS,
    ods_rows,
    write_csv,
    write_html,
    write_ods,
    write_xls,
    write_xlsx,
    xlsx_of,
)

from geo_target.errors import InputError
from geo_target.intake.reading.grid import as_moment, column_letter
from geo_target.intake.reading.source import Limits, SourceError, read_source

WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods, "csv": write_csv, "html": write_html}
BOOKS = ["xlsx", "xls", "ods"]


def as_texts(table):
    return [tuple("" if cell is None else str(cell) for cell in row.cells) for row in table.rows]


def expected():
    return [tuple("" if cell is None else str(cell) for cell in row) for row in ROWS]


@pytest.fixture(params=WRITERS)
def save(request, tmp_path):
    def write(rows, **options):
        return WRITERS[request.param](tmp_path / f"list.{request.param}", rows, **options)

    return write


def at(text):
    """A moment without a time zone, as spreadsheets know it."""
    return dt.datetime.fromisoformat(text)


# cells


def test_dates_of_a_workbook_are_dates(tmp_path):
    day = at("2023-03-21")
    moment = at("2023-03-21T13:45:30")
    path = write_xlsx(tmp_path / "a.xlsx", [["نام", "وضعیت"], [day, moment]])
    assert read_source(path).rows[0].cells == (day, moment)


def test_dates_of_an_old_workbook_are_dates(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, "نام")
    sheet.write(0, 1, "وضعیت")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write(1, 0, at("2023-03-21"), style)
    sheet.write(1, 1, 45006)
    book.save(str(tmp_path / "a.xls"))
    assert read_source(tmp_path / "a.xls").rows[0].cells == (at("2023-03-21"), 45006)


@given(st.datetimes(at("1900-03-01"), at("9999-12-30")))
def test_a_serial_number_is_its_day_and_second(moment):
    moment = moment.replace(microsecond=0)
    days = (moment - at("1899-12-30")) / dt.timedelta(days=1)
    assert as_moment(days, date1904=False) == moment


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_a_column_has_the_letter_that_a_spreadsheet_shows(index, letter):
    assert column_letter(index) == letter


def test_whole_numbers_are_whole_and_others_keep_every_digit(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx", [["نام", "جمعیت"], ["الف", 1200.0], ["ب", 51.389012345], ["پ", True]]
    )
    cells = [row.cells[1] for row in read_source(path).rows]
    assert cells == [1200, 51.389012345, True]
    assert [type(cell) for cell in cells] == [int, float, bool]


def test_a_formula_with_its_result_is_the_result_and_without_is_a_fault(tmp_path):
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>نام</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>جمعیت</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>x</t></is></c><c r="B3"><f>SUM(B2:B2)</f></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>y</t></is></c><c r="B4"><f>1</f><v></v></c></row></sheetData>'
    )
    table = read_source(xlsx_of(tmp_path / "a.xlsx", sheet))
    assert [row.cells for row in table.rows] == [("ab", 2), ("x", None), ("y", None)]
    assert [(f.code, f.row, f.column, f.came) for f in table.faults] == [
        ("formula-without-value", 3, "جمعیت", "=SUM(B2:B2)"),
        ("formula-without-value", 4, "جمعیت", "=1"),
    ]
    assert "Excel" in str(table.faults[0])


def test_formulas_that_no_program_computed_are_faults(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["نام", "جمعیت"], ["الف", 3], ["ب", "=B2*2"]])
    (fault,) = read_source(path).faults
    assert (fault.row, fault.column, fault.sheet) == (3, "جمعیت", "داده")


def test_a_cell_that_shows_an_error_is_a_fault(tmp_path):
    sheet = (
        '<sheetData><row><c t="inlineStr"><is><t>نام</t></is></c><c t="inlineStr"><is><t>جمعیت</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>x</t></is></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    table = read_source(xlsx_of(tmp_path / "a.xlsx", sheet))
    assert table.rows[0] == table.rows[0].__class__(2, ("x", "#DIV/0!"))
    (fault,) = table.faults
    assert (fault.code, fault.row, fault.column) == ("cell-error", 2, "جمعیت")


def test_faults_of_rows_that_are_no_data_are_nobody_s_concern(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["نام", "جمعیت"], ["الف", 3], ["جمع", "=SUM(B2:B2)"]])
    table = read_source(path)
    assert len(table.rows) == 1
    assert table.faults == ()


def test_formulas_and_errors_of_an_ods_are_faults(tmp_path):
    body = (
        f'<table:table table:name="S">{ods_rows([["نام", "جمعیت"]])}'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>y</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    table = read_source(write_ods(tmp_path / "a.ods", body))
    assert [(fault.code, fault.row) for fault in table.faults] == [
        ("formula-without-value", 2),
        ("cell-error", 3),
    ]


def test_an_ods_says_its_spaces_dates_and_remarks_in_its_own_way(tmp_path):
    body = (
        f'<table:table table:name="S">{ods_rows([["نام", "وضعیت", "جمعیت"]])}'
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>remark</text:p>'
        '</office:annotation><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d</text:p>'
        '</table:table-cell><table:table-cell office:value-type="date" office:date-value="2023-03-21"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    table = read_source(write_ods(tmp_path / "a.ods", body))
    assert table.rows[0].cells == ("a  b\tc\nd", at("2023-03-21"), True)


def test_rich_text_is_its_text_and_phonetics_are_left_out(tmp_path):
    shared = (
        "<si><r><t>نام </t></r><r><t>مرکز</t></r></si><si><t>استان</t></si>"
        "<si><t>فارس</t><rPh><t>ph</t></rPh></si><si><t>a_x000D_b_x005F_</t></si>"
    )
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="7"><c r="B7" t="s"><v>2</v></c><c r="A7" t="s"><v>3</v></c></row></sheetData>'
    )
    table = read_source(xlsx_of(tmp_path / "a.xlsx", sheet, shared=shared))
    assert table.headers == ("نام مرکز", "استان")
    assert [(row.number, row.cells) for row in table.rows] == [(7, ("a\rb_", "فارس"))]


# limits


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_rows=3), "too-many-rows"),
        (Limits(max_columns=5), "too-many-columns"),
        (Limits(max_cells=20), "too-many-cells"),
        (Limits(max_cell_length=10), "cell-length"),
        (Limits(max_file_bytes=100), "file-size"),
    ],
)
def test_what_is_over_a_limit_is_refused(save, limits, code):
    with pytest.raises(SourceError) as caught:
        read_source(save([HEADERS, *ROWS]), limits=limits)
    assert caught.value.code == code


def test_one_far_cell_costs_no_memory(tmp_path):
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>نام</t></is></c></row>'
    far = xlsx_of(
        tmp_path / "a.xlsx",
        f'<sheetData>{head}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )
    with pytest.raises(SourceError) as caught:
        read_source(far)
    assert caught.value.code == "too-many-columns"
    low = xlsx_of(
        tmp_path / "b.xlsx",
        f'<sheetData>{head}<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
    )
    assert read_source(low).rows[0].number == 1_048_576


@pytest.mark.parametrize("what", ["rows", "columns"])
def test_a_cell_that_is_repeated_a_million_times_is_refused(tmp_path, what):
    rows, columns = (1_048_576, 100) if what == "rows" else (1, 16_384)
    body = (
        f'<table:table table:name="S">{ods_rows([["نام"]])}<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table>"
    )
    with pytest.raises(SourceError) as caught:
        read_source(write_ods(tmp_path / "a.ods", body))
    assert caught.value.code in {"too-many-cells", "too-many-columns"}


def test_every_error_of_reading_is_one_of_input(tmp_path):
    with pytest.raises(InputError):
        read_source(tmp_path / "nothing.xlsx")


# damage


def test_a_workbook_with_a_password_says_so(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(SourceError, match="password"):
        read_source(path)


def test_an_old_workbook_with_a_password_says_so(tmp_path):
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00\xbb\x0d\xcc\x07\x00\x00\x00\x00\x06\x00\x00\x00"
    locked = b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78"
    (tmp_path / "a.xls").write_bytes(begin + locked + b"\x0a\x00\x00\x00" + bytes(4096))
    with pytest.raises(SourceError, match="password"):
        read_source(tmp_path / "a.xls")


def test_an_ods_with_a_password_says_so(tmp_path):
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    with pytest.raises(SourceError, match="password"):
        read_source(write_ods(tmp_path / "a.ods", [HEADERS, *ROWS], manifest=manifest))


def test_an_xml_with_entities_of_its_own_is_refused(tmp_path):
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    )
    with pytest.raises(SourceError, match="entities"):
        read_source(xlsx_of(tmp_path / "a.xlsx", bomb))


@pytest.mark.parametrize("writer", [write_xlsx, write_xls, write_ods])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95, 0.999])
def test_a_workbook_that_is_cut_off_is_refused(tmp_path, writer, share):
    path = writer(tmp_path / "a.bin", [HEADERS, *ROWS * 50])
    content = path.read_bytes()
    path = path.with_suffix(".xlsx" if writer is write_xlsx else ".ods" if writer is write_ods else ".xls")
    path.write_bytes(content[: int(len(content) * share)])
    if writer is write_xls and share > 0.9:
        return  # an .xls ends in sectors of its own book-keeping: what the sheet needs may all be there
    with pytest.raises(SourceError):
        read_source(path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
)
@pytest.mark.parametrize("content", [None, "", "<a", "<a/>", "\0"])
def test_a_workbook_with_a_damaged_part_is_refused(tmp_path, part, content):
    good = xlsx_of(tmp_path / "good.xlsx", "<sheetData/>")
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif content is not None:
                new.writestr(name, content)
    with pytest.raises(SourceError):
        read_source(tmp_path / "a.xlsx")


@settings(deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    kind = data.draw(st.sampled_from(BOOKS))
    good = folder / f"good.{kind}"
    if not good.exists():
        WRITERS[kind](good, [HEADERS, *ROWS])
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    bad = folder / f"bad.{kind}"
    bad.write_bytes(bytes(content))
    try:
        read_source(bad)
    except SourceError as error:
        message = str(error)
    else:
        return
    assert message.startswith("bad.")
