"""Sites that cover the least share asked for in each group of demand points, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.programs import decayed
from geo_target.siting.question import Model
from geo_target.siting.standing_in import StandIns

if TYPE_CHECKING:
    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.question import Question

_TIE = 1e-6


def reaching_floors(asked: Question) -> IntArray | None:
    """Open the site that lifts the groups below their least share most, and once none is, the one that covers most.

    Capacities are not looked at, and who must be covered twice is not either: what comes out must be checked.

    Returns
    -------
    int array or None
        None for questions without such shares.
    """
    if asked.model is not Model.MCLP or not asked.rules.floors or asked.n_covers > 1:
        return None
    pairs, weights, n_sites = asked.pairs(), asked.weights, asked.cost.shape[1]
    row = np.repeat(np.arange(len(weights)), np.diff(pairs.indptr))
    share = np.ones(pairs.nnz) if asked.decay is None else decayed(asked, pairs.data)
    floors, group = asked.rules.floors, np.full(len(weights), -1)
    for number, floor in enumerate(floors):
        group[floor.rows] = number
    missing = np.array([floor.share * weights[floor.rows].sum() for floor in floors])
    rules, counted = StandIns(asked), np.zeros(len(weights))
    opened = np.flatnonzero(asked.rules.existing)
    grouped = group[row] >= 0
    cell = pairs.indices[grouped].astype(np.int64) * len(floors) + group[row][grouped]
    for column in opened.tolist():
        _count(counted, row, share, pairs.indices == column)
    while asked.rules.n_open is None or len(opened) < asked.rules.n_open:
        covered = np.bincount(group + 1, weights * counted, len(floors) + 1)[1:]
        gain = weights[row] * np.maximum(share - counted[row], 0.0)
        lifted = np.bincount(cell, gain[grouped], n_sites * len(floors)).reshape(n_sites, len(floors))
        worth = np.minimum(lifted, np.maximum(missing * (1 + _TIE) - covered, 0.0)).sum(axis=1)
        worth += _TIE * np.bincount(pairs.indices, gain, n_sites)
        allowed = rules.may_be_added(opened)
        if not allowed.any():
            break
        best = int(np.argmax(np.where(allowed, worth, -1.0)))
        opened = np.append(opened, best)
        _count(counted, row, share, pairs.indices == best)
    return np.sort(opened)


def _count(counted: FloatArray, row: IntArray, share: FloatArray, mine: BoolArray) -> None:
    """Count each demand point as covered by the best share that an open site gives it."""
    np.maximum.at(counted, row[mine], share[mine])
