"""Which questions the fast engines answer: without requirements beyond existing and forbidden sites, and decay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.models import is_sparse
from geo_target.plans import PlanStatus
from geo_target.siting.answering import Found
from geo_target.siting.programs import decayed
from geo_target.siting.question import Model
from geo_target.siting.serving import serve

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import CostMatrix, FloatArray
    from geo_target.siting.engines.problem import EngineResult
    from geo_target.siting.engines.warm import WarmStart
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_SOME_ROWS = 1_000


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
    if not asked.rules.are_plain or asked.n_covers > 1:
        return False
    if asked.model is Model.LSCP:
        return asked.rules.site_cost is None
    return asked.model in {Model.MCLP, Model.P_MEDIAN, Model.P_CENTER} and asked.rules.n_open is not None


def _run(asked: Question, limit: Limit, warm: WarmStart | None) -> EngineResult:
    if asked.model in {Model.MCLP, Model.P_MEDIAN}:
        return _enlarged(asked, limit, warm)
    from geo_target.siting.engines.lscp import engine_lscp
    from geo_target.siting.engines.p_center import engine_p_center

    cost, rules, seed = asked.cost, asked.rules, limit.seed
    fixed, out, n = rules.existing, rules.forbidden, int(rules.n_open or 0)
    if asked.model is Model.P_CENTER:
        return engine_p_center(
            cost.values, n, fixed_open=fixed, forbidden=out, limit=limit, seed=seed, warm=warm
        )
    covers = cost.within(float(asked.service_radius or 0.0))
    return engine_lscp(covers, fixed_open=fixed, forbidden=out, limit=limit, seed=seed)


def _enlarged(asked: Question, limit: Limit, warm: WarmStart | None) -> EngineResult:
    """Ask an engine that adds up demand; tiny demand is enlarged, because to it a billionth is nothing."""
    shares = None
    if asked.decay is not None:
        shares = asked.pairs()
        shares.data = decayed(asked, shares.data)
    factor = _factor(asked, shares)
    found = _assigned(asked, asked.weights * factor, shares, _Enlarged(limit, factor), limit.seed, warm)
    return replace(found, objective=found.objective / factor, bound=found.bound / factor)


def _factor(asked: Question, shares: csr_array | None) -> float:
    """Give a power of two that makes what the largest demand can cost or bring 1 or more."""
    largest = float(asked.weights.max())
    if shares is not None:
        largest *= float(shares.data.max(initial=0.0))
    if asked.model is Model.P_MEDIAN:
        largest *= _some_large_cost(asked.cost, 1 / largest if largest else 0.0)
    return float(2.0 ** -np.floor(np.log2(largest))) if 0 < largest < 1 else 1.0


def _some_large_cost(cost: CostMatrix, enough: float) -> float:
    """Give the largest cost; of a large table some rows may do, where one of them is large enough."""
    if is_sparse(cost.values):
        return float(cost.values.data.max(initial=0.0))
    largest = 0.0
    for start in range(0, cost.shape[0], _SOME_ROWS):
        block = cost.values[start : start + _SOME_ROWS]
        largest = max(largest, float(np.max(block, initial=0.0, where=np.isfinite(block))))
        if largest >= enough:
            break
    return largest


@dataclass(frozen=True, slots=True)
class _Enlarged:
    """Tells values of demand as it was given."""

    limit: Limit
    factor: float

    def over(self) -> bool:
        return self.limit.over()

    def tell(self, objective: float, bound: float) -> None:
        self.limit.tell(objective / self.factor, bound / self.factor)


def _assigned(
    asked: Question,
    demand: FloatArray,
    shares: csr_array | None,
    watch: _Enlarged,
    seed: int,
    warm: WarmStart | None,
) -> EngineResult:
    from geo_target.siting.engines.mclp import engine_mclp
    from geo_target.siting.engines.p_median import engine_p_median
    from geo_target.siting.engines.partial import engine_partial

    rules, n = asked.rules, int(asked.rules.n_open or 0)
    fixed, out = rules.existing, rules.forbidden
    if asked.model is Model.P_MEDIAN:
        values = asked.cost.values
        return engine_p_median(
            values, demand, n, fixed_open=fixed, forbidden=out, watch=watch, seed=seed, warm=warm
        )
    if shares is not None:
        return engine_partial(
            shares, demand, n, fixed_open=fixed, forbidden=out, watch=watch, seed=seed, warm=warm
        )
    covers = asked.cost.within(float(asked.service_radius or 0.0))
    return engine_mclp(covers, demand, n, fixed_open=fixed, forbidden=out, watch=watch, seed=seed, warm=warm)
