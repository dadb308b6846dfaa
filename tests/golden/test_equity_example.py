"""The worked example of a score run's equity in docs/methods/equity.md."""

import numpy as np
import pytest

from geo_target.workflows.equity_indices import Spread, indices_of


def test_the_worked_example_of_a_run():
    found = indices_of(
        Spread(
            values=np.array([0.1, 0.2, 0.6]),
            weights=np.array([4.0, 5, 1]),
            deprivation=np.array([0.5, 0.9, 0.1]),
            groups=np.array(["P", "Q", "Q"]),
            upper=1.0,
            line=1.0,
        )
    )
    assert found.states == {}
    assert found.mean == pytest.approx(0.2)
    assert found.values == pytest.approx(
        {
            "gini": 0.3,
            "concentration": -0.1,
            "concentration_wagstaff": -0.125,
            "concentration_erreygers": -0.08,
            "theil": 0.3 * np.log(3) - 0.2 * np.log(2),
            "theil_within": 1.1 * np.log(3) - 1.6 * np.log(2),
            "theil_between": 1.4 * np.log(2) - 0.8 * np.log(3),
            "palma": 3,
            "fgt0": 1,
            "fgt1": 0.8,
            "fgt2": 0.66,
            "worst_tenth": 0.1,
        }
    )
