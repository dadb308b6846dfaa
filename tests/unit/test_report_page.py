"""The report of an import: its figures, its lines, and its page."""

import json
import re
from html.parser import HTMLParser

import pytest
from shapely.geometry import Point, Polygon, shape

from geo_target.intake.problems import (
    ImportReport,
    MappedColumn,
    MatchedName,
    Note,
    Problem,
    ValueProblem,
    shown,
)
from geo_target.intake.report.problem_map import HEIGHT, WIDTH, _project, problem_map
from geo_target.intake.report.report_page import MOST_ROWS, report_html

EVIL = "<script>alert(1)</script>&\"'"


def problem(number=1, severity="error", **changes):
    fields = {
        "code": "not-a-number", "severity": severity, "file": "مراکز آموزش.xlsx", "sheet": "برگه ۱", "row": number,
        "column": "ظرفیت", "expected_fa": "یک عدد صحیح", "expected_en": "a whole number", "came": "دوازده",
        "mend_fa": "تنها عدد را بنویسید", "mend_en": "write the number alone", "lon": 51.4, "lat": 35.7,
    }  # fmt: skip
    return Problem(**(fields | changes))


def report(*problems, **changes):
    fields = {
        "layer": "training_centres", "file": "مراکز آموزش.xlsx", "sheet": "برگه ۱", "format": "XLSX", "rows_read": 120,
        "rows_accepted": 118, "rows_refused": 2, "problems": problems, "crs": "EPSG:32640", "crs_inferred": True,
        "mapping": (MappedColumn(header="ظرفيت (نفر)", field="capacity", confidence=0.92, unit="people"),
                    MappedColumn(header="ملاحظات", field=None, confidence=0.0)),
        "matched": (MatchedName(kind="city", came="مشهد مقدس", code="C124665", name_fa="مشهد", name_en="Mashhad", how="variant", rows=7),
                    MatchedName(kind="city", came="قم", code="C119208", name_fa="قم", name_en="Qom", how="exact", rows=3)),
        "notes": (Note("زون UTM از روی استان یافته شد", "the UTM zone was found from the province"),),
    }  # fmt: skip
    return ImportReport(**(fields | changes))


class Checker(HTMLParser):
    """Collects tags and attributes, and fails on a tag that is closed out of turn."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input", "path"})

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.VOID or (tag == "path" and "/" not in (self.get_starttag_text() or "")[-2:]):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert checker.open == []
    return checker


def test_the_page_asks_nothing_of_the_network_and_runs_no_script():
    page = read(report_html(report(problem(), problem(2, "warning"))))
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    assert not [
        a for a in page.attributes if a[1] in {"src", "srcset", "data", "action"} or a[1].startswith("on")
    ]
    assert all(value.startswith("#") for _, name, value in page.attributes if name == "href")
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "@import" not in report_html(report())
    assert "url(" not in report_html(report())


def test_persian_comes_first_and_english_beside_it():
    html = report_html(report(problem()))
    assert '<html lang="fa" dir="rtl">' in html
    for fa, en in [
        ("گزارش بارگذاری", "Import report"),
        ("یک عدد صحیح", "a whole number"),
        ("تنها عدد را بنویسید", "write the number alone"),
    ]:
        assert 0 < html.index(fa) < html.index(en)


def test_each_problem_names_where_what_came_and_how_to_mend_it():
    text = " ".join(read(report_html(report(problem(1234)))).text)
    for part in (
        "برگه ۱",
        "سطر ۱۲۳۴",
        "ظرفیت",
        "یک عدد صحیح",
        "دوازده",
        "تنها عدد را بنویسید",
        "not-a-number",
    ):
        assert part in text


def test_what_comes_from_a_file_is_escaped():
    fields = dict.fromkeys(
        ("file", "sheet", "column", "expected_fa", "expected_en", "came", "mend_fa", "mend_en", "code"), EVIL
    )
    html = report_html(
        report(
            problem(**fields), file=EVIL, sheet=EVIL, layer=EVIL, crs=EVIL, format=EVIL, encoding=EVIL, notes=(Note(EVIL, EVIL),),
            mapping=(MappedColumn(header=EVIL, field=EVIL, confidence=1, unit=EVIL),),
            matched=(MatchedName(kind="city", came=EVIL, code=EVIL, name_fa=EVIL, name_en=EVIL, how="code"),),
        ),
        title=(EVIL, EVIL),
    )  # fmt: skip
    assert "<script" not in html
    assert "script" not in read(html).tags


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_a_problem_on_the_map_leads_to_its_row(severity):
    html = report_html(report(problem(severity=severity)))
    assert '<a href="#p1"><path class="mark ' + severity in html
    assert '<tr id="p1">' in html


def test_errors_come_first_and_are_drawn_on_top():
    html = report_html(report(problem(7, "info"), problem(8, "warning"), problem(9, "error")))
    assert html.index("سطر ۹<") < html.index("سطر ۸<") < html.index("سطر ۷<")
    assert [mark.severity for mark in problem_map([problem(1, "error"), problem(2, "info")]).marks] == [
        "info",
        "error",
    ]


def test_a_place_outside_the_frame_is_counted_not_drawn():
    swapped = problem_map(
        [
            problem(lon=35.7, lat=51.4),
            problem(lon=float("nan"), lat=1.0),
            problem(lon=None, lat=None),
            problem(),
        ]
    )
    assert (len(swapped.marks), swapped.outside) == (1, 2)
    assert "۲ مشکل بیرون" in report_html(report(problem(lon=35.7, lat=51.4), problem(lon=9e300, lat=0.0)))


def test_no_map_is_drawn_where_no_place_is_known():
    assert "<svg" not in report_html(report(problem(lon=None, lat=None)))


def test_a_hundred_thousand_problems_make_a_page_of_a_thousand_that_says_so():
    html = report_html(report(*[problem(n) for n in range(1, 100_001)]))
    assert html.count('<tr id="p') == MOST_ROWS
    assert "the first 1,000 of 100,000" in html
    assert len(html) < 3_000_000


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"rows_refused": 0}, "all rows are right"), ({"rows_refused": 0, "dry_run": True}, "Dry run, nothing was kept"),
        ({"rows_refused": 2}, "2 rows were refused"), ({"unchanged": True}, "nothing changed"),
        ({"rows_refused": 0, "problems": (problem(),)}, "errors to be mended"),
    ],
)  # fmt: skip
def test_the_verdict_says_what_happened(changes, verdict):
    assert verdict in report_html(report(**changes))


def test_the_outlines_are_the_provinces_and_lie_in_the_frame():
    from pathlib import Path

    root = Path(__file__).parents[2]
    rings = [
        Polygon(ring)
        for ring in json.loads((root / "geo_target/intake/report/province_outlines.json").read_text("utf-8"))
    ]
    provinces = json.loads((root / "data/boundaries/provinces.geojson").read_text("utf-8"))["features"]
    for feature in provinces:
        biggest = max(
            getattr(shape(feature["geometry"]), "geoms", [shape(feature["geometry"])]),
            key=lambda part: part.area,
        )
        likeness = max(
            ring.intersection(biggest).area / ring.union(biggest).area for ring in rings if ring.is_valid
        )
        assert likeness > 0.85, feature["properties"]
    for ring in rings:
        for lon, lat in ring.exterior.coords:
            x, y = _project(lon, lat)
            assert 0 < x < WIDTH
            assert 0 < y < HEIGHT
    assert _project(51.4, 36)[1] < _project(51.4, 35)[1]
    assert any(ring.contains(Point(51.39, 35.69)) for ring in rings)


def test_ok_is_no_refused_row_and_no_error():
    assert report(rows_refused=0).ok
    assert report(problem(severity="warning"), rows_refused=0).ok
    assert not report(problem(), rows_refused=0).ok
    assert not report(rows_refused=1).ok


def test_the_report_is_json_with_all_problems():
    whole = report(problem(), problem(2, "warning"))
    again = json.loads(json.dumps(whole.to_dict(), ensure_ascii=False, allow_nan=False))
    assert (again["ok"], again["errors"], again["warnings"], len(again["problems"])) == (False, 1, 1, 2)
    assert again["problems"][0]["row"] == 1
    assert again["matched_how"] == {"city": {"exact": 3, "variant": 7}}


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_terminal_shows_the_worst_first_and_says_how_many_more(lang):
    lines = report(*[problem(n, "warning") for n in range(30)], problem(99)).terminal_lines(lang)
    assert re.search("99|۹۹", next(line for line in lines if line.startswith(("error", "خطا"))))
    assert re.search("19|۱۹", lines[-1])
    assert len(lines) < 20
    assert report(rows_refused=0).terminal_lines(lang)


def test_a_problem_of_a_value_gets_its_place():
    value = ValueProblem("x", expected=("الف", "a"), came="b\x00\n", mend=("ج", "c"))
    placed = value.at(file="f.xlsx", sheet="s", row=3, column="c", severity="warning", lon=1.0, lat=2.0)
    assert (placed.row, placed.severity, placed.came) == (3, "warning", "b\\u0000\\u000a")
    assert placed.place("en") == "f.xlsx, sheet s, row 3, column c"
    assert placed.place("fa") == "f.xlsx، برگهٔ s، سطر ۳، ستون c"
    assert "empty cell" in problem(came="").sentence()
    assert len(shown("x" * 10_000)) == 120
