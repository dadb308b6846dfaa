"""Refused rows come back as a workbook that can be corrected and imported again, with nothing lost on the way."""

import datetime as dt
import json

import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import HEADERS, ROWS, write_xlsx
from intake_register import features, reference_register

from geo_target.errors import InputError
from geo_target.intake.checked import CheckOptions, RefusedRow
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.columns.guess import guess_mapping
from geo_target.intake.problems import ValueProblem
from geo_target.intake.reading.source import SourceRow, SourceTable, read_source
from geo_target.intake.reading.wkt_cells import CONTINUED, EXCEL_CELL, WKT_HEADER, joined, split_text
from geo_target.intake.workbooks.reject_file import (
    DATA_SHEET,
    EARLIER_ROW,
    REASON_EN,
    REASON_FA,
    write_reject,
)

LAYER = "training_centres"
WRONG = ValueProblem(
    "not-a-number",
    expected=("یک عدد", "a number"),
    came="=2+2",
    mend=("عدد بنویسید", "write a number"),
)


def refused(table, *, column="ظرفیت", rows=None):
    return [
        RefusedRow(row, (WRONG.at(file=table.file, sheet=table.sheet, row=row.number, column=column),))
        for row in table.rows
        if rows is None or row.number in rows
    ]


@pytest.fixture
def centres(tmp_path):
    path = write_xlsx(
        tmp_path / "centres.xlsx",
        [["فهرست مراکز"], HEADERS, *ROWS, [4, "چهارم", "یزد", "یزد", "=2+2", 54.3, 31.9]],
    )
    book = openpyxl.load_workbook(path)
    book.active["E6"].data_type = "s"
    book.save(path)
    return read_source(path)


def written(tmp_path, table, rows, **options):
    path = tmp_path / "refused.xlsx"
    write_reject(path, table, rows, **options)
    return path


def without_reasons(table):
    places = [i for i, h in enumerate(table.headers) if h not in {EARLIER_ROW, REASON_FA, REASON_EN}]
    return [table.headers[i] for i in places], [tuple(row.cells[i] for i in places) for row in table.rows]


def test_the_refused_rows_come_back_with_the_same_headers_and_cells(tmp_path, centres):
    table = read_source(written(tmp_path, centres, refused(centres)))
    assert without_reasons(table) == (list(centres.headers), [row.cells for row in centres.rows])
    assert [row.cells[0] for row in table.rows] == [row.number for row in centres.rows]
    assert table.sheet == DATA_SHEET


def test_only_the_refused_rows_are_written(tmp_path, centres):
    table = read_source(written(tmp_path, centres, refused(centres, rows={4})))
    assert [row.cells[0] for row in table.rows] == [4]


def test_the_reasons_are_known_columns_that_are_not_used(tmp_path, centres):
    table = read_source(written(tmp_path, centres, refused(centres)))
    before = guess_mapping(centres.headers, LAYER)
    after = guess_mapping(table.headers, LAYER)
    by_header = {column.header: column for column in after.columns}
    assert {by_header[name].how for name in (EARLIER_ROW, REASON_FA, REASON_EN)} == {"ignored"}
    assert [by_header[c.header].field for c in before.columns] == [c.field for c in before.columns]
    assert after.questions == ()


def test_every_reason_is_given_in_both_languages_with_its_column(tmp_path, centres):
    sheet = openpyxl.load_workbook(written(tmp_path, centres, refused(centres)))[DATA_SHEET]
    first, second = (sheet.cell(2, place).value for place in (2, sheet.max_column))
    assert first == "ستون «ظرفیت»: انتظار: یک عدد؛ آمده: «=2+2»؛ راه اصلاح: عدد بنویسید"
    assert second == "column “ظرفیت”: expected a number, came “=2+2”: write a number"
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "C2"
    assert sheet.cell(2, 7).fill.fgColor.rgb == "FFF9DEDC"
    assert sheet.cell(2, 6).fill.fill_type is None


def test_what_looks_like_a_formula_stays_text(tmp_path, centres):
    sheet = openpyxl.load_workbook(written(tmp_path, centres, refused(centres)))[DATA_SHEET]
    assert sheet.cell(5, 7).value == "=2+2"
    assert sheet.cell(5, 7).data_type == "s"


def test_the_same_rows_have_the_same_bytes(tmp_path, centres):
    first = written(tmp_path, centres, refused(centres)).read_bytes()
    assert written(tmp_path, centres, refused(centres)).read_bytes() == first


def table_of(cells, headers=None, **more):
    rows = tuple(SourceRow(number, tuple(row)) for number, row in enumerate(cells, start=2))
    headers = headers or tuple(f"ستون {n}" for n in range(len(cells[0])))
    return SourceTable(
        file="a.xlsx", sheet=None, format="xlsx", encoding=None, headers=headers, rows=rows, **more
    )


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
).map(str.strip)
cells = st.one_of(
    st.none(),
    texts.filter(bool),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
)


@settings(max_examples=30)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_any_cell_comes_back_as_it_was(tmp_path_factory, rows):
    table = table_of([(*row, "x") for row in rows])
    path = written(tmp_path_factory.mktemp("r"), table, refused(table, column="ستون 0"))
    again = openpyxl.load_workbook(path)[DATA_SHEET]
    for number, row in enumerate(rows, start=2):
        for place, cell in enumerate(row, start=3):
            came = again.cell(number, place).value
            assert came == (pytest.approx(cell, rel=1e-15) if isinstance(cell, float) else cell)


def test_numbers_that_a_sheet_would_round_become_text_and_dates_stay_dates(tmp_path):
    day = dt.datetime(2017, 10, 14)  # noqa: DTZ001  a sheet knows no zone
    table = table_of([(12345678901234567890, float("inf"), day, day.replace(year=1396, month=7, day=22))])
    again = openpyxl.load_workbook(written(tmp_path, table, refused(table)))[DATA_SHEET]
    found = [again.cell(2, place).value for place in range(3, 7)]
    assert found == ["12345678901234567890", "inf", day, "1396-07-22 00:00:00"]


SQUARE = shapely.box(52.5, 29.6, 52.6, 29.7)


def test_shapes_become_a_column_of_wkt_in_degrees(tmp_path):
    utm = shapely.Point(650000, 3277000)
    table = table_of([("یک",), ("دو",)], ("نام مرکز",), geometry=(utm, None), crs="EPSG:32639")
    again = read_source(written(tmp_path, table, refused(table, column="نام مرکز")))
    assert guess_mapping(again.headers, LAYER).fields == ("name_fa", "wkt")
    texts = [row.cells[again.headers.index(WKT_HEADER)] for row in again.rows]
    point = shapely.from_wkt(texts[0])
    assert (point.x, point.y) == pytest.approx((52.549187, 29.613847), abs=1e-6)
    assert texts[1] is None


def test_shapes_of_an_unknown_crs_stay_as_they_are_unless_it_is_said(tmp_path):
    table = table_of([("یک",)], ("نام محله",), geometry=(SQUARE,), crs=None)
    again = read_source(written(tmp_path, table, refused(table)))
    assert shapely.from_wkt(again.rows[0].cells[3]).equals(SQUARE)
    metres = table_of([("یک",)], ("نام محله",), geometry=(shapely.Point(650000, 3277000),), crs=None)
    again = read_source(written(tmp_path, metres, refused(metres), crs="EPSG:32639"))
    assert shapely.from_wkt(again.rows[0].cells[3]).x == pytest.approx(52.549187, abs=1e-6)


def test_a_boundary_longer_than_a_cell_comes_back_whole(tmp_path):
    ring = shapely.Point(52.5, 29.6).buffer(0.1, quad_segs=1500)
    table = table_of([("یک",), ("دو",)], ("نام محله",), geometry=(ring, SQUARE), crs="EPSG:4326")
    path = written(tmp_path, table, refused(table))
    headers = [cell.value for cell in openpyxl.load_workbook(path)[DATA_SHEET][1]]
    assert headers.count(CONTINUED) >= 3
    again = read_source(path)
    assert again.headers == (EARLIER_ROW, REASON_FA, "نام محله", WKT_HEADER, REASON_EN)
    assert [
        shapely.from_wkt(row.cells[3]).equals_exact(shape, 1e-12)
        for row, shape in zip(again.rows, (ring, SQUARE), strict=True)
    ] == [True, True]


@settings(max_examples=30)
@given(st.integers(1, 4500), st.integers(0, 3))
def test_a_split_text_is_joined_to_what_it_was(points, blanks):
    text = "LINESTRING (" + ", ".join(f"{n}.123456 {n}" for n in range(points)) + ")"
    pieces = split_text(text)
    assert max(map(len, pieces)) <= EXCEL_CELL
    cells = tuple(piece.strip() for piece in pieces) + (None,) * blanks
    names = (WKT_HEADER, *[CONTINUED] * (len(cells) - 1))
    (name,), (row,) = joined(names, [SourceRow(2, cells)])
    assert name == WKT_HEADER
    assert row.cells[0].replace(" ", "") == text.replace(" ", "")
    assert shapely.from_wkt(row.cells[0]).equals(shapely.from_wkt(text)) if points > 1 else True


def test_a_geojson_comes_back_with_its_shapes(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"name_fa": "یک", "capacity": "بسیار"},
        "geometry": {"type": "Point", "coordinates": [52.5311, 29.6103]},
    }
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False), "utf-8"
    )
    table = read_source(path)
    again = read_source(written(tmp_path, table, refused(table, column="capacity")))
    assert again.rows[0].cells[2:5] == ("یک", "بسیار", "POINT (52.5311 29.6103)")


def test_a_folder_that_is_not_there_is_named(tmp_path, centres):
    with pytest.raises(InputError, match="cannot be written to"):
        write_reject(tmp_path / "missing" / "refused.xlsx", centres, refused(centres))


def test_corrected_rows_and_the_others_are_what_the_whole_list_would_have_been(tmp_path):
    layer = "neighbourhoods"
    chosen = [(facts, shape) for facts, shape in features(layer) if facts["city_code"] == "C124665"][:6]
    for place, name in ((0, "whole"), (2, "spoilt")):
        content = [
            {"type": "Feature", "properties": {**facts}, "geometry": shapely.geometry.mapping(shape)}
            for facts, shape in chosen
        ]
        if place:
            content[1]["properties"]["type"] = "؟"
            content[4]["properties"]["population"] = "بسیار"
        path = tmp_path / f"{name}.geojson"
        path.write_text(
            json.dumps({"type": "FeatureCollection", "features": content}, ensure_ascii=False), "utf-8"
        )
    register = reference_register(layer, empty=True)
    whole = check_layer(read_source(tmp_path / "whole.geojson"), layer, register, CheckOptions())
    source = read_source(tmp_path / "spoilt.geojson")
    first = check_layer(source, layer, register, CheckOptions())
    assert [one.row.number for one in first.refused] == [2, 5]

    path = written(tmp_path, source, first.refused, crs=first.report.crs)
    book = openpyxl.load_workbook(path)
    headers = [cell.value for cell in book.active[1]]
    for row, field in ((2, "type"), (3, "population")):
        facts = chosen[1 if row == 2 else 4][0]
        book.active.cell(row, headers.index(field) + 1).value = facts[field]
    book.save(path)
    second = check_layer(read_source(path), layer, register, CheckOptions(mode="add"))
    assert second.report.ok
    assert sorted([*first.rows, *second.rows]) == sorted(whole.rows)
