"""What comes back to a question where to build: frozen, and plain enough for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo_target.workflows.site_request import SiteRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSite:
    """A site of the best plan.

    Parameters
    ----------
    number
        Its number on the map, from 1; new ones first, those that serve most before others.
    role
        ``new`` or ``existing``.
    served, points
        Demand that goes there, and from how many demand points.
    marginal
        Demand that nobody would serve without it; None for existing ones, and of models that ask for no radius.
    loses, difference
        How much worse the objective is without it, and with the runner-up in its place; None where there is none.
    frequency, part
        Share of the plans nearly as good that have it; must_have, optional, never or undecided. None if not asked.
    stability
        Share of the draws whose best plan has it. None if not asked.
    services
        Those that share the building. None if one service was asked for.
    """

    number: int
    code: str
    name_fa: str
    name_en: str
    lon: float
    lat: float
    kind: str
    provenance: str
    role: str
    province_code: str | None
    city_code: str | None
    budget_million_rials: float | None = None
    served: float = 0.0
    points: int = 0
    marginal: float | None = None
    loses: float | None = None
    runner_up: str | None = None
    difference: float | None = None
    frequency: float | None = None
    part: str | None = None
    reason_fa: str | None = None
    reason_en: str | None = None
    stability: float | None = None
    services: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustSite:
    """A candidate that the plan lacks and the best plans of many draws have."""

    code: str
    name_fa: str
    name_en: str
    lon: float
    lat: float
    stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRobustness:
    """How the plan fares in draws of demand and of travel speed.

    Parameters
    ----------
    draws, proven, failed
        How many; in how many of them the best plan is proved; in how many this plan breaks a requirement that another
        keeps.
    demand_errors, speed_error
        Standard deviations of the logarithm: of a neighbourhood's demand by provenance, and of the speed.
    value_low, value_mid, value_high
        Of the plan's values: the 5th percentile, the median and the 95th, in the answer's unit.
    regret_mean, regret_high, regret_max
        How much worse it is than the best plan of a draw, as a share: mean, 95th percentile and largest.
    values, best, regrets
        In each draw; None where the plan (or every plan) fails.
    others
        Candidates that it lacks, by the share of draws whose best plan has them.
    """

    draws: int
    proven: int
    failed: int
    demand_errors: Mapping[str, float]
    speed_error: float
    value_low: float | None
    value_mid: float | None
    value_high: float | None
    regret_mean: float | None
    regret_high: float | None
    regret_max: float | None
    values: tuple[float | None, ...]
    best: tuple[float | None, ...]
    regrets: tuple[float | None, ...]
    others: tuple[RobustSite, ...]
    text_fa: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedService:
    """One of several services that share buildings.

    Parameters
    ----------
    demand, demand_total
        Whose need it meets, and how many they are in the area.
    radius_m
        Its service radius; None where it depends on the size of the city.
    before, people, coverage
        Those within reach before and after, and the share of all after.
    sites
        Codes of the buildings where it opens newly, open ones of other services among them.
    """

    service: str
    demand: str
    demand_total: float
    radius_m: float | None
    n_existing: int
    before: float
    people: float
    coverage: float
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteShared:
    """Several services in common buildings: how many new buildings, what all costs (million rials), each service."""

    buildings: int
    spent: float
    budget: float | None
    services: tuple[SharedService, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FairArea:
    """A province or city: whose need counts there (times priority, where asked), and the share of it covered."""

    code: str
    name_fa: str
    name_en: str
    demand: float
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFairness:
    """How a plan serves each province or city (`by`), the worst-served first.

    `worst` is the share covered there, `worst_bound` what no plan can beat; None where nothing is known.
    """

    by: str
    worst: float
    areas: tuple[FairArea, ...]
    worst_bound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How people are served by some open sites, by straight line times the profile's detour.

    Parameters
    ----------
    coverage, people
        Share of demand, and demand, within the service radius.
    mean_m, worst_m
        Mean way over demand and the longest way to the nearest open site; None where none is open.
    """

    coverage: float
    people: float
    mean_m: float | None
    worst_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One plan: a step of the curve, a plan nearly as good, a phase, or the one made by hand.

    `sites` are the codes of its new sites; `regret` is how much worse it is than the best of its number, as a share;
    `worst` is the share covered in the worst-served group, where fairness is asked for; `budget` what its new sites may
    cost together, million rials, in the curve over steps of the budget.
    """

    plan: int
    kind: str
    n_new: int
    status: str
    objective: float | None
    bound: float | None
    gap: float | None
    coverage: float | None
    people: float | None
    sites: tuple[str, ...]
    regret: float | None = None
    worst: float | None = None
    budget: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRelaxation:
    """The smallest change of one requirement that makes a plan possible; `change` are fields of the request, if any."""

    item: str
    text_fa: str
    text_en: str
    change: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClash:
    """Why there is no plan."""

    items: tuple[str, ...]
    text_fa: str
    text_en: str
    certain: bool
    relaxations: tuple[SiteRelaxation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandMade:
    """A plan made by hand, valued by the same rules as the best one.

    Parameters
    ----------
    difference, regret
        How much worse it is than the best plan, in the answer's unit and as a share; negative if better, None where
        one of both has no value.
    broken, broken_fa
        What it breaks, one sentence each, English and Persian; empty if it keeps every requirement.
    """

    sites: tuple[str, ...]
    objective: float | None
    coverage: float | None
    people: float | None
    regret: float | None
    broken: tuple[str, ...]
    broken_fa: tuple[str, ...] = ()
    difference: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAnswer:
    """A kept answer.

    Parameters
    ----------
    status
        ``optimal`` (proved), ``feasible`` (at most `gap` from the best possible), ``infeasible`` or ``no_plan``.
    cancelled
        Whether somebody stopped it: the best plan until then.
    unit
        What `objective` and `bound` count: ``people``, ``person_metres``, ``metres``, ``sites`` or ``million_rials``.
    demand, demand_total
        Whose need counts, and how many they are in the area; ``all`` where several services share buildings.
    radius_m
        The service radius; None where it depends on the size of the city: a note says which there are.
    provenance
        ``modelled`` if any input is; `provenance_counts` says how many rows of each input are what.
    """

    run_id: int
    created_at: dt.datetime
    request: SiteRequest
    status: str
    cancelled: bool
    objective: float | None
    bound: float | None
    gap: float | None
    unit: str
    demand: str
    demand_total: float
    radius_m: float | None
    before: Service
    after: Service | None
    sites: tuple[PlanSite, ...]
    plans: tuple[PlanRow, ...]
    clash: SiteClash | None
    hand_made: HandMade | None
    robustness: SiteRobustness | None
    fairness: SiteFairness | None
    shared: SiteShared | None
    notes: tuple[tuple[str, str], ...]
    data_version: int
    profile: str
    provenance: str
    provenance_counts: Mapping[str, Mapping[str, int]]
    n_existing: int
    n_candidates: int
    n_demand: int
    solve_s: float
    seconds: float

    def of_kind(self, kind: str) -> tuple[PlanRow, ...]:
        """Give the plans of one kind: ``frontier``, ``alternative``, ``phase``, ``hand_made`` or ``fair``."""
        return tuple(plan for plan in self.plans if plan.kind == kind)

    @property
    def frontier(self) -> tuple[PlanRow, ...]:
        """The best plan for each number of new sites, or each step of the budget."""
        return self.of_kind("frontier")

    @property
    def new_sites(self) -> tuple[PlanSite, ...]:
        """The sites to build."""
        return tuple(site for site in self.sites if site.role == "new")

    def to_dict(self) -> dict[str, Any]:
        """Give everything for JSON."""
        return asdict(self) | {
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "request": self.request.to_dict(),
        }
