"""What is refused before a route sees it: foreign hosts, oversized and dawdling requests, floods."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api import errors
from api.security.body import (
    BodyTooLargeError,
    BodyTooSlowError,
    CallerGoneError,
    may_have_body,
    read_body,
    replay,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names under which a browser of this machine reaches the service."""


CLOSE = {"Connection": "close"}
"""Said where a body is not read to its end: what is left of it must not be taken for the next request."""

HEADERS_OF = {
    errors.TOO_MANY: {"Retry-After": "1"},
    errors.TOO_LARGE: CLOSE,
    errors.TOO_SLOW: CLOSE,
}
"""What goes with a refusal besides its words."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the guard lets through.

    Parameters
    ----------
    hosts
        Values of the header ``Host`` (without port) that are answered. A page of another site that makes
        its own name point to 127.0.0.1 (DNS rebinding) sends that name, and is refused.
    url_bytes, body_bytes
        The longest path with its query, and the largest body, announced or not.
    body_s
        Seconds in which a body must come to its end; far more than this machine needs for the largest one.
    requests_per_s, burst
        A token bucket over ``/api/`` for the whole process: far more than a person's browser asks, less than
        a runaway script. Tiles and files are not counted: they are answered from memory.
    """

    hosts: frozenset[str] = LOOPBACK
    url_bytes: int = 4096
    body_bytes: int = 65536
    body_s: float = 10.0
    requests_per_s: float = 200.0
    burst: int = 1000


@dataclass(slots=True)
class Bucket:
    """Tokens that flow in at a rate, up to `burst`; each request takes one."""

    per_s: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _held: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._held = float(self.burst)
        self._at = self.clock()

    def take(self) -> bool:
        """Take one token; False if there is none. Called in the event loop only."""
        now = self.clock()
        self._held = min(float(self.burst), self._held + (now - self._at) * self.per_s)
        self._at = now
        if self._held < 1.0:
            return False
        self._held -= 1.0
        return True


class Guard:
    """ASGI layer that refuses by `Limits`."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self.bucket = Bucket(limits.requests_per_s, limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the problem that it has."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        found = self._problem(scope)
        if found is None and may_have_body(scope):
            try:
                body = await read_body(
                    receive, most_bytes=self.limits.body_bytes, within_s=self.limits.body_s
                )
            except CallerGoneError:
                return
            except (BodyTooLargeError, BodyTooSlowError) as error:
                found = self._bad_body(error)
            else:
                receive = replay(body, receive)
        if found is None:
            await self.app(scope, receive, send)
            return
        kind, detail = found
        await errors.problem(kind, detail, headers=HEADERS_OF.get(kind))(scope, receive, send)

    def _bad_body(self, error: Exception) -> tuple[errors.Kind, str]:
        if isinstance(error, BodyTooSlowError):
            return (
                errors.TOO_SLOW,
                f"The body must come within {self.limits.body_s:g} seconds; send it again.",
            )
        return errors.TOO_LARGE, f"The body may have {self.limits.body_bytes} bytes; more came."

    def _problem(self, scope: Scope) -> tuple[errors.Kind, str] | None:
        headers = dict(scope["headers"])
        host = host_name(headers.get(b"host", b"").decode("latin-1"))
        if host not in self.limits.hosts:
            return (
                errors.HOST_REFUSED,
                f"Host must be one of {', '.join(sorted(self.limits.hosts))}, not {host[:80]!r}.",
            )
        length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
        if length > self.limits.url_bytes:
            return errors.URL_TOO_LONG, f"The address may have {self.limits.url_bytes} bytes, not {length}."
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced[:19]) > self.limits.body_bytes:
            came = announced[:40].decode("latin-1")
            return errors.TOO_LARGE, f"The body may have {self.limits.body_bytes} bytes, not {came!r}."
        if scope["path"].startswith("/api/") and not self.bucket.take():
            return (
                errors.TOO_MANY,
                f"More than {self.limits.requests_per_s:.0f} requests a second; wait a second.",
            )
        return None


def host_name(header: str) -> str:
    """Return the name in a header ``Host``, lower case, without port; ``[::1]`` keeps its brackets."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]
