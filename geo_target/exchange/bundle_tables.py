"""The tables of a bundle: datasets and their licences, layers, and the field dictionary."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.exchange.fields import LAYER_COLUMNS, LAYER_TITLES, Field, all_fields
from geo_target.exchange.meta import PROVENANCE_WORDS
from geo_target.exchange.xlsx import CREATED

if TYPE_CHECKING:
    from collections.abc import Iterable

Words = tuple[str, str]

_A4, _LINE = 9, 15
_FIELD_HEADS = (
    ("full_name", "نام ستون / Column", 26),
    ("short_name", "نام در shapefile", 18),
    ("label_fa", "عنوان فارسی", 30),
    ("label_en", "English label", 30),
    ("type", "نوع / Type", 12),
    ("unit", "یکا / Unit", 14),
    ("meaning_fa", "معنی", 56),
    ("meaning_en", "Meaning", 56),
    ("layers", "لایه‌ها / Layers", 56),
)


@dataclass(frozen=True, slots=True)
class BundleDataset:
    """Where rows come from. `rows` are those of the whole dataset, `dated` is ISO 8601."""

    layer: str
    title_fa: str
    title_en: str
    provenance: str
    source_fa: str
    source_en: str
    licence: str
    dated: str
    rows: int
    checksum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleAbout:
    """What a bundle says of itself.

    Parameters
    ----------
    filters
        What all rows were chosen by, Persian and English.
    datasets
        Of the layers in the bundle, by layer.
    left_out
        Layers that are not in it, each with the reason in one sentence.
    profile
        Name of the profile that the priorities were scored by; None if there is no score.
    """

    data_version: int | None
    filters: tuple[Words, ...] = ()
    datasets: tuple[BundleDataset, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """A layer as it was packed; `columns` empty for all of them."""

    layer: str
    title_fa: str
    title_en: str
    columns: tuple[str, ...]
    rows: int
    provenance: tuple[tuple[str, int], ...]
    crs: str
    notes: tuple[str, ...]

    def count(self, provenance: str) -> int:
        """Return how many rows have this provenance."""
        return dict(self.provenance).get(provenance, 0)


@dataclass(frozen=True, slots=True)
class BundleContents:
    """All that the README tells of."""

    about: BundleAbout
    layers: tuple[LayerFiles, ...]
    formats: tuple[str, ...]


def datasets_csv(about: BundleAbout) -> str:
    """Return the provenance table: a line for each dataset, with source, licence, date and checksum."""
    heads = (
        *("layer", "title_fa", "title_en", "provenance", "source_fa", "source_en", "licence", "date"),
        *("rows_of_dataset", "sha256_of_source"),
    )
    return _csv(
        heads,
        (
            (
                *(d.layer, d.title_fa, d.title_en, d.provenance, d.source_fa, d.source_en),
                *(d.licence, d.dated, d.rows, d.checksum),
            )
            for d in about.datasets
        ),
    )


def layers_csv(contents: BundleContents) -> str:
    """Return the list of layers with their rows by provenance."""
    heads = ("layer", "title_fa", "title_en", "rows", *PROVENANCE_WORDS, "coordinate_system")
    return _csv(
        heads,
        (
            (f.layer, f.title_fa, f.title_en, f.rows, *map(f.count, PROVENANCE_WORDS), f.crs)
            for f in contents.layers
        ),
    )


def fields_csv(contents: BundleContents) -> str:
    """Return the field dictionary of all layers of the bundle."""
    return _csv(tuple(name for name, _, _ in _FIELD_HEADS), _field_rows(contents))


def fields_xlsx(contents: BundleContents) -> bytes:
    """Return the field dictionary as a workbook, right to left, with a frozen header."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "فرهنگ ستون‌ها / Field dictionary", "created": CREATED})
        _write_fields(book, _field_rows(contents))
    return out.getvalue()


def _field_rows(contents: BundleContents) -> list[tuple[str, ...]]:
    held = {f.layer: f.columns or LAYER_COLUMNS[f.layer] for f in contents.layers}
    rows = []
    for field in all_fields().values():
        layers = [layer for layer, columns in held.items() if field.name in columns]
        if layers:
            rows.append(_field_row(field, layers))
    return rows


def _field_row(field: Field, layers: list[str]) -> tuple[str, ...]:
    return (
        *(field.name, field.short, field.label_fa, field.label_en, field.type, field.unit),
        *(field.meaning_fa, field.meaning_en, ", ".join(layers)),
    )


def _write_fields(book: Any, rows: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet("ستون‌ها")
    sheet.right_to_left()
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E3EBEF", "bottom": 1}
    )
    right = book.add_format({"text_wrap": True, "valign": "top", "reading_order": 2, "align": "right"})
    left = book.add_format({"text_wrap": True, "valign": "top", "reading_order": 1, "align": "left"})
    for column, (name, label, width) in enumerate(_FIELD_HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, head)
        form = right if name.endswith("_fa") else left
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, column, row[column], form)
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, _LINE * max(map(_lines, row, (width for _, _, width in _FIELD_HEADS))))
    sheet.autofilter(0, 0, max(len(rows), 1), len(_FIELD_HEADS) - 1)
    layers = book.add_worksheet("لایه‌ها")
    layers.right_to_left()
    layers.set_column(0, 2, 36)
    for column, label in enumerate(("لایه / Layer", "عنوان فارسی", "English title")):
        layers.write_string(0, column, label, head)
    for number, (layer, titles) in enumerate(LAYER_TITLES.items(), start=1):
        for column, cell in enumerate((layer, *titles)):
            layers.write_string(number, column, cell)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of this width; not every program finds out by itself."""
    return max(1, math.ceil(1.15 * len(text) / width))


def _csv(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()
