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
from geo_target.workflows.site_runs import read_answer

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
