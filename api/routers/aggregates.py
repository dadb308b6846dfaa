"""The sums of a score run over provinces and cities."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from api.queries_runs import AggregatesQuery
from api.schemas_aggregates import AggregatesAnswer
from api.service import StoreDep

if TYPE_CHECKING:
    from geo_target.workflows.aggregates import Aggregates

router = APIRouter(prefix="/api/v1", tags=["priorities"])


@router.get(
    "/priorities/aggregates",
    response_model=AggregatesAnswer,
    summary="Sums by province or city · جمع استان‌ها یا شهرها",
)
def aggregates(query: Annotated[AggregatesQuery, Query()], store: StoreDep) -> "Aggregates":
    """Return demand, unserved, gap, share met and mean priority by province or city, with the total.

    The areas add up to the total exactly.

    نیازمند، بی‌بهره، کمبود، سهم برآورده و میانگین اولویت هر استان یا شهر؛ جمع آن‌ها دقیقاً برابر کل است.
    """
    # NumPy comes with it: not on the way to "ready".
    from geo_target.workflows.aggregates import aggregates as add_up

    return add_up(store, by=query.by, province=query.province, run=query.run)
