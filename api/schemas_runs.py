"""The public contract of past score runs and of what differs between two of them."""

from datetime import datetime

from pydantic import Field

from api.schemas import Answer, ServiceName, ServiceOrOverall


class TravelAnswer(Answer):
    """Travel costs that a run was scored by."""

    by: str = Field(description="friction (a raster), costs (a table of pairs) or terrain (detours).")
    file: str
    sha256: str
    threshold: float = Field(description="The cost in the place of the service radius, in `unit`.")
    unit: str
    services: list[ServiceName] = Field(description="The others are by straight line.")


class PastRunAnswer(Answer):
    """A kept score run."""

    run_id: int
    created_at: datetime
    profile_name: str
    fingerprint: str = Field(description="SHA-256 of the profile.")
    data_version: int
    draws: int = Field(description="Draws behind the rank intervals; 0: it has none.")
    seed: int | None
    top_k: int | None
    neighbourhoods: int
    measures: str = Field(description="The measures that made its priorities.")
    travel: TravelAnswer | None = Field(description="Null: by straight lines.")


class ScoreRunsAnswer(Answer):
    """Every kept score run, the newest first."""

    items: list[PastRunAnswer]


class KeyChangeAnswer(Answer):
    """A key of the profile that differs, with its two values; null where there is none."""

    key: str
    before: str | float | bool | list[str] | list[list[float]] | None
    after: str | float | bool | list[str] | list[list[float]] | None


class ServiceChangeAnswer(Answer):
    """One service's sums over the country in both runs."""

    service: ServiceName
    measure_before: str
    measure_after: str
    unserved_before: float | None
    unserved_after: float | None
    gap_before: float | None
    gap_after: float | None


class MoveAnswer(Answer):
    """A neighbourhood's rank and priority in both runs; null where a run does not have it."""

    code: str
    name_fa: str | None
    name_en: str | None
    rank_before: int | None
    rank_after: int | None
    priority_before: float | None
    priority_after: float | None


class RunDiffAnswer(Answer):
    """What differs between two score runs."""

    first: int
    second: int
    service: ServiceOrOverall
    data_version_before: int
    data_version_after: int
    profile: list[KeyChangeAnswer]
    services: list[ServiceChangeAnswer]
    moved_count: int = Field(description="Neighbourhoods whose rank differs.")
    moved: list[MoveAnswer] = Field(description="Those that moved most.")
    top_k: int
    entered: list[MoveAnswer] = Field(description="Among the first top_k in the second run only.")
    left: list[MoveAnswer] = Field(description="Among the first top_k in the first run only.")
