"""A plan for split capacities, or for the worst cost, from a question that the engine of capacities answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import CostMatrix, is_sparse
from geo_target.siting.by_capacity import takes
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from geo_target.siting.question import Question

_POWER = 8
"""The worst cost counts by this power of costs, so that few are nearly as bad."""


def summed(asked: Question) -> Question | None:
    """Give a question that the engine of capacities answers, whose plans keep all that `asked` requires.

    Returns
    -------
    Question or None
        With demand points that are not split, and sums of a power of costs for the p-center; None where nothing is to be
        gained, as for questions that the engine answers itself, and where it does not take the question.
    """
    rules = asked.rules
    wholly = replace(asked.requirements, split=False)
    if rules.capacity is None or asked.model not in {Model.MCLP, Model.P_MEDIAN, Model.P_CENTER}:
        return None
    if asked.model is Model.P_CENTER:
        one = asked.asked(model=Model.P_MEDIAN, cost=_powers(asked.cost), requirements=wholly)
    elif rules.split:
        one = asked.asked(requirements=wholly)
    else:
        return None
    return one if takes(one) else None


def _powers(cost: CostMatrix) -> CostMatrix:
    values = cost.values.data if is_sparse(cost.values) else cost.values
    most = float(values[np.isfinite(values)].max(initial=0.0)) or 1.0
    powers = (values / most) ** _POWER
    if is_sparse(cost.values):
        held = cost.values.copy()
        held.data = powers
        powers = held
    return CostMatrix(powers, demand_ids=cost.demand_ids, site_ids=cost.site_ids, unit="")
