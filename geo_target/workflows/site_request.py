"""What a person asks where to build: checked when it is made, and plain enough for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from geo_target.arguments import crossed_limits
from geo_target.profile import DEMANDS, SERVICES
from geo_target.workflows.site_request_services import check_services
from geo_target.workflows.site_request_values import (
    SiteRequestError,
    is_number,
    places_of,
    positive,
    values_of,
    whole,
)
from geo_target.workflows.site_steps import check_steps

__all__ = ["SiteRequest", "SiteRequestError"]

MODELS = ("lscp", "lscp_backup", "mclp", "p_median", "p_center", "p_dispersion")
COVERING = frozenset({"lscp", "lscp_backup", "mclp"})
FINDS_NUMBER = frozenset({"lscp", "lscp_backup"})
"""Models that find how many sites are needed."""
AREAS = ("province", "city")
DECAY_NAMES = ("linear", "gaussian")
DEMAND_AT = ("points", "neighbourhoods")
MOST_SITES = 500
MOST_DRAWS = 200
LONGEST_S = 3600.0
LARGEST_RADIUS_M = 500_000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRequest:
    """A question where to build. Everything but the model (and the service) may be left out.

    Parameters
    ----------
    model
        One of ``MODELS``.
    service
        One of ``profile.SERVICES``; left out for p-dispersion only.
    n_sites
        How many NEW sites; existing ones come on top. None for the LSCP, which finds it, or with a budget.
    radius_m
        Service radius in metres, itself included. None: the profile's, which depends on the size of the city.
    demand
        Whose need counts: one of ``profile.DEMANDS``; None for the profile's of that service.
    by_priority
        Whether demand counts times the neighbourhood's current priority for the service.
    provinces, cities
        Codes or names; demand and candidates must lie in one of each. Empty: the whole country.
    candidates
        ``candidate_sites``, ``neighbourhoods`` (a point inside each), a layer of facilities (its proposed and approved
        ones), ``grid:K`` (a grid of K kilometres where people live), ``raster:NAME`` (only with a raster beside it).
    keep_existing
        Whether operating facilities of the service stay open and serve.
    forbidden
        Codes of candidates that may not open.
    budget, cost_if_unknown
        Million rials for all new sites together; what a candidate without a known cost is taken to cost.
    capacity, split
        Demand that one new site can serve; whether one demand point may be shared out over several sites. Existing
        facilities then serve what their stated capacity allows by the profile's target, any number where not known.
    group_by, group_min, group_max
        Fewest and most NEW sites in each province or city: one number for all, or one for each code.
    min_spacing_m
        Least distance between two new sites, itself included.
    min_coverage, coverage_by
        Least share of demand covered in each province or city, 0 to 1, for all or by code (MCLP).
    covers
        How many open sites must be in reach before somebody counts as covered (MCLP).
    decay
        ``linear`` or ``gaussian``: how much less somebody counts the farther they are (MCLP). None: all alike.
    demand_at
        ``points`` of the stored lattice, or ``neighbourhoods`` for one point each: coarser and faster.
    frontier, frontier_to, frontier_step
        Whether the best plan is wanted for every number of new sites from 1 to `n_sites`, or to this number; or for
        steps of the budget, of so many million rials each: where this is given, or a budget alone limits the sites.
    alternatives
        Share of the best value by which other plans may be worse, 0.02 for 2 percent.
    phases
        Rising numbers of new sites of a plan that grows.
    evaluate, pins
        Codes of new sites of a plan made by hand, to be compared with the best; and places of it that are no candidates,
        ``(lon, lat)`` in degrees, which become candidates ``PIN-001`` and so on, for the best plan, too.
    services
        Instead of `service`: two or more that may share a building (MCLP); each has its own demand, radius and open
        facilities, and those stay.
    building_cost, service_cost
        Million rials of a new building (None: what the candidate costs, or `cost_if_unknown`), and of each service in
        it, by service (0 where not named). Only with `services` and a budget.
    service_weight
        What one of those in need of each service counts beside the others, by service (1 where not named).
    fair
        ``province`` or ``city``: the plan that serves the worst-served of them best, then the next, and so on (MCLP).
    fair_frontier
        ``province`` or ``city``: plans from the most coverage to the best-served worst of them, too (MCLP).
    robustness
        In how many draws of demand and travel speed the plan is valued against the best one of each. None: not at all.
    time_limit_s, seed
        Seconds for everything that is searched, the plan and what is asked beside it; reading and keeping come on top.

    Raises
    ------
    SiteRequestError
        Names the field, what was expected and what came.
    """

    model: str
    service: str | None = None
    n_sites: int | None = None
    radius_m: float | None = None
    demand: str | None = None
    by_priority: bool = False
    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    candidates: str = "candidate_sites"
    keep_existing: bool = True
    forbidden: tuple[str, ...] = ()
    budget: float | None = None
    cost_if_unknown: float | None = None
    capacity: float | None = None
    split: bool = True
    group_by: str = "city"
    group_min: int | Mapping[str, int] | None = None
    group_max: int | Mapping[str, int] | None = None
    min_spacing_m: float | None = None
    min_coverage: float | Mapping[str, float] | None = None
    coverage_by: str = "province"
    covers: int = 1
    decay: str | None = None
    demand_at: str = "points"
    frontier: bool = False
    frontier_to: int | None = None
    frontier_step: float | None = None
    alternatives: float | None = None
    phases: tuple[int, ...] = ()
    evaluate: tuple[str, ...] = ()
    pins: tuple[tuple[float, float], ...] = ()
    services: tuple[str, ...] = ()
    building_cost: float | None = None
    service_cost: Mapping[str, float] | None = None
    service_weight: Mapping[str, float] | None = None
    fair: str | None = None
    fair_frontier: str | None = None
    robustness: int | None = None
    time_limit_s: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("provinces", "cities", "forbidden", "evaluate", "phases", "services"):
            object.__setattr__(self, name, _tuple(name, getattr(self, name)))
        object.__setattr__(self, "pins", places_of("pins", self.pins))
        if self.n_sites is None and self.model not in FINDS_NUMBER and self.budget is None:
            object.__setattr__(self, "n_sites", len(self.hand_made) or None)
        if self.frontier_step is not None:
            object.__setattr__(self, "frontier", True)
        _check_words(self)
        _check_numbers(self)
        _check_together(self)

    @property
    def hand_made(self) -> tuple[str, ...]:
        """Codes of the new sites of the plan made by hand, pins among them."""
        return (*self.evaluate, *(pin_code(number) for number in range(1, len(self.pins) + 1)))

    @property
    def is_covering(self) -> bool:
        """Whether the model asks who is within the radius."""
        return self.model in COVERING

    @property
    def frontier_by_budget(self) -> bool:
        """Whether the curve goes over steps of the budget, not over numbers of sites."""
        only_money = self.n_sites is None and self.frontier_to is None
        return self.frontier and (self.frontier_step is not None or only_money)

    def to_dict(self) -> dict[str, Any]:
        """Give the fields for JSON."""
        return {
            name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(self).items()
        }

    @staticmethod
    def from_dict(content: Mapping[str, Any]) -> SiteRequest:
        """Make a request from JSON; a field that is not known is refused."""
        known = {one.name for one in fields(SiteRequest)}
        for name in content:
            if name not in known:
                raise SiteRequestError("request", f"made of the fields {', '.join(sorted(known))}", name)
        if "model" not in content:
            raise SiteRequestError("model", f"one of {', '.join(MODELS)}", None)
        return SiteRequest(**content)


def pin_code(number: int) -> str:
    """Give the code of a place of a plan made by hand; the first has number 1."""
    return f"PIN-{number:03d}"


def _tuple(name: str, value: object) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise SiteRequestError(name, "a list", value)
    held = tuple(dict.fromkeys(value))
    kind = int if name == "phases" else str
    for one in held:
        if not isinstance(one, kind) or isinstance(one, bool):
            raise SiteRequestError(name, "a list of whole numbers" if kind is int else "a list of texts", one)
    return held


def _check_words(asked: SiteRequest) -> None:
    choices = {
        "model": MODELS,
        "service": (*SERVICES, None),
        "demand": (*DEMANDS, None),
        "group_by": AREAS,
        "coverage_by": AREAS,
        "fair": (*AREAS, None),
        "fair_frontier": (*AREAS, None),
        "decay": (*DECAY_NAMES, None),
        "demand_at": DEMAND_AT,
    }
    for name, known in choices.items():
        if getattr(asked, name) not in known:
            listed = ", ".join(word for word in known if word is not None)
            raise SiteRequestError(name, f"one of {listed}", getattr(asked, name))
    if not isinstance(asked.candidates, str):
        raise SiteRequestError("candidates", "a text", asked.candidates)
    for name in ("by_priority", "keep_existing", "split", "frontier"):
        if not isinstance(getattr(asked, name), bool):
            raise SiteRequestError(name, "true or false", getattr(asked, name))


def _check_numbers(asked: SiteRequest) -> None:
    for name, least, most in (
        ("n_sites", 1, MOST_SITES),
        ("frontier_to", 1, MOST_SITES),
        ("covers", 1, 10),
        ("robustness", 2, MOST_DRAWS),
        ("seed", 0, 2**31 - 1),
    ):
        whole(name, getattr(asked, name), least, most)
    for name, largest in (
        ("radius_m", LARGEST_RADIUS_M),
        ("min_spacing_m", LARGEST_RADIUS_M),
        ("time_limit_s", LONGEST_S),
        ("budget", math.inf),
        ("cost_if_unknown", math.inf),
        ("capacity", math.inf),
        ("frontier_step", math.inf),
    ):
        positive(name, getattr(asked, name), largest)
    share = asked.alternatives
    if share is not None and not (is_number(share) and 0 <= share < 1):
        raise SiteRequestError("alternatives", "a share from 0 to below 1 (0.02 for 2 percent)", share)
    for name in ("group_min", "group_max"):
        for value in values_of(getattr(asked, name)):
            whole(name, value, 0, MOST_SITES)
    crossed = crossed_limits(asked.group_min, asked.group_max)
    if crossed is not None:
        group, low, high = crossed
        raise SiteRequestError("group_min", f"at most {high} for {group}, as its group_max is", low)
    for value in values_of(asked.min_coverage):
        if not (is_number(value) and 0 <= value <= 1):
            raise SiteRequestError("min_coverage", "a share from 0 to 1", value)


def _check_together(asked: SiteRequest) -> None:
    check_services(asked)
    if asked.model != "p_dispersion" and asked.service is None and not asked.services:
        raise SiteRequestError("service", f"one of {', '.join(SERVICES)}", None)
    if asked.model in FINDS_NUMBER and asked.n_sites is not None:
        raise SiteRequestError(
            "n_sites", f"left out for {asked.model}, which finds how many sites are needed", asked.n_sites
        )
    if asked.model not in FINDS_NUMBER and asked.n_sites is None and asked.budget is None:
        raise SiteRequestError("n_sites", "a whole number of new sites, or left out with a budget", None)
    if asked.cost_if_unknown is not None and asked.budget is None:
        raise SiteRequestError("cost_if_unknown", "given only with a budget", asked.cost_if_unknown)
    if asked.frontier and asked.model in FINDS_NUMBER:
        name = "frontier" if asked.frontier_step is None else "frontier_step"
        raise SiteRequestError(name, f"left out for {asked.model}: it finds one number of sites", True)
    check_steps(asked)
    if asked.phases and (sorted(asked.phases) != list(asked.phases) or asked.phases[0] < 1):
        raise SiteRequestError("phases", "rising numbers of new sites, from 1", asked.phases)
    _check_fair(asked)
    if asked.robustness is not None and asked.model == "p_dispersion":
        raise SiteRequestError(
            "robustness", "left out for p_dispersion, which has no demand", asked.robustness
        )
    if asked.phases and asked.model not in {"mclp", "p_median"}:
        raise SiteRequestError("phases", "asked of mclp or p_median", asked.model)


def _check_fair(asked: SiteRequest) -> None:
    for name in ("fair", "fair_frontier"):
        if getattr(asked, name) is not None and asked.model != "mclp":
            raise SiteRequestError(name, "asked of mclp", asked.model)
    if asked.fair is not None and asked.fair_frontier not in {None, asked.fair}:
        raise SiteRequestError("fair_frontier", f"{asked.fair} as fair is, or left out", asked.fair_frontier)
    for name in ("frontier_step", "frontier", "alternatives", "phases", "robustness"):
        if asked.fair is not None and getattr(asked, name):
            raise SiteRequestError(name, "left out with fair: it compares by coverage", getattr(asked, name))
