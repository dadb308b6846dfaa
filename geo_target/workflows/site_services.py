"""Where to build where several services share buildings: each has its demand and open facilities, all the same sites."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.plans import Requirements
from geo_target.siting import Question, Service, solve_services
from geo_target.workflows.site_costs import costs_of
from geo_target.workflows.site_inputs import read_inputs
from geo_target.workflows.site_question import candidate_costs
from geo_target.workflows.site_request import SiteRequestError

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.profile import Profile
    from geo_target.siting import ServicesPlan
    from geo_target.store.engine import Store
    from geo_target.workflows.site_answer import SiteAnswer
    from geo_target.workflows.site_inputs import Inputs
    from geo_target.workflows.site_request import SiteRequest
    from geo_target.workflows.site_time import Clock


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """What is asked of several services.

    Parameters
    ----------
    sites
        Rows of all sites: what is open today for any of the services, by code, then the candidates.
    inputs, asked
        Of each service: what was read for it, and its MCLP over all sites.
    """

    request: SiteRequest
    profile: Profile
    sites: list[dict[str, Any]]
    n_existing: int
    inputs: tuple[Inputs, ...]
    asked: tuple[Service, ...]


def run_services(store: Store, request: SiteRequest, profile: Profile, clock: Clock) -> SiteAnswer:
    """Find where to build for several services at once, and keep question and answer."""
    from geo_target.workflows.site_services_keep import keep_services

    began = time.perf_counter()
    together = read_together(store, request, profile)
    buildings = _building_costs(together)
    limit = clock.part("plan")
    plan: ServicesPlan = solve_services(
        together.asked,
        building_cost=buildings,
        budget=0.0 if request.budget is None else request.budget,
        n_buildings=None if request.n_sites is None else together.n_existing + request.n_sites,
        limit=limit,
    )
    solved = limit.gone_s
    took = time.perf_counter() - began
    return keep_services(store, together, plan, stopped=clock.is_stopped, seconds=(solved, took))


def read_together(store: Store, request: SiteRequest, profile: Profile) -> Together:
    """Read what each service needs, all of the same data version, and make its question.

    Raises
    ------
    InputError, RefusedError
        As :func:`geo_target.workflows.site_inputs.read_inputs`.
    """
    inputs = _read_at_once(store, request, profile)
    existing = {row["code"]: row for one in inputs for row in one.existing}
    candidates = {row["code"]: row for one in inputs for row in one.candidates}
    opened = [existing[code] for code in sorted(existing)]
    fresh = [row for code, row in candidates.items() if code not in existing]
    most = len(fresh) - len(request.forbidden)
    if request.n_sites is not None and request.n_sites > most:
        raise SiteRequestError("n_sites", f"at most {most}, the candidates", request.n_sites)
    sites = [*opened, *fresh]
    asked = tuple(
        _service(request, profile, replace(one, existing=opened, candidates=fresh), name, one.existing)
        for name, one in zip(request.services, inputs, strict=True)
    )
    return Together(request, profile, sites, len(opened), tuple(inputs), asked)


def _read_at_once(store: Store, request: SiteRequest, profile: Profile) -> list[Inputs]:
    while True:
        inputs = [read_inputs(store, _alone(request, name), profile) for name in request.services]
        if len({one.data_version for one in inputs}) == 1:
            return inputs


def _alone(request: SiteRequest, service: str) -> SiteRequest:
    """Give the question of one of the services by itself."""
    shared = {"services": (), "building_cost": None, "service_cost": None, "service_weight": None}
    return replace(request, service=service, **shared)  # type: ignore[arg-type]


def _service(
    request: SiteRequest, profile: Profile, inputs: Inputs, name: str, own: list[dict[str, Any]]
) -> Service:
    cost = costs_of(_alone(request, name), inputs, profile.access.detour)
    each = float((request.service_cost or {}).get(name, 0.0))
    question = Question(
        model="mclp",  # type: ignore[arg-type]
        cost=cost,
        demand=inputs.demand.weight,
        service_radius=float(inputs.demand.radius_m.max()),
        requirements=Requirements(
            existing=[row["code"] for row in own],
            forbidden=request.forbidden,
            site_cost=np.full(len(inputs.sites), each),
            budget=max(float(request.budget or 0.0), each),
        ),
    )
    weight = float((request.service_weight or {}).get(name, 1.0))
    return Service(name, question, weight=weight, cost=each)


def _building_costs(together: Together) -> FloatArray:
    """Give what a building costs at each site; nothing where one stands, or where there is no budget."""
    request, candidates = together.request, together.sites[together.n_existing :]
    if request.budget is None:
        return np.zeros(len(together.sites))
    if request.building_cost is not None:
        costs = [request.building_cost] * len(candidates)
    else:
        costs = candidate_costs(request, candidates)
    return np.array([0.0] * together.n_existing + costs, float)
