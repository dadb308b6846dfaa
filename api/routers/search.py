"""Places by name."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.queries import SearchQuery
from api.schemas import SearchAnswer
from api.service import ServiceDep

router = APIRouter(prefix="/api/v1", tags=["search"])


@router.get("/search", response_model=SearchAnswer, summary="Places by name · جستجوی نام")
def search(query: Annotated[SearchQuery, Query()], service: ServiceDep) -> dict[str, Any]:
    """Find provinces, cities, neighbourhoods and facilities, in either language and any spelling.

    Whole names first, then beginnings of names, beginnings of words, and the rest.

    استان، شهر، محله و مرکز، به هر دو زبان و با هر شیوهٔ نوشتن (ی و ي، ک و ك، نیم‌فاصله).
    """
    return {"items": service.places.find(query.q, limit=query.limit)}
