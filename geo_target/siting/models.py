"""The six models, each one call: what is asked goes in, a plan comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.arguments import numbers_of
from geo_target.errors import InputError
from geo_target.models import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting.limits import Limit
from geo_target.siting.question import Model, Question
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_target.models import FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.limits import Progress


def solve_lscp(
    cost: CostMatrix,
    demand: npt.ArrayLike | None = None,
    *,
    service_radius: float,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find the fewest sites (with ``site_cost``, the cheapest) that cover every demand point.

    :math:`\min \sum_j f_j y_j` subject to :math:`\sum_{j: c_{ij} \le S} y_j \ge 1` for each demand point.
    Toregas, Swain, ReVelle and Bergman 1971.

    Parameters
    ----------
    demand
        Needed with ``capacity`` only.
    service_radius
        :math:`S`, in ``cost.unit``, itself included.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.LSCP,
        cost=cost,
        demand=demand,
        service_radius=service_radius,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def solve_lscp_backup(
    cost: CostMatrix,
    demand: npt.ArrayLike | None = None,
    *,
    service_radius: float,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find, of the plans that the LSCP has, the one that covers most demand (most points without one) twice.

    Daskin and Stern 1981. The objective is the demand within the radius of two open sites or more.

    Parameters
    ----------
    service_radius
        In ``cost.unit``, itself included.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.LSCP_BACKUP,
        cost=cost,
        demand=demand,
        service_radius=service_radius,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def solve_mclp(  # noqa: PLR0913 - the arguments that every model has
    cost: CostMatrix,
    demand: npt.ArrayLike,
    *,
    service_radius: float,
    n_sites: int | None = None,
    n_covers: int = 1,
    decay: Callable[[FloatArray], FloatArray] | None = None,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find the sites that cover most demand.

    :math:`\max \sum_i d_i x_i` subject to :math:`x_i \le \sum_{j: c_{ij} \le S} y_j`, :math:`\sum_j y_j = p`.
    Church and ReVelle 1974.

    Parameters
    ----------
    service_radius
        :math:`S`, in ``cost.unit``, itself included.
    n_sites
        :math:`p`, how many are open in the end, existing ones counted; None leaves it to the budget.
    n_covers
        How many open sites must be within the radius before a demand point counts: 2 for backup coverage.
    decay
        Share of demand that counts at a cost (partial coverage, Berman and Krass 2002); None for all of it.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.MCLP,
        cost=cost,
        demand=demand,
        service_radius=service_radius,
        n_sites=n_sites,
        n_covers=n_covers,
        decay=decay,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def solve_p_median(
    cost: CostMatrix,
    demand: npt.ArrayLike,
    *,
    n_sites: int | None = None,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find the sites from which all demand together is served at least cost.

    :math:`\min \sum_{ij} d_i c_{ij} x_{ij}`. Hakimi 1964. A demand point of 0 need not be reached.

    Parameters
    ----------
    n_sites
        :math:`p`, how many are open in the end, existing ones counted; None leaves it to the budget.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.P_MEDIAN,
        cost=cost,
        demand=demand,
        n_sites=n_sites,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def solve_p_center(
    cost: CostMatrix,
    demand: npt.ArrayLike | None = None,
    *,
    n_sites: int | None = None,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find the sites for which the worst-served demand point is served at least cost.

    :math:`\min \max_i c_{i}`, over every demand point. Hakimi 1965.

    Parameters
    ----------
    demand
        Needed with ``capacity`` only; it weighs nothing.
    n_sites
        :math:`p`, how many are open in the end, existing ones counted; None leaves it to the budget.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.P_CENTER,
        cost=cost,
        demand=demand,
        n_sites=n_sites,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def solve_p_dispersion(
    site_distance: CostMatrix | npt.ArrayLike,
    *,
    n_sites: int,
    requirements: Requirements | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> SitingPlan:
    r"""Find the sites whose least distance from each other is greatest.

    :math:`\max \min_{j \ne k \in open} c_{jk}`. Kuby 1987.

    Parameters
    ----------
    site_distance
        Shape ``(n_sites, n_sites)``; the shorter of the two ways counts, the diagonal does not. An array names the
        sites 0, 1, 2 and so on.
    n_sites
        How many are open in the end, 2 or more, existing ones counted.

    See Also
    --------
    Question : what else may be asked, and what is refused.
    """
    asked = Question(
        model=Model.P_DISPERSION,
        cost=_as_matrix(site_distance),
        n_sites=n_sites,
        requirements=_given(requirements),
    )
    return solve(asked, Limit(time_limit_s, seed, progress, cancel))


def _given(requirements: Requirements | None) -> Requirements:
    return Requirements() if requirements is None else requirements


def _as_matrix(site_distance: CostMatrix | npt.ArrayLike) -> CostMatrix:
    if isinstance(site_distance, CostMatrix):
        if site_distance.demand_ids != site_distance.site_ids:
            raise InputError(
                "site_distance must name the same sites, in the same order, in its rows and columns"
            )
        return site_distance
    values = numbers_of(site_distance, "site_distance")
    if values.ndim != 2 or values.shape[0] != values.shape[1]:  # noqa: PLR2004 - rows and columns
        raise InputError(
            f"site_distance must have one row and one column for each site, not shape {values.shape}"
        )
    ids = range(len(values))
    return CostMatrix(values, demand_ids=ids, site_ids=ids, unit="")
