"""A plan that grows year by year, each year's sites kept in the next, and what that costs against each year's optimum."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import steps_of
from geo_target.errors import InputError
from geo_target.plans import PlanStatus
from geo_target.siting import highs
from geo_target.siting.evaluating import evaluate
from geo_target.siting.frontier import at_step
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.program import Program
from geo_target.siting.programs import build
from geo_target.siting.question import Model
from geo_target.siting.solving import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray, IntArray
    from geo_target.plans import SitingPlan
    from geo_target.siting.question import Question


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

    All steps are one program: the years' programs side by side, and a site once open stays open.

    Parameters
    ----------
    asked
        An MCLP or a p-median.
    n_sites
        Rising numbers of sites, existing ones counted.

    Raises
    ------
    InputError
        If the model is another, the steps do not rise, a step has no plan, or time ended before a growing plan was found.
    """
    limit = limit_for(asked, limit)
    if asked.model not in {Model.MCLP, Model.P_MEDIAN}:
        raise InputError(f"phases are planned for mclp and p_median, not for {asked.model}")
    numbers = steps_of(n_sites, "n_sites", whole=True)
    steps = [at_step(asked, n_sites=n) for n in numbers]
    free = []
    for done, step in enumerate(steps):
        free.append(solve(step, limit.part(1 / (2 * (len(steps) - done)))))
    if any(not plan.open_sites for plan in free):
        number = next(n for n, plan in zip(numbers, free, strict=True) if not plan.open_sites)
        raise InputError(
            f"every step must have a plan, and {number} sites have none; explain_infeasible says why"
        )
    chosen, status = _together(steps, free, limit)
    plans = tuple(
        evaluate(step, [asked.cost.site_ids[column] for column in columns.tolist()])
        for step, columns in zip(steps, chosen, strict=True)
    )
    regret = np.array([_regret(plan, best) for plan, best in zip(plans, free, strict=True)])
    proven = all(plan.status is PlanStatus.OPTIMAL for plan in free)
    return Phases(plans, tuple(free), regret, status if proven else PlanStatus.FEASIBLE)


def _regret(plan: SitingPlan, best: SitingPlan) -> float:
    return (
        abs(plan.objective - best.objective) / abs(best.objective) if best.objective else abs(plan.objective)
    )


def _together(
    steps: list[Question], free: list[SitingPlan], limit: Limit
) -> tuple[list[IntArray], PlanStatus]:
    program, sites = Program(maximise=steps[0].maximise), []
    cost = []
    for step, best in zip(steps, free, strict=True):
        start = program.size
        built = build(step, program)
        sites.append(built.sites)
        own = program.columns()[0][start:]
        cost.append(own / (abs(best.objective) or 1.0))
    for earlier, later in pairwise(sites):
        n = np.arange(len(earlier))
        each = (np.concatenate([n, n]), np.concatenate([earlier, later]), np.repeat([1.0, -1.0], len(n)))
        program.add_rows(len(n), each, upper=0.0)
    program.set_objective(np.concatenate(cost), maximise=program.maximise)
    solved = highs.solve(program, limit, tell=False)
    if solved.values is None:
        raise InputError(
            "no plan that grows through all steps was found: give more time, or relax a requirement"
        )
    return [np.flatnonzero(solved.values[y] > 0.5) for y in sites], solved.status  # noqa: PLR2004 - rounding
