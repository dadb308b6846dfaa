"""The normaliser on the shared table of variants, its laws, and Persian numbers and dates."""

import csv
import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_target import persian
from geo_target.persian import (
    compact_name,
    format_number,
    isolate,
    jalali,
    normalise_name,
    strip_place_word,
    to_ascii_digits,
    to_persian_digits,
)
from tools.make_normaliser import sql_function

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]

PERSIAN_HEAVY = st.text(
    st.sampled_from("".join(persian.SINGLE) + "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی abc-‌'0\U0001f600"),
    max_size=40,
)


def variants() -> list[tuple[str, str, str]]:
    """Rows of the shared table: normalised form, variant, note. Marks in it are written as \\uXXXX."""
    with (HERE / "persian_variants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["normalised"], _unescape(row["variant"]), row["note"]) for row in rows]


def _unescape(text: str) -> str:
    head, *parts = text.split("\\u")
    return head + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts)


@pytest.mark.parametrize(("wanted", "variant", "note"), variants())
def test_each_variant_has_the_normal_form_of_the_shared_table(wanted, variant, note):
    assert normalise_name(variant) == wanted, note


def test_the_shared_table_has_every_province_in_several_spellings():
    with (REPOSITORY / "data" / "sources" / "iran_provinces.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["iso_3166_2"] for row in csv.DictReader(file)]
    notes = [note for _, _, note in variants()]
    assert len(codes) == 31
    assert all(sum(note.startswith(code) for note in notes) >= 9 for code in codes)


@given(st.text() | PERSIAN_HEAVY)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.text() | PERSIAN_HEAVY)
def test_a_normal_form_has_single_spaces_and_none_at_an_end(text):
    once = normalise_name(text)
    assert "  " not in once
    assert once == once.strip(" ")


@given(PERSIAN_HEAVY)
def test_composed_and_decomposed_spellings_are_equal(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert normalise_name(composed) == normalise_name(decomposed)


@given(PERSIAN_HEAVY, PERSIAN_HEAVY)
def test_a_normal_form_is_made_character_by_character(left, right):
    assert normalise_name(left + " " + right) == f"{normalise_name(left)} {normalise_name(right)}".strip(" ")


def test_no_character_becomes_one_that_is_itself_replaced():
    replaced = set(persian.SINGLE) | set(persian.EXPANDED)
    for target in persian.SINGLE.values():
        assert target not in set(persian.SINGLE)
    for target in persian.EXPANDED.values():
        assert not set(target) & replaced


def test_the_sql_file_is_made_from_the_same_table():
    file = REPOSITORY / "geo_target" / "store" / "sql" / "normalise_name.sql"
    assert file.read_text("utf-8") == sql_function(), "python -m tools.make_normaliser"


def test_a_name_is_found_with_a_space_a_zwnj_or_neither():
    assert compact_name("خرم آباد") == compact_name("خرم‌آباد") == compact_name("خرمآباد") == "خرماباد"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("استان فارس", "فارس"),
        ("استانِ  فارس", "فارس"),
        ("شهرستان نیشابور", "نیشابور"),
        ("محلهٔ سعدی", "سعدی"),
        ("محله‌ی سعدی", "سعدی"),
        ("Ostān-e Fārs", "fars"),
        ("Fars Province", "fars"),
        ("شهرکرد", "شهرکرد"),
        ("استان", "استان"),
        ("شهر", "شهر"),
        ("Province", "province"),
        ("", ""),
        ("مشهد", "مشهد"),
    ],
)
def test_one_word_for_the_kind_of_place_is_taken_off_and_never_the_whole_name(text, wanted):
    assert strip_place_word(text) == wanted


@given(st.text())
def test_digits_go_there_and_back(text):
    assert to_ascii_digits(to_persian_digits(to_ascii_digits(text))) == to_ascii_digits(text)


@pytest.mark.parametrize(
    ("value", "decimals", "fa", "en"),
    [
        (0, None, "۰", "0"),
        (1234567, None, "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        (1234.5, None, "۱٬۲۳۴٫۵", "1,234.5"),
        (0.126, None, "۰٫۱۳", "0.13"),
        (2.0, 1, "۲٫۰", "2.0"),
        (-5, None, "\u200e\u2212۵", "-5"),
        (-0.001, None, "۰", "0"),
        (-0.001, 1, "۰٫۰", "0.0"),
        (float("nan"), None, "–", "–"),
        (float("-inf"), None, "\u200e\u2212∞", "-∞"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, decimals, fa, en):
    assert format_number(value, "fa", decimals=decimals) == fa
    assert format_number(value, "en", decimals=decimals) == en


def test_the_day_of_the_report_is_its_jalali_date():
    assert jalali(dt.date(2017, 10, 14)) == "۱۳۹۶/۰۷/۲۲"
    assert jalali(dt.date(2017, 10, 14), "en") == "1396/07/22"


def test_an_isolated_text_stands_between_its_marks():
    assert isolate("مشهد") == "\u2068مشهد\u2069"
