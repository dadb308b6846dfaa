"""A plan that grows year by year, each year's sites kept in the next, and what that costs against each year's optimum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import steps_of
from geo_target.errors import InputError
from geo_target.plans import PlanStatus, Requirements, relative_gap
from geo_target.siting import highs
from geo_target.siting.answering import honest_bound
from geo_target.siting.checking import broken_rules
from geo_target.siting.drawing import is_too_large, serve_drawn
from geo_target.siting.engine_choice import is_plain
from geo_target.siting.evaluating import plan_of
from geo_target.siting.frontier import at_step, frontier
from geo_target.siting.growing import grown
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.program import Program
from geo_target.siting.programs import Built, build
from geo_target.siting.question import Model
from geo_target.siting.serving import serve
from geo_target.siting.solving import find, serve_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.limits import Progress
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

    Chain = list[tuple[IntArray, Served]]


_NOTHING = 1e-12
"""A sum of regrets that none can be below, but for rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """A plan that grows.

    Parameters
    ----------
    plans
        One for each step; each has the sites of the one before.
    free
        The best plan of each step by itself.
    regret
        How much worse each of `plans` is than the free one, as a share of the free one's value.
    status
        ``optimal`` if no other growing plan has a smaller sum of regrets; ``feasible`` if that is not proved.
    """

    plans: tuple[SitingPlan, ...]
    free: tuple[SitingPlan, ...]
    regret: FloatArray
    status: PlanStatus


def phases(asked: Question, n_sites: Sequence[int], limit: Limit | None = None) -> Phases:
    """Plan several steps at once so that the sum of their regrets is least.

    All steps are one program: the years' programs side by side, and a site once open stays open. It begins with the best
    plan of one year, to which sites are added for the years after and from which they are dropped for those before; that
    is also the answer where time ends first. Where the program would be too large, it has only the sites of that plan and
    of the free ones, and its answer is not proved.

    Parameters
    ----------
    asked
        An MCLP or a p-median.
    n_sites
        Rising numbers of sites, existing ones counted.
    limit
        For all of it together. Progress hears each step by itself first, then the sum of the regrets and the least that
        it can be.

    Raises
    ------
    InputError
        If the model is another, the steps do not rise, a step has no plan, or time ended before a growing plan was found.
    """
    limit = limit_for(asked, limit)
    if asked.model not in {Model.MCLP, Model.P_MEDIAN}:
        raise InputError(f"phases are planned for mclp and p_median, not for {asked.model}")
    numbers = [int(number) for number in steps_of(n_sites, "n_sites", whole=True)]
    steps = [at_step(asked, n_sites=n) for n in numbers]
    free = list(frontier(asked, n_sites=numbers, limit=limit.part(0.5, tells=True)))
    for number, plan in zip(numbers, free, strict=True):
        if plan.status is PlanStatus.INFEASIBLE:
            raise InputError(
                f"every step must have a plan, and {number} sites have none; explain_infeasible says why"
            )
    added = _added(steps, free, limit.part(0.4))
    chain, status = _together(steps, free, added, limit)
    plans = [
        plan_of(step, columns, served, limit.part(1.0))
        for step, (columns, served) in zip(steps, chain, strict=True)
    ]
    free = [_better(step, one, plan) for step, one, plan in zip(steps, free, plans, strict=True)]
    regret = np.array([_regret(plan, best) for plan, best in zip(plans, free, strict=True)])
    proven = all(plan.status is PlanStatus.OPTIMAL for plan in free)
    return Phases(tuple(plans), tuple(free), regret, status if proven else PlanStatus.FEASIBLE)


def _regret(plan: SitingPlan, best: SitingPlan) -> float:
    away = abs(plan.objective - best.objective)
    return away / abs(best.objective) if best.objective else away


def _better(asked: Question, free: SitingPlan, plan: SitingPlan) -> SitingPlan:
    """Give the free plan of a step, or the growing one where that is better than what was found of it in time."""
    better = plan.objective > free.objective if asked.maximise else plan.objective < free.objective
    if free.status is PlanStatus.OPTIMAL or (free.open_sites and not better):
        return free
    bound = honest_bound(asked, plan.objective, free.bound)
    return replace(plan, bound=bound, gap=relative_gap(plan.objective, bound))


def _added(steps: list[Question], free: list[SitingPlan], limit: Limit) -> Chain | None:
    """Begin with each step's plan, drop the worst sites for the steps before and add the best for those after.

    Gives the chain of least regret, None if none of them is a plan.
    """
    best, least = None, np.inf
    for begun in [number for number, plan in enumerate(free) if plan.open_sites]:
        chain = _chain(steps, begun, free[begun].open_columns, limit)
        regret = np.inf if chain is None else _sum_of_regrets(chain, free)
        if regret < least:
            best, least = chain, regret
        if limit.over():
            break
    return best


def _chain(steps: list[Question], begun: int, columns: IntArray, limit: Limit) -> Chain | None:
    chosen = {begun: columns}
    for number in range(begun + 1, len(steps)):
        chosen[number] = _more(steps[number], chosen[number - 1], limit.part(0.1))
    for number in reversed(range(begun)):
        chosen[number] = _fewer(steps[number], chosen[number + 1])
    chain: Chain = []
    for number, step in enumerate(steps):
        served = serve_by(step, chosen[number], limit.part(0.1))
        if np.isnan(served.objective) or broken_rules(step, chosen[number], served):
            return None
        chain.append((chosen[number], served))
    return chain


def _sum_of_regrets(chain: Chain, free: list[SitingPlan]) -> float:
    away = [
        abs(served.objective - plan.objective) / (abs(plan.objective) or 1.0)
        for (_, served), plan in zip(chain, free, strict=True)
        if plan.open_sites
    ]
    return float(np.sum(away))


def _fewer(asked: Question, columns: IntArray) -> IntArray:
    """Drop the new site that is missed least, down to the number asked for."""
    sign = 1.0 if asked.maximise else -1.0
    while len(columns) > (asked.rules.n_open or 0):
        new = columns[~asked.rules.existing[columns]]
        values = np.array([sign * serve(asked, columns[columns != one]).objective for one in new.tolist()])
        columns = columns[columns != new[int(np.argmax(np.where(np.isnan(values), -np.inf, values)))]]
    return columns


def _more(asked: Question, columns: IntArray, limit: Limit) -> IntArray:
    """Add sites up to the number asked for: the best ones together where an engine can tell, else one by one."""
    if is_plain(asked) and not limit.over():
        ids, rules = asked.cost.site_ids, asked.requirements
        kept = Requirements(existing=[ids[column] for column in columns], forbidden=rules.forbidden)
        found = find(asked.asked(requirements=kept), limit)
        if found.columns is not None:
            return np.sort(found.columns)
    return grown(asked, columns, limit)


def _together(
    steps: list[Question], free: list[SitingPlan], added: Chain | None, limit: Limit
) -> tuple[Chain, PlanStatus]:
    """Solve all steps as one program; where that ends without a plan, give what was added step by step."""
    if added is not None and _sum_of_regrets(added, free) <= _NOTHING:
        return added, PlanStatus.OPTIMAL
    whole = steps
    if is_too_large(steps[-1], free[-1].objective, times=len(steps)):
        steps = _narrowed(steps, free, added)
    found, status = None, PlanStatus.NO_PLAN
    if not limit.over() and not is_too_large(steps[-1], free[-1].objective, times=len(steps)):
        found, status = _solved(steps, [plan.objective for plan in free], added, limit)
    if found is None and added is None:
        raise InputError(
            "no plan that grows through all steps was found: give more time, or relax a requirement"
        )
    if found is None or (added is not None and _sum_of_regrets(added, free) < _sum_of_regrets(found, free)):
        return added or [], PlanStatus.FEASIBLE
    return found, status if steps is whole else PlanStatus.FEASIBLE


def _narrowed(steps: list[Question], free: list[SitingPlan], added: Chain | None) -> list[Question]:
    """Forbid all sites but those of the plans that are known."""
    ids, rules = steps[0].cost.site_ids, steps[0].requirements
    known = {column for plan in free for column in plan.open_columns.tolist()}
    known |= {column for columns, _ in added or [] for column in columns.tolist()}
    out = [site for column, site in enumerate(ids) if column not in known]
    only = replace(rules, forbidden=list(dict.fromkeys([*rules.forbidden, *out])))
    return [step.asked(requirements=only) for step in steps]


def _solved(
    steps: list[Question], values: list[float], added: Chain | None, limit: Limit
) -> tuple[Chain | None, PlanStatus]:
    program, built = Program(maximise=steps[0].maximise), list[Built]()
    cost = []
    for step, best in zip(steps, values, strict=True):
        start = program.size
        built.append(build(step, program))
        own = program.columns()[0][start:]
        cost.append(own / (abs(best) if np.isfinite(best) and best else 1.0))
    for earlier, later in pairwise(one.sites for one in built):
        n = np.arange(len(earlier))
        each = (np.concatenate([n, n]), np.concatenate([earlier, later]), np.repeat([1.0, -1.0], len(n)))
        program.add_rows(len(n), each, upper=0.0)
    program.set_objective(np.concatenate(cost), maximise=program.maximise)
    solved = highs.solve(program, _telling(steps, limit), start=_start(program, built, added))
    if solved.values is None:
        return None, solved.status
    chain = []
    for step, one in zip(steps, built, strict=True):
        columns = np.flatnonzero(solved.values[one.sites] > 0.5)  # noqa: PLR2004 - whole but for rounding
        chain.append((columns, serve_drawn(step, one, columns, solved.values, limit.part(0.3))))
    return chain, solved.status


def _start(program: Program, built: list[Built], added: Chain | None) -> FloatArray | None:
    """Begin with the sites that were added step by step."""
    if added is None:
        return None
    values = np.full(program.size, np.nan)
    for one, (columns, _) in zip(built, added, strict=True):
        values[one.sites] = 0.0
        values[one.sites[columns]] = 1.0
    return values


def _telling(steps: list[Question], limit: Limit) -> Limit:
    """Give a limit whose progress is the sum of the regrets, which the program counts as shares of the free values."""
    sign, n = (-1.0, len(steps)) if steps[0].maximise else (1.0, -len(steps))

    def relay(heard: Progress) -> None:
        limit.tell(max(0.0, sign * heard.objective + n), max(0.0, sign * heard.bound + n))

    told = None if limit.progress is None else relay
    return Limit(max(1e-3, 0.9 * limit.left_s), limit.seed, told, limit.cancel)
