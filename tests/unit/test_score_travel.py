"""Travel costs in the place of straight lines: what is nearest and within reach is by cost over the threshold."""

import numpy as np
import pytest

from geo_target.errors import InputError
from geo_target.impedance import od_costs, straight_line
from geo_target.profile import DEMANDS, SERVICES, load_profile
from geo_target.workflows.service_inputs import DemandPoints, Facilities, Neighbourhoods
from geo_target.workflows.service_scores import score_services
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
    with pytest.raises(InputError, match="over 0 min and finite, not 0"):
        Travel(COST, 0.0)


def test_scoring_by_travel_costs_that_are_straight_lines_is_scoring_by_straight_lines():
    rng, profile, n = np.random.default_rng(1), load_profile(), 6
    box = ([59.5, 36.2], [59.7, 36.4])
    points = DemandPoints(rng.uniform(*box, (40, 2)), rng.integers(1, 500, 40), rng.integers(0, n, 40))
    kinds = [kind for name in SERVICES for kind in profile.services[name].kinds] * 3
    sites = Facilities(rng.uniform(*box, (len(kinds), 2)), np.array(kinds), rng.uniform(1, 500, len(kinds)))
    demand = {name: rng.integers(1, 900, n) for name in DEMANDS}
    areas = Neighbourhoods(tuple("abcdef"), np.full(n, 1e5), demand, rng.random(n))
    travels = {}
    for name in SERVICES:
        offered = np.isin(sites.kinds, profile.services[name].kinds)
        cost = straight_line(points.lonlat, sites.lonlat[offered])
        travels[name] = Travel(cost, float(profile.radii_m(name, areas.city_population)[0]))
    plain = score_services(areas, points, sites, profile, every_measure=True)
    travelled = score_services(areas, points, sites, profile, every_measure=True, travels=travels)
    for name in SERVICES:
        one, other = plain.services[name], travelled.services[name]
        np.testing.assert_allclose(other.priority, one.priority, rtol=1e-9)
        for measure, found in one.measures.items():
            np.testing.assert_allclose(other.measures[measure].value, found.value, rtol=1e-6)


def test_costs_to_none_one_or_all_of_the_facilities_are_read_as_they_are():
    for pairs in ([], [("b", "x", 0.0)], [("a", "x", 5.0), ("b", "y", 40.0)]):
        origins, sites, costs = zip(*pairs, strict=True) if pairs else ((), (), ())
        cost = od_costs(origins, sites, costs, demand_ids=["a", "b", "c"], site_ids=["x", "y"], unit="min")
        near = Travel(cost, 20.0).relative(np.inf)
        assert near.nnz == len(pairs)
        assert near.sum() == pytest.approx(sum(costs) / 20.0)
