"""Copy the page's third-party files, with their licences, from ``node_modules`` to ``maps/web/vendor``.

``python -m maps.vendor_files`` runs after ``npm ci``. The copies are never committed: the lock file pins
them, and the built wheel carries them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).parent / "web"
VENDOR: Final = WEB / "vendor"
NODE_MODULES: Final = Path(__file__).parent.parent / "node_modules"

#: Path under ``node_modules`` -> path under ``vendor``.
FILES: Final[dict[str, str]] = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl/maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl/LICENSE.txt",
    "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2": "vazirmatn/Vazirmatn-Variable.woff2",
    "vazirmatn/fonts/webfonts/Vazirmatn-Regular.woff2": "vazirmatn/Vazirmatn-Regular.woff2",
    "vazirmatn/fonts/webfonts/Vazirmatn-Medium.woff2": "vazirmatn/Vazirmatn-Medium.woff2",
    "vazirmatn/fonts/webfonts/Vazirmatn-Bold.woff2": "vazirmatn/Vazirmatn-Bold.woff2",
    "vazirmatn/OFL.txt": "vazirmatn/OFL.txt",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
    "swagger-ui-dist/NOTICE": "swagger-ui/NOTICE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE",
}


def copy_vendor_files(node_modules: Path = NODE_MODULES, vendor: Path = VENDOR) -> list[Path]:
    """Copy every third-party file to its place, replacing what was there.

    Returns
    -------
    list of Path
        The copies, in the order of :data:`FILES`.

    Raises
    ------
    FileNotFoundError
        If a file is missing from ``node_modules``; nothing is copied then.
    """
    missing = [name for name in FILES if not (node_modules / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{node_modules} lacks {', '.join(missing)}: run npm ci first")

    shutil.rmtree(vendor, ignore_errors=True)
    copies = []
    for name, place in FILES.items():
        copy = vendor / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(node_modules / name, copy)
        copies.append(copy)
    return copies


def main() -> int:
    """Copy, say how many, and return the exit code."""
    try:
        copies = copy_vendor_files()
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(copies)} third-party files in {VENDOR}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
