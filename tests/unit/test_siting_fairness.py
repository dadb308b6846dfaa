"""Fairness where the solver's own shares are a millionth too large."""

import numpy as np

from geo_target import CostMatrix
from geo_target.siting import Limit, Question, solve_fairest

REACHES = (
    "0000100 0000100 0101001 0100000 1100001 0011000 0000100 "
    "0111001 0011000 1100001 0000000 0000100 0000100 1000010"
)
"""Of each of 14 places, which of 7 sites reach it."""
PEOPLE = [33, 15, 52, 42, 25, 40, 8, 11, 38, 39, 57, 8, 17, 33]
GROUPS = ["g0", "g0", "g2", "g2", "g4", "g0", "g3", "g3", "g0", "g4", "g3", "g3", "g4", "g0"]


def test_what_a_step_reached_is_kept_as_the_plan_has_it_not_as_the_solver_does():
    """With the solver's worst share kept, a fairer plan that covers more was cut off, and the other called optimal."""
    reach = np.array([[int(mark) for mark in row] for row in REACHES.split()])
    cost = CostMatrix(1.0 - reach, demand_ids=range(14), site_ids=range(7), unit="m")
    asked = Question(model="mclp", cost=cost, demand=PEOPLE, n_sites=2, service_radius=0.0)
    fair = solve_fairest(asked, GROUPS, Limit(60))
    assert str(fair.plan.status) == "optimal"
    assert fair.plan.open_sites == (1, 4)
    assert fair.plan.objective == 250
    assert fair.worst == fair.worst_bound
    assert fair.worst == max(fair.coverage.min(), 16 / 53)
