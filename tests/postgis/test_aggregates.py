"""Sums of provinces and cities add up to the country to the last bit, and to the neighbourhoods."""

import json
import random

import pandas as pd
import pytest
from forked_program import run_program
from sqlalchemy import text

from geo_target.errors import InputError
from geo_target.profile import SERVICES, altered, load_profile
from geo_target.store.engine import Store
from geo_target.workflows.aggregates import aggregates, flat_sums, printed_rows, write_aggregates
from geo_target.workflows.score import score

ADDED = [f"{name}_{service}" for service in SERVICES for name in ("demand", "unserved", "gap")]


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as opened:
        yield opened


@pytest.mark.parametrize("by", ["province", "city"])
def test_the_areas_add_up_to_the_country_to_the_last_bit_in_any_order(store, by):
    found = aggregates(store, by=by)
    rows = [flat_sums(item) for item in found.items]
    total = flat_sums(found.total)
    assert len(rows) == {"province": 31, "city": 93}[by]
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        for name in (*ADDED, "population", "neighbourhoods", "in_top_k"):
            assert sum(row[name] for row in rows) == total[name], name
    assert total["in_top_k"] == found.top_k == 50


def test_cities_add_up_to_their_province_and_a_province_asked_for_is_the_same(store):
    provinces = {item.code: flat_sums(item) for item in aggregates(store).items}
    cities = [flat_sums(item) for item in aggregates(store, by="city").items]
    for code, province in provinces.items():
        own = [city for city in cities if city["province_code"] == code]
        for name in ADDED:
            assert sum(city[name] for city in own) == province[name]
    asked = aggregates(store, by="city", province="IR-09")
    assert flat_sums(asked.total) == provinces["IR-09"]
    assert {city["code"] for city in cities if city["province_code"] == "IR-09"} == {
        i.code for i in asked.items
    }


@pytest.mark.parametrize("measure", ["coverage", "two_step_fca", "nearest"])
def test_the_sums_are_those_of_the_neighbourhoods(database_url, measure):
    with Store(database_url) as own:
        if measure != "coverage":
            score(own, altered(load_profile(), measure=measure), draws=0)
        found = {item.code: item for item in aggregates(own).items}
        asked = (
            "SELECT n.province_code, s.service, sum(s.demand) AS demand, sum(s.unserved) AS unserved, sum(s.gap) AS gap,"
            " sum(s.priority * s.demand) / sum(s.demand) AS priority"
            " FROM geo_target.scores AS s JOIN layers.neighbourhoods AS n ON n.code = s.neighbourhood_code"
            " WHERE s.service <> 'overall' AND s.run_id = (SELECT max(run_id) FROM geo_target.score_runs) GROUP BY 1, 2"
        )
        with own.read() as connection:
            rows = connection.execute(text(asked)).all()
    assert len(rows) == 30 * 4
    for row in rows:
        (held,) = (each for each in found[row.province_code].services if each.service == row.service)
        assert held.demand == row.demand
        assert held.unserved == pytest.approx(row.unserved, rel=1e-12, abs=1e-8)
        assert held.gap == pytest.approx(row.gap, rel=1e-12, abs=1e-6)
        assert held.priority == pytest.approx(row.priority)
        assert held.share_met == pytest.approx(1 - row.unserved / row.demand, abs=1e-12)


@pytest.mark.parametrize("by", ["province", "city"])
def test_printed_whole_numbers_add_up_as_they_are_printed(store, by):
    total, *rows = printed_rows(aggregates(store, by=by))
    for name in ADDED:
        assert all(isinstance(row[name], int) for row in rows)
        assert sum(row[name] for row in rows) == total[name]


def test_cities_as_printed_add_up_to_provinces_as_printed(store):
    provinces = printed_rows(aggregates(store))[1:]
    cities = printed_rows(aggregates(store, by="city"))[1:]
    for province in provinces:
        for name in ADDED:
            own = [city[name] for city in cities if city["province_code"] == province["code"]]
            assert sum(own) == province[name]


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_a_file_of_the_sums_adds_up_when_it_is_read_again(store, suffix, tmp_path):
    report = write_aggregates(store, aggregates(store, by="city"), tmp_path / f"sums.{suffix}")
    if suffix == "csv":
        read = pd.read_csv(report.path, dtype=str)
        total, cities = read[read.level == "country"], read[read.level == "city"]
        for name in ADDED:
            assert sum(map(float, cities[name])) == float(total[name].item())


def test_no_other_level_is_added_up(store):
    with pytest.raises(InputError, match="province or city"):
        aggregates(store, by="county")


def test_the_command_gives_the_same_numbers(reference_database_url, tmp_path, store):
    known = {"DATABASE_URL": reference_database_url, "GEO_TARGET_HOME": str(tmp_path / "home")}
    asked = ["priorities", "--by", "city", "--province", "IR-09", "--format", "json"]
    told = run_program(*asked, **known)
    assert told.returncode == 0, told.stderr
    total, *cities = json.loads(told.stdout)
    assert total["code"] == "IR-09"
    for name in ADDED:
        assert sum(city[name] for city in cities) == total[name]
