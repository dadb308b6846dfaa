"""Laws of parts: what no pair links is apart, and what is found part by part is neither better nor worse than it may be."""

from dataclasses import replace

import numpy as np
import pytest
from example_counts import share_of_profile
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from siting_instances import brute_force, every_plan, questions

from geo_target import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting import Limit, Model, Question
from geo_target.siting.best_plan import BestPlan
from geo_target.siting.by_parts import by_parts
from geo_target.siting.checking import broken_rules
from geo_target.siting.covering_alone import cover_alone
from geo_target.siting.filling import least_for_room
from geo_target.siting.parts import is_short_of_room, needless_sites, parts_of
from geo_target.siting.shaken_plan import with_fewer
from geo_target.siting.solving import find, serve_by

pytestmark = pytest.mark.filterwarnings("error")
thorough = settings(
    max_examples=share_of_profile(0.5),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FAR = 100.0


@st.composite
def towns(draw, models=(Model.LSCP, Model.P_CENTER)):
    """A question of two or three towns: within each the costs are small, from one to another large or none."""
    asked = draw(questions(models, most_points=6, most_sites=6, least_points=2))
    assume(asked.rules.capacity is not None)
    n, n_sites = asked.cost.shape
    town_of_point = np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    town_of_site = np.array(draw(st.lists(st.integers(0, 2), min_size=n_sites, max_size=n_sites)))
    away = np.inf if draw(st.booleans()) and asked.model is Model.LSCP else FAR
    values = np.where(town_of_point[:, None] == town_of_site, asked.cost.values, asked.cost.values + away)
    assume(np.isfinite(values).any(axis=1).all())
    cost = CostMatrix(values, demand_ids=range(n), site_ids=asked.cost.site_ids, unit="m")
    return asked.asked(cost=cost)


def begun(asked, data, plans):
    best = BestPlan(asked, -np.inf, Limit())
    columns = np.array(data.draw(st.sampled_from(sorted(plans))), np.int64)
    best.offer(columns, serve_by(asked, columns, Limit()))
    return best


@thorough
@given(towns())
def test_every_pair_is_in_one_part_and_no_part_falls_into_two(asked):
    pairs = asked.pairs(8.0).tocoo()
    parts = parts_of(asked.pairs(8.0))
    assert sorted(np.concatenate([part.rows for part in parts]).tolist()) == list(range(pairs.shape[0]))
    columns = np.concatenate([part.columns for part in parts]).tolist()
    assert sorted(columns) == sorted(set(pairs.col.tolist()))
    part_of = {row: k for k, part in enumerate(parts) for row in part.rows.tolist()}
    site_in = {column: k for k, part in enumerate(parts) for column in part.columns.tolist()}
    inside = np.zeros(len(parts), int)
    for row, column in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True):
        assert part_of[row] == site_in[column]
        inside[part_of[row]] += 1
    assert inside.tolist() == [part.n_pairs for part in parts] == sorted(inside.tolist())
    for part in parts:  # whoever is reached from one point, step by step, is all of it
        reached, before = {part.rows[0]}, 0
        while len(reached) > before:
            before = len(reached)
            sites = {c for r, c in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True) if r in reached}
            reached |= {r for r, c in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True) if c in sites}
        assert reached == set(part.rows.tolist())


@thorough
@given(questions([Model.LSCP]), st.booleans())
def test_a_part_alone_is_covered_by_the_cheapest_sites_there_are(asked, as_few_as_that):
    assume(asked.rules.capacity is not None and asked.rules.budget is None)
    best = brute_force(asked)
    room = least_for_room(asked)
    assert best is None or room <= best * (1 + 1e-9) + 1e-9
    enough = -np.inf if best is None or not as_few_as_that else best
    found = cover_alone(asked, enough, Limit(10), find)
    if best is None:
        assert np.inf in (found.bound, found.cost)
        return
    assert found.cost == pytest.approx(best)
    assert found.bound <= best * (1 + 1e-9) + 1e-9
    if not as_few_as_that:
        assert found.bound == pytest.approx(best)


@thorough
@given(questions([Model.LSCP], names=frozenset({"capacity"}), most_sites=6))
def test_some_plan_of_the_fewest_does_without_needless_sites(asked):
    best = brute_force(asked)
    assume(best is not None)
    out = needless_sites(asked, int(best))
    without = replace(asked.requirements, forbidden=[asked.cost.site_ids[column] for column in out.tolist()])
    assert brute_force(asked.asked(requirements=without)) == best


def test_of_sites_alike_as_many_stay_as_open():
    """Ten places of 1 and twelve sites of room 4 that reach all: three open, and nine of the twelve are needless."""
    cost = CostMatrix(np.ones((10, 12)), demand_ids=range(10), site_ids=range(12), unit="m")
    asked = Question(
        model=Model.LSCP,
        cost=cost,
        demand=np.ones(10),
        service_radius=1.0,
        requirements=Requirements(capacity=np.full(12, 4.0)),
    )
    assert least_for_room(asked) == 3.0
    assert len(needless_sites(asked, 3)) == 9
    kept = replace(asked.requirements, existing=(11,))
    assert 11 not in needless_sites(asked.asked(requirements=kept), 3)


@thorough
@given(towns(), st.data())
def test_a_plan_bettered_part_by_part_keeps_the_rules_and_its_bound_is_honest(asked, data):
    plans = every_plan(asked)
    assume(plans)
    best = begun(asked, data, plans)
    before = best.served.objective
    by_parts(asked, best, Limit(10), find, serve_by)
    least = min(plans.values())
    assert best.served.objective <= before
    assert not broken_rules(asked, best.columns, best.served)
    assert best.bound <= least * (1 + 1e-9) + 1e-9
    apart = len(parts_of(asked.pairs())) > 1
    alone = not (asked.rules.groups or asked.rules.budget or asked.rules.spacing)
    if asked.model is Model.LSCP and apart and alone:
        assert best.bound == pytest.approx(least)
        assert best.served.objective == pytest.approx(least)


@thorough
@given(towns([Model.P_CENTER]))
def test_a_distance_within_which_a_part_is_short_of_room_has_no_plan(asked):
    best = brute_force(asked)
    assume(best is not None)
    for radius in np.unique(asked.pairs().data).tolist():
        if is_short_of_room(asked, radius):
            assert radius < best


@thorough
@given(towns([Model.P_CENTER]), st.data())
def test_a_center_of_nothing_but_sites_with_room_is_found_and_proved(asked, data):
    plain = replace(
        asked.requirements, site_cost=None, budget=None, group=None, group_min=None, group_max=None
    )
    plain = replace(plain, min_spacing=None, site_distance=None, split=False)
    asked = asked.asked(requirements=plain, n_sites=asked.n_sites or int((~asked.rules.forbidden).sum()))
    plans = every_plan(asked)
    assume(plans)
    best = begun(asked, data, plans)
    by_parts(asked, best, Limit(10), find, serve_by)
    least = min(plans.values())
    assert (
        best.served.objective <= least * 1.011
    )  # distances that are nearer to each other are not told apart
    assert best.bound <= least * (1 + 1e-9)


@settings(thorough, max_examples=share_of_profile(0.2))  # each shakes until its time ends
@given(questions([Model.LSCP], names=frozenset({"capacity"})), st.data())
def test_a_plan_of_fewer_sites_covers_all_within_their_rooms(asked, data):
    plans = every_plan(asked)
    assume(plans)
    columns = np.array(data.draw(st.sampled_from(sorted(plans))), np.int64)
    served = serve_by(asked, columns, Limit())
    fewer, place = with_fewer(asked, columns, served.assignment, 1.0, Limit(0.5))
    assert len(fewer) <= len(columns)
    assert set(place.tolist()) <= set(fewer.tolist())
    assert (asked.cost.values[np.arange(len(place)), place] <= asked.service_radius).all()
    load = np.bincount(place, asked.weights, len(asked.cost.site_ids))
    assert (load <= np.asarray(asked.rules.capacity) * (1 + 1e-6)).all()
    assert tuple(fewer.tolist()) in plans


def test_what_is_known_of_a_part_is_not_taken_for_one_with_an_existing_site_more():
    """Within 4 the existing site reaches nobody; within 5 it does, and a plan without it would be one of a site too few."""
    values = np.array([[0, 8, 6, 0, 6], [9, np.inf, 0, 6, 11], [0, 4, 3, 0, 6], [6, 2, 7, 9, 5.0]])
    ids = ["s0", "s1", "s2", "s3", "s4"]
    asked = Question(
        model=Model.P_CENTER,
        cost=CostMatrix(values, demand_ids=range(4), site_ids=ids, unit="m"),
        demand=[1, 0, 0, 1],
        n_sites=3,
        requirements=Requirements(existing=("s4",), capacity=[5, 5, 7, 6, 4], split=True),
    )
    best, columns = BestPlan(asked, -np.inf, Limit()), np.array([1, 2, 4])
    best.offer(columns, serve_by(asked, columns, Limit()))
    assert best.served.objective == 6
    by_parts(asked, best, Limit(10), find, serve_by)
    assert best.served.objective == best.bound == brute_force(asked) == 5
