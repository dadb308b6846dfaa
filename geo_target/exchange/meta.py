"""What travels with a layer into a file, and what comes back: `LayerMeta` and `ExportReport`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROVENANCE_WORDS = {
    "official": ("فهرست رسمی برنامه", "a list handed over by the programme"),
    "open": ("دادهٔ باز با پروانه", "public data with a licence"),
    "modelled": (
        "مدل‌شده: جای واقعی نیست، ولی رقم‌های گزارش برنامه را بازمی‌سازد",
        "modelled: not real places, but reproducing the figures of the programme's report",
    ),
}
"""What each provenance means, in Persian and in English."""


@dataclass(frozen=True, slots=True)
class LayerMeta:
    """Where the rows of a layer come from; written into every file that can hold it.

    Parameters
    ----------
    layer
        Name of the collection; it names the file's layer, and decides the columns.
    date
        Day of the data as ISO 8601 text, empty if not known.
    provenance
        ``official``, ``open``, ``modelled``, several joined by ``; ``, or empty for a layer without rows.
    data_version
        Version of the database that the rows were read at; None if they come from elsewhere.
    filters
        What the rows were chosen by, each in Persian and English; empty for all rows.
    columns
        Which columns of the layer are written, in its order; empty for all of them.
    """

    layer: str
    title_fa: str
    title_en: str
    source_fa: str = ""
    source_en: str = ""
    licence: str = ""
    date: str = ""
    provenance: str = ""
    data_version: int | None = None
    filters: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    ``renamed`` pairs the full name of a column with its name in the file where the two differ. ``provenance``
    counts the rows of each provenance. ``notes`` are sentences on what the format holds in another way.
    ``beside`` are further files, for formats that have no place for their origin.
    ``filters`` are what the rows were chosen by, in Persian and English.
    """

    layer: str
    path: Path
    format: str
    rows: int
    bytes: int
    sha256: str
    renamed: tuple[tuple[str, str], ...] = ()
    provenance: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()


def plain_metadata(meta: LayerMeta) -> dict[str, str]:
    """Return what a file says of itself as texts by name; what is not known is left out."""
    version = "" if meta.data_version is None else str(meta.data_version)
    held = {
        "title_fa": meta.title_fa,
        "title_en": meta.title_en,
        "source_fa": meta.source_fa,
        "source_en": meta.source_en,
        "licence": meta.licence,
        "date": meta.date,
        "provenance": meta.provenance,
        "data_version": version,
        "filters_fa": "; ".join(fa for fa, _ in meta.filters),
        "filters_en": "; ".join(en for _, en in meta.filters),
    }
    return {name: text for name, text in held.items() if text}


def about_text(meta: LayerMeta) -> str:
    """Return the origin of a layer as lines for a person, Persian before English."""
    version = "" if meta.data_version is None else str(meta.data_version)
    lines = [
        (f"منبع: {meta.source_fa}", meta.source_fa),
        (f"پروانه: {meta.licence}", meta.licence),
        (f"تاریخ داده: {meta.date}", meta.date),
        (f"نسخهٔ داده: {version}", version),
        *((f"تنها: {fa}", fa) for fa, _ in meta.filters),
        *((f"خاستگاه: {fa}", fa) for _, fa, _ in provenance_words(meta)),
        (meta.title_en, meta.title_en),
        (f"Source: {meta.source_en}", meta.source_en),
        (f"Licence: {meta.licence}", meta.licence),
        (f"Date: {meta.date}", meta.date),
        (f"Data version: {version}", version),
        *((f"Only: {en}", en) for _, en in meta.filters),
        *((f"Provenance: {en}", en) for _, _, en in provenance_words(meta)),
    ]
    return "\n".join(line for line, told in lines if told)


def provenance_words(meta: LayerMeta) -> list[tuple[str, str, str]]:
    """Return each provenance of a layer with its meaning, Persian and English; empty texts for an unknown one."""
    names = [name.strip() for name in meta.provenance.split(";") if name.strip()]
    return [(name, *PROVENANCE_WORDS.get(name, ("", ""))) for name in names]
