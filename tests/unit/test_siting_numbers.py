"""Numbers that a question where to build takes, and those that it refuses in a sentence."""

import numpy as np
import pytest

from geo_target import CostMatrix
from geo_target.errors import InputError
from geo_target.siting import Limit, Model, Question, alternatives, equity_frontier, phases, solve

COST = CostMatrix([[1.0, 5.0, 9.0], [6.0, 2.0, 4.0]], demand_ids="ab", site_ids="xyz", unit="km")


def question(**changes):
    given = {"model": "mclp", "demand": [3, 4], "service_radius": 3, "n_sites": 1}
    return Question(cost=COST, **(given | changes))


def test_numbers_of_numpy_are_numbers():
    asked = question(service_radius=np.int64(3), n_sites=np.int32(1), n_covers=np.int8(1))
    assert solve(asked).objective == solve(question()).objective == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n_sites": np.nan}, "n_sites must be a whole number, not nan"),
        ({"n_sites": np.inf}, "n_sites must be a whole number, not inf"),
        ({"n_sites": "two"}, "n_sites must be a whole number, not 'two'"),
        ({"n_sites": True}, "n_sites must be a whole number, not True"),
        ({"n_covers": np.nan}, "n_covers must be a whole number of 1 or more"),
        ({"service_radius": "far"}, "service_radius must be 0 km or more, not 'far'"),
        ({"model": "best"}, "model must be one of lscp, .*not 'best'"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(changes, said):
    with pytest.raises(InputError, match=said):
        question(**changes)


def test_time_that_is_used_up_is_no_wrong_input():
    def spent():
        limit = Limit(1e-9)
        while not limit.over():
            pass
        return limit

    asked = question()
    assert alternatives(asked, 0.1, limit=spent()) is not None
    assert len(phases(asked, [1, 2], spent()).plans) == 2
    assert equity_frontier(asked, ["p", "q"], limit=spent())
    assert asked.model is Model.MCLP


@pytest.mark.parametrize("model", ["p_median", "mclp", "partial"])
def test_plans_that_differ_by_less_than_a_billionth_are_told_apart(model):
    random = np.random.default_rng(0)

    def best(length, people, n_sites):
        cost = CostMatrix(costs * length, demand_ids=range(12), site_ids=range(7), unit="s")
        given = {} if model == "p_median" else {"service_radius": 0.4 * length}
        if model == "partial":
            given["decay"] = lambda values: np.exp(-20 - 5 * values / length)
        name = "p_median" if model == "p_median" else "mclp"
        asked = Question(model=name, cost=cost, demand=demand * people, n_sites=n_sites, **given)
        return solve(asked).open_sites

    for n_sites in [1, 2, 3, 4] * 15:
        costs, demand = random.random((12, 7)), random.random(12)
        assert best(2.0**-20, 2.0**-30, n_sites) == best(2.0**20, 2.0**30, n_sites)
