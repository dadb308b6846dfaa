"""Cover all with few sites, by local search with row weights (Gao, Yao, Weise and Li 2015), compiled by Numba.

One site leaves and one enters, over and over. A row that stays uncovered gets heavier, so that the search does not
come back to where it was; each time all rows are covered, one site less is asked for.
"""

# ruff: noqa: ANN001, ANN201, ANN202 - compiled functions find their types; Numba knows no frozen values
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, disallow-incomplete-defs=False

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

SIZE, LEFT = 0, 1


class Search(NamedTuple):
    """Where the search is; the arrays change.

    Parameters
    ----------
    covered, weight, place
        For each row: how many open sites cover it, its weight, and where in `uncovered` it stands (-1: nowhere).
    uncovered
        The rows without cover come first.
    is_open, score, since, may_enter
        For each site: whether it is open; the weight that entering covers, or less than 0 what leaving uncovers;
        when it moved last; whether a row of it has changed since it left.
    counts
        Number of open sites, and of rows without cover.
    """

    covered: npt.NDArray[np.int64]
    weight: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    uncovered: npt.NDArray[np.int64]
    is_open: npt.NDArray[np.bool_]
    score: npt.NDArray[np.int64]
    since: npt.NDArray[np.int64]
    may_enter: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def fewer(starts, sites, back, rows, plan, steps, random, enough):
    """Give a cover of no more sites than `plan` has, which covers all.

    Parameters
    ----------
    starts, sites, back, rows
        The sites of each row, and the rows of each site.
    plan
        Mark of each site that is open to begin with.
    steps
        How many swaps are tried.
    random
        Draws which row is covered next.
    enough
        A cover of so many sites ends the search.
    """
    n, m = len(starts) - 1, len(back) - 1
    state = Search(
        np.zeros(n, np.int64),
        np.ones(n, np.int64),
        np.full(n, -1, np.int64),
        np.empty(n, np.int64),
        np.zeros(m, np.bool_),
        np.zeros(m, np.int64),
        np.zeros(m, np.int64),
        np.ones(m, np.bool_),
        np.zeros(2, np.int64),
    )
    _begin(starts, sites, back, rows, plan, state)
    best = plan.copy()
    entered = -1
    for step in range(1, steps + 1):
        while state.counts[LEFT] == 0:
            best[:] = state.is_open
            if state.counts[SIZE] <= enough:
                return best
            _leave(starts, sites, back, rows, _least_missed(state, -1), step, state)
        _leave(starts, sites, back, rows, _least_missed(state, entered), step, state)
        entered = _best_for(starts, sites, random, state)
        _enter(starts, sites, back, rows, entered, step, state)
        _weigh(starts, sites, state)
    return best


@numba.njit(cache=True, nogil=True)
def _begin(starts, sites, back, rows, plan, state):
    n, m = len(starts) - 1, len(back) - 1
    for i in range(n):
        state.place[i] = i
        state.uncovered[i] = i
    state.counts[LEFT] = n
    for j in range(m):
        state.score[j] = back[j + 1] - back[j]
    for j in range(m):
        if plan[j]:
            _enter(starts, sites, back, rows, j, 0, state)


@numba.njit(cache=True, nogil=True)
def _least_missed(state, kept):
    """Give the open site whose leaving uncovers least weight; of equals the one that has been open longest."""
    found = -1
    for j in range(len(state.is_open)):
        if not state.is_open[j] or j == kept:
            continue
        if found < 0 or _is_before(state, j, found):
            found = j
    return found if found >= 0 else kept


@numba.njit(cache=True, nogil=True)
def _is_before(state, j, other):
    if state.score[j] == state.score[other]:
        return state.since[j] < state.since[other]
    return state.score[j] > state.score[other]


@numba.njit(cache=True, nogil=True)
def _best_for(starts, sites, random, state):
    """Give the site that covers most weight, of those that cover some row without cover; the row is drawn."""
    i = state.uncovered[random.integers(0, state.counts[LEFT])]
    found = -1
    for k in range(starts[i], starts[i + 1]):
        j = sites[k]
        if state.may_enter[j] and (found < 0 or _is_before(state, j, found)):
            found = j
    return found if found >= 0 else sites[starts[i] + random.integers(0, starts[i + 1] - starts[i])]


@numba.njit(cache=True, nogil=True)
def _leave(starts, sites, back, rows, j, step, state):
    state.is_open[j] = False
    state.counts[SIZE] -= 1
    state.score[j] = -state.score[j]
    state.since[j] = step
    state.may_enter[j] = False
    for q in range(back[j], back[j + 1]):
        i = rows[q]
        state.covered[i] -= 1
        if state.covered[i] == 0:
            state.place[i] = state.counts[LEFT]
            state.uncovered[state.counts[LEFT]] = i
            state.counts[LEFT] += 1
        for k in range(starts[i], starts[i + 1]):
            other = sites[k]
            if other == j:
                continue
            state.may_enter[other] = True
            if state.covered[i] == 0:
                state.score[other] += state.weight[i]
            elif state.covered[i] == 1 and state.is_open[other]:
                state.score[other] -= state.weight[i]


@numba.njit(cache=True, nogil=True)
def _enter(starts, sites, back, rows, j, step, state):
    for q in range(back[j], back[j + 1]):
        i = rows[q]
        state.covered[i] += 1
        if state.covered[i] == 1:
            state.counts[LEFT] -= 1
            last, place = state.uncovered[state.counts[LEFT]], state.place[i]
            state.uncovered[place] = last
            state.place[last] = place
            state.place[i] = -1
        for k in range(starts[i], starts[i + 1]):
            other = sites[k]
            if other == j:
                continue
            state.may_enter[other] = True
            if state.covered[i] == 1:
                state.score[other] -= state.weight[i]
            elif state.covered[i] == 2 and state.is_open[other]:  # noqa: PLR2004 - covered by this one and by another
                state.score[other] += state.weight[i]
    state.is_open[j] = True
    state.counts[SIZE] += 1
    state.score[j] = -state.score[j]
    state.since[j] = step


@numba.njit(cache=True, nogil=True)
def _weigh(starts, sites, state):
    """Make each row without cover heavier by one."""
    for x in range(state.counts[LEFT]):
        i = state.uncovered[x]
        state.weight[i] += 1
        for k in range(starts[i], starts[i + 1]):
            state.score[sites[k]] += 1
