"""p-median and MCLP with capacities that serve every demand point wholly: by the engine that knows capacities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting.answering import Found
from geo_target.siting.programs import pair_values
from geo_target.siting.question import Model
from geo_target.siting.reach import count_within
from geo_target.siting.serving import serve_as

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit, Progress
    from geo_target.siting.question import Question

MOST = 6_000_000
"""Pairs up to which the engine is asked: it visits them all in each step."""
_MOST_CELLS = 4 * MOST
"""Demand points by sites up to which it is asked: it holds some tables of them."""
_TINY, _ABOUT = 2.0**-10, 2.0**10


def takes(asked: Question) -> bool:
    """Tell whether the engine takes the question: capacities, whole demand points, so many sites, and no more."""
    rules = asked.rules
    if asked.model not in {Model.P_MEDIAN, Model.MCLP} or rules.capacity is None or rules.split:
        return False
    if rules.n_open is None or not replace(rules, capacity=None).are_plain:
        return False
    columns = np.flatnonzero(~rules.forbidden)
    if asked.cost.shape[0] * len(columns) > _MOST_CELLS:
        return False
    radius = np.inf if asked.service_radius is None else asked.service_radius
    return count_within(asked.cost, radius, columns) <= MOST


def by_capacity(asked: Question, limit: Limit, start: IntArray | None = None) -> Found:
    """Answer a question that the engine takes; `start` are sites to begin with."""
    largest = float(asked.weights.max(initial=0.0))
    if 0 < largest < _TINY:  # the engine's tolerances are for demand about 1 and more
        return _enlarged(asked, float(2.0 ** -np.floor(np.log2(largest / _ABOUT))), limit, start)
    from geo_target.siting.engines.capacitated import engine_capacitated

    pairs, rules = asked.pairs(), asked.rules
    columns, asking = np.flatnonzero(~rules.forbidden), np.flatnonzero(asked.weights > 0)
    most = float(asked.weights[asking].sum()) if asked.maximise else 0.0
    capacity, fixed = np.asarray(rules.capacity)[columns], rules.existing[columns]
    if asked.maximise:  # one more open site, which has room for whoever is not covered
        capacity, fixed = np.append(capacity, np.inf), np.append(fixed, True)
    found = engine_capacitated(
        _paid(asked, pairs, columns)[asking],
        asked.weights[asking],
        capacity,
        int(rules.n_open or 0) + asked.maximise,
        fixed_open=fixed,
        watch=_Turned(limit, most) if asked.maximise else limit,
        start=None if start is None else np.flatnonzero(np.isin(columns, start)),
        seed=limit.seed,
    )
    bound = most - found.bound if asked.maximise else found.bound
    if found.open_sites is None or found.place is None:
        return Found(PlanStatus.INFEASIBLE if found.proven else PlanStatus.NO_PLAN, bound=bound)
    numbers = np.append(columns, -1)
    opened = numbers[found.open_sites]
    place = np.full(len(asked.weights), -1)
    place[asking] = numbers[found.place]
    served = serve_as(asked, opened[opened >= 0], pairs, _shares(asked, pairs, place, opened))
    status = PlanStatus.OPTIMAL if found.proven else PlanStatus.FEASIBLE
    return Found(status, opened[opened >= 0], served, bound)


def _enlarged(asked: Question, factor: float, limit: Limit, start: IntArray | None) -> Found:
    """Answer in units so small that demand is a number like others; a power of two changes nothing else."""

    def relay(heard: Progress) -> None:
        limit.tell(heard.objective / factor, heard.bound / factor)

    room = np.asarray(asked.rules.capacity) * factor
    larger = asked.asked(
        demand=asked.weights * factor, requirements=replace(asked.requirements, capacity=room)
    )
    told = limit if limit.progress is None else replace(limit, progress=relay)
    found = by_capacity(larger, told, start)
    served = None if found.served is None else found.served.worth(found.served.objective / factor)
    return replace(found, served=served, bound=found.bound / factor)


def _paid(asked: Question, pairs: csr_array, columns: IntArray) -> FloatArray:
    """Give what each demand point pays at each site; in the MCLP what it loses, all of its demand at the last one."""
    n, n_sites = pairs.shape
    row, place = np.repeat(np.arange(n), np.diff(pairs.indptr)), np.full(n_sites, -1)
    place[columns] = np.arange(len(columns))
    paid = np.full((n, len(columns) + asked.maximise), np.inf)
    worth = pair_values(asked, pairs)
    paid[row, place[pairs.indices]] = asked.weights[row] - worth if asked.maximise else worth
    if asked.maximise:
        paid[:, -1] = asked.weights
    return paid


def _shares(asked: Question, pairs: csr_array, place: IntArray, opened: IntArray) -> FloatArray:
    """Mark the pair that serves each demand point; without demand, the nearest open site's, whatever its room."""
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    share: FloatArray = np.where(pairs.indices == place[row], 1.0, 0.0)
    idle = np.flatnonzero((asked.weights[row] == 0) & np.isin(pairs.indices, opened))
    idle = idle[np.lexsort((pairs.data[idle], row[idle]))]
    _, first = np.unique(row[idle], return_index=True)
    share[idle[first]] = 1.0
    return share


class _Turned:
    """Tells of what is covered, where the engine counts what is not."""

    def __init__(self, limit: Limit, most: float) -> None:
        self._limit, self._most = limit, most

    def over(self) -> bool:
        return self._limit.over()

    def tell(self, objective: float, bound: float) -> None:
        self._limit.tell(self._most - objective, self._most - bound)
