"""Priorities: the worked example, the ends of the scale, ties."""

from dataclasses import replace

import numpy as np
import pytest

from geo_target.errors import InputError
from geo_target.profile import PriorityWeights, load_profile
from geo_target.targeting import combine, overall_priority, rank, service_priority

WEIGHTS = PriorityWeights(gap=0.4, distance=0.2, size=0.2, deprivation=0.2, distance_cap=3.0)
NOBODY_WAITS = {"share_covered": 1.0, "nearest_m": 0.0, "unserved": 0.0, "deprivation": 0.0}


def country(first, *, demand):
    """Areas of which only the first has needs; all have a demand, which is what size is measured against."""
    columns = {name: np.full(len(demand), value) for name, value in NOBODY_WAITS.items()}
    for name, value in first.items():
        columns[name][0] = value
    return {**columns, "demand": demand, "radius_m": np.full(len(demand), 3000.0), "weights": WEIGHTS}


def test_a_priority_is_as_worked_out_by_hand():
    # docs/methods/priority.md, worked example: the 95th percentile of these 21 demands is 1,000
    demand = np.array([800.0] * 19 + [1000.0, 5000.0])
    first = {"share_covered": 0.25, "nearest_m": 4500.0, "unserved": 600.0, "deprivation": 0.7}
    priorities = service_priority(**country(first, demand=demand))
    assert priorities[0] == 66.0
    assert (priorities[1:] == 0).all()


def test_a_geometric_priority_is_as_worked_out_by_hand_and_ends_where_the_scale_ends():
    # docs/methods/priority.md, worked example
    demand = np.array([800.0] * 19 + [1000.0, 5000.0])
    first = {"share_covered": 0.25, "nearest_m": 4500.0, "unserved": 600.0, "deprivation": 0.7}
    geometric = {"weights": replace(WEIGHTS, aggregation="geometric")}
    priorities = service_priority(**(country(first, demand=demand) | geometric))
    assert priorities[0] == pytest.approx(65.25, abs=0.005)
    assert (priorities[1:] == 0).all()
    worst = {"share_covered": 0.0, "nearest_m": np.inf, "unserved": 9.0, "deprivation": 1.0}
    assert service_priority(**(country(worst, demand=np.array([9.0, 9.0])) | geometric)).tolist() == [100, 0]


def test_the_geometric_mean_is_never_above_the_arithmetic_one():
    parts = list(np.random.default_rng(1).uniform(size=(4, 1000)))
    shares = [0.4, 0.2, 0.2, 0.2]
    means = [combine(parts, shares, aggregation=name) for name in ("geometric", "arithmetic")]
    assert (means[0] <= means[1] + 1e-12).all()
    with pytest.raises(InputError, match="aggregation must be arithmetic or geometric, not harmonic"):
        combine(parts, shares, aggregation="harmonic")


def test_the_scale_ends_at_nothing_missing_and_everything_missing():
    worst = {"share_covered": 0.0, "nearest_m": np.inf, "unserved": 9.0, "deprivation": 1.0}
    assert service_priority(**country(worst, demand=np.array([9.0, 9.0]))).tolist() == [100.0, 0.0]


def test_where_no_facility_is_distance_counts_in_full_and_where_nobody_lives_nothing_does():
    unreachable = {"nearest_m": np.inf}
    assert service_priority(**country(unreachable, demand=np.array([0.0])))[0] == 20.0
    nobody = {"share_covered": np.nan, "deprivation": 1.0}
    assert service_priority(**country(nobody, demand=np.array([0.0])))[0] == 0.0


def test_no_areas_have_no_priorities():
    assert service_priority(**country({}, demand=np.array([]))).tolist() == []
    assert rank([], []).tolist() == []


def test_the_overall_priority_is_the_weighted_mean_of_the_services():
    overall = overall_priority(
        {"training": [80.0, 0], "placement": [40.0, 100]}, {"placement": 0.25, "training": 0.75}
    )
    assert overall.tolist() == [70.0, 25.0]


def test_the_highest_priority_ranks_first_and_the_lower_code_wins_a_tie():
    assert rank([5.0, 9.0, 5.0, 5.0], ["N2", "N9", "N1", "N3"]).tolist() == [3, 1, 2, 4]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rank([1.0], ["a", "b"]), "codes must name each of the 1 areas, not 2"),
        (lambda: rank([1.0, 2.0], ["a", "a"]), "codes must be unique"),
        (lambda: overall_priority({"a": [1]}, {"b": 1.0}), "weights must be given for"),
        (lambda: overall_priority({"a": [1], "b": [1, 2]}, {"a": 0.5, "b": 0.5}), "equal length"),
        (lambda: service_priority(**country({"deprivation": 2.0}, demand=np.array([1.0]))), "from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_the_built_in_weights_are_those_of_the_worked_example():
    assert load_profile().priority == WEIGHTS
