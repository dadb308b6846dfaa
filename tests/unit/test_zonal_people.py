"""What zonal sums and spreading say of rasters and zones that are not as they should be."""

import math

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon, box

from geo_target.errors import CancelledError, InputError
from geo_target.suitability import Grid, apportion, spread_people, zonal_people

FOUR = np.array([[10.0, 20.0], [30.0, np.nan]])


def grid(values=FOUR, *, crs="EPSG:4326", transform=(0.01, 0, 52.0, 0, -0.01, 36.0), unit="people_per_cell"):
    return Grid(
        width=values.shape[1],
        height=values.shape[0],
        transform=transform,
        crs=crs,
        unit=unit,
        read=lambda row, column, height, width: values[row : row + height, column : column + width],
    )


def cells(left, top, right, bottom):
    """A box in columns and rows."""
    return box(52 + left / 100, 36 - bottom / 100, 52 + right / 100, 36 - top / 100)


def test_every_state_is_said_and_none_is_a_quiet_zero():
    found = zonal_people(
        grid(),
        [cells(0, 0, 1, 1), cells(-1, 0, 1, 1), cells(0, 0, 2, 2), cells(1, 1, 2, 2), cells(5, 5, 6, 6)],
    )
    assert found.state == ("complete", "partial", "partial", "no_data", "outside")
    assert found.people[:3] == pytest.approx([10, 10, 60], rel=1e-6)
    assert np.isnan(found.people[3:]).all()
    assert found.inside == pytest.approx([1, 0.5, 1, 1, 0], abs=1e-6)
    assert found.nodata[:4] == pytest.approx([0, 0, 0.25, 1], abs=1e-6)
    assert math.isnan(found.nodata[4])
    assert found.resampling == "none"
    with pytest.raises(ValueError, match="read-only"):
        found.people[0] = 0


def test_a_zone_where_nobody_lives_has_the_sum_0_and_is_complete():
    found = zonal_people(grid(np.zeros((2, 2))), [cells(0, 0, 2, 2)])
    assert (found.people[0], found.state) == (0, ("complete",))


def test_whole_partial_and_empty_cells_are_counted():
    found = zonal_people(grid(), [cells(0, 0, 1.5, 2)])
    assert (found.cells[0], found.partial_cells[0], found.nodata_cells[0]) == (4, 2, 1)
    assert found.people[0] == pytest.approx(50, rel=1e-6)
    assert found.covered[0] == pytest.approx(3, rel=1e-6)


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("", "has no coordinate system"),
        ("  ", "has no coordinate system"),
        ("EPSG:999999", "is not known"),
        ('LOCAL_CS["site",UNIT["metre",1]]', "must be geographic or projected"),
        ("EPSG:5773", "must be geographic or projected"),
        ("+proj=tmerc +lon_0=51 +to_meter=2 +type=crs", "a known unit of length, not Projected CRS"),
    ],
)
def test_a_system_without_units_on_the_ground_is_refused(crs, said):
    with pytest.raises(InputError, match=said):
        grid(crs=crs)


@pytest.mark.parametrize(
    "wrong", [{"transform": (0.01, 0.1, 52, 0, -0.01, 36)}, {"transform": (0, 0, 52, 0, -0.01, 36)},
              {"transform": (0.01, 0, math.nan, 0, -0.01, 36)}, {"unit": "people"}, {"values": np.zeros((0, 2))}]
)  # fmt: skip
def test_a_grid_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        grid(**wrong)


@pytest.mark.parametrize("value", [-1.0, math.inf, -math.inf, -99999.0])
def test_a_negative_or_infinite_value_is_named_with_its_place(value):
    values = FOUR.copy()
    values[1, 0] = value
    with pytest.raises(InputError, match=r"in row 2, column 1"):
        zonal_people(grid(values), [cells(0, 0, 2, 2)])


@pytest.mark.parametrize("zone", [None, Polygon(), Point(52, 36), LineString([(52, 36), (53, 36)])])
def test_what_is_no_area_is_no_zone(zone):
    with pytest.raises(InputError, match="Zone 2 must be a polygon"):
        zonal_people(grid(), [cells(0, 0, 1, 1), zone])


def test_a_zone_that_is_no_place_in_the_system_is_refused():
    with pytest.raises(InputError, match="no place in the raster's system"):
        zonal_people(
            grid(crs="EPSG:32639", transform=(1000, 0, 5e5, 0, -1000, 4e6)), [box(141.9, -0.1, 142.1, 0.1)]
        )


def test_work_is_stopped_when_asked_and_tells_how_far_it_is():
    told = []
    zonal_people(grid(), [cells(0, 0, 1, 1)] * 3, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(CancelledError):
        zonal_people(grid(), [cells(0, 0, 1, 1)], cancelled=lambda: True)


@pytest.mark.parametrize(
    ("zone", "population", "state"),
    [
        (cells(0, 0, 2, 2), 7, "by_raster"),
        (cells(0, 0, 2, 2), 0, "nobody"),
        (cells(5, 5, 6, 6), 7, "outside"),
        (cells(-0.1, 0, 1, 1), 7, "partly_outside"),
        (cells(1, 1, 2, 2), 7, "no_people"),
    ],
)
def test_a_zone_is_spread_or_it_is_said_why_not(zone, population, state):
    spread = spread_people(grid(), zone, population)
    assert spread.state == state
    assert spread.population.sum() == (population if state == "by_raster" else 0)


def test_people_and_blocks_that_cannot_be_are_refused():
    for wrong in ({"population": -1}, {"population": 1.5}, {"population": 1, "block": 0}):
        with pytest.raises(InputError):
            spread_people(grid(), cells(0, 0, 1, 1), **wrong)
    for total, weights in ((1, [0, 0]), (1, []), (1, [-1, 2]), (1, [math.nan]), (-1, [1])):
        with pytest.raises(InputError):
            apportion(total, weights)
    assert apportion(0, [0, 0]).tolist() == [0, 0]


def test_the_earlier_cell_has_the_odd_person_at_a_tie():
    assert apportion(5, [1, 1, 1]).tolist() == [2, 2, 1]
