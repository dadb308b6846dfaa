"""`geo-target serve`: the map and the API, on this machine only."""

from __future__ import annotations

import errno
import ipaddress
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from geo_target.cli.output import say
from geo_target.cli.rescoring import scores_kept_fresh
from geo_target.cli.session import open_store
from geo_target.errors import InputError, RefusedError
from geo_target.settings import DEFAULT_HOST, HIGHEST_PORT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.store.engine import Store

BACKLOG = 128
LONGEST_GOODBYE_S = 5


def serve(
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = DEFAULT_HOST,
    port: Annotated[int | None, typer.Option(help="Port; PORT or 8000 without it.")] = None,
) -> None:
    """Serve the map and the API of the database as it is.

    Example: geo-target serve --port 8000
    """
    settings = Settings.from_environment()
    port = settings.port if port is None else port
    require_free_port(host, port)
    with open_store(settings) as store:
        serve_store(store, settings, host=host, port=port)


def require_loopback(host: str) -> None:
    """Refuse an address that other machines could reach.

    Raises
    ------
    RefusedError
        If `host` is not a loopback address: without accounts, whoever reaches the service reads all.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise RefusedError(
            f"The service listens on this machine only (127.0.0.1, ::1 or localhost), not on {host}: "
            "it has no accounts yet, and other machines could read everything."
        )


def require_free_port(host: str, port: int) -> None:
    """Refuse, before anything is started, what cannot be listened on.

    Raises
    ------
    RefusedError
        If `host` is not loopback, or another program has the port.
    InputError
        If the port is not one, or the machine lacks the address.
    """
    _listen(host, port).close()


def serve_store(store: Store, settings: Settings, *, host: str, port: int) -> None:
    """Serve an open store until the program is told to stop (Ctrl-C, SIGTERM); prints the address.

    Raises
    ------
    RefusedError, InputError
        As `require_free_port`.
    """
    import uvicorn

    from api.main import create_app

    listener = _listen(host, port)
    config = uvicorn.Config(
        create_app(settings, store),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LONGEST_GOODBYE_S,
    )
    with listener, _ending_well(), scores_kept_fresh(store):
        say(f"geo-target: the map is at {address(host, port)} (Ctrl-C stops it)")
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _ending_well() -> Iterator[None]:
    """Make Ctrl-C and SIGTERM a normal end, so that the store is closed and the exit code is 0.

    uvicorn finishes the answers under way, puts back the handlers that it found, and sends the signal again.
    """

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def address(host: str, port: int) -> str:
    """Return the address that a browser takes."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; listening at once is what tells whether the port is free."""
    require_loopback(host)
    if not 1 <= port <= HIGHEST_PORT:
        raise InputError(f"The port must be a number from 1 to {HIGHEST_PORT}, not {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _refusal(error, host, port) from error
    return listener


def _refusal(error: OSError, host: str, port: int) -> InputError | RefusedError:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < HIGHEST_PORT else port - 1
        return RefusedError(
            f"Port {port} of {host} is in use by another program; stop that one, or choose another: --port {other}."
        )
    if error.errno == errno.EACCES:
        return RefusedError(f"Port {port} may be used by root only; choose one over 1023 with --port.")
    return InputError(f"This machine cannot listen on {host}, port {port}: {error.strerror}.")
