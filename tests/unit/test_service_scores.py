"""Two neighbourhoods, scored from arrays, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.profile import DEMANDS, SERVICES, load_profile
from geo_target.workflows.service_scores import DemandPoints, Facilities, Neighbourhoods, score_services

PROFILE = load_profile()
EAST, WEST, FAR = [59.60, 36.30], [59.58, 36.30], [61.0, 36.3]


def neighbourhoods(n, **changes):
    counts = {name: np.full(n, 100.0) for name in DEMANDS}
    codes = [f"N{i}" for i in range(n)]
    fields = {
        "codes": codes,
        "city_population": np.full(n, 1e6),
        "demand": counts,
        "deprivation": np.zeros(n),
    }
    return Neighbourhoods(**{**fields, **changes})


def test_nearest_share_and_unserved_are_counted_over_people():
    points = DemandPoints([EAST, WEST, FAR], [30, 10, 7], [0, 0, 1])
    facilities = Facilities([FAR, EAST, WEST], ["bank_branch", "training_centre", "placement_centre"])
    scores = score_services(neighbourhoods(3), points, facilities, PROFILE)

    training = scores.services["training"]
    metres = geodesy.geodesic_m([EAST, WEST, FAR], EAST)
    np.testing.assert_allclose(training.nearest_m, [(10 * metres[1]) / 40, metres[2], np.nan])
    assert training.share_covered[:2].tolist() == [1.0, 0.0]
    assert np.isnan(training.share_covered[2])
    assert training.unserved.tolist() == [0.0, 100.0, 0.0]
    assert training.state.tolist() == ["reachable", "reachable", "no_people"]
    assert training.nearest_facility.tolist() == [1, 1, -1]
    assert scores.services["placement"].nearest_facility.tolist() == [2, 2, -1]
    assert training.priority[2] == 0


def test_a_service_that_nobody_offers_is_unreachable_and_not_a_large_number():
    scores = score_services(neighbourhoods(1), DemandPoints([EAST], [5], [0]), Facilities([], []), PROFILE)
    for service in SERVICES:
        result = scores.services[service]
        assert result.state.tolist() == ["unreachable"]
        assert np.isnan(result.nearest_m[0])
        assert result.nearest_facility.tolist() == [-1]
        assert result.share_covered.tolist() == [0.0]
        assert result.priority.tolist() == [80.0]  # gap 40, distance 20, size 20, deprivation 0
    assert scores.overall.tolist() == [80.0]
    assert scores.rank.tolist() == [1]


def test_the_facility_named_is_the_nearest_of_most_people():
    points = DemandPoints([EAST, WEST, WEST], [30, 16, 15], [0, 0, 0])
    facilities = Facilities([EAST, WEST], ["training_centre"] * 2)
    assert score_services(neighbourhoods(1), points, facilities, PROFILE).services[
        "training"
    ].nearest_facility.tolist() == [1]


def test_training_counts_as_near_by_the_size_of_the_city():
    points, facilities = (
        DemandPoints([EAST] * 2, [5, 5], [0, 1]),
        Facilities([59.645, 36.3], ["training_centre"]),
    )
    areas = neighbourhoods(2, city_population=[6e5, 4e5])
    training = score_services(areas, points, facilities, PROFILE).services["training"]
    assert 3000 < training.nearest_m[0] < 5000
    assert training.radius_m.tolist() == [3000, 5000]
    assert training.share_covered.tolist() == [0.0, 1.0]


def test_the_service_radius_itself_is_covered():
    metres = float(geodesy.geodesic_m(WEST, EAST)[0])
    for radius, share in ((metres, 1.0), (np.nextafter(metres, 0), 0.0)):
        placement = replace(PROFILE.services["placement"], radius_m=radius)
        profile = replace(PROFILE, services={**PROFILE.services, "placement": placement})
        facilities = Facilities([EAST], ["placement_centre"])
        scores = score_services(neighbourhoods(1), DemandPoints([WEST], [5], [0]), facilities, profile)
        assert scores.services["placement"].share_covered.tolist() == [share]


def test_results_cannot_be_changed():
    scores = score_services(neighbourhoods(1), DemandPoints([EAST], [5], [0]), Facilities([], []), PROFILE)
    for array in (scores.overall, scores.rank, scores.services["training"].priority):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: neighbourhoods(2, demand={"population": [1, 2]}), "households is missing"),
        (lambda: neighbourhoods(2, deprivation=[0.5]), "must have 2 values each"),
        (lambda: DemandPoints([EAST], [-5], [0]), "population must be 0 or more everywhere"),
        (lambda: DemandPoints([EAST], [5, 6], [0]), "population must have 1 values, not 2"),
        (lambda: DemandPoints([EAST], [5], [0, 1]), "neighbourhood must have 1 values, not 2"),
        (lambda: Facilities([EAST], []), "kinds must name each of 1 facilities, not 0"),
    ],
)
def test_columns_that_do_not_fit_are_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize("row", [-1, 1])
def test_a_demand_point_of_no_neighbourhood_is_refused(row):
    points = DemandPoints([EAST], [5], [row])
    with pytest.raises(InputError, match="neighbourhood must be from 0 to 0 at every demand point"):
        score_services(neighbourhoods(1), points, Facilities([], []), PROFILE)
