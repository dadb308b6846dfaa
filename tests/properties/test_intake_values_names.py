"""Laws of the gazetteer: spelling changes that mean nothing change nothing, and nothing is ever guessed."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from name_spellings import KASHIDA, NBSP, RLM, ZWNJ

from geo_target.intake.names.gazetteer import Gazetteer, Match, Place
from geo_target.intake.names.gazetteer_names import bare_forms, folded, other_names
from geo_target.intake.problems import ValueProblem
from geo_target.persian import normalise_name

SOURCES = Path(__file__).parents[2] / "data/sources"


def rows(name):
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROVINCES = [
    Place(code=row["iso_3166_2"], name_fa=row["name_fa"], name_en=row["name_en"])
    for row in rows("iran_provinces.csv")
]
CITIES = [
    Place(
        code=f"C{row['geonameid']}",
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        province_code=row["province_code"],
    )
    for row in rows("programme_cities.csv")
]
GAZETTEER = Gazetteer(PROVINCES, cities=CITIES)
ARABIC = str.maketrans("یکه", "يكە")
MARKS = [KASHIDA, "\u064e", "\u064f", "\u0650", "\u0651", "\u0652", "\u200e", RLM, "\u00ad"]
SPACES = [" ", "  ", ZWNJ, NBSP, "", "-", "\t"]


@st.composite
def disturbed(draw, name):
    """The name with marks strewn in, other spaces, Arabic letters, and perhaps a word before it."""
    letters = name.translate(ARABIC) if draw(st.booleans()) else name
    space = draw(st.sampled_from(SPACES))
    signs = [sign + "".join(draw(st.lists(st.sampled_from(MARKS), max_size=2))) for sign in letters]
    return "".join(space if sign[0] == " " else sign for sign in signs)


@given(st.data(), st.sampled_from(CITIES), st.sampled_from(["", "شهر ", "شهرستان ", "شهرِ "]))
def test_marks_spaces_and_arabic_letters_never_lose_a_city(data, city, word):
    assert GAZETTEER.match_city(word + data.draw(disturbed(city.name_fa))).code == city.code


@given(st.data(), st.sampled_from(PROVINCES), st.sampled_from(["", "استان ", "استانِ "]))
def test_marks_spaces_and_arabic_letters_never_lose_a_province(data, province, word):
    assert GAZETTEER.match_province(word + data.draw(disturbed(province.name_fa))).code == province.code


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="ابپتکگیه استانشهر-()/،"),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.none(),
    )
)
def test_any_cell_is_matched_or_asked_about_and_nothing_else_is_raised(cell):
    for match in (GAZETTEER.match_province, GAZETTEER.match_city):
        try:
            found = match(cell)
        except ValueProblem:
            continue
        assert isinstance(found, Match)


@given(st.sampled_from(CITIES), st.data())
def test_a_wrong_letter_decides_nothing_that_the_tables_do_not_say(city, data):
    at = data.draw(st.integers(0, len(city.name_fa) - 1))
    letter = data.draw(st.sampled_from("ابپتثجچحخدرزژسشصضطظعغفقکگلمنوهی"))
    wrong = city.name_fa[:at] + letter + city.name_fa[at + 1 :]
    try:
        found = GAZETTEER.match_city(wrong).place
    except ValueProblem:
        return
    known = {folded(name) for name in (found.name_fa, found.name_en, *other_names(found.name_fa))}
    assert known & {folded(form) for form in bare_forms(wrong, "city")}


@given(st.text(min_size=1))
def test_equal_names_have_equal_keys_and_no_form_is_invented(text):
    assert folded(normalise_name(text)) == folded(text)
    for kind in ("province", "city", "county", "neighbourhood"):
        forms = bare_forms(text, kind)
        assert all(form in forms[0] for form in forms)


@pytest.mark.parametrize("province", PROVINCES, ids=lambda place: place.code)
def test_the_gazetteer_answers_the_same_whatever_order_its_places_come_in(province):
    turned = Gazetteer(reversed(PROVINCES), cities=reversed(CITIES))
    assert turned.match_province(province.name_en) == GAZETTEER.match_province(province.name_en)
