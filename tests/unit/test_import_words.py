"""What an import says on a terminal reads well in both directions of writing, and a thousand problems are few lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_target.cli.import_words import cell, figure_lines, line, note_lines, problem_lines, told, within
from geo_target.intake.problems import ImportReport, MappedColumn, MatchedName, Note, Problem

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"


def problem(row, came="؟", code="unknown-word", column="وضعیت", severity="error", mend="write active"):
    return Problem(
        code=code,
        severity=severity,
        file="a.xlsx",
        row=row,
        column=column,
        expected_fa="یک وضعیت",
        expected_en="a status",
        came=came,
        mend_fa="فعال بنویسید",
        mend_en=mend,
    )


def report(**more):
    return ImportReport(
        layer="bank_branches", file="a.xlsx", rows_read=3, rows_accepted=1, rows_refused=2, **more
    )


def test_what_is_written_the_other_way_is_isolated_and_nothing_else():
    assert within("وضعیت", "en") == f"{FSI}وضعیت{PDI}"
    assert within("status", "en") == "status"
    assert within("a.xlsx", "fa") == f"{FSI}a.xlsx{PDI}"
    assert within("وضعیت ۱۲", "fa") == "وضعیت ۱۲"
    assert line("سلام", "fa") == RLM + "سلام"
    assert line("hello", "en") == "hello"


def test_runs_of_the_other_direction_are_isolated_whole():
    assert told("use --set status=… please", "en") == "use --set status=… please"
    assert told("با --set status=… بدهید", "fa") == f"با {FSI}--set status=…{PDI} بدهید"
    assert (
        told("Of 2 sheets, گروه‌های خودیار was read.", "en")
        == f"Of 2 sheets, {FSI}گروه‌های خودیار{PDI} was read."
    )


@given(st.text(alphabet="ab اب\u200c12.-()=:", max_size=40), st.sampled_from(["fa", "en"]))
def test_isolation_changes_no_letter_and_every_isolate_is_closed(text, lang):
    shown = told(text, lang)
    assert re.sub(f"[{FSI}{PDI}]", "", shown) == text
    depth = 0
    for sign in shown:
        depth += (sign == FSI) - (sign == PDI)
        assert 0 <= depth <= 1
    assert depth == 0


@given(st.text(alphabet="ab اب", min_size=1, max_size=10), st.sampled_from(["fa", "en"]))
def test_the_first_cell_of_a_row_settles_the_direction_of_the_line(text, lang):
    shown = re.sub(f"{FSI}.*?{PDI}", "", cell(text, lang, first=True))
    strong = re.search("[a-z\u200e\u200f\u0600-\u06ff]", shown)
    if strong:
        assert (strong[0] != "\u200e" and not strong[0].isascii()) == (lang == "fa")


def test_a_thousand_problems_of_one_kind_are_one_entry():
    lines = problem_lines([problem(row) for row in range(2, 1002)], "en")
    assert len(lines) == 3
    assert "rows 2, 3, 4, 5, 6 and 995 more" in lines[0]


def test_problems_of_one_kind_that_differ_are_shown_by_a_few_examples():
    lines = problem_lines([problem(row, came=f"w{row}") for row in range(2, 12)], "en")
    assert [one.strip() for one in lines[1::2]] == [
        *(f"row {row}: expected a status, came “w{row}”" for row in (2, 3, 4)),
        "… and 7 others of this kind",
    ]


def test_errors_come_before_warnings_and_what_is_too_much_is_counted():
    problems = [problem(2, severity="warning", code="w")]
    problems += [problem(row, column=f"c{row}") for row in range(20)]
    lines = problem_lines(problems, "en")
    assert lines[0].startswith("error")
    assert lines[-1] == "… and 9 more problems"


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_report_says_its_figures_notes_names_and_the_columns_that_are_not_used(lang):
    mapping = (
        MappedColumn(header="ردیف", field=None, confidence=1.0),
        MappedColumn(header="NOE2", field=None, confidence=0.0),
        MappedColumn(header="نام شعبه", field="name_fa", confidence=0.95),
    )
    matched = (
        MatchedName(
            kind="city", came="مشهد", code="C1", name_fa="مشهد", name_en="Mashhad", how="exact", rows=2
        ),
    )
    whole = report(format="xlsx", mapping=mapping, matched=matched, notes=(Note("یادداشت", "A note"),))
    text = re.sub(f"[{FSI}{PDI}{RLM}]", "", "\n".join([*figure_lines(whole, lang), *note_lines(whole, lang)]))
    words = {
        "en": (
            "3 rows read, 1 accepted, 2 refused",
            "A note",
            "city: 2 the very name",
            "were not used: NOE2",
        ),
        "fa": ("۳ سطر خوانده شد، ۱ پذیرفته، ۲ رد شد", "یادداشت", "شهر: ۲ عین نام", "به کار نرفت: NOE2"),
    }
    for word in words[lang]:
        assert word in text
    assert "ردیف" not in text.replace("یادداشت", "")
