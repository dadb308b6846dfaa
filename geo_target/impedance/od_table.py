"""A table of origins, destinations and costs that somebody else has made, taken as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.models import CostMatrix, PairState

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray


def od_costs(
    origins: Sequence[Hashable],
    destinations: Sequence[Hashable],
    costs: npt.ArrayLike,
    *,
    demand_ids: Sequence[Hashable],
    site_ids: Sequence[Hashable],
    unit: str,
    missing: PairState = PairState.OUTSIDE,
) -> CostMatrix:
    """Make a sparse cost matrix of a table of pairs.

    Parameters
    ----------
    origins, destinations, costs
        Columns of the table: a demand point, a site, the cost in `unit`, 0 or more; ``inf``: there is no way.
        Each pair once.
    demand_ids, site_ids
        Every demand point and site, in the order that the matrix shall have.
    missing
        What a pair is that the table does not have, or has with ``inf``: ``outside`` or ``unreachable``.

    Raises
    ------
    InputError
        If an id is not known, a cost is negative or no number, or a pair comes twice. Names the row, counted
        from 1 below the headers.
    """
    from scipy.sparse import csr_array

    rows = _places(origins, demand_ids, "origin", "demand point")
    columns = _places(destinations, site_ids, "destination", "site")
    values = np.asarray(costs, dtype=np.float64)
    _check_costs(values, len(rows), len(columns))
    _check_pairs(rows, columns, len(site_ids), origins, destinations)

    order = np.lexsort((columns, rows))
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(demand_ids)))])
    matrix = csr_array((values[order], columns[order], ends), shape=(len(demand_ids), len(site_ids)))
    return CostMatrix(matrix, demand_ids=demand_ids, site_ids=site_ids, unit=unit, absent=missing)


def _places(ids: Sequence[Hashable], known: Sequence[Hashable], column: str, what: str) -> IntArray:
    place = {name: number for number, name in enumerate(known)}
    found = np.fromiter((place.get(name, -1) for name in ids), dtype=np.int64, count=len(ids))
    wrong = np.flatnonzero(found < 0)
    if wrong.size:
        row = int(wrong[0])
        raise InputError(
            f"Row {row + 1}: the {column} {ids[row]!r} is no {what}"
            + (f", and {wrong.size - 1:,} more rows have such" if wrong.size > 1 else "")
            + (f"; a {what} is, for example, {known[0]!r}." if len(known) else f"; there is no {what}.")
        )
    return found


def _check_costs(values: FloatArray, *lengths: int) -> None:
    if values.ndim != 1 or any(length != values.size for length in lengths):
        raise InputError("origins, destinations and costs must have one value for each row")
    wrong = np.flatnonzero(~(values >= 0))
    if wrong.size:
        row = int(wrong[0])
        raise InputError(
            f"Row {row + 1}: the cost must be 0 or more, or inf for no way, not {values[row]:g}."
        )


def _check_pairs(
    rows: IntArray,
    columns: IntArray,
    n_sites: int,
    origins: Sequence[Hashable],
    destinations: Sequence[Hashable],
) -> None:
    key = rows * n_sites + columns
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)
    if again.size:
        first, second = int(order[again[0]]), int(order[again[0] + 1])
        raise InputError(
            f"Row {second + 1}: the pair {origins[second]!r} to {destinations[second]!r} is in row {first + 1} too; "
            "keep one of them."
        )
