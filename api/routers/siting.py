"""Where to build: a question is put, watched, stopped, and its answer read."""

import math
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Body, Path, Query, Response

from api.errors import INVALID_PARAMETER, PRIVATE, TOO_MANY, UNKNOWN_RUN, ProblemError, kind_of
from api.examples_siting import QUESTIONS
from api.queries import NO_QUERY
from api.queries_runs import SitePlanQuery, SiteRunsQuery
from api.schemas import ProblemAnswer
from api.schemas_siting import SitingQuestion, SitingRuns, SitingState
from api.service import ServiceDep, StoreDep
from api.siting_runner import QueueFullError
from geo_target.errors import GeoTargetError

if TYPE_CHECKING:
    from api.siting_runner import Job
    from geo_target.siting.limits import Progress

router = APIRouter(prefix="/api/v1", tags=["siting"])

BODY_PROBLEMS: dict[int | str, dict[str, Any]] = {
    408: {"model": ProblemAnswer, "description": "The body came too slowly · بدنه کند رسید"},
    413: {"model": ProblemAnswer, "description": "The body is too large · بدنه بزرگ است"},
    429: {"model": ProblemAnswer, "description": "Ask again after Retry-After · بعداً دوباره بپرسید"},
}

Question = Annotated[SitingQuestion, Body(openapi_examples=cast("Any", QUESTIONS))]

Name = Annotated[
    str,
    Path(
        pattern=r"^(?:[1-9]\d{0,8}|q[0-9a-f]{12})$",
        description="Number of a kept run, or the name of a question on its way · شمارهٔ اجرا یا نام پرسش",
        examples=["1"],
    ),
]
RunId = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a run · شمارهٔ اجرا", examples=[1])]


@router.post(
    "/siting",
    response_model=SitingState,
    status_code=202,
    summary="Ask where to build · پرسش از مکان ساخت",
    dependencies=[NO_QUERY],
    responses=BODY_PROBLEMS,
)
def ask(question: Question, service: ServiceDep, response: Response) -> dict[str, Any]:
    """Put a question; its address is in `Location`. One is answered at a time, a few wait behind it.

    پرسشی را در صف می‌گذارد؛ نشانی پاسخ در سرآیند Location است.
    """
    from geo_target.workflows.site_request import SiteRequest, SiteRequestError

    given: dict[str, Any] = question.model_dump()
    try:
        request = SiteRequest(**given)
    except SiteRequestError as error:
        message = f"must be {error.expected}, not {error.came!r}"
        raise ProblemError(
            INVALID_PARAMETER, str(error), [{"parameter": error.field, "message": message}]
        ) from error
    try:
        job = service.siting.submit(request)
    except QueueFullError as error:
        wait = math.ceil(service.siting.wait_s())
        detail = f"{service.siting.most_waiting} questions wait already. Try again in {wait} seconds."
        raise ProblemError(TOO_MANY, detail, headers={"Retry-After": str(wait)}) from error
    response.headers["Location"] = f"/api/v1/siting/{job.name}"
    return _state(job, service)


@router.get("/siting", response_model=SitingRuns, summary="Kept answers · پاسخ‌های نگه‌داشته‌شده")
def runs(query: Annotated[SiteRunsQuery, Query()], service: ServiceDep) -> dict[str, Any]:
    """Return kept answers, the newest first, and the names of the questions on their way.

    پاسخ‌های نگه‌داشته‌شده، تازه‌ترین نخست، و نام پرسش‌های در راه.
    """
    from geo_target.workflows.site_runs import read_siting_runs

    items, total = read_siting_runs(service.store, limit=query.limit, offset=query.offset)
    return {"total": total, "items": items, "unfinished": [job.name for job in service.siting.unfinished()]}


@router.get(
    "/siting/{name}",
    response_model=SitingState,
    summary="A question and its answer · یک پرسش و پاسخ آن",
    dependencies=[NO_QUERY],
)
def state(name: Name, service: ServiceDep) -> dict[str, Any]:
    """Return how far a question is, with the best value so far and its bound, and the answer when there is one.

    وضعیت پرسش، بهترین مقدار تا این لحظه و کران آن، و پاسخ.
    """
    if not name.isdecimal():
        return _state(_job(name, service), service)
    from geo_target.workflows.site_runs import read_answer

    answer = read_answer(service.store, int(name))
    how = "cancelled" if answer.cancelled else "done"
    return _document(name, how, answer.seconds, answer=answer.to_dict())


@router.delete(
    "/siting/{name}",
    response_model=SitingState,
    summary="Stop a question · توقف یک پرسش",
    dependencies=[NO_QUERY],
)
def stop(name: Name, service: ServiceDep) -> dict[str, Any]:
    """Stop a question on its way; of a running one the best plan so far is kept, with its honest gap.

    پرسش در راه را متوقف می‌کند؛ بهترین طرح تا آن لحظه نگه داشته می‌شود.
    """
    job = _job(name, service)
    service.siting.cancel(job)
    return _state(job, service)


@router.get("/siting/{run_id}/sites.geojson", summary="Sites of a plan · مکان‌های یک طرح")
def sites(run_id: RunId, query: Annotated[SitePlanQuery, Query()], store: StoreDep) -> dict[str, Any]:
    """Return the sites of one plan of a kept run as GeoJSON, each with its provenance.

    مکان‌های یک طرح به صورت GeoJSON، هر یک با منشأ داده.
    """
    from geo_target.workflows.site_runs import sites_geojson

    return sites_geojson(store, run_id, query.plan)


@router.get(
    "/siting/{run_id}/lines.geojson",
    summary="Who goes where · چه کسانی به کجا می‌روند",
    dependencies=[NO_QUERY],
)
def lines(run_id: RunId, store: StoreDep) -> dict[str, Any]:
    """Return lines from neighbourhoods to the sites that serve them in the best plan, as GeoJSON.

    خط‌هایی از محله‌ها به مکان‌هایی که در بهترین طرح به آن‌ها خدمت می‌دهند.
    """
    from geo_target.workflows.site_runs import lines_geojson

    return lines_geojson(store, run_id)


@router.get(
    "/siting/{run_id}/candidates.geojson",
    summary="Sites that a plan may have · مکان‌های نامزد یک پرسش",
    dependencies=[NO_QUERY],
)
def candidates(run_id: RunId, store: StoreDep) -> dict[str, Any]:
    """Return the candidate sites of a kept question as GeoJSON: for those who put a plan together by hand.

    مکان‌های نامزد یک پرسش، برای کسی که طرحی دستی می‌چیند و با بهترین طرح می‌سنجد.
    """
    from geo_target.workflows.site_candidates import candidates_geojson

    return candidates_geojson(store, run_id)


def _job(name: str, service: ServiceDep) -> "Job":
    job = service.siting.find(name)
    if job is None:
        raise ProblemError(
            UNKNOWN_RUN, f"There is no question {name} on its way; kept answers are at /api/v1/siting."
        )
    return job


def _state(job: "Job", service: ServiceDep) -> dict[str, Any]:
    answer = None if job.answer is None else job.answer.to_dict()
    return _document(
        job.name,
        job.state.value,
        job.seconds,
        answer=answer,
        ahead=service.siting.ahead(job),
        progress=_progress(job.progress),
        stage=_stage(job.stage),
        error=_problem(job.error),
    )


def _document(name: str, how: str, seconds: float, **more: Any) -> dict[str, Any]:
    held = {"id": name, "state": how, "seconds": seconds, "ahead": 0}
    return held | dict.fromkeys(("progress", "stage", "answer", "error")) | more


def _stage(name: str | None) -> dict[str, str] | None:
    from geo_target.workflows.site_time import WORDS

    if name is None:
        return None
    fa, en = WORDS[name]
    return {"code": name, "name_fa": fa, "name_en": en}


def _progress(told: "Progress | None") -> dict[str, float | None] | None:
    if told is None:
        return None
    values = {name: getattr(told, name) for name in ("objective", "bound", "gap", "seconds")}
    return {name: value if math.isfinite(value) else None for name, value in values.items()}


def _problem(error: Exception | None) -> dict[str, str] | None:
    if error is None:
        return None
    kind = kind_of(error if isinstance(error, GeoTargetError) else GeoTargetError())
    told = {"code": kind.code, "title": kind.title, "title_fa": kind.title_fa}
    return told | {"detail": PRIVATE.get(kind, str(error))}
