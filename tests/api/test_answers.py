"""Laws of the JSON answers, on the reference dataset."""

from collections import defaultdict

import pytest
from sqlalchemy import text

from geo_target.persian import normalise_name
from geo_target.store.engine import Store

SERVICES = ("training", "placement", "microfinance", "community")
MEASURES = ("priority", "coverage", "unserved")


def get(client, address, **query):
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def ranking(client):
    """Every neighbourhood of every service, by service and code, read page by page."""
    found = {}
    for service in ("overall", *SERVICES):
        items = get(client, "/api/v1/priorities", service=service, limit=500)["items"]
        items += get(client, "/api/v1/priorities", service=service, limit=500, offset=500)["items"]
        found[service] = {item["code"]: item for item in items}
    return found


def test_the_summary_counts_what_the_programme_prints(client):
    summary = get(client, "/api/v1/summary")
    counts = summary["counts"]
    assert (counts["provinces"], counts["provinces_in_programme"], counts["cities"]) == (31, 30, 93)
    assert (counts["neighbourhoods"], counts["self_help_groups"], counts["course_runs"]) == (987, 2536, 493)
    assert {"neighbourhoods", "training_centres"} <= set(summary["modelled"])
    assert "provinces" not in summary["modelled"]
    assert summary["score_run"]["stale"] is False
    assert summary["score_run"]["data_version"] == summary["data_version"]
    assert sum(service["weight"] for service in summary["profile"]["services"].values()) == pytest.approx(1)


def test_the_summary_counts_are_those_of_the_views(client, scored_store):
    counts = get(client, "/api/v1/summary")["counts"]
    with scored_store.read() as connection:
        for collection in set(counts) - {"provinces_in_programme"}:
            held = connection.execute(text(f"SELECT count(*) FROM layers.{collection}")).scalar_one()
            assert counts[collection] == held, collection


def test_every_dataset_says_where_it_comes_from_in_both_languages(client):
    for dataset in get(client, "/api/v1/datasets"):
        for name in ("title_fa", "title_en", "source_fa", "source_en", "licence", "dated"):
            assert dataset[name], (dataset["layer"], name)
        assert dataset["current"] is True


@pytest.mark.parametrize("level", ["province", "city", "neighbourhood"])
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("service", ["overall", *SERVICES])
def test_the_counts_of_a_choropleth_sum_to_its_areas(client, level, measure, service):
    found = get(client, "/api/v1/choropleth", level=level, measure=measure, service=service)
    total = sum(each["count"] for each in found["classes"]) + found["no_data"]["count"]
    assert total == {"province": 31, "city": 93, "neighbourhood": 987}[level]
    assert found["provenance"] == "modelled"
    for name in ("unit_fa", "unit_en", "source_fa", "source_en", "dated", "ramp"):
        assert found[name], name


@pytest.mark.parametrize("measure", MEASURES)
def test_each_area_lies_within_the_bounds_of_its_class(client, measure):
    found = get(client, "/api/v1/choropleth", level="city", measure=measure, service="training")
    last = len(found["classes"]) - 1
    for area in found["areas"]:
        if area["value"] is None:
            assert area["class"] is None
            continue
        bounds = found["classes"][area["class"]]
        assert bounds["lower"] <= area["value"] <= bounds["upper"]
        assert area["class"] == last or area["value"] < bounds["upper"]


def test_a_province_outside_the_programme_has_no_data(client):
    found = get(client, "/api/v1/choropleth")
    assert found["no_data"]["count"] == 1
    (outside,) = [area for area in found["areas"] if area["value"] is None]
    assert (outside["neighbourhoods"], outside["population"]) == (0, 0)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("level", "key"), [("province", "province_code"), ("city", "city_code")])
def test_an_areas_value_is_that_of_its_neighbourhoods(client, ranking, service, level, key):
    held = defaultdict(list)
    for item in ranking[service].values():
        held[item[key]].append(item)
    for measure, column in (
        ("priority", "priority"),
        ("coverage", "share_covered"),
        ("unserved", "unserved"),
    ):
        found = get(client, "/api/v1/choropleth", level=level, measure=measure, service=service)
        for area in found["areas"]:
            items = held[area["code"]]
            assert area["neighbourhoods"] == len(items)
            people = sum(item["population"] for item in items)
            assert area["population"] == people
            if measure == "unserved":
                expected = sum(item[column] for item in items) if items else None
            else:
                expected = (
                    sum(item[column] * item["population"] for item in items) / people if items else None
                )
            assert area["value"] == pytest.approx(expected), (area["code"], measure)


def test_overall_coverage_is_the_weighted_mean_of_the_services(client):
    weights = get(client, "/api/v1/summary")["profile"]["services"]
    by_service = {
        service: {
            area["code"]: area["value"]
            for area in get(client, "/api/v1/choropleth", level="city", measure="coverage", service=service)[
                "areas"
            ]
        }
        for service in ("overall", *SERVICES)
    }
    for code, value in by_service["overall"].items():
        expected = sum(weights[service]["weight"] * by_service[service][code] for service in SERVICES)
        assert value == pytest.approx(expected)


@pytest.mark.parametrize("limit", [500, 331, 100])
def test_paging_covers_every_neighbourhood_exactly_once(client, limit):
    codes, ranks, offset = [], [], 0
    while True:
        page = get(client, "/api/v1/priorities", limit=limit, offset=offset)
        assert page["total"] == 987
        if not page["items"]:
            break
        codes += [item["code"] for item in page["items"]]
        ranks += [item["rank"] for item in page["items"]]
        offset += limit
    assert len(codes) == len(set(codes)) == 987
    assert ranks == sorted(ranks) == list(range(1, 988))


def test_the_pages_of_all_provinces_hold_every_neighbourhood_once(client, ranking):
    provinces = {item["province_code"] for item in ranking["overall"].values()}
    found = []
    for province in provinces:
        page = get(client, "/api/v1/priorities", province=province, limit=500)
        assert {item["province_code"] for item in page["items"]} == {province}
        assert page["total"] == len(page["items"])
        found += [item["code"] for item in page["items"]]
    assert sorted(found) == sorted(ranking["overall"])


def test_a_province_may_be_given_by_its_name_in_any_spelling(client):
    by_code = get(client, "/api/v1/priorities", province="IR-09", limit=3)
    for name in ("Razavi Khorasan", "razavi khorasan", "خراسان رضوی", "خراسان رضوي"):
        assert get(client, "/api/v1/priorities", province=name, limit=3) == by_code


def test_one_city_can_be_asked_for(client, ranking):
    city = next(iter(ranking["overall"].values()))["city_code"]
    page = get(client, "/api/v1/priorities", city=city, limit=500)
    assert {item["code"] for item in page["items"]} == {
        code for code, item in ranking["overall"].items() if item["city_code"] == city
    }


def test_a_card_says_what_the_ranking_says(client, ranking):
    for code in list(ranking["overall"])[::200]:
        card = get(client, f"/api/v1/neighbourhoods/{code}")
        row = ranking["overall"][code]
        assert (card["rank"], card["rank_of"], card["priority"]) == (row["rank"], 987, row["priority"])
        assert [service["service"] for service in card["services"]] == list(SERVICES)
        for service in card["services"]:
            row = ranking[service["service"]][code]
            for name in ("priority", "rank", "nearest_m", "share_covered", "unserved"):
                assert service[name] == row[name]
            assert service["nearest_name_fa"]
            assert service["nearest_name_en"]
        assert card["dataset"]["layer"] == "neighbourhoods"
        assert card["properties"]["name_fa"] == ranking["overall"][code]["name_fa"]


def test_a_card_says_why_it_has_its_rank(client, ranking):
    for code in list(ranking["overall"])[::200]:
        card = get(client, f"/api/v1/neighbourhoods/{code}")
        kinds = [reason["kind"] for reason in card["reasons"]]
        assert kinds[-2:] == ["rank", "data"]
        assert set(kinds[:-2]) <= {"gap", "distance", "size", "deprivation"}
        assert len(kinds) in (4, 5)
        rank = card["reasons"][-2]["values"]
        assert [rank[name] for name in ("rank", "rank_low", "rank_high")] == [
            card[name] for name in ("rank", "rank_low", "rank_high")
        ]
        scores = {service["service"]: service for service in card["services"]}
        for reason in card["reasons"]:
            for name in {"share_covered", "nearest_m", "unserved", "demand"} & set(reason["values"]):
                assert reason["values"][name] == scores[reason["service"]][name]


def test_every_collection_has_cards(client, scored_store):
    from geo_target.store.layers import COLLECTIONS

    with scored_store.read() as connection:
        for collection in (*COLLECTIONS, "demand_points"):
            code = connection.execute(text(f"SELECT min(code) FROM layers.{collection}")).scalar_one()
            if code is None:
                continue
            card = get(client, f"/api/v1/features/{collection}/{code}")
            assert card["properties"]["code"] == code
            assert not {"id", "geom"} & set(card["properties"])
            assert card["dataset"]["title_fa"]
            assert 44 < card["lon"] < 64
            assert 25 < card["lat"] < 40


def test_every_city_is_found_by_both_names(client, scored_store):
    with scored_store.read() as connection:
        cities = connection.execute(text("SELECT code, name_fa, name_en FROM layers.cities")).all()
    for code, *names in cities:
        for name in names:
            items = get(client, "/api/v1/search", q=name)["items"]
            assert code in {item["code"] for item in items}, name


@pytest.mark.parametrize(
    "spelling", ["نیشابور", "نيشابور", "  نیشابور ", "neyshabur", "NEYSHABUR", "نیش", "neysh"]
)
def test_a_city_is_found_in_any_spelling_before_its_neighbourhoods(client, spelling):
    first = get(client, "/api/v1/search", q=spelling)["items"][0]
    assert (first["collection"], first["name_en"]) == ("cities", "Neyshabur")
    assert first["province_en"] == "Razavi Khorasan"


def test_a_search_puts_whole_names_before_beginnings_and_keeps_its_limit(client):
    items = get(client, "/api/v1/search", q="mashhad", limit=7)["items"]
    assert len(items) == 7
    assert items[0]["name_en"] == "Mashhad"


def closeness(query, item):
    """Say how well an item fits, best first: whole name, beginning, beginning of a word, inside; 4 not at all."""
    wanted = normalise_name(query)
    names = [normalise_name(item[name]) for name in ("name_fa", "name_en", "code")]
    for place, fits in enumerate((str.__eq__, str.startswith, lambda name, part: f" {part}" in name)):
        if any(fits(name, wanted) for name in names):
            return place
    return 3 if any(wanted in name for name in names) else 4


@pytest.mark.parametrize("query", ["an", "abad", "آباد", "شهر", "kh", "ma", "خان", "qom", "c1", "a"])
def test_a_search_is_sorted_by_closeness_then_by_size(client, query):
    items = get(client, "/api/v1/search", q=query, limit=100)["items"]
    places = [closeness(query, item) for item in items]
    assert items
    assert places == sorted(places)
    assert max(places) < 4
    order = ["provinces", "cities", "neighbourhoods"]
    for place in set(places):
        kinds = [item["collection"] for item, found in zip(items, places, strict=True) if found == place]
        ranks = [order.index(kind) if kind in order else len(order) for kind in kinds]
        assert ranks == sorted(ranks)


def test_a_search_for_nothing_but_marks_finds_nothing(client):
    for query in ("ً", "-", "٪"):
        assert get(client, "/api/v1/search", q=query)["items"] == []


def test_a_place_and_its_point_have_the_same_coverage(client):
    by_name = get(client, "/api/v1/coverage", place="Mashhad", radius_km=3)
    by_point = get(client, "/api/v1/coverage", lon=by_name["lon"], lat=by_name["lat"], radius_km=3)
    assert by_name["place"]["name_en"] == "Mashhad"
    assert by_point.pop("place") is None
    by_name.pop("place")
    assert by_name == by_point
    assert 0 < by_name["reached_population"] <= by_name["total_population"]
    for service in by_name["services"]:
        distances = [facility["distance_m"] for facility in service["facilities"]]
        assert distances == sorted(distances)
        assert all(distance <= 3000 for distance in distances)


def test_a_scored_database_is_ready(client):
    assert get(client, "/healthz") == {"status": "ok"}
    assert get(client, "/readyz")["status"] == "ready"


def test_before_the_first_score_run_nothing_breaks_and_nothing_is_ready(migrated_database_url, new_client):
    with Store(migrated_database_url) as store, new_client(store) as client:
        waiting = client.get("/readyz")
        assert (waiting.status_code, waiting.json()["code"]) == (503, "not_ready")
        summary = get(client, "/api/v1/summary")
        assert (summary["score_run"], summary["profile"], summary["modelled"]) == (None, None, [])
        assert get(client, "/api/v1/priorities") == {"total": 0, "items": []}
        assert get(client, "/api/v1/choropleth")["areas"] == []
        assert get(client, "/api/v1/search", q="mashhad") == {"items": []}
        assert get(client, "/api/v1/coverage", lon=59.6, lat=36.3, radius_km=5)["reached_population"] == 0
        assert client.get("/ogc/collections/priorities/tiles/WebMercatorQuad/0/0/0").content == b""


def test_a_database_without_the_schema_is_not_ready(empty_database_url, new_client):
    with Store(empty_database_url) as store, new_client(store) as client:
        waiting = client.get("/readyz")
        assert (waiting.status_code, waiting.json()["code"]) == (503, "not_ready")
        assert "needs" in waiting.json()["detail"]


def test_metrics_name_routes_and_never_what_was_asked(client):
    client.get("/api/v1/features/cities/secret-name")
    text_ = client.get("/metrics").text
    assert 'geo_target_requests_total{route="feature",status="404"}' in text_
    assert "secret-name" not in text_
    assert "geo_target_tile_hits" in text_


@pytest.mark.parametrize("name", ["land", "lakes", "coastline", "country_borders", "map_labels"])
def test_the_basemap_comes_from_here_with_an_entity_tag(client, name):
    address = f"/data/boundaries/{name}.geojson"
    first = client.get(address)
    assert first.json()["type"] == "FeatureCollection"
    assert first.headers["content-type"] == "application/geo+json"
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
