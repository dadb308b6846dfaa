r"""The fewest sites that cover all rows, row after row from one end to the other, compiled by Numba.

With prices :math:`u_i \ge 0` of the rows and reduced costs :math:`r_j = 1 - \sum_{i \in j} u_i \ge 0` of the sites, a
plan of :math:`k` sites that covers all wastes

.. math:: k - \sum_i u_i = \sum_{j \in plan} r_j + \sum_i u_i (\text{times that i is covered} - 1),

a sum of parts of 0 or more. The sweep covers the first row that has no cover, by each of its sites in turn; what it has
to remember is which later rows are covered already, and the least waste so far. Partial plans that cover the same rows
are one state. States are taken up in the order of the waste that a plan through them has at the least.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

DONE, GOAL, FULL, PAUSED = 0, 1, 2, 3
STATES, QUEUED, LEVEL, FOUND = 0, 1, 2, 3
WORD = 64
_ONE = np.uint64(1)
_FULL_WORD = ~np.uint64(0)
_CLOSE = 1e-12


class Rows(NamedTuple):
    """What is to be covered, rows in the order of the sweep.

    Parameters
    ----------
    starts, sites, back, rows
        The sites of each row, and the rows of each site, rising.
    price, reduced
        Price of each row and reduced cost of each site.
    rest
        ``rest[i]``: waste that covering the rows from `i` on takes at least, by sites that cover no row before `i`.
    """

    starts: npt.NDArray[np.int64]
    sites: npt.NDArray[np.int32]
    back: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    price: npt.NDArray[np.float64]
    reduced: npt.NDArray[np.float64]
    rest: npt.NDArray[np.float64]


class States(NamedTuple):
    """The states, a table to find them by, and a queue with one line for each level of waste.

    Parameters
    ----------
    covered, first, reach, waste
        Bits of the rows that are covered, counted from the first row that is not; that row; the row after the last
        covered one; the least waste.
    parent, site
        The state that it came from, by which site.
    table
        Places of the states by their hash.
    head, following, entry, promise
        First entry of each level; the next one of the same level; its state; the waste it promised then.
    reached
        For each first row, the least promise of the states taken up there.
    counts
        Numbers of states and entries, the level that is worked on, and the state that covers all.
    """

    covered: npt.NDArray[np.uint64]
    first: npt.NDArray[np.int32]
    reach: npt.NDArray[np.int32]
    waste: npt.NDArray[np.float64]
    parent: npt.NDArray[np.int32]
    site: npt.NDArray[np.int32]
    table: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    following: npt.NDArray[np.int32]
    entry: npt.NDArray[np.int32]
    promise: npt.NDArray[np.float64]
    reached: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def begin(given, states, limit):
    """Put the state in which nothing is covered into the queue."""
    states.first[0] = 0
    states.reach[0] = 0
    states.waste[0] = 0.0
    states.parent[0] = -1
    states.covered[0, :] = 0
    states.counts[:] = 0
    states.counts[STATES] = 1
    states.counts[FOUND] = -1
    if given.rest[0] < limit:
        _queue(states, 0, given.rest[0], limit)


@numba.njit(cache=True, nogil=True)
def run(given, states, limit, turns):
    """Take up to `turns` states out of the queue, the least waste first; say how it ended.

    Returns
    -------
    int
        DONE: no plan wastes less than `limit`. GOAL: one does. FULL: there is no room for more states. PAUSED: more
        is to do. A plan wastes no less than the level that ``states.counts[LEVEL]`` stands at.
    """
    n = len(given.starts) - 1
    while states.counts[LEVEL] < len(states.head):
        at = states.head[states.counts[LEVEL]]
        if at < 0:
            states.counts[LEVEL] += 1
            continue
        if turns == 0:
            return PAUSED
        turns -= 1
        states.head[states.counts[LEVEL]] = states.following[at]
        state = states.entry[at]
        promise = states.waste[state] + given.rest[states.reach[state]]
        if promise >= states.promise[at] - _CLOSE:  # else it was met again on a better way, and is done
            row = states.first[state]
            states.reached[row] = min(states.reached[row], promise)
            if row == n:
                states.counts[FOUND] = state
                return GOAL
            if not _grow(given, states, state, limit):
                return FULL
    return DONE


@numba.njit(cache=True, nogil=True)
def _grow(given, states, state, limit):
    """Cover the first row of a state by each of its sites; false if there is no room."""
    words = states.covered.shape[1]
    new = np.empty(words, np.uint64)
    row = states.first[state]
    for k in range(given.starts[row], given.starts[row + 1]):
        site = given.sites[k]
        reach = max(states.reach[state], given.rows[given.back[site + 1] - 1] + 1)
        least = states.waste[state] + given.reduced[site] + given.rest[reach]
        if least >= limit:
            continue
        new[:] = states.covered[state]
        waste = states.waste[state] + given.reduced[site] + _cover(given, new, row, site)
        if waste + given.rest[reach] >= limit:
            continue
        first = row + _shift(new, len(given.starts) - 1 - row)
        place, known = _find(states, new, first)
        if known >= 0 and waste >= states.waste[known] - _CLOSE:
            continue
        if states.counts[QUEUED] >= len(states.entry) or states.counts[STATES] >= len(states.first):
            return False
        if known < 0:
            known = states.counts[STATES]
            states.counts[STATES] += 1
            states.table[place] = known
            states.covered[known] = new
            states.first[known] = first
            states.reach[known] = reach
        states.waste[known] = waste
        states.parent[known] = state
        states.site[known] = site
        _queue(states, known, waste + given.rest[reach], limit)
    return True


@numba.njit(cache=True, nogil=True)
def _cover(given, bits, row, site):
    """Mark the rows of a site, and give the price of those that were covered already."""
    twice = 0.0
    for q in range(given.back[site], given.back[site + 1]):
        ahead = given.rows[q] - row
        if ahead < 0:
            twice += given.price[given.rows[q]]
            continue
        bit = _ONE << np.uint64(ahead % WORD)
        if bits[ahead // WORD] & bit:
            twice += given.price[given.rows[q]]
        else:
            bits[ahead // WORD] |= bit
    return twice


@numba.njit(cache=True, nogil=True)
def _shift(bits, left):
    """Move the bits so that the first row without cover comes first; give how far, `left` at most."""
    words = len(bits)
    far = 0
    while far < words and bits[far] == _FULL_WORD:
        far += 1
    rest = 0
    if far < words:
        word = bits[far]
        while word & _ONE:
            word >>= _ONE
            rest += 1
    for w in range(words):
        low = bits[w + far] if w + far < words else np.uint64(0)
        if rest:
            high = bits[w + far + 1] if w + far + 1 < words else np.uint64(0)
            low = (low >> np.uint64(rest)) | (high << np.uint64(WORD - rest))
        bits[w] = low
    return min(far * WORD + rest, left)


@numba.njit(cache=True, nogil=True)
def _find(states, bits, first):
    """Give the place in the table where a state stands or would stand, and its number (-1: it is new)."""
    value = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15)
    for word in bits:
        value = (value ^ word) * np.uint64(0xD6E8FEB86659FD93)
        value ^= value >> np.uint64(32)
    last = len(states.table) - 1
    place = np.int64(value & np.uint64(last))
    while states.table[place] >= 0:
        known = states.table[place]
        if states.first[known] == first:
            same = True
            for w in range(len(bits)):
                if states.covered[known, w] != bits[w]:
                    same = False
                    break
            if same:
                return place, known
        place = (place + 1) & last
    return place, -1


@numba.njit(cache=True, nogil=True)
def _queue(states, state, promise, limit):
    """Put a state into the line of its level; the line that is worked on takes what would stand before it."""
    level = max(states.counts[LEVEL], np.int64(promise / limit * len(states.head)))
    level = min(level, len(states.head) - 1)
    at = states.counts[QUEUED]
    states.counts[QUEUED] += 1
    states.entry[at] = state
    states.promise[at] = promise
    states.following[at] = states.head[level]
    states.head[level] = at
