"""Parts of a question that no pair links: each can be asked alone, and what they cost adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from collections.abc import Hashable

    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.question import Question

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Demand points and the sites that may serve any of them; no other pair holds one of either."""

    rows: IntArray
    columns: IntArray
    n_pairs: int


def linked_parts(pairs: csr_array) -> tuple[IntArray, IntArray]:
    """Give the number of the part of each demand point and of each site, from 0."""
    from scipy.sparse import block_array
    from scipy.sparse.csgraph import connected_components

    linked = pairs.copy()
    linked.data = np.ones(pairs.nnz)  # a cost of 0 links, too
    _, part = connected_components(block_array([[None, linked], [linked.T, None]]), directed=False)
    return part[: pairs.shape[0]], part[pairs.shape[0] :]


def parts_of(pairs: csr_array) -> list[Part]:
    """Give the parts, the fewest pairs first; a site that reaches nobody is in none."""
    points, sites = linked_parts(pairs)
    counts = np.bincount(points, np.diff(pairs.indptr), minlength=int(sites.max()) + 1).astype(np.int64)
    numbers = np.unique(points)
    numbers = numbers[np.argsort(counts[numbers], kind="stable")]
    by_point, by_site = np.argsort(points, kind="stable"), np.argsort(sites, kind="stable")
    rows = np.searchsorted(points[by_point], np.stack([numbers, numbers + 1]))
    columns = np.searchsorted(sites[by_site], np.stack([numbers, numbers + 1]))
    return [
        Part(by_point[slice(*rows[:, k])], by_site[slice(*columns[:, k])], int(counts[number]))
        for k, number in enumerate(numbers.tolist())
    ]


def cover_of_part(
    asked: Question, part: Part, radius: float, site_cost: FloatArray | None, *, fewest: bool
) -> Question:
    """Ask for the fewest or cheapest sites that cover a part within a radius and keep what rules say of its sites alone.

    Every plan of the whole question, looked at in the part, is a plan of this one.

    Parameters
    ----------
    site_cost
        Of every site of the matrix; None counts sites.
    fewest
        Whether the fewest sites of a group are asked for, where all of it that may open is in the part.
    """
    rules, columns = asked.rules, part.columns
    ids = [asked.cost.site_ids[column] for column in columns.tolist()]
    label = np.full(asked.cost.shape[1], -1)
    least: dict[Hashable, int] = {}
    most: dict[Hashable, int] = {}
    for number, group in enumerate(rules.groups):
        label[group.columns] = number
        inside = np.isin(group.columns, columns)
        if not inside.any():
            continue
        most[number] = group.most
        if fewest and (inside | rules.forbidden[group.columns]).all():
            least[number] = group.fewest
    spaced = bool(rules.spacing) and rules.near is not None
    return asked.asked(
        model=Model.LSCP,
        cost=CostMatrix(
            asked.cost.values[part.rows][:, columns],
            demand_ids=[asked.cost.demand_ids[row] for row in part.rows.tolist()],
            site_ids=ids,
            unit=asked.cost.unit,
            cutoff=asked.cost.cutoff,
        ),
        demand=asked.weights[part.rows],
        service_radius=radius,
        n_sites=None,
        requirements=Requirements(
            existing=[ids[k] for k in np.flatnonzero(rules.existing[columns]).tolist()],
            site_cost=None if site_cost is None else site_cost[columns],
            capacity=None if rules.capacity is None else rules.capacity[columns],
            split=rules.split,
            group=label[columns].tolist() if most else None,
            group_min=least or None,
            group_max=most or None,
            min_spacing=rules.spacing if spaced else None,
            site_distance=rules.near[columns][:, columns] if spaced and rules.near is not None else None,
        ),
    )


def needless_sites(asked: Question, n_most: int) -> IntArray:
    """Give the sites that some plan of the fewest does without, where at most so many sites open.

    A site that is open can give way to a closed one with as much room that reaches everybody it reaches. With as many
    of these as sites open, one of them is closed. Each exchange is to a site that stays, so that they end. Only where
    no rule tells sites from each other beyond their capacities.

    Parameters
    ----------
    asked
        A LSCP that counts sites.
    n_most
        The most sites that a plan of the fewest opens.
    """
    rules, pairs = asked.rules, asked.pairs()
    if rules.groups or rules.spacing or rules.site_cost is not None or rules.capacity is None:
        return np.empty(0, np.int64)
    reach = np.zeros(pairs.shape, np.float32)
    reach[np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr)), pairs.indices] = 1.0
    room = np.minimum(rules.capacity, asked.weights @ reach)
    shared = reach.T @ reach
    size = shared.diagonal()
    as_good = (shared >= size[:, None] - 0.5) & (room >= room[:, None]) & ~rules.existing
    order = np.lexsort((np.arange(len(size)), -room, -size))
    rank = np.empty(len(size), np.int64)
    rank[order] = np.arange(len(size))
    better = as_good & (rank < rank[:, None])
    out = (better.sum(axis=1) >= n_most) & ~rules.existing
    return np.flatnonzero(out)


def is_short_of_room(asked: Question, radius: float) -> bool:
    """Tell whether some part within a radius has no room for its demand, even with the roomiest sites of each group."""
    rules, pairs = asked.rules, asked.pairs(radius)
    points, sites = linked_parts(pairs)
    demand = np.bincount(points, asked.weights)
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    reached = np.bincount(pairs.indices, asked.weights[row], pairs.shape[1])
    room = np.minimum(np.asarray(rules.capacity), reached)
    for group in rules.groups:
        for part in np.unique(sites[group.columns]).tolist():
            inside = group.columns[sites[group.columns] == part]
            room[inside[np.argsort(-room[inside], kind="stable")[group.most :]]] = 0.0
    return bool((np.bincount(sites, room, len(demand))[: len(demand)] < demand * (1 - _ROUNDING)).any())
