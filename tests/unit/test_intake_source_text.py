"""Text: whatever encoding and separator an office's program chose, the rows are the same."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import HEADERS, ROWS, csv_text, write_csv

from geo_target.intake.reading.encoding import is_double_encoded, reads_as_persian
from geo_target.intake.reading.source import Limits, SourceError, read_source
from geo_target.intake.reading.source_text import find_separator

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1256"]
FOUND = [("نام", "نام مرکز"), ("استان", "شهر")]


def save(tmp_path, text, encoding="utf-8", name="a.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def refused(path, **options):
    with pytest.raises(SourceError) as caught:
        read_source(path, **options)
    assert str(caught.value).startswith(path.name)
    return caught.value


def windows(text):
    """Windows-1256 has no ی: programs write ي."""
    return text.replace("ی", "ي")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(tmp_path, encoding, separator):
    text = windows(csv_text([HEADERS, *ROWS], separator))
    table = read_source(save(tmp_path, text, encoding))
    assert table.headers == tuple(map(windows, HEADERS))
    assert [row.cells[1] for row in table.rows] == [windows(row[1]) for row in ROWS]
    assert table.encoding == encoding.replace("utf-8-sig", "utf-8-sig")
    assert table.format == "csv"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_is_named_is_taken_at_its_word(tmp_path, encoding):
    path = save(tmp_path, windows(csv_text([HEADERS, *ROWS])), encoding)
    assert len(read_source(path, encoding=encoding).rows) == 3


def test_an_encoding_that_is_named_and_is_not_that_is_refused_with_its_line(tmp_path):
    path = save(tmp_path, b"name,city\r\nx,y\r\n" + windows("شیراز,فارس\r\n").encode("windows-1256"))
    error = refused(path, encoding="utf-8")
    assert (error.code, error.row) == ("encoding", 3)
    assert refused(path, encoding="utf-99").code == "encoding-unknown"


def test_utf8_with_a_broken_place_is_refused_with_its_line(tmp_path):
    lines = [f"مرکز شماره {i},شهر شیراز\n".encode() for i in range(100)]
    lines[41] = lines[41][:5] + b"\xff" + lines[41][5:]
    error = refused(save(tmp_path, "نام,شهر\n".encode() + b"".join(lines)))
    assert (error.code, error.row) == ("encoding", 43)


@pytest.mark.parametrize(
    "content",
    [
        "nom,ville\ncafé,Orléans\nété,Besançon\n".encode("latin-1"),
        bytes(range(128, 256)) * 20,
        "название,город\nцентр,Москва\n".encode("cp1251"),
        "نام,شهر\nشیراز,فارس\n".encode().decode("latin-1").encode("cp1251", errors="replace"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_asked_for(tmp_path, content):
    assert refused(save(tmp_path, content)).code in {"encoding", "letters-lost", "no-headers", "empty"}


def test_persian_in_windows_1256_is_told_from_other_bytes():
    persian = windows("خانه محله نعمت آباد، شهر تهران، استان تهران، مرکز آموزش فنی و حرفه‌ای")
    assert reads_as_persian(persian.encode("windows-1256", errors="ignore"))
    assert not reads_as_persian("Besançon, Orléans, été".encode("latin-1"))
    assert not reads_as_persian("центр города Москва".encode("cp1251"))
    assert not reads_as_persian(b"")


@pytest.mark.parametrize("through", ["windows-1252", "windows-1256", "latin-1"])
def test_text_that_was_encoded_twice_is_refused(tmp_path, through):
    twice = csv_text([["نام", "شهر"], ["مرودشت", "دشت"]]).encode().decode(through, errors="replace")
    if "\ufffd" in twice:
        pytest.skip("cannot be made")
    assert is_double_encoded(twice)
    assert refused(save(tmp_path, twice)).code == "encoding-twice"


def test_true_persian_is_never_taken_for_text_encoded_twice():
    assert not is_double_encoded(csv_text([HEADERS, *ROWS]))
    assert not is_double_encoded("ط§,ظ\nخانه,شهر\nمحله,استان\nنام,کد")
    assert not is_double_encoded("")


def test_text_whose_letters_are_lost_is_refused(tmp_path):
    assert refused(save(tmp_path, "??? ????,???\n????? ??,????\n12,13\n")).code == "letters-lost"
    assert len(read_source(save(tmp_path, "نام,شهر,ظرفیت\nالف,??,1\nب,قم,2\nپ,قم,3\n")).rows) == 3


def test_a_nul_byte_is_refused_with_its_line(tmp_path):
    error = refused(save(tmp_path, "نام,شهر\nالف,قم\nب\0,قم\n"))
    assert (error.code, error.row) == ("nul", 3)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path, newline):
    table = read_source(save(tmp_path, csv_text([HEADERS, *ROWS], newline=newline)))
    assert [row.number for row in table.rows] == [2, 3, 4]


def test_the_separator_may_be_said_in_the_first_line(tmp_path):
    table = read_source(save(tmp_path, "sep=;\r\nنام;شهر\r\nالف,ب;قم\r\n"))
    assert table.headers == ("نام", "شهر")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("الف,ب", "قم"))]


def test_a_decimal_comma_is_not_a_separator(tmp_path):
    table = read_source(save(tmp_path, "نام;طول;عرض\nالف;51,38;35,69\nب;51,40;35,70\n"))
    assert table.rows[0].cells == ("الف", "51,38", "35,69")


def test_a_persian_comma_in_an_address_is_not_a_separator(tmp_path):
    table = read_source(save(tmp_path, "نام,نشانی\nالف,خیابان یک، کوچه دو، پلاک سه\nب,میدان، بازار، ته\n"))
    assert table.rows[0].cells == ("الف", "خیابان یک، کوچه دو، پلاک سه")


def test_a_persian_comma_separates_where_nothing_else_does():
    assert find_separator("نام، شهر، استان\nالف، ب، پ\n") == "،"
    assert find_separator("نام\nالف\n") == ","
    assert find_separator("") == ","


def test_one_column_is_a_table(tmp_path):
    table = read_source(save(tmp_path, "نام محله\nسعدی\nشهرک\n"))
    assert [row.cells for row in table.rows] == [("سعدی",), ("شهرک",)]


def test_titles_above_do_not_mislead_the_separator(tmp_path):
    text = "فهرست مراکز، سال ۱۴۰۲; نسخهٔ نهایی\n\n" + csv_text([HEADERS, *ROWS])
    assert read_source(save(tmp_path, text)).headers == tuple(HEADERS)


def test_a_quoted_value_may_hold_separators_quotes_and_lines(tmp_path):
    text = 'نام,شهر\n"الف, ""ب""\nپ",قم\nت,قم\n'
    table = read_source(save(tmp_path, text))
    assert [(row.number, row.cells) for row in table.rows] == [(2, ('الف, "ب"\nپ', "قم")), (3, ("ت", "قم"))]


def test_a_quote_inside_a_value_needs_nothing(tmp_path):
    table = read_source(save(tmp_path, 'نام,شهر\nمرکز "الف",قم\n'))
    assert table.rows[0].cells[0] == 'مرکز "الف"'


@pytest.mark.parametrize("text", ['نام,شهر\nالف,قم\n"ب,قم\nپ,قم\n', 'نام,شهر\nالف,قم\n"ب"پ,قم\n'])
def test_a_quote_that_is_not_closed_is_refused_with_its_row(tmp_path, text):
    error = refused(save(tmp_path, text))
    assert (error.code, error.row) == ("csv", 3)


def test_a_row_with_too_many_cells_is_a_fault_and_one_with_too_few_is_not(tmp_path):
    rows = [f"مرکز {i},قم,5\n" for i in range(30)]
    rows[3] = "الف,ب,قم,5\n"
    rows[7] = "الف\n"
    table = read_source(save(tmp_path, "نام,شهر,ظرفیت\n" + "".join(rows)))
    assert [(fault.code, fault.row, fault.came) for fault in table.faults] == [("too-many-cells", 5, "4")]
    assert table.rows[7].cells[:3] == ("الف", None, None)


def test_the_limit_of_a_csv_field_is_put_back(tmp_path):
    before = csv.field_size_limit()
    read_source(save(tmp_path, csv_text([HEADERS, *ROWS])), limits=Limits(max_cell_length=1000))
    assert csv.field_size_limit() == before


def test_a_long_text_is_read_whole(tmp_path):
    wkt = "POLYGON ((" + ", ".join(f"51.{i} 35.{i}" for i in range(40_000)) + "))"
    table = read_source(save(tmp_path, csv_text([["نام", "WKT"], ["الف", wkt]])))
    assert table.rows[0].cells[1] == wkt


def test_rows_stop_at_the_limit_without_reading_on(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["نام", "شهر"], *[["الف", "قم"]] * 5000])
    error = refused(path, limits=Limits(max_rows=1000))
    assert (error.code, error.row) == ("too-many-rows", 1001)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.sampled_from(ENCODINGS[:6]),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_is_read(tmp_path_factory, rows, encoding, separator):
    path = tmp_path_factory.getbasetemp() / "law.csv"
    write_csv(
        path,
        [["نام مرکز", "استان", "شهر", "کد"], *[("x", *row) for row in rows]],
        encoding=encoding,
        separator=separator,
    )
    table = read_source(path, encoding=encoding)
    read = [tuple(cell or "" for cell in row.cells[1:4]) for row in [*table.rows]]
    assert read == [tuple(cell.strip() for cell in row) for row in rows]


@settings(deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from(["a.csv", "a.txt", "a.xls", "a.json", "a.kml", "a.zip", "a.dbf"])
)
def test_any_bytes_are_read_or_refused_but_never_break(tmp_path_factory, content, name):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    try:
        read_source(path)
    except SourceError as error:
        message = str(error)
    else:
        return
    assert message.startswith(name)
