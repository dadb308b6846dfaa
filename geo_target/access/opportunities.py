"""What can be reached at all: sums of supply, by a threshold or by a decay, without sharing it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.access.decay import binary
from geo_target.access.weights import supplies, weighted_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.access.decay import Decay
    from geo_target.models import CostMatrix, FloatArray


def cumulative(cost: CostMatrix, supply: npt.ArrayLike, *, threshold: float) -> FloatArray:
    r"""Give the supply within a threshold of each demand point (cumulative opportunities).

    .. math:: A_i = \sum_{j:\ c_{ij} \le T} S_j

    Parameters
    ----------
    supply
        :math:`S_j`, 0 or more, shape ``(n_sites,)``, in the order of ``cost.site_ids``.
    threshold
        :math:`T` in ``cost.unit``, itself included.

    Returns
    -------
    FloatArray
        In the unit of `supply`, shape ``(n_demand,)``; 0 where none is reached.

    Raises
    ------
    InputError
        If a supply is negative or NaN, there is none at all, or the threshold is negative.

    References
    ----------
    Wachs, M. & Kumagai, T. G. (1973). Physical accessibility as a social indicator.
    *Socio-Economic Planning Sciences* 7(5).
    """
    return gravity(cost, supply, decay=binary(threshold))


def gravity(cost: CostMatrix, supply: npt.ArrayLike, *, decay: Decay) -> FloatArray:
    r"""Give the supply around each demand point, counted less the further away it is.

    .. math:: A_i = \sum_j S_j f(c_{ij})

    Parameters
    ----------
    decay
        :math:`f`: one of ``geo_target.access.decay``, or any callable on an array of finite costs.

    Returns
    -------
    FloatArray
        In the unit of `supply`, shape ``(n_demand,)``.

    Raises
    ------
    InputError
        If a supply is negative or NaN, there is none at all, or the decay gives a negative weight.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. *Journal of the American Institute of Planners* 25(2).
    """
    return weighted_sums(cost, decay, supplies(supply, cost))
