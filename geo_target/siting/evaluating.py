"""A plan that somebody made by hand, valued by the rules that the solver keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import ids_of
from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting.answering import make_plan
from geo_target.siting.checking import broken_by_service, broken_by_sites
from geo_target.siting.checking_words import UNDECIDED
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.solving import serve_by

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from geo_target.models import IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served


def evaluate(
    asked: Question, open_sites: Sequence[Hashable] | npt.NDArray[np.generic], limit: Limit | None = None
) -> SitingPlan:
    """Value a plan that was made by hand.

    Parameters
    ----------
    asked
        The question that the plan answers.
    open_sites
        Ids of the open sites, existing ones too.

    Returns
    -------
    SitingPlan
        ``feasible`` if it keeps every requirement; else ``infeasible``, and `broken` says what it breaks. ``no_plan``,
        and `broken` says so, if time ended before it was known whether the open sites can serve within their
        capacities. Its bound and gap are NaN: solve the question for them. The objective is NaN if a demand point that
        must be served is not; with capacities and too little time, another way to serve may be worth more.

    Raises
    ------
    InputError
        If a site is unknown or comes twice.
    """
    limit = limit_for(asked, limit)
    columns = columns_of(asked, open_sites)
    served = serve_by(asked, columns, limit)
    return plan_of(asked, columns, served, limit)


def plan_of(asked: Question, columns: IntArray, served: Served, limit: Limit) -> SitingPlan:
    """Make the plan of some sites and of whom they serve, whatever it breaks."""
    broken = broken_by_sites(asked, columns)
    by_service = tuple(broken_by_service(asked, columns, served))
    status = PlanStatus.INFEASIBLE if broken or by_service else PlanStatus.FEASIBLE
    if by_service and not served.certain:
        by_service = (UNDECIDED,)
        status = PlanStatus.INFEASIBLE if broken else PlanStatus.NO_PLAN
    return make_plan(
        asked, columns, served, status=status, bound=float("nan"), limit=limit, broken=(*broken, *by_service)
    )


def columns_of(asked: Question, open_sites: Sequence[Hashable] | npt.NDArray[np.generic]) -> IntArray:
    """Give the columns of some sites, rising."""
    ids = ids_of(open_sites, "open_sites")
    column = {site: number for number, site in enumerate(asked.cost.site_ids)}
    unknown = [site for site in ids if site not in column]
    if unknown:
        raise InputError(
            f"open_sites must name sites of the matrix; {unknown[0]!r} is none of its {len(column)}"
        )
    return np.array(sorted(column[site] for site in ids), dtype=np.int64)
