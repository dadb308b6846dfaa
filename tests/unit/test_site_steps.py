"""The steps of a curve over a budget: they rise to the whole budget, and each pays for a site."""

from itertools import pairwise

import pytest
from example_counts import share_of_profile
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.workflows.site_request import SiteRequest, SiteRequestError
from geo_target.workflows.site_steps import budget_steps, usual_step

quick = settings(max_examples=share_of_profile(1), deadline=None)
MONEY = st.floats(1e-3, 1e9)


@quick
@given(MONEY, st.floats(0.01, 1) | st.none(), st.lists(st.floats(0.001, 1), min_size=1, max_size=5))
def test_steps_rise_evenly_to_the_whole_budget_and_each_pays_for_a_site(budget, share, parts):
    costs = [budget * part for part in parts]
    step = None if share is None else budget * share
    steps = budget_steps(budget, step, costs)
    assert steps[-1] == budget
    assert min(steps) >= min(costs)
    assert all(less < more for less, more in pairwise(steps))
    each = usual_step(budget, costs) if step is None else step
    assert all(more - less == pytest.approx(each) for less, more in pairwise(steps[:-1]))
    assert len(steps) <= (20 if step is None else 100)


def test_a_step_that_nobody_chose_is_what_a_site_costs_or_a_round_number():
    assert budget_steps(180_000, None, [30_000, 30_000]) == [
        30_000,
        60_000,
        90_000,
        120_000,
        150_000,
        180_000,
    ]
    assert usual_step(180_000, [30_000, 31_500]) == 10_000
    assert usual_step(180_000, [100, 100]) == 10_000  # a step of one site would be too short to see
    assert budget_steps(100, 40, [50]) == [80, 100]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"n_sites": 2, "frontier_step": 5.0}, "frontier_step"),
        ({"budget": 100.0, "frontier_step": 0.5}, "frontier_step"),
        ({"budget": 100.0, "frontier_step": 101.0}, "frontier_step"),
        ({"budget": 100.0, "frontier_step": 10.0, "frontier_to": 3}, "frontier_to"),
        ({"budget": 100.0, "frontier_step": 10.0, "fair": "city"}, "frontier_step"),
        ({"budget": 100.0, "frontier_step": 10.0, "model": "lscp"}, "frontier_step"),
    ],
)
def test_a_step_that_does_not_fit_is_refused_by_name(more, field):
    with pytest.raises(SiteRequestError) as refused:
        SiteRequest(**{"model": "mclp", "service": "training"} | more)
    assert refused.value.field == field


def test_a_budget_alone_or_a_step_of_it_is_a_curve_over_the_budget():
    asked = {"model": "mclp", "service": "training", "budget": 100.0}
    assert SiteRequest(**asked, frontier=True).frontier_by_budget
    assert SiteRequest(**asked, n_sites=3, frontier_step=10.0).frontier_by_budget
    assert SiteRequest(**asked, frontier_step=10.0).frontier
    assert not SiteRequest(**asked, n_sites=3, frontier=True).frontier_by_budget
    assert not SiteRequest(**asked, frontier=True, frontier_to=4).frontier_by_budget
    assert not SiteRequest(**asked).frontier_by_budget
