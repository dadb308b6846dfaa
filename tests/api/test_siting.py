"""Questions where to build over HTTP: put, watched, stopped, and read again."""

import statistics
import time

import pytest

from api.siting_runner import SitingRunner

FAST = {"model": "mclp", "service": "training", "n_sites": 2, "provinces": ["IR-16"], "radius_m": 3000}


def answered(client, question, limit_s=60):
    put = client.post("/api/v1/siting", json=question)
    assert put.status_code == 202, put.text
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        held = client.get(put.headers["location"]).json()
        if held["state"] not in {"queued", "running"}:
            return held
        time.sleep(0.05)
    raise AssertionError(f"not answered: {held}")


@pytest.fixture(scope="module")
def done(client):
    return answered(client, FAST)


def test_an_answer_says_how_good_it_is_and_why_each_site_was_picked(done):
    assert (done["state"], done["error"]) == ("done", None)
    answer = done["answer"]
    assert (answer["status"], answer["gap"], answer["unit"]) == ("optimal", 0, "people")
    new = [site for site in answer["sites"] if site["role"] == "new"]
    assert len(new) == 2
    assert answer["after"]["people"] > answer["before"]["people"]
    assert all(site["reason_fa"] and site["reason_en"] for site in new)
    assert answer["provenance"] == "modelled"


def test_a_kept_answer_is_read_again_by_its_number_and_listed(client, done):
    run = done["answer"]["run_id"]
    again = client.get(f"/api/v1/siting/{run}").json()
    for held in (again["answer"], done["answer"]):
        for plan in held["plans"]:  # kept in the order of their numbers on the map
            plan["sites"].sort()
    assert again["answer"] == done["answer"]
    assert again["state"] == "done"
    listed = client.get("/api/v1/siting", params={"limit": 5}).json()
    assert run in [row["run_id"] for row in listed["items"]]
    assert listed["total"] >= 1


def test_sites_and_lines_of_a_plan_come_as_geojson_with_their_provenance(client, done):
    run, answer = done["answer"]["run_id"], done["answer"]
    sites = client.get(f"/api/v1/siting/{run}/sites.geojson").json()["features"]
    assert [one["properties"]["code"] for one in sites] == [site["code"] for site in answer["sites"]]
    assert {one["properties"]["provenance"] for one in sites} <= {"official", "open", "modelled"}
    lines = client.get(f"/api/v1/siting/{run}/lines.geojson").json()["features"]
    assert {one["properties"]["site"] for one in lines} <= {site["code"] for site in answer["sites"]}
    assert client.get(f"/api/v1/siting/{run}/sites.geojson", params={"plan": 99}).status_code == 404


def test_a_plan_made_by_hand_is_put_together_from_the_candidates_and_compared_with_the_best(client, done):
    run, answer = done["answer"]["run_id"], done["answer"]
    found = client.get(f"/api/v1/siting/{run}/candidates.geojson").json()["features"]
    codes = [one["properties"]["code"] for one in found]
    assert len(codes) == answer["n_candidates"]
    best = [site["code"] for site in answer["sites"] if site["role"] == "new"]
    assert set(best) <= set(codes)

    same = answered(client, FAST | {"evaluate": best})["answer"]["hand_made"]
    assert (same["difference"], same["regret"], same["broken"]) == (0, 0, [])
    assert same["people"] == pytest.approx(answer["after"]["people"])

    worse = answered(client, FAST | {"evaluate": codes[:1]})["answer"]["hand_made"]
    assert worse["difference"] > 0
    assert worse["people"] == pytest.approx(worse["objective"])
    assert len(worse["broken"]) == len(worse["broken_fa"]) == 1

    unknown = answered(client, FAST | {"evaluate": ["CS-99999"]})
    assert "CS-99999" in unknown["error"]["detail"]


def test_a_plan_is_tried_in_draws_of_need_and_speed(client):
    answer = answered(client, FAST | {"robustness": 4})["answer"]
    found = answer["robustness"]
    assert (found["draws"], len(found["values"])) == (4, 4)
    assert found["text_fa"]
    assert found["text_en"]
    assert all(0 <= site["stability"] <= 1 for site in answer["sites"] if site["role"] == "new")


def test_the_worst_served_come_first_where_that_is_asked(client):
    asked = FAST | {"provinces": ["IR-16", "IR-22"], "demand_at": "neighbourhoods"}
    answer = answered(client, asked | {"fair": "province", "fair_frontier": "province"})["answer"]
    shares = [area["coverage"] for area in answer["fairness"]["areas"]]
    assert shares == sorted(shares)
    assert answer["fairness"]["worst"] == shares[0]
    most = answered(client, asked)["answer"]
    assert answer["after"]["people"] <= most["after"]["people"] + 1e-6
    assert all(plan["worst"] is not None for plan in answer["plans"] if plan["kind"] == "fair")


def test_several_services_share_their_buildings(client):
    asked = FAST | {"service": None, "services": ["training", "placement"]}
    answer = answered(client, asked)["answer"]
    assert [one["service"] for one in answer["shared"]["services"]] == asked["services"]
    assert answer["shared"]["buildings"] <= 2
    assert all(one["people"] >= one["before"] for one in answer["shared"]["services"])
    assert any(len(site["services"]) == 2 for site in answer["sites"] if site["role"] == "new")


def test_places_of_ones_own_that_are_no_candidates_are_compared_too(client, done):
    best = next(site for site in done["answer"]["sites"] if site["role"] == "new")
    at = [best["lon"] + 0.001, best["lat"]]
    mine = answered(client, FAST | {"n_sites": 1, "pins": [at]})["answer"]["hand_made"]
    assert len(mine["sites"]) == 1
    assert mine["people"] > 0


def test_a_curve_over_the_budget_has_a_plan_for_each_step(client):
    asked = FAST | {"n_sites": None, "radius_m": 2000, "budget": 70_000, "cost_if_unknown": 30_000}
    answer = answered(client, asked | {"frontier_step": 35_000})["answer"]
    steps = [plan for plan in answer["plans"] if plan["kind"] == "frontier"]
    assert [plan["budget"] for plan in steps] == [35_000, 70_000]
    assert [plan["n_new"] for plan in steps] == [1, 2]
    assert steps[0]["people"] <= steps[1]["people"] == pytest.approx(answer["after"]["people"])
    found = client.get(
        f"/api/v1/siting/{answer['run_id']}/sites.geojson", params={"plan": steps[0]["plan"]}
    ).json()["features"]
    assert [one["properties"]["code"] for one in found] == steps[0]["sites"]


def test_a_question_without_an_answer_says_what_clashes_and_what_would_do(client):
    held = answered(client, FAST | {"min_coverage": 1.0, "n_sites": 1, "radius_m": 500})
    answer = held["answer"]
    assert (held["state"], answer["status"], answer["sites"]) == ("done", "infeasible", [])
    assert answer["clash"]["text_fa"]
    assert answer["clash"]["text_en"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"model": "best"}, "model"),
        ({"service": None}, "service"),
        ({"n_sites": 0}, "n_sites"),
        ({"n_sites": 2.5}, "n_sites"),
        ({"radius_m": -1}, "radius_m"),
        ({"alternatives": 2}, "alternatives"),
        ({"time_limit_s": 1e9}, "time_limit_s"),
        ({"budget": 100, "frontier_step": 101}, "frontier_step"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_field_is_named(client, change, field):
    answer = client.post("/api/v1/siting", json=FAST | change)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["title_fa"]
    assert field in [one["parameter"].split(".")[-1] for one in problem["errors"]]


def test_a_place_that_nobody_knows_is_the_answer_s_error(client):
    held = answered(client, FAST | {"provinces": ["IR-99"]})
    assert (held["state"], held["answer"]) == ("failed", None)
    assert held["error"]["title_fa"]
    assert "IR-99" in held["error"]["detail"]


def test_a_question_that_is_stopped_keeps_the_best_plan_so_far(client):
    hard = {"model": "p_median", "service": "community", "n_sites": 40, "time_limit_s": 60}
    put = client.post("/api/v1/siting", json=hard).json()
    while client.get(f"/api/v1/siting/{put['id']}").json()["progress"] is None:
        time.sleep(0.05)
    assert client.delete(f"/api/v1/siting/{put['id']}").status_code == 200
    for _ in range(600):
        held = client.get(f"/api/v1/siting/{put['id']}").json()
        if held["state"] not in {"queued", "running"}:
            break
        time.sleep(0.05)
    assert held["state"] == "cancelled"
    if held["answer"] is not None:
        assert held["answer"]["status"] in {"feasible", "no_plan", "optimal"}
        reasons = [site["reason_en"] or "" for site in held["answer"]["sites"]]
        assert not any("No other site can take its place" in reason for reason in reasons)


def test_the_map_stays_quick_while_a_question_is_solved(client):
    """The compiled searches and HiGHS let go of the interpreter: a tile waits for none of them."""
    hard = {"model": "p_median", "service": "community", "n_sites": 60, "time_limit_s": 60}
    address = client.post("/api/v1/siting", json=hard).headers["location"]
    while client.get(address).json()["stage"] is None:
        time.sleep(0.05)
    took = []
    for column in range(2700, 2740):
        began = time.monotonic()
        tile = f"/ogc/collections/demand_points/tiles/WebMercatorQuad/12/1605/{column}"
        assert client.get(tile).status_code in {200, 204}
        took.append(time.monotonic() - began)
    held = client.get(address).json()
    assert held["state"] == "running"
    assert held["stage"]["name_fa"]
    client.delete(address)
    assert statistics.median(took) < 0.25
    assert max(took) < 2


def test_what_nobody_expected_is_in_the_log_and_the_next_question_is_answered(caplog):
    def work(request, *, progress, cancel, stage):
        if request == "bad":
            raise ZeroDivisionError("secret")
        return request

    runner = SitingRunner(work)
    bad, good = runner.submit("bad"), runner.submit("good")
    until = time.monotonic() + 10
    while not good.over and time.monotonic() < until:
        time.sleep(0.01)
    runner.close()
    assert (bad.state, good.state, good.answer) == ("failed", "done", "good")
    assert "secret" in caplog.text


def test_a_queue_that_is_full_turns_the_next_question_away(client):
    slow = {"model": "p_median", "service": "community", "n_sites": 40, "time_limit_s": 60}
    put = [client.post("/api/v1/siting", json=slow) for _ in range(7)]
    for one in put:
        if one.status_code == 202:
            client.delete(one.headers["location"])
    refused = [one for one in put if one.status_code == 429]
    assert refused
    assert refused[0].json()["code"] == "too_many_requests"
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60


def test_what_is_not_there_is_not_found(client):
    assert client.get("/api/v1/siting/999999").status_code == 404
    assert client.get("/api/v1/siting/q000000000000").status_code == 404
    assert client.delete("/api/v1/siting/1").status_code == 404
    assert client.get("/api/v1/siting/x").status_code == 422
