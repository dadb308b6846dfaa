"""What the README of a bundle says, Persian and English; what is modelled is said first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo_target.exchange.fields import LAYER_TITLES
from geo_target.persian import format_number, jalali

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo_target.exchange.bundle_tables import BundleContents

Lang = Literal["fa", "en"]
Kind = Literal["title", "heading", "warning", "text", "list", "table"]

_PROVENANCES: dict[str, tuple[str, str]] = {
    "official": ("رسمی", "official"),
    "open": ("باز", "open"),
    "modelled": ("مدل‌شده", "modelled"),
}
_FORMATS: dict[str, tuple[str, str]] = {
    "geopackage": (
        "برای QGIS و ArcGIS؛ در QGIS با رنگ‌های نقشه و نام‌های فارسی ستون‌ها باز می‌شود",
        "for QGIS and ArcGIS; opens in QGIS with the colours of the maps and Persian names of the fields",
    ),
    "shapefile": (
        "یک پوشه برای هر لایه، متن UTF-8؛ نام ستون‌ها دست بالا ده حرف است و فرهنگ آن‌ها کنارشان",
        "a folder for each layer, text in UTF-8; field names of at most ten letters, explained beside them",
    ),
    "xlsx": (
        "اکسل، راست‌به‌چپ با عنوان‌های فارسی؛ از محدوده‌ها یک نقطهٔ درونی دارد",
        "Excel, right to left with Persian headers; of areas it has a point inside",
    ),
    "geojson": ("برای وب، در WGS 84", "for the web, in WGS 84"),
    "flatgeobuf": ("برای خواندن سریع در GIS", "for fast reading in a GIS"),
    "geoparquet": ("برای تحلیل با پایتون و R", "for analysis with Python and R"),
    "csv": (
        "متن جداشده با ویرگول، UTF-8؛ منبع در پروندهٔ کنارش",
        "comma-separated text, UTF-8; its source in the file beside it",
    ),
    "kml": ("برای گوگل ارث، در WGS 84", "for Google Earth, in WGS 84"),
}
_BESIDE: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "styles",
        (
            "سبک هر لایه: qml برای QGIS و sld برای GeoServer و دیگران",
            "the style of each layer: qml for QGIS, sld for GeoServer and others",
        ),
    ),
    ("fields.xlsx, fields.csv", ("نام، معنی و یکای هر ستون", "name, meaning and unit of each field")),
    ("layers.csv", ("شمار ردیف‌های هر لایه به تفکیک خاستگاه", "rows of each layer by provenance")),
    ("datasets.csv", ("منبع، پروانه و تاریخ هر مجموعه‌داده", "source, licence and date of each dataset")),
    ("LICENCES.txt", ("هر پروانه چه می‌خواهد", "what each licence asks for")),
    (
        "SHA256SUMS",
        (
            "برای آزمودن درستی پرونده‌ها با فرمان sha256sum -c SHA256SUMS",
            "to check the files, by the command sha256sum -c SHA256SUMS",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the README: its text, or its rows: of a table (the first is the header), or of a list (name, text)."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def readme_blocks(contents: BundleContents, lang: Lang) -> list[Block]:
    """Return the README in one language, from its title to its notes."""
    say = _chooser(lang)
    about = contents.about
    blocks = [Block("title", readme_title(contents, lang)), _modelled(contents, lang)]
    blocks += [Block("text", _version(contents, lang))]
    if about.filters:
        blocks += [
            Block("heading", say("تنها این ردیف‌ها", "Only these rows")),
            Block("list", rows=tuple(("", say(*words)) for words in about.filters)),
        ]
    blocks += [
        Block("heading", say("در این بسته", "What is inside")),
        Block("list", rows=tuple((name, say(*words)) for name, words in _inside(contents))),
        Block("heading", say("لایه‌ها", "Layers")),
        Block("table", rows=_layer_rows(contents, lang)),
    ]
    if about.left_out:
        names = say("، ", ", ").join(say(*LAYER_TITLES[layer]) for layer, _ in about.left_out)
        told = say("گزینش بالا به این لایه‌ها نمی‌خورد: ", "The choice above does not apply to these layers: ")
        blocks += [Block("text", told + names + ".")]
    blocks += [Block("heading", say("خواندن درست داده", "Reading the data rightly"))]
    blocks += [Block("list", rows=tuple(("", line) for line in _advice(contents, lang)))]
    if about.datasets:
        blocks += [Block("heading", say("منبع‌ها و پروانه‌ها", "Sources and licences"))]
        blocks += [Block("table", rows=_dataset_rows(contents, lang))]
    notes = _notes(contents)
    if notes and lang == "fa":
        blocks += [Block("text", "یادداشت‌های هر قالب در پایان بخش انگلیسی آمده است.")]
    elif notes:
        blocks += [Block("heading", "Notes"), Block("list", rows=tuple(("", note) for note in notes))]
    return blocks


def readme_title(contents: BundleContents, lang: Lang) -> str:
    """Return the title in one language."""
    say = _chooser(lang)
    if contents.about.filters:
        return say("داده‌های برنامه: گزیده", "The programme's data: a selection")
    return say("داده‌های برنامه: همهٔ لایه‌ها", "The programme's data: all layers")


def _modelled(contents: BundleContents, lang: Lang) -> Block:
    say = _chooser(lang)
    total = sum(f.rows for f in contents.layers)
    modelled = [f for f in contents.layers if f.count("modelled")]
    count = sum(f.count("modelled") for f in modelled)
    if not count:
        return Block("text", say("هیچ ردیفی مدل‌شده نیست.", "No row is modelled."))
    names = say("، ", ", ").join(say(*LAYER_TITLES[f.layer]) for f in modelled)
    n, m = format_number(count, lang), format_number(total, lang)
    return Block(
        "warning",
        say(
            f"{n} ردیف از {m} ردیف این بسته مدل‌شده است: جای واقعی نیست، ولی رقم‌های گزارش برنامه را "
            f"بازمی‌سازد. جای این‌ها را روی نقشه واقعی نگیرید: {names}.",
            f"{n} of the {m} rows in this bundle are modelled: not real places, but reproducing the figures of the "
            f"programme's report. Do not take the places of these for real ones: {names}.",
        ),
    )


def _version(contents: BundleContents, lang: Lang) -> str:
    say = _chooser(lang)
    about = contents.about
    version = "–" if about.data_version is None else format_number(about.data_version, lang)
    dates = [d.dated for d in about.datasets if d.dated]
    newest = _day(max(dates), lang) if dates else "–"
    scored = (
        say(
            f" اولویت‌ها با نمایهٔ «{about.profile}» است.", f" Priorities are by the profile “{about.profile}”."
        )
        if about.profile
        else ""
    )
    return say(
        f"نسخهٔ داده: {version}. تازه‌ترین مجموعه‌داده: {newest}.{scored}",
        f"Data version: {version}. Newest dataset: {newest}.{scored}",
    )


def _inside(contents: BundleContents) -> Iterable[tuple[str, tuple[str, str]]]:
    return (*((fmt, _FORMATS.get(fmt, (fmt, fmt))) for fmt in contents.formats), *_BESIDE)


def _notes(contents: BundleContents) -> list[str]:
    """Return each note with the layers that have it."""
    held: dict[str, list[str]] = {}
    for layer in contents.layers:
        for note in layer.notes:
            held.setdefault(note, []).append(layer.layer)
    return [f"{note} ({', '.join(layers)})" for note, layers in held.items()]


def _layer_rows(contents: BundleContents, lang: Lang) -> tuple[tuple[str, ...], ...]:
    say = _chooser(lang)
    head = (say("لایه", "Layer"), say("پرونده", "File"), say("ردیف", "Rows"))
    rows = [(*head, *(say(*words) for words in _PROVENANCES.values()))]
    rows += [
        (
            say(*LAYER_TITLES[f.layer]),
            f.layer,
            format_number(f.rows, lang),
            *(format_number(f.count(name), lang) for name in _PROVENANCES),
        )
        for f in contents.layers
    ]
    return tuple(rows)


def _advice(contents: BundleContents, lang: Lang) -> list[str]:
    say = _chooser(lang)
    systems = sorted({f.crs for f in contents.layers})
    return [
        say(f"سامانهٔ مختصات: {'، '.join(systems)}", f"Coordinate system: {', '.join(systems)}"),
        say(
            "عدد نادانسته تهی است، نه صفر.",
            "A number that is not known is empty, not zero.",
        ),
        say(
            "کد استان کد امروزی ایزو ۳۱۶۶-۲ است (پس از بازنگری ۲۰۲۰).",
            "Province codes are today's ISO 3166-2 (as renumbered in 2020).",
        ),
        say(
            "خاستگاه هر ردیف در ستون provenance آمده است: official رسمی، open باز، modelled مدل‌شده.",
            "The provenance of each row stands in the column provenance: official, open or modelled.",
        ),
        say(
            "لایهٔ بی‌ردیف، لایه‌ای است که هنوز داده‌ای ندارد یا گزینش ردیفی نداشت.",
            "A layer without rows has no data yet, or none that was chosen.",
        ),
    ]


def _dataset_rows(contents: BundleContents, lang: Lang) -> tuple[tuple[str, ...], ...]:
    say = _chooser(lang)
    head = (
        *(say("لایه", "Layer"), say("خاستگاه", "Provenance"), say("منبع", "Source")),
        *(say("پروانه", "Licence"), say("تاریخ", "Date")),
    )
    rows = [
        (
            say(d.title_fa, d.title_en),
            say(*_PROVENANCES[d.provenance]),
            say(d.source_fa, d.source_en),
            d.licence,
            _day(d.dated, lang),
        )
        for d in contents.about.datasets
    ]
    return (head, *rows)


def _day(iso: str, lang: Lang) -> str:
    return jalali(dt.date.fromisoformat(iso), "fa") if lang == "fa" and iso else iso


def _chooser(lang: Lang) -> Callable[[str, str], str]:
    return lambda fa, en: fa if lang == "fa" else en
