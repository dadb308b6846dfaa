r"""Access where people avoid crowds: the rational agent access model (RAAM).

Everybody goes where travel and congestion together cost least, until nobody gains by going elsewhere:

.. math:: c_{ij} = \frac{t_{ij}}{\tau} + \frac{\sum_k x_{kj}}{\rho S_j}

That equilibrium is the minimum of a convex function (Beckmann's), :math:`\sum_j L_j^2 / (2 \rho S_j) +
\sum_{ij} x_{ij} t_{ij} / \tau`, found here exactly, one demand point after another: with all others held, its
best shares level the costs of the sites that it uses, as water finds its level. The sweeps end when the gap to
the minimum is proved to be small. Measured and explained in ``docs/methods/rational-agent.md``.

References
----------
Saxon, J. & Snow, D. (2020). A rational agent model for the spatial accessibility of primary health care.
*Annals of the American Association of Geographers* 110(1).
Beckmann, M., McGuire, C. B. & Winsten, C. B. (1956). *Studies in the Economics of Transportation*. Yale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.access.weights import amounts, supplies
from geo_target.errors import InputError
from geo_target.models import is_sparse

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import CostMatrix, FloatArray, IntArray

_ROUNDS = 200


@dataclass(frozen=True, slots=True, eq=False)
class RaamResult:
    """The equilibrium of the rational agents.

    Parameters
    ----------
    access_cost
        Mean cost of a person of each demand point, travel and congestion, shape ``(n_demand,)``: 1 is the travel
        cost `tau`, or the congestion of the mean demand for each unit of supply. ``inf`` where no site with supply
        can be reached; NaN where nobody lives.
    load
        People who go to each site, shape ``(n_sites,)``.
    objective
        Beckmann's function at the result.
    gap
        The most by which `objective` can lie above its minimum, as a share of what all people pay together, which is
        from once to twice the objective.
    """

    access_cost: FloatArray
    load: FloatArray
    objective: float
    gap: float
    rounds: int


def raam(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    tau: float,
    rho: float | None = None,
    tolerance: float = 1e-4,
) -> FloatArray:
    """Give the mean cost of each demand point's people at the equilibrium; less is better.

    Parameters
    ----------
    tau
        Travel cost, in ``cost.unit``, that people bear to avoid the mean congestion.
    rho
        Demand for each unit of supply that counts as a congestion of 1; None: the mean of the table.
    tolerance
        The `RaamResult.gap` at which the search ends.

    Returns
    -------
    FloatArray
        See `RaamResult.access_cost`.

    Raises
    ------
    InputError
        If a value is negative or NaN, there is no supply or no demand, or tau or rho is not above 0.
    """
    return raam_equilibrium(cost, demand, supply, tau=tau, rho=rho, tolerance=tolerance).access_cost


def raam_equilibrium(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    tau: float,
    rho: float | None = None,
    tolerance: float = 1e-4,
) -> RaamResult:
    """Give the whole equilibrium; parameters and errors as `raam`."""
    people = amounts(demand, cost.shape[0], name="demand", ids="cost.demand_ids")
    offered = supplies(supply, cost)
    if not people.any():
        raise InputError("there is no demand: nobody goes anywhere, so there is no equilibrium to find")
    rho = float(people.sum() / offered.sum()) if rho is None else rho
    for name, value in {"tau": tau, "rho": rho, "tolerance": tolerance}.items():
        if not 0 < value < np.inf:
            raise InputError(f"{name} must be more than 0, not {value:g}")

    # Late: importing Numba takes longer than most commands run.
    from geo_target.access.raam_kernel import settle
    from geo_target.access.threads import threads_for

    starts, columns, travel = _pairs(cost, offered, tau)
    with threads_for(len(travel)):
        access_cost, load, objective, gap, rounds = settle(
            starts, columns, travel, people, rho * offered, tolerance, _ROUNDS
        )

    access_cost[people == 0] = np.nan
    return RaamResult(access_cost, load, objective, gap, rounds)


def _pairs(
    cost: CostMatrix, offered: FloatArray, tau: float
) -> tuple[IntArray, npt.NDArray[np.int32], FloatArray]:
    """Give row starts, columns and travel costs in units of tau, of pairs that are reached and have supply."""
    values = cost.values
    n, m = cost.shape
    if is_sparse(values):
        starts, columns, travel = values.indptr.astype(np.int64), values.indices.astype(np.int32), values.data
    else:
        starts, columns = np.arange(n + 1, dtype=np.int64) * m, np.tile(np.arange(m, dtype=np.int32), n)
        travel = values.ravel()
    if not offered.all() or not np.isfinite(travel).all():
        kept = (offered[columns] > 0) & np.isfinite(travel)
        starts = np.concatenate([[0], np.cumsum(kept)])[starts]
        columns, travel = columns[kept], travel[kept]
    return starts, columns, travel / tau
