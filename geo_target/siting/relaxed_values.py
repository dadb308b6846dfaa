"""Values of a requirement that make a difference, from the strictest to the mildest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.siting.question import COVERING

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.siting.question import Question

_PERCENT = np.arange(99, -1, -1) / 100


def candidates(asked: Question, item: str) -> FloatArray:
    """Give the values milder than the one asked for: of ``min_spacing``, the radius, or the factor on all floors."""
    if item == "min_coverage":
        return _PERCENT
    if item == "min_spacing":
        near = asked.rules.near
        return np.array([]) if near is None else np.unique([0.0, *near.data])[::-1]
    if asked.model not in COVERING or asked.service_radius is None:
        return np.array([])  # whom no site reaches at all, no radius helps
    costs = (
        asked.cost.values.data
        if is_sparse(asked.cost.values)
        else asked.cost.values[np.isfinite(asked.cost.values)]
    )
    return np.unique(costs[costs > asked.service_radius])


def with_value(asked: Question, item: str, value: float) -> Question:
    """Give the question with another value."""
    if item == "service":
        return asked.asked(service_radius=float(value))
    if item == "min_spacing":
        return asked.asked(requirements=replace(asked.requirements, min_spacing=float(value)))
    shares = {floor.label: floor.share * float(value) for floor in asked.rules.floors}
    return asked.asked(requirements=replace(asked.requirements, min_coverage=shares))
