"""Where the service may listen."""

import socket

import pytest

from geo_target.cli.serve import address, require_free_port, require_loopback
from geo_target.errors import InputError, RefusedError


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
