"""Whole demand points served by open sites within capacities, at least cost, proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.problem import are_whole

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.engines.problem import Watch

_UNITS = 1_000
"""Parts of the largest capacity that the knapsacks count in, where demand is not whole and small."""
_ROOM = 1e-9
_ROUNDED = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """What the engine found.

    Parameters
    ----------
    open_sites
        Columns, rising; None if no plan was found.
    place
        Column of the site that serves each demand point.
    objective, bound
        Cost of the plan, and what no plan costs less than.
    proven
        Whether the plan is optimal, or, where there is none, whether there can be none.
    """

    open_sites: IntArray | None
    place: IntArray | None
    objective: float
    bound: float
    proven: bool


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The question as the search holds it.

    Parameters
    ----------
    cost
        Of each demand point at each site, ``inf`` where it cannot be served.
    demand, capacity
        A hair more capacity than given, so that rounding does not refuse what fits.
    n_open, fixed
        How many sites are open in the end, and which are anyway.
    starts, rows, costs
        The pairs that may be, site by site.
    weight, room
        Demand and capacity in whole units: who keeps the capacities keeps these.
    worst
        More than any plan costs.
    whole
        Whether every cost is a whole number.
    """

    cost: FloatArray
    demand: FloatArray
    capacity: FloatArray
    n_open: int
    fixed: BoolArray
    starts: IntArray
    rows: IntArray
    costs: FloatArray
    weight: IntArray
    room: IntArray
    worst: float
    whole: bool

    def sites_of(self, pairs: IntArray) -> IntArray:
        """Give the site of each pair."""
        return np.searchsorted(self.starts, pairs, side="right") - 1


def engine_capacitated(
    cost: FloatArray,
    demand: FloatArray,
    capacity: FloatArray,
    n_sites: int,
    *,
    fixed_open: BoolArray,
    watch: Watch,
    start: IntArray | None = None,
    seed: int = 0,
) -> Assigned:
    """Open `n_sites` and serve every demand point wholly from one of them, within capacities, at least cost.

    Parameters
    ----------
    cost
        What it costs to serve all of a demand point from a site, 0 or more, shape ``(n_demand, n_sites)``; ``inf``
        where it cannot be. Costs that are whole but for rounding are taken as whole.
    demand, capacity
        0 or more, in the same unit, shapes ``(n_demand,)`` and ``(n_sites,)``; a capacity may be ``inf``.
    n_sites
        How many are open in the end, those of `fixed_open` counted; from their number to that of all.
    start
        Sites of a plan to begin with, at most `n_sites`.

    Returns
    -------
    Assigned
        With no open sites and ``proven`` if no plan keeps the capacities.
    """
    from geo_target.siting.engines.capacitated_search import Best, round_to_plan, search

    table = read_table(cost, demand, capacity, n_sites, fixed_open)
    best = Best(whole=table.whole)
    if start is not None:
        round_to_plan(table, np.empty(0, np.int64), _as_many(start, table), best)
    bound = search(table, best, watch, seed)
    if best.place is None:
        return Assigned(None, None, np.inf, bound, proven=bound == np.inf)
    return Assigned(
        _as_many(best.open_sites, table),
        best.place,
        best.cost,
        best.honest(bound),
        proven=bound >= best.cutoff,
    )


def _as_many(opened: IntArray, table: Table) -> IntArray:
    """Add the sites that are open anyway, and others that serve nobody until as many are open as must be."""
    opened = np.union1d(opened, np.flatnonzero(table.fixed))
    spare = np.setdiff1d(np.arange(len(table.fixed)), opened)
    return np.sort(np.concatenate([opened, spare[: table.n_open - len(opened)]]))


def read_table(
    cost: FloatArray, demand: FloatArray, capacity: FloatArray, n_sites: int, fixed_open: BoolArray
) -> Table:
    """Put the question into the form that the search holds."""
    hair = _ROOM * min(1.0, float(demand.max(initial=0.0)))
    most = capacity * (1 + _ROOM) + hair
    may = np.isfinite(cost) & (demand[:, None] <= most)
    sites, rows = np.nonzero(may.T)
    costs = np.asarray(cost, np.float64)[rows, sites]
    whole = np.rint(costs)
    if (np.abs(costs - whole) <= _ROUNDED * np.maximum(1.0, whole)).all():
        costs = whole
    table = np.full(cost.shape, np.inf)
    table[rows, sites] = costs
    room = np.minimum(capacity, demand.sum())
    unit = _unit(demand, room)
    return Table(
        cost=table,
        demand=np.asarray(demand, np.float64),
        capacity=most,
        n_open=n_sites,
        fixed=fixed_open,
        starts=np.searchsorted(sites, np.arange(len(capacity) + 1)),
        rows=rows,
        costs=costs,
        weight=np.floor(demand / unit * (1 + _ROUNDED)).astype(np.int64),
        room=np.floor(room / unit * (1 + 2 * _ROOM) + 2 * hair / unit).astype(np.int64),
        worst=float(table.max(axis=1, initial=0.0, where=np.isfinite(table)).sum()) + 1.0,
        whole=are_whole(costs),
    )


def _unit(demand: FloatArray, room: FloatArray) -> float:
    """Give the unit of the knapsacks: what divides all demand, where it is whole and small; else a fine one."""
    largest = float(room.max(initial=0.0, where=room < demand.sum())) or float(demand.sum()) or 1.0
    if are_whole(demand) and demand.any():
        divisor = float(np.gcd.reduce(demand.astype(np.int64)))
        if largest / divisor <= 2 * _UNITS:
            return divisor
    return largest / _UNITS
