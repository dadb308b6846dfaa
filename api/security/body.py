"""The body of a request, read to its end before a route sees it: counted while it comes, and timed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope


class BodyTooLargeError(Exception):
    """More bytes came than a body may have."""


class BodyTooSlowError(Exception):
    """The body did not come to its end in time."""


class CallerGoneError(Exception):
    """The caller left before the body was there; nobody waits for an answer."""


def may_have_body(scope: Scope) -> bool:
    """Tell whether bytes may follow the headers: a length or a coding was announced."""
    names = {name for name, _ in scope["headers"]}
    return b"content-length" in names or b"transfer-encoding" in names


async def read_body(receive: Receive, *, most_bytes: int, within_s: float) -> bytes:
    """Read a body to its end.

    Bytes are counted as they come, because a body in chunks announces no length and an announced one may lie.

    Raises
    ------
    BodyTooLargeError
        As soon as more than `most_bytes` have come.
    BodyTooSlowError
        If it has not ended `within_s` seconds from now.
    CallerGoneError
        If the connection is closed first.
    """
    parts: list[bytes] = []
    held = 0
    try:
        async with asyncio.timeout(within_s):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise CallerGoneError
                parts.append(message.get("body", b""))
                held += len(parts[-1])
                if held > most_bytes:
                    raise BodyTooLargeError
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError as error:
        raise BodyTooSlowError from error


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, then what the connection says next."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
