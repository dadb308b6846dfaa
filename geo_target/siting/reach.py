"""Who reaches whom: questions to a cost matrix that hold for dense and sparse values alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse

if TYPE_CHECKING:
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
