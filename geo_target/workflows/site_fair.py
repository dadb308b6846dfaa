"""Coverage that is fair between provinces or cities: the plan, how each fares, and what fairness costs in coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting import equity_frontier, solve_fairest
from geo_target.workflows.site_answer import FairArea, SiteFairness
from geo_target.workflows.site_extras import finite

if TYPE_CHECKING:
    from geo_target.plans import SitingPlan
    from geo_target.siting import FairPlan, Limit
    from geo_target.workflows.site_question import Asked


def fairest(asked: Asked, limit: Limit) -> tuple[SitingPlan, SiteFairness]:
    """Give the plan that serves the worst-served area best, then the next, and so on; and how each fares in it."""
    found = solve_fairest(asked.question, areas_of(asked, asked.request.fair), limit)
    return found.plan, _told(asked, found, str(asked.request.fair))


def fair_curve(asked: Asked, limit: Limit) -> list[tuple[SitingPlan, float, float]]:
    """Give plans from the most coverage to the best-served worst area, with the share of coverage lost and the worst."""
    found = equity_frontier(asked.question, areas_of(asked, asked.request.fair_frontier), limit=limit)
    most = max((one.plan.objective for one in found if one.plan.open_sites), default=0.0)
    return [
        (one.plan, (most - one.plan.objective) / most if most else 0.0, min(1.0, one.worst))
        for one in found
        if one.plan.open_sites
    ]


def areas_of(asked: Asked, by: str | None) -> tuple[str, ...]:
    """Give the province or city of each demand point."""
    return asked.inputs.demand.province if by == "province" else asked.inputs.demand.city


def _told(asked: Asked, found: FairPlan, by: str) -> SiteFairness:
    labels, row = np.unique(areas_of(asked, by), return_inverse=True)
    demand = dict(zip(labels.tolist(), np.bincount(row, asked.inputs.demand.weight).tolist(), strict=True))
    areas = [
        FairArea(
            code=str(code),
            name_fa=asked.inputs.names[str(code)][0],
            name_en=asked.inputs.names[str(code)][1],
            demand=demand[code],
            coverage=min(1.0, share),
        )
        for code, share in zip(found.groups, found.coverage.tolist(), strict=True)
    ]
    areas.sort(key=lambda area: (area.coverage, area.code))
    return SiteFairness(
        by=by, worst=areas[0].coverage, areas=tuple(areas), worst_bound=finite(min(1.0, found.worst_bound))
    )
