"""Workbooks and web pages: one list, however it is laid out and whoever wrote it, is one table."""

import datetime as dt
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import (
    HEADERS,
    ROWS,
    TITLE,
    TOTALS,
    ods_rows,
    write_csv,
    write_html,
    write_ods,
    write_xls,
    write_xlsx,
    xlsx_of,
)

from geo_target.errors import InputError
from geo_target.intake.grid import as_moment, column_letter
from geo_target.intake.source import Limits, SourceError, read_source

WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods, "csv": write_csv, "html": write_html}
BOOKS = ["xlsx", "xls", "ods"]


def at(text):
    """A moment without a time zone, as spreadsheets know it."""
    return dt.datetime.fromisoformat(text)


def as_texts(table):
    return [tuple("" if cell is None else str(cell) for cell in row.cells) for row in table.rows]


def expected():
    return [tuple("" if cell is None else str(cell) for cell in row) for row in ROWS]


@pytest.fixture(params=WRITERS)
def save(request, tmp_path):
    def write(rows, **options):
        return WRITERS[request.param](tmp_path / f"list.{request.param}", rows, **options)

    return write


def test_a_plain_list_is_its_headers_and_rows(save):
    table = read_source(save([HEADERS, *ROWS]))
    assert table.headers == tuple(HEADERS)
    assert as_texts(table) == expected()
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert table.totals is None
    assert table.skipped == ()
    assert table.faults == ()
    assert table.geometry is None


def test_titles_blank_rows_numbering_totals_and_remarks_are_set_apart(save):
    rows = [
        TITLE,
        ["سازمان آموزش فنی و حرفه‌ای کشور", None, "سال ۱۴۰۲"],
        [None] * 7,
        HEADERS,
        [1, 2, 3, 4, 5, 6, 7],
        *ROWS[:2],
        HEADERS,
        ROWS[2],
        TOTALS,
        [None, "منبع: اداره کل"],
    ]
    table = read_source(save(rows))
    assert table.headers == tuple(HEADERS)
    assert as_texts(table) == expected()
    assert [row.number for row in table.rows] == [6, 7, 9]
    assert table.totals.number == 10
    assert str(table.totals.cells[4]) == "200"
    assert [row.number for row in table.skipped] == [1, 2, 5, 8, 11]
    assert any("row 4" in note.en for note in table.notes)
    assert any("Row 10" in note.en for note in table.notes)


@pytest.mark.parametrize(
    "word", ["جمع", "جمع کل", "جـمـع  كـل:", "مجموع", "کل", "Total", "GRAND TOTAL", "جمع کل استان فارس"]
)
def test_a_row_of_totals_is_known_by_its_word(save, word):
    table = read_source(save([HEADERS, *ROWS, [None, word, None, None, 200, None, None]]))
    assert len(table.rows) == 3
    assert table.totals.number == 5


def test_subtotals_are_left_out_and_named(save):
    subtotal = [None, "جمع استان فارس", None, None, 200, None, None]
    table = read_source(save([HEADERS, *ROWS[:2], subtotal, ROWS[2]]))
    assert as_texts(table) == expected()
    assert table.totals is None
    assert [row.number for row in table.skipped] == [4]


def test_a_place_whose_name_begins_like_a_total_is_a_row(save):
    place = [4, "مجموع فرهنگی", "فارس", "شیراز", 10, 52.5, 29.6]
    table = read_source(save([HEADERS, *ROWS, place]))
    assert len(table.rows) == 4
    assert table.totals is None


def test_two_rows_of_headers_are_one(save):
    upper = ["ردیف", "نام مرکز", "استان", "شهر", "ظرفیت", "مختصات جغرافیایی", None]
    lower = [None, None, None, None, None, "طول", "عرض"]
    table = read_source(save([TITLE, upper, lower, *ROWS]))
    assert table.headers == (*HEADERS[:5], "طول", "عرض")
    assert as_texts(table) == expected()


def test_headers_below_a_group_that_says_more_keep_it(save):
    upper = ["مشخصات مرکز", None, None, "مدیر", None, "UTM", None]
    lower = ["نام مرکز", "استان", "شهر", "نام", "تلفن", "X", "Y"]
    rows = [["الف", "فارس", "شیراز", "ب", "071", 500000, 3300000]]
    table = read_source(save([upper, lower, *rows]))
    assert table.headers[:3] == ("نام مرکز", "استان", "شهر")
    assert len(table.rows) == 1


def test_headers_merged_downwards_are_found_above(save):
    upper = ["ردیف", "مشخصات", None, None, None, None, None]
    lower = [None, *HEADERS[1:]]
    table = read_source(save([upper, lower, *ROWS]))
    assert table.headers == tuple(HEADERS)


def test_unknown_headers_are_found_by_their_looks_and_it_is_said(save):
    rows = [["گزارش"], ["ستون الف", "ستون ب", "ستون پ"], ["آبی", "سبز", 1], ["زرد", "سرخ", 2]]
    table = read_source(save(rows))
    assert table.headers == ("ستون الف", "ستون ب", "ستون پ")
    assert any("known" in note.en for note in table.notes)


def test_headers_that_a_mapping_names_help_to_find_them(save):
    rows = [["فهرست", "محرمانه", "نسخه"], ["کدک", "عنوانک", 3], ["a", "b", 1]]
    table = read_source(save(rows), known_headers=["کدک", "عنوانک"])
    assert table.headers == ("کدک", "عنوانک", "3")


def test_the_row_of_headers_may_be_named(save):
    rows = [["الف", "ب"], ["نام", "استان"], ["x", "y"], ["شیراز", "فارس"]]
    table = read_source(save(rows), header_row=3)
    assert table.headers == ("x", "y")
    assert as_texts(table) == [("شیراز", "فارس")]
    with pytest.raises(SourceError, match="row 40"):
        read_source(save(rows), header_row=40)


def test_a_list_without_headers_is_refused(save):
    with pytest.raises(SourceError, match="row of headers") as caught:
        read_source(save([[1, "شیراز", 52.5], [2, "فسا", 53.6]]))
    assert caught.value.code == "no-headers"


@pytest.mark.parametrize("rows", [[HEADERS], [TITLE, HEADERS], [HEADERS, TOTALS]])
def test_a_list_without_rows_is_refused(save, rows):
    with pytest.raises(SourceError) as caught:
        read_source(save(rows))
    assert caught.value.code == "empty"


def test_a_column_without_a_header_has_its_letter(save):
    table = read_source(
        save([["نام مرکز", None, "استان"], ["الف", "؟", "فارس", "بیرون"], ["ب", None, "قم", "هم"]])
    )
    assert table.headers == ("نام مرکز", "[B]", "استان", "[D]")
    assert as_texts(table)[0] == ("الف", "؟", "فارس", "بیرون")


def test_spaces_around_a_text_go_and_blank_text_is_none(save):
    table = read_source(save([HEADERS, [1, "  مرکز \u00a0", "فارس", "   ", 5, 52.5, 29.6]]))
    assert table.rows[0].cells[1] == "مرکز"
    assert table.rows[0].cells[3] is None


# merged cells


def test_a_cell_merged_over_rows_counts_for_each_of_them(tmp_path):
    rows = [
        ["استان", "شهر", "نام مرکز"],
        ["فارس", "شیراز", "الف"],
        [None, "فسا", "ب"],
        [None, None, "پ"],
        ["قم", "قم", "ت"],
    ]
    wanted = [("فارس", "شیراز", "الف"), ("فارس", "فسا", "ب"), ("فارس", "فسا", "پ"), ("قم", "قم", "ت")]
    xlsx = write_xlsx(tmp_path / "a.xlsx", rows, merges=["A2:A4", "B3:B4"])
    xls = write_xls(tmp_path / "a.xls", rows, merges=[(1, 3, 0, 0), (2, 3, 1, 1)])
    for path in (xlsx, xls):
        table = read_source(path)
        assert [row.cells for row in table.rows] == wanted
        assert any("3 cells" in note.en for note in table.notes)


def test_a_cell_merged_over_rows_of_an_ods_counts_for_each_of_them(tmp_path):
    body = (
        f'<table:table table:name="S">{ods_rows([["استان", "شهر"]])}'
        '<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string">'
        '<text:p>فارس</text:p></table:table-cell><table:table-cell office:value-type="string">'
        "<text:p>شیراز</text:p></table:table-cell></table:table-row>"
        '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="string">'
        "<text:p>فسا</text:p></table:table-cell></table:table-row></table:table>"
    )
    table = read_source(write_ods(tmp_path / "a.ods", body))
    assert [row.cells for row in table.rows] == [("فارس", "شیراز"), ("فارس", "فسا")]


def test_a_blank_cell_that_is_not_merged_stays_blank(save):
    table = read_source(save([["استان", "شهر"], ["فارس", "شیراز"], [None, "فسا"]]))
    assert table.rows[1].cells[0] is None


def test_a_merged_title_is_a_title(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [TITLE, HEADERS, *ROWS], merges=["A1:G1"])
    assert as_texts(read_source(path)) == expected()


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


# sheets


def test_the_only_sheet_with_a_list_is_read_and_it_is_said(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [HEADERS, *ROWS],
        sheets={"راهنما": [["راهنمای پر کردن"], ["یک متن"]], "خالی": []},
    )
    table = read_source(path)
    assert table.sheet == "داده"
    assert as_texts(table) == expected()
    assert any("داده" in note.en for note in table.notes)


def test_two_sheets_that_could_be_meant_are_asked_about(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADERS, *ROWS], sheets={"کرمان": [HEADERS, *ROWS[:1]]})
    with pytest.raises(SourceError, match="کرمان") as caught:
        read_source(path)
    assert caught.value.code == "sheet"
    assert len(read_source(path, sheet="كرمان").rows) == 1
    with pytest.raises(SourceError, match="no sheet x"):
        read_source(path, sheet="x")


def test_a_hidden_sheet_counts_only_where_no_other_has_rows(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx", [HEADERS, *ROWS], sheets={"فهرست": [HEADERS, *ROWS[:1]]}, hidden=["فهرست"]
    )
    assert read_source(path).sheet == "داده"
    assert len(read_source(path, sheet="فهرست").rows) == 1


# what it is, is told by what is in it


@pytest.mark.parametrize(("writer", "ending", "format_"), [
    (write_xlsx, "xls", "xlsx"), (write_xls, "xlsx", "xls"), (write_html, "xls", "html"), (write_csv, "xls", "csv"),
    (write_csv, "txt", "csv"), (write_xlsx, "xlsm", "xlsx"), (write_ods, "zip", "ods"),
])  # fmt: skip
def test_a_file_is_what_is_in_it_whatever_it_is_called(tmp_path, writer, ending, format_):
    table = read_source(writer(tmp_path / f"a.{ending}", [HEADERS, *ROWS]))
    assert table.format == format_
    assert as_texts(table) == expected()


def test_a_web_page_of_windows_1256_with_spans_is_read(tmp_path):
    page = (
        "<html><body><p>گزارش</p><table><tr><th colspan=3>فهرست<tr><td>استان<td>شهر<td>نام مرکز</tr>"
        '<tr><td rowspan="2">فارس</td><td>شيراز</td><td>الف<br>ب</td></tr><tr><td>فسا</td><td>پ &amp; ت</td></tr></table>'
        "<table><tr><td>x</td></tr></table></body></html>"
    )
    path = tmp_path / "a.xls"
    path.write_bytes(page.replace("ی", "ي").encode("windows-1256"))
    table = read_source(path)
    assert table.encoding == "windows-1256"
    assert [row.cells for row in table.rows] == [("فارس", "شيراز", "الف\nب"), ("فارس", "فسا", "پ & ت")]


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
