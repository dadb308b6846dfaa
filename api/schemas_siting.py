"""The public contract of questions where to build, and of their answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Answer, ServiceName
from api.schemas_siting_beside import SitingFairness, SitingRobustness, SitingShared

LONGEST_S = 120.0
MOST_CODES = 2000

Model = Literal["lscp", "lscp_backup", "mclp", "p_median", "p_center", "p_dispersion"]
Area = Literal["province", "city"]
Provenance = Literal["official", "open", "modelled"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
Status = Literal["optimal", "feasible", "infeasible", "no_plan"]
Codes = list[str]


class SitingQuestion(BaseModel):
    """What is asked. Everything but the model and the service may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Model = Field(description="Of the six · مدل")
    service: ServiceName | None = Field(default=None, description="Left out for p_dispersion only · خدمت")
    n_sites: int | None = Field(
        default=None, description="New sites; existing ones come on top · مکان‌های تازه"
    )
    radius_m: float | None = Field(default=None, description="The profile's if left out · شعاع خدمت به متر")
    demand: str | None = Field(default=None, max_length=64, description="Whose need · نیاز چه کسانی")
    by_priority: bool = Field(default=False, description="Need times priority · وزن‌دهی با اولویت")
    provinces: Codes = Field(default=[], max_length=40, description="Codes or names · استان‌ها")
    cities: Codes = Field(default=[], max_length=200, description="Codes · شهرها")
    candidates: str = Field(
        default="candidate_sites",
        max_length=64,
        description="candidate_sites, neighbourhoods, a layer of facilities, or grid:2 · مکان‌های نامزد",
    )
    keep_existing: bool = Field(
        default=True, description="Operating facilities serve on · مراکز فعال می‌مانند"
    )
    forbidden: Codes = Field(default=[], max_length=MOST_CODES, description="Codes that may not open · ممنوع")
    budget: float | None = Field(default=None, description="Million rials · بودجه به میلیون ریال")
    cost_if_unknown: float | None = Field(default=None, description="Million rials · هزینهٔ نامعلوم")
    capacity: float | None = Field(default=None, description="Demand that a new site serves · ظرفیت")
    split: bool = Field(default=True, description="A point may be shared out · تقسیم‌پذیر")
    group_by: Area = Field(default="city", description="Of group_min and group_max · گروه")
    group_min: int | dict[str, int] | None = Field(default=None, description="Fewest new sites · کمترین")
    group_max: int | dict[str, int] | None = Field(default=None, description="Most new sites · بیشترین")
    min_spacing_m: float | None = Field(default=None, description="Between new sites · فاصلهٔ مکان‌های تازه")
    min_coverage: float | dict[str, float] | None = Field(
        default=None, description="Share, from 0 to 1 · کمترین پوشش، از ۰ تا ۱"
    )
    coverage_by: Area = Field(default="province", description="Of min_coverage · گروه پوشش")
    covers: int = Field(default=1, description="Sites in reach that count as covered · پوشش پشتیبان")
    decay: Literal["linear", "gaussian"] | None = Field(default=None, description="Partial coverage · کاهش")
    demand_at: Literal["points", "neighbourhoods"] = Field(default="points", description="Detail · ریزی")
    frontier: bool = Field(
        default=False,
        description="The best plan of every number of sites, or of steps of a budget alone · منحنی",
    )
    frontier_to: int | None = Field(default=None, description="Up to so many · تا این شمار")
    frontier_step: float | None = Field(
        default=None, description="A curve over the budget, million rials a step · گام بودجه در منحنی"
    )
    alternatives: float | None = Field(default=None, description="0.02: within 2 percent · طرح‌های هم‌ارز")
    phases: list[int] = Field(default=[], max_length=20, description="Rising numbers of sites · مرحله‌ها")
    evaluate: Codes = Field(default=[], max_length=500, description="A plan by hand · طرح دستی")
    pins: list[tuple[float, float]] = Field(
        default=[],
        max_length=500,
        description="Places of the plan by hand, [lon, lat] · جاهای طرح دستی",
    )
    services: list[ServiceName] = Field(
        default=[], max_length=4, description="Two or more in shared buildings · خدمت‌های هم‌خانه"
    )
    building_cost: float | None = Field(default=None, description="Million rials · هزینهٔ ساختمان")
    service_cost: dict[str, float] | None = Field(
        default=None, description="Million rials, by service · هزینهٔ هر خدمت"
    )
    service_weight: dict[str, float] | None = Field(
        default=None, description="What one person counts, by service · وزن هر خدمت"
    )
    fair: Area | None = Field(default=None, description="The worst-served first · محروم‌ترین نخست")
    fair_frontier: Area | None = Field(
        default=None, description="From most coverage to most equal · از بیشترین پوشش تا برابرترین"
    )
    robustness: int | None = Field(default=None, description="Draws of need and speed · بازنگری تصادفی")
    time_limit_s: float = Field(default=30.0, gt=0, le=LONGEST_S, description="Seconds · زمان به ثانیه")
    seed: int = Field(default=0, description="The same seed, the same plan · بذر")


class SitingProgress(Answer):
    """How far a search is; null where nothing is known yet."""

    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float


class SitingStage(Answer):
    """The part of the work that runs: the best plan, or what was asked beside it."""

    code: str
    name_fa: str
    name_en: str


class SitingSite(Answer):
    """A site of the best plan; `number` is its number on the map."""

    number: int
    code: str
    name_fa: str
    name_en: str
    lon: float
    lat: float
    kind: str
    provenance: Provenance
    role: Literal["new", "existing"]
    province_code: str | None
    city_code: str | None
    budget_million_rials: float | None
    served: float
    points: int
    marginal: float | None = Field(description="Demand that nobody would serve without it.")
    loses: float | None
    runner_up: str | None
    difference: float | None
    frequency: float | None
    part: str | None = Field(description="must_have, optional, never or undecided, if asked.")
    stability: float | None = Field(description="Share of the draws whose best plan has it, if asked.")
    services: list[ServiceName] | None = Field(
        description="Those in the building, if several were asked for."
    )
    reason_fa: str | None
    reason_en: str | None


class SitingService(Answer):
    """How people are served by the open sites."""

    coverage: float
    people: float
    mean_m: float | None
    worst_m: float | None


class SitingPlanRow(Answer):
    """One plan: the best, a step of the curve, one nearly as good, a phase, or the one made by hand."""

    plan: int
    kind: str
    n_new: int
    status: str
    objective: float | None
    bound: float | None
    gap: float | None
    coverage: float | None
    people: float | None
    sites: list[str]
    regret: float | None
    worst: float | None = Field(description="Share covered in the worst-served area, of fair plans.")
    budget: float | None = Field(description="Million rials of this step, in a curve over the budget.")


class SitingRelaxation(Answer):
    """The smallest change of one requirement that makes a plan possible, as fields of the question."""

    item: str
    text_fa: str
    text_en: str
    change: dict[str, object] | None


class SitingClash(Answer):
    """Why there is no plan."""

    items: list[str]
    text_fa: str
    text_en: str
    certain: bool
    relaxations: list[SitingRelaxation]


class SitingHandMade(Answer):
    """A plan made by hand, valued by the same rules."""

    sites: list[str]
    objective: float | None
    coverage: float | None
    people: float | None
    difference: float | None = Field(description="Worse than the best by so much, in the answer's unit.")
    regret: float | None = Field(description="The same as a share of the best; negative if it is better.")
    broken: list[str] = Field(description="Rules that it breaks, a sentence each.")
    broken_fa: list[str]


class SitingAnswer(Answer):
    """A kept answer with its proof."""

    run_id: int
    created_at: datetime
    request: dict[str, object]
    status: Status
    cancelled: bool
    objective: float | None
    bound: float | None
    gap: float | None = Field(description="0: proved best.")
    unit: str
    demand: str
    demand_total: float
    radius_m: float | None = Field(description="Null where it depends on the city: `notes` tell then.")
    before: SitingService
    after: SitingService | None
    sites: list[SitingSite]
    plans: list[SitingPlanRow]
    clash: SitingClash | None
    hand_made: SitingHandMade | None
    robustness: SitingRobustness | None
    fairness: SitingFairness | None
    shared: SitingShared | None
    notes: list[tuple[str, str]] = Field(description="Persian, English.")
    data_version: int
    profile: str
    provenance: Provenance
    provenance_counts: dict[str, dict[str, int]]
    n_existing: int
    n_candidates: int
    n_demand: int
    solve_s: float
    seconds: float


class SitingProblem(Answer):
    """Why a question could not be answered."""

    code: str
    title: str
    title_fa: str
    detail: str


class SitingState(Answer):
    """A question on its way, or answered."""

    id: str = Field(description="The name to ask by: of a kept run its number.")
    state: State
    ahead: int = Field(description="Questions that are answered before this one.")
    seconds: float
    progress: SitingProgress | None
    stage: SitingStage | None
    answer: SitingAnswer | None
    error: SitingProblem | None


class SitingRunRow(Answer):
    """A kept run in the list."""

    run_id: int
    created_at: datetime
    model: Model
    service: ServiceName | None
    status: Status
    objective: float | None
    gap: float | None
    unit: str
    n_new: int
    provenance: Provenance
    request: dict[str, object]


class SitingRuns(Answer):
    """Kept runs, the newest first, and the questions that are not answered yet."""

    total: int
    items: list[SitingRunRow]
    unfinished: list[str]
