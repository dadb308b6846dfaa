"""Every argument of every public function of siting: a value of another kind, or out of range, is named in a sentence."""

import inspect
from decimal import Decimal

import numpy as np
import pytest
from siting_bad_values import BAD, BAD_RULES, COST, DEMAND, GIVEN, MCLP, MONEY, NUMBER_STEPS, OWN

from geo_target import Requirements, siting
from geo_target.errors import InputError
from geo_target.siting import Model, Question


def cases(table):
    return [
        pytest.param(where, name, value, came, id=f"{where}-{name}-{came}")
        for where, names in sorted(table.items())
        for name, values in names.items()
        for value, came in values
    ]


def given(function):
    own = {name: GIVEN[name] for name in inspect.signature(function).parameters if name in GIVEN}
    return own | OWN.get(function.__name__, {})


SAID_OTHERWISE = {
    ("frontier", "budgets"): "frontier needs n_sites or budgets",
    ("pick_robust", "plans"): "pick_robust",
    ("pick_robust", "results"): "pick_robust",
    ("solve_services", "services"): "service",
}


@pytest.mark.parametrize(("where", "name", "value", "came"), cases(BAD))
def test_a_value_that_cannot_be_used_is_named_with_its_argument(where, name, value, came):
    function = getattr(siting, where)
    arguments = {"plans": [], "results": []} if where == "pick_robust" else given(function)
    with pytest.raises(InputError) as raised:
        function(**(arguments | {name: value}))
    assert SAID_OTHERWISE.get((where, name), name) in str(raised.value)
    assert came in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "came"),
    [
        pytest.param(name, value, came, id=f"{name}-{came}")
        for name, (_, values) in BAD_RULES.items()
        for value, came in values
    ],
)
def test_a_requirement_of_another_kind_is_named(name, value, came):
    with pytest.raises(InputError) as raised:
        Question(
            model=Model.MCLP,
            cost=COST,
            demand=DEMAND,
            service_radius=3,
            n_sites=1,
            requirements=Requirements(**(BAD_RULES[name][0] | {name: value})),
        )
    assert name in str(raised.value)
    assert came in str(raised.value)


@pytest.mark.parametrize(
    ("value", "came"), [("best", "'best'"), (None, "None"), (["mclp"], "['mclp']"), (3, "3")]
)
def test_a_model_that_is_none_is_told_which_there_are(value, came):
    with pytest.raises(InputError, match="model must be one of lscp, lscp_backup, mclp") as raised:
        Question(model=value, cost=COST, n_sites=1)
    assert came in str(raised.value)


@pytest.mark.parametrize(
    ("shares", "came"),
    [
        (lambda costs: costs + 2, "shares from 0 to 1, not 3"),
        (lambda costs: costs * np.nan, "nan"),
        (lambda costs: costs - 9, "not -8"),
        (lambda _: "half", "'half'"),
        (lambda _: [0.5, 0.5], "(2,)"),
        (lambda _: None, "None"),
    ],
)
def test_a_decay_that_gives_something_else_is_told_what_it_must_give(shares, came):
    with pytest.raises(InputError, match="decay must give") as raised:
        siting.solve_mclp(COST, DEMAND, service_radius=5, n_sites=1, decay=shares)
    assert came in str(raised.value)


@pytest.mark.parametrize("role", ["always", None, ["never"], 5])
def test_a_role_of_sites_is_one_of_four(role):
    found = siting.alternatives(MCLP)
    assert found.sites("must_have", MCLP) == ("c",)
    with pytest.raises(InputError, match="role must be one of must_have, optional, never, undecided, not"):
        found.sites(role, MCLP)


def test_budgets_of_a_frontier_are_numbers_that_rise():
    asked = MCLP.asked(n_sites=None, requirements=Requirements(**MONEY))
    for value, came in NUMBER_STEPS:
        with pytest.raises(InputError, match="budget") as raised:
            siting.frontier(asked, budgets=value)
        assert came in str(raised.value)


def test_no_argument_of_a_public_function_is_forgotten():
    functions = {name for name in siting.__all__ if inspect.isfunction(getattr(siting, name))}
    assert set(BAD) == functions
    for name in functions:
        assert set(BAD[name]) == set(inspect.signature(getattr(siting, name)).parameters), name
    assert set(BAD_RULES) == set(inspect.signature(Requirements).parameters)


NUMPY = {
    "site_cost": np.array([4, 5, 6], np.int32),
    "budget": np.int64(9),
    "group": np.array([7, 7, 8]),
    "group_min": np.int64(0),
    "group_max": {np.int64(7): np.uint8(1)},
    "min_spacing": np.float32(1),
    "site_distance": np.ones((3, 3), np.float32),
    "demand_group": np.array(["p", "p", "q"]),
    "min_coverage": {np.str_("p"): np.float32(0.25)},
    "capacity": np.array([50, 50, 50]),
    "split": np.True_,
    "existing": np.array(["a"]),
    "forbidden": np.array([], str),
}


def test_numbers_and_labels_of_numpy_ask_the_same_as_those_of_python():
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray | np.generic) else value
        for name, value in NUMPY.items()
    }
    ask = MCLP.asked
    first = siting.solve(ask(requirements=Requirements(**NUMPY)))
    second = siting.solve(ask(requirements=Requirements(**plain)))
    assert first.objective == second.objective
    assert first.open_sites == second.open_sites == ("a",)


def test_money_may_be_decimal_as_a_database_gives_it():
    rules = Requirements(site_cost=[Decimal(4), Decimal("5.5"), Decimal(6)], budget=Decimal("5.5"))
    assert siting.solve_mclp(COST, DEMAND, service_radius=3, requirements=rules).open_sites == ("b",)
