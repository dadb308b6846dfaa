"""The map in one file: it opens without a network and without a server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module", params=["fa", "en"])
def written(request, reference_database_url, tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / f"map-{request.param}.html"
    program = str(Path(sys.executable).with_name("geo-target"))
    environment = {**os.environ, "DATABASE_URL": reference_database_url}
    subprocess.run(
        [program, "map", str(path), "--lang", request.param], env=environment, check=True, capture_output=True
    )
    return request.param, path


def test_the_file_names_no_other_host_and_stays_below_5_mb(written):
    _, path = written
    assert path.stat().st_size < 5_000_000
    text = path.read_text("utf-8")
    for tag in ('src="http', "src='http", 'href="http://', '<link rel="stylesheet" href="http', "url(http"):
        assert tag not in text, tag


def test_it_opens_without_a_network_and_draws_the_provinces(written, visit):
    lang, path = written
    made = visit(1440, 900)
    made.page.goto(path.as_uri())
    made.page.wait_for_selector(".leaflet-container path", state="attached")
    made.settle()
    assert made.page.locator(".leaflet-container path").count() >= 31
    text = made.page.inner_text("body")
    assert ("مدل" in text) if lang == "fa" else ("modelled" in text.lower())
