"""The worked example of ``docs/methods/travel-cost.md``."""

import numpy as np
import pytest

from geo_target.impedance import FrictionGrid, friction


@pytest.mark.parametrize(
    ("elevation", "there", "back"), [(None, 4000, 4000), (np.array([[0.0, 50.0, 50.0]]), 4382.49, 3678.91)]
)
def test_three_cells_in_a_row(elevation, there, back):
    grid = FrictionGrid(np.array([[1.0, 3.0, 1.0]]), 400_000, 3_900_000, 1000, 1000, "EPSG:32639", elevation)
    ends = grid.middles(np.array([0, 2]))
    found = friction(grid, ends, ends, unit="s").cost.values
    assert found[0, 1] == pytest.approx(there, abs=0.01)
    assert found[1, 0] == pytest.approx(back, abs=0.01)
