"""The nearest site: the plainest measure of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse

if TYPE_CHECKING:
    from geo_target.models import CostMatrix, FloatArray, IntArray


def nearest(cost: CostMatrix) -> FloatArray:
    """Give the cost of reaching the nearest site from each demand point.

    Returns
    -------
    FloatArray
        In ``cost.unit``, shape ``(n_demand,)``, in the order of ``cost.demand_ids``; ``inf`` where no
        site can be reached.
    """
    values = cost.values
    if not is_sparse(values):
        least: FloatArray = values.min(axis=1, initial=np.inf)
        return least
    result = np.full(values.shape[0], np.inf)
    reached = np.diff(values.indptr) > 0
    if reached.any():
        result[reached] = np.minimum.reduceat(values.data, values.indptr[:-1][reached])
    return result


def nearest_site(cost: CostMatrix) -> IntArray:
    """Give the column of the nearest site of each demand point, the first if several are as near.

    Returns
    -------
    IntArray
        Columns of ``cost.site_ids``, shape ``(n_demand,)``, in the order of ``cost.demand_ids``; -1
        where no site can be reached.
    """
    least = nearest(cost)
    result = np.full(len(least), -1, dtype=np.int64)
    rows, columns, costs = _stored(cost)
    is_least = costs == least[rows]
    first_rows, first = np.unique(rows[is_least], return_index=True)
    result[first_rows] = columns[is_least][first]
    return result


def _stored(cost: CostMatrix) -> tuple[IntArray, IntArray, FloatArray]:
    """Row, column and cost of every pair that can be reached, row by row."""
    values = cost.values
    if is_sparse(values):
        return np.repeat(np.arange(values.shape[0]), np.diff(values.indptr)), values.indices, values.data
    rows, columns = np.nonzero(np.isfinite(values))
    return rows, columns, values[rows, columns]
