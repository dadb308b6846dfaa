"""The share of an area's people who are covered, as a sum over its demand points.

Not by the area's centroid: a large neighbourhood can be half covered. See ``docs/methods/share-covered.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.access.weights import amounts
from geo_target.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray


def share_covered(
    covered: npt.ArrayLike, population: npt.ArrayLike, groups: npt.ArrayLike, *, n_groups: int | None = None
) -> FloatArray:
    r"""Give the share of each area's people who live at covered demand points.

    .. math:: \text{share}_g = \sum_{i \in g,\ i\ \text{covered}} p_i \Big/ \sum_{i \in g} p_i

    Parameters
    ----------
    covered
        True where the demand point lies within the service radius, shape ``(n_demand,)``.
    population
        People at the demand point, 0 or more, shape ``(n_demand,)``.
    groups
        Row of the area that the demand point belongs to, from 0, shape ``(n_demand,)``.
    n_groups
        Number of areas; left out, one more than the greatest of ``groups``.

    Returns
    -------
    FloatArray
        From 0 to 1, shape ``(n_groups,)``; NaN where nobody lives, since a share of nobody is not a
        number. Covering one more point never lowers a share.

    Raises
    ------
    InputError
        If lengths differ, a population is negative or NaN, or a group is out of range.
    """
    people, rows, n_groups = _checked(population, groups, n_groups)
    flags = np.asarray(covered, dtype=np.bool_)
    if flags.shape != people.shape:
        raise InputError(f"covered must have {len(people)} values, one a demand point, not {flags.size}")

    within = np.bincount(rows, weights=np.where(flags, people, 0.0), minlength=n_groups)
    total = np.bincount(rows, weights=people, minlength=n_groups)
    share: FloatArray = np.divide(within, total, out=np.full(n_groups, np.nan), where=total > 0)
    return share


def unserved(demand: npt.ArrayLike, share: npt.ArrayLike) -> FloatArray:
    """Give the demand of each area that is not covered, in the unit of ``demand``.

    Parameters
    ----------
    demand
        Demand of each area, 0 or more, shape ``(n_groups,)``.
    share
        Share covered from :func:`share_covered`; where it is NaN nobody lives, and nobody is unserved.
    """
    amount, covered = np.asarray(demand, dtype=np.float64), np.asarray(share, dtype=np.float64)
    return np.where(np.isnan(covered), 0.0, amount * (1.0 - covered))


def _checked(
    population: npt.ArrayLike, groups: npt.ArrayLike, n_groups: int | None
) -> tuple[FloatArray, IntArray, int]:
    people, rows = np.asarray(population, dtype=np.float64), np.asarray(groups, dtype=np.int64)
    if people.ndim != 1 or people.shape != rows.shape:
        raise InputError(f"population and groups must be of equal length, not {people.size} and {rows.size}")
    people = amounts(people, people.size, name="population", ids="groups")
    count = int(rows.max(initial=-1)) + 1 if n_groups is None else n_groups
    if rows.size and (rows.min() < 0 or rows.max() >= count):
        raise InputError(f"groups must be from 0 to {count - 1}, not from {rows.min()} to {rows.max()}")
    return people, rows, count
