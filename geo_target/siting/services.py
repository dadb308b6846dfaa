"""Several services at once: a building that opens once may hold a training centre and a placement centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import number_from, numbers_of, shown
from geo_target.errors import InputError
from geo_target.models import is_finite_number, is_whole_number
from geo_target.plans import PlanStatus, relative_gap
from geo_target.siting import highs
from geo_target.siting.answering import honest_bound
from geo_target.siting.limits import limit_for
from geo_target.siting.program import Program
from geo_target.siting.programs import build
from geo_target.siting.question import Model, check_question
from geo_target.siting.serving import serve

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt

    from geo_target.models import BoolArray, FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One service: an MCLP question over the common sites, what its demand weighs, and what it costs in a building.

    Parameters
    ----------
    name
        For people: ``training``.
    asked
        An MCLP without capacity; its `n_sites` and `requirements` hold for this service alone (its budget too).
    weight
        What one unit of its demand counts beside the others', above 0.
    cost
        Of the service at each site, beside the building's; 0 or more, in the budget's unit.
    """

    name: str
    asked: Question
    weight: float = 1.0
    cost: npt.ArrayLike = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ServicesPlan:
    """Where to build, and which service goes where.

    Parameters
    ----------
    status, objective, bound, gap
        As in :class:`geo_target.SitingPlan`; the objective is covered demand times weight, all services together.
    open_sites
        Ids of the buildings.
    sites_of, covered_of
        For each service, ids of its sites, and the demand that it covers.
    spent
        What buildings and services cost together; existing ones are paid for.
    """

    status: PlanStatus
    objective: float
    bound: float
    gap: float
    open_sites: tuple[Hashable, ...]
    sites_of: tuple[tuple[Hashable, ...], ...]
    covered_of: tuple[float, ...]
    spent: float


def solve_services(
    services: Sequence[Service],
    *,
    building_cost: npt.ArrayLike,
    budget: float,
    n_buildings: int | None = None,
    limit: Limit | None = None,
) -> ServicesPlan:
    r"""Cover most weighted demand of several services within one budget, the building's cost shared.

    :math:`\max \sum_s w_s \sum_i d_{si} x_{si}` subject to :math:`y_{sj} \le z_j` and
    :math:`\sum_j (f_j z_j + \sum_s c_{sj} y_{sj}) \le B`. A site where some service exists already has its building.

    Parameters
    ----------
    services
        Each over the same sites in the same order.
    building_cost
        :math:`f_j`, for each site, 0 or more.
    budget
        :math:`B`, itself included; enough for the cheapest service and its building.
    n_buildings
        The most buildings, existing ones counted; None for any number.

    Raises
    ------
    InputError
        If services do not fit each other, or a value is of another kind or out of range.
    """
    fixed, costs, limit = _checked(services, building_cost, limit)
    budget = number_from(budget, "budget")
    _check_affordable(services, fixed, costs, budget)
    program, sites = Program(maximise=True), []
    objective = []
    for service in services:
        start = program.size
        sites.append(build(service.asked, program).sites)
        objective.append(program.columns()[0][start:] * service.weight)
    buildings = _add_buildings(program, sites, fixed, costs, budget)
    if n_buildings is not None:
        program.add_row(buildings, 1.0, upper=_most_buildings(services, n_buildings))
    program.set_objective(np.concatenate([*objective, np.zeros(len(buildings))]), maximise=True)
    return _plan(services, highs.solve(program, limit), sites, fixed, costs)


def _checked(
    services: Sequence[Service], building_cost: npt.ArrayLike, limit: Limit | None
) -> tuple[FloatArray, list[FloatArray], Limit]:
    """Give what each building costs, what each service costs at each site (nothing where it exists), and the limit."""
    if not isinstance(services, Sequence) or not services:
        raise InputError(f"solve_services needs a list of services, one at least, not {shown(services)}")
    for service in services:
        _check_service(service)
    ids = services[0].asked.cost.site_ids
    for service in services:
        if service.asked.cost.site_ids != ids:
            raise InputError(
                f"{service.name} must have the same sites as {services[0].name}, in the same order"
            )
    fixed = np.where(_existing(services), 0.0, _cost(building_cost, len(ids), "building_cost"))
    costs = [
        np.where(
            service.asked.rules.existing, 0.0, _cost(service.cost, len(ids), f"the cost of {service.name}")
        )
        for service in services
    ]
    return fixed, costs, limit_for(services[0].asked, limit)


def _check_service(service: object) -> None:
    if not isinstance(service, Service):
        raise InputError(f"each service must be a Service, not {shown(service)}")
    check_question(service.asked)
    if service.asked.model is not Model.MCLP or service.asked.rules.capacity is not None:
        raise InputError(f"{service.name} must be an mclp without capacity: only those share buildings")
    if not is_finite_number(service.weight) or service.weight <= 0:
        raise InputError(
            f"the weight of {service.name} must be a number above 0, not {shown(service.weight)}"
        )


def _existing(services: Sequence[Service]) -> BoolArray:
    """Mark the sites where some service exists, and so a building."""
    return np.asarray(np.any([service.asked.rules.existing for service in services], axis=0))


def _check_affordable(
    services: Sequence[Service], fixed: FloatArray, costs: list[FloatArray], budget: float
) -> None:
    """Refuse a budget that opens nothing anywhere, as that of one question is refused."""
    together = [
        (fixed + cost)[~(service.asked.rules.existing | service.asked.rules.forbidden)]
        for service, cost in zip(services, costs, strict=True)
    ]
    cheapest = min((float(one.min()) for one in together if one.size), default=0.0)
    if budget < cheapest:
        raise InputError(
            f"budget must be {cheapest:g} or more, what the cheapest service costs with its building, not {budget:g}"
        )


def _most_buildings(services: Sequence[Service], n_buildings: object) -> float:
    there = int(_existing(services).sum())
    if is_whole_number(n_buildings) and n_buildings >= max(1, there):
        return float(n_buildings)
    counted = f" ({there} existing ones counted)" if there else ""
    raise InputError(
        f"n_buildings must be a whole number of {max(1, there)} or more{counted}, not {shown(n_buildings)}"
    )


def _cost(values: npt.ArrayLike, n: int, name: str) -> FloatArray:
    costs = numbers_of(values, name)
    if costs.shape not in {(), (n,)}:
        raise InputError(f"{name} must be one number, or one for each of {n} sites, not shape {costs.shape}")
    if np.isinf(costs).any():
        raise InputError(f"{name} must be finite, not inf; name a site that may not open as forbidden")
    return np.broadcast_to(costs, (n,)).astype(np.float64)


def _add_buildings(
    program: Program, sites: list[IntArray], fixed: FloatArray, costs: list[FloatArray], budget: float
) -> IntArray:
    n = len(fixed)
    buildings = program.add_columns(np.zeros(n), whole=True)
    number = np.arange(n)
    for y in sites:
        each = (np.concatenate([number, number]), np.concatenate([y, buildings]), np.repeat([1.0, -1.0], n))
        program.add_rows(n, each, upper=0.0)
    program.add_row(np.concatenate([buildings, *sites]), np.concatenate([fixed, *costs]), upper=budget)
    return buildings


def _plan(
    services: Sequence[Service],
    solved: highs.Solved,
    sites: list[IntArray],
    fixed: FloatArray,
    costs: list[FloatArray],
) -> ServicesPlan:
    if solved.values is None:
        unknown = float("nan")
        return ServicesPlan(solved.status, unknown, solved.bound, unknown, (), ((),) * len(services), (), 0.0)
    marks = [solved.values[y] > 0.5 for y in sites]  # noqa: PLR2004 - whole but for rounding
    used = np.any(marks, axis=0)
    ids = services[0].asked.cost.site_ids
    covered = [
        serve(service.asked, np.flatnonzero(mark)).objective
        for service, mark in zip(services, marks, strict=True)
    ]
    objective = float(sum(service.weight * value for service, value in zip(services, covered, strict=True)))
    optimal = solved.status is PlanStatus.OPTIMAL
    bound = objective if optimal else honest_bound(services[0].asked, objective, solved.bound)
    spent = float(fixed[used].sum() + sum(cost[mark].sum() for cost, mark in zip(costs, marks, strict=True)))
    named = [tuple(ids[column] for column in np.flatnonzero(mark).tolist()) for mark in [used, *marks]]
    return ServicesPlan(
        solved.status,
        objective,
        bound,
        relative_gap(objective, bound),
        named[0],
        tuple(named[1:]),
        tuple(covered),
        spent,
    )
