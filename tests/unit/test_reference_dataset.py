"""Laws of the committed reference dataset: counts, sums, shapes, names, codes."""

import csv
import hashlib
import json
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from pyproj import Geod

DATA = Path(__file__).parents[2] / "data"
WGS84 = Geod(ellps="WGS84")
FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)
POINTS = (*FACILITIES, "cities", "self_help_groups", "federations", "course_runs", "candidate_sites")
MASHHAD, BIRJAND = "C124665", "C140463"


def _features(path):
    features = json.loads((DATA / path).read_text("utf-8"))["features"]
    return [{**f["properties"], "geom": shapely.geometry.shape(f["geometry"])} for f in features]


def _table(path):
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data():
    layers = {name: _features(f"layers/{name}.geojson") for name in (*POINTS, "neighbourhoods")}
    return SimpleNamespace(
        **layers,
        provinces=_features("boundaries/provinces.geojson"),
        land=shapely.union_all([f["geom"] for f in _features("boundaries/land.geojson")]),
        demand_points=_table("layers/demand_points.csv"),
        occupations=_table("layers/occupations.csv"),
        reported_figures=_table("layers/reported_figures.csv"),
        catalog=tomllib.loads((DATA / "catalog.toml").read_text("utf-8")),
    )


@pytest.fixture(scope="module")
def shapes(data):
    return {n["code"]: n["geom"] for n in data.neighbourhoods}


def test_the_counts_are_those_of_the_report(data):
    assert len(data.provinces) == 31
    assert sum(p["in_programme"] for p in data.provinces) == 30
    assert [len(x) for x in (data.cities, data.neighbourhoods, data.self_help_groups)] == [93, 987, 2536]
    assert [len(x) for x in (data.course_runs, data.occupations, data.federations)] == [493, 152, 4]
    assert Counter(o["sector"] for o in data.occupations) == {
        "industry": 37,
        "services": 70,
        "agriculture": 12,
        "culture_and_art": 33,
    }


def test_the_province_outside_the_programme_is_the_one_without_a_city(data):
    assert {c["province_code"] for c in data.cities} == {
        p["code"] for p in data.provinces if p["in_programme"]
    }


def test_neighbourhoods_follow_population_and_every_city_has_one(data):
    counts = Counter(n["city_code"] for n in data.neighbourhoods)
    by_size = sorted(data.cities, key=lambda c: -c["population"])
    shares = [counts[c["code"]] for c in by_size]
    assert min(shares) == 1
    assert shares == sorted(shares, reverse=True)


def test_codes_are_unique_sorted_and_of_their_form(data):
    forms = {
        "neighbourhoods": r"N\d+-\d{3}",
        "cities": r"C\d+",
        "training_centres": r"TC-\d{5}",
        "placement_centres": r"PC-\d{5}",
        "neighbourhood_houses": r"NH-\d{5}",
        "bank_branches": r"BB-\d{5}",
        "social_service_bases": r"SB-\d{5}",
        "self_help_groups": r"SG-\d{5}",
        "federations": r"FD-\d{2}",
        "course_runs": r"CR-\d{4}",
        "candidate_sites": r"CS-\d{5}",
        "demand_points": r"D\d+-\d{3}-\d{3}",
        "occupations": r"OC-\d{3}",
        "provinces": r"IR-\d{2}",
    }
    for layer, form in forms.items():
        codes = [row["code"] for row in getattr(data, layer)]
        assert codes == sorted(set(codes)), layer
        assert [c for c in codes if not re.fullmatch(form, c)] == [], layer


def test_everything_has_a_persian_and_an_english_name(data):
    for layer in (*POINTS, "neighbourhoods", "provinces", "occupations"):
        for row in getattr(data, layer):
            assert any("\u0600" <= c <= "\u06ff" for c in row["name_fa"]), row
            assert row["name_en"].isascii(), row
            assert not set("يكىة") & set(row["name_fa"]), row


def test_no_name_comes_twice_in_a_city_or_province(data):
    for layer in (*POINTS, "neighbourhoods"):
        names = Counter(
            (row.get("city_code") or row["province_code"], row[name])
            for row in getattr(data, layer)
            for name in ("name_fa", "name_en")
        )
        assert [n for n, times in names.items() if times > 1] == [], layer


def test_polygons_are_valid_and_none_overlaps_another(data):
    polygons = [n["geom"] for n in data.neighbourhoods]
    assert all(shapely.is_valid(polygons))
    tree = shapely.STRtree(polygons)
    for predicate in ("overlaps", "contains_properly"):
        assert tree.query(polygons, predicate=predicate).size == 0
    near = tree.query(polygons, predicate="intersects").T
    pairs = near[near[:, 0] < near[:, 1]]
    shared = shapely.intersection(np.take(polygons, pairs[:, 0]), np.take(polygons, pairs[:, 1]))
    assert (shapely.area(shared) == 0).all()
    assert len(pairs) > 900, "neighbourhoods tile: most touch another"


def test_neighbourhoods_are_of_one_piece_without_holes_on_land_and_within_the_country(data):
    slack = 1e-4  # an edge between two dry corners may cut a bend of the coast by metres
    land = data.land.buffer(slack)
    country = shapely.union_all([p["geom"] for p in data.provinces]).buffer(slack)
    shapely.prepare(land)
    shapely.prepare(country)
    for n in data.neighbourhoods:
        assert len(n["geom"].geoms) == 1
        assert not n["geom"].geoms[0].interiors
        assert land.covers(n["geom"]), n["code"]
        assert country.covers(n["geom"]), n["code"]


def test_people_live_as_densely_as_in_such_places(data):
    for n in data.neighbourhoods:
        hectares = abs(WGS84.geometry_area_perimeter(n["geom"])[0]) / 10_000
        assert 3_000 <= n["population"] <= 30_000, n["code"]
        assert 70 <= n["population"] / hectares <= 360, n["code"]
        assert 2.8 <= n["population"] / n["households"] <= 3.6
        assert 0 < n["job_seekers"] < n["population"] / 5
        assert 0 < n["women_heads_of_household"] < n["households"] / 3
        assert 0 <= n["deprivation"] <= 1


def test_a_city_has_more_people_than_its_target_neighbourhoods(data):
    people = defaultdict(int)
    for n in data.neighbourhoods:
        people[n["city_code"]] += n["population"]
    assert all(people[c["code"]] < 0.5 * c["population"] for c in data.cities)


def test_informal_settlements_lie_further_out_and_are_more_deprived(data):
    middle = {c["code"]: c["geom"] for c in data.cities}
    away, deprived = defaultdict(list), defaultdict(list)
    for n in data.neighbourhoods:
        away[n["type"]].append(n["geom"].distance(middle[n["city_code"]]))
        deprived[n["type"]].append(n["deprivation"])
    mean = {kind: np.mean(values) for kind, values in away.items()}
    assert mean["historic_core"] < mean["deteriorated_fabric"] < mean["informal_settlement"]
    assert np.mean(deprived["informal_settlement"]) > np.mean(deprived["deteriorated_fabric"]) + 0.1


def test_demand_points_lie_inside_and_add_up_to_the_neighbourhood(data, shapes):
    people, counts = defaultdict(int), Counter(p["neighbourhood_code"] for p in data.demand_points)
    for p in data.demand_points:
        people[p["neighbourhood_code"]] += int(p["population"])
    assert dict(people) == {n["code"]: n["population"] for n in data.neighbourhoods}
    assert min(counts.values()) >= 4
    assert max(counts.values()) <= 50
    inside = shapely.contains_properly(
        np.array([shapes[p["neighbourhood_code"]] for p in data.demand_points]),
        shapely.points([(float(p["lon"]), float(p["lat"])) for p in data.demand_points]),
    )
    assert inside.all()
    assert all(p["code"].startswith("D" + p["neighbourhood_code"][1:] + "-") for p in data.demand_points)


def test_the_province_is_the_citys_and_references_are_known(data, shapes):
    province_of = {c["code"]: c["province_code"] for c in data.cities}
    city_of = {n["code"]: n["city_code"] for n in data.neighbourhoods}
    provinces = {p["code"] for p in data.provinces}
    for layer in ("neighbourhoods", *FACILITIES, "course_runs", "candidate_sites", "self_help_groups"):
        for row in getattr(data, layer):
            assert row["province_code"] in provinces
            if row.get("city_code"):
                assert row["province_code"] == province_of[row["city_code"]], row
            if row.get("neighbourhood_code") and row.get("city_code"):
                assert city_of[row["neighbourhood_code"]] == row["city_code"], row


def test_a_facility_in_a_neighbourhood_stands_inside_it(data, shapes):
    for layer in (*FACILITIES, "candidate_sites", "self_help_groups"):
        for row in getattr(data, layer):
            if row["neighbourhood_code"]:
                assert shapes[row["neighbourhood_code"]].contains(row["geom"]), row["code"]


def test_facilities_have_states_kinds_and_numbers(data):
    sizes = {"training_centres": 250, "placement_centres": 305, "bank_branches": 700}
    for layer in FACILITIES:
        rows = getattr(data, layer)
        assert {r["kind"] for r in rows} == {"bank_branch" if layer == "bank_branches" else layer[:-1]}
        assert {r["status"] for r in rows} == {"proposed", "approved", "operating", "closed"}
        assert all(r["capacity"] > 0 for r in rows)
        assert len(rows) == sizes.get(layer, len(rows))


def test_training_leaves_gaps_in_whole_cities(data):
    served = {t["city_code"] for t in data.training_centres if t["status"] == "operating"}
    assert 5 <= len({c["code"] for c in data.cities} - served) <= 20


def test_groups_have_15_to_25_members_in_places_of_their_province(data):
    for g in data.self_help_groups:
        assert 15 <= g["members"] <= 25
        assert g["women_heads_of_household"] <= g["women"] <= g["members"]
        assert (g["setting"] == "urban_outskirt") == (g["neighbourhood_code"] is not None)


def test_village_groups_stand_within_about_a_kilometre_of_a_geonames_place(data):
    places = defaultdict(list)
    for p in _table("sources/iran_places.csv"):
        if p["name_fa"] and not p["suspect"]:
            places[p["province_code"]].append((float(p["lon"]), float(p["lat"])))
    for g in data.self_help_groups:
        near = np.array(places[g["province_code"]])
        apart = np.hypot(near[:, 0] - g["geom"].x, near[:, 1] - g["geom"].y).min()
        assert g["setting"] == "urban_outskirt" or apart <= 0.0089 + 1e-6


def test_a_federation_is_of_neighbouring_groups_of_one_province(data):
    for federation in data.federations:
        mine = [g for g in data.self_help_groups if g["federation_code"] == federation["code"]]
        assert len(mine) >= 15
        assert {g["province_code"] for g in mine} == {federation["province_code"]}
        assert max(g["geom"].distance(federation["geom"]) for g in mine) < 0.25


def test_every_occupation_is_taught_and_every_city_has_a_course(data):
    assert {r["occupation_code"] for r in data.course_runs} == {o["code"] for o in data.occupations}
    assert {r["city_code"] for r in data.course_runs} == {c["code"] for c in data.cities}


def test_a_course_is_held_at_an_operating_centre_of_its_city_or_in_the_neighbourhood(data, shapes):
    centres = {t["code"]: t for t in data.training_centres}
    for run in data.course_runs:
        if run["training_centre_code"]:
            centre = centres[run["training_centre_code"]]
            assert (centre["city_code"], centre["status"]) == (run["city_code"], "operating")
            assert centre["geom"].equals(run["geom"])
        else:
            assert shapes[run["neighbourhood_code"]].contains(run["geom"])


def test_candidate_sites_are_a_grid_and_the_places_that_the_report_names(data):
    kinds = Counter(s["kind"] for s in data.candidate_sites)
    assert (kinds["public_plot"], kinds["trade_complex"]) == (7, 5)
    assert 3_000 <= len(data.candidate_sites) <= 5_000
    assert {s["city_code"] for s in data.candidate_sites if s["kind"] == "grid"} == {
        c["code"] for c in data.cities
    }
    zones = {s["name_en"].split("zone ")[1][0] for s in data.candidate_sites if s["kind"] == "public_plot"}
    assert zones == {"2", "3", "6"}
    open_ = [h for h in data.neighbourhood_houses if h["status"] in ("operating", "approved")]
    assert kinds["neighbourhood_house"] == len(open_)


def test_the_catalogue_describes_every_file(data):
    listed = {**data.catalog["layers"], **data.catalog["basemap"]}
    found = [*DATA.glob("layers/*"), *DATA.glob("boundaries/*")]
    assert {e["file"] for e in listed.values()} == {str(p.relative_to(DATA)) for p in found}
    for name, entry in listed.items():
        content = (DATA / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert entry["provenance"] in ("open", "modelled")
        assert all(c["fa"] and c["en"] for c in entry["columns"])
        assert all(entry[k] for k in ("title_fa", "title_en", "source_fa", "source_en", "licence", "date"))
        if name in data.catalog["layers"]:
            assert entry["rows"] == len(getattr(data, name)), name
    assert not any("ODbL" in e["licence"] for e in listed.values())


def test_files_are_small_and_their_keys_sorted():
    sizes = [p.stat().st_size for p in DATA.rglob("*") if p.is_file()]
    assert max(sizes) < 3_000_000
    assert sum(sizes) < 9_000_000
    for path in [*DATA.glob("layers/*.geojson"), *DATA.glob("boundaries/*.geojson")]:
        for line in path.read_text("utf-8").splitlines()[1:-1]:
            value = json.loads(line.rstrip(","))
            assert line.rstrip(",") == json.dumps(
                value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
