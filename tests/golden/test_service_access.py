"""The worked example of ``docs/methods/service-access.md``, found by hand."""

import numpy as np
import pytest

from geo_target import CostMatrix
from geo_target.geodesy import Nearest
from geo_target.profile import load_profile
from geo_target.workflows import service_measures as measures

PROFILE = load_profile()
SERVICE = measures.Service(
    chosen=PROFILE.services["training"],
    access=PROFILE.access,
    radius_m=np.array([5000.0]),
    demand=np.array([40.0]),
    offered=np.array([0]),
    nearest=Nearest(np.array([2500.0, 6000.0]), np.array([0, 0])),
    point_area=np.array([0, 0]),
    people=np.array([100.0, 100.0]),
    point_demand=np.array([20.0, 20.0]),
)
COST = CostMatrix(np.array([[0.5], [1.2]]), demand_ids="AB", site_ids=["TC"], unit="service radii")


@pytest.mark.parametrize(
    ("measure", "at_points", "value", "share", "gap"),
    [
        ("coverage", [1, 0], 0.5, 0.5, 2000),
        ("nearest", [2500, 6000], 4250, 0.9167, 333.3),
        ("cumulative", [1500, 0], 750, 0.1875, 3250),
        ("two_step_fca", [75, 0], 37.5, 0.375, 2500),
        ("enhanced_two_step_fca", [75, 0], 37.5, 0.375, 2500),
        ("three_step_fca", [75, 0], 37.5, 0.375, 2500),
        ("modified_two_step_fca", [45.49, 0], 22.745, 0.2274, 3090.2),
        ("raam", [3.1667, 3.8667], 3.5167, 0.5744, 1702.4),
    ],
)
def test_the_example_comes_out_as_by_hand(measure, at_points, value, share, gap):
    found = (
        measures.measure_distance(measure, SERVICE)
        if measure in {"coverage", "nearest"}
        else measures.measure_supply(measure, SERVICE, COST, np.array([1500.0]))
    )
    area = measures.area_access(measure, SERVICE, found)
    assert found.value == pytest.approx(at_points, rel=1e-4)
    assert area.value == pytest.approx([value], rel=3e-4)
    assert area.share_met == pytest.approx([share], rel=3e-4)
    assert 40 * (1 - area.share_met[0]) * 100 == pytest.approx(gap, rel=3e-4)
