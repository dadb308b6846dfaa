"""A plan that somebody made by hand, valued by the rules that the solver keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting.answering import make_plan
from geo_target.siting.checking import broken_rules
from geo_target.siting.limits import Limit
from geo_target.siting.solving import serve_by

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from geo_target.models import IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.question import Question


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
        ``feasible`` if it keeps every requirement; else ``infeasible``, and `broken` says what it breaks. Its bound and
        gap are NaN: solve the question for them. The objective is NaN if a demand point that must be served is not.

    Raises
    ------
    InputError
        If a site is unknown or comes twice.
    """
    limit = limit or Limit()
    columns = columns_of(asked, open_sites)
    served = serve_by(asked, columns, limit)
    broken = broken_rules(asked, columns, served)
    status = PlanStatus.INFEASIBLE if broken else PlanStatus.FEASIBLE
    return make_plan(asked, columns, served, status=status, bound=float("nan"), limit=limit, broken=broken)


def columns_of(asked: Question, open_sites: Sequence[Hashable] | npt.NDArray[np.generic]) -> IntArray:
    """Give the columns of some sites, rising."""
    ids = open_sites.tolist() if isinstance(open_sites, np.ndarray) else list(open_sites)
    column = {site: number for number, site in enumerate(asked.cost.site_ids)}
    unknown = [site for site in ids if site not in column]
    if unknown:
        raise InputError(
            f"open_sites must name sites of the matrix; {unknown[0]!r} is none of its {len(column)}"
        )
    if len(set(ids)) != len(ids):
        raise InputError("open_sites must name each site once; some id comes more than once")
    return np.array(sorted(column[site] for site in ids), dtype=np.int64)
