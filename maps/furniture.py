"""Title, legends, notes and the script of the one-file map, in either language."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo_target.legend import MEASURES
from geo_target.palette import PROVENANCES, SERVICES, STATUSES, Name, symbol_of
from geo_target.persian import format_number, jalali
from maps.symbols import symbol_svg

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo_target.legend import Legend, LegendClass, NoDataClass
    from maps.content import Lang, MapContent

NEIGHBOURHOOD_ZOOM: Final = 9
CITY_ZOOM: Final = 7

LEVELS: Final = {
    "province": Name("استان‌ها", "Provinces"),
    "city": Name("شهرها", "Cities"),
    "neighbourhood": Name("محله‌های هدف", "Target neighbourhoods"),
}
TITLE: Final = Name("پوشش خدمات در محله‌های هدف", "Service coverage of target neighbourhoods")
SOURCES: Final = Name("منبع‌ها", "Sources")
MODELLED: Final = Name(
    "محله‌ها، مراکز و گروه‌ها مدل‌سازی شده‌اند؛ جای رسمی آن‌ها نیست.",
    "Neighbourhoods, facilities and groups are modelled: not their official places.",
)
BASE: Final = Name("نقشهٔ پایه: Natural Earth", "Base map: Natural Earth")
METRES: Final = {"fa": "متر", "en": "m"}
KILOMETRES: Final = {"fa": "کیلومتر", "en": "km"}
PLACES_FROM_NEAR: Final = Name("مراکز و گروه‌ها از نمای نزدیک", "Facilities and groups, from near")


def word(name: Name, lang: Lang) -> str:
    """Return a name in one language."""
    return name.fa if lang == "fa" else name.en


def title_html(content: MapContent, lang: Lang) -> str:
    """Return the title: what the map shows, for which service."""
    what = f"{word(MEASURES[content.measure], lang)} · {word(SERVICES[content.service], lang)}"
    return f'<header class="gt-box gt-title"><h1>{word(TITLE, lang)}</h1><p>{what}</p></header>'


def legends_html(content: MapContent, legends: Mapping[str, Legend], lang: Lang) -> str:
    """Return one legend a level, of which the style sheet shows the one in force, and the key of statuses."""
    what = word(MEASURES[content.measure], lang)
    parts = [_legend(level, legend, what, lang) for level, legend in legends.items()]
    square = symbol_of("training_centre")
    keys = "".join(
        f"<span>{symbol_svg(square, key)} {word(name, lang)}</span>" for key, name in STATUSES.items()
    )
    key = f'<section class="gt-near-only gt-keys">{keys}</section>'
    return f'<aside class="gt-box gt-legend">{"".join(parts)}{key}</aside>'


def _legend(level: str, legend: Legend, what: str, lang: Lang) -> str:
    unit = legend.unit_fa if lang == "fa" else legend.unit_en
    items: list[LegendClass | NoDataClass] = [*reversed(legend.classes), legend.no_data]
    rows = "".join(
        f'<li><i style="background:{item.colour}"></i><span>{escape(item.label_fa if lang == "fa" else item.label_en)}'
        f"</span><b>{format_number(item.count, lang)}</b></li>"
        for item in items
    )
    head = f"<h2>{what}</h2><p>{word(LEVELS[level], lang)} · {unit}</p>"
    return f'<section class="gt-legend-{level}">{head}<ul>{rows}</ul></section>'


def note_html(content: MapContent, lang: Lang) -> str:
    """Return what is modelled, and the source and date of every layer."""
    rows = "".join(
        f"<li><b>{escape(str(source[f'title_{lang}']))}</b> {escape(str(source[f'source_{lang}']))}"
        f" · <bdi>{_date(source['dated'], lang)}</bdi> · {word(PROVENANCES[source['provenance']], lang)}</li>"
        for source in content.sources
        if source["provenance"] is not None
    )
    modelled = any(source["provenance"] == "modelled" for source in content.sources)
    warning = f'<p class="gt-modelled">{word(MODELLED, lang)}</p>' if modelled else ""
    details = f"<details><summary>{word(SOURCES, lang)}</summary><ul>{rows}<li>{word(BASE, lang)}</li></ul></details>"
    return f'<footer class="gt-box gt-note">{warning}{details}</footer>'


def _date(day: dt.date, lang: Lang) -> str:
    """Return a date in the reader's calendar."""
    return jalali(day, lang) if lang == "fa" else day.isoformat()


def script_js(name: str, lang: Lang) -> str:
    """Return the script that tells the style sheet how near one looks, and sets language and direction."""
    return f"""
document.documentElement.lang = "{lang}";
document.body.dir = "{"rtl" if lang == "fa" else "ltr"}";
document.body.style.setProperty("--places", '"{word(PLACES_FROM_NEAR, lang)}"');
{name}.attributionControl.remove();
L.Control.Scale.prototype._updateMetric = function (most) {{
  const metres = this._getRoundNum(most);
  const [value, unit] = metres < 1000 ? [metres, "{METRES[lang]}"] : [metres / 1000, "{KILOMETRES[lang]}"];
  this._updateScale(this._mScale, value.toLocaleString("{lang}") + " " + unit, metres / most);
}};
L.control.scale({{ imperial: false }}).addTo({name});
function gtZoom() {{
  const zoom = {name}.getZoom();
  const near = zoom >= {CITY_ZOOM} ? "city" : "province";
  document.body.dataset.level = zoom >= {NEIGHBOURHOOD_ZOOM} ? "neighbourhood" : near;
}}
{name}.on("zoomend", gtZoom);
gtZoom();
"""
