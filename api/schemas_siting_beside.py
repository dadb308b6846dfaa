"""The public contract of what is answered beside the best plan: robustness, fairness, services in shared buildings."""

from typing import Literal

from pydantic import Field

from api.schemas import Answer, ServiceName


class SitingRobustSite(Answer):
    """A candidate that the plan lacks and the best plans of many draws have."""

    code: str
    name_fa: str
    name_en: str
    lon: float
    lat: float
    stability: float


class SitingRobustness(Answer):
    """How the plan fares in draws of demand and of travel speed."""

    draws: int
    proven: int = Field(description="Draws in which the best plan is proved.")
    failed: int = Field(description="Draws in which this plan breaks a requirement that another keeps.")
    demand_errors: dict[str, float]
    speed_error: float
    value_low: float | None = Field(description="5th percentile of its values, in the answer's unit.")
    value_mid: float | None
    value_high: float | None = Field(description="95th percentile.")
    regret_mean: float | None = Field(description="Share by which it is worse than the best of a draw.")
    regret_high: float | None
    regret_max: float | None
    values: list[float | None]
    best: list[float | None]
    regrets: list[float | None]
    others: list[SitingRobustSite]
    text_fa: str
    text_en: str


class SitingFairArea(Answer):
    """A province or city: those in need there, and the share of them covered."""

    code: str
    name_fa: str
    name_en: str
    demand: float
    coverage: float


class SitingFairness(Answer):
    """How the areas fare, the worst-served first."""

    by: Literal["province", "city"]
    worst: float
    areas: list[SitingFairArea]


class SitingSharedService(Answer):
    """One of several services in shared buildings."""

    service: ServiceName
    demand: str
    demand_total: float
    radius_m: float | None = Field(description="Null where it depends on the city.")
    n_existing: int
    before: float = Field(description="People within reach today.")
    people: float
    coverage: float
    sites: list[str] = Field(description="Buildings in which it opens newly.")


class SitingShared(Answer):
    """Several services in shared buildings, and what all costs in million rials."""

    buildings: int
    spent: float
    budget: float | None
    services: list[SitingSharedService]
