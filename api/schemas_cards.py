"""What a click on the map opens: a feature, or a neighbourhood with its scores and its reasons."""

from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer, DatasetAnswer, Provenance, ServiceName
from api.schemas_runs import TravelAnswer


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
    state: str = Field(
        description="reachable, unreachable (nothing operates, or nothing is in reach by the travel costs) or no_people."
    )
    measure: str | None = Field(description="The measure of access that made the share met and the priority.")
    access: float | None = Field(description="Mean of the measure over those in need, in its own unit.")
    target: float | None
    gap: float | None = Field(description="Missing capacity, in capacity_unit.")
    capacity_unit: str | None
    rank_low: int | None
    rank_high: int | None
    travel: TravelAnswer | None = Field(
        description="Travel costs in the place of the radius; null: by straight line."
    )


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
