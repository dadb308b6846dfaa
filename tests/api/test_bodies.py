"""A body is counted while it comes, and must come in time: whatever it announces, and however it is cut."""

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from api.security.body import BodyTooLargeError, BodyTooSlowError, CallerGoneError, read_body, replay
from api.security.guard import Guard, Limits

MOST = 1000
POST = b"POST /api/v1/siting HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def connection(messages, *, then=None):
    """Return a `receive` that gives these messages, then waits for ever (or gives `then`)."""
    left = list(messages)

    async def receive():
        if left:
            return left.pop(0)
        if then is None:
            await asyncio.Event().wait()
        return then

    return receive


def pieces_of(parts):
    last = len(parts) - 1
    return [{"type": "http.request", "body": part, "more_body": i < last} for i, part in enumerate(parts)]


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=8), st.integers(0, 40))
def test_a_body_is_what_came_however_it_was_cut_and_never_more_than_is_let_through(parts, most):
    body = b"".join(parts)

    async def read():
        return await read_body(connection(pieces_of(parts)), most_bytes=most, within_s=5)

    if len(body) > most:
        with pytest.raises(BodyTooLargeError):
            asyncio.run(read())
    else:
        assert asyncio.run(read()) == body


def test_no_more_is_read_once_too_much_has_come():
    endless = ({"type": "http.request", "body": b"x" * 400, "more_body": True} for _ in range(10**9))
    count = 0

    async def receive():
        nonlocal count
        count += 1
        return next(endless)

    with pytest.raises(BodyTooLargeError):
        asyncio.run(read_body(receive, most_bytes=MOST, within_s=5))
    assert count == 3


def test_a_body_that_does_not_end_and_a_caller_who_leaves_are_told_apart():
    begun = {"type": "http.request", "body": b"x", "more_body": True}
    with pytest.raises(BodyTooSlowError):
        asyncio.run(read_body(connection([begun]), most_bytes=MOST, within_s=0.05))
    gone = connection([begun], then={"type": "http.disconnect"})
    with pytest.raises(CallerGoneError):
        asyncio.run(read_body(gone, most_bytes=MOST, within_s=5))


def test_what_was_read_is_given_once_and_then_the_connection_speaks():
    async def twice():
        again = replay(b"body", connection([], then={"type": "http.disconnect"}))
        return await again(), await again()

    first, second = asyncio.run(twice())
    assert first == {"type": "http.request", "body": b"body", "more_body": False}
    assert second == {"type": "http.disconnect"}


async def echo(scope, receive, send):
    """Answer with the number of bytes that came; an app that has no limit of its own."""
    held, more = 0, True
    while more:
        message = await receive()
        held += len(message.get("body", b""))
        more = message.get("more_body", False)
    said = str(held).encode()
    length = (b"content-length", str(len(said)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": said})


@contextmanager
def serving(app):
    """Serve `app` on a real socket; yields the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def port():
    with serving(Guard(echo, Limits(body_bytes=MOST, body_s=0.5))) as opened:
        yield opened


def answer_to(port, *parts, pause=0.0):
    """Send the parts and return the status, the headers and the body of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        for part in parts:
            try:
                wire.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        held = b""
        try:
            while b"\r\n\r\n" not in held or len(held.partition(b"\r\n\r\n")[2]) < length_of(held):
                got = wire.recv(65536)
                if not got:
                    break
                held += got
        except ConnectionResetError:
            pass
    head, _, body = held.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode().lower(), body


def length_of(held):
    head = held.partition(b"\r\n\r\n")[0].lower()
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.startswith(b"content-length")]
    return int(lengths[0]) if lengths else 1


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def test_a_body_in_chunks_is_counted(port):
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    status, _, body = answer_to(port, chunked, chunk(b"x" * 600), chunk(b"x" * 400), b"0\r\n\r\n")
    assert (status, body) == (200, b"1000")
    status, head, body = answer_to(port, chunked, chunk(b"x" * 600), chunk(b"x" * 600), pause=0.05)
    problem = json.loads(body)
    assert (status, problem["code"]) == (413, "body_too_large")
    assert problem["title_fa"]
    assert "connection: close" in head


def test_a_body_that_dawdles_is_ended(port):
    began = time.monotonic()
    status, head, body = answer_to(port, POST + b"Content-Length: 100\r\n\r\n", b"{")
    problem = json.loads(body)
    assert (status, problem["code"]) == (408, "body_too_slow")
    assert problem["title_fa"]
    assert "connection: close" in head
    assert 0.4 < time.monotonic() - began < 5


def test_a_request_without_a_body_waits_for_none(port):
    began = time.monotonic()
    status, _, _ = answer_to(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert status == 200
    assert time.monotonic() - began < 0.4
