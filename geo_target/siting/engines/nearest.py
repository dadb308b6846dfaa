"""What the nearest of some sites costs, in a dense or a sparse table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray


def nearest(values: FloatArray | csr_array, columns: IntArray) -> FloatArray:
    """Give for each row the least cost to one of the columns; ``inf`` where none is in reach."""
    least = np.full(values.shape[0], np.inf)
    if is_sparse(values):
        wanted = np.zeros(values.shape[1], dtype=np.bool_)
        wanted[columns] = True
        rows = np.repeat(np.arange(values.shape[0]), np.diff(values.indptr))
        kept = wanted[values.indices]
        np.minimum.at(least, rows[kept], values.data[kept])
    elif len(columns):
        for column in columns:
            np.minimum(least, values[:, column], out=least)
    return least
