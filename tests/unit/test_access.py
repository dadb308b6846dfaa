"""Nearest site and share covered: worked examples, edges, refusals."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo_target import CostMatrix
from geo_target.access import nearest, nearest_site, share_covered, unserved
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
