"""Every index has a value, or says why it has none; never a quiet 0 and never NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.access import equity
from geo_target.workflows.equity_indices import INDICES, REASONS, Spread, indices_of

values = st.one_of(st.just(float("nan")), st.just(0.0), st.just(1.0), st.floats(0, 1))
areas = st.lists(st.tuples(values, st.integers(0, 90), st.floats(0, 1), st.sampled_from("pqr")), max_size=12)


def spread_of(rows, **changed):
    x, w, rank, groups = zip(*rows, strict=True) if rows else ((), (), (), ())
    held = {
        "values": np.array(x, float),
        "weights": np.array(w, float),
        "deprivation": np.array(rank, float),
        "groups": np.array(groups, str),
        "upper": 1.0,
        "line": 1.0,
    }
    return Spread(**{**held, **changed})


@given(areas)
def test_an_index_has_a_finite_value_or_says_why_not(rows):
    found = indices_of(spread_of(rows))
    assert set(found.values) == set(INDICES)
    for name, value in found.values.items():
        assert (value is None) <= (name in found.states), name
        assert value is None or np.isfinite(value), name
    assert set(found.states.values()) <= set(REASONS)
    beside = {
        found.states[name]
        for name, value in found.values.items()
        if value is not None and name in found.states
    }
    assert beside <= {"everyone_equal"}


@given(areas)
def test_the_unknown_is_left_out_where_nobody_is_and_counted_and_stops_all_where_somebody_is(rows):
    found = indices_of(spread_of(rows))
    nan = [np.isnan(x) for x, *_ in rows]
    assert found.left_out == sum(n and not row[1] for n, row in zip(nan, rows, strict=True))
    assert found.missing == sum(n and row[1] > 0 for n, row in zip(nan, rows, strict=True))
    if found.missing:
        assert set(found.states.values()) == {"value_missing"}
        assert set(found.values.values()) == {None}
    else:
        known = [row for row, n in zip(rows, nan, strict=True) if not n]
        if known:
            assert indices_of(spread_of(known)).values == found.values


@given(areas)
def test_with_the_line_at_the_target_fgt_1_is_the_share_that_is_unserved(rows):
    found = indices_of(spread_of([row for row in rows if not np.isnan(row[0])]))
    if found.values["fgt1"] is not None:
        assert found.values["fgt1"] == pytest.approx(1 - found.mean, abs=1e-12)


@given(areas)
def test_theil_within_and_between_are_the_whole(rows):
    found = indices_of(spread_of(rows)).values
    if found["theil"] is not None:
        assert found["theil_within"] + found["theil_between"] == pytest.approx(found["theil"], abs=1e-12)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], "no_neighbourhoods"),
        ([(0.5, 0, 0.1, "p")], "no_demand"),
        ([(0.5, 3, 0.1, "p")], "single_neighbourhood"),
        ([(0.5, 3, 0.1, "p"), (0.2, 0, 0.4, "p")], "single_neighbourhood"),
        ([(0.0, 3, 0.1, "p"), (0.0, 4, 0.4, "q")], "all_zero"),
        ([(float("nan"), 3, 0.1, "p"), (0.2, 5, 0.4, "p")], "value_missing"),
        ([(0.25, 3, 0.1, "p"), (0.25, 4, 0.4, "q")], "everyone_equal"),
    ],
)
def test_what_cannot_be_judged_is_a_state(rows, state):
    assert indices_of(spread_of(rows)).states["gini"] == state


def test_equals_have_a_gini_of_exactly_0_and_it_is_said():
    found = indices_of(spread_of([(0.1, 3, 0.1, "p"), (0.1, 7, 0.4, "q")]))
    assert found.values["gini"] == 0.0
    assert found.values["concentration_wagstaff"] == 0.0
    at_bound = indices_of(spread_of([(1.0, 3, 0.1, "p"), (1.0, 7, 0.4, "q")]))
    assert at_bound.states["concentration_wagstaff"] == "at_bound"
    assert at_bound.values["concentration_wagstaff"] is None


def test_a_measure_without_a_bound_or_a_line_says_so_and_of_a_cost_the_worst_tenth_is_the_farthest():
    rows = [(1.0, 9, 0.1, "p"), (8.0, 1, 0.4, "q")]
    found = indices_of(spread_of(rows, upper=None, line=None, is_cost=True))
    assert found.states["concentration_erreygers"] == "no_bounds"
    assert found.states["fgt0"] == "no_line"
    assert found.values["worst_tenth"] == 8.0


counts = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 9), st.integers(0, 20)), min_size=1, max_size=9
)


@settings(deadline=None)  # the first call of a quantile is slow
@given(counts)
def test_the_groups_of_the_palma_ratio_are_those_of_the_people_one_by_one(rows):
    """Against R's quantile of type 7 on each person, which Hmisc's weighted quantile is where weights are people."""
    _, w, income = (np.array(column, float) for column in zip(*rows, strict=True))
    each = np.repeat(income, w.astype(int))
    low, high = np.quantile(each, [0.4, 0.9])
    poor, rich = equity.palma_groups(income, w)
    assert (poor == (income <= low + 1e-9)).all()
    assert (rich == (income > high + 1e-9)).all()
