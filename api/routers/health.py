"""Whether the process is alive, and whether it can answer."""

from fastapi import APIRouter

from api.errors import NOT_READY, ProblemError
from api.queries import NO_QUERY
from api.schemas import Health, Ready
from api.service import StoreDep
from geo_target.store.migrate import HEAD, current_revision
from geo_target.store.summary import read_state

router = APIRouter(tags=["health"], dependencies=[NO_QUERY])


@router.get("/healthz", response_model=Health, summary="Is the process alive? · آیا برنامه زنده است؟")
async def healthz() -> dict[str, str]:
    """Answer at once, without the database. · بی‌درنگ و بدون پایگاه داده پاسخ می‌دهد."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Ready, summary="Can it answer? · آیا آماده است؟")
def readyz(store: StoreDep) -> dict[str, object]:
    """Ask the database: it answers, its schema fits, and a score run exists; else 503.

    پایگاه داده پاسخ می‌دهد، ساختارش سازگار است و امتیازها محاسبه شده‌اند؛ وگرنه ۵۰۳.
    """
    with store.read() as connection:
        revision = current_revision(connection)
        if revision != HEAD:
            raise ProblemError(
                NOT_READY, f"The database has the schema {revision}, this program needs {HEAD}."
            )
        state = read_state(connection)
    if state.run_id is None:
        raise ProblemError(NOT_READY, "There is no score run yet; run geo-target score.")
    return {"status": "ready", "data_version": state.data_version, "run_id": state.run_id}
