"""Small countries for laws of scores: areas, demand points, what offers a service."""

import numpy as np
from hypothesis import strategies as st

from geo_target.profile import DEMANDS
from geo_target.workflows.service_inputs import DemandPoints, Neighbourhoods

places = st.tuples(st.floats(59.5, 59.7), st.floats(36.25, 36.35))


@st.composite
def countries(draw, facility, *, most_areas=5, most_points=10):
    """Areas, demand points and a list of facilities, each as the strategy `facility` gives it."""
    n = draw(st.integers(1, most_areas))
    column = lambda values: np.array(draw(st.lists(values, min_size=n, max_size=n)))  # noqa: E731 - one shape
    areas = Neighbourhoods(
        codes=tuple(f"N{i}" for i in range(n)),
        city_population=column(st.sampled_from([2e4, 2e6, np.nan])),
        demand={name: column(st.integers(0, 900)) for name in DEMANDS},
        deprivation=column(st.floats(0, 1)),
    )
    point = st.tuples(places, st.integers(0, 300), st.integers(0, n - 1))
    rows = draw(st.lists(point, max_size=most_points))
    points = DemandPoints([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
    return areas, points, draw(st.lists(facility, max_size=8))
