"""Colours, symbols and the words that go with them: one place for maps, the web page and the styles of files.

Every ramp runs from light to dark in even perceptual steps and stays in order for readers who do not
see red or green. Two sequential ramps, so that dark cannot mean "bad" on one map and "good" on the next
without a change of colour family: warm is need, cool is access. Differences have their own ramp with a
marked zero. Facilities are told apart by shape first, colour second; their fill says their status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

RampName = Literal["need", "access", "difference"]
Shape = Literal["square", "triangle", "diamond", "house", "cross", "circle", "double_ring", "star", "flag"]
Fill = Literal["hollow", "half", "full", "struck"]

#: Light to dark, five anchors; ``difference`` has seven, the middle one is the marked zero.
RAMPS: Final[dict[RampName, tuple[str, ...]]] = {
    "need": ("#fcefcf", "#f7c785", "#ec8f5b", "#c9505a", "#7b1e4b"),
    "access": ("#f1f8d9", "#b4e0a8", "#58b7ae", "#2f80ae", "#23407f"),
    "difference": ("#8c510a", "#cf9a4f", "#ecd9b4", "#f5f5f3", "#bfe0dc", "#56aca5", "#01605a"),
}

#: For up to four kinds within one layer; apart in lightness as well, so that grey prints tell them apart.
CATEGORIES: Final = ("#ec8f5b", "#7b1e4b", "#2f80ae", "#b4e0a8")

NO_DATA: Final = "#c9ccd1"
ZERO: Final = RAMPS["difference"][3]
ACCENT: Final = "#1f5fbf"
ACCENT_ON_DARK: Final = "#8ab4ff"

#: Interface greys, from paper to ink.
GREYS: Final = ("#ffffff", "#f6f7f9", "#e9ebef", "#c9ccd1", "#8f959e", "#5f6670", "#3a4049", "#1b1f26")


@dataclass(frozen=True, slots=True)
class Name:
    """One thing's name in both languages."""

    fa: str
    en: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """How one kind of place is drawn: a shape and a colour no other kind has.

    ``collection`` is the layer that holds it, ``service`` the service that it supplies (none for sites).
    """

    kind: str
    collection: str
    shape: Shape
    colour: str
    name: Name
    service: str | None


SERVICES: Final[dict[str, Name]] = {
    "overall": Name("همهٔ خدمات", "All services"),
    "training": Name("آموزش مهارت", "Vocational training"),
    "placement": Name("کاریابی", "Job placement"),
    "microfinance": Name("تأمین مالی خرد", "Microfinance"),
    "community": Name("خدمات محله‌ای", "Community services"),
}

SYMBOLS: Final[tuple[Symbol, ...]] = (
    Symbol(
        "training_centre",
        "training_centres",
        "square",
        "#0b5fa5",
        Name("مرکز آموزش فنی و حرفه‌ای", "Training centre"),
        "training",
    ),
    Symbol(
        "placement_centre",
        "placement_centres",
        "triangle",
        "#c2410c",
        Name("مرکز کاریابی", "Placement centre"),
        "placement",
    ),
    Symbol(
        "bank_branch",
        "bank_branches",
        "diamond",
        "#00795a",
        Name("شعبهٔ بانک کشاورزی", "Bank Keshavarzi branch"),
        "microfinance",
    ),
    Symbol(
        "self_help_group",
        "self_help_groups",
        "circle",
        "#d19000",
        Name("گروه خودیار", "Self-help group"),
        "microfinance",
    ),
    Symbol(
        "neighbourhood_house",
        "neighbourhood_houses",
        "house",
        "#a2348a",
        Name("خانهٔ محله", "Neighbourhood house"),
        "community",
    ),
    Symbol(
        "social_service_base",
        "social_service_bases",
        "cross",
        "#3a4049",
        Name("پایگاه خدمات اجتماعی", "Social service base"),
        "community",
    ),
    Symbol(
        "federation",
        "federations",
        "double_ring",
        "#8a8f2a",
        Name("کانون گروه‌های خودیار", "Federation of groups"),
        None,
    ),
    Symbol("course_run", "course_runs", "flag", "#4a86c5", Name("دورهٔ آموزشی", "Course run"), None),
    Symbol(
        "candidate_site", "candidate_sites", "star", "#6d4bc3", Name("مکان پیشنهادی", "Candidate site"), None
    ),
)

#: What the fill of a symbol says about the facility.
STATUS_FILL: Final[dict[str, Fill]] = {
    "proposed": "hollow",
    "approved": "half",
    "operating": "full",
    "closed": "struck",
}

STATUSES: Final[dict[str, Name]] = {
    "proposed": Name("پیشنهادی", "Proposed"),
    "approved": Name("مصوب", "Approved"),
    "operating": Name("فعال", "Operating"),
    "closed": Name("تعطیل", "Closed"),
}

PROVENANCES: Final[dict[str, Name]] = {
    "official": Name("رسمی", "Official"),
    "open": Name("دادهٔ باز", "Open data"),
    "modelled": Name("مدل‌شده", "Modelled"),
}

NEIGHBOURHOOD_TYPES: Final[dict[str, Name]] = {
    "deteriorated_fabric": Name("بافت فرسوده", "Deteriorated fabric"),
    "informal_settlement": Name("سکونتگاه غیررسمی", "Informal settlement"),
    "historic_core": Name("هستهٔ تاریخی", "Historic core"),
    "former_village": Name("بافت با پیشینهٔ روستایی", "Former village"),
}

SITE_KINDS: Final[dict[str, Name]] = {
    "neighbourhood_house": Name("خانهٔ محله", "Neighbourhood house"),
    "public_plot": Name("زمین دولتی", "Public plot"),
    "trade_complex": Name("مجتمع صنفی", "Trade complex"),
    "grid": Name("نقطهٔ شبکه", "Point of the grid"),
}

SETTINGS: Final[dict[str, Name]] = {
    "village": Name("روستا", "Village"),
    "urban_outskirt": Name("حاشیهٔ شهر", "Urban outskirts"),
}

SECTORS: Final[dict[str, Name]] = {
    "industry": Name("صنعت", "Industry"),
    "services": Name("خدمات", "Services"),
    "agriculture": Name("کشاورزی", "Agriculture"),
    "culture_and_art": Name("فرهنگ و هنر", "Culture and art"),
}

CAPACITY_UNITS: Final[dict[str, Name]] = {
    "trainee_hours_per_year": Name("نفرساعت در سال", "trainee-hours a year"),
    "registrations_per_year": Name("ثبت‌نام در سال", "registrations a year"),
    "persons": Name("نفر", "persons"),
    "visitors_per_year": Name("مراجع در سال", "visitors a year"),
}


def symbol_of(kind: str) -> Symbol:
    """Return the symbol of a kind of place.

    Raises
    ------
    KeyError
        If no symbol has this kind.
    """
    return {symbol.kind: symbol for symbol in SYMBOLS}[kind]


def symbol_of_collection(collection: str) -> Symbol:
    """Return the symbol of a layer's places.

    Raises
    ------
    KeyError
        If no symbol has this collection.
    """
    return {symbol.collection: symbol for symbol in SYMBOLS}[collection]


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of a colour written ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def ramp(name: RampName, n_classes: int) -> tuple[str, ...]:
    """Return ``n_classes`` colours of a ramp, in the order of rising values.

    Colours between two anchors are mixed in a straight line; a single class gets the middle of the ramp.

    Raises
    ------
    ValueError
        If ``n_classes`` is not from 1 to 9.
    """
    if n_classes not in range(1, 10):
        raise ValueError(f"n_classes must be from 1 to 9, not {n_classes}")

    anchors = RAMPS[name]
    last = len(anchors) - 1
    if n_classes == 1:
        return (anchors[last // 2],)
    return tuple(_mixed(anchors, step * last / (n_classes - 1)) for step in range(n_classes))


def _mixed(anchors: tuple[str, ...], position: float) -> str:
    """Return the colour at a position between anchors, 0 is the first, ``len - 1`` the last."""
    left = min(int(position), len(anchors) - 2)
    share = position - left
    mixed = (
        round(a + (b - a) * share) for a, b in zip(rgb(anchors[left]), rgb(anchors[left + 1]), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
