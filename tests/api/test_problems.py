"""Whatever goes wrong is answered in one form, in both languages, and gives nothing away."""

import dataclasses
import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import errors
from api.security.guard import Bucket, Limits, host_name
from api.security.headers import HEADERS
from geo_target import errors as library
from geo_target.store.engine import Store

PERSIAN = re.compile("[\u0600-\u06ff]")
KINDS = [value for value in vars(errors).values() if isinstance(value, errors.Kind)]
LIBRARY_ERRORS = [
    cls for _, cls in inspect.getmembers(library, inspect.isclass) if issubclass(cls, library.GeoTargetError)
]


def problem_of(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert PERSIAN.search(body["title_fa"])
    assert body["detail"].endswith((".", ":"))
    assert "Traceback" not in answer.text
    return body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_of_problem_has_both_titles(kind):
    assert PERSIAN.search(kind.title_fa)
    assert not PERSIAN.search(kind.title)
    assert re.fullmatch("[a-z_]+", kind.code)
    assert 400 <= kind.status < 600


def test_codes_are_not_shared_between_kinds():
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("cls", LIBRARY_ERRORS, ids=lambda cls: cls.__name__)
def test_every_library_error_is_in_the_one_table(cls):
    assert cls in errors.KINDS
    assert errors.kind_of(cls("said")) is errors.KINDS[cls]


def test_a_new_library_error_takes_the_kind_of_its_parent():
    class NewError(library.UnknownPlaceError):
        pass

    assert errors.kind_of(NewError("x")) is errors.UNKNOWN_PLACE


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/nothing/here", 404, "not_found"),
        ("/web/nothing.js", 404, "not_found"),
        ("/web/../main.py", 404, "not_found"),
        ("/web/%2e%2e/%2e%2e/pyproject.toml", 404, "not_found"),
        ("/api/v1/neighbourhoods/N0-000", 404, "unknown_place"),
        ("/api/v1/features/cities/C0", 404, "unknown_place"),
        ("/api/v1/features/nothing/C0", 404, "unknown_layer"),
        ("/api/v1/priorities?province=Atlantis", 404, "unknown_place"),
        ("/api/v1/priorities?city=C0", 404, "unknown_place"),
        ("/api/v1/priorities?limit=0", 422, "invalid_parameter"),
        ("/api/v1/priorities?offset=-1", 422, "invalid_parameter"),
        ("/api/v1/priorities?service=everything", 422, "invalid_parameter"),
        ("/api/v1/priorities?limt=5", 422, "unknown_parameter"),
        ("/api/v1/summary?x=1", 422, "unknown_parameter"),
        ("/api/v1/score-runs?x=1", 422, "unknown_parameter"),
        ("/healthz?x", 422, "unknown_parameter"),
        ("/api/v1/choropleth?level=county", 422, "invalid_parameter"),
        ("/api/v1/search", 422, "invalid_parameter"),
        ("/api/v1/search?q=", 422, "invalid_parameter"),
        ("/api/v1/search?q=a&q=b", 422, "invalid_parameter"),
        ("/api/v1/search?q=a%00b", 422, "invalid_parameter"),
        ("/api/v1/features/cities/C%00", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&lat=36&radius_km=-1", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&lat=36&radius_km=0", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&lat=36&radius_km=501", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&lat=200&radius_km=1", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=nan&lat=36&radius_km=1", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=inf&lat=36&radius_km=1", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&lat=36&radius_km=nan", 422, "invalid_parameter"),
        ("/api/v1/coverage?lon=59&radius_km=1", 422, "invalid_input"),
        ("/api/v1/coverage?radius_km=1", 422, "invalid_input"),
        ("/api/v1/coverage?place=Mashhad&lon=59&lat=36&radius_km=1", 422, "invalid_input"),
        ("/api/v1/coverage?place=Atlantis&radius_km=1", 404, "unknown_place"),
        ("/data/boundaries/secrets.geojson", 422, "invalid_parameter"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, address, status, code):
    body = problem_of(client.get(address))
    assert (body["status"], body["code"]) == (status, code)


def test_a_bad_parameter_is_named_with_what_came(client):
    body = problem_of(client.get("/api/v1/coverage?lon=59&lat=200&radius_km=-1"))
    assert {each["parameter"] for each in body["errors"]} == {"lat", "radius_km"}
    assert "'200'" in body["detail"]
    assert "'-1'" in body["detail"]


def test_a_body_that_is_not_json_is_told_with_the_place(client):
    answer = client.post(
        "/api/v1/siting", content=b'{"model": "mclp",,', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "body"
    assert "must be JSON; at character 17" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_another_method_is_a_problem_that_says_which_are_taken(client, method):
    answer = client.request(method, "/api/v1/summary")
    assert problem_of(answer)["code"] == "method_not_allowed"
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:8000", "", "[::2]:8000"]
)
def test_a_foreign_host_is_refused(client, host):
    assert problem_of(client.get("/healthz", headers={"Host": host}))["code"] == "host_refused"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_the_names_of_this_machine_are_answered(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_host_may_be_allowed(scored_store, new_client):
    with new_client(scored_store, limits=Limits(hosts=frozenset({"planner.example"}))) as client:
        assert client.get("/healthz", headers={"Host": "planner.example"}).status_code == 200
        assert problem_of(client.get("/healthz"))["code"] == "host_refused"


def test_oversized_requests_are_refused(client):
    assert problem_of(client.get("/api/v1/search?q=" + "a" * 5000))["code"] == "url_too_long"
    assert problem_of(client.post("/healthz", content=b"x" * 70_000))["code"] == "body_too_large"
    assert problem_of(client.get("/healthz", headers={"Content-Length": "-5"}))["code"] == "body_too_large"


def test_a_flood_is_refused_and_told_when_to_come_again(scored_store, new_client):
    with new_client(scored_store, limits=Limits(requests_per_s=0.001, burst=2)) as client:
        statuses = [client.get("/api/v1/datasets").status_code for _ in range(3)]
        refused = client.get("/api/v1/datasets")
        assert statuses == [200, 200, 429]
        assert problem_of(refused)["code"] == "too_many_requests"
        assert refused.headers["retry-after"] == "1"
        assert client.get("/healthz").status_code == 200


@given(
    st.floats(0.1, 1000),
    st.integers(1, 100),
    st.lists(st.floats(0, 10), max_size=100),
)
def test_a_bucket_gives_no_more_than_its_burst_and_what_flowed_in(per_s, burst, pauses):
    now = 0.0
    bucket = Bucket(per_s, burst, clock=lambda: now)
    given_out = 0
    for pause in pauses:
        now += pause
        given_out += bucket.take()
    assert given_out <= burst + now * per_s + 1e-6
    assert given_out >= min(len(pauses), burst)


@given(st.text(max_size=40))
def test_a_host_name_has_no_port(header):
    name = host_name(header)
    assert name.startswith("[") or ":" not in name


def test_a_database_that_is_gone_is_503_and_gives_nothing_away(new_client, caplog):
    with (
        Store("postgresql+psycopg://secret_user@/gone?host=/nowhere/secret") as gone,
        new_client(gone) as client,
    ):
        for address in ("/readyz", "/api/v1/summary", "/ogc/collections/cities/tiles/WebMercatorQuad/0/0/0"):
            answer = client.get(address)
            body = problem_of(answer)
            assert (body["status"], body["code"]) == (503, "store_failed")
            assert "secret" not in answer.text
        assert client.get("/healthz").status_code == 200
    assert "secret" in caplog.text  # the log says what the caller is not told


def test_an_error_that_nobody_expected_is_500_and_gives_nothing_away(scored_store, new_client, caplog):
    with new_client(scored_store) as client:
        broken = dataclasses.replace(client.app.state.service, places=None)
        client.app.state.service = broken
        answer = client.get("/api/v1/search?q=a")
    body = problem_of(answer)
    assert (body["status"], body["code"]) == (500, "internal_error")
    assert "AttributeError" not in answer.text
    assert "AttributeError" in caplog.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/healthz",
        "/nothing",
        "/api/docs",
        "/api/v1/summary",
        "/web/palette.json",
        "/api/v1/search",
        "/metrics",
    ],
)
def test_every_answer_has_the_security_headers(client, address):
    for host in ("127.0.0.1", "evil.example"):
        headers = client.get(address, headers={"Host": host}).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
