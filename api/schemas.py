"""The public contract: what each answer holds. All numbers are raw; every name comes in both languages."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ServiceName = Literal["training", "placement", "microfinance", "community"]
ServiceOrOverall = Literal["overall", "training", "placement", "microfinance", "community"]
Level = Literal["province", "city", "neighbourhood"]
Measure = Literal["priority", "coverage", "unserved"]
Provenance = Literal["official", "open", "modelled"]


class Answer(BaseModel):
    """Base of all answers: made from the values that the workflows return."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ProblemAnswer(Answer):
    """RFC 9457, with a code for programs and a title in both languages."""

    type: str = Field(examples=["urn:geo-target:problem:unknown_place"])
    title: str = Field(examples=["No such place"])
    title_fa: str = Field(examples=["چنین جایی شناخته نیست"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["unknown_place"])
    detail: str = Field(description="One sentence: what was expected, what came, how to mend it.")
    errors: list[dict[str, str]] | None = Field(default=None, description="One entry for each bad parameter.")


class Health(Answer):
    """The process answers."""

    status: Literal["ok"]


class Ready(Answer):
    """The database answers, its schema fits, and there are scores."""

    status: Literal["ready"]
    data_version: int
    run_id: int


class DatasetAnswer(Answer):
    """Where rows came from."""

    dataset_id: int
    layer: str
    title_fa: str
    title_en: str
    provenance: Provenance
    source_fa: str
    source_en: str
    licence: str
    dated: date
    rows: int
    checksum: str = Field(description="SHA-256 of the file that was loaded.")
    loaded_at: datetime
    undone_at: datetime | None
    mode: str | None = Field(
        default=None,
        description="How an import came in: replace, update or add; none for the reference dataset.",
    )
    part_of: int | None = Field(
        default=None,
        description="The dataset of the import that this one followed from, such as its demand points.",
    )
    current: bool = Field(description="Whether any of its rows is shown today.")


class ScoreRun(Answer):
    """The score run that is shown."""

    run_id: int
    created_at: datetime
    profile_name: str
    data_version: int
    stale: bool = Field(description="Whether the data has changed since.")


class ServiceProfileAnswer(Answer):
    """What counts as served by one service."""

    radius_km: float
    radius_km_large_city: float | None
    large_city_over: int | None = Field(description="People from which a city is large.")
    weight: float = Field(description="Share in the overall priority.")
    demand: str
    kinds: list[str]


class ProfileAnswer(Answer):
    """The profile that the current run was scored with."""

    services: dict[ServiceName, ServiceProfileAnswer]


class SummaryAnswer(Answer):
    """The database on one page."""

    counts: dict[str, int]
    data_version: int
    score_run: ScoreRun | None
    modelled: list[str] = Field(description="Collections that hold modelled rows.")
    datasets: list[DatasetAnswer]
    profile: ProfileAnswer | None


class LegendClassAnswer(Answer):
    """One class: lower <= value < upper; the last one has its upper bound too."""

    lower: float
    upper: float
    colour: str
    count: int
    label_fa: str
    label_en: str


class NoDataAnswer(Answer):
    """The class of the areas without a value."""

    colour: str
    count: int
    label_fa: str
    label_en: str


class AreaAnswer(Answer):
    """One area; `class` is the index of its class, null without a value."""

    code: str
    name_fa: str
    name_en: str
    value: float | None
    class_: int | None = Field(serialization_alias="class")
    lon: float = Field(description="Where its name stands best, degrees.")
    lat: float
    population: int = Field(description="People in its target neighbourhoods.")
    neighbourhoods: int


class ChoroplethAnswer(Answer):
    """Areas in classes, with everything that their legend says."""

    level: Level
    measure: Measure
    service: ServiceOrOverall
    unit_fa: str
    unit_en: str
    source_fa: str
    source_en: str
    dated: date | None
    score_run: ScoreRun | None
    ramp: str
    provenance: Provenance | None = Field(description="The least certain of the data behind the values.")
    classes: list[LegendClassAnswer]
    no_data: NoDataAnswer
    areas: list[AreaAnswer] = Field(description="Empty for neighbourhoods: their tiles carry the values.")


class RankedNeighbourhoodAnswer(Answer):
    """A neighbourhood in the order of need."""

    code: str
    name_fa: str
    name_en: str
    city_code: str
    city_fa: str
    city_en: str
    province_code: str
    province_fa: str
    province_en: str
    rank: int = Field(description="In the whole country.")
    rank_low: int | None = Field(
        description="In nine of ten draws the rank lies from here; null if not drawn."
    )
    rank_high: int | None = Field(
        description="In nine of ten draws the rank lies up to here; null if not drawn."
    )
    priority: float = Field(description="0 to 100.")
    population: int
    nearest_m: float | None = Field(description="Metres; null for overall, and where nothing operates.")
    share_covered: float | None = Field(description="0 to 1; null for overall.")
    unserved: float | None
    gap: float | None = Field(description="Missing capacity, in the service's own unit; null for overall.")
    provenance: Provenance


class PrioritiesAnswer(Answer):
    """A page of the ranking."""

    total: int
    items: list[RankedNeighbourhoodAnswer]


class ServiceScoreAnswer(Answer):
    """A neighbourhood's score for one service."""

    service: ServiceName
    priority: float
    rank: int
    nearest_m: float | None
    nearest_code: str | None
    nearest_name_fa: str | None
    nearest_name_en: str | None
    share_covered: float | None
    unserved: float | None
    radius_m: float | None
    demand: float
    state: str = Field(description="reachable, unreachable (nothing operates) or no_people.")
    measure: str | None = Field(description="The measure of access that made the share met and the priority.")
    access: float | None = Field(description="Mean of the measure over those in need, in its own unit.")
    target: float | None
    gap: float | None = Field(description="Missing capacity, in capacity_unit.")
    capacity_unit: str | None
    rank_low: int | None
    rank_high: int | None


class FeatureCard(Answer):
    """Everything known of one feature."""

    collection: str
    properties: dict[str, Any]
    lon: float
    lat: float
    province_fa: str | None
    province_en: str | None
    dataset: DatasetAnswer


class ReasonAnswer(Answer):
    """One fact that made a rank, said in both languages, with the numbers that it is made of."""

    kind: Literal["gap", "distance", "size", "deprivation", "nobody", "rank", "data"]
    service: ServiceName | None = Field(description="Null of facts that are the same for every service.")
    values: dict[str, Any] = Field(
        description="The numbers of the fact: raw, metres, people, shares from 0 to 1."
    )
    text_fa: str
    text_en: str
    contribution: float | None = Field(
        description="Points of the priority that it adds; null if it adds none."
    )
    typical: float | None = Field(description="What the same adds in the middle of the country (median).")


class NeighbourhoodCardAnswer(FeatureCard):
    """A neighbourhood with its scores in the current run."""

    services: list[ServiceScoreAnswer]
    priority: float | None
    rank: int | None
    rank_of: int | None
    rank_low: int | None = Field(description="Nine of ten draws put the rank from here; null if not drawn.")
    rank_high: int | None = Field(description="Nine of ten draws put the rank up to here; null if not drawn.")
    in_top: float | None = Field(description="Share of draws among the first top_k.")
    top_k: int | None
    provenance: Provenance
    reasons: list[ReasonAnswer] = Field(
        description="Why it has its overall rank: two or three facts, the rank, and what is not official. Empty before "
        "the first score run and while the data is newer than the scores."
    )


class FacilityWithinReach(Answer):
    """A facility within the radius."""

    model_config = ConfigDict(extra="allow", from_attributes=True, frozen=True)

    code: str
    kind: str
    status: str
    name_fa: str
    name_en: str
    distance_m: float
    capacity: int | None
    provenance: Provenance


class ServiceWithinReachAnswer(Answer):
    """One service's facilities within the radius, nearest first."""

    service: ServiceName
    operating: int
    facilities: list[FacilityWithinReach]


class NeighbourhoodWithinReach(Answer):
    """A neighbourhood of which some people live within the radius."""

    model_config = ConfigDict(extra="allow", from_attributes=True, frozen=True)

    code: str
    name_fa: str
    name_en: str
    city_fa: str
    city_en: str
    population: int
    reached_population: int
    share_reached: float
    nearest_distance_m: float
    provenance: Provenance


class PlaceFound(Answer):
    """The place that a name was taken for."""

    collection: str
    code: str
    name_fa: str
    name_en: str


class CoverageAnswer(Answer):
    """What is within the radius, and whom it reaches."""

    lon: float
    lat: float
    radius_km: float
    place: PlaceFound | None
    services: list[ServiceWithinReachAnswer]
    neighbourhoods: list[NeighbourhoodWithinReach]
    reached_population: int
    total_population: int = Field(
        description="People of all neighbourhoods that are reached in part or whole."
    )
    data_version: int


class PlaceAnswer(Answer):
    """A place that a search found."""

    collection: str
    code: str
    name_fa: str
    name_en: str
    province_fa: str | None
    province_en: str | None
    lon: float
    lat: float
    bbox: tuple[float, float, float, float] | None = Field(description="West, south, east, north.")


class SearchAnswer(Answer):
    """The places found, the best first."""

    items: list[PlaceAnswer]
