"""Laws of the gap score, for every small country."""

from dataclasses import replace

import numpy as np
from drawn_countries import countries, places
from hypothesis import given
from hypothesis import strategies as st

from geo_target.profile import KINDS, SERVICES, load_profile
from geo_target.workflows.service_scores import DemandPoints, Facilities, score_services

PROFILE = load_profile()
facility = st.tuples(places, st.sampled_from(KINDS))


def score(areas, points, facilities):
    supply = Facilities([f[0] for f in facilities], [f[1] for f in facilities])
    return score_services(areas, points, supply, PROFILE)


@given(countries(facility))
def test_every_number_is_in_its_range(case):
    areas, points, facilities = case
    scores = score(areas, points, facilities)
    for service in SERVICES:
        result = scores.services[service]
        lived = result.state != "no_people"
        assert ((result.priority >= 0) & (result.priority <= 100)).all()
        assert ((result.share_covered[lived] >= 0) & (result.share_covered[lived] <= 1)).all()
        assert ((result.unserved >= 0) & (result.unserved <= result.demand)).all()
        assert (np.isfinite(result.nearest_m) == (result.state == "reachable")).all()
        assert ((result.nearest_facility >= 0) == (result.state == "reachable")).all()
        kinds = PROFILE.services[service].kinds
        assert all(facilities[j][1] in kinds for j in result.nearest_facility if j >= 0)
    assert ((scores.overall >= 0) & (scores.overall <= 100)).all()
    assert sorted(scores.rank) == list(range(1, len(areas.codes) + 1))


@given(countries(facility), facility)
def test_opening_a_facility_never_raises_a_priority(case, opened):
    areas, points, facilities = case
    before, after = score(areas, points, facilities), score(areas, points, [*facilities, opened])
    for service in SERVICES:
        assert (after.services[service].priority <= before.services[service].priority).all()
        assert (after.services[service].unserved <= before.services[service].unserved).all()
    assert (after.overall <= before.overall).all()


@given(countries(facility), st.randoms(use_true_random=False))
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
    new_row = np.argsort(order)
    moved = random.sample(range(len(points.lonlat)), len(points.lonlat))
    other_points = DemandPoints(
        points.lonlat[moved], points.population[moved], new_row[points.neighbourhood[moved]]
    )
    before, after = score(areas, points, facilities), score(shuffled, other_points, facilities[::-1])
    np.testing.assert_allclose(after.overall, before.overall[order], atol=2e-6)
    for service in SERVICES:
        for name in ("share_covered", "unserved", "nearest_m"):
            mine, other = getattr(before.services[service], name), getattr(after.services[service], name)
            np.testing.assert_allclose(other, mine[order], rtol=1e-12, atol=1e-9)
