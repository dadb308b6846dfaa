"""What may stand behind the question mark: one model an endpoint; anything else is refused."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from api.errors import INVALID_PARAMETER, UNKNOWN_PARAMETER, ProblemError
from api.schemas import Level, Measure, ServiceOrOverall
from geo_target.workflows.coverage import LARGEST_RADIUS_KM

LONGEST_TEXT = 200
LARGEST_PAGE = 500

Code = Annotated[
    str,
    Path(max_length=64, description="The feature's code · کد عارضه", examples=["N124665-007"]),
]


class Query(BaseModel):
    """Base of all queries: an unknown parameter is an error, so that a misspelt one is not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChoroplethQuery(Query):
    """Which areas, and what of them."""

    level: Level = Field(default="province", description="Areas to colour · سطح تقسیمات")
    measure: Measure = Field(default="priority", description="What the colour says · شاخص")
    service: ServiceOrOverall = Field(default="overall", description="Service, or all together · خدمت")


class PrioritiesQuery(Query):
    """Which page of the ranking."""

    province: str | None = Field(
        default=None,
        max_length=LONGEST_TEXT,
        description="Code or name · کد یا نام استان",
        examples=["IR-09"],
    )
    city: str | None = Field(
        default=None, max_length=LONGEST_TEXT, description="Code · کد شهر", examples=["C124665"]
    )
    service: ServiceOrOverall = Field(default="overall", description="Service, or all together · خدمت")
    limit: int = Field(default=50, ge=1, le=LARGEST_PAGE, description="Rows of a page · شمار ردیف‌ها")
    offset: int = Field(default=0, ge=0, le=10**6, description="Rows to pass over · ردیف آغاز")


class RunDiffQuery(Query):
    """Whose ranks are compared, and how many of the neighbourhoods that moved are shown."""

    service: ServiceOrOverall = Field(default="overall", description="Service, or all together · خدمت")
    limit: int = Field(
        default=20, ge=1, le=LARGEST_PAGE, description="Neighbourhoods that moved · شمار محله‌ها"
    )


class CoverageQuery(Query):
    """A point or a place, and a radius."""

    lon: float | None = Field(
        default=None,
        ge=-180,
        le=180,
        allow_inf_nan=False,
        description="Degrees · طول جغرافیایی",
        examples=[59.57],
    )
    lat: float | None = Field(
        default=None,
        ge=-90,
        le=90,
        allow_inf_nan=False,
        description="Degrees · عرض جغرافیایی",
        examples=[36.3],
    )
    place: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_TEXT,
        description="City or neighbourhood, instead of a point · نام یا کد جا، به‌جای نقطه",
    )
    radius_km: float = Field(
        gt=0,
        le=LARGEST_RADIUS_KM,
        allow_inf_nan=False,
        description="Itself included · شعاع به کیلومتر",
        examples=[3],
    )


class SearchQuery(Query):
    """A name or a part of one."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="Name, part of it, or code · نام یا کد",
        examples=["مشهد"],
    )
    limit: int = Field(default=10, ge=1, le=100, description="Places at most · بیشترین شمار")


async def plain_query(request: Request) -> None:
    """Refuse a parameter given twice, and control characters: no name holds one, no database takes all."""
    names = Counter(name for name, _ in request.query_params.multi_items())
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        raise ProblemError(
            INVALID_PARAMETER, f"{twice[0][:80]!r} must be given once, not {names[twice[0]]} times."
        )
    texts = [
        *request.path_params.values(),
        *(part for item in request.query_params.multi_items() for part in item),
    ]
    if any(_has_control(str(text)) for text in texts):
        raise ProblemError(INVALID_PARAMETER, "Control characters cannot stand in an address.")


async def no_query(request: Request) -> None:
    """Refuse every query parameter, where an endpoint has none."""
    refuse_unknown(request.query_params.keys(), known=())


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse the names that are not known.

    Raises
    ------
    ProblemError
        Names the first unknown one, and those that are known.
    """
    allowed = tuple(known)
    unknown = [name for name in given if name not in allowed]
    if unknown:
        choice = f"it has {', '.join(allowed)}" if allowed else "it has no parameters"
        raise ProblemError(UNKNOWN_PARAMETER, f"There is no parameter {unknown[0][:80]!r} here: {choice}.")


NO_QUERY = Depends(no_query)
PLAIN_QUERY = Depends(plain_query)


def _has_control(text: str) -> bool:
    return any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)
