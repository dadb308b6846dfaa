"""A question as the table and the rules that swaps work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.siting.engines.rule_search import SiteRules, better_plan
from geo_target.siting.programs import decayed
from geo_target.siting.question import SERVING_ALL, Model
from geo_target.siting.serving import serve

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question

_POWER = 8
"""The p-center's worst cost counts by this power of costs, so that swaps feel what is nearly the worst, too."""
_ROUNDS = 6


def swapped(asked: Question, columns: IntArray, limit: Limit) -> IntArray:
    """Better a plan by swaps that keep the rules about sites; capacities count all together, not site by site.

    Plans of models whose value is not a sum over demand points come back as they are, and all once time is up.
    """
    if limit.over():
        return columns
    if asked.n_covers > 1 or asked.model not in {Model.MCLP, Model.P_MEDIAN, Model.P_CENTER}:
        return columns
    rules = site_rules(asked)
    if asked.model is not Model.P_CENTER:
        return better_plan(*_table(asked), rules, columns, limit, seed=limit.seed)
    worst = serve(asked, columns).objective
    for _ in range(_ROUNDS):
        better = better_plan(*_beside(asked, worst), rules, columns, limit, seed=limit.seed)
        now = serve(asked, better).objective
        if not (now < worst or np.isnan(worst)) or limit.over():
            break
        columns, worst = better, now
    return columns


def site_rules(asked: Question) -> SiteRules:
    """Give the rules about sites as arrays."""
    from scipy.sparse import csr_array as make_csr

    rules, n = asked.rules, asked.cost.shape[1]
    use, most = [], []
    if rules.budget is not None and rules.site_cost is not None:
        use.append(rules.site_cost)
        most.append(rules.budget * (1 + 1e-9))
    if rules.capacity is not None and asked.model in SERVING_ALL:
        needed = float(asked.weights[asked.must_serve].sum())
        use.append(-np.where(np.isfinite(rules.capacity), rules.capacity, needed))
        most.append(-needed)
    group = np.full(n, -1)
    for number, one in enumerate(rules.groups):
        group[one.columns] = number
    close = rules.conflicts()
    return SiteRules(
        fixed=rules.existing,
        out=rules.forbidden,
        use=np.array(use, np.float64).reshape(len(use), n),
        most=np.array(most, np.float64),
        group=group,
        fewest=np.array([one.fewest for one in rules.groups], np.int64),
        largest=np.array([one.most for one in rules.groups], np.int64),
        close=make_csr((n, n)) if close is None else close,
        n_open=rules.n_open,
    )


def _table(asked: Question) -> tuple[csr_array, FloatArray]:
    """Give what each demand point pays at each site, and where no open site serves it."""
    from scipy.sparse import csr_array as make_csr

    pairs, demand = asked.pairs(), asked.weights
    each = np.repeat(demand, np.diff(pairs.indptr))
    if asked.model is Model.MCLP:
        share = np.ones(pairs.nnz) if asked.decay is None else decayed(asked, pairs.data)
        costs, far = each * (1 - share), demand
    else:
        costs, far = each * pairs.data, 10 * float(pairs.data.max(initial=0.0)) * demand
    kept = costs < np.repeat(far, np.diff(pairs.indptr))
    ends = np.concatenate([[0], np.cumsum(kept)])[pairs.indptr]
    return make_csr((costs[kept], pairs.indices[kept], ends), shape=pairs.shape), far.astype(np.float64)


def _beside(asked: Question, worst: float) -> tuple[csr_array, FloatArray]:
    """Give the p-center's table: a power of each cost's share of the worst one; what costs more is far."""
    pairs = asked.pairs(worst if np.isfinite(worst) else np.inf)
    share = pairs.data / max(float(pairs.data.max(initial=0.0)), 1e-9)
    pairs.data = share**_POWER
    return pairs, np.full(pairs.shape[0], 10.0)
