"""Every area is in exactly one class of the legend, and the legend says how many."""

import itertools
import math
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo_target.legend import MEASURES, UNITS, classify

HIGHEST = {"priority": 100.0, "coverage": 1.0, "unserved": 5_000_000.0}


def areas():
    def with_values(measure):
        value = st.one_of(st.none(), st.just(math.nan), st.floats(0, HIGHEST[measure]))
        return st.tuples(st.just(measure), st.lists(value, max_size=60))

    return st.sampled_from(sorted(MEASURES)).flatmap(with_values)


@given(areas())
def test_counts_add_up_to_the_number_of_areas(measured):
    measure, values = measured
    legend = classify(values, measure)
    assert sum(c.count for c in legend.classes) + legend.no_data.count == len(values)


@given(areas())
def test_every_value_lies_in_its_class(measured):
    measure, values = measured
    legend = classify(values, measure)
    for value, index in zip(values, legend.class_of, strict=True):
        if value is None or math.isnan(value):
            assert index is None
        else:
            held = legend.classes[index]
            assert held.lower - 1e-8 <= value <= held.upper + 1e-8
            assert value < held.upper or index == len(legend.classes) - 1


@given(areas())
def test_classes_rise_without_a_gap(measured):
    measure, values = measured
    classes = classify(values, measure).classes
    for one, following in itertools.pairwise(classes):
        assert one.lower < one.upper == following.lower
    assert len({c.label_en for c in classes}) == len(classes) <= 5


@given(areas(), st.randoms())
@example(("priority", [0.0, 1e-09]), random.Random(0))
def test_the_order_of_the_areas_does_not_matter(measured, shuffler):
    measure, values = measured
    shuffled = shuffler.sample(values, len(values))
    assert classify(values, measure).classes == classify(shuffled, measure).classes


def test_coverage_is_always_in_fifths_of_everybody():
    legend = classify([0.0, 0.2, 0.5, 1.0, None], "coverage")
    assert [c.count for c in legend.classes] == [1, 1, 1, 0, 1]
    assert [c.label_en for c in legend.classes] == ["0–20%", "20–40%", "40–60%", "60–80%", "80–100%"]
    assert legend.classes[0].label_fa == "۰ تا ۲۰٪"
    assert legend.no_data.count == 1
    assert legend.no_data.label_fa == "بدون داده"


def test_breaks_are_round_numbers():
    legend = classify([3, 14, 1500, 2700, 4100, 5200, 6900, 7400, 8800, 9600], "unserved")
    edges = [c.lower for c in legend.classes] + [legend.classes[-1].upper]
    assert edges == [0, 2000, 4000, 6000, 8000, 10000]
    assert legend.classes[-1].label_fa == "۸٬۰۰۰ تا ۱۰٬۰۰۰"


def test_areas_that_are_all_alike_are_one_class():
    assert [c.count for c in classify([100.0, 100.0], "priority").classes] == [2]
    assert [(c.lower, c.upper) for c in classify([100.0], "priority").classes] == [(99, 100)]


def test_no_area_at_all_still_has_a_legend():
    legend = classify([], "priority")
    assert legend.classes == ()
    assert legend.no_data.count == 0


def test_every_measure_has_a_unit_in_both_languages():
    assert UNITS.keys() == MEASURES.keys()


@pytest.mark.parametrize(
    ("values", "measure"),
    [([101.0], "priority"), ([-1.0], "unserved"), ([1.5], "coverage"), ([math.inf], "unserved")],
)
def test_a_value_outside_its_measure_is_refused(values, measure):
    with pytest.raises(ValueError, match=f"a value of {measure} must be from 0"):
        classify(values, measure)


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="measure must be one of"):
        classify([1.0], "beauty")


def test_a_silly_number_of_classes_is_refused():
    with pytest.raises(ValueError, match="n_classes must be from 2 to 9, not 40"):
        classify([1.0], "priority", n_classes=40)
