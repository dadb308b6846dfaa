"""Laws of the measures of a service, whichever of them makes the priority, for every small country."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_countries import countries, places
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target import CostMatrix, geodesy
from geo_target.profile import (
    AGGREGATIONS,
    KINDS,
    MEASURES,
    SERVICES,
    SUPPLY_MEASURES,
    altered,
    load_profile,
)
from geo_target.workflows.service_measures import make_service, point_values
from geo_target.workflows.service_scores import (
    DemandPoints,
    Facilities,
    points_met,
    score_services,
)

PROFILE = load_profile()
law = settings(deadline=None)  # the first call loads what is compiled
BY_SUPPLY = (*SUPPLY_MEASURES, "raam")
CHOOSING = ("three_step_fca", "balanced_fca")
"""Measures in which a new facility draws people away from others: they may lose by it, as in the papers."""

facility = st.tuples(places, st.sampled_from(KINDS), st.integers(0, 5000))
small_countries = countries(facility, most_areas=4, most_points=8)


def supply_of(facilities):
    columns = [list(column) for column in zip(*facilities, strict=True)] or [[], [], []]
    return Facilities(*columns)


def score(areas, points, facilities, measure="coverage", *, every=False, profile=PROFILE):
    chosen = altered(profile, measure=measure)
    return score_services(areas, points, supply_of(facilities), chosen, every_measure=every)


def no_worse(before, after, *, slack):
    for service in SERVICES:
        old, new = before.services[service], after.services[service]
        lived = old.state != "no_people"
        assert (new.share_covered[lived] >= old.share_covered[lived] - slack).all()
        assert (new.gap <= old.gap + slack * old.demand * old.target).all()
        assert (new.priority <= old.priority + 100 * slack + 2e-6).all()
    assert (after.overall <= before.overall + 100 * slack + 2e-6).all()


@pytest.mark.parametrize("measure", MEASURES)
@law
@given(
    aggregation=st.sampled_from(AGGREGATIONS),
    case=small_countries,
    more=st.integers(1, 5000),
    which=st.integers(0, 7),
)
def test_more_capacity_never_lowers_what_is_met_nor_raises_a_priority(
    measure, aggregation, case, more, which
):
    areas, points, facilities = case
    if not facilities:
        return
    which %= len(facilities)
    place, kind, capacity = facilities[which]
    if measure in CHOOSING and not capacity:
        return
    profile = replace(PROFILE, priority=replace(PROFILE.priority, aggregation=aggregation))
    grown = [*facilities[:which], (place, kind, capacity + more), *facilities[which + 1 :]]
    slack = 0.01 if measure == "raam" else 1e-9
    before = score(areas, points, facilities, measure, profile=profile)
    no_worse(before, score(areas, points, grown, measure, profile=profile), slack=slack)


@pytest.mark.parametrize("measure", [name for name in MEASURES if name not in CHOOSING])
@law
@given(case=small_countries, opened=facility)
def test_opening_a_facility_never_lowers_what_is_met_nor_raises_a_priority(measure, case, opened):
    areas, points, facilities = case
    before = score(areas, points, facilities, measure)
    no_worse(
        before,
        score(areas, points, [*facilities, opened], measure),
        slack=0.01 if measure == "raam" else 1e-9,
    )


@law
@given(small_countries)
def test_each_measure_is_the_direct_call_on_a_dense_matrix(case):
    areas, points, facilities = case
    supply = supply_of(facilities)
    scores = score(areas, points, facilities, every=True)
    for name in SERVICES:
        service = make_service(areas, points, supply, PROFILE, name)
        sites = service.offered[supply.supply[service.offered] > 0]
        if not (len(sites) and len(points.population) and service.point_demand.any()):
            continue
        metres = np.array([geodesy.geodesic_m(points.lonlat, supply.lonlat[[site]]) for site in sites]).T
        relative = metres / service.point_radius_m[:, None]
        relative[relative > PROFILE.priority.distance_cap] = np.inf
        dense = CostMatrix(
            relative, demand_ids=range(len(metres)), site_ids=range(len(sites)), unit="service radii"
        )
        for measure in SUPPLY_MEASURES:
            direct = service.mean(point_values(measure, service, dense, supply.supply[sites]))
            kept = scores.services[name].measures[measure]
            measured = ~np.isnan(kept.value)
            np.testing.assert_allclose(kept.value[measured], direct[measured], rtol=1e-9, atol=1e-12)


@law
@given(small_countries)
def test_every_measure_has_a_state_that_fits_its_value(case):
    scores = score(*case, every=True)
    for service in SERVICES:
        held = scores.services[service]
        assert set(held.measures) == set(MEASURES)
        for measure, found in held.measures.items():
            assert ((found.state == "no_people") == np.isnan(found.share_met)).all()
            assert np.isfinite(found.value[found.state == "reachable"]).all()
            unreached = found.value[found.state == "unreachable"]
            if measure in {"nearest", "raam"}:
                assert np.isnan(unreached).all()
            else:
                assert (unreached == 0).all()
            assert (found.share_met[found.state == "unreachable"] == 0).all()
            assert np.isnan(found.value[np.isin(found.state, ["no_people", "no_demand"])]).all()


@pytest.mark.parametrize("measure", MEASURES)
@law
@given(case=small_countries)
def test_gaps_are_what_the_demand_points_lack_and_add_up(measure, case):
    areas, points, facilities = case
    scores = score(areas, points, facilities, measure)
    for name in SERVICES:
        service, met = points_met(
            areas, points, supply_of(facilities), altered(PROFILE, measure=measure), name
        )
        lacking = service.point_demand * (1 - met) * PROFILE.services[name].target
        by_area = np.bincount(points.neighbourhood, weights=lacking, minlength=len(areas.codes))
        np.testing.assert_allclose(scores.services[name].gap, by_area, rtol=1e-9, atol=1e-6)


@law
@given(small_countries, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case, random):
    areas, points, facilities = case
    order = random.sample(range(len(areas.codes)), len(areas.codes))
    shuffled = replace(
        areas,
        codes=tuple(areas.codes[i] for i in order),
        city_population=areas.city_population[order],
        demand={name: column[order] for name, column in areas.demand.items()},
        deprivation=areas.deprivation[order],
    )
    moved = random.sample(range(len(points.lonlat)), len(points.lonlat))
    other = DemandPoints(
        points.lonlat[moved], points.population[moved], np.argsort(order)[points.neighbourhood[moved]]
    )
    before = score(areas, points, facilities, every=True)
    after = score(shuffled, other, facilities[::-1], every=True)
    for service in SERVICES:
        for measure in MEASURES:
            mine, theirs = (one.services[service].measures[measure] for one in (before, after))
            near = {"rtol": 1e-2} if measure == "raam" else {"rtol": 1e-9, "atol": 1e-9}
            np.testing.assert_allclose(theirs.value, mine.value[order], **near)
            assert (theirs.state == mine.state[order]).all()
