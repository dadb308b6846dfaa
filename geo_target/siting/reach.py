"""Who reaches whom: questions to a cost matrix that hold for dense and sparse values alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, CostMatrix, FloatArray, IntArray


def reached_rows(cost: CostMatrix) -> BoolArray:
    """Tell which demand points reach some site."""
    if is_sparse(cost.values):
        filled: BoolArray = np.diff(cost.values.indptr) > 0
        return filled
    dense: BoolArray = np.asarray(np.isfinite(cost.values).any(axis=1))
    return dense


def costs_to(cost: CostMatrix, columns: IntArray) -> FloatArray:
    """Give the costs to some sites, ``inf`` where there is no way, shape ``(n_demand, len(columns))``."""
    if not is_sparse(cost.values):
        return cost.values[:, columns]
    result = np.full((cost.shape[0], len(columns)), np.inf)
    place = np.full(cost.shape[1], -1)
    place[columns] = np.arange(len(columns))
    row = np.repeat(np.arange(cost.shape[0]), np.diff(cost.values.indptr))
    target = place[cost.values.indices]
    kept = target >= 0
    result[row[kept], target[kept]] = cost.values.data[kept]
    return result


def costs_of(cost: CostMatrix, rows: IntArray) -> FloatArray:
    """Give the costs of some demand points, ``inf`` where there is no way, shape ``(len(rows), n_sites)``."""
    some = cost.values[rows]
    if not is_sparse(some):
        return some
    result = np.full(some.shape, np.inf)
    result[np.repeat(np.arange(len(rows)), np.diff(some.indptr)), some.indices] = some.data
    return result


def pairs_within(cost: CostMatrix, radius: float, out: BoolArray) -> csr_array:
    """Give the pairs within a radius with their costs, those of the sites marked `out` left away."""
    from scipy.sparse import csr_array as make_csr

    limit = min(radius, np.finfo(np.float64).max)
    if is_sparse(cost.values):
        kept = (cost.values.data <= limit) & ~out[cost.values.indices]
        ends = np.concatenate([[0], np.cumsum(kept)])[cost.values.indptr]
        return make_csr((cost.values.data[kept], cost.values.indices[kept], ends), shape=cost.shape)
    columns = np.flatnonzero(~out)
    allowed = cost.values[:, columns]
    row, place = np.nonzero(allowed <= limit)
    ends = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=cost.shape[0]))])
    return make_csr((allowed[row, place], columns[place], ends), shape=cost.shape)


def rows_of(pairs: csr_array, part: slice) -> IntArray:
    """Give the rows of a part of the stored pairs, without those of all the others."""
    first = int(np.searchsorted(pairs.indptr, part.start, side="right")) - 1
    last = int(np.searchsorted(pairs.indptr, part.stop))
    count = np.diff(np.clip(pairs.indptr[first : last + 1], part.start, part.stop))
    return np.repeat(np.arange(first, last), count)


def least_of_rows(values: FloatArray, ends: IntArray) -> IntArray:
    """Give the place of the least value of each row of a CSR, the first of equal ones; -1 for an empty row."""
    count = np.diff(ends)
    filled = np.flatnonzero(count)
    places = np.full(len(count), -1)
    if len(filled):
        least = np.minimum.reduceat(values, ends[:-1][filled])
        equal = np.flatnonzero(values == np.repeat(least, count[filled]))
        row = np.repeat(filled, count[filled])[equal]
        places[row[::-1]] = equal[::-1]
    return places


def count_within(cost: CostMatrix, radius: float, columns: IntArray | None = None) -> int:
    """Count the pairs within a radius, of all sites or of some."""
    limit = min(radius, np.finfo(np.float64).max)
    if not is_sparse(cost.values):
        values = cost.values if columns is None else cost.values[:, columns]
        return int(np.count_nonzero(values <= limit))
    kept = cost.values.data <= limit
    return int(np.count_nonzero(kept if columns is None else kept & np.isin(cost.values.indices, columns)))
