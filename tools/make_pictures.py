"""Take the pictures of the documents from a running service: `python -m tools.make_pictures http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
VIEWS = {
    "map-fa.png": "?lang=fa",
    "coverage-en.png": "?lang=en&tab=coverage&pin=59.60567,36.29807&radius=4&lat=36.298&lon=59.61&z=11.5",
}
CHROMIUM = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
COLOURS = 200


def main() -> int:
    """Take each view at 1440 by 900 and keep it as a small PNG."""
    if len(sys.argv) != 2:  # noqa: PLR2004  the address
        print(__doc__)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for name, view in VIEWS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{sys.argv[1].rstrip('/')}/{view}")
            page.wait_for_selector("body[data-ready=map]")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(2500)
            path = FOLDER / name
            page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
