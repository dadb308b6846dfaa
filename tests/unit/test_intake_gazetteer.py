"""Names and codes to today's codes: every province and city in many spellings; what is doubtful is asked about."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from name_spellings import distinct, latin_spellings, persian_spellings

from geo_target.intake.names.gazetteer import Ambiguous, Gazetteer, NotFound, Place
from geo_target.intake.names.gazetteer_names import _variants, folded
from geo_target.intake.problems import ValueProblem
from geo_target.persian import compact_name

SOURCES = Path(__file__).parents[2] / "data/sources"
LEAST = 20


def rows(name):
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROVINCES = [
    Place(code=row["iso_3166_2"], name_fa=row["name_fa"], name_en=row["name_en"], hasc=row["hasc"],
          iso_3166_2_pre2020=row["iso_3166_2_pre2020"], sci_code=row["sci_code"])
    for row in rows("iran_provinces.csv")
]  # fmt: skip
CITIES = [
    Place(
        code=f"C{row['geonameid']}",
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        province_code=row["province_code"],
    )
    for row in rows("programme_cities.csv")
]
COUNTIES = [
    Place(code="X1", name_fa="مشهد", name_en="Mashhad", province_code="IR-09"),
    Place(code="X2", name_fa="رضوانشهر", name_en="Rezvanshahr", province_code="IR-01"),
]
NEIGHBOURHOODS = [
    Place(code="N1-001", name_fa="محلهٔ سعدی", name_en="Sa'di", city_code="C124665", province_code="IR-09"),
    Place(
        code="N1-002",
        name_fa="کوی نیلوفر",
        name_en="Kuy-e Nilufar",
        city_code="C124665",
        province_code="IR-09",
    ),
    Place(
        code="N1-003",
        name_fa="کوی ۱۲ بهمن",
        name_en="Kuy-e 12 Bahman",
        city_code="C124665",
        province_code="IR-09",
    ),
    Place(code="N2-001", name_fa="سعدی", name_en="Sa'di", city_code="C115019", province_code="IR-07"),
    Place(
        code="N2-002",
        name_fa="کوی نیلوفر",
        name_en="Kuy-e Nilufar",
        city_code="C115019",
        province_code="IR-07",
    ),
]
GAZETTEER = Gazetteer(PROVINCES, COUNTIES, CITIES, NEIGHBOURHOODS)


def spellings(place, words_fa, words_en, after):
    return distinct(
        [*persian_spellings(place.name_fa, words_fa), *latin_spellings(place.name_en, words_en, after)]
    )


@pytest.mark.parametrize("province", PROVINCES, ids=lambda place: place.name_en)
def test_a_province_is_found_in_each_of_at_least_twenty_spellings(province):
    ways = spellings(province, ["استان", "استانداری"], ["Ostan-e ", "Province of "], ["Province", "Ostan"])
    assert len(ways) >= LEAST
    assert [way for way in ways if found(GAZETTEER.match_province, way) != province.code] == []


@pytest.mark.parametrize("city", CITIES, ids=lambda place: place.name_en)
def test_a_city_is_found_in_each_of_at_least_twenty_spellings(city):
    ways = spellings(
        city, ["شهر", "شهرستان", "شهرداری", "کلان\u200cشهر"], ["Shahr-e ", "City of "], ["City", "County"]
    )
    province = next(place for place in PROVINCES if place.code == city.province_code)
    ways += [f"{city.name_fa} ({province.name_fa})", f"{province.name_fa} - {city.name_fa}"]
    assert len(ways) >= LEAST
    assert [way for way in ways if found(GAZETTEER.match_city, way) != city.code] == []


def found(match, text):
    try:
        return match(text).code
    except ValueProblem as problem:
        return problem.code


def test_every_other_name_of_the_table_finds_its_place_or_asks():
    keys = {compact_name(place.name_fa) for place in [*PROVINCES, *CITIES]}
    assert set(_variants()) <= keys
    for index, match in ((PROVINCES, GAZETTEER.match_province), (CITIES, GAZETTEER.match_city)):
        for place in index:
            for other in _variants().get(compact_name(place.name_fa), ()):
                answer = found(match, other)
                assert answer == place.code or (answer == "ambiguous-place" and other in {"خراسان", "Khorasan", "آذربایجان", "Azerbaijan", "Azarbaijan"}), (place, other, answer)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Esfahan", "Isfahan"), ("Meshed", "Mashhad"), ("Ghoochan", "Quchan"), ("Urmia", "Orumiyeh"), ("Nishapur", "Neyshabur"),
        ("قائنات", "Qaen"), ("Torbat Heydarieh", "Torbat-e Heydariyeh"), ("رضائیه", "Orumiyeh"), ("Hamedan", "Hamadan"),
        ("Khoy", "Khuy"), ("Shahre Kord", "Shahr-e Kord"), ("شهر کرد", "Shahr-e Kord"), ("شهر شهرکرد", "Shahr-e Kord"),
        ("گنبد کاوس", "Gonbad-e Kavus"), ("Ghaemshahr", "Qaem Shahr"), ("شهر مقدس مشهد", "Mashhad"), ("شهرداری شهر قم", "Qom"),
        ("Boushehr", "Bushehr"), ("MASHHAD", "Mashhad"), ("شهر جدید پردیس", "Pardis"), ("c124665", "Mashhad"), ("C۱۲۴۶۶۵", "Mashhad"),
    ],
)  # fmt: skip
def test_a_city_is_found_under_a_name_that_people_use(text, name):
    assert GAZETTEER.match_city(text).place.name_en == name


def test_how_it_was_found_is_told():
    assert GAZETTEER.match_city("مشهد").how == "exact"
    assert GAZETTEER.match_city("شهر مشهد").how == "normalised"
    assert GAZETTEER.match_city("بندرعباس").how == "normalised"
    assert GAZETTEER.match_city("Meshed").how == "variant"
    assert GAZETTEER.match_city("C124665").how == "code"
    assert GAZETTEER.match_province("IR-00").how == "code"


OLD_AND_NEW = [p for p in PROVINCES if any(p.code == q.iso_3166_2_pre2020 and p is not q for q in PROVINCES)]


@pytest.mark.parametrize("province", OLD_AND_NEW, ids=lambda place: place.code)
def test_a_bare_code_that_was_renumbered_is_asked_about(province):
    number = province.code[3:]
    for bare in (province.code, province.code.lower(), f"IR{number}", number, int(number), float(number)):
        with pytest.raises(Ambiguous) as asked:
            GAZETTEER.match_province(bare)
        assert asked.value.code == "old-or-new-code"
        assert province in asked.value.suggestions
        assert len(asked.value.suggestions) == 2
    assert GAZETTEER.match_province(province.code, scheme="iso").code == province.code
    assert GAZETTEER.match_province(number, scheme="sci").code == province.code
    old = GAZETTEER.match_province(province.code, scheme="iso_pre2020")
    assert old.place.iso_3166_2_pre2020 == province.code
    assert GAZETTEER.match_province(province.code, beside=province.name_fa).code == province.code
    assert GAZETTEER.match_province(province.code, beside=old.place.name_en).code == old.code
    assert GAZETTEER.match_province(f"{province.code} {province.name_fa}").code == province.code
    assert GAZETTEER.match_province(f"{old.place.name_en} ({province.code})").code == old.code


def test_twenty_seven_codes_were_renumbered_and_the_others_mean_one_province():
    assert len(OLD_AND_NEW) == 27
    for code, name in [("IR-00", "Markazi"), ("IR-09", "Razavi Khorasan"), ("IR-27", "Golestan"), ("IR-29", "South Khorasan"),
                       ("IR-31", "North Khorasan"), ("IR-32", "Alborz"), ("IR.KV", "Razavi Khorasan")]:  # fmt: skip
        assert GAZETTEER.match_province(code).place.name_en == name


def test_a_code_beside_the_name_of_another_province_is_refused():
    with pytest.raises(ValueProblem) as refused:
        GAZETTEER.match_province("IR-01", beside="تهران")
    assert refused.value.code == "code-and-name-differ"


def test_a_name_that_several_provinces_share_is_asked_about():
    with pytest.raises(Ambiguous) as asked:
        GAZETTEER.match_province("خراسان")
    assert {p.name_en for p in asked.value.suggestions} == {
        "Razavi Khorasan",
        "North Khorasan",
        "South Khorasan",
    }


def test_namesakes_need_the_province_even_if_one_is_spelt_exactly():
    twins = [
        Place(code="C1", name_fa="رضوان شهر", name_en="Rezvan Shahr", province_code="IR-10"),
        Place(code="C2", name_fa="رضوانشهر", name_en="Rezvanshahr", province_code="IR-01"),
    ]
    gazetteer = Gazetteer(PROVINCES, cities=twins)
    with pytest.raises(Ambiguous, match="Gilan") as asked:
        gazetteer.match_city("رضوانشهر")
    assert set(asked.value.suggestions) == set(twins)
    assert gazetteer.match_city("رضوانشهر", province="IR-10").code == "C1"
    assert gazetteer.match_city("رضوان\u200cشهر", province="IR-01").code == "C2"
    assert gazetteer.match_city("رضوانشهر (گیلان)").code == "C2"
    assert gazetteer.match_city("Isfahan / Rezvanshahr").code == "C1"


def test_a_city_of_another_province_than_stated_is_not_moved():
    with pytest.raises(NotFound, match="Razavi Khorasan"):
        GAZETTEER.match_city("مشهد", province="IR-10")
    with pytest.raises(NotFound):
        GAZETTEER.match_city("C124665", province="IR-10")


@pytest.mark.parametrize("text", ["استان تهران", "استان گلستان", "Golestan Province"])
def test_a_province_in_the_column_of_cities_is_not_a_city(text):
    with pytest.raises(NotFound):
        GAZETTEER.match_city(text)


@pytest.mark.parametrize(
    ("text", "suggested"),
    [("مشحد", "Mashhad"), ("Mashad e", "Mashhad"), ("تبریظ", "Tabriz"), ("Sarai", "Sari")],
)
def test_a_likeness_suggests_and_does_not_decide(text, suggested):
    if text == "Mashad e":
        assert GAZETTEER.match_city(text).place.name_en == suggested  # a listed spelling and an ezafe
        return
    with pytest.raises(NotFound) as refused:
        GAZETTEER.match_city(text)
    assert suggested in {place.name_en for place in refused.value.suggestions}
    assert suggested in refused.value.mend_en


@pytest.mark.parametrize("text", [None, "", "  ", "\u200c"])
def test_an_empty_name_is_refused(text):
    for match in (GAZETTEER.match_province, GAZETTEER.match_city, GAZETTEER.match_county):
        with pytest.raises(ValueProblem) as refused:
            match(text)
        assert refused.value.code == "empty"


@pytest.mark.parametrize(
    "text", ["…", "ـ", "?", "«»", True, 3.5, "x" * 100_000, "\x00", "()", "-", "IR-99", "99"]
)
def test_what_names_nothing_finds_nothing(text):
    for match in (GAZETTEER.match_province, GAZETTEER.match_city):
        with pytest.raises(NotFound):
            match(text)


def test_neighbourhoods_are_found_within_their_city():
    match = GAZETTEER.match_neighbourhood
    assert match("سعدی", "C124665").code == "N1-001"
    assert match("محله سعدي", "C115019").code == "N2-001"
    assert match("كوي نيلوفر", "C124665").code == "N1-002"
    assert match("کوی 12 بهمن", "C124665").code == "N1-003"
    assert match("N1-002", "C124665").code == "N1-002"
    with pytest.raises(NotFound, match="stated city"):
        match("کوی ۱۲ بهمن", "C115019")
    with pytest.raises(NotFound):
        match("N1-002", "C115019")


def test_counties_are_found_with_and_without_their_word():
    assert GAZETTEER.match_county("شهرستان مشهد").code == "X1"
    assert GAZETTEER.match_county("Meshed", province="IR-09").code == "X1"


def test_folding_makes_none_of_the_93_cities_another_place_of_iran():
    cities = {folded(city.name_en): city for city in CITIES}
    assert len(cities) == len(CITIES)
    own = {city.code for city in CITIES}
    others = [
        row
        for row in rows("iran_places.csv")
        if f"C{row['geonameid']}" not in own and folded(row["name_en"]) in cities
    ]
    wrong = [
        row["name_en"]
        for row in others
        if row["name_fa"] and not same_name(row["name_fa"], cities[folded(row["name_en"])].name_fa)
    ]
    assert wrong == []


def same_name(one, other):
    return compact_name(one) == compact_name(other)


def test_no_persian_spelling_stands_for_two_cities():
    owners = Counter(folded(city.name_fa) for city in CITIES)
    assert owners.most_common(1)[0][1] == 1
