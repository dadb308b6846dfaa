"""Laws of the draws: without errors they are the score itself; with more error, less is sure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from geo_target.errors import CancelledError, InputError
from geo_target.profile import PriorityWeights
from geo_target.targeting import overall_priority, rank, sensitivity, service_priority
from geo_target.targeting.sensitivity import Areas, Draws, NearSites, rank_spread
from geo_target.targeting.sensitivity_kernel import nearest_of_draws

WEIGHTS = PriorityWeights(gap=0.4, distance=0.2, size=0.2, deprivation=0.2, distance_cap=3.0)
STILL = Draws(count=3, weight_concentration=1e15, radius_error=0.0)


def country(seed, *, n_areas=12, n_sites=4, error=0.0):
    random = np.random.default_rng(seed)
    per_area = random.integers(1, 4, n_areas)
    starts = np.concatenate([[0], np.cumsum(per_area)])
    points, sites = random.uniform(0, 9000, (starts[-1], 2)), random.uniform(0, 9000, (n_sites, 2))
    away = sites[None] - points[:, None]
    areas = Areas(
        codes=tuple(f"N{i:03}" for i in random.permutation(n_areas)),
        deprivation=random.uniform(0, 1, n_areas),
        demand_error=np.full(n_areas, error),
        population=random.integers(1, 500, starts[-1]).astype(float),
        starts=starts,
    )
    services = {
        name: NearSites(
            east_m=away[:, :, 0],
            north_m=away[:, :, 1],
            site=np.tile(np.arange(n_sites), (starts[-1], 1)),
            site_error_m=np.full(n_sites, error * 5000),
            radius_m=np.full(n_areas, 2500.0),
            demand=random.integers(10, 5000, n_areas).astype(float),
            weight=weight,
        )
        for name, weight in (("training", 0.6), ("placement", 0.4))
    }
    return areas, services


def plain_ranks(areas, services):
    group = np.repeat(np.arange(len(areas.codes)), np.diff(areas.starts))
    priorities = {}
    for name, held in services.items():
        nearest = np.hypot(held.east_m, held.north_m).min(axis=1)
        people = np.bincount(group, areas.population)
        share = np.bincount(group, areas.population * (nearest <= 2500)) / people
        priorities[name] = service_priority(
            share_covered=share,
            nearest_m=np.bincount(group, areas.population * nearest) / people,
            unserved=held.demand * (1 - share),
            demand=held.demand,
            deprivation=areas.deprivation,
            radius_m=held.radius_m,
            weights=WEIGHTS,
        )
    overall = overall_priority(priorities, {name: held.weight for name, held in services.items()})
    return {name: rank(values, areas.codes) for name, values in {**priorities, "overall": overall}.items()}


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_without_any_error_every_draw_is_the_score_itself(seed):
    areas, services = country(seed)
    held = rank_spread(areas, services, WEIGHTS, draws=STILL)
    for name, expected in plain_ranks(areas, services).items():
        for found in (held[name].low, held[name].median, held[name].high):
            assert found.tolist() == expected.tolist()


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=15)
def test_in_every_draw_as_many_areas_are_at_the_top_as_there_is_room(seed):
    areas, services = country(seed, error=0.2)
    held = rank_spread(areas, services, WEIGHTS, draws=Draws(count=40, seed=seed), top_k=5)
    for spread in held.values():
        assert spread.in_top.sum() == pytest.approx(5)
        assert (spread.low <= spread.median).all()
        assert (spread.median <= spread.high).all()


def test_modelled_input_is_less_sure_and_shows_it():
    width = []
    for error in (0.02, 0.2, 0.8):
        held = rank_spread(*country(5, n_areas=60, error=error), WEIGHTS, draws=Draws(count=200))["overall"]
        width.append((held.high - held.low).mean())
    assert width[0] < width[1] < width[2]


def test_the_same_seed_gives_the_same_and_another_does_not():
    run = lambda seed: rank_spread(*country(5, error=0.3), WEIGHTS, draws=Draws(count=30, seed=seed), top_k=3)  # noqa: E731
    assert run(1)["overall"].median.tolist() == run(1)["overall"].median.tolist()
    assert run(1)["overall"].in_top.tolist() != run(2)["overall"].in_top.tolist()


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_the_kernel_gives_what_arrays_give(seed):
    areas, services = country(seed)
    held, random = services["training"], np.random.default_rng(seed)
    moved = random.normal(0, 500, (2, 4, 3)).astype(np.float32)
    radius = random.uniform(1000, 4000, (12, 3)).astype(np.float32)
    east, north, people = (
        values.astype(np.float32) for values in (held.east_m, held.north_m, areas.population)
    )
    group = np.repeat(np.arange(12), np.diff(areas.starts))
    for graded in (False, True):
        met, weighted = nearest_of_draws(east, north, held.site, moved, radius, people, areas.starts, graded)
        for d in range(3):
            nearest = np.hypot(east + moved[0, :, d], north + moved[1, :, d]).min(axis=1)
            beyond = radius[group, d] / nearest if graded else 0.0
            share = np.where(nearest <= radius[group, d], 1.0, beyond)
            np.testing.assert_allclose(met[:, d], np.bincount(group, people * share), rtol=1e-5)
            np.testing.assert_allclose(weighted[:, d], np.bincount(group, people * nearest), rtol=1e-5)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_draws_are_ranked_as_scores_are(seed):
    random = np.random.default_rng(seed)
    codes = [f"N{i:03}" for i in random.permutation(20)]
    scores = np.round(random.uniform(0, 100, (4, 20)), 1) * random.integers(0, 2, (4, 20))
    held = sensitivity._ranks(scores, np.argsort(codes))
    for one, expected in zip(held, scores, strict=True):
        assert one.tolist() == rank(expected, codes).tolist()


def test_a_cancelled_run_says_so_and_nothing_can_be_drawn_of_nothing():
    with pytest.raises(CancelledError):
        rank_spread(*country(1), WEIGHTS, cancelled=lambda: True)
    with pytest.raises(InputError, match="number of draws"):
        Draws(count=0)


def chance_that_the_first_is_worse(weights, first, second, draws):
    """Two areas of one point each, each with its own site; every part is (offset, error, demand, its error, deprivation)."""
    east, site_error, demand, demand_error, deprivation = map(np.array, zip(first, second, strict=True))
    areas = Areas(
        codes=("A", "B"),
        deprivation=deprivation,
        demand_error=demand_error,
        population=np.ones(2),
        starts=np.arange(3),
    )
    service = NearSites(
        east_m=east[:, None],
        north_m=np.zeros((2, 1)),
        site=np.arange(2)[:, None],
        site_error_m=site_error,
        radius_m=np.full(2, 1000.0),
        demand=demand,
        weight=1.0,
    )
    named = {"gap": 0.0, "distance": 0.0, "size": 0.0, "deprivation": 0.0, "distance_cap": 3.0} | weights
    held = rank_spread(areas, {"training": service}, PriorityWeights(**named), draws=draws, top_k=1)
    return held["training"].in_top[0]


FAR, HERE = 1e6, 0.0
SURE = {"count": 4000, "weight_concentration": 1e15, "radius_error": 0.0}
HALF = {"gap": 0.5, "deprivation": 0.5}


@pytest.mark.parametrize(
    ("weights", "first", "second", "draws", "expected"),
    [
        # A site that is here, but for an error as large as the radius both ways, lies out of it by Rayleigh's law.
        (HALF, (HERE, 1000, 9, 0, 0), (HERE, 0, 9, 0, 0.5), {}, np.exp(-0.5)),
        # One standard deviation of the radius beyond it.
        (HALF, (1000 * np.exp(0.2), 0, 9, 0, 0), (HERE, 0, 9, 0, 0.5), {"radius_error": 0.2}, norm.cdf(1)),
        # One standard deviation of the demand below the other's.
        ({"size": 1.0}, (FAR, 0, 1000, 0.3, 0), (FAR, 0, 1000 * np.exp(0.3), 0, 0), {}, norm.sf(1)),
        # The gap's weight must be above 0.57, where the Dirichlet distribution is Beta(25, 25).
        (
            HALF,
            (FAR, 0, 9, 0, 0),
            (HERE, 0, 9, 0, 0.57 / 0.43),
            {"weight_concentration": 50},
            beta.sf(0.57, 25, 25),
        ),
    ],
    ids=["place", "radius", "demand", "weights"],
)
def test_what_is_not_certain_moves_by_as_much_as_is_said(weights, first, second, draws, expected):
    found = chance_that_the_first_is_worse(weights, first, second, Draws(**(SURE | draws)))
    assert found == pytest.approx(expected, abs=0.025)
