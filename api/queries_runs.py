"""What may be asked of a whole run: its equity, its sums, its plans."""

from typing import Literal

from pydantic import Field

from api.queries import LARGEST_PAGE, LONGEST_TEXT, Query
from api.schemas import ServiceName

ScoreMeasure = Literal[
    "coverage",
    "nearest",
    "cumulative",
    "gravity",
    "two_step_fca",
    "enhanced_two_step_fca",
    "modified_two_step_fca",
    "three_step_fca",
    "balanced_fca",
    "raam",
]


class EquityQuery(Query):
    """Whose equity, of what."""

    service: ServiceName | None = Field(default=None, description="Only this service · خدمت")
    measure: ScoreMeasure | None = Field(
        default=None,
        description="Its values; without it the share of the need that is met · سنجهٔ دسترسی",
    )
    province: str | None = Field(
        default=None,
        max_length=LONGEST_TEXT,
        description="Code or name · کد یا نام استان",
        examples=["IR-09"],
    )
    run: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="Score run; the newest · شمارهٔ اجرا"
    )
    line_share: float = Field(
        default=1.0, gt=0, le=1, description="Poverty line as a share of the target · خط فقر، سهمی از هدف"
    )


class AggregatesQuery(Query):
    """Over what a run is added up."""

    by: Literal["province", "city"] = Field(default="province", description="Areas · سطح جمع")
    province: str | None = Field(
        default=None,
        max_length=LONGEST_TEXT,
        description="Code or name · کد یا نام استان",
        examples=["IR-09"],
    )
    run: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="Score run; the newest · شمارهٔ اجرا"
    )


class SiteRunsQuery(Query):
    """Which page of the kept answers."""

    limit: int = Field(default=20, ge=1, le=LARGEST_PAGE, description="Rows of a page · شمار ردیف‌ها")
    offset: int = Field(default=0, ge=0, le=10**6, description="Rows to pass over · ردیف آغاز")


class SitePlanQuery(Query):
    """Which of the plans of a kept run."""

    plan: int = Field(default=0, ge=0, le=10**6, description="0: the best one · شمارهٔ طرح، صفر بهترین")
