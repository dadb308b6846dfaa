"""Take the pictures of docs/pictures from a running service: `python tests/browser/screenshots.py ADDRESS FOLDER`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]

#: Name of the picture: address, colour scheme, width, height.
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
    "phone-fa": ("/?lang=fa", "light", 390, 844),
}


def take(address, folder):
    """Write every picture of `PICTURES` as a PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for name, (path, scheme, width, height) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_selector("body[data-ready=map]", timeout=60_000)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
