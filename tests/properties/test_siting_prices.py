"""Laws of prices: no plan costs less than their bound, what they refuse cannot be, and shaken plans keep every rule."""

from dataclasses import replace

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, every_plan, questions

from geo_target import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting import Limit, Model, Question
from geo_target.siting.best_plan import BestPlan
from geo_target.siting.by_prices import by_prices, chosen_within
from geo_target.siting.checking import broken_rules
from geo_target.siting.engines import pricing, pricing_kernel
from geo_target.siting.engines.capacitated import read_table
from geo_target.siting.engines.capacitated_search import Best
from geo_target.siting.engines.pricing import raised, whole_bound
from geo_target.siting.engines.shaking import shake
from geo_target.siting.priced_questions import opened_within, paid_by_all
from geo_target.siting.solving import serve_by
from geo_target.siting.swapping import site_rules

pytestmark = pytest.mark.filterwarnings("error")
thorough = settings(
    max_examples=share_of_profile(0.5),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def at_most(bound, best):
    return bound <= best * (1 + 1e-9) + 1e-9


@thorough
@given(questions([Model.P_MEDIAN]), st.booleans())
def test_no_plan_of_a_p_median_costs_less_than_the_prices_say(asked, few_at_a_time):
    best = brute_force(asked)
    if best is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        if few_at_a_time:
            patch.setattr(pricing, "_WITH_ALL", 0)
            patch.setattr(pricing, "_FEW", 1)
            patch.setattr(pricing, "_OF_GROUP", 1)
        found = raised(*paid_by_all(asked), Limit(5), upper=best)
    assert at_most(found.bound, best)
    assert ((found.share >= 0) & (found.share <= 1 + 1e-9)).all()


@thorough
@given(questions([Model.LSCP]))
def test_nobody_is_covered_for_less_than_the_prices_say_rounded_up_or_not(asked):
    best = brute_force(asked)
    if best is None:
        return
    priced, prices, _ = opened_within(asked)
    found = raised(priced, prices, Limit(5))
    assert at_most(found.bound, best)
    if (priced.opening == np.floor(priced.opening)).all():
        assert at_most(whole_bound(priced, found.duals[: len(priced.weight)]), best)
        assert at_most(whole_bound(priced, np.random.default_rng(0).random(len(priced.weight))), best)


@thorough
@given(questions([Model.P_CENTER]))
def test_a_distance_that_is_refused_has_no_plan(asked):
    best = brute_force(asked)
    if best is None:
        return
    for radius in np.unique(asked.pairs().data):
        if chosen_within(asked, float(radius), Limit(5)) is None:
            assert radius < best


@thorough
@given(questions([Model.P_CENTER, Model.P_MEDIAN, Model.LSCP]), st.data())
def test_a_plan_bettered_by_prices_keeps_the_rules_and_its_bound_is_honest(asked, data):
    plans = every_plan(asked)
    if not plans or (asked.rules.capacity is None and asked.rules.are_plain):
        return
    best = BestPlan(asked, -np.inf, Limit())
    columns = np.array(data.draw(st.sampled_from(sorted(plans))), np.int64)
    best.offer(columns, serve_by(asked, columns, Limit()))
    before = best.served.objective
    by_prices(asked, best, Limit(5))
    assert best.served.objective <= before
    assert not broken_rules(asked, best.columns, best.served)
    assert at_most(best.bound, min(plans.values()))


def test_prices_of_a_city_that_needs_two_sites_open_two():
    """Two towns of 150 people, sites of room 100: three in all by their demand, but two in each, and four by parts."""
    pairs = np.array([0, 2, 4, 6, 8]), np.array([0, 1, 0, 1, 2, 3, 2, 3], np.int32), np.zeros(8)
    priced = pricing.Priced.of_number(pairs, np.full(4, 75.0), np.full(4, 100.0), n_open=4)
    priced = replace(priced, opening=np.ones(4))
    found = raised(priced, np.full(4, 0.5), Limit())
    assert found.bound == pytest.approx(3.0, rel=1e-3)
    assert whole_bound(priced, found.duals[:4]) == 4.0


@thorough
@given(questions([Model.P_MEDIAN]), st.integers(0, 3))
def test_shaking_never_makes_a_plan_worse_and_keeps_rooms_and_rules(asked, seed):
    plans = every_plan(asked)
    if asked.rules.capacity is None or asked.rules.split or not plans:
        return
    columns = np.array(min(plans), np.int64)
    served = serve_by(asked, columns, Limit())
    asking = np.flatnonzero(asked.must_serve)
    paid = np.full(asked.cost.shape, np.inf)
    pairs = asked.pairs().tocoo()
    paid[pairs.row, pairs.col] = pairs.data * asked.weights[pairs.row]
    demand, capacity = asked.weights[asking], np.asarray(asked.rules.capacity)
    table = read_table(paid[asking], demand, capacity, len(columns), asked.rules.existing)
    best = Best()
    best.take(columns, served.assignment[asking], served.objective)
    shake(table, best, Limit(1), seed, site_rules(asked))
    assert best.cost <= served.objective
    assert best.cost >= brute_force(asked) * (1 - 1e-9) - 1e-9
    assert (np.bincount(best.place, demand, len(capacity)) <= capacity * (1 + 1e-6)).all()
    assert tuple(best.open_sites.tolist()) in plans


@pytest.mark.parametrize(
    ("weight", "room", "worth"),
    [
        ((0.0, 75.0), 0.0, 1.0),  # whoever has no demand fits anywhere
        ((0.0, 75.0), 30.0, 1.4),
        ((1e-12, 1e-12), 1e-12, 1.0),  # demand in another unit
        ((1e-12, 1e-12), 1.5e-12, 1.5),
        ((40.0, 40.0), 1e9, 2.0),
    ],
)
def test_a_site_is_worth_whom_it_has_room_for_the_last_one_in_part(weight, room, worth):
    """A site that is priced too low makes the bound too high."""
    pairs = np.array([0, 2]), np.array([0, 1], np.int32), np.zeros(2)
    value = np.empty(1)
    pricing_kernel.price_sites(pairs, np.array(weight), np.array([room]), np.ones(2), value)
    assert value[0] == pytest.approx(worth)


def test_a_bound_that_comes_of_prices_in_the_millions_allows_for_their_rounding():
    """Two sites in one group of which one may open, and no room to spare: prices rise without end, and so do sums."""
    asked = Question(
        model=Model.LSCP,
        cost=CostMatrix(np.zeros((1, 2)), demand_ids=[0], site_ids=["a", "b"], unit="m"),
        demand=[1.0],
        service_radius=2.0,
        requirements=Requirements(
            site_cost=[1.0, 1.0], budget=9.0, capacity=[1.0, 1.0], group=("x", "x"), group_max=1
        ),
    )
    priced, prices, _ = opened_within(asked)
    found = raised(priced, prices, Limit(5))
    assert found.duals.max() > 1e6
    assert 1 - 1e-4 < found.bound <= 1.0
