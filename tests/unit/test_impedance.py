"""Straight lines: dense without a cutoff, sparse with one, the same costs in both."""

import numpy as np
import pytest

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.impedance import geodesic, straight_line

DEMAND = [[59.60, 36.30], [59.65, 36.30], [51.4, 35.7]]
SITES = [[59.60, 36.30], [59.62, 36.31]]


def test_without_a_cutoff_every_pair_is_stored_in_metres():
    cost = straight_line(DEMAND, SITES, demand_ids=["a", "b", "c"], site_ids=["x", "y"])
    assert cost.unit == "m"
    assert not cost.is_sparse
    assert cost.demand_ids == ("a", "b", "c")
    assert cost.values[1, 0] == geodesy.geodesic_m(DEMAND[1], SITES[0])[0]
    assert cost.values[0, 0] == 0


def test_a_detour_lengthens_every_journey():
    plain, winding = straight_line(DEMAND, SITES), straight_line(DEMAND, SITES, detour_factor=1.3)
    np.testing.assert_allclose(winding.values, 1.3 * plain.values)


@pytest.mark.parametrize("pairs_at_a_time", [1, 4, 5])
def test_each_row_is_measured_whatever_goes_in_one_go(monkeypatch, pairs_at_a_time):
    factor = [1.0, 1.1, 1.2]
    whole = straight_line(DEMAND, SITES, detour_factor=factor).values
    monkeypatch.setattr(geodesic, "_PAIRS", pairs_at_a_time)
    np.testing.assert_array_equal(straight_line(DEMAND, SITES, detour_factor=factor).values, whole)
    for row, one in enumerate(DEMAND):
        measured = [geodesy.geodesic_m(one, site)[0] * factor[row] for site in SITES]
        np.testing.assert_array_equal(whole[row], measured)


@pytest.mark.parametrize("factor", [1.0, 1.3])
def test_a_cutoff_keeps_what_costs_at_most_that_the_cutoff_included(factor):
    dense = straight_line(DEMAND, SITES, detour_factor=factor).values
    cutoff = float(dense[1, 0])
    cost = straight_line(DEMAND, SITES, cutoff_m=cutoff, detour_factor=factor)
    assert cost.is_sparse
    assert cost.values.nnz == np.count_nonzero(dense <= cutoff) == 4
    assert cost.values[1, 0] == cutoff
    shorter = straight_line(DEMAND, SITES, cutoff_m=np.nextafter(cutoff, 0), detour_factor=factor)
    assert shorter.values.nnz == 3


def test_no_demand_or_no_sites_is_an_empty_matrix():
    assert straight_line([], SITES).shape == (0, 2)
    assert straight_line(DEMAND, [], cutoff_m=5).shape == (3, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"detour_factor": 0.9}, "detour_factor must be 1 or more, not 0.9"),
        ({"detour_factor": float("inf")}, "detour_factor must be 1 or more, not inf"),
        ({"cutoff_m": -1}, "radius must be 0 metres or more, not -1"),
        ({"demand_ids": ["a"]}, "demand_ids must name each row"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        straight_line(DEMAND, SITES, **options)
