"""Laws of the nearest site and of shares covered, for every small instance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import coo_array

from geo_target import CostMatrix
from geo_target.access import nearest, nearest_site, share_covered

COSTS = st.sampled_from([0.0, 1.0, 2.5, np.inf]) | st.floats(0, 1e6)
dense = st.tuples(st.integers(0, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=COSTS)
)


def both(values):
    rows, columns = values.shape
    ids = {"demand_ids": range(rows), "site_ids": range(columns), "unit": "m"}
    stored = np.nonzero(np.isfinite(values))
    sparse = coo_array((values[stored], stored), shape=values.shape).tocsr()
    return CostMatrix(values, **ids), CostMatrix(sparse, **ids)


@given(dense, st.floats(0, 1e6))
def test_dense_and_sparse_answer_alike(values, radius):
    full, sparse = both(values)
    assert nearest(full).tolist() == nearest(sparse).tolist()
    assert nearest_site(full).tolist() == nearest_site(sparse).tolist()
    assert full.within(radius).tolist() == sparse.within(radius).toarray().tolist()


@given(dense, st.floats(0, 1e6))
def test_some_site_is_within_a_radius_exactly_if_the_nearest_is(values, radius):
    cost, _ = both(values)
    assert cost.within(radius).any(axis=1).tolist() == (nearest(cost) <= radius).tolist()


@st.composite
def areas(draw):
    n = draw(st.integers(1, 12))
    column = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731 - three columns alike
    return column(st.booleans()), column(st.integers(0, 5000)), column(st.integers(0, 3))


@given(areas())
def test_a_share_is_the_covered_people_over_all_people(case):
    covered, people, groups = case
    share = share_covered(covered, people, groups, n_groups=4)
    for group in range(4):
        rows = [i for i, g in enumerate(groups) if g == group]
        total = sum(people[i] for i in rows)
        if total == 0:
            assert np.isnan(share[group])
        else:
            assert share[group] == sum(people[i] for i in rows if covered[i]) / total


@given(areas(), st.data())
def test_covering_one_more_point_never_lowers_a_share(case, data):
    covered, people, groups = case
    before = share_covered(covered, people, groups)
    covered[data.draw(st.integers(0, len(covered) - 1))] = True
    after = share_covered(covered, people, groups)
    assert (np.nan_to_num(after) >= np.nan_to_num(before)).all()


@given(areas(), st.randoms(use_true_random=False))
def test_the_order_of_demand_points_does_not_matter(case, random):
    order = random.sample(range(len(case[0])), len(case[0]))
    covered, people, groups = ([column[i] for i in order] for column in case)
    np.testing.assert_array_equal(
        share_covered(covered, people, groups, n_groups=4), share_covered(*case, n_groups=4)
    )
