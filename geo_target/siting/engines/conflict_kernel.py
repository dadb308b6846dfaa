"""Which sites are too close to open together, gathered into cliques; compiled by Numba.

Few conflicts are two arrays: ``sites[starts[i]:starts[i + 1]]``, rising, are too close to site `i`, and `i` to each of
them. Many are bits: bit ``j % 64`` of ``close[i, j // 64]`` says that sites `i` and `j` are too close.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

import numba
import numpy as np

_ONE, _NONE = np.uint64(1), np.uint64(0)


@numba.njit(cache=True, nogil=True)
def cover_by_cliques(starts, sites):
    """Give cliques that together hold every pair: members one after the other, and where each clique begins and ends."""
    left = np.ones(len(sites), np.bool_)
    members, ends, size, count = np.empty(1024, np.int64), np.zeros(1024, np.int64), 0, 0
    for one in range(len(starts) - 1):
        for place in range(starts[one], starts[one + 1]):
            if not left[place]:
                continue
            clique = _grown(starts, sites, left, one, place)
            for site in clique:
                _take(starts, sites, left, site, clique)
            while size + len(clique) > len(members):
                members = np.concatenate((members, np.empty_like(members)))
            if count + 1 >= len(ends):
                ends = np.concatenate((ends, np.zeros_like(ends)))
            members[size : size + len(clique)] = clique
            size += len(clique)
            count += 1
            ends[count] = size
    return members[:size], ends[: count + 1]


@numba.njit(cache=True, nogil=True)
def _grown(starts, sites, left, one, first):
    """Add sites that are close to all so far, rising: first those whose pair with `one` is in no clique yet."""
    common = np.arange(starts[one], starts[one + 1])
    members, size, place = np.empty(len(common) + 1, np.int64), 1, first
    members[0] = one
    while place >= 0:
        at = size
        while at > 0 and members[at - 1] > sites[place]:
            members[at] = members[at - 1]
            at -= 1
        members[at] = sites[place]
        size += 1
        common = _shared(starts, sites, common, sites[place])
        place = -1
        for other in common:
            if left[other]:
                place = other
                break
        if place < 0 and len(common):
            place = common[0]
    return members[:size]


@numba.njit(cache=True, nogil=True)
def _shared(starts, sites, common, member):
    """Give those of some places whose sites are close to `member`, too."""
    kept, size, at = np.empty(len(common), np.int64), 0, starts[member]
    for place in common:
        while at < starts[member + 1] and sites[at] < sites[place]:
            at += 1
        if at < starts[member + 1] and sites[at] == sites[place]:
            kept[size] = place
            size += 1
    return kept[:size]


@numba.njit(cache=True, nogil=True)
def _take(starts, sites, left, site, clique):
    """Mark the pairs of a site with a clique's sites as held."""
    at = starts[site]
    for other in clique:
        while at < starts[site + 1] and sites[at] < other:
            at += 1
        if at < starts[site + 1] and sites[at] == other:
            left[at] = False


@numba.njit(cache=True, nogil=True)
def cover_bits_by_cliques(close, most):
    """Give the same of conflicts in bits, of which `close` is left with those that no clique holds.

    None do that are still there once the cliques have `most` members.
    """
    n, words = close.shape
    whole, common, clique = close.copy(), np.empty(words, np.uint64), np.empty(words, np.uint64)
    members, ends, size, count = np.empty(1024, np.int64), np.zeros(1024, np.int64), 0, 0
    for one in range(n):
        other = _lowest(close[one], close[one])
        while other >= 0:
            if size >= most:
                return members[:size], ends[: count + 1]
            _grow(whole, close, one, other, common, clique)
            while size + n > len(members):
                members = np.concatenate((members, np.empty_like(members)))
            if count + 1 >= len(ends):
                ends = np.concatenate((ends, np.zeros_like(ends)))
            size = _write(clique, members, size)
            for place in range(ends[count], size):
                close[members[place]] &= ~clique
            count += 1
            ends[count] = size
            other = _lowest(close[one], close[one])
    return members[:size], ends[: count + 1]


@numba.njit(cache=True, nogil=True)
def _grow(whole, left, one, other, common, clique):
    """Add sites that are close to all so far: first those whose pair with `one` is in no clique yet."""
    common[:] = whole[one]
    clique[:] = 0
    clique[one // 64] |= _ONE << np.uint64(one % 64)
    while other >= 0:
        clique[other // 64] |= _ONE << np.uint64(other % 64)
        common &= whole[other]
        other = _lowest(common, left[one])
        if other < 0:
            other = _lowest(common, common)


@numba.njit(cache=True, nogil=True)
def _write(bits, members, size):
    """Write down which bits are set, after `size` others; give how many are written then."""
    for word in range(len(bits)):
        if bits[word] != _NONE:
            for bit in range(64):
                if bits[word] >> np.uint64(bit) & _ONE:
                    members[size] = 64 * word + bit
                    size += 1
    return size


@numba.njit(cache=True, nogil=True)
def _lowest(some, others):
    """Give the lowest bit that both have, -1 for none."""
    for word in range(len(some)):
        both = some[word] & others[word]
        if both != _NONE:
            bit = 0
            while not both >> np.uint64(bit) & _ONE:
                bit += 1
            return 64 * word + bit
    return -1
