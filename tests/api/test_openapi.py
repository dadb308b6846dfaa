"""The description of the service is complete, in both languages, and works without a network."""

import dataclasses
import re

import pytest

from geo_target.workflows.site_request import SiteRequest

PERSIAN = re.compile("[\u0600-\u06ff]")
PROMISED = [
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /api/v1/summary",
    "GET /api/v1/choropleth",
    "GET /api/v1/priorities",
    "GET /api/v1/priorities/aggregates",
    "GET /api/v1/equity",
    "GET /api/v1/score-runs",
    "GET /api/v1/score-runs/{first}/diff/{second}",
    "GET /api/v1/siting",
    "POST /api/v1/siting",
    "GET /api/v1/siting/{name}",
    "DELETE /api/v1/siting/{name}",
    "GET /api/v1/siting/{run_id}/sites.geojson",
    "GET /api/v1/siting/{run_id}/lines.geojson",
    "GET /api/v1/siting/{run_id}/candidates.geojson",
    "GET /api/v1/neighbourhoods/{code}",
    "GET /api/v1/features/{collection}/{code}",
    "GET /api/v1/coverage",
    "GET /api/v1/search",
    "GET /api/v1/datasets",
    "GET /ogc/collections/{collection}/tiles/WebMercatorQuad/{z}/{row}/{col}",
    "GET /data/boundaries/{name}.geojson",
]


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/openapi.json").json()


def operation(described, promised):
    method, path = promised.split()
    return described["paths"][path][method.lower()]


def in_both_languages(text):
    return PERSIAN.search(text) and re.search("[A-Za-z]{3}", text)


def test_exactly_the_promised_endpoints_are_described(described):
    found = [f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods]
    assert sorted(found) == sorted(PROMISED)


@pytest.mark.parametrize("promised", PROMISED)
def test_every_endpoint_is_described_in_both_languages(described, promised):
    told = operation(described, promised)
    assert in_both_languages(told["summary"])
    assert in_both_languages(told["description"])
    for parameter in told.get("parameters", []):
        assert PERSIAN.search(parameter["description"]), parameter["name"]


@pytest.mark.parametrize("promised", [one for one in PROMISED if " /api/v1/" in one])
def test_every_endpoint_says_what_it_answers_and_how_it_refuses(described, promised):
    answers = operation(described, promised)["responses"]
    good = [code for code in answers if code.startswith("2")]
    assert len(good) == 1
    assert "schema" in answers[good[0]]["content"]["application/json"]
    for code in ("404", "422", "503"):
        assert "ProblemAnswer" in str(answers[code])


TAKING_A_BODY = [one for one in PROMISED if one.startswith(("POST", "PUT", "PATCH"))]


def body_of(described, promised):
    content = operation(described, promised)["requestBody"]["content"]["application/json"]
    schema = described["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    return content, schema


@pytest.mark.parametrize("promised", TAKING_A_BODY)
def test_every_field_of_a_body_is_described_in_both_languages_and_no_other_is_taken(described, promised):
    _, schema = body_of(described, promised)
    assert schema["additionalProperties"] is False
    for name, told in schema["properties"].items():
        assert in_both_languages(told["description"]), name
        assert {"type", "anyOf", "enum"} & set(told), name


@pytest.mark.parametrize("promised", TAKING_A_BODY)
def test_a_body_may_be_too_large_too_slow_or_one_too_many(described, promised):
    answers = operation(described, promised)["responses"]
    assert {"408", "413", "429"} <= set(answers)


def test_a_question_over_http_has_the_fields_of_one_at_the_terminal_and_the_same_defaults(described):
    _, schema = body_of(described, "POST /api/v1/siting")
    terminal = {one.name: one for one in dataclasses.fields(SiteRequest)}
    assert set(schema["properties"]) == set(terminal)
    for name, told in schema["properties"].items():
        default = terminal[name].default
        if name not in {"model", "time_limit_s"}:
            assert told.get("default") == (list(default) if isinstance(default, tuple) else default), name


def test_every_example_of_a_question_is_taken_and_named_in_both_languages(described, client):
    content, schema = body_of(described, "POST /api/v1/siting")
    assert len(content["examples"]) >= 3
    for example in content["examples"].values():
        assert in_both_languages(example["summary"])
        assert set(example["value"]) <= set(schema["properties"])
        put = client.post("/api/v1/siting", json=example["value"])
        assert put.status_code == 202, put.text
        client.delete(put.headers["location"])


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
