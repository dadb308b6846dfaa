"""The worked examples of ``docs/methods/zonal-population.md`` and ``docs/methods/suitability.md``."""

import numpy as np
import pytest
from shapely.geometry import box

from geo_target.suitability import (
    Grid,
    apportion,
    best_cells,
    overlay,
    rescale_linear,
    rescale_table,
    spread_people,
    zonal_people,
)

VALUES = np.array([[40, 60, np.nan], [20, 100, 0]])
GRID = Grid(
    width=3,
    height=2,
    transform=(0.01, 0, 52, 0, -0.01, 36),
    crs="EPSG:4326",
    unit="people_per_cell",
    read=lambda row, column, height, width: VALUES[row : row + height, column : column + width],
)
ZONE = box(52, 35.985, 52.025, 36)


def test_the_sum_of_a_zone_and_what_is_said_with_it():
    found = zonal_people(GRID, [ZONE])
    assert found.people == pytest.approx([160], rel=1e-6)
    assert found.covered == pytest.approx([3.75], rel=1e-6)
    assert (found.cells[0], found.partial_cells[0], found.nodata_cells[0]) == (6, 4, 1)
    assert found.nodata == pytest.approx([0.5 / 3.75], rel=1e-6)
    assert found.state == ("partial",)


def test_1000_people_are_spread_and_none_is_lost():
    assert apportion(1000, [40, 60, 10, 50, 0]).tolist() == [250, 375, 63, 312, 0]
    spread = spread_people(GRID, ZONE, 1000)
    assert spread.population.tolist() == [250, 375, 63, 312]
    assert spread.lon == pytest.approx([52.005, 52.015, 52.005, 52.015])
    assert spread.lat == pytest.approx([35.995, 35.995, 35.9875, 35.9875])


def test_a_block_has_the_people_of_its_cells_in_their_middle():
    block = spread_people(GRID, ZONE, 1000, block=2)
    assert block.population.tolist() == [1000]
    assert block.lon == pytest.approx([52 + (313 * 0.005 + 687 * 0.015) / 1000])


def test_two_cells_by_two_criteria():
    need = rescale_linear([50, 150], worst=0, best=200)
    land = rescale_table([10, 20], {10: 1.0, 20: 0.5})
    assert overlay([need, land], [3, 1]) == pytest.approx([0.4375, 0.6875])
    assert overlay([need, land], [3, 1], aggregation="geometric") == pytest.approx(
        [0.353553, 0.677706], abs=1e-5
    )


def test_the_best_cells_keep_their_distance():
    rows, columns = best_cells([[0.9, 0.8, 0.7, 0.6]], 3, cell_m=(500, 500), spacing_m=1000)
    assert (rows.tolist(), columns.tolist()) == ([0, 0], [0, 2])
