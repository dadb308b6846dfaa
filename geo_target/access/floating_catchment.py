r"""Supply shared out among all who reach it: the family of floating catchment areas.

First each site's supply is divided by the demand around it, then each demand point adds up what it reaches. In
the two-step, enhanced and three-step measures, what the demand points get, times their demand, is the supply of the
sites that anybody reaches: none is lost and none is made. Letters as in the papers: :math:`D_i` demand,
:math:`S_j` supply, :math:`w_{ij}` the weight of a pair, 0 beyond the catchment. Worked examples:
``docs/methods/floating-catchment.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.access.decay import Step, binary, step
from geo_target.access.weights import amounts, ratio, supplies, weights_of
from geo_target.errors import InputError
from geo_target.models import is_sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.access.decay import Decay
    from geo_target.models import CostMatrix, FloatArray

MANY_PAIRS = 200_000
"""From here on bands are compiled: below, importing the compiler would take longer than it saves."""
STORED = 4
"""A pair of a sparse matrix is as much work as so many of a dense one: its site is anywhere."""

DEFAULT_BANDS = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
"""Minutes and weights of Luo & Qi (2009)."""


def two_step_fca(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    catchment: float,
    decay: Decay | None = None,
) -> FloatArray:
    r"""Give the supply for each person, two-step floating catchment area (2SFCA).

    .. math:: R_j = S_j \Big/ \sum_i D_i w_{ij}, \qquad A_i = \sum_j R_j w_{ij}

    Parameters
    ----------
    demand, supply
        0 or more, shapes ``(n_demand,)`` and ``(n_sites,)``, in the order of the ids of `cost`.
    catchment
        In ``cost.unit``, itself included.
    decay
        Weight of a pair within the catchment; None: all count alike, as in the paper.

    Returns
    -------
    FloatArray
        Unit of supply for each unit of demand, shape ``(n_demand,)``; 0 where no supply is in the catchment.

    Raises
    ------
    InputError
        If a value is negative or NaN, a length does not fit, or there is no supply at all.

    References
    ----------
    Luo, W. & Wang, F. (2003). Measures of spatial accessibility to health care in a GIS environment.
    *Environment and Planning B* 30(6).
    """
    people, offered = _checked(cost, demand, supply)
    if decay is None and 0 <= catchment < np.inf and _is_large(cost):
        return _by_bands(cost, people, offered, binary(catchment))
    weights = weights_of(cost, decay, catchment=catchment)

    return _shared_out(weights, people, offered)


def enhanced_two_step_fca(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    bands: Sequence[tuple[float, float]] = DEFAULT_BANDS,
) -> FloatArray:
    """Give the supply for each person with a weight for each band of cost (E2SFCA).

    Parameters
    ----------
    bands
        Upper limit in ``cost.unit``, itself included, and weight; beyond the last one nothing counts. The default
        ones are minutes.

    Returns, Raises
        As `two_step_fca`; also an InputError if the bands are not in order, or left out for costs not in ``min``.

    References
    ----------
    Luo, W. & Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
    accessibility to primary care physicians. *Health & Place* 15(4).
    """
    people, offered = _checked(cost, demand, supply)
    decay = _step(cost, bands)
    if _is_large(cost):
        return _by_bands(cost, people, offered, decay)
    weights = weights_of(cost, decay)

    return _shared_out(weights, people, offered)


def modified_two_step_fca(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    catchment: float,
    decay: Decay,
) -> FloatArray:
    r"""Give the supply for each person where distance also loses some of it (M2SFCA).

    .. math:: A_i = \sum_j \frac{S_j w_{ij} w_{ij}}{\sum_k D_k w_{kj}}

    A configuration that lies badly for everybody serves less than its supply: what is given out is at most what
    there is, and equals it only at weights of 1.

    Returns, Raises
        As `two_step_fca`.

    References
    ----------
    Delamater, P. L. (2013). Spatial accessibility in suboptimally configured health care systems.
    *Health & Place* 24.
    """
    people, offered = _checked(cost, demand, supply)
    weights = weights_of(cost, decay, catchment=catchment)

    share = ratio(offered, weights.T @ people)
    reached: FloatArray = _squared(weights) @ share
    return reached


def three_step_fca(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    bands: Sequence[tuple[float, float]] = DEFAULT_BANDS,
) -> FloatArray:
    r"""Give the supply for each person who chooses among the sites in reach (3SFCA).

    .. math::
       G_{ij} = w_{ij} \Big/ \sum_k w_{ik}, \quad R_j = S_j \Big/ \sum_i D_i G_{ij} w_{ij}, \quad
       A_i = \sum_j R_j G_{ij} w_{ij}

    Returns, Raises
        As `enhanced_two_step_fca`.

    References
    ----------
    Wan, N., Zou, B. & Sternberg, T. (2012). A three-step floating catchment area method for analyzing spatial access
    to health services. *International Journal of Geographical Information Science* 26(6).
    """
    people, offered = _checked(cost, demand, supply)
    decay = _step(cost, bands)
    if _is_large(cost):
        return _by_bands(cost, people, offered, decay, chosen=True)
    weights = weights_of(cost, decay)

    # G w is w squared with each row divided by its sum: the sums wait until the products are made.
    squared, by_row = _squared(weights), _inverse(weights.sum(axis=1))
    share = ratio(offered, squared.T @ (people * by_row))
    reached: FloatArray = by_row * (squared @ share)
    return reached


def balanced_fca(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    catchment: float,
    decay: Decay | None = None,
) -> FloatArray:
    r"""Give the level of service where neither demand nor service is counted more than once (balanced FCA).

    .. math::
       L_j = S_j \Big/ \sum_i D_i \frac{w_{ij}}{\sum_k w_{ik}}, \qquad
       A_i = \sum_j L_j \frac{w_{ij}}{\sum_k w_{kj}}

    Each person is demand once, shared among the sites in reach; each site's level of service is given out once,
    shared among the demand points in reach: the sum of :math:`A_i` is the sum of :math:`L_j`.

    Returns, Raises
        As `two_step_fca`.

    References
    ----------
    Páez, A., Higgins, C. D. & Vivona, S. F. (2019). Demand and level of service inflation in floating catchment area
    (FCA) methods. *PLoS ONE* 14(6).
    """
    people, offered = _checked(cost, demand, supply)
    weights = weights_of(cost, decay, catchment=catchment)

    level = ratio(offered, weights.T @ (people * _inverse(weights.sum(axis=1))))
    reached: FloatArray = weights @ (level * _inverse(weights.sum(axis=0)))
    return reached


def _checked(cost: CostMatrix, demand: npt.ArrayLike, supply: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    people = amounts(demand, cost.shape[0], name="demand", ids="cost.demand_ids")
    return people, supplies(supply, cost)


def _step(cost: CostMatrix, bands: Sequence[tuple[float, float]]) -> Step:
    if bands is DEFAULT_BANDS and cost.unit != "min":
        raise InputError(f"bands must be given for costs in {cost.unit}: the default ones are in min")
    return step(bands)


def _is_large(cost: CostMatrix) -> bool:
    """Whether compiled code is worth its loading; with far more sites than pairs its sums would be mostly empty."""
    values = cost.values
    if is_sparse(values):
        return int(values.nnz) >= max(MANY_PAIRS, cost.shape[1])
    return values.size >= MANY_PAIRS


def _by_bands(
    cost: CostMatrix, people: FloatArray, offered: FloatArray, decay: Step, *, chosen: bool = False
) -> FloatArray:
    """As `_shared_out` on weights by bands, or as `three_step_fca` where `chosen`, without a matrix of weights."""
    # Late: Numba takes long to import.
    from geo_target.access.catchment_kernel import share_out, share_out_stored
    from geo_target.access.threads import threads_for

    cost.check_looked_at(decay.limits[-1], "the last limit of the bands")
    values, bands = cost.values, (np.array(decay.limits), np.array(decay.weights))
    access: FloatArray
    if is_sparse(values):
        with threads_for(STORED * values.nnz):
            stored = values.indptr, values.indices, values.data
            access = share_out_stored(stored, people, offered, *bands, chosen)
        return access
    with threads_for(values.size):
        access = share_out(np.ascontiguousarray(values), people, offered, *bands, chosen)
    return access


def _shared_out(weights: FloatArray | csr_array, people: FloatArray, offered: FloatArray) -> FloatArray:
    """Divide each supply among the weighted people around it, then add up what each reaches."""
    share = ratio(offered, weights.T @ people)
    reached: FloatArray = weights @ share
    return reached


def _squared(weights: FloatArray | csr_array) -> FloatArray | csr_array:
    if not is_sparse(weights):
        return weights * weights
    from scipy.sparse import csr_array as make_csr

    return make_csr((weights.data**2, weights.indices, weights.indptr), shape=weights.shape)


def _inverse(sums: FloatArray) -> FloatArray:
    return ratio(np.ones_like(sums), sums)
