"""CostMatrix: what it takes, what it refuses, and what "within" means."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array, csr_matrix

from geo_target import CostMatrix
from geo_target.errors import InputError


def matrix(values, **changes):
    rows, columns = np.shape(values)
    ids = {"demand_ids": [f"D{i}" for i in range(rows)], "site_ids": [f"S{j}" for j in range(columns)]}
    return CostMatrix(values, **{**ids, "unit": "m", **changes})


def test_within_includes_the_radius_itself():
    assert matrix([[2.999, 3.0, 3.001]]).within(3.0).tolist() == [[True, True, False]]


def test_the_unreachable_is_within_no_radius():
    cost = matrix([[1e300, np.inf]])
    assert cost.within(np.inf).tolist() == [[True, False]]
    assert cost.within(1.0).tolist() == [[False, False]]


def test_within_of_a_sparse_matrix_keeps_explicit_zeros_and_stays_sparse():
    cost = matrix(csr_array(([0.0, 3.0, 5.0], ([0, 0, 1], [1, 2, 0])), shape=(2, 3)))
    within = cost.within(3.0)
    assert cost.is_sparse
    assert within.dtype == np.bool_
    assert within.nnz == 2
    assert within.toarray().tolist() == [[False, True, True], [False, False, False]]


def test_a_stored_infinity_is_out_of_reach():
    cost = matrix(csr_matrix(([1.0, np.inf], ([0, 0], [0, 1])), shape=(1, 2)))
    assert cost.values.nnz == 1
    assert cost.within(np.inf).nnz == 1


@pytest.mark.parametrize("values", [[[1.0, 2.0]], csr_array([[1.0, 2.0]])])
def test_values_cannot_be_changed_and_are_not_the_callers(values):
    given = np.array(values) if isinstance(values, list) else values
    cost = matrix(given)
    given[0, 0] = 99.0
    assert cost.values[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        (cost.values.data if cost.is_sparse else cost.values)[:] = 0
    with pytest.raises(AttributeError):
        cost.unit = "s"


def test_whole_numbers_become_floats_and_ids_become_plain_values():
    cost = matrix(np.array([[1, 2]]), site_ids=np.array([7, 8]))
    assert cost.values.dtype == np.float64
    assert cost.site_ids == (7, 8)
    assert cost.shape == (1, 2)


@pytest.mark.parametrize(
    ("values", "changes", "message"),
    [
        ([[np.nan]], {}, "NaN came"),
        ([[-1.0]], {}, "values must be 0 or more, not -1"),
        ([["far"]], {}, "numbers"),
        ([1.0], {"demand_ids": ["a"], "site_ids": []}, "2 dimensions"),
        ([[1.0]], {"demand_ids": ["a", "b"]}, r"demand_ids must name each row of values \(1\), not 2"),
        ([[1.0, 2.0]], {"site_ids": ["a", "a"]}, "site_ids must be unique; 'a' comes more than once"),
        ([["1", "2"]], {}, "values must be numbers, not '1'"),
        (
            [[1.0, 2.0]],
            {"site_ids": [["a"], ["b"]]},
            "site_ids must be a list of ids, each of them text or a number, not",
        ),
        (
            [[1.0, 2.0]],
            {"site_ids": 2},
            "site_ids must be a list of ids, each of them text or a number, not 2",
        ),
        ([[1.0, 2.0]], {"cutoff": "far"}, "cutoff must be 0 m or more, not 'far'"),
        ([[1.0, 2.0]], {"cutoff": np.nan}, "cutoff must be 0 m or more, not nan"),
        ([[1.0, 2.0]], {"parts": 2}, "parts must be Parts, not 2"),
        (csr_array([[np.nan]]), {}, "NaN came"),
        (csr_array([[-2.0]]), {}, "not -2"),
        (coo_array([[1.0]]), {}, "must be CSR, not coo"),
        (csr_array(([1.0, 2.0], [0, 0], [0, 2]), shape=(1, 1)), {}, "come twice"),
    ],
)
def test_what_cannot_be_a_cost_matrix_is_refused_in_one_sentence(values, changes, message):
    changes = changes if np.ndim(values) == 1 else {**changes}
    ids = {"demand_ids": ["a"], "site_ids": ["b"] if np.shape(values)[-1] == 1 else ["b", "c"]}
    with pytest.raises(InputError, match=message):
        CostMatrix(values, **{**ids, "unit": "m", **changes})


@pytest.mark.parametrize("radius", [-1.0, np.nan])
def test_a_radius_is_zero_or_more(radius):
    with pytest.raises(InputError, match="radius must be 0 m or more"):
        matrix([[1.0]]).within(radius)


def test_importing_the_library_waits_for_no_heavy_library():
    program = "import sys, geo_target; print(sorted({'numpy', 'scipy', 'pyproj'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_an_unknown_name_of_the_library_is_an_attribute_error():
    import geo_target

    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        geo_target.Nothing  # noqa: B018 - looking it up is the test
