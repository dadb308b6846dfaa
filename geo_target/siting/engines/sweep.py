"""The sweep over a cover: whether so many sites cover all rows, for covers that have a narrow front.

Where points and sites lie in a plane, the rows can be put in an order in which a site covers neighbours only. What the
sweep has to remember is then small, and the linear program's prices leave little waste to spend.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines import sweep_kernel
from geo_target.siting.highs import row_prices
from geo_target.siting.program import Program

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.engines.cover import Cover
    from geo_target.siting.limits import Limit

_LARGEST = 2_000_000
"""Entries of a cover above which no linear program is asked for prices."""
_MOST_ROWS = 3_000
_MOST_WORDS = 8
_ROOMS = (1 << 15, 1 << 18, 1 << 22)
"""How many states there is room for: at most 0.5 GB."""
_FEW_STATES = 300_000
_LEVELS = 1024
_TURNS = 50_000
_FIRST, _FURTHER = 0.3, 1.3
_CLOSE = 1e-6
_DIRECTIONS = 12
_FEWEST_ROWS = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """A cover seen from one end: order of the rows, and the arrays of the kernel but for the least rest."""

    order: IntArray
    rows: sweep_kernel.Rows
    words: int

    def priced(self, prices: FloatArray, reduced: FloatArray) -> _Side:
        """Give the same with prices of the rows, as the cover numbers them, and reduced costs of the sites."""
        return replace(self, rows=self.rows._replace(price=prices[self.order], reduced=reduced))


@dataclass(slots=True, eq=False)
class Sweep:
    """A cover with prices for its rows, seen from both ends.

    Parameters
    ----------
    cover
        Of one part; no dominated sites and implied rows, or it takes longer.
    lower
        The bound of the linear program.
    least
        No fewer sites cover all rows: proved.
    """

    cover: Cover
    lower: float
    least: int
    _sides: tuple[_Side, _Side]

    @classmethod
    def of(cls, cover: Cover, limit: Limit) -> Sweep | None:
        """Put the rows in order and price them; None where the front is wide, or time is up."""
        if len(cover.sites) > _LARGEST or not 0 < len(cover.weights) <= _MOST_ROWS:
            return None
        order = _order(cover)
        forwards, backwards = _side(cover, order), _side(cover, order[::-1])
        if max(forwards.words, backwards.words) > _MOST_WORDS:
            return None
        found = row_prices(_program(cover), limit.part(0.5))
        if found is None:
            return None
        prices = np.clip(found, 0.0, 1.0)
        reduced = 1.0 - np.bincount(cover.sites, np.repeat(prices, np.diff(cover.starts)), len(cover.number))
        # a site whose rows are priced too high, by rounding, lowers the bound: then it needs no tolerance
        lower = float(prices.sum() + np.minimum(reduced, 0.0).sum())
        reduced = np.maximum(reduced, 0.0)
        sides = forwards.priced(prices, reduced), backwards.priced(prices, reduced)
        return cls(cover, lower, int(np.ceil(lower - _CLOSE)), sides)

    def within(self, most: int, limit: Limit) -> IntArray | None:
        """Give `most` sites or fewer that cover all rows, as numbers of the first table.

        None if there are none (then `least` is above `most`) or if that stays open.
        """
        if most < self.least:
            return None
        budget = most - self.lower + _CLOSE
        forwards, backwards = self._sides
        rest = self._rest(backwards, budget, limit)
        ended, floor, states = _run(forwards, rest, budget, limit)
        if ended == sweep_kernel.GOAL:
            return self.cover.number[_path(states)]
        self.least = max(self.least, int(np.ceil(self.lower + floor - 2 * _CLOSE)))
        if ended == sweep_kernel.DONE:
            self.least = most + 1
        return None

    def _rest(self, side: _Side, budget: float, limit: Limit) -> FloatArray:
        """Give what the rows from each one on waste at least: a sweep from the other end, as far as is cheap."""
        n = len(side.order)
        rest = np.zeros(n + 1)
        allowed = _FIRST * budget
        while not limit.over():
            ended, floor, states = _run(side, np.zeros(n + 1), allowed, limit)
            reached = np.minimum(np.minimum.accumulate(states.reached[::-1]), floor)
            rest = np.maximum(rest, reached)
            if (
                ended != sweep_kernel.DONE
                or allowed >= budget
                or states.counts[sweep_kernel.STATES] > _FEW_STATES
            ):
                break
            allowed = min(budget, _FURTHER * allowed)
        return rest


def _program(cover: Cover) -> Program:
    """Give the linear program of the fewest sites, shares of a site allowed.

    No bound of 1 on them: it would change nothing, and take prices of its own.
    """
    program = Program()
    columns = program.add_columns(np.ones(len(cover.number)), upper=np.inf)
    rows = np.repeat(np.arange(len(cover.weights)), np.diff(cover.starts))
    program.add_rows(len(cover.weights), (rows, columns[cover.sites], 1.0), lower=1.0)
    return program


def _order(cover: Cover) -> IntArray:
    """Put the rows in an order in which rows that share a site are near each other.

    The eigenvectors of who shares with whom lay the rows out on a plane: it is crossed in several directions. Covers
    without such a plane get the order of Cuthill and McKee. The order with the narrowest front is taken.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    n, m = len(cover.weights), len(cover.number)
    table = csr_array((np.ones(len(cover.sites)), cover.sites, cover.starts), shape=(n, m))
    shared = (table @ table.T).tocsr()
    orders = [np.asarray(reverse_cuthill_mckee(shared, symmetric_mode=True), np.int64)]
    plane = _plane(shared)
    if plane is not None:
        turns = np.linspace(0.0, np.pi, _DIRECTIONS, endpoint=False)
        orders += [np.argsort(plane @ [np.cos(turn), np.sin(turn)], kind="stable") for turn in turns]
    return min(orders, key=lambda order: _front(cover, order))


def _plane(shared: csr_array) -> FloatArray | None:
    """Give two coordinates for each row, if there are such."""
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import ArpackError, eigsh

    n = shared.shape[0]
    if n < _FEWEST_ROWS:
        return None
    scale = 1.0 / np.sqrt(shared.sum(axis=1))
    near = diags_array(scale) @ shared @ diags_array(scale)
    try:
        _, vectors = eigsh(near, k=3, which="LA", v0=np.sqrt(np.arange(1.0, n + 1)), tol=1e-6)
    except ArpackError:
        return None
    layout = vectors[:, :2] * scale[:, None]
    coordinates: FloatArray = layout / np.maximum(np.ptp(layout, axis=0), 1e-300)
    return coordinates


def _front(cover: Cover, order: IntArray) -> float:
    """Give how many later rows, in the mean, share a site with a row that came already."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    rows = np.repeat(np.arange(len(order)), np.diff(cover.starts))
    first_of_site = np.full(len(cover.number), len(order))
    np.minimum.at(first_of_site, cover.sites, place[rows])
    first_met = np.minimum.reduceat(first_of_site[cover.sites], cover.starts[:-1])
    return float((place - first_met).mean())


def _side(cover: Cover, order: IntArray) -> _Side:
    from geo_target.siting.engines import cover_kernel

    lengths = np.diff(cover.starts)[order]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    picks = np.repeat(cover.starts[:-1][order] - starts[:-1], lengths) + np.arange(starts[-1])
    sites = cover.sites[picks]
    back, rows = cover_kernel.turned(starts, sites, len(cover.number))
    furthest = np.maximum.accumulate(np.maximum.reduceat(rows[back[1:] - 1][sites], starts[:-1]))
    words = int((furthest - np.arange(len(order))).max()) // sweep_kernel.WORD + 1
    none = np.zeros(0)
    return _Side(order, sweep_kernel.Rows(starts, sites, back, rows, none, none, none), words)


def _states(words: int, n_rows: int, most: int) -> sweep_kernel.States:
    """Make room for states; what is not used takes no memory."""
    table = 1 << (2 * most - 1).bit_length()
    return sweep_kernel.States(
        np.empty((most, words), np.uint64),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.full(table, -1, np.int32),
        np.full(_LEVELS, -1, np.int32),
        np.empty(2 * most, np.int32),
        np.empty(2 * most, np.int32),
        np.empty(2 * most),
        np.full(n_rows, np.inf),
        np.zeros(4, np.int64),
    )


def _run(
    side: _Side, rest: FloatArray, allowed: float, limit: Limit
) -> tuple[int, float, sweep_kernel.States]:
    """Sweep until done, full or out of time; give how it ended, what every plan wastes at least, and the states."""
    given = side.rows._replace(rest=rest)
    for room in _ROOMS:
        states = _states(side.words, len(rest), room)
        sweep_kernel.begin(given, states, allowed)
        ended = sweep_kernel.PAUSED
        while ended == sweep_kernel.PAUSED and not limit.over():
            ended = sweep_kernel.run(given, states, allowed, _TURNS)
        if ended != sweep_kernel.FULL:
            break
    if ended == sweep_kernel.DONE:
        return ended, allowed, states
    return ended, float(states.counts[sweep_kernel.LEVEL]) / _LEVELS * allowed, states


def _path(states: sweep_kernel.States) -> IntArray:
    """Give the sites of the plan that was found, rising."""
    sites = []
    state = int(states.counts[sweep_kernel.FOUND])
    while states.parent[state] >= 0:
        sites.append(int(states.site[state]))
        state = int(states.parent[state])
    return np.unique(np.array(sites, np.int64))
