"""Which questions the fast engines answer: those without requirements beyond existing and forbidden sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.plans import PlanStatus
from geo_target.siting.answering import Found
from geo_target.siting.question import Model
from geo_target.siting.serving import serve

if TYPE_CHECKING:
    from geo_target.siting.engines.problem import EngineResult
    from geo_target.siting.engines.warm import WarmStart
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question


def by_engine(asked: Question, limit: Limit, warm: WarmStart | None = None) -> Found | None:
    """Answer by a fast engine, or give None where there is none.

    Parameters
    ----------
    warm
        What the engine left after a question that differs in the number of sites alone.
    """
    if not is_plain(asked):
        return None
    result = _run(asked, limit, warm)
    if result.open_sites is None:
        return Found(PlanStatus.INFEASIBLE if result.proven else PlanStatus.NO_PLAN, bound=result.bound)
    columns = np.asarray(result.open_sites, np.int64)
    status = PlanStatus.OPTIMAL if result.proven else PlanStatus.FEASIBLE
    return Found(status, columns, serve(asked, columns), result.bound)


def is_plain(asked: Question) -> bool:
    """Tell whether a fast engine takes the question."""
    if not asked.rules.are_plain or asked.n_covers > 1 or asked.decay is not None:
        return False
    if asked.model is Model.LSCP:
        return asked.rules.site_cost is None
    return asked.model in {Model.MCLP, Model.P_MEDIAN, Model.P_CENTER} and asked.rules.n_open is not None


def _run(asked: Question, limit: Limit, warm: WarmStart | None) -> EngineResult:
    from geo_target.siting.engines.lscp import engine_lscp
    from geo_target.siting.engines.mclp import engine_mclp
    from geo_target.siting.engines.p_center import engine_p_center
    from geo_target.siting.engines.p_median import engine_p_median

    cost, rules, seed = asked.cost, asked.rules, limit.seed
    fixed, out, n = rules.existing, rules.forbidden, int(rules.n_open or 0)
    if asked.model is Model.P_MEDIAN:
        return engine_p_median(
            cost.values, asked.weights, n, fixed_open=fixed, forbidden=out, watch=limit, seed=seed, warm=warm
        )
    if asked.model is Model.P_CENTER:
        return engine_p_center(
            cost.values, n, fixed_open=fixed, forbidden=out, limit=limit, seed=seed, warm=warm
        )
    covers = cost.within(float(asked.service_radius or 0.0))
    if asked.model is Model.MCLP:
        return engine_mclp(
            covers, asked.weights, n, fixed_open=fixed, forbidden=out, watch=limit, seed=seed, warm=warm
        )
    return engine_lscp(covers, fixed_open=fixed, forbidden=out, limit=limit, seed=seed)
