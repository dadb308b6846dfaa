"""The worked example of ``docs/methods/travel-cost.md``."""

import numpy as np
import pytest
from pyproj import Geod

from geo_target.impedance import FrictionGrid, detour_by_class, friction, straight_line


@pytest.mark.parametrize(
    ("elevation", "there", "back"), [(None, 4000, 4000), (np.array([[0.0, 50.0, 50.0]]), 4382.49, 3678.91)]
)
def test_three_cells_in_a_row(elevation, there, back):
    grid = FrictionGrid(np.array([[1.0, 3.0, 1.0]]), 400_000, 3_900_000, 1000, 1000, "EPSG:32639", elevation)
    ends = grid.middles(np.array([0, 2]))
    found = friction(grid, ends, ends, unit="s").cost.values
    assert found[0, 1] == pytest.approx(there, abs=0.01)
    assert found[1, 0] == pytest.approx(back, abs=0.01)


@pytest.mark.parametrize(("terrain", "radii"), [(1, 0.8), (3, 1.067)])
def test_two_kilometres_as_the_terrain_makes_them(terrain, radii):
    start = np.array([[51.4, 35.7]])
    lon, lat, _ = Geod(ellps="WGS84").fwd(51.4, 35.7, 90.0, 2_000.0)
    factor = detour_by_class([terrain], {1: 1.2, 3: 1.6})
    way = straight_line(start, [[lon, lat]], detour_factor=factor).values[0, 0]
    assert way / 3_000 == pytest.approx(radii, abs=1e-3)
