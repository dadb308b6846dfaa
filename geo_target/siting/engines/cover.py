"""Who covers whom, read from a table and made as small as it gets without changing the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo_target.siting.engines.problem import Problem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray, IntArray

_MOST_BITS = 8 * 200_000_000
"""A table of bits larger than 200 MB is not made: then dominance is left out, and the answer takes longer."""


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Demand points by the sites that cover them.

    Parameters
    ----------
    starts, sites
        Row ``i`` is ``starts[i]:starts[i + 1]`` of `sites`, rising; none is empty.
    weights
        Demand of each row.
    number
        Column of the table that each site is.
    certain, lost
        Demand that the open sites cover anyway, and that no site covers.
    """

    starts: IntArray
    sites: npt.NDArray[np.int32]
    weights: FloatArray
    number: IntArray
    certain: float
    lost: float

    def problem(self, n_open: int, weights: FloatArray) -> Problem:
        """Give the question which `n_open` sites leave least weight without cover."""
        costs = np.zeros(len(self.sites))
        return Problem(self.starts, self.sites, costs, weights, n_open, np.arange(len(self.number)))


def read_cover(
    covers: BoolArray | csr_array, weights: FloatArray, *, fixed_open: BoolArray, forbidden: BoolArray
) -> Cover:
    """Give the cover of the demand that is not covered anyway, by the sites that may still open."""
    from geo_target.siting.engines import cover_kernel

    columns = np.flatnonzero(~fixed_open & ~forbidden)
    number = np.full(len(fixed_open), -1, dtype=np.int32)
    number[columns] = np.arange(len(columns))
    served = _served(covers, fixed_open)
    asking = (weights > 0) & ~served
    if isinstance(covers, np.ndarray):
        starts, sites = cover_kernel.from_dense(np.ascontiguousarray(covers), number)
    else:
        whole = np.ones(covers.shape[0], dtype=np.bool_)
        starts, sites = cover_kernel.chosen_rows(covers.indptr, covers.indices, whole, number)
    filled = starts[1:] > starts[:-1]
    rows = asking & filled
    starts, sites = cover_kernel.chosen_rows(starts, sites, rows, np.arange(len(columns), dtype=np.int32))
    certain, lost = float(weights[served].sum()), float(weights[asking & ~filled].sum())
    return merged(Cover(starts, sites, weights[rows].astype(np.float64), columns, certain, lost))


def _served(covers: BoolArray | csr_array, fixed_open: BoolArray) -> BoolArray:
    if not fixed_open.any():
        return np.zeros(covers.shape[0], dtype=np.bool_)
    served: BoolArray = np.asarray(covers @ fixed_open.astype(np.int64)) > 0
    return served


def merged(cover: Cover) -> Cover:
    """Make one row of all rows that the same sites cover; their demand adds up."""
    from geo_target.siting.engines import cover_kernel

    keys = np.random.default_rng(0).integers(0, 2**64, size=len(cover.number), dtype=np.uint64)
    sums = cover_kernel.hashes(cover.starts, cover.sites, keys)
    _, first, group = np.unique(sums, return_index=True, return_inverse=True)
    if not cover_kernel.are_equal(cover.starts, cover.sites, first, group):
        return cover  # two different rows of one sum: about once in the age of the world
    kept = np.zeros(len(cover.weights), dtype=np.bool_)
    kept[first] = True
    sums = np.bincount(group, cover.weights, minlength=len(first)).astype(np.float64)
    weights = sums[np.argsort(first, kind="stable")]
    same = np.arange(len(cover.number), dtype=np.int32)
    starts, sites = cover_kernel.chosen_rows(cover.starts, cover.sites, kept, same)
    return replace(cover, starts=starts, sites=sites, weights=weights)


def without_dominated_sites(cover: Cover) -> Cover:
    """Leave out each site that covers nothing that another one does not cover too, and merge again."""
    from geo_target.siting.engines import cover_kernel

    if len(cover.number) * len(cover.weights) > _MOST_BITS:
        return cover
    back, holders = cover_kernel.turned(cover.starts, cover.sites, len(cover.number))
    out = cover_kernel.dominated(back, holders, cover.starts, cover.sites)
    if not out.any():
        return cover
    number = np.where(out, -1, np.cumsum(~out) - 1).astype(np.int32)
    whole = np.ones(len(cover.weights), dtype=np.bool_)
    starts, sites = cover_kernel.chosen_rows(cover.starts, cover.sites, whole, number)
    return merged(replace(cover, starts=starts, sites=sites, number=cover.number[~out]))


def without_implied_rows(cover: Cover) -> Cover:
    """Leave out each row that is covered whenever another one is; only where every row must be covered."""
    from geo_target.siting.engines import cover_kernel

    if len(cover.number) * len(cover.weights) > _MOST_BITS:
        return cover
    back, holders = cover_kernel.turned(cover.starts, cover.sites, len(cover.number))
    kept = ~cover_kernel.dominating(cover.starts, cover.sites, back, holders)
    if kept.all():
        return cover
    same = np.arange(len(cover.number), dtype=np.int32)
    starts, sites = cover_kernel.chosen_rows(cover.starts, cover.sites, kept, same)
    return replace(cover, starts=starts, sites=sites, weights=cover.weights[kept])


def smallest(cover: Cover) -> Cover:
    """Drop dominated sites and implied rows in turn until neither is left."""
    while True:
        smaller = without_implied_rows(without_dominated_sites(cover))
        if len(smaller.sites) == len(cover.sites):
            return smaller
        cover = smaller


def parts(cover: Cover) -> list[Cover]:
    """Give the parts of a cover that share no site, the smallest first; sites that cover nothing are left out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    from geo_target.siting.engines import cover_kernel

    n, m = len(cover.weights), len(cover.number)
    if n == 0:
        return [cover]
    rows = np.repeat(np.arange(n), np.diff(cover.starts))
    joined = csr_array((np.ones(len(rows), dtype=np.int8), (rows, n + cover.sites)), shape=(n + m, n + m))
    _, part = connected_components(joined, directed=False)
    names, sizes = np.unique(part[:n], return_counts=True)
    pieces = []
    for name in names[np.argsort(sizes, kind="stable")]:
        held = part[n:] == name
        number = np.where(held, np.cumsum(held) - 1, -1).astype(np.int32)
        kept = part[:n] == name
        starts, sites = cover_kernel.chosen_rows(cover.starts, cover.sites, kept, number)
        weights = cover.weights[kept]
        pieces.append(replace(cover, starts=starts, sites=sites, weights=weights, number=cover.number[held]))
    return pieces


def filled_up(chosen: IntArray, n_sites: int, *, forbidden: BoolArray) -> IntArray:
    """Add the first sites that may open, until `n_sites` are: they cover nothing more."""
    spare = np.setdiff1d(np.flatnonzero(~forbidden), chosen)
    return np.sort(np.concatenate([chosen, spare[: n_sites - len(chosen)]]))
