import math
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from geo_target.store.layers import COLLECTIONS
from geo_target.store.tiles import TileAddress
from geo_target.workflows.tile import Tile, TileCache
from tools.mvt_reader import read_tile

POINTS = [
    "cities",
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
    "self_help_groups",
    "federations",
    "candidate_sites",
    "course_runs",
]
MASHHAD = (59.6, 36.3)
COUNTRY = (44.0, 25.0, 63.4, 39.8)


def path(collection, z, x, y):
    return f"/ogc/collections/{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}"


def tile_at(lon, lat, z):
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z
    return int((lon + 180) / 360 * 2**z), int(row)


def features(client, collection, z, x, y):
    answer = client.get(path(collection, z, x, y))
    assert answer.status_code == 200, answer.text
    layers = read_tile(answer.content)
    assert set(layers) <= {collection}
    return layers.get(collection, [])


def codes_in_view(store, collection, z, x, y):
    inside = text(
        f"SELECT code FROM layers.{collection} WHERE ST_Intersects("
        "ST_Transform(geom, 3857), ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096)) ORDER BY code"
    )
    with store.read() as connection:
        return list(connection.execute(inside, {"z": z, "x": x, "y": y}).scalars())


@pytest.mark.parametrize("collection", [*COLLECTIONS, "demand_points"])
def test_a_tile_holds_the_codes_that_the_view_holds_there(client, scored_store, collection):
    z = 12
    x, y = tile_at(*MASHHAD, z)
    drawn = sorted(feature.properties["code"] for feature in features(client, collection, z, x, y))
    assert drawn == codes_in_view(scored_store, collection, z, x, y)


@pytest.mark.parametrize("collection", POINTS)
def test_the_tiles_of_a_zoom_hold_every_row_together(client, scored_store, collection):
    z, (west, south, east, north) = 5, COUNTRY
    (left, top), (right, bottom) = tile_at(west, north, z), tile_at(east, south, z)
    drawn = set()
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            drawn |= {feature.properties["code"] for feature in features(client, collection, z, x, y)}
    with scored_store.read() as connection:
        held = set(connection.execute(text(f"SELECT code FROM layers.{collection}")).scalars())
    assert held
    assert drawn == held


def test_the_whole_world_is_one_tile(client):
    assert len(features(client, "cities", 0, 0, 0)) == 93
    assert len(features(client, "provinces", 0, 0, 0)) == 31


def test_a_feature_has_its_rows_id_both_names_and_provenance(client, scored_store):
    with scored_store.read() as connection:
        ids = dict(connection.execute(text("SELECT code, id FROM layers.cities")).all())
    for feature in features(client, "cities", 0, 0, 0):
        assert feature.id == ids[feature.properties["code"]]
        assert {"name_fa", "name_en", "province_code", "provenance", "population"} <= set(feature.properties)


def test_a_tile_of_priorities_carries_the_scores_of_every_service(client):
    z = 12
    for feature in features(client, "priorities", z, *tile_at(*MASHHAD, z)):
        for service in ("training", "placement", "microfinance", "community"):
            assert 0 <= feature.properties[f"priority_{service}"] <= 100
            assert 0 <= feature.properties[f"share_covered_{service}"] <= 1
        assert 0 <= feature.properties["priority_overall"] <= 100


def test_an_empty_tile_is_an_empty_body(client):
    answer = client.get(path("cities", 12, 0, 0))
    assert answer.status_code == 200
    assert answer.content == b""


def test_packed_and_plain_tiles_are_the_same(client):
    address = path("self_help_groups", 4, *tile_at(53, 33, 4))
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content
    assert plain.headers["etag"] == packed.headers["etag"]


def test_an_edit_changes_the_tag_and_the_tile_in_its_own_transaction(own_client, own_store):
    address = path("cities", 0, 0, 0)
    before = own_client.get(address)
    held = {"If-None-Match": before.headers["etag"]}
    assert own_client.get(address, headers=held).status_code == 304
    assert before.headers["cache-control"] == "private, no-cache"

    rename = text(
        "UPDATE geo_target.cities SET name_en = 'Renamed' WHERE code = (SELECT min(code) FROM layers.cities)"
    )
    with own_store.write() as connection:
        connection.execute(rename)
        assert own_client.get(address, headers=held).status_code == 304  # not committed yet

    after = own_client.get(address, headers=held)
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    names = {feature.properties["name_en"] for feature in read_tile(after.content)["cities"]}
    assert "Renamed" in names


def test_an_edit_that_is_taken_back_leaves_the_tag(own_client, own_store):
    address = path("cities", 0, 0, 0)
    before = own_client.get(address).headers["etag"]
    with own_store.engine.connect() as connection:
        connection.execute(text("UPDATE geo_target.cities SET name_en = 'Renamed'"))
        connection.rollback()
    assert own_client.get(address).headers["etag"] == before


def test_a_new_score_run_changes_the_tag(own_client, own_store):
    from geo_target.workflows.score import score_again

    address = path("priorities", 12, *tile_at(*MASHHAD, 12))
    before = own_client.get(address).headers["etag"]
    score_again(own_store)
    assert own_client.get(address).headers["etag"] != before


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/ogc/collections/nothing/tiles/WebMercatorQuad/0/0/0", 404, "unknown_layer"),
        (path("cities", 3, 8, 0), 422, "invalid_input"),
        (path("cities", 3, 0, 8), 422, "invalid_input"),
        (path("cities", 3, -1, 0), 422, "invalid_input"),
        (path("cities", 23, 0, 0), 422, "invalid_input"),
        (path("cities", -1, 0, 0), 422, "invalid_input"),
        (path("cities", 10**30, 0, 0), 422, "invalid_input"),
        (path("demand_points", 11, 0, 0), 422, "invalid_input"),
        (path("cities", "x", 0, 0), 422, "invalid_parameter"),
        (path("cities", "1.5", 0, 0), 422, "invalid_parameter"),
    ],
)
def test_a_tile_that_cannot_be_is_refused_in_one_sentence(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@given(z=st.integers(0, 22), data=st.data())
def test_a_tiles_bounds_are_those_of_its_corners(z, data):
    x, y = data.draw(st.integers(0, 2**z - 1)), data.draw(st.integers(0, 2**z - 1))
    west, south, east, north = TileAddress("cities", z, x, y).bounds()
    assert -180 <= west < east <= 180
    assert -85.06 < south < north < 85.06
    lon, lat = west + (east - west) / 2, south + (north - south) / 2
    assert tile_at(lon, lat, z)[0] == x
    assert abs(tile_at(lon, lat, z)[1] - y) <= (1 if z < 3 else 0)


@given(z=st.integers(1, 20), data=st.data())
def test_bounds_are_what_postgis_calls_the_tiles_envelope(scored_store, z, data):
    x, y = data.draw(st.integers(1, 2**z - 1)), data.draw(st.integers(1, 2**z - 1))
    last = 2**z - 1
    if last in {x, y}:
        return  # PostGIS reaches beyond the world there
    envelope = text(
        "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Transform("
        "ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096), 4326) AS e) AS t"
    )
    with scored_store.read() as connection:
        expected = connection.execute(envelope, {"z": z, "x": x, "y": y}).one()
    assert TileAddress("cities", z, x, y).bounds() == pytest.approx(tuple(expected), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=40)), max_size=60), st.integers(0, 200))
def test_the_tile_memory_never_grows_over_its_limit_and_never_lies(puts, limit):
    cache, last = TileCache(most_bytes=limit), {}
    for key, body in puts:
        tag = f"{key}"
        cache.put(tag, Tile(body, None))
        last[tag] = body
        held = {tag: found for tag in last if (found := cache.get(tag)) is not None}
        assert sum(tile.size for tile in held.values()) <= limit
        assert all(found.plain == last[tag] for tag, found in held.items())


def test_the_packed_bytes_are_gzip(client):
    address = path("self_help_groups", 4, *tile_at(53, 33, 4))
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert read_tile(zlib.decompress(raw, wbits=31))
