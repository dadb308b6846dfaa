"""Past score runs, and what differs between two of them."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query

from api.queries import NO_QUERY, RunDiffQuery
from api.schemas_runs import RunDiffAnswer, ScoreRunsAnswer
from api.service import StoreDep
from geo_target.store.score_runs import PastRun, read_runs

if TYPE_CHECKING:
    from geo_target.workflows.score_runs import RunDiff

router = APIRouter(prefix="/api/v1", tags=["priorities"])

RunId = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a run · شمارهٔ اجرا", examples=[1])]


@router.get(
    "/score-runs",
    response_model=ScoreRunsAnswer,
    summary="Past score runs · اجراهای پیشین امتیازدهی",
    dependencies=[NO_QUERY],
)
def score_runs(store: StoreDep) -> dict[str, tuple[PastRun, ...]]:
    """Return every kept score run, the newest first.

    همهٔ اجراهای نگه‌داشته‌شدهٔ امتیازدهی، تازه‌ترین نخست.
    """
    return {"items": read_runs(store)}


@router.get(
    "/score-runs/{first}/diff/{second}",
    response_model=RunDiffAnswer,
    summary="What differs between two score runs · تفاوت دو اجرای امتیازدهی",
)
def score_run_diff(
    first: RunId, second: RunId, query: Annotated[RunDiffQuery, Query()], store: StoreDep
) -> "RunDiff":
    """Return what differs in profile and data, the sums of each service, and which neighbourhoods moved most.

    تفاوت نمایه و داده‌ها، جمع هر خدمت، و محله‌هایی که بیش از همه جابه‌جا شده‌اند.
    """
    # NumPy comes with it: not on the way to "ready".
    from geo_target.workflows.score_runs import diff_runs

    return diff_runs(store, first, second, service=query.service, limit=query.limit)
