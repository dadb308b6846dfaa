"""Sums of parts equal the whole: in doubles whatever the order, and in whole numbers as they are printed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_target.workflows.exact_sums import on_one_grid, shared_out

amounts = st.lists(st.one_of(st.just(0.0), st.floats(0, 1e9), st.floats(0, 1e-3)), max_size=40)


@given(amounts, st.randoms(use_true_random=False), st.integers(1, 7))
def test_the_parts_of_any_division_add_up_exactly_in_any_order(values, random, parts):
    held = on_one_grid(values).tolist()
    groups = [[] for _ in range(parts)]
    for value in held:
        random.choice(groups).append(value)
    random.shuffle(held)
    assert sum(sum(group) for group in groups) == sum(held) == math.fsum(held)


@given(amounts)
def test_no_value_moves_by_more_than_the_last_bit_of_the_total(values):
    total = math.fsum(values)
    held = on_one_grid(values).tolist()
    assert all(abs(a - b) <= math.ulp(2 * total) / 2 for a, b in zip(values, held, strict=True))
    assert sum(held) == pytest.approx(total, rel=1e-13)


@given(st.lists(st.integers(0, 10**6), max_size=30))
def test_whole_numbers_stay_as_they_are(values):
    assert on_one_grid(values).tolist() == values


@given(amounts)
def test_printed_parts_add_up_to_the_printed_whole_and_none_is_off_by_one_or_more(values):
    total = round(math.fsum(values))
    whole = shared_out(values, total)
    assert sum(whole) == total if values else whole == []
    assert all(abs(a - b) < 1 for a, b in zip(values, whole, strict=True))


def test_the_largest_remainders_are_rounded_up_and_equals_in_their_order():
    assert shared_out([1.4, 2.4, 3.2], 7) == [2, 2, 3]
    assert shared_out([0.5, 0.5], 1) == [1, 0]


@given(st.lists(st.lists(st.floats(0, 1e6), max_size=6), max_size=6))
def test_cities_add_up_to_provinces_and_these_to_the_country_as_printed(provinces):
    whole = round(math.fsum(math.fsum(cities) for cities in provinces))
    parts = shared_out([math.fsum(cities) for cities in provinces], whole)
    assert sum(parts) == whole or not provinces
    for cities, part in zip(provinces, parts, strict=True):
        printed = shared_out(cities, part)
        assert sum(printed) == part or not cities
        assert all(shown >= 0 for shown in printed)
