"""Travel cost: where positions enter the raster, what is refused, speeds, tables of pairs, states of pairs."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo_target import CostMatrix, geodesy
from geo_target.errors import InputError
from geo_target.impedance import (
    FrictionGrid,
    detour_by_class,
    friction,
    friction_of,
    od_costs,
    straight_line,
    tobler_speed,
)
from geo_target.impedance.speeds import speeds_of
from geo_target.models import PairState, Parts

WALL = np.array([[1.0, np.nan, 1.0], [1.0, np.nan, 1.0]])
UTM = (400_000, 3_900_000, 1_000, 1_000, "EPSG:32639")


def places(grid, *cells):
    return grid.middles(np.array(cells))


def test_barriers_part_the_raster_and_what_they_part_is_unreachable():
    grid = FrictionGrid(WALL, *UTM)
    cost = friction(grid, places(grid, 0, 3), places(grid, 2, 3)).cost
    assert cost.states().tolist() == [["unreachable", "reached"], ["unreachable", "reached"]]
    assert cost.values[0, 1] == pytest.approx(1000 / 60)
    sparse = friction(grid, places(grid, 0, 3), places(grid, 2, 3), cutoff=1.0).cost
    assert sparse.states().tolist() == [["unreachable", "outside"], ["unreachable", "reached"]]
    assert (sparse.cutoff, sparse.unit) == (1.0, "min")


def test_who_stands_in_a_barrier_is_moved_to_the_nearest_passable_cell_and_the_metres_are_told():
    grid = FrictionGrid(WALL, *UTM)
    stuck = grid.middles(np.array([1])) + np.array([[0.001, 0.0]])  # a little nearer to the east
    found = friction(grid, np.vstack([stuck, [[10, 10]]]), places(grid, 2))
    assert found.demand.cell.tolist() == [2, -1]
    assert found.demand.moved_m[0] == geodesy.geodesic_m(stuck, places(grid, 2))[0]
    assert np.isnan(found.demand.moved_m[1])
    assert (found.demand.moved, found.demand.outside, found.sites.moved) == (1, 1, 0)
    assert found.cost.states().tolist() == [["reached"], ["outside"]]


def test_uphill_takes_longer_than_a_gentle_way_down():
    level = FrictionGrid(np.ones((1, 2)), *UTM)
    hill = FrictionGrid(np.ones((1, 2)), *UTM, elevation_m=np.array([[0.0, 50.0]]))
    ends = places(level, 0, 1)
    flat, steep = friction(level, ends, ends).cost.values, friction(hill, ends, ends).cost.values
    assert steep[0, 1] / flat[0, 1] == pytest.approx(tobler_speed(0) / tobler_speed(0.05))
    assert steep[1, 0] / flat[1, 0] == pytest.approx(tobler_speed(0) / tobler_speed(-0.05))
    assert steep[1, 0] < flat[1, 0] < steep[0, 1]


def test_cells_without_elevation_are_counted_and_taken_as_level():
    grid = FrictionGrid(np.ones((1, 2)), *UTM, elevation_m=np.array([[0.0, np.nan]]))
    assert grid.without_elevation == 1
    assert friction(grid, places(grid, 0), places(grid, 1), unit="s").cost.values[0, 0] == pytest.approx(1000)


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (None, "no coordinate system"),
        ("EPSG:999999", "not known"),
        ('LOCAL_CS["site",UNIT["m",1]]', "no unit of length on the earth"),
        ("+proj=tmerc +lon_0=51 +to_meter=2 +type=crs", "no unit of length on the earth"),
        ("EPSG:3857", "is 8.* m on the ground; reproject"),
    ],
)
def test_a_coordinate_system_without_lengths_on_the_earth_is_refused(crs, message):
    with pytest.raises(InputError, match=message):
        FrictionGrid(WALL, 5_700_000, 4_200_000, 1_000, 1_000, crs)


def test_a_raster_elsewhere_is_refused_by_both_bounds():
    grid = FrictionGrid(WALL, *UTM)
    with pytest.raises(InputError, match=r"holds none of the 1 sites: it reaches from 49\.9 to 49\.93"):
        friction(grid, places(grid, 0), [[10.0, 10.0]])
    with pytest.raises(InputError, match="no passable cell"):
        FrictionGrid(np.zeros((2, 2)), *UTM)


@pytest.mark.parametrize(
    ("options", "message"), [({"unit": "h"}, "unit must be"), ({"cutoff": -1}, "cutoff must be")]
)
def test_options_out_of_range_are_refused(options, message):
    grid = FrictionGrid(WALL, *UTM)
    with pytest.raises(InputError, match=message):
        friction(grid, places(grid, 0), places(grid, 0), **options)


SPEEDS = {
    "walking": {"land_cover": {"1": 3.6, "2": 0}, "roads": {"path": 5.0}},
    "driving": {"land_cover": {"1": 20}},
}


def test_friction_is_by_class_roads_run_over_it_and_no_speed_is_a_barrier():
    speeds = speeds_of(SPEEDS, "walking")
    found = friction_of([[1, 2], [2, 255]], speeds, [[0, 0], [5.0, 0]], nodata=255)
    np.testing.assert_allclose(found, [[1.0, np.nan], [0.72, np.nan]])


@pytest.mark.parametrize(
    ("table", "mode", "message"),
    [
        (SPEEDS, "flying", "mode must be walking or driving"),
        ({}, "walking", r"\[walking.land_cover\] is missing"),
        ({"walking": {"land_cover": {"x": 1}}}, "walking", "must be the number of a class"),
        ({"walking": {"land_cover": {"1": 40}}}, "walking", "up to 15 km/h, not 40"),
        ({"walking": {"land_cover": {"1": True}}}, "walking", "not True"),
        ({"walking": {"land_cover": {"1": 4}, "roads": {"a": 0}}}, "walking", "over 0 and up to 15"),
    ],
)
def test_speeds_that_cannot_be_are_refused(table, mode, message):
    with pytest.raises(InputError, match=message):
        speeds_of(table, mode)


def test_a_class_without_a_speed_is_named_and_counted():
    with pytest.raises(InputError, match=r"class 7 \(2 cells\) has no speed for driving"):
        friction_of([[1, 7], [7, 1]], speeds_of(SPEEDS, "driving"))


IDS = {"demand_ids": ["a", "b"], "site_ids": ["x", "y"], "unit": "min"}


def test_a_table_of_pairs_is_taken_as_it_is():
    cost = od_costs(["b", "a", "b"], ["y", "x", "x"], [3.0, 0.0, np.inf], **IDS)
    assert cost.states().tolist() == [["reached", "outside"], ["outside", "reached"]]
    assert (cost.values[0, 0], cost.values[1, 1]) == (0, 3)
    known = od_costs(["b"], ["y"], [3.0], missing=PairState.UNREACHABLE, **IDS)
    assert known.state_counts() == {"reached": 1, "unreachable": 3, "outside": 0}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ((["a", "q"], ["x", "x"], [1, 2]), "Row 2: the origin 'q' is no demand point"),
        ((["a", "b"], ["x", "z"], [1, 2]), "Row 2: the destination 'z' is no site"),
        ((["a", "b"], ["x", "x"], [1, -2]), "Row 2: the cost must be 0 or more.* not -2"),
        ((["a", "b"], ["x", "x"], [np.nan, 2]), "Row 1: the cost must be 0 or more.* not nan"),
        ((["a", "b", "a"], ["x", "x", "x"], [1, 2, 1]), "Row 3: the pair 'a' to 'x' is in row 1 too"),
        ((["a"], ["x", "y"], [1]), "one value for each row"),
    ],
)
def test_a_table_that_cannot_be_names_its_row(table, message):
    with pytest.raises(InputError, match=message):
        od_costs(*table, **IDS)


def test_a_detour_by_terrain_lengthens_each_points_ways_and_the_cutoff_is_exact():
    demand, sites = [[50.0, 35.0], [50.0, 35.0]], [[50.0, 35.05]]
    factors = detour_by_class([1, 2], {1: 1.0, 2: 1.5})
    cost = straight_line(demand, sites, detour_factor=factors)
    assert cost.values[1, 0] == cost.values[0, 0] * 1.5
    for cutoff, kept in [
        (cost.values[0, 0], 1),
        (cost.values[1, 0], 2),
        (np.nextafter(cost.values[1, 0], 0), 1),
    ]:
        near = straight_line(demand, sites, detour_factor=factors, cutoff_m=float(cutoff))
        assert (near.values.nnz, near.cutoff) == (kept, cutoff)


def test_detours_that_cannot_be_are_refused():
    with pytest.raises(InputError, match=r"class 9 \(demand point 2\) has no detour factor"):
        detour_by_class([1, 9], {1: 1.2})
    with pytest.raises(InputError, match=r"1 or more, not 0.5 \(demand point 2\)"):
        straight_line([[50, 35], [50, 36]], [[50, 35]], detour_factor=[1, 0.5])
    with pytest.raises(InputError, match="one number or 2"):
        straight_line([[50, 35], [50, 36]], [[50, 35]], detour_factor=[1, 1, 1])


def test_a_cost_between_two_parts_cannot_be():
    parts = Parts(np.array([0]), np.array([1]))
    for values in (np.array([[1.0]]), csr_array([[1.0]])):
        with pytest.raises(InputError, match="no cost between two parts"):
            CostMatrix(values, demand_ids="a", site_ids="x", unit="m", parts=parts)
    with pytest.raises(InputError, match="parts must name each of 2"):
        CostMatrix(np.ones((2, 1)), demand_ids="ab", site_ids="x", unit="m", parts=parts)
    with pytest.raises(InputError, match="cutoff must be"):
        CostMatrix(np.ones((1, 1)), demand_ids="a", site_ids="x", unit="m", cutoff=-1.0)
    with pytest.raises(InputError, match="absent must be"):
        CostMatrix(np.ones((1, 1)), demand_ids="a", site_ids="x", unit="m", absent=PairState.REACHED)
