"""Equity and sums over HTTP, on the reference dataset."""

import pytest


def get(client, address, **query):
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("by", ["province", "city"])
def test_the_sums_add_up_exactly_over_http(client, by):
    found = get(client, "/api/v1/priorities/aggregates", by=by)
    for number, service in enumerate(found["total"]["services"]):
        for name in ("demand", "unserved", "gap"):
            assert sum(item["services"][number][name] for item in found["items"]) == service[name]
    assert found["total"]["provenance"] == "modelled"


def test_equity_has_every_province_and_says_why_an_index_is_null(client):
    found = get(client, "/api/v1/equity")
    assert len(found["rows"]) == 4 * 32
    for row in found["rows"]:
        said = {each["index"] for each in row["undefined"] if each["reason_fa"] and each["reason_en"]}
        assert {name for name, value in row["indices"].items() if value is None} <= said


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [
        ("/api/v1/equity", {"measure": "miles"}, 422),
        ("/api/v1/equity", {"run": 99999}, 404),
        ("/api/v1/equity", {"province": "nowhere"}, 404),
        ("/api/v1/equity", {"line_share": "nan"}, 422),
        ("/api/v1/priorities/aggregates", {"by": "county"}, 422),
        ("/api/v1/priorities/aggregates", {"run": 99999}, 404),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client, address, query, status):
    answer = client.get(address, params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
