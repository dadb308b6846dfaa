"""What cannot be asked: one sentence each that says what was expected and what came."""

import numpy as np
import pytest

from geo_target import CostMatrix, PlanStatus, Requirements
from geo_target.errors import InputError
from geo_target.siting import (
    Limit,
    Model,
    Question,
    Service,
    alternatives,
    evaluate,
    frontier,
    phases,
    robustness,
    solve_lscp,
    solve_lscp_backup,
    solve_mclp,
    solve_p_center,
    solve_p_dispersion,
    solve_p_median,
    solve_services,
)
from geo_target.siting.supported import REFUSED, REQUIREMENTS

COST = CostMatrix(
    [[1.0, 5.0, 9.0], [5.0, 1.0, 5.0], [9.0, 5.0, np.inf]], demand_ids=range(3), site_ids="abc", unit="m"
)
DEMAND = [10, 20, 30]


def mclp(**changes):
    asked = {"demand": DEMAND, "service_radius": 3, "n_sites": 1} | changes
    demand = asked.pop("demand")
    return solve_mclp(COST, demand, **asked)


def rules(**asked):
    return {"requirements": Requirements(**asked)}


BAD = [
    ({"n_sites": 0}, "n_sites must be from 1 to 3, not 0"),
    ({"n_sites": 4}, "n_sites must be from 1 to 3, not 4"),
    ({"n_sites": 1.5}, "n_sites must be a whole number, not 1.5"),
    ({"n_sites": None}, "mclp needs n_sites, or a budget with site_cost"),
    ({"demand": [1, -2, 3]}, "demand must be numbers of 0 or more, not -2"),
    ({"demand": [1, np.nan, 3]}, "demand must be numbers of 0 or more, without gaps, and 1 of 3 are NaN"),
    ({"demand": [1, 2]}, "demand must have one value for each of 3 demand points, not shape (2,)"),
    ({"service_radius": -1}, "service_radius must be 0 m or more, not -1"),
    ({"n_covers": 0}, "n_covers must be a whole number of 1 or more, not 0"),
    ({"time_limit_s": 0}, "time_limit_s must be above 0 seconds, not 0"),
    ({"decay": lambda costs: costs + 2}, "decay must give shares from 0 to 1, not 3.0"),
]
BAD_RULES = [
    ({"existing": ["x"]}, "existing must name sites of the matrix; 'x' is none of its 3"),
    ({"existing": ["a", "a"]}, "existing must name each site once, and 'a' comes more than once"),
    ({"existing": "abc"}, "existing must be a list of site ids, not the text 'abc'"),
    ({"existing": ["a", "b"]}, "n_sites must be from 2 to 3 (2 existing ones counted), not 1"),
    (
        {"existing": ["a", "b"], "forbidden": ["c"]},
        "n_sites must be from 2 to 2 (2 existing ones counted, 1 of 3 forbidden), not 1",
    ),
    ({"existing": ["a"], "forbidden": ["a"]}, "a site is existing or forbidden, not both: a"),
    (
        {"forbidden": ["a", "b", "c"]},
        "mclp needs sites that may open, 1 at least, and 0 of 3 may: 3 are forbidden",
    ),
    ({"site_cost": [4, 5, 6], "budget": 3}, "budget must be 4 or more, what the cheapest site costs, not 3"),
    ({"site_cost": [4, 5], "budget": 9}, "site_cost must have shape (3,), one for each site, not (2,)"),
    (
        {"site_cost": [4, np.nan, 6], "budget": 9},
        "site_cost must be numbers of 0 or more, without gaps, and 1 of 3 are NaN",
    ),
    (
        {"site_cost": [4, 5, 6]},
        "mclp does not take site_cost alone: it counts only together with a budget, which is missing",
    ),
    ({"budget": 9}, "budget needs site_cost, which is missing"),
    ({"budget": -1, "site_cost": [4, 5, 6]}, "budget must be a number of 0 or more, not -1"),
    ({"capacity": [1, 2]}, "capacity must have shape (3,), one for each site, not (2,)"),
    ({"split": True}, "split needs capacity, which is missing: without one nobody is turned away"),
    ({"group_max": 1}, "group_max needs group, which is missing"),
    ({"group": ["p", "p"], "group_max": 1}, "group must have one label for each of 3 sites, not 2"),
    ({"group": "ppq", "group_max": {"r": 1}}, "group_max must name groups that exist; 'r' is none of 2"),
    ({"group": "ppq", "group_min": 0.5}, "group_min must be a whole number of 0 or more, not 0.5"),
    (
        {"group": "ppq", "group_min": 2, "group_max": 1},
        "group_min of every group must be at most its group_max, 1, not 2",
    ),
    (
        {"group": "ppq", "group_min": {"p": 2}, "group_max": {"p": 1, "q": 0}},
        "group_min of 'p' must be at most its group_max, 1, not 2",
    ),
    (
        {"group": "ppq", "group_min": 1, "group_max": {"q": 0}},
        "group_min of 'q' must be at most its group_max, 0, not 1",
    ),
    ({"group": "ppq"}, "group does nothing without group_min or group_max, which are missing"),
    ({"min_spacing": 3}, "min_spacing needs site_distance, which is missing"),
    ({"site_distance": np.zeros((3, 3))}, "site_distance does nothing without min_spacing, which is missing"),
    ({"min_coverage": 0.5}, "min_coverage needs demand_group, which is missing"),
    (
        {"demand_group": "ppq"},
        "demand_group does nothing without min_coverage, which is missing; fairness between groups is solve_fairest",
    ),
    ({"demand_group": "ppq", "min_coverage": 1.5}, "min_coverage must be a number from 0 to 1, not 1.5"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_a_question_that_cannot_be_asked_says_what_was_expected(changes, message):
    with pytest.raises(InputError) as raised:
        mclp(**changes)
    assert str(raised.value) == message


@pytest.mark.parametrize(("asked", "message"), BAD_RULES)
def test_a_requirement_that_cannot_be_kept_to_says_what_was_expected(asked, message):
    with pytest.raises(InputError) as raised:
        mclp(**rules(**asked))
    assert str(raised.value) == message


SAMPLES = {
    "n_sites": {"n_sites": 1},
    "capacity": {"capacity": [50, 50, 50]},
    "split": {"capacity": [50, 50, 50], "split": True},
    "site_distance": {"min_spacing": 1.0, "site_distance": np.ones((3, 3))},
    "min_coverage": {"demand_group": "ppq", "min_coverage": 0.1},
    "n_covers": {"n_covers": 2},
    "decay": {"decay": np.zeros_like},
}


@pytest.mark.parametrize(("model", "name"), sorted(REFUSED))
def test_a_refused_requirement_is_an_error_with_its_reason(model, name):
    values = dict(SAMPLES[name])
    own = {key: values.pop(key) for key in ("n_sites", "n_covers", "decay") if key in values}
    radius = {"service_radius": 3} if model in {Model.LSCP, Model.LSCP_BACKUP} else {"n_sites": 2}
    with pytest.raises(InputError, match=f"{model} does not take .*: .+"):
        Question(model=model, cost=COST, demand=DEMAND, requirements=Requirements(**values), **radius | own)
    assert name in REQUIREMENTS


@pytest.mark.parametrize("model", [Model.MCLP, Model.LSCP])
def test_a_service_radius_beyond_the_cutoff_of_the_costs_is_refused(model):
    near = CostMatrix([[1.0, 3.0], [3.0, 1.0]], demand_ids="pq", site_ids="ab", unit="m", cutoff=3.0)
    asked = {"demand": [1, 1], "n_sites": 1} if model is Model.MCLP else {}
    assert Question(model=model, cost=near, service_radius=3, **asked)
    with pytest.raises(InputError, match=r"service_radius must be at most 3 m, the cutoff .* not 4"):
        Question(model=model, cost=near, service_radius=4, **asked)


def test_what_reaches_no_site_at_all_is_an_error_and_what_is_only_too_far_is_infeasible():
    nowhere = CostMatrix([[1.0], [np.inf]], demand_ids=["p", "q"], site_ids=["a"], unit="m")
    message = "every demand point must reach a site, and 1 of 2 do not, 'q' the first"
    for model in (lambda: solve_lscp(nowhere, service_radius=3), lambda: solve_p_center(nowhere, n_sites=1)):
        with pytest.raises(InputError) as raised:
            model()
        assert str(raised.value) == message
    empty = CostMatrix([[np.inf]], demand_ids=["p"], site_ids=["a"], unit="m")
    with pytest.raises(InputError, match="no demand point reaches any site"):
        solve_mclp(empty, [1], service_radius=3, n_sites=1)
    for plan in (solve_lscp(COST, service_radius=3), solve_lscp_backup(COST, service_radius=3)):
        assert plan.status is PlanStatus.INFEASIBLE


def test_other_calls_say_what_they_need():
    asked = Question(model=Model.MCLP, cost=COST, demand=DEMAND, service_radius=3, n_sites=1)
    median = Question(model=Model.P_MEDIAN, cost=COST, demand=DEMAND, n_sites=1)
    center = Question(model=Model.P_CENTER, cost=COST, n_sites=1)
    calls = [
        (lambda: alternatives(asked, 2), "within must be from 0 to below 1 (0.02 for 2 percent), not 2"),
        (lambda: frontier(asked), "frontier needs n_sites or budgets, one of the two"),
        (
            lambda: frontier(asked, n_sites=[2, 1]),
            "n_sites must be numbers that rise, one at least, not [2, 1]",
        ),
        (lambda: phases(center, [1, 2]), "phases are planned for mclp and p_median, not for p_center"),
        (lambda: evaluate(asked, ["x"]), "open_sites must name sites of the matrix; 'x' is none of its 3"),
        (lambda: robustness(asked, ["a"]), "robustness needs demand_draws, speed_draws, or both"),
        (
            lambda: solve_services([Service("jobs", median)], building_cost=1, budget=1),
            "jobs must be an mclp without capacity: only those share buildings",
        ),
        (
            lambda: solve_p_dispersion([[0, 1]], n_sites=2),
            "site_distance must have one row and one column for each site, not shape (1, 2)",
        ),
        (lambda: solve_p_dispersion([[0, 1], [1, 0]], n_sites=1), "n_sites must be from 2 to 2, not 1"),
        (
            lambda: solve_p_center(COST, n_sites=1, requirements=Requirements(capacity=[9, 9, 9])),
            "p_center with capacity needs demand, which is what fills a site",
        ),
    ]
    for call, message in calls:
        with pytest.raises(InputError) as raised:
            call()
        assert str(raised.value) == message


def test_nothing_is_printed_when_a_plan_is_made(capfd):
    solve_p_median(COST, DEMAND, n_sites=2, requirements=Requirements(capacity=[40, 40, 40]))
    assert capfd.readouterr() == ("", "")


def test_an_error_in_a_progress_call_comes_back_to_the_caller():
    def fail(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        solve_mclp(COST, DEMAND, service_radius=5, n_sites=2, n_covers=2, progress=fail)


def test_a_limit_in_time_is_kept():
    limit = Limit(time_limit_s=5)
    assert 0 < limit.left_s <= 5
    assert not limit.over()
