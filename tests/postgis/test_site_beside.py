"""What is asked beside a plan, out of the store: equal to trying every set of sites, kept as it was given."""

from itertools import combinations

import numpy as np
import pytest
from small_world import fill
from sqlalchemy import text

from geo_target import geodesy
from geo_target.profile import load_profile
from geo_target.store.engine import Store
from geo_target.workflows.site import SiteRequest, SiteRequestError, run_site
from geo_target.workflows.site_runs import lines_geojson, plan_sites, read_answer

RADIUS_M = 4000.0


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store, neighbourhoods=12)
        yield store


def asked(model="mclp", **more):
    given = {"service": "training", "n_sites": 2, "candidates": "neighbourhoods", "keep_existing": False}
    if model == "mclp":
        given["radius_m"] = RADIUS_M
    return SiteRequest(model=model, **(given | more))


@pytest.fixture
def world(store):
    """Codes of the neighbourhoods, the need of each (one demand point each), metres from each to each candidate."""
    with store.read() as connection:
        rows = connection.execute(
            text(
                "SELECT n.code, ST_X(p.geom), ST_Y(p.geom), n.job_seekers, ST_X(c.geom), ST_Y(c.geom), n.province_code"
                " FROM geo_target.demand_points AS p JOIN geo_target.neighbourhoods AS n ON n.code = p.neighbourhood_code"
                " CROSS JOIN LATERAL (SELECT ST_PointOnSurface(n.geom) AS geom) AS c ORDER BY n.code"
            )
        ).all()
    people, sites = (np.array([row[at : at + 2] for row in rows], float) for at in (1, 4))
    metres = np.column_stack([geodesy.geodesic_m(people, site[None]) for site in sites])
    return [row[0] for row in rows], np.array([row[3] for row in rows], float), metres, [r[6] for r in rows]


def test_robustness_equals_trying_every_plan_in_every_draw(store, world):
    codes, need, metres, _ = world
    draws, errors = 8, load_profile().uncertainty
    for model in ("mclp", "p_median"):
        answer = run_site(store, asked(model, robustness=draws, seed=3))
        found = answer.robustness
        random = np.random.default_rng(3)
        demand = need * np.exp(random.standard_normal((draws, len(need))) * errors.demand_error["modelled"])
        speed = np.exp(random.standard_normal(draws) * errors.radius_error)

        def value(chosen, draw, model=model, demand=demand, speed=speed):
            near = metres[:, chosen].min(axis=1) / speed[draw]
            return demand[draw] @ (near <= RADIUS_M) if model == "mclp" else demand[draw] @ near

        mine = [codes.index(site.code) for site in answer.new_sites]
        every = list(combinations(range(len(codes)), 2))
        choose = max if model == "mclp" else min
        best = [choose(value(one, draw) for one in every) for draw in range(draws)]
        values = [value(mine, draw) for draw in range(draws)]
        assert found.values == pytest.approx(values)
        assert found.best == pytest.approx(best)
        regrets = np.abs(np.array(values) - best) / best
        assert found.regrets == pytest.approx(regrets.tolist())
        assert (found.regret_mean, found.regret_max) == pytest.approx((regrets.mean(), regrets.max()))
        assert found.value_mid == pytest.approx(np.median(values))
        assert (found.draws, found.proven, found.failed) == (draws, draws, 0)
        assert (found.demand_errors, found.speed_error) == ({"modelled": 0.25}, 0.1)
        for site in answer.new_sites:
            assert 0 <= site.stability <= 1
        assert not {one.code for one in found.others} & {site.code for site in answer.new_sites}
        shares = [site.stability for site in answer.new_sites] + [one.stability for one in found.others]
        assert sum(shares) <= 2 + 1e-9
        assert "8 draws" in found.text_en
        assert "۸ بار" in found.text_fa
        assert read_answer(store, answer.run_id) == answer


def test_robustness_that_time_cuts_short_says_so_and_a_model_without_demand_has_none(store):
    hurried = run_site(store, asked("p_median", robustness=5, time_limit_s=1e-6))
    assert hurried.robustness is None
    assert "Robustness: time ended before it; give more." in [en for _, en in hurried.notes]
    for bad in ({"robustness": 1}, {"robustness": 201}, {"robustness": True}):
        with pytest.raises(SiteRequestError, match="robustness must be a whole number from 2 to 200"):
            asked(**bad)
    with pytest.raises(SiteRequestError, match="p_dispersion, which has no demand"):
        asked("p_dispersion", robustness=20)


def test_the_fairest_plan_is_the_first_of_all_plans_by_their_worst_served_area(store, world):
    codes, need, metres, provinces = world
    areas = sorted(set(provinces))
    inside = np.array([[name == area for name in provinces] for area in areas])

    def shares(chosen):
        covered = need * (metres[:, chosen].min(axis=1) <= RADIUS_M)
        return sorted((covered @ inside.T) / (need @ inside.T)), covered.sum()

    answer = run_site(store, asked(fair="province", n_sites=3))
    mine = [codes.index(site.code) for site in answer.new_sites]
    best = max(shares(one) for one in combinations(range(len(codes)), 3))
    assert answer.status == "optimal"
    assert shares(mine)[0] == pytest.approx(best[0])
    assert answer.objective == pytest.approx(best[1])
    assert [area.coverage for area in answer.fairness.areas] == pytest.approx(best[0])
    assert answer.fairness.worst == pytest.approx(best[0][0])
    assert answer.fairness.worst_bound == pytest.approx(best[0][0])
    hurried = run_site(store, asked(fair="province", n_sites=3, time_limit_s=1e-6)).fairness
    assert hurried.worst <= best[0][0] + 1e-9 <= hurried.worst_bound + 2e-9
    assert {area.name_en for area in answer.fairness.areas} == {"Razavi Khorasan", "South Khorasan"}
    assert {area.name_fa for area in answer.fairness.areas} == {"خراسان رضوی", "خراسان جنوبی"}
    assert sum(area.demand for area in answer.fairness.areas) == pytest.approx(need.sum())
    assert read_answer(store, answer.run_id) == answer


def test_the_curve_of_fairness_has_no_plan_that_another_beats_at_both(store, world):
    codes, need, metres, provinces = world
    answer = run_site(store, asked(fair_frontier="province", n_sites=2))
    curve = answer.of_kind("fair")
    worst = [plan.worst for plan in curve]
    people = [plan.people for plan in curve]
    assert worst == sorted(worst)
    assert people == sorted(people, reverse=True)
    assert people[0] == pytest.approx(answer.after.people)
    inside = np.array([[name == area for name in provinces] for area in sorted(set(provinces))])
    for plan in curve:
        chosen = [codes.index(code) for code in plan.sites]
        covered = need * (metres[:, chosen].min(axis=1) <= RADIUS_M)
        assert plan.people == pytest.approx(covered.sum())
        assert plan.worst == pytest.approx(((inside @ covered) / (inside @ need)).min())
        assert plan.regret == pytest.approx(1 - covered.sum() / people[0])
    every = [
        ((inside @ covered) / (inside @ need)).min()
        for one in combinations(range(len(codes)), 2)
        for covered in [need * (metres[:, one].min(axis=1) <= RADIUS_M)]
    ]
    assert worst[-1] == pytest.approx(max(every))
    assert read_answer(store, answer.run_id) == answer


def test_shares_of_everybody_are_1_and_no_more(store):
    answer = run_site(
        store, asked(fair="city", fair_frontier="city", n_sites=2, radius_m=60_000.0, by_priority=True)
    )
    assert answer.fairness.worst == 1
    assert {plan.worst for plan in answer.of_kind("fair")} == {1.0}
    assert answer.after.coverage == 1


def test_fairness_is_asked_of_mclp_and_not_beside_what_compares_by_coverage():
    for more, field in (
        ({"model": "p_median", "fair": "province"}, "fair"),
        ({"model": "p_center", "fair_frontier": "city"}, "fair_frontier"),
        ({"fair": "village"}, "fair"),
        ({"fair": "city", "fair_frontier": "province"}, "fair_frontier"),
        ({"fair": "city", "alternatives": 0.1}, "alternatives"),
        ({"fair": "city", "robustness": 20}, "robustness"),
    ):
        with pytest.raises(SiteRequestError) as refused:
            asked(more.pop("model", "mclp"), **more)
        assert refused.value.field == field


def test_services_that_share_buildings_equal_trying_every_way_to_share_them(store, world):
    codes, job_seekers, metres, _ = world
    near = metres <= RADIUS_M
    asked_of = {"services": ("training", "placement"), "service": None, "n_sites": None}
    costs = {"building_cost": 10.0, "service_cost": {"training": 4.0, "placement": 3.0}, "budget": 30.0}
    answer = run_site(
        store,
        asked(**asked_of, **costs, service_weight={"placement": 0.5}),
    )
    few = [number for number, code in enumerate(codes) if code[3:] <= "004"]
    forbidden = tuple(code for number, code in enumerate(codes) if number not in few)
    small = run_site(
        store, asked(**asked_of, **costs, service_weight={"placement": 0.5}, forbidden=forbidden)
    )
    sets = [one for size in range(4) for one in combinations(few, size)]

    def covered(one):
        return job_seekers @ near[:, one].any(axis=1) if one else 0.0

    best = max(
        covered(training) + 0.5 * covered(placement)
        for training in sets
        for placement in sets
        if 10 * len({*training, *placement}) + 4 * len(training) + 3 * len(placement) <= 30
    )
    assert small.status == answer.status == "optimal"
    assert small.objective == pytest.approx(best)
    assert answer.objective >= small.objective
    training, placement = small.shared.services
    assert (training.service, training.demand) == ("training", "job_seekers")
    buildings = {site.code: site.services for site in small.new_sites}
    assert small.shared.buildings == len(buildings)
    spent = sum(10 + sum(costs["service_cost"][one] for one in inside) for inside in buildings.values())
    assert small.shared.spent == pytest.approx(spent)
    assert spent <= 30
    for one in (training, placement):
        assert {code for code, inside in buildings.items() if one.service in inside} == set(one.sites)
        assert one.people == pytest.approx(covered([codes.index(code) for code in one.sites]))
    assert small.after.people == pytest.approx(training.people + placement.people)
    assert sum(site.served for site in small.sites) == pytest.approx(small.after.people)
    assert all(site.reason_fa and "serves" in site.reason_en for site in small.new_sites)
    lines = lines_geojson(store, small.run_id)["features"]
    assert sum(line["properties"]["served"] for line in lines) == pytest.approx(small.after.people)
    assert read_answer(store, small.run_id) == small


def test_services_share_the_buildings_that_stand_and_count_new_ones_only(store):
    answer = run_site(
        store,
        asked(services=("training", "placement", "community"), service=None, n_sites=1, keep_existing=True),
    )
    assert answer.shared.buildings <= 1
    assert answer.shared.budget is None
    assert answer.n_existing >= 3
    assert len([site for site in answer.sites if site.role == "existing"]) == answer.n_existing
    for one in answer.shared.services:
        assert one.n_existing >= 1
        assert one.before <= one.people <= one.demand_total + 1e-6
    # A training centre that stands can hold the other services for nothing.
    centre = next(site for site in answer.sites if site.code.startswith("TC"))
    assert set(centre.services) >= {"training"}


def test_services_that_share_buildings_refuse_what_they_do_not_take():
    both = {"services": ("training", "placement"), "service": None}
    for more, field in (
        ({"services": ("training",), "service": None}, "services"),
        ({"services": ("training", "bakery"), "service": None}, "services"),
        ({**both, "service": "training"}, "service"),
        ({**both, "capacity": 5.0}, "capacity"),
        ({**both, "alternatives": 0.1}, "alternatives"),
        ({**both, "building_cost": 5.0}, "building_cost"),
        ({**both, "budget": 9.0, "service_cost": {"community": 1.0}}, "service_cost"),
        ({**both, "budget": 9.0, "service_cost": {"training": -1.0}}, "service_cost"),
        ({**both, "service_weight": {"training": 0}}, "service_weight"),
        ({"building_cost": 5.0}, "building_cost"),
    ):
        with pytest.raises(SiteRequestError) as refused:
            asked(**more)
        assert refused.value.field == field


def test_pins_are_valued_by_the_same_rules_and_the_best_plan_may_use_them(store, world):
    _, need, metres, _ = world
    with store.read() as connection:
        people = np.array(
            [
                tuple(row)
                for row in connection.execute(
                    text("SELECT ST_X(geom), ST_Y(geom) FROM geo_target.demand_points ORDER BY code")
                )
            ]
        )
    pins = ((60.05, 36.01), (60.02, 32.03))
    to_pins = np.column_stack([geodesy.geodesic_m(people, np.array([pin])) for pin in pins])
    every = np.column_stack([metres, to_pins])
    answer = run_site(store, asked("p_median", n_sites=None, pins=pins))
    assert answer.hand_made.sites == ("PIN-001", "PIN-002")
    assert answer.hand_made.objective == pytest.approx(need @ to_pins.min(axis=1))
    assert answer.hand_made.broken == ()
    best = min(need @ every[:, one].min(axis=1) for one in combinations(range(every.shape[1]), 2))
    assert answer.objective == pytest.approx(best)
    assert answer.hand_made.difference == pytest.approx(answer.hand_made.objective - best)
    shown = plan_sites(store, answer.run_id, answer.of_kind("hand_made")[0].plan)
    assert [(site.lon, site.lat) for site in shown] == list(pins)
    assert {site.province_code for site in shown} == {"IR-09", "IR-29"}
    assert read_answer(store, answer.run_id) == answer
    for bad in (((1,),), ("1,2",), ((200.0, 3.0),), ((float("nan"), 1.0),), "1,2"):
        with pytest.raises(SiteRequestError, match="pins must be a list of pairs"):
            asked(pins=bad)
