"""Bad files for every layer, made by code: what is wrong with each, and what the refusal must name.

Nothing binary is kept: a maker writes the file into a folder and returns its path, the same bytes each time.
The cases stand in ``bad_files_*.py``, each by what is wrong; here is what they share.
"""

import copy
import json
import struct
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intake_files import csv_text, write_xlsx

from geo_target.intake.checked import CheckOptions

HEADERS = {
    "code": "کد مرکز",
    "name": "نام مرکز",
    "name_en": "نام انگلیسی",
    "province": "استان",
    "city": "شهر",
    "status": "وضعیت",
    "capacity": "ظرفیت",
    "area": "زیربنا",
    "outskirts": "در حاشیه شهر",
    "lon": "طول جغرافیایی",
    "lat": "عرض جغرافیایی",
}
FIELDS = {
    "code": "code",
    "name": "name_fa",
    "name_en": "name_en",
    "province": "province",
    "city": "city",
    "status": "status",
    "capacity": "capacity",
    "area": "floor_m2",
    "outskirts": "outskirts",
}
"""The same in English, short enough for a shapefile."""
_ROWS = (
    ("TC-90001", "مرکز شهید رجایی", "Shahid Rajaei centre", "خراسان رضوی", "مشهد", "فعال", 12000, 900, "خیر", 59.58123, 36.30123),
    ("TC-90002", "مرکز کارآفرینی بانوان", "Women's centre", "فارس", "شیراز", "فعال", 8000, 450, "خیر", 52.54321, 29.61234),
    ("TC-90003", "مرکز صنایع دستی", "Handicraft centre", "کرمان", "کرمان", "مصوب", None, None, "بله", 57.07654, 30.28765),
)  # fmt: skip
ROWS = [dict(zip(HEADERS, row, strict=True)) for row in _ROWS]
IN_MASHHAD = (59.58123, 36.30123)


@dataclass(frozen=True, kw_only=True)
class BadFile:
    """One bad file, and where and what the refusal must say.

    `says` is a pattern that the English sentence has; `row`, `column` and `sheet` are what it must name;
    `read` tells that the file is refused before any row of it is looked at, `warns` that it is only doubtful:
    it is imported, with a warning that says so.
    """

    name: str
    make: Callable[[Path], Path]
    says: str
    layer: str = "training_centres"
    row: int | None = None
    column: str | None = None
    sheet: str | None = None
    read: bool = False
    warns: bool = False
    asked: dict[str, Any] = field(default_factory=dict)
    options: CheckOptions = field(default_factory=lambda: CheckOptions(mode="add"))


def good_rows(**changes):
    """The three centres; `changes` are cells of the second one."""
    rows = copy.deepcopy(ROWS)
    rows[1].update(changes)
    return rows


def laid_out(rows, headers=None):
    """Headers and rows as a sheet has them."""
    headers = HEADERS if headers is None else headers
    return [list(headers.values()), *([row.get(key) for key in headers] for row in rows)]


def sheet(rows, name="list.xlsx", **options):
    """A maker of a workbook with these rows."""
    return lambda folder: write_xlsx(folder / name, rows, **options)


def text(rows, name="list.csv", *, encoding="utf-8", separator=","):
    """A maker of a text with these rows."""
    return content(name, csv_text(rows, separator).encode(encoding))


def content(name, data):
    """A maker of a file of these bytes."""

    def make(folder):
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def cell(name, key, value, says, *, column=True, **more):
    """A workbook whose second centre (row 3) has this value under the header of `key`."""
    where = HEADERS[key] if column is True else column or None
    return BadFile(
        name=name, make=sheet(laid_out(good_rows(**{key: value}))), says=says, row=3, column=where, **more
    )


def zipped(name, *members, compression=zipfile.ZIP_DEFLATED):
    """A maker of an archive; a member is a name (or a ZipInfo) and its content."""

    def make(folder):
        path = folder / name
        with zipfile.ZipFile(path, "w", compression) as archive:
            for member, data in members:
                info = member if isinstance(member, zipfile.ZipInfo) else zipfile.ZipInfo(member)
                info.compress_type = compression
                archive.writestr(info, data)
        return path

    return make


def changed(maker, change):
    """The file of another maker, its bytes changed."""

    def make(folder):
        path = maker(folder)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def cut(maker, share):
    """The file of another maker, its end cut off."""
    return changed(maker, lambda data: data[: int(len(data) * share)])


def feature(shape, row):
    """A feature of a GeoJSON: its properties and its shape."""
    return {"type": "Feature", "properties": row, "geometry": shape}


def point(lon, lat, *more):
    return {"type": "Point", "coordinates": [lon, lat, *more]}


def features(*pairs, name="layer.geojson", **more):
    """A maker of a GeoJSON of pairs of shape and properties."""
    collection = {
        "type": "FeatureCollection",
        **more,
        "features": [feature(shape, row) for shape, row in pairs],
    }
    return content(name, json.dumps(collection, ensure_ascii=False).encode())


def properties(row):
    """A centre as the properties of a feature."""
    return {name: row[key] for key, name in FIELDS.items()}


def centre_features(*shapes, name="layer.geojson", **more):
    """A maker of a GeoJSON of the three centres with these shapes."""
    pairs = [(shape, properties(row)) for shape, row in zip(shapes, ROWS, strict=True)]
    return features(*pairs, name=name, **more)


def places():
    """The shapes of the three centres."""
    return [point(row["lon"], row["lat"]) for row in ROWS]


def by_ogr(maker, name, *options):
    """What ogr2ogr makes of the file of another maker."""

    def make(folder):
        source = folder / "made"
        source.mkdir(exist_ok=True)
        command = ["ogr2ogr", *options, str(folder / name), str(maker(source))]
        subprocess.run(command, check=True, capture_output=True)
        return folder / name

    return make


def shapefile(maker=None, *options):
    """A maker of the shapefile of the three centres: ``centres.shp`` with its parts."""
    return by_ogr(maker or centre_features(*places()), "centres.shp", "-lco", "ENCODING=UTF-8", *options)


def part_changed(maker, ending, change):
    """A shapefile one part of which is changed, or left out (`change` None)."""

    def make(folder):
        path = maker(folder)
        part = path.with_suffix(ending)
        if change is None:
            part.unlink()
        else:
            part.write_bytes(change(part.read_bytes()))
        return path

    return make


def little(number):
    return struct.pack("<I", number)


def big(number):
    return struct.pack(">I", number)
