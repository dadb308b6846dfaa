"""Where the service may listen."""

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from geo_target.cli.serve import address, require_free_port, require_loopback
from geo_target.errors import InputError, RefusedError

PROGRAM = [sys.executable, "-c", "from geo_target.cli import main; main()", "serve"]


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "127.0.0.1.example", "fe80::1"]
)
def test_an_address_that_others_reach_is_refused(host):
    with pytest.raises(RefusedError, match="this machine only"):
        require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_loopback_is_taken(host):
    require_loopback(host)


def test_a_port_in_use_is_one_sentence_that_names_another():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(RefusedError, match=rf"Port {port} of 127.0.0.1 is in use.*--port \d+"):
            require_free_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(InputError, match="from 1 to 65535"):
        require_free_port("127.0.0.1", port)


def test_a_free_port_is_free_again_afterwards():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free_port("127.0.0.1", port)
    require_free_port("127.0.0.1", port)


def test_the_printed_address_is_what_a_browser_takes():
    assert address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert address("::1", 8000) == "http://[::1]:8000"


@pytest.fixture
def served(reference_database_url):
    """A service in a process of its own: the process and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": reference_database_url}
    process = subprocess.Popen(
        [*PROGRAM, "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert (
            process.stdout.readline()
            == f"geo-target: the map is at http://127.0.0.1:{port} (Ctrl-C stops it)\n"
        )
        with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
            assert client.get(f"http://127.0.0.1:{port}/readyz", timeout=60).status_code == 200
        yield process, port
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_service_ends_with_0_and_says_nothing_more(served, number):
    process, _ = served
    process.send_signal(number)
    assert process.wait(30) == 0
    assert process.stdout.read() == ""


def test_a_second_service_on_the_port_is_one_sentence_and_1(served):
    _, port = served
    second = subprocess.run(
        [*PROGRAM, "--port", str(port)], capture_output=True, text=True, check=False, timeout=60
    )
    assert second.returncode == 1
    assert second.stdout == ""
    (line,) = second.stderr.splitlines()
    assert f"Port {port} of 127.0.0.1 is in use" in line
