"""How evenly the access of a score run is spread."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from api.queries_runs import EquityQuery
from api.schemas_equity import EquityAnswerModel
from api.service import StoreDep

if TYPE_CHECKING:
    from geo_target.workflows.equity import EquityAnswer

router = APIRouter(prefix="/api/v1", tags=["priorities"])


@router.get("/equity", response_model=EquityAnswerModel, summary="Equity of access · برابری دسترسی")
def equity(query: Annotated[EquityQuery, Query()], store: StoreDep) -> "EquityAnswer":
    """Return Gini, concentration, Theil, Palma, FGT and worst tenth by service, for the country and every province.

    An index that has no value is null, and `undefined` says why.

    شاخص‌های نابرابری هر خدمت برای کشور و همهٔ استان‌ها؛ شاخصی که مقدار ندارد تهی است و دلیل آن آمده است.
    """
    # NumPy comes with it: not on the way to "ready".
    from geo_target.workflows.equity import equity as judge

    return judge(
        store,
        service=query.service,
        measure=query.measure,
        province=query.province,
        run=query.run,
        line_share=query.line_share,
    )
