"""The worked examples of ``docs/methods``: numbers found by hand, and the library's answer to them."""

import math

import numpy as np
import pytest

from geo_target import CostMatrix
from geo_target.access import (
    balanced_fca,
    cumulative,
    enhanced_two_step_fca,
    gravity,
    modified_two_step_fca,
    three_step_fca,
    two_step_fca,
)
from geo_target.access.decay import gaussian, linear, step
from geo_target.access.equity import concentration_index, fgt, gini, palma_ratio, theil_t, worst_tenth
from geo_target.access.rational_agent import raam_equilibrium
from geo_target.errors import InputError
from geo_target.profile import PriorityWeights
from geo_target.targeting.sensitivity import Areas, Draws, NearSites, rank_spread

# docs/methods/floating-catchment.md
COST = CostMatrix(
    np.array([[5.0, 25.0], [15.0, 15.0], [30.0, 10.0]]), demand_ids="ABC", site_ids=[1, 2], unit="min"
)
PEOPLE, SUPPLY = [100, 200, 300], [6, 28]
BANDS = [(10, 1.0), (20, 0.5)]


def test_what_is_within_reach_is_counted_in_full_or_by_its_decay():
    assert cumulative(COST, SUPPLY, threshold=20).tolist() == [6, 34, 28]
    assert gravity(COST, SUPPLY, decay=linear(20)) == pytest.approx([4.5, 8.5, 14])


@pytest.mark.parametrize(
    ("found", "by_hand", "given_out"),
    [
        (two_step_fca(COST, PEOPLE, SUPPLY, catchment=20), [0.02, 0.076, 0.056], 34),
        (enhanced_two_step_fca(COST, PEOPLE, SUPPLY, bands=BANDS), [0.03, 0.05, 0.07], 34),
        (
            modified_two_step_fca(COST, PEOPLE, SUPPLY, catchment=20, decay=step(BANDS)),
            [0.03, 0.025, 0.07],
            29,
        ),
        (three_step_fca(COST, PEOPLE, SUPPLY, bands=BANDS), [0.04, 0.03, 0.08], 34),
    ],
    ids=["2SFCA", "E2SFCA", "M2SFCA", "3SFCA"],
)
def test_supply_per_person_and_what_is_given_out(found, by_hand, given_out):
    assert found == pytest.approx(by_hand)
    assert found @ PEOPLE == pytest.approx(given_out)


def test_the_balanced_levels_add_up_over_points_and_so_depend_on_how_points_are_cut():
    found = balanced_fca(COST, PEOPLE, SUPPLY, catchment=20)
    assert found == pytest.approx([0.015, 0.05, 0.035])
    assert found.sum() == pytest.approx(0.03 + 0.07)

    cut = CostMatrix(COST.values[[0, 0, 1, 2]], demand_ids="aABC", site_ids=[1, 2], unit="min")
    assert balanced_fca(cut, [50, 50, 200, 300], SUPPLY, catchment=20)[:2] == pytest.approx([0.01, 0.01])


def test_weights_of_half_the_size_compare_the_same_and_lose_half_in_the_modified_measure():
    half = [(limit, weight / 2) for limit, weight in BANDS]
    assert enhanced_two_step_fca(COST, PEOPLE, SUPPLY, bands=half) == pytest.approx([0.03, 0.05, 0.07])
    lost = modified_two_step_fca(COST, PEOPLE, SUPPLY, catchment=20, decay=step(half))
    assert lost @ PEOPLE == pytest.approx(29 / 2)


def test_fifty_people_go_to_the_other_site_until_nobody_gains():
    # docs/methods/rational-agent.md
    cost = CostMatrix(np.array([[0.0, 10.0], [10.0, 0.0]]), demand_ids="AB", site_ids=[1, 2], unit="min")
    held = raam_equilibrium(cost, [300, 100], [1, 1], tau=20, tolerance=1e-9)
    assert held.load == pytest.approx([250, 150])
    assert held.access_cost == pytest.approx([1.25, 0.75])
    assert held.objective == pytest.approx(237.5)
    assert held.access_cost @ [300, 100] == pytest.approx(450)


@pytest.mark.parametrize("tolerance", [0.5, 0.1, 0.01])
def test_the_objective_lies_above_its_minimum_by_no_more_than_the_gap_of_what_all_pay(tolerance):
    cost = CostMatrix(np.array([[0.0, 10.0], [10.0, 0.0]]), demand_ids="AB", site_ids=[1, 2], unit="min")
    held = raam_equilibrium(cost, [300, 100], [1, 1], tau=20, tolerance=tolerance)
    paid = held.access_cost @ [300, 100]
    assert held.objective - 237.5 <= held.gap * paid + 1e-9
    assert held.objective <= paid <= 2 * held.objective


# docs/methods/equity.md
ACCESS, HEADS = [1, 2, 6], [4, 5, 1]
DEPRIVATION, INCOME, PROVINCE = [0.5, 0.9, 0.1], [10, 20, 30], ["P", "Q", "Q"]


def test_access_is_unequal_and_the_deprived_have_less():
    assert gini(ACCESS, HEADS) == pytest.approx(0.3)
    assert concentration_index(ACCESS, DEPRIVATION, HEADS) == pytest.approx(-0.1)
    bounded = {"wagstaff": -0.125, "erreygers": -0.08}
    for kind, by_hand in bounded.items():
        found = concentration_index(ACCESS, DEPRIVATION, HEADS, kind=kind, bounds=(0, 10))
        assert found == pytest.approx(by_hand)


def test_theil_falls_into_what_lies_between_provinces_and_within_them():
    held, two, three = theil_t(ACCESS, PROVINCE, HEADS), math.log(2), math.log(3)
    exact = [0.3 * three - 0.2 * two, 1.4 * two - 0.8 * three, 1.1 * three - 1.6 * two]
    assert [held.total, held.between, held.within] == pytest.approx(exact)
    assert [held.total, held.between, held.within] == pytest.approx([0.190954, 0.091516, 0.099438], abs=5e-7)


def test_the_ends_of_the_scale():
    assert palma_ratio(ACCESS, INCOME, HEADS) == pytest.approx(6)
    assert fgt(ACCESS, 2, HEADS) == pytest.approx((0.4, 0.2, 0.1))
    assert worst_tenth(ACCESS, HEADS) == pytest.approx(1)


def test_the_richest_tenth_is_above_the_quantile_and_may_be_nobody():
    with pytest.raises(InputError, match="no upper tenth"):
        palma_ratio(ACCESS, INCOME, [4, 4, 2])


# docs/methods/sensitivity.md: B's second half of people, and in the first case A, are far from all.
FAR = 1e6
ONLY_GAP = PriorityWeights(gap=1.0, distance=0.0, size=0.0, deprivation=0.0, distance_cap=3.0)


def first_of_two(away_m, deprivation, weights, draws, *, site_error_m=0.0):
    """Rank A (one point) and B (two), whose points lie so far east of a facility of their own; only A's is moved."""
    areas = Areas(
        codes=("A", "B"),
        deprivation=np.array(deprivation),
        demand_error=np.zeros(2),
        population=np.array([100.0, 50.0, 50.0]),
        starts=np.array([0, 1, 3]),
    )
    service = NearSites(
        east_m=np.array(away_m)[:, None],
        north_m=np.zeros((3, 1)),
        site=np.array([[0], [1], [1]]),
        site_error_m=np.array([site_error_m, 0.0]),
        radius_m=np.full(2, 1000.0),
        demand=np.full(2, 100.0),
        weight=1.0,
    )
    return rank_spread(areas, {"training": service}, weights, draws=draws, top_k=1)["training"]


def test_with_even_weights_the_gap_outweighs_a_deprivation_of_a_third_three_times_in_four():
    weights = PriorityWeights(gap=0.5, distance=0.0, size=0.0, deprivation=0.5, distance_cap=3.0)
    draws = Draws(count=10_000, weight_concentration=2.0, radius_error=0.0)
    held = first_of_two([FAR, 0.0, 0.0], [0.0, 1 / 3], weights, draws)
    assert held.in_top == pytest.approx([0.75, 0.25], abs=0.02)
    assert (held.low.tolist(), held.median.tolist(), held.high.tolist()) == ([1, 1], [1, 2], [2, 2])


def test_a_facility_one_standard_error_beyond_the_radius_covers_as_often_as_a_normal_exceeds_one():
    draws = Draws(count=10_000, radius_error=0.1)
    held = first_of_two([1000 * math.exp(0.1), 0.0, FAR], [0.0, 0.0], ONLY_GAP, draws)
    assert held.in_top == pytest.approx([0.8413, 0.1587], abs=0.02)
    assert (held.low.tolist(), held.median.tolist(), held.high.tolist()) == ([1, 1], [1, 2], [2, 2])


def test_a_place_drawn_about_a_point_leaves_its_radius_as_often_as_rayleigh_says():
    draws = Draws(count=10_000, radius_error=0.0)
    held = first_of_two([0.0, 0.0, FAR], [0.0, 0.0], ONLY_GAP, draws, site_error_m=500.0)
    assert held.in_top == pytest.approx([0.1353, 0.8647], abs=0.02)
    assert (held.low.tolist(), held.median.tolist(), held.high.tolist()) == ([1, 1], [2, 1], [2, 2])


def test_published_example_of_2sfca_with_a_gaussian():
    """Reproduce the example in the description of the Python package sdc-catchment (PyPI)."""
    cost = CostMatrix([[0, 2], [1, 1], [2, 0]], demand_ids="abc", site_ids="xy", unit="1")
    access = two_step_fca(cost, [100] * 3, [10] * 2, catchment=2, decay=gaussian(1))
    assert access.round(6).tolist() == [0.065179, 0.069641, 0.065179]


def test_published_examples_of_2sfca_and_3sfca():
    """Reproduce the tests of the R package fca 0.1.0 (CRAN): p = 1:4, s = 1:6, weights 1:24 by column."""
    weights = np.arange(1.0, 25.0).reshape(4, 6)
    cost = CostMatrix(25 - weights, demand_ids=range(4), site_ids=range(6), unit="1")
    bands = [(25.0 - weight, float(weight)) for weight in range(24, 0, -1)]
    people, offered = np.arange(1, 5), np.arange(1, 7)
    assert two_step_fca(cost, people, offered, catchment=24) == pytest.approx([2.1] * 4)
    found = three_step_fca(cost, people, offered, bands=bands)
    assert found.round(7).tolist() == [0.6686168, 1.3565093, 2.0921208, 2.8355005]


def test_published_examples_of_2sfca_e2sfca_and_3sfca_with_bands():
    """Reproduce the example that the R package catchment tests itself with, worked out by hand from its formulas.

    Weights of E2SFCA: a 1, 0.22; b 0.68, 1; c 0.68, 0.68. Then R = 5 / 45.8 and 10 / 45.1.
    """
    cost = CostMatrix([[5, 55], [35, 15], [40, 25]], demand_ids="abc", site_ids="xy", unit="min")
    people, offered, bands = [5, 10, 50], [5, 10], [(20, 1.0), (40, 0.68), (60, 0.22)]
    plain = two_step_fca(cost, people, offered, catchment=30)
    assert plain == pytest.approx([5 / 5, 10 / 60, 10 / 60])
    enhanced = enhanced_two_step_fca(cost, people, offered, bands=bands)
    assert enhanced.round(6).tolist() == [0.157951, 0.295965, 0.225012]
    choice = [[1 / 1.22, 0.22**2 / 1.22], [0.68**2 / 1.68, 1 / 1.68], [0.34, 0.34]]
    supply = 5 / (5 / 1.22 + 4.624 / 1.68 + 17), 10 / (0.242 / 1.22 + 10 / 1.68 + 17)
    by_hand = [first * supply[0] + second * supply[1] for first, second in choice]
    assert three_step_fca(cost, people, offered, bands=bands) == pytest.approx(by_hand)
