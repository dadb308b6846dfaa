"""Nearest site and share covered: worked examples, edges, refusals."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo_target import CostMatrix
from geo_target.access import (
    balanced_fca,
    cumulative,
    enhanced_two_step_fca,
    gravity,
    nearest,
    nearest_site,
    share_covered,
    three_step_fca,
    two_step_fca,
    unserved,
)
from geo_target.access.decay import gaussian
from geo_target.errors import InputError


def matrix(values):
    rows, columns = values.shape
    return CostMatrix(values, demand_ids=range(rows), site_ids=range(columns), unit="min")


DENSE = np.array([[4.0, 2.0, 2.0], [np.inf, np.inf, np.inf], [0.0, 1.0, np.inf]])
SPARSE = csr_array(([4.0, 2.0, 2.0, 0.0, 1.0], [0, 1, 2, 0, 1], [0, 3, 3, 5]), shape=(3, 3))


@pytest.mark.parametrize("values", [DENSE, SPARSE], ids=["dense", "sparse"])
def test_the_nearest_site_is_the_first_of_the_least_cost(values):
    assert nearest(matrix(values)).tolist() == [2.0, np.inf, 0.0]
    assert nearest_site(matrix(values)).tolist() == [1, -1, 0]


@pytest.mark.parametrize("values", [np.empty((2, 0)), csr_array((2, 0))], ids=["dense", "sparse"])
def test_without_sites_nothing_is_reached(values):
    assert nearest(matrix(values)).tolist() == [np.inf, np.inf]
    assert nearest_site(matrix(values)).tolist() == [-1, -1]


def test_share_covered_and_unserved_are_as_worked_out_by_hand():
    # docs/methods/share-covered.md, worked example
    share = share_covered([True, False, True, False], [300, 100, 400, 50], [0, 0, 0, 1])
    assert share.tolist() == [0.875, 0.0]
    assert unserved([64, 20], share).tolist() == [8.0, 20.0]


def test_where_nobody_lives_the_share_is_no_number_and_nobody_is_unserved():
    share = share_covered([True, True], [0, 5], [0, 2], n_groups=4)
    np.testing.assert_array_equal(share, [np.nan, np.nan, 1.0, np.nan])
    assert unserved([7, 7, 7, 7], share).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("covered", "population", "groups", "message"),
    [
        ([True], [1, 2], [0, 0], "covered must have 2 values, one a demand point, not 1"),
        ([True], [1], [0, 0], "population and groups must be of equal length, not 1 and 2"),
        ([True], [-1], [0], "population must be 0 or more"),
        ([True], [np.nan], [0], "population must be 0 or more"),
        ([True], [1], [3], "groups must be from 0 to 1, not from 3 to 3"),
    ],
)
def test_columns_that_do_not_fit_are_refused(covered, population, groups, message):
    with pytest.raises(InputError, match=message):
        share_covered(covered, population, groups, n_groups=2)


NEAR = {"demand_ids": "ab", "site_ids": "xy", "unit": "min", "cutoff": 10.0}


@pytest.mark.parametrize(
    "values", [[[5.0, np.inf]] * 2, csr_array([[5.0, 0.0]] * 2)], ids=["dense", "sparse"]
)
@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (lambda cost: cost.within(12), "radius"),
        (lambda cost: cumulative(cost, [1, 1], threshold=12), "the last limit of the bands"),
        (lambda cost: two_step_fca(cost, [1, 1], [1, 1], catchment=12), "catchment"),
        (
            lambda cost: enhanced_two_step_fca(cost, [1, 1], [1, 1], bands=[(5, 1), (12, 0.5)]),
            "the last limit",
        ),
        (lambda cost: balanced_fca(cost, [1, 1], [1, 1], catchment=12, decay=gaussian(5)), "catchment"),
    ],
)
def test_beyond_the_cutoff_nothing_is_quietly_out_of_reach(values, measure, name):
    message = f"^{name}.* must be at most 10 min, the cutoff .* not 12; make the costs with a larger cutoff"
    with pytest.raises(InputError, match=message):
        measure(CostMatrix(values, **NEAR))


def test_up_to_the_cutoff_and_without_a_limit_what_is_known_counts():
    cost = CostMatrix(csr_array([[5.0, 10.0]] * 2), **NEAR)
    assert cost.within(10).nnz == cost.within(np.inf).nnz == 4
    assert two_step_fca(cost, [1, 1], [1, 1], catchment=10).tolist() == [1, 1]
    assert gravity(cost, [1, 1], decay=gaussian(5)) == pytest.approx(2 * [np.exp(-0.5) + np.exp(-2)])


def test_compiled_bands_beyond_the_cutoff_are_refused_too():
    n = 500
    cost = CostMatrix(np.ones((n, n)), demand_ids=range(n), site_ids=range(n), unit="min", cutoff=10)
    with pytest.raises(InputError, match="the last limit of the bands must be at most 10 min"):
        three_step_fca(cost, np.ones(n), np.ones(n), bands=[(12, 1.0)])


@pytest.mark.parametrize("measure", [enhanced_two_step_fca, three_step_fca])
def test_bands_in_minutes_are_not_taken_for_metres(measure):
    near = {"values": [[15.0]], "demand_ids": "a", "site_ids": "x"}
    assert measure(CostMatrix(**near, unit="min"), [1], [2]).tolist() == [2]
    with pytest.raises(InputError, match="bands must be given for costs in m: the default ones are in min"):
        measure(CostMatrix(**near, unit="m"), [1], [2])
