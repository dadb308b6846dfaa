"""From a request and what was read to the question that the solver takes, and back from metres to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target import geodesy
from geo_target.access import decay as decays
from geo_target.plans import Requirements
from geo_target.siting import Question
from geo_target.workflows.site_answer import Service
from geo_target.workflows.site_costs import costs_of, lonlat_of
from geo_target.workflows.site_request import FINDS_NUMBER, SiteRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray
    from geo_target.profile import Profile
    from geo_target.workflows.site_inputs import Inputs
    from geo_target.workflows.site_request import SiteRequest


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A request, what was read for it, and the question made of both."""

    request: SiteRequest
    inputs: Inputs
    question: Question
    detour: float

    @property
    def n_existing(self) -> int:
        """How many facilities are open already."""
        return len(self.inputs.existing)

    def people(self, counted: FloatArray) -> float:
        """Give the people in need of a share of each demand point."""
        return float(self.inputs.demand.need @ counted)


def make_question(asked: SiteRequest, inputs: Inputs, profile: Profile) -> Asked:
    """Make the question; new sites come on top of the existing ones in their number and in their groups.

    Raises
    ------
    InputError
        If a requirement cannot be used, or the model does not take it.
    """
    detour = profile.access.detour
    cost = costs_of(asked, inputs, detour)
    codes = [site["code"] for site in inputs.sites]
    radius = float(inputs.demand.radius_m.max())
    n_sites = asked.n_sites
    _check_numbers(asked, len(inputs.candidates) - len(asked.forbidden))
    question = Question(
        model=asked.model,  # type: ignore[arg-type]
        cost=cost,
        demand=None if asked.model == "p_dispersion" else inputs.demand.weight,
        service_radius=radius if asked.is_covering else None,
        n_sites=None if n_sites is None or asked.model in FINDS_NUMBER else n_sites + len(inputs.existing),
        requirements=Requirements(
            existing=codes[: len(inputs.existing)],
            forbidden=asked.forbidden,
            **_money(asked, inputs),
            **_capacity(asked, inputs, profile),
            **_groups(asked, inputs),
            **_spacing(asked, inputs, codes, detour),
            **_floors(asked, inputs),
        ),
        n_covers=asked.covers,
        decay=_decay(asked, radius),
    )
    return Asked(asked, inputs, question, detour)


def _check_numbers(asked: SiteRequest, most: int) -> None:
    for name, number in (("n_sites", asked.n_sites), ("phases", asked.phases[-1] if asked.phases else None)):
        if number is not None and number > most:
            raise SiteRequestError(name, f"at most {most:,}, the candidates", number)


def _money(asked: SiteRequest, inputs: Inputs) -> dict[str, Any]:
    if asked.budget is None:
        return {}
    return {
        "site_cost": [0.0] * len(inputs.existing) + candidate_costs(asked, inputs.candidates),
        "budget": asked.budget,
    }


def candidate_costs(asked: SiteRequest, candidates: Sequence[Mapping[str, Any]]) -> list[float]:
    """Give what each candidate costs, million rials.

    Raises
    ------
    SiteRequestError
        If one has no known cost, and none is given for such.
    """
    costs = [site["budget_million_rials"] for site in candidates]
    unknown = sum(cost is None for cost in costs)
    if unknown and asked.cost_if_unknown is None:
        raise SiteRequestError(
            "cost_if_unknown",
            f"given with a budget, since {unknown:,} of {len(costs):,} candidates have no known cost",
            None,
        )
    return [float(asked.cost_if_unknown or 0.0) if cost is None else float(cost) for cost in costs]


def _capacity(asked: SiteRequest, inputs: Inputs, profile: Profile) -> dict[str, Any]:
    if asked.capacity is None or asked.service is None:
        return {} if asked.capacity is None else {"capacity": [asked.capacity] * len(inputs.sites)}
    target = profile.services[asked.service].target
    # At least one: a facility that is full serves nobody, and the solver takes only what can serve.
    held = [np.inf if one["capacity"] is None else one["capacity"] / target for one in inputs.existing]
    return {"capacity": [*held, *[asked.capacity] * len(inputs.candidates)], "split": asked.split}


def _groups(asked: SiteRequest, inputs: Inputs) -> dict[str, Any]:
    if asked.group_min is None and asked.group_max is None:
        return {}
    key = f"{asked.group_by}_code"
    labels = [site[key] or "" for site in inputs.sites]
    open_now = Counter(labels[: len(inputs.existing)])
    usable = Counter(
        label
        for label, site in zip(labels[len(inputs.existing) :], inputs.candidates, strict=True)
        if site["code"] not in asked.forbidden
    )
    given: dict[str, Any] = {"group": labels}
    for name in ("group_min", "group_max"):
        limits = _by_group(getattr(asked, name), usable, name, asked.group_by)
        for label, value in limits.items():
            if name == "group_min" and value > usable[label]:
                raise SiteRequestError(
                    name, f"at most {usable[label]} in {label}, which has no more candidates", value
                )
        if limits:
            given[name] = {label: value + open_now[label] for label, value in limits.items()}
    return given


def _by_group(limits: object, known: Mapping[str, int], name: str, kind: str) -> dict[str, Any]:
    if limits is None:
        return {}
    if not isinstance(limits, Mapping):
        return dict.fromkeys((label for label in sorted(known) if label), limits)
    for label in limits:
        if label not in known:
            raise SiteRequestError(name, f"for codes of a {kind} with candidates", label)
    return dict(limits)


def _floors(asked: SiteRequest, inputs: Inputs) -> dict[str, Any]:
    if asked.min_coverage is None:
        return {}
    labels = inputs.demand.province if asked.coverage_by == "province" else inputs.demand.city
    floors = _by_group(asked.min_coverage, Counter(labels), "min_coverage", asked.coverage_by)
    return {"demand_group": labels, "min_coverage": floors}


def _spacing(asked: SiteRequest, inputs: Inputs, codes: Sequence[str], detour: float) -> dict[str, Any]:
    if asked.min_spacing_m is None:
        return {}
    if asked.model == "p_dispersion":
        return {"min_spacing": asked.min_spacing_m * detour}
    from geo_target.impedance import straight_line

    places = lonlat_of(inputs)
    near = straight_line(places, places, demand_ids=codes, site_ids=codes, cutoff_m=asked.min_spacing_m)
    return {"min_spacing": asked.min_spacing_m, "site_distance": near.values}


def _decay(asked: SiteRequest, radius: float) -> Any:
    if asked.decay is None:
        return None
    return decays.linear(radius) if asked.decay == "linear" else decays.gaussian(radius / 2)


def served_by(asked: Asked, columns: Sequence[int]) -> Service:
    """Tell how the sites of these columns serve: everybody by the nearest, capacities not looked at."""
    demand = asked.inputs.demand
    places = lonlat_of(asked.inputs)[list(columns)]
    way = geodesy.nearest_site(demand.lonlat, places).distance_m * asked.detour
    total = float(demand.need.sum())
    within = float(demand.need[way <= demand.radius_m].sum())
    reached = bool(len(places))
    return Service(
        coverage=within / total,
        people=within,
        mean_m=float(demand.need @ way) / total if reached else None,
        worst_m=float(way.max()) if reached else None,
    )
