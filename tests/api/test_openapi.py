"""The description of the service is complete, in both languages, and works without a network."""

import re

import pytest

PERSIAN = re.compile("[\u0600-\u06ff]")
PROMISED = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/summary",
    "/api/v1/choropleth",
    "/api/v1/priorities",
    "/api/v1/priorities/aggregates",
    "/api/v1/equity",
    "/api/v1/score-runs",
    "/api/v1/score-runs/{first}/diff/{second}",
    "/api/v1/siting",
    "/api/v1/siting/{name}",
    "/api/v1/siting/{run_id}/sites.geojson",
    "/api/v1/siting/{run_id}/lines.geojson",
    "/api/v1/neighbourhoods/{code}",
    "/api/v1/features/{collection}/{code}",
    "/api/v1/coverage",
    "/api/v1/search",
    "/api/v1/datasets",
    "/ogc/collections/{collection}/tiles/WebMercatorQuad/{z}/{row}/{col}",
    "/data/boundaries/{name}.geojson",
]


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/openapi.json").json()


def test_exactly_the_promised_endpoints_are_described(described):
    assert sorted(described["paths"]) == sorted(PROMISED)


@pytest.mark.parametrize("path", PROMISED)
def test_every_endpoint_is_described_in_both_languages(described, path):
    operation = described["paths"][path]["get"]
    for name in ("summary", "description"):
        assert PERSIAN.search(operation[name])
        assert re.search("[A-Za-z]{3}", operation[name])
    for parameter in operation.get("parameters", []):
        assert PERSIAN.search(parameter["description"]), parameter["name"]


def test_the_page_of_the_description_needs_nothing_from_elsewhere(client):
    page = client.get("/api/docs").text
    assert "://" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        assert client.get(address).status_code == 200, address


def test_the_map_page_is_served_in_both_languages(client):
    for address in ("/", "/?lang=fa", "/?lang=en"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
