"""The public contract: what each answer holds. All numbers are raw; every name comes in both languages."""

from datetime import date, datetime
from typing import Literal

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
