"""A plan that somebody made by hand, valued by the rules that the solver keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.plans import PlanStatus, Requirements
from geo_target.siting.answering import make_plan
from geo_target.siting.checking import broken_rules
from geo_target.siting.limits import Limit
from geo_target.siting.programs import build
from geo_target.siting.question import Model
from geo_target.siting.serving import serve
from geo_target.siting.solving import by_program, find

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


def serve_by(asked: Question, columns: IntArray, limit: Limit) -> Served:
    """Serve from the open sites; where they have capacities, as well as those allow."""
    nearest = serve(asked, columns)
    if asked.rules.capacity is None or asked.model is Model.P_DISPERSION or not len(columns):
        return nearest
    given, ids = asked.requirements, asked.cost.site_ids
    only = asked.asked(
        n_sites=None if asked.model is Model.LSCP else len(columns),
        requirements=Requirements(
            existing=[ids[column] for column in columns],
            forbidden=[ids[column] for column in np.setdiff1d(np.arange(len(ids)), columns)],
            capacity=given.capacity,
            split=given.split,
        ),
    )
    found = find(only, limit) if asked.model is Model.P_CENTER else by_program(only, build(only), limit)
    if found.served is None:
        return nearest  # whatever is said of it, it is over some capacity
    if asked.model is not Model.LSCP:
        return found.served
    return found.served.worth(nearest.objective)
