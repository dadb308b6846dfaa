"""Past score runs over HTTP."""


def test_runs_are_listed_and_a_run_does_not_differ_from_itself(client):
    items = client.get("/api/v1/score-runs").json()["items"]
    assert [run["run_id"] for run in items] == sorted((run["run_id"] for run in items), reverse=True)
    newest = items[0]
    assert newest["neighbourhoods"] == 987
    found = client.get(f"/api/v1/score-runs/{newest['run_id']}/diff/{newest['run_id']}").json()
    assert (found["profile"], found["moved_count"], found["entered"]) == ([], 0, [])
    assert [held["service"] for held in found["services"]] == [
        "training",
        "placement",
        "microfinance",
        "community",
    ]


def test_a_run_that_was_never_kept_is_not_found(client):
    answer = client.get("/api/v1/score-runs/1/diff/99999")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_run")


def test_the_ranking_says_how_sure_a_rank_is_and_what_is_missing(client):
    for service in ("overall", "training"):
        first = client.get("/api/v1/priorities", params={"service": service, "limit": 1}).json()["items"][0]
        assert 1 <= first["rank_low"] <= first["rank_high"] <= 987
        assert (first["gap"] is None) == (service == "overall")
