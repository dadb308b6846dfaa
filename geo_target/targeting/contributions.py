r"""What each part of a priority adds to it, in points, so that the parts add up.

By the arithmetic mean a part adds its weight times its value. By the geometric mean parts work through one another:
each gets its Shapley value (1953), the mean over all orders of what it adds to those before it. Of an arithmetic mean
the Shapley value is weight times value, so that one formula holds for both. ``docs/methods/reasons.md`` has it.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from geo_target.targeting.priority import combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.models import FloatArray
    from geo_target.profile import PriorityWeights


def contributions(parts: Mapping[str, FloatArray], weights: PriorityWeights) -> dict[str, FloatArray]:
    """Share the priority of each area out among its parts.

    Parameters
    ----------
    parts
        As `service_parts` gives them.

    Returns
    -------
    dict
        Points of each part, 0 or more, together the priority before rounding; 0 where nobody lives.
    """
    lived = ~np.isnan(parts["gap"])
    held = {name: np.where(lived, part, 0.0) for name, part in parts.items()}
    value = {
        chosen: _points(held, frozenset(chosen), weights)
        for size in range(len(held) + 1)
        for chosen in combinations(held, size)
    }
    return {name: np.where(lived, _added(name, tuple(held), value), 0.0) for name in held}


def _points(parts: Mapping[str, FloatArray], chosen: frozenset[str], weights: PriorityWeights) -> FloatArray:
    """Give the priority as it would be if only the chosen parts were more than 0."""
    held = [part if name in chosen else np.zeros_like(part) for name, part in parts.items()]
    return 100.0 * combine(held, [getattr(weights, name) for name in parts], aggregation=weights.aggregation)


def _added(name: str, names: tuple[str, ...], value: Mapping[tuple[str, ...], FloatArray]) -> FloatArray:
    """Give the Shapley value of one part."""
    total: FloatArray = np.zeros_like(value[()])
    for before, points in value.items():
        if name in before:
            continue
        after = tuple(part for part in names if part in before or part == name)
        orders = len(names) * comb(len(names) - 1, len(before))
        total = total + (value[after] - points) / orders
    return total
