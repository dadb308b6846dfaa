"""The neighbourhoods in the order of need."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.queries import PrioritiesQuery
from api.schemas import PrioritiesAnswer
from api.service import StoreDep
from geo_target.store.areas import Page, read_priorities
from geo_target.store.layers import require_province

router = APIRouter(prefix="/api/v1", tags=["priorities"])


@router.get(
    "/priorities", response_model=PrioritiesAnswer, summary="Neighbourhoods by need · محله‌ها به ترتیب اولویت"
)
def priorities(query: Annotated[PrioritiesQuery, Query()], store: StoreDep) -> Page:
    """Return a page of the ranking of the current score run, the most urgent first.

    Ranks are those of the whole country, also where one province or city is asked for.

    یک صفحه از رتبه‌بندی کنونی، از بالاترین اولویت؛ رتبه‌ها همیشه کشوری است.
    """
    province = query.province and require_province(store, query.province)
    return read_priorities(
        store,
        query.service,
        province=province or None,
        city=query.city or None,
        limit=query.limit,
        offset=query.offset,
    )
