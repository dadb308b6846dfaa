"""The public contract of the sums of a score run."""

from pydantic import Field

from api.schemas import Answer, ServiceName


class ServiceSumsAnswer(Answer):
    """One service's sums."""

    service: ServiceName
    demand: float
    unserved: float
    gap: float | None = Field(description="In the service's capacity unit.")
    share_met: float | None = Field(description="1 less unserved over demand.")
    priority: float | None = Field(description="Mean, weighted by demand.")


class AreaSumsAnswer(Answer):
    """The sums of one province, city, or of all that was asked for."""

    level: str
    code: str
    name_fa: str
    name_en: str
    province_code: str | None
    population: int
    neighbourhoods: int
    in_top_k: int
    priority: float | None = Field(description="Mean of the overall priority, weighted by people.")
    modelled_share: float | None = Field(description="Part of the people in modelled neighbourhoods, 0 to 1.")
    provenance: str
    services: list[ServiceSumsAnswer]


class AggregatesAnswer(Answer):
    """Sums whose areas add up to the total exactly, added in any order as doubles."""

    run_id: int
    data_version: int
    data_version_now: int
    by: str
    top_k: int
    total: AreaSumsAnswer
    items: list[AreaSumsAnswer]
