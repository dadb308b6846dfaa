"""Laws of how sure a score run is, on random countries: without errors every draw is the run, by every measure."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target import geodesy
from geo_target.errors import CancelledError
from geo_target.impedance.near_sites import near_few
from geo_target.profile import DEMANDS, KINDS, MEASURES, SERVICES, load_profile
from geo_target.targeting.draws import Areas
from geo_target.targeting.sensitivity import _met_by_supply
from geo_target.workflows.score_certainty import certainty, met_in_draws
from geo_target.workflows.service_inputs import DemandPoints, Facilities, InputErrors, Neighbourhoods
from geo_target.workflows.service_scores import score_services

PROFILE = load_profile()


def country(seed, *, n_areas=12, n_points=40, n_sites=25):
    random = np.random.default_rng(seed)
    place = lambda n: random.uniform([59.5, 36.25], [59.6, 36.32], (n, 2))  # noqa: E731 - one shape
    areas = Neighbourhoods(
        codes=tuple(f"N{i:02}" for i in random.permutation(n_areas)),
        city_population=random.choice([2e4, 2e6], n_areas),
        demand={name: random.integers(0, 900, n_areas).astype(float) for name in DEMANDS},
        deprivation=random.uniform(0, 1, n_areas),
    )
    points = DemandPoints(
        place(n_points), random.integers(0, 300, n_points), random.integers(0, n_areas, n_points)
    )
    facilities = Facilities(place(n_sites), random.choice(KINDS, n_sites), random.integers(0, 900, n_sites))
    return areas, points, facilities


def profile_of(measure, **sure):
    """The default profile, one kind a service so that capacities add up, scored by one measure."""
    only = {"community": ("neighbourhood_house",)}
    services = {
        name: replace(held, measure=measure, kinds=only.get(name, held.kinds))
        for name, held in PROFILE.services.items()
    }
    return replace(PROFILE, services=services, uncertainty=replace(PROFILE.uncertainty, **sure))


def spread(case, profile, demand=0.0, site_m=0.0, **options):
    areas, points, facilities = case
    scores = score_services(areas, points, facilities, profile)
    errors = InputErrors(np.full(len(areas.codes), demand), np.full(len(facilities.kinds), site_m))
    return scores, certainty(areas, points, facilities, scores, profile, errors, **options)


@pytest.mark.parametrize("measure", MEASURES)
@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=10)
def test_without_errors_every_draw_is_the_run(measure, seed):
    profile = profile_of(measure, draws=2, weight_concentration=1e15, radius_error=0.0)
    scores, held = spread(country(seed), profile)
    for name in SERVICES:
        score = scores.services[name]
        # The draws reckon in 32 bits: areas whose priorities are as good as equal may change places.
        order = np.argsort(score.priority)
        close = np.diff(score.priority[order]).min() < 1e-3
        if not close:
            assert held[name].low.tolist() == score.rank.tolist() == held[name].high.tolist()


@pytest.mark.parametrize("measure", MEASURES)
def test_modelled_input_widens_the_intervals_of_every_measure(measure):
    case, profile = country(7, n_areas=60, n_points=200, n_sites=60), profile_of(measure, draws=200)
    sure = profile.uncertainty
    width = []
    for source in ("official", "modelled"):
        held = spread(case, profile, sure.demand_error[source], sure.site_error_m[source])[1]["overall"]
        width.append((held.high - held.low).mean())
    assert width[0] < width[1]


@pytest.mark.parametrize("measure", MEASURES)
def test_drawn_demand_moves_the_share_met_of_every_measure_of_supply_but_raam(measure):
    only_gap = replace(PROFILE.priority, gap=1.0, distance=0.0, size=0.0, deprivation=0.0)
    profile = replace(
        profile_of(measure, draws=50, radius_error=0.0, weight_concentration=1e15), priority=only_gap
    )
    _, held = spread(country(7, n_areas=60, n_points=200, n_sites=60), profile, demand=0.5)
    moves = any((held[name].high > held[name].low).any() for name in SERVICES)
    assert moves == (measure not in {"coverage", "nearest", "raam"})


def test_the_same_seed_gives_the_same_and_the_order_of_points_does_not_matter():
    case, profile = country(3), profile_of("coverage", draws=30)
    areas, points, facilities = case
    turned = DemandPoints(points.lonlat[::-1], points.population[::-1], points.neighbourhood[::-1])
    one, again = (spread(case, profile, 0.3, 500)[1]["overall"] for _ in range(2))
    other = spread((areas, turned, facilities), profile, 0.3, 500)[1]["overall"]
    assert one.in_top.tolist() == again.in_top.tolist()
    assert one.median.tolist() == other.median.tolist()
    new = spread(case, profile_of("coverage", draws=30, seed=2), 0.3, 500)[1]["overall"]
    assert one.median.tolist() != new.median.tolist()


def test_progress_is_told_and_a_cancelled_run_says_so():
    told = []
    spread(
        country(1), profile_of("coverage", draws=150), progress=lambda done, total: told.append((done, total))
    )
    assert told == [(128, 150), (150, 150)]
    with pytest.raises(CancelledError):
        spread(country(1), profile_of("coverage"), cancelled=lambda: True)


def test_a_country_without_facilities_has_ranks_all_the_same():
    areas, points, _ = country(1)
    _, held = spread((areas, points, Facilities(np.empty((0, 2)), [])), profile_of("coverage", draws=5))
    assert sorted(held["overall"].median) == sorted(set(held["overall"].median))


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_offsets_are_as_long_as_the_geodesic_and_point_where_the_site_lies(seed):
    random = np.random.default_rng(seed)
    points, sites = (random.uniform([50, 27], [50.1, 27.1], (n, 2)) for n in (5, 8))
    few = near_few(points, sites, most=3)
    length = np.hypot(few.east_m, few.north_m)
    exact = np.array([geodesy.geodesic_m(points[[i] * 3], sites[few.site[i]]) for i in range(5)])
    np.testing.assert_allclose(length, exact, atol=0.01)
    assert (length[:, 0] <= geodesy.nearest_site(points, sites).distance_m + 0.01).all()
    assert ((few.east_m > 0) == (sites[few.site, 0] > points[:, :1])).all()
    assert ((few.north_m > 1) <= (sites[few.site, 1] > points[:, 1:])).all()


@pytest.mark.parametrize(
    "measure", ["cumulative", "gravity", "two_step_fca", "three_step_fca", "balanced_fca"]
)
def test_twice_the_demand_meets_as_much_as_half_the_supply(measure):
    (areas, points, facilities), profile = country(11), profile_of(measure)
    half = Facilities(facilities.lonlat, facilities.kinds, np.asarray(facilities.supply) / 2)
    order = np.argsort(points.neighbourhood, kind="stable")
    starts = np.searchsorted(points.neighbourhood[order], np.arange(len(areas.codes) + 1))
    people = points.population[order]
    held = Areas(
        codes=areas.codes, deprivation=areas.deprivation, demand_error=None, population=people, starts=starts
    )
    for name in SERVICES:
        drawn = met_in_draws(areas, points, facilities, profile, name, order)
        doubled = _met_by_supply(held, drawn, np.full((1, len(areas.codes)), 2.0))[0]
        halved = score_services(areas, points, half, profile).services[name].share_covered
        lived = ~np.isnan(halved)
        np.testing.assert_allclose(
            doubled[lived], (halved * np.add.reduceat(people, starts[:-1]))[lived], rtol=1e-9
        )
