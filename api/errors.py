"""From an error to an answer: one table, one form (RFC 9457, ``application/problem+json``)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from geo_target import errors as library

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

INTERNAL = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its HTTP status, its code for programs, its titles for people."""

    status: int
    code: str
    title: str
    title_fa: str


NOT_FOUND = Kind(404, "not_found", "There is nothing at this address", "در این نشانی چیزی نیست")
METHOD_NOT_ALLOWED = Kind(
    405, "method_not_allowed", "This address does not take that method", "این نشانی این روش را نمی‌پذیرد"
)
TILE_OUT_OF_RANGE = Kind(404, "tile_out_of_range", "There is no such tile", "چنین کاشی‌ای وجود ندارد")
UNKNOWN_PLACE = Kind(404, "unknown_place", "No such place", "چنین جایی شناخته نیست")
UNKNOWN_LAYER = Kind(404, "unknown_layer", "No such collection", "چنین لایه‌ای وجود ندارد")
UNKNOWN_RUN = Kind(404, "unknown_run", "No such run", "چنین اجرایی وجود ندارد")
UNKNOWN_PARAMETER = Kind(
    422, "unknown_parameter", "A parameter is not known here", "یکی از پارامترها شناخته نیست"
)
INVALID_PARAMETER = Kind(
    422, "invalid_parameter", "A parameter cannot be used", "مقدار یکی از پارامترها پذیرفته نیست"
)
INVALID_INPUT = Kind(422, "invalid_input", "The request cannot be used", "درخواست پذیرفته نیست")
INVALID_PROFILE = Kind(422, "invalid_profile", "The profile cannot be used", "نمایهٔ تنظیمات پذیرفته نیست")
REFUSED = Kind(409, "refused", "Refused to protect data", "برای حفظ داده‌ها انجام نشد")
CANCELLED = Kind(409, "cancelled", "The work was cancelled", "کار لغو شد")
HOST_REFUSED = Kind(
    421,
    "host_refused",
    "This service answers on this machine only",
    "این سامانه فقط روی همین رایانه پاسخ می‌دهد",
)
TOO_LARGE = Kind(413, "body_too_large", "The request is too large", "درخواست بیش از اندازه بزرگ است")
TOO_SLOW = Kind(408, "body_too_slow", "The request came too slowly", "درخواست بیش از اندازه کند رسید")
URL_TOO_LONG = Kind(414, "url_too_long", "The address is too long", "نشانی بیش از اندازه دراز است")
TOO_MANY = Kind(429, "too_many_requests", "Too many requests", "شمار درخواست‌ها بیش از اندازه است")
NOT_READY = Kind(503, "not_ready", "The service is not ready", "سامانه هنوز آماده نیست")
STORE_FAILED = Kind(503, "store_failed", "The database does not answer", "پایگاه داده پاسخ نمی‌دهد")
SCHEMA_MISMATCH = Kind(
    503,
    "schema_mismatch",
    "The database does not fit this program",
    "پایگاه داده با این نسخهٔ برنامه سازگار نیست",
)
FAILED = Kind(INTERNAL, "internal_error", "Something went wrong here", "خطایی در سامانه رخ داد")
REQUEST_REFUSED = Kind(400, "request_refused", "The request was refused", "درخواست پذیرفته نشد")

KINDS: dict[type[library.GeoTargetError], Kind] = {
    library.GeoTargetError: FAILED,
    library.InputError: INVALID_INPUT,
    library.UnknownPlaceError: UNKNOWN_PLACE,
    library.UnknownLayerError: UNKNOWN_LAYER,
    library.UnknownRunError: UNKNOWN_RUN,
    library.ProfileError: INVALID_PROFILE,
    library.LossError: INVALID_INPUT,
    library.RefusedError: REFUSED,
    library.CancelledError: CANCELLED,
    library.StoreError: STORE_FAILED,
    library.ClusterError: STORE_FAILED,
    library.MissingPostgisError: STORE_FAILED,
    library.SchemaError: SCHEMA_MISMATCH,
}
"""The one table from a library error to its answer; a test holds it complete."""

BY_STATUS = {kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE)}
"""What the framework itself refuses."""

PRIVATE = {
    STORE_FAILED: "The database does not answer at the moment. Try again; if it stays so, restart the service.",
    SCHEMA_MISMATCH: "The database's schema is not the one of this program. Run geo-target db migrate.",
    FAILED: "The reason is in the service's log. Try again; if it stays so, report it with its time.",
}
"""What a caller is told of our own failures; the reason itself goes to the log."""


class ProblemError(Exception):
    """Raised by a route that refuses: a kind, one sentence for the caller, and headers of the answer."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[Mapping[str, Any]] = (),
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers


def problem(
    kind: Kind,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer for one problem; `errors` names each bad parameter."""
    body: dict[str, Any] = {
        "type": f"urn:geo-target:problem:{kind.code}",
        "title": kind.title,
        "title_fa": kind.title_fa,
        "status": kind.status,
        "code": kind.code,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    held = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(body, kind.status, held, media_type="application/problem+json")


def kind_of(error: library.GeoTargetError) -> Kind:
    """Return the kind of a library error: its own, or that of its nearest ancestor in the table."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def install_error_handlers(app: FastAPI) -> None:
    """Teach `app` to answer every error as a problem."""
    app.add_exception_handler(library.GeoTargetError, _library_error)
    app.add_exception_handler(ProblemError, _problem_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)


async def _library_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, library.GeoTargetError)  # noqa: S101 - told to the type checker; registered for this type
    kind = kind_of(error)
    if kind.status >= INTERNAL:
        log.error("%s %s failed: %s", request.method, request.url.path, error, exc_info=error)
    return problem(kind, PRIVATE.get(kind, str(error)))


async def _problem_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)  # noqa: S101 - told to the type checker; registered for this type
    return problem(error.kind, error.detail, errors=error.errors, headers=error.headers)


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - told to the type checker; registered for this type
    found = [_plain(one) for one in error.errors()]
    detail = "; ".join(f"{one['parameter']}: {one['message']}" for one in found) + "."
    unknown = any(one["type"] == "extra_forbidden" for one in error.errors())
    return problem(UNKNOWN_PARAMETER if unknown else INVALID_PARAMETER, detail, errors=found)


def _plain(one: Mapping[str, Any]) -> dict[str, str]:
    name = ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0])
    message = str(one["msg"]).removeprefix("Input ").removeprefix("String ")
    if one["type"] == "extra_forbidden":
        message = "there is no parameter of that name here"
    elif one["type"] == "missing":
        message = "must be given"
    elif one["type"] == "json_invalid":
        name, place = "body", one["loc"][-1]
        message = f"must be JSON; at character {place}: {one.get('ctx', {}).get('error', message)}"
    else:
        message = f"{message}, not {str(one.get('input'))[:80]!r}"
    return {"parameter": name[:80], "message": message}


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - told to the type checker; registered for this type
    kind = BY_STATUS.get(error.status_code) or Kind(
        error.status_code, REQUEST_REFUSED.code, REQUEST_REFUSED.title, REQUEST_REFUSED.title_fa
    )
    details = {
        NOT_FOUND: "The service has no such address; its addresses are listed at /api/docs.",
        METHOD_NOT_ALLOWED: "The address exists, but answers other methods only; see the header Allow.",
    }
    return problem(kind, details.get(kind, str(error.detail)), headers=error.headers)


class LastResort:
    """ASGI layer: an exception that nobody expected becomes a problem and a traceback in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 if it breaks before it answered."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("%s %s broke", scope["method"], scope["path"])
            await problem(FAILED, PRIVATE[FAILED])(scope, receive, send)
