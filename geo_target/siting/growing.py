"""A plan with more sites, or more to spend, from a plan with fewer: the best site to add, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.standing_in import StandIns

if TYPE_CHECKING:
    from geo_target.models import IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question


def grown(asked: Question, columns: IntArray, limit: Limit) -> IntArray:
    """Add to some sites the one that is best beside them, until as many are open as are asked for, or none betters.

    Capacities are not looked at, and where time ends or no site may be added it is fewer than asked for.
    """
    return np.sort(np.append(columns, added(asked, columns, limit)).astype(np.int64))


def added(asked: Question, columns: IntArray, limit: Limit) -> IntArray:
    """Give the sites that are best beside some others, in the order in which they are added."""
    n_open = asked.rules.n_open
    stand_ins = StandIns(asked)
    sign = 1.0 if asked.maximise else -1.0
    value, order = -np.inf, list[int]()
    while (n_open is None or len(columns) < n_open) and not limit.over():
        worth = np.where(stand_ins.may_be_added(columns), sign * stand_ins.worth(columns), -np.inf)
        best = int(np.argmax(worth))
        if worth[best] == -np.inf or (n_open is None and worth[best] <= value):
            break
        columns, value = np.sort(np.append(columns, best)), float(worth[best])
        order.append(best)
    return np.array(order, dtype=np.int64)
