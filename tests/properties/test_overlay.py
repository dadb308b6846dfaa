"""Laws of criteria laid over one another, and of the best cells."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.errors import InputError
from geo_target.suitability import best_cells, overlay, rescale_linear, rescale_table

SCORES = st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), min_size=12, max_size=12)


def stack(draws, count):
    return [np.array(draws[number]).reshape(3, 4) for number in range(count)]


@settings(deadline=None)
@given(st.lists(SCORES, min_size=2, max_size=4), st.data(), st.sampled_from(["arithmetic", "geometric"]))
def test_the_score_lies_between_its_criteria_and_only_proportions_of_weights_count(draws, data, aggregation):
    layers = stack(draws, len(draws))
    weights = data.draw(st.lists(st.floats(0.01, 5), min_size=len(layers), max_size=len(layers)))
    score = overlay(layers, weights, aggregation=aggregation)
    known = ~np.isnan(layers).any(axis=0)
    assert (np.isnan(score) == ~known).all()
    low, high = np.min(layers, axis=0)[known], np.max(layers, axis=0)[known]
    assert (score[known] >= low - 1e-9).all()
    assert (score[known] <= high + 1e-9).all()
    doubled = overlay(layers[::-1], [2 * weight for weight in weights[::-1]], aggregation=aggregation)
    assert doubled == pytest.approx(score, nan_ok=True)


@settings(deadline=None)
@given(st.lists(SCORES, min_size=2, max_size=3))
def test_the_geometric_score_is_never_above_the_arithmetic_one(draws):
    layers = stack(draws, len(draws))
    weights = range(1, len(layers) + 1)
    mean, product = overlay(layers, weights), overlay(layers, weights, aggregation="geometric")
    assert (np.nan_to_num(product) <= np.nan_to_num(mean) + 1e-9).all()


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20), st.floats(-50, 49), st.floats(0.5, 50))
def test_a_criterion_turned_round_is_one_less_itself(values, worst, span):
    best = worst + span
    up, down = rescale_linear(values, worst=worst, best=best), rescale_linear(values, worst=best, best=worst)
    assert up + down == pytest.approx(np.ones(len(values)))
    assert ((up >= 0) & (up <= 1)).all()


@settings(deadline=None)
@given(SCORES, st.integers(0, 12), st.floats(0, 4))
def test_the_best_cells_are_those_of_a_greedy_search_by_hand(scores, n, spacing):
    score = np.array(scores).reshape(3, 4)
    cells = [cell for cell in itertools.product(range(3), range(4)) if not math.isnan(score[cell])]
    taken = []
    for cell in sorted(cells, key=lambda cell: (-score[cell], cell)):
        far = all(math.hypot((cell[0] - a) * 2, cell[1] - b) >= spacing * (1 - 1e-9) for a, b in taken)
        if far and len(taken) < n:
            taken.append(cell)
    rows, columns = best_cells(score, n, cell_m=(1, 2), spacing_m=spacing)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == taken


def test_excluded_and_unknown_cells_have_no_score():
    score = overlay([[0.5, 0.5, math.nan]], [1], excluded=[True, False, False])
    assert np.isnan(score).tolist() == [True, False, True]
    assert overlay([[0.5], [math.nan]], [1, 0]).tolist() == [0.5]


def test_values_beyond_the_ends_are_clipped_or_have_no_score():
    assert rescale_linear([-5, 5, 15, math.nan], worst=0, best=10) == pytest.approx(
        [0, 0.5, 1, math.nan], nan_ok=True
    )
    assert np.isnan(rescale_linear([-5, 5, 15], worst=0, best=10, clip=False)).tolist() == [True, False, True]


def test_a_category_without_a_worth_is_asked_about():
    with pytest.raises(InputError, match="2 codes are not in the table: 30, 40"):
        rescale_table([10, 30, 40], {10: 1.0})
    assert rescale_table([10, 30, math.nan], {10: 1.0}, other=0.2) == pytest.approx(
        [1, 0.2, math.nan], nan_ok=True
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rescale_linear([1], worst=1, best=1),
        lambda: rescale_linear([math.inf], worst=0, best=1),
        lambda: rescale_table([1], {1: 2.0}),
        lambda: rescale_table([1], {}),
        lambda: overlay([], []),
        lambda: overlay([[1.0]], [1, 2]),
        lambda: overlay([[1.0], [1.0, 0.5]], [1, 1]),
        lambda: overlay([[2.0]], [1]),
        lambda: overlay([[1.0]], [0]),
        lambda: overlay([[1.0]], [-1]),
        lambda: overlay([[1.0]], [1], aggregation="median"),
        lambda: overlay([[1.0]], [1], excluded=[1]),
        lambda: best_cells([1.0], 1),
        lambda: best_cells([[1.0]], -1),
        lambda: best_cells([[1.0]], 1, cell_m=(0, 1)),
        lambda: best_cells([[1.0]], 1, spacing_m=math.inf),
        lambda: rescale_linear("steep", worst=0, best=1),
        lambda: rescale_linear([1.0], worst=None, best=1),
        lambda: rescale_table([1], None),
        lambda: rescale_table([1], {1: "good"}),
        lambda: overlay([[0.5]], ["much"]),
        lambda: overlay(None, [1]),
        lambda: best_cells([[0.5]], 1.5),
        lambda: best_cells([[0.5]], "2"),
        lambda: best_cells([[0.5]], 1, cell_m=5),
        lambda: best_cells([[0.5]], 1, spacing_m="far"),
        lambda: best_cells("abc", 1),
    ],
)
def test_what_cannot_be_laid_over_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()
