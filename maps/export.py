"""One self-contained HTML file of a Folium map: Leaflet and the font inside, nothing asked of any network."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_target.errors import InputError, RefusedError
from maps.vendor_files import VENDOR

if TYPE_CHECKING:
    import folium

    from maps.content import Lang, MapContent

LARGEST_BYTES: Final = 5_000_000
LEAFLET: Final = ("leaflet/leaflet.css", "leaflet/leaflet.js", "leaflet/LICENSE")
#: Folium makes a marker with Leaflet's own picture first, and gives it its icon afterwards.
NO_PICTURES: Final = "L.Marker.mergeOptions({icon: L.divIcon({className: 'gt-none'})});"
VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1">'
STYLE: Final = Path(__file__).parent / "one_file.css"
FONT: Final = "vazirmatn/Vazirmatn-Variable.woff2"


def write_map(content: MapContent, path: Path, *, lang: Lang = "fa") -> int:
    """Draw the map and write it as one file.

    Parameters
    ----------
    content
        Frames and results, in EPSG:4326.
    path
        The file to write; what is there is replaced.
    lang
        Language of every word.

    Returns
    -------
    int
        Size of the file in bytes.

    Raises
    ------
    RefusedError
        If the page's third-party files are missing, or the map would be over five megabytes.
    InputError
        If the file cannot be written.
    """
    from maps.builders import build_map

    text = as_html(build_map(content, lang=lang), lang=lang)
    data = text.encode("utf-8")
    if len(data) > LARGEST_BYTES:
        raise RefusedError(f"The map would have {len(data) / 1e6:.1f} MB; a file to mail has 5 MB at most.")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error
    return len(data)


def as_html(page: folium.Map, *, lang: Lang, vendor: Path = VENDOR) -> str:
    """Return the whole page, with Leaflet, its licence and the font in it.

    Raises
    ------
    RefusedError
        If the third-party files are missing.
    """
    import folium

    css, js, licence = (_text(vendor / name) for name in LEAFLET)
    root: Any = page.get_root()
    # In front of what Folium itself puts there, since its own script needs Leaflet.
    parts = [
        ("gt_title", f"{VIEWPORT}<title>geo-target ({lang})</title>"),
        ("gt_licence", f"<!-- Leaflet:\n{licence}\n-->"),
        ("gt_leaflet_css", f"<style>{_without_links(css)}</style>"),
        ("gt_font", f"<style>{_font_face(vendor / FONT)}</style>"),
        ("gt_style", f"<style>{_text(STYLE)}</style>"),
        ("gt_leaflet_js", f"<script>{_without_links(js)}\n{NO_PICTURES}</script>"),
    ]
    for index, (name, html) in enumerate(parts):
        root.header.add_child(folium.Element(_raw(html)), name=name, index=index)
    return str(root.render())


def read_basemap(path: Path) -> dict[str, Any]:
    """Read one GeoJSON file of ``data/boundaries``.

    Raises
    ------
    InputError
        If the file is missing or no GeoJSON.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} should be a GeoJSON file of the basemap: {error}.") from error
    if not isinstance(document, dict) or "features" not in document:
        raise InputError(f"{path} should be a GeoJSON feature collection.")
    return document


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RefusedError(f"{path} is missing: run make setup, which brings the page's files.") from error


def _font_face(path: Path) -> str:
    try:
        data = base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError as error:
        raise RefusedError(f"{path} is missing: run make setup, which brings the page's files.") from error
    source = f'url("data:font/woff2;base64,{data}") format("woff2")'
    return f"@font-face {{ font-family: Vazirmatn; font-weight: 100 900; src: {source}; }}"


def _without_links(text: str) -> str:
    """Take out what would be asked for: Leaflet's pictures, which this map does not use, and its source map."""
    text = re.sub(r"url\((?!#)[^)]*\)", "none", text)
    return re.sub(r"//# sourceMappingURL=\S+", "", text)


def _raw(html: str) -> str:
    """Keep Jinja from reading braces in other people's files."""
    return "{% raw %}" + html + "{% endraw %}"
