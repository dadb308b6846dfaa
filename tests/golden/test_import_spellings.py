"""A list in which every province and every city is spelt in each of its ways: all rows are accepted, each in its place."""

import pytest
from bad_files import HEADERS, laid_out
from intake_files import write_xlsx
from intake_register import features, reference_register
from name_spellings import distinct, latin_spellings, persian_spellings

from geo_target.intake.checked import CheckOptions
from geo_target.intake.checking.check_layer import check_layer
from geo_target.intake.reading.source import read_source

LEAST = 20
PROVINCE_WORDS = (["استان", "استانداری"], ["Ostan-e ", "Province of "], ["Province", "Ostan"])
CITY_WORDS = (
    ["شهر", "شهرستان", "شهرداری", "کلان\u200cشهر"],
    ["Shahr-e ", "City of "],
    ["City", "County"],
)


def ways(place, before_fa, before_en, after):
    spelt = distinct(
        [
            *persian_spellings(place["name_fa"], before_fa),
            *latin_spellings(place["name_en"], before_en, after),
        ]
    )
    return [way for way in spelt if way.strip()]


@pytest.fixture(scope="module")
def places():
    """The provinces, and the cities with where they lie."""
    provinces = {facts["code"]: facts for facts, _ in features("provinces")}
    cities = [(facts, shape) for facts, shape in features("cities")]
    return provinces, cities


def checked(rows, folder):
    numbered = [
        {
            "code": f"TC-{number:07d}",
            "name": f"مرکز {number}",
            "name_en": f"Centre {number}",
            "status": "فعال",
            "outskirts": "خیر",
            **row,
        }
        for number, row in enumerate(rows, start=100_000)
    ]
    source = read_source(write_xlsx(folder / "list.xlsx", laid_out(numbered, HEADERS)))
    result = check_layer(
        source, "training_centres", reference_register("training_centres"), CheckOptions(mode="add")
    )
    return result, [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_every_city_is_found_in_all_its_spellings(places, tmp_path):
    provinces, cities = places
    rows, expected = [], []
    for city, point in cities:
        spelt = ways(city, *CITY_WORDS)
        assert len(spelt) >= LEAST
        for number, way in enumerate(spelt):
            place = {"lon": round(point.x + number * 3e-4, 6), "lat": round(point.y, 6)}
            rows.append({"province": provinces[city["province_code"]]["name_fa"], "city": way, **place})
            expected.append((city["province_code"], city["code"]))
    result, stored = checked(rows, tmp_path)
    assert [problem.sentence() for problem in result.report.problems if problem.severity == "error"] == []
    assert [(row["province_code"], row["city_code"]) for row in stored] == expected
    assert len(expected) > LEAST * 93


def test_every_province_is_found_in_all_its_spellings(places, tmp_path):
    provinces, cities = places
    rows, expected = [], []
    inside = {city["province_code"]: (city, point) for city, point in cities}
    for code, province in provinces.items():
        spelt = ways(province, *PROVINCE_WORDS)
        assert len(spelt) >= LEAST
        for number, way in enumerate(spelt):
            row = {"province": way}
            if code in inside:
                city, point = inside[code]
                row |= {
                    "city": city["name_fa"],
                    "lon": round(point.x + number * 3e-4, 6),
                    "lat": round(point.y, 6),
                }
            else:
                shape = next(shape for facts, shape in features("provinces") if facts["code"] == code)
                point = shape.representative_point()
                row |= {"lon": round(point.x + number * 3e-4, 6), "lat": round(point.y, 6)}
            rows.append(row)
            expected.append(code)
    result, stored = checked(rows, tmp_path)
    assert [problem.sentence() for problem in result.report.problems if problem.severity == "error"] == []
    assert [row["province_code"] for row in stored] == expected
    assert len(provinces) == 31
