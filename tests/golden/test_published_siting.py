"""Published optima of p-median and p-center, found and proved by the engines."""

from __future__ import annotations

import numpy as np
import orlib_pmed
import pytest

from geo_target.siting.engines.p_center import engine_p_center
from geo_target.siting.engines.p_median import engine_p_median
from geo_target.siting.limits import Limit

pytestmark = pytest.mark.skipif(not orlib_pmed.names(), reason=orlib_pmed.WHY_NOT)


@pytest.mark.parametrize("name", orlib_pmed.names())
def test_published_optima_are_found_and_proved(name):
    cost, n_sites = orlib_pmed.read(name)
    none = np.zeros(len(cost), dtype=bool)
    p_median, p_center = orlib_pmed.optima(name)

    median = engine_p_median(
        cost, np.ones(len(cost)), n_sites, fixed_open=none, forbidden=none, watch=Limit(120)
    )
    assert (median.objective, median.bound, median.proven) == (p_median, p_median, True)
    assert cost[:, median.open_sites].min(axis=1).sum() == p_median

    center = engine_p_center(cost, n_sites, fixed_open=none, forbidden=none, limit=Limit(120))
    assert (center.objective, center.bound, center.proven) == (p_center, p_center, True)
    assert cost[:, center.open_sites].min(axis=1).max() == p_center
