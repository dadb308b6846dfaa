"""Take the pictures of docs/pictures from a running service: `screenshots.py ADDRESS FOLDER [NAME …]`."""

import json
import shutil
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]

#: What the picture of the fourth tab answers: training centres in Mashhad and its province for 180,000 million rials.
QUESTION = {
    "model": "mclp",
    "service": "training",
    "provinces": ["IR-09"],
    "budget": 180_000,
    "cost_if_unknown": 30_000,
    "frontier": True,
    "alternatives": 0.02,
}

#: Name of the picture: address, colour scheme, width, height; {run} is the answer to `QUESTION`.
PICTURES = {
    "map-fa": ("/?lang=fa", "light", 1440, 900),
    "map-en-dark": ("/?lang=en&measure=coverage&service=community", "dark", 1440, 900),
    "coverage-en": (
        "/?lang=en&tab=coverage&pin=59.60567,36.29807&radius=4&lat=36.298&lon=59.57&z=11.6",
        "light",
        1440,
        900,
    ),
    "neighbourhood-fa": ("/?lang=fa&tab=priorities&sel=neighbourhoods:N124665-007", "light", 1440, 900),
    "sites-fa": ("/?lang=fa&tab=sites&service=training&run={run}", "light", 1440, 900),
    "phone-fa": ("/?lang=fa", "light", 390, 844),
}


def answered(address):
    """Ask `QUESTION` and give the number of its answer."""
    body, kind = json.dumps(QUESTION).encode(), {"Content-Type": "application/json"}
    place = f"{address}/api/v1/siting"
    with urllib.request.urlopen(urllib.request.Request(place, body, kind)) as answer:
        state = json.load(answer)
    while state["state"] in {"queued", "running"}:
        time.sleep(0.5)
        with urllib.request.urlopen(f"{place}/{state['id']}") as answer:
            state = json.load(answer)
    return state["answer"]["run_id"]


def take(address, folder, names=()):
    """Write the pictures of `PICTURES` with these names, or all of them, as PNG."""
    run = answered(address)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for name in names or PICTURES:
            path, scheme, width, height = PICTURES[name]
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(address + path.format(run=run))
            page.wait_for_selector("body[data-ready=map]", timeout=60_000)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:])
