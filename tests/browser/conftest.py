"""A real browser against the real service; nothing but loopback can be reached, and every slip is noted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-compositing",  # no GPU here: to draw all but the map by one takes half of the time of a page
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--force-prefers-reduced-motion",
]
OF_CHROMIUM = "GPU stall due to ReadPixels"
"""What Chromium notes of itself when it takes the map's picture without a GPU's compositing."""
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
START_S = 60
COARSE = 0.5
"""Pixels drawn for each of the page's, across: no GPU here, so that drawing them is most of the work."""


def pytest_collection_modifyitems(items):
    """Mark all browser tests."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def service(reference_database_url, tmp_path_factory):
    """Address of `geo-target serve` on the reference database."""
    port = _free_port()
    log = (tmp_path_factory.mktemp("service") / "log").open("w+")
    environment = {**os.environ, "DATABASE_URL": reference_database_url}
    command = [str(Path(sys.executable).with_name("geo-target")), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT) as process:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, log)
        yield address
        process.terminate()
    log.close()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless, without a network."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is not installed: make setup installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM, NO_NETWORK])
        yield started
        started.close()


@dataclass
class Visit:
    """A page, and what it did that it should not."""

    page: object
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, address):
        """Go there and wait until the map and its colours stand."""
        self.page.goto(address)
        self.page.wait_for_selector("body[data-ready=map]", timeout=60_000)
        self.page.wait_for_selector("#legend .class-count, #legend .strip", timeout=60_000)
        self.settle()
        return self.page

    def settle(self):
        """Wait until nothing is asked for any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(600)

    def was_clean(self):
        """Hold the page to its word: no complaint in the console, no request to anybody else."""
        assert self.complaints == []
        assert self.strangers == []


@pytest.fixture
def visit(browser):
    """Make pages; afterwards each of them must have been clean."""
    contexts, visits = [], []

    def make(width=1440, height=900, **options):
        shape = {"viewport": {"width": width, "height": height}, "device_scale_factor": COARSE}
        context = browser.new_context(**shape | options)
        made = Visit(context.new_page())
        made.page.on("console", lambda m: made.complaints.append(m.text) if _is_complaint(m) else None)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on(
            "request",
            lambda request: made.strangers.append(request.url) if _is_strange(request.url) else None,
        )
        contexts.append(context)
        visits.append(made)
        return made

    yield make
    for made in visits:
        made.was_clean()
    for context in contexts:
        context.close()


def _is_complaint(message):
    return message.type in {"error", "warning"} and OF_CHROMIUM not in message.text


def _is_strange(url):
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:"))


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address, process, log):
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz").read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    log.seek(0)
    pytest.fail(f"the service did not start: {log.read()}")
