"""What a file is, by what it begins with; the ending of its name only decides between texts."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from geo_target.intake.reading.source_html import is_page
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 1 << 16
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x09\x08", "xls"),
    (b"\x09\x04", "xls"),
    (b"\x09\x02", "xls"),
    (b"SQLite format 3\0", "gpkg"),
    (b"fgb\x03fgb", "fgb"),
    (b"PAR1", "parquet"),
    (b"\0\0\x27\x0a", "shapefile"),
)
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a TIFF raster"),
    (b"MM\0*", "a TIFF raster"),
    (b"PARE", "an encrypted Parquet file"),
    (b"{\\rtf", "a text document (RTF)"),
)
_KML = re.compile(rb"<(\w+:)?kml[\s>]")
_BINARY_ENDINGS = frozenset(
    [".xlsx", ".xlsm", ".xlsb", ".ods", ".gpkg", ".fgb", ".parquet", ".shp", ".kmz", ".zip"]
)
_PARTS_OF_A_SHAPEFILE = frozenset([".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx"])
_READ = "XLSX, XLS, ODS, CSV/TSV, GeoJSON, GeoPackage, Shapefile, KML/KMZ, FlatGeobuf, GeoParquet"
_SAVE_AS = (
    "به یکی از این قالب‌ها ذخیره کنید: XLSX، CSV، GeoJSON، GPKG",
    "save it as XLSX, CSV, GeoJSON or GeoPackage",
)


def format_of(path: Path) -> str:
    """Return what a file is.

    One of ``xlsx``, ``ods``, ``xls``, ``csv``, ``html``, ``geojson``, ``kml``, ``gpkg``, ``fgb``, ``parquet``,
    ``shapefile`` and ``archive`` (a zip of files).

    Raises
    ------
    SourceError
        If it is none of these; says what it seems to be.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if path.suffix.lower() in _PARTS_OF_A_SHAPEFILE:
        raise unreadable(path, f"one part of a shapefile ({path.suffix})", mend=_WHOLE_SHAPEFILE)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _in_zip(path) if kind == "zip" else _in_ole(path) if kind == "ole" else kind
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise unreadable(path, what)
    return _text_format(path, head)


_WHOLE_SHAPEFILE = (
    "پروندهٔ shp را همراه shx و dbf، بهتر همه در یک zip، بفرستید",
    "send the .shp with its .shx and .dbf, best all in one zip",
)


def _text_format(path: Path, head: bytes) -> str:
    ending = path.suffix.lower()
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        if _KML.search(head):
            return "kml"
        if is_page(head):
            return "html"
        raise unreadable(path, "XML of another kind")
    if text.startswith((b"{", b"[")) or ending in {".geojson", ".json"}:
        return "geojson"
    if ending in _BINARY_ENDINGS:
        raise unreadable(path, f"a damaged file, or one that is no {ending}")
    if ending == ".kml":
        raise unreadable(path, "text that is no KML")
    return "csv"


def _in_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(
            "zip-damaged",
            expected=("پروندهٔ سالم", "a whole file"),
            came=f"damaged or cut off: {error}",
            mend=("پرونده را دوباره بفرستید", "copy or send the file again"),
            file=path.name,
        ) from error
    if any(name.endswith("xl/workbook.bin") or name == "xl/workbook.bin" for name in names):
        raise unreadable(path, "a binary workbook (XLSB)")
    if "word/document.xml" in names:
        raise unreadable(path, "a Word document")
    if "[Content_Types].xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    return "archive"


def _in_ole(path: Path) -> str:
    """Tell an old workbook from a new one that is encrypted: both are OLE containers."""
    names = {part: part.encode("utf-16-le") for part in ("EncryptedPackage", "WordDocument")}
    found: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            found |= {part for part, name in names.items() if name in tail + chunk}
            tail = chunk[-64:]
    if "EncryptedPackage" in found:
        raise SourceError(
            "password",
            expected=("کارپوشهٔ بی‌گذرواژه", "a workbook without a password"),
            came="an encrypted workbook",
            mend=("بی‌گذرواژه ذخیره کنید", "save it without a password"),
            file=path.name,
        )
    if "WordDocument" in found:
        raise unreadable(path, "a Word document")
    return "xls"


def unreadable(path: Path, came: str, *, mend: tuple[str, str] = _SAVE_AS) -> SourceError:
    """Return the error of a file in a format that is not read."""
    return SourceError(
        "format",
        expected=(f"یکی از قالب‌های {_READ}", f"one of {_READ}"),
        came=came,
        mend=mend,
        file=path.name,
    )
