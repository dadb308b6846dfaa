"""Several services in shared buildings: worked by hand, and what cannot be asked."""

import numpy as np
import pytest

from geo_target import CostMatrix, PlanStatus, Requirements
from geo_target.errors import InputError
from geo_target.siting import Limit, Model, Question, Service, solve_services

COST = CostMatrix(
    [[1.0, 9.0, 9.0], [9.0, 1.0, 9.0], [9.0, 9.0, 1.0]], demand_ids="pqr", site_ids="abc", unit="m"
)


def service(name="training", demand=(10, 20, 30), weight=1.0, cost=1.0, n_sites=None, **asked):
    rules = Requirements(**({"site_cost": [0, 0, 0], "budget": 0} | asked))
    question = Question(
        model=Model.MCLP, cost=COST, demand=demand, service_radius=3, n_sites=n_sites, requirements=rules
    )
    return Service(name, question, weight, cost)


def solve(*services, building_cost=4.0, budget=12.0, n_buildings=None, limit=None):
    return solve_services(
        services or [service()],
        building_cost=building_cost,
        budget=budget,
        n_buildings=n_buildings,
        limit=limit,
    )


def test_the_second_service_of_a_building_does_not_pay_for_it_again():
    plan = solve(service(), service("jobs", [0, 5, 40]), budget=11)
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.sites_of == (("b", "c"), ("c",))
    assert plan.open_sites == ("b", "c")
    assert plan.covered_of == (50, 40)
    assert plan.spent == 11


def test_a_building_that_stands_costs_nothing_and_is_counted():
    plan = solve(service(existing=["a"]), service("jobs", [50, 0, 0]), budget=1, n_buildings=1)
    assert plan.open_sites == ("a",)
    assert plan.sites_of == (("a",), ("a",))
    assert (plan.objective, plan.spent) == (60, 1)


def test_services_that_need_more_sites_than_buildings_have_no_plan():
    plan = solve(service(n_sites=2), n_buildings=1)
    assert plan.status is PlanStatus.INFEASIBLE
    assert plan.open_sites == ()
    assert plan.sites_of == ((),)
    assert np.isnan(plan.objective)


def test_a_weight_decides_between_two_services_that_want_the_same_money():
    light = [service("training", [10, 0, 0]), service("jobs", [0, 8, 0])]
    heavy = [service("training", [10, 0, 0]), service("jobs", [0, 8, 0], weight=2)]
    assert solve(*light, budget=5).sites_of == (("a",), ())
    assert solve(*heavy, budget=5).sites_of == ((), ("b",))
    assert solve(*heavy, budget=5).objective == 16


BAD = [
    ({"budget": 4}, "budget must be 5 or more, what the cheapest service costs with its building, not 4"),
    ({"budget": -1}, "budget must be a number of 0 or more, not -1"),
    ({"budget": "much"}, "budget must be a number of 0 or more, not 'much'"),
    ({"budget": np.nan}, "budget must be a number of 0 or more, not nan"),
    ({"budget": None}, "budget must be a number of 0 or more, not None"),
    ({"n_buildings": 0}, "n_buildings must be a whole number of 1 or more, not 0"),
    ({"n_buildings": -1}, "n_buildings must be a whole number of 1 or more, not -1"),
    ({"n_buildings": 1.5}, "n_buildings must be a whole number of 1 or more, not 1.5"),
    ({"n_buildings": True}, "n_buildings must be a whole number of 1 or more, not True"),
    ({"n_buildings": "two"}, "n_buildings must be a whole number of 1 or more, not 'two'"),
    ({"building_cost": -4}, "building_cost must be numbers of 0 or more, not -4"),
    ({"building_cost": "dear"}, "building_cost must be numbers, not 'dear'"),
    (
        {"building_cost": [1, 2]},
        "building_cost must be one number, or one for each of 3 sites, not shape (2,)",
    ),
    (
        {"building_cost": [1, np.nan, 2]},
        "building_cost must be numbers of 0 or more, without gaps, and 1 of 3 are NaN",
    ),
    (
        {"building_cost": np.inf},
        "building_cost must be finite, not inf; name a site that may not open as forbidden",
    ),
    ({"limit": 60}, "limit must be a Limit, as Limit(time_limit_s=60), not 60"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_what_cannot_be_asked_says_what_was_expected_and_what_came(changes, message):
    with pytest.raises(InputError) as raised:
        solve(**changes)
    assert str(raised.value) == message


def test_buildings_that_stand_are_the_fewest_there_can_be():
    with pytest.raises(InputError) as raised:
        solve(service(existing=["a", "b"]), n_buildings=1)
    assert (
        str(raised.value)
        == "n_buildings must be a whole number of 2 or more (2 existing ones counted), not 1"
    )


BAD_SERVICES = [
    ("training", "each service must be a Service, not 'training'"),
    (Service("jobs", "mclp"), "asked must be a Question, not 'mclp'"),
    (service(weight=0), "the weight of training must be a number above 0, not 0"),
    (service(weight="twice"), "the weight of training must be a number above 0, not 'twice'"),
    (service(weight=np.inf), "the weight of training must be a number above 0, not inf"),
    (service(cost=[1, -1, 1]), "the cost of training must be numbers of 0 or more, not -1"),
    (service(cost="dear"), "the cost of training must be numbers, not 'dear'"),
    (service(capacity=[9, 9, 9]), "training must be an mclp without capacity: only those share buildings"),
]


@pytest.mark.parametrize(("given", "message"), BAD_SERVICES)
def test_a_service_that_cannot_be_used_is_named(given, message):
    with pytest.raises(InputError) as raised:
        solve(given)
    assert str(raised.value) == message


def test_services_over_other_sites_do_not_share_buildings():
    other = CostMatrix([[1.0]], demand_ids="p", site_ids="z", unit="m")
    elsewhere = Question(model=Model.MCLP, cost=other, demand=[1], service_radius=3, n_sites=1)
    with pytest.raises(InputError, match="jobs must have the same sites as training, in the same order"):
        solve(service(), Service("jobs", elsewhere))
    with pytest.raises(InputError, match=r"solve_services needs a list of services, one at least, not \[\]"):
        solve_services([], building_cost=1, budget=1)


def test_no_time_gives_an_honest_answer():
    plan = solve(service(), service("jobs", [0, 5, 40]), budget=11, limit=Limit(1e-9))
    assert plan.status in {PlanStatus.NO_PLAN, PlanStatus.FEASIBLE, PlanStatus.OPTIMAL}
    if plan.status is not PlanStatus.NO_PLAN:
        assert plan.objective <= 90 <= plan.bound
