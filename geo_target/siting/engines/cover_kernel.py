"""Who covers whom, made small: equal rows merged, dominated sites and rows dropped; compiled by Numba.

A cover is two arrays: row `i` is ``starts[i]:starts[i + 1]`` of `sites`, rising, the sites that cover demand point `i`.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

WORD = 64


@numba.njit(cache=True, nogil=True)
def from_dense(covers, number):
    """Give the cover of a dense table; site ``j`` gets ``number[j]``, and is left out where that is -1."""
    n, m = covers.shape
    starts = np.zeros(n + 1, np.int64)
    for i in range(n):
        count = 0
        for j in range(m):
            count += covers[i, j] and number[j] >= 0
        starts[i + 1] = starts[i] + count
    sites = np.empty(starts[n], np.int32)
    at = 0
    for i in range(n):
        for j in range(m):
            if covers[i, j] and number[j] >= 0:
                sites[at] = number[j]
                at += 1
    return starts, sites


@numba.njit(cache=True, nogil=True)
def chosen_rows(starts, sites, kept, number):
    """Give the marked rows, with the sites numbered anew; those of number -1 are left out."""
    count = 0
    size = 0
    for i in range(len(kept)):
        if kept[i]:
            count += 1
            for k in range(starts[i], starts[i + 1]):
                size += number[sites[k]] >= 0
    new_starts = np.zeros(count + 1, np.int64)
    new_sites = np.empty(size, np.int32)
    at, row = 0, 0
    for i in range(len(kept)):
        if kept[i]:
            for k in range(starts[i], starts[i + 1]):
                if number[sites[k]] >= 0:
                    new_sites[at] = number[sites[k]]
                    at += 1
            row += 1
            new_starts[row] = at
    return new_starts, new_sites


@numba.njit(cache=True, nogil=True)
def hashes(starts, sites, keys):
    """Give each row the sum of the keys of its sites: equal rows have equal sums."""
    sums = np.zeros(len(starts) - 1, np.uint64)
    for i in range(len(sums)):
        for k in range(starts[i], starts[i + 1]):
            sums[i] += keys[sites[k]]
    return sums


@numba.njit(cache=True, nogil=True)
def are_equal(starts, sites, first, group):
    """Tell whether every row equals the first row of its group."""
    for i in range(len(group)):
        f = first[group[i]]
        if starts[i + 1] - starts[i] != starts[f + 1] - starts[f]:
            return False
        for k in range(starts[i + 1] - starts[i]):
            if sites[starts[i] + k] != sites[starts[f] + k]:
                return False
    return True


@numba.njit(cache=True, nogil=True)
def turned(starts, sites, n_sites):
    """Turn rows over: for each site the rows that it covers, rising."""
    back = np.zeros(n_sites + 1, np.int64)
    for k in range(len(sites)):
        back[sites[k] + 1] += 1
    back = np.cumsum(back)
    at = back[:-1].copy()
    rows = np.empty(len(sites), np.int32)
    for i in range(len(starts) - 1):
        for k in range(starts[i], starts[i + 1]):
            rows[at[sites[k]]] = i
            at[sites[k]] += 1
    return back, rows


@numba.njit(cache=True, nogil=True)
def dominated(starts, members, back, holders):
    """Mark each set that lies within another; of equal sets all but the first.

    Parameters
    ----------
    starts, members
        The members of each set, rising.
    back, holders
        The sets that hold each member.
    """
    n = len(starts) - 1
    bits = _bits(starts, members, len(back) - 1)
    out = np.zeros(n, np.bool_)
    for i in range(n):
        size = starts[i + 1] - starts[i]
        if size == 0:
            out[i] = True
            continue
        rare = _rarest(members[starts[i] : starts[i + 1]], back)
        for k in range(back[rare], back[rare + 1]):
            other = holders[k]
            other_size = starts[other + 1] - starts[other]
            if other == i or out[other] or other_size < size or (other_size == size and other > i):
                continue
            if _within(bits, i, other):
                out[i] = True
                break
    return out


@numba.njit(cache=True, nogil=True)
def _bits(starts, members, n_members):
    n = len(starts) - 1
    bits = np.zeros((n, (n_members + WORD - 1) // WORD), np.uint64)
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            bits[i, members[k] // WORD] |= np.uint64(1) << np.uint64(members[k] % WORD)
    return bits


@numba.njit(cache=True, nogil=True)
def _rarest(members, back):
    rare = members[0]
    for member in members:
        if back[member + 1] - back[member] < back[rare + 1] - back[rare]:
            rare = member
    return rare


@numba.njit(cache=True, nogil=True)
def _within(bits, inner, outer):
    for w in range(bits.shape[1]):  # noqa: SIM110 - Numba compiles no generator
        if bits[inner, w] & ~bits[outer, w]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def dominating(starts, members, back, holders):
    """Mark each set that contains another; of equal sets all but the first. An empty set is marked never."""
    n = len(starts) - 1
    bits = _bits(starts, members, len(back) - 1)
    out = np.zeros(n, np.bool_)
    for i in range(n):
        size = starts[i + 1] - starts[i]
        if size == 0 or out[i]:
            continue
        rare = _rarest(members[starts[i] : starts[i + 1]], back)
        for k in range(back[rare], back[rare + 1]):
            other = holders[k]
            other_size = starts[other + 1] - starts[other]
            if other == i or out[other] or other_size < size or (other_size == size and other < i):
                continue
            if _within(bits, i, other):
                out[other] = True
    return out
