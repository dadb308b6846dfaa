"""Laws of the indices of inequality, against their definitions."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo_target.access.equity import concentration_index, fgt, gini, palma_ratio, theil_t, worst_tenth
from geo_target.errors import InputError

VALUES = st.integers(0, 1000)
rows = st.lists(st.tuples(VALUES, st.integers(0, 50), st.integers(0, 3)), min_size=1, max_size=12)


def columns(case):
    values, weights, groups = (np.array(column) for column in zip(*case, strict=True))
    assume((values * weights).sum() > 0)
    return values.astype(float), weights.astype(float), groups


@given(rows)
def test_gini_is_the_mean_difference_of_all_pairs_over_twice_the_mean(case):
    x, w, _ = columns(case)
    pairs = (w[:, None] * w[None] * np.abs(x[:, None] - x[None])).sum()
    mean = (x * w).sum() / w.sum()
    assert gini(x, w) == pytest.approx(pairs / (2 * w.sum() ** 2 * mean), abs=1e-12)


@given(st.integers(1, 200), st.floats(0.1, 1e6))
def test_gini_of_equal_shares_is_0_and_of_all_in_one_hand_is_1_less_1_nth(n, amount):
    assert gini(np.full(n, amount)) == pytest.approx(0, abs=1e-12)
    assert gini([amount] + [0.0] * (n - 1)) == pytest.approx(1 - 1 / n, abs=1e-12)


@given(rows)
def test_a_weight_is_as_many_people(case):
    x, w, g = columns(case)
    each, group = np.repeat(x, w.astype(int)), np.repeat(g, w.astype(int))
    assert gini(each) == pytest.approx(gini(x, w), abs=1e-12)
    assert fgt(each, 300) == pytest.approx(fgt(x, 300, w), abs=1e-12)
    assert theil_t(each, group).total == pytest.approx(theil_t(x, g, w).total, abs=1e-12)
    assert worst_tenth(each) == pytest.approx(worst_tenth(x, w), abs=1e-9)


@given(rows)
def test_ranked_by_itself_the_concentration_index_is_gini(case):
    x, w, _ = columns(case)
    assert concentration_index(x, x, w) == pytest.approx(gini(x, w), abs=1e-12)
    assert concentration_index(x, -x, w) == pytest.approx(-gini(x, w), abs=1e-12)


@given(rows)
def test_the_corrected_indices_are_the_plain_one_at_their_own_scale(case):
    x, w, g = columns(case)
    mean = (x * w).sum() / w.sum()
    plain = concentration_index(x, g, w)
    erreygers = concentration_index(x, g, w, kind="erreygers", bounds=(0, 1000))
    assert erreygers == pytest.approx(4 * mean * plain / 1000, abs=1e-12)
    if mean < 1000:
        wagstaff = concentration_index(x, g, w, kind="wagstaff", bounds=(0, 1000))
        assert wagstaff == pytest.approx(plain * 1000 / (1000 - mean), abs=1e-9)


@given(rows)
def test_theil_between_and_within_add_up_to_the_whole(case):
    x, w, g = columns(case)
    mean = (x * w).sum() / w.sum()
    whole = sum(n * v / mean * math.log(v / mean) for v, n in zip(x, w, strict=True) if v and n) / w.sum()
    held = theil_t(x, g, w)
    assert held.total == pytest.approx(whole, abs=1e-12)
    assert held.within >= -1e-12
    assert held.between >= -1e-12
    assert theil_t(x, np.zeros(len(x)), w).between == pytest.approx(0, abs=1e-12)


@given(rows, st.floats(0.001, 1000))
def test_no_index_of_shares_depends_on_the_unit(case, factor):
    x, w, g = columns(case)
    assert gini(x * factor, w) == pytest.approx(gini(x, w), abs=1e-9)
    assert theil_t(x * factor, g, w).total == pytest.approx(theil_t(x, g, w).total, abs=1e-9)


def test_fgt_counts_who_is_strictly_below_the_line():
    assert fgt([50, 100, 150], 100) == pytest.approx((1 / 3, 0.5 / 3, 0.25 / 3))


def test_palma_compares_the_richest_tenth_with_the_poorest_four():
    values = np.array([1.0] * 4 + [5.0] * 5 + [8.0])
    assert palma_ratio(values, np.arange(10)) == 8.0


@pytest.mark.parametrize("wrong", [[math.nan, 1.0], [-1.0, 2.0], [math.inf, 1.0], [0.0, 0.0]])
def test_what_is_no_amount_is_an_error(wrong):
    with pytest.raises(InputError, match="values"):
        gini(wrong)
    with pytest.raises(InputError, match="values"):
        theil_t(wrong, [0, 1])


def test_a_value_that_is_not_known_is_left_out_where_nobody_lives():
    assert gini([math.nan, 2.0, 2.0], [0, 1, 1]) == pytest.approx(0)
