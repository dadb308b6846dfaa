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
        "الگوسازی‌شده: جای واقعی نیست، ولی رقم‌های گزارش برنامه را بازمی‌سازد",
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
    filters: tuple[tuple[str, str], ...] = ()
