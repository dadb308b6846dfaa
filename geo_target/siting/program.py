"""A mixed-integer linear program as it is built: columns and rows of numbers, no solver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray


@dataclass(slots=True, eq=False)
class Program:
    """Columns (cost, bounds, whole or not) and rows (bounds, entries); blocks are added one after the other."""

    maximise: bool = False
    size: int = 0
    n_rows: int = 0
    _columns: list[tuple[FloatArray, FloatArray, FloatArray, BoolArray]] = field(default_factory=list)
    _bounds: list[tuple[FloatArray, FloatArray]] = field(default_factory=list)
    _entries: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)

    def add_columns(
        self,
        cost: npt.ArrayLike,
        *,
        lower: npt.ArrayLike = 0.0,
        upper: npt.ArrayLike = 1.0,
        whole: bool = False,
    ) -> IntArray:
        """Add a column for each cost; give their numbers."""
        costs = np.atleast_1d(np.asarray(cost, np.float64))
        n = len(costs)
        lowest, highest = np.broadcast_to(lower, n), np.broadcast_to(upper, n)
        self._columns.append(
            (costs, lowest.astype(np.float64), highest.astype(np.float64), np.full(n, whole))
        )
        self.size += n
        return np.arange(self.size - n, self.size)

    def add_rows(
        self,
        n: int,
        entries: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
        *,
        lower: npt.ArrayLike = -np.inf,
        upper: npt.ArrayLike = np.inf,
    ) -> None:
        """Add `n` rows; `entries` are row (from 0 in this block), column and value, broadcast against each other."""
        row, column, value = np.broadcast_arrays(*entries)
        self._entries.append(
            (row.astype(np.int64) + self.n_rows, column.astype(np.int64), value.astype(np.float64))
        )
        lowest, highest = np.broadcast_to(lower, n), np.broadcast_to(upper, n)
        self._bounds.append((lowest.astype(np.float64), highest.astype(np.float64)))
        self.n_rows += n

    def add_row(
        self, columns: IntArray, values: npt.ArrayLike, *, lower: float = -np.inf, upper: float = np.inf
    ) -> None:
        """Add one row."""
        self.add_rows(1, (0, columns, values), lower=lower, upper=upper)

    def set_objective(self, cost: FloatArray, *, maximise: bool) -> None:
        """Ask for something else: a cost for every column."""
        starts = np.cumsum([0, *(len(part[0]) for part in self._columns)])
        self._columns = [
            (cost[start : start + len(part[0])].astype(np.float64), *part[1:])
            for start, part in zip(starts, self._columns, strict=False)
        ]
        self.maximise = maximise

    @property
    def n_entries(self) -> int:
        """Numbers in the rows."""
        return sum(len(values) for _, _, values in self._entries)

    def columns(self) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
        """Give cost, lower bound, upper bound and wholeness of every column."""
        cost, lower, upper, whole = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        return cost, lower, upper, whole

    def rows(self) -> tuple[csr_array, FloatArray, FloatArray]:
        """Give the matrix and the bounds of every row."""
        from scipy.sparse import coo_array

        if not self.n_rows:
            return coo_array((0, self.size)).tocsr(), np.empty(0), np.empty(0)
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        lower, upper = (np.concatenate(part) for part in zip(*self._bounds, strict=True))
        matrix = coo_array((value, (row, column)), shape=(self.n_rows, self.size)).tocsr()
        return matrix, lower, upper
