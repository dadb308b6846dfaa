"""What lies beside a shapefile: the field dictionary and a README in two languages."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo_target.exchange.meta import PROVENANCE_WORDS

if TYPE_CHECKING:
    from geo_target.exchange.fields import Field
    from geo_target.exchange.meta import LayerMeta
    from geo_target.exchange.tables import Table

_DICTIONARY = ("field", "full_name", "label_fa", "label_en", "type", "unit", "meaning_fa", "meaning_en")


def dictionary_csv(fields: tuple[Field, ...]) -> str:
    """Return the field dictionary as CSV with a byte-order mark: each short name, and what it stands for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_DICTIONARY)
    writer.writerows(
        (f.short, f.name, f.label_fa, f.label_en, f.type, f.unit, f.meaning_fa, f.meaning_en) for f in fields
    )
    return "\ufeff" + out.getvalue()


def readme(table: Table, meta: LayerMeta, notes: tuple[str, ...]) -> str:
    """Return what a person reads first: what it is, where it comes from, what may be done with it."""
    counts = table.provenance()
    version = "" if meta.data_version is None else str(meta.data_version)
    crs = "" if table.crs is None else table.crs.name
    fa = [
        meta.title_fa,
        "",
        f"لایه: {meta.layer}    شمار ردیف‌ها: {len(table.rows)}",
        *(f"تنها: {fa}" for fa, _ in meta.filters),
        f"منبع: {meta.source_fa}",
        f"پروانه: {meta.licence}    تاریخ داده: {meta.date}    نسخهٔ داده: {version}",
        f"سامانهٔ مختصات: {crs}    رمزگذاری متن: UTF-8",
        *(f"خاستگاه: {name} ({PROVENANCE_WORDS[name][0]}): {count} ردیف" for name, count in counts),
        f"نام کامل، معنی و یکای هر ستون در {meta.layer}_fields.csv است.",
        f"پس از باز کردن zip، QGIS رنگ‌ها و نام‌های فارسی ستون‌ها را از {meta.layer}.qml می‌خواند.",
        "عدد نادانسته تهی است (در پروندهٔ dbf ستاره)، نه صفر؛ آری ۱ و نه ۰ است.",
    ]
    en = [
        meta.title_en,
        "",
        f"Layer: {meta.layer}    Rows: {len(table.rows)}",
        *(f"Only: {en}" for _, en in meta.filters),
        f"Source: {meta.source_en}",
        f"Licence: {meta.licence}    Date: {meta.date}    Data version: {version}",
        f"Coordinate system: {crs}    Text encoding: UTF-8",
        *(f"Provenance: {name} ({PROVENANCE_WORDS[name][1]}): {count} rows" for name, count in counts),
        f"The full name, meaning and unit of each field are in {meta.layer}_fields.csv.",
        f"Once unzipped, QGIS takes colours and Persian names of the fields from {meta.layer}.qml.",
        "A number that is not known is null (asterisks in the dbf), not zero; yes is 1 and no is 0.",
        *notes,
    ]
    return "\ufeff" + "\r\n".join([*fa, "", "-" * 72, "", *en, ""])
