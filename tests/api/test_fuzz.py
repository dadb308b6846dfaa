"""Whatever stands in an address, the service answers, and never with its own failure."""

import json
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

PLAIN = [
    "/healthz",
    "/readyz",
    "/api/v1/summary",
    "/api/v1/datasets",
    "/api/v1/choropleth",
    "/api/v1/priorities",
    "/api/v1/coverage",
    "/api/v1/search",
]
NAMES = st.sampled_from(
    [
        "lon",
        "lat",
        "radius_km",
        "place",
        "province",
        "city",
        "service",
        "limit",
        "offset",
        "level",
        "measure",
        "q",
    ]
)
WILD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "nan", "inf", "-inf", "1e999", "-0", "0x10", "1_000", "۱۲", "٣", "true", "null", "IR-09", "C124665",
            "mashhad", "مشهد", "overall", "city", "coverage", "' OR 1=1 --", "%", "_", "\\", ":province", "%(city)s",
            "{}", "\ud7ff", "\U0001f600", "9" * 30, "-9223372036854775809",
        ]
    ),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip


def check(answer):
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title_fa"]
    elif answer.headers["content-type"] == "application/json":
        json.loads(answer.text, parse_constant=AssertionError)
        assert "NaN" not in answer.text
        assert "Infinity" not in answer.text


patient = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@patient
@given(st.sampled_from(PLAIN), st.dictionaries(NAMES | st.text(max_size=8), WILD, max_size=5))
@example("/api/v1/coverage", {"lon": "59.6", "lat": "36.3", "radius_km": "500"})
@example("/api/v1/coverage", {"place": "%", "radius_km": "1"})
@example("/api/v1/priorities", {"province": "%"})
def test_no_query_makes_the_service_fail(client, path, query):
    check(client.get(path, params=query))


@patient
@given(
    st.sampled_from(["/api/v1/neighbourhoods/{}", "/api/v1/features/cities/{}", "/api/v1/features/{}/C1"]),
    WILD,
)
def test_no_code_makes_the_service_fail(client, path, code):
    check(client.get(path.format(quote(code, safe=""))))


@patient
@given(WILD, WILD, WILD, st.sampled_from(["cities", "priorities", "demand_points"]))
def test_no_tile_address_makes_the_service_fail(client, z, row, col, collection):
    parts = (quote(part, safe="") for part in (z, row, col))
    check(client.get(f"/ogc/collections/{collection}/tiles/WebMercatorQuad/{'/'.join(parts)}"))


@patient
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80),
    st.sampled_from(["Host", "If-None-Match", "Accept-Encoding", "Content-Length"]),
)
def test_no_header_makes_the_service_fail(client, value, name):
    check(client.get("/ogc/collections/cities/tiles/WebMercatorQuad/0/0/0", headers={name: value}))
