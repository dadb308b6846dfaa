"""Travel costs in the place of straight lines: what is nearest and within reach is by cost over the threshold."""

import numpy as np
import pytest

from geo_target.errors import InputError
from geo_target.impedance import od_costs
from geo_target.workflows.service_travel import Travel

COST = od_costs(
    ["a", "a", "b"],
    ["x", "y", "y"],
    [20.0, 10.0, 31.0],
    demand_ids=["a", "b", "c"],
    site_ids=["x", "y"],
    unit="min",
)


def test_the_nearest_is_the_cheapest_and_the_threshold_is_the_radius():
    nearest = Travel(COST, 20.0).nearest(np.array([1000.0, 1000.0, 1000.0]))
    assert nearest.site.tolist() == [1, 1, -1]
    assert nearest.distance_m.tolist() == [500, 1550, np.inf]


def test_within_reach_is_up_to_the_threshold_itself_included():
    assert Travel(COST, 20.0).relative(1.0).toarray().tolist() == [[1.0, 0.5], [0, 0], [0, 0]]


def test_a_threshold_of_nothing_is_refused():
    with pytest.raises(InputError, match="over 0 min, not 0"):
        Travel(COST, 0.0)
