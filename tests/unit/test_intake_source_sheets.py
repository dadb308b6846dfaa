"""Workbooks and web pages: one list, however it is laid out and whoever wrote it, is one table."""

import pytest
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
)

from geo_target.intake.reading.source import SourceError, read_source

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


def test_a_sheet_that_libreoffice_hides_is_hidden(tmp_path):
    styles = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles>"
    )
    rows = ods_rows([HEADERS, *ROWS])
    body = "".join(
        f'<table:table table:name="{name}" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:table:1.0" s:style-name="{style}">{rows}</table:table>'
        for name, style in (("فهرست", "ta2"), ("داده", "ta1"))
    )
    path = write_ods(tmp_path / "a.ods", styles + body)
    assert read_source(path).sheet == "داده"
    assert read_source(path, sheet="فهرست").sheet == "فهرست"


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
