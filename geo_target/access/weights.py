"""From costs to weights: one matrix of the same form, dense or sparse, that the measures multiply with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.access.decay import Curve, Step
from geo_target.errors import InputError
from geo_target.models import is_sparse

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.access.decay import Decay
    from geo_target.models import CostMatrix, FloatArray

BLOCK = 65_536
"""Pairs of a block: half a megabyte."""


def weights_of(cost: CostMatrix, decay: Decay | None, *, catchment: float = np.inf) -> FloatArray | csr_array:
    """Give the weight of every pair within the catchment, itself included; 0 (or not stored) elsewhere.

    Parameters
    ----------
    decay
        Gets the finite costs within the catchment, shape ``(n,)``, in ``cost.unit``; None: each counts 1.

    Raises
    ------
    InputError
        If the catchment is negative or NaN, a decay gives another number of weights, or negative ones, or the
        catchment, or the last of the decay's bands within it, lies beyond the cutoff of the costs.
    """
    _check_limits(cost, decay, catchment)
    values = cost.values
    if not is_sparse(values):
        return _weighted(decay, values, catchment)
    from scipy.sparse import csr_array as make_csr

    # The structure is shared with the costs: nothing here is ever written to.
    held = _weighted(decay, values.data, catchment)
    return make_csr((held, values.indices, values.indptr), shape=values.shape)


def weighted_sums(cost: CostMatrix, decay: Decay, offered: FloatArray) -> FloatArray:
    """Add up what is offered to each row, weighted by `decay`: as ``weights_of(cost, decay) @ offered``.

    A dense matrix goes in blocks of rows that the processor's memory holds, so that no second matrix is made. A
    callable of somebody else's gets all the costs at once: it may compare them with each other.
    """
    values = cost.values
    if is_sparse(values) or not isinstance(decay, Step | Curve):
        found: FloatArray = weights_of(cost, decay) @ offered
        return found
    _check_limits(cost, decay, np.inf)
    rows = max(1, BLOCK // max(1, values.shape[1]))
    blocks = [_weighted(decay, values[i : i + rows], np.inf) @ offered for i in range(0, len(values), rows)]
    return np.concatenate(blocks) if blocks else np.zeros(0)


def _check_limits(cost: CostMatrix, decay: Decay | None, catchment: float) -> None:
    if not catchment >= 0:
        raise InputError(f"catchment must be 0 {cost.unit} or more, not {catchment:g}")
    last = decay.limits[-1] if isinstance(decay, Step) else np.inf
    cost.check_looked_at(
        min(catchment, last), "catchment" if catchment <= last else "the last limit of the bands"
    )


def _weighted(decay: Decay | None, costs: FloatArray, catchment: float) -> FloatArray:
    """Weigh each cost, 0 beyond the catchment and where it is infinite."""
    limit = min(catchment, np.finfo(np.float64).max)
    if isinstance(decay, Step):  # knows what to do with any cost, so that none need be picked out
        held = decay(costs)
        return held if decay.limits[-1] <= limit else np.where(costs <= limit, held, 0.0)
    near = costs <= limit
    if decay is None:
        return near.astype(np.float64)
    if near.all():
        return _decayed(decay, costs.ravel()).reshape(costs.shape)
    picked = np.zeros(costs.shape)
    picked[near] = _decayed(decay, costs[near])
    return picked


def amounts(values: npt.ArrayLike, count: int, *, name: str, ids: str) -> FloatArray:
    """Check demand or supply: one finite number for each id, none negative.

    Raises
    ------
    InputError
        Otherwise; names the first place that is wrong.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (count,):
        raise InputError(f"{name} must have {count} values, one for each of {ids}, not {array.size}")
    wrong = ~(np.isfinite(array) & (array >= 0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(f"{name} must be 0 or more everywhere; at {first} it is {array[first]:g}")
    return array


def supplies(values: npt.ArrayLike, cost: CostMatrix) -> FloatArray:
    """Check supply as `amounts` does, and that there is any: access to nothing is a question, not a zero."""
    supply = amounts(values, cost.shape[1], name="supply", ids="cost.site_ids")
    if not supply.any():
        raise InputError("there is no supply: every site has a supply of 0, so there is no access to measure")
    return supply


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Divide; 0 where nothing stands below, since nobody is there to have a share."""
    return np.divide(above, below, out=np.zeros_like(above, dtype=np.float64), where=below > 0)


def _decayed(decay: Decay, costs: FloatArray) -> FloatArray:
    held = np.asarray(decay(costs), dtype=np.float64)
    if held.shape != costs.shape:
        raise InputError(f"decay must give one weight for each of {costs.size} costs, not {held.size}")
    if held.size and not held.min() >= 0:
        raise InputError("decay must give weights of 0 or more; a negative one or NaN came")
    return held
