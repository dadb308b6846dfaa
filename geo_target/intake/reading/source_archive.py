"""A zip of files: which one is meant, unpacked into a folder of its own under names of our making."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo_target.intake.reading.archive import copy_member, opened
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from geo_target.intake.source_table import Limits

_TABLES = (
    frozenset({".shp"}),
    frozenset({".gpkg", ".fgb", ".geojson", ".parquet", ".kml", ".kmz"}),
    frozenset({".xlsx", ".xlsm", ".xls", ".ods"}),
    frozenset({".json", ".csv", ".tsv", ".txt"}),
)
"""Endings that may be the table, the likeliest first; the others are then what lies beside it."""
_SHAPEFILE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_PLACEMARK = re.compile(rb"<(\w+:)?Placemark[\s>]")
_LONGEST_NAME = 60


@contextmanager
def unpacked(path: Path, wanted: str | None, limits: Limits) -> Iterator[tuple[Path, bool]]:
    """Unpack the table of an archive into a temporary folder; yields its path, and whether it was named.

    Only the file itself and the parts of a shapefile are unpacked; no path in the archive is ever used.

    Raises
    ------
    SourceError
        If there is no table in it, more than one could be meant, or the archive cannot be trusted.
    """
    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        with opened(path, limits) as archive:
            files = {member.filename: member for member in archive.infolist() if _is_file(member)}
            main, named = _main(path, _with_placemarks(archive, files), wanted)
            room = limits.max_uncompressed_bytes
            for name in _parts(main, list(files)):
                target = Path(folder) / _plain_name(main, name)
                with target.open("wb") as file:
                    room -= copy_member(archive, files[name], file, room=room, file=path.name)
        yield Path(folder) / _plain_name(main, main), named


def _is_file(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return not member.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _with_placemarks(archive: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> list[str]:
    """Return the files without those KML that only link to others, as the first one of a KMZ often does."""
    kml = [name for name in files if _ending(name) == ".kml"]
    if len(kml) < len(("first", "another")):
        return list(files)
    empty = {name for name in kml if not _has_placemarks(archive, files[name])}
    return [name for name in files if name not in empty]


def _has_placemarks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 20):
            if _PLACEMARK.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _main(path: Path, names: list[str], wanted: str | None) -> tuple[str, bool]:
    found: list[str] = []
    for endings in _TABLES:
        found = [name for name in names if _ending(name) in endings]
        if found:
            break
    if wanted is not None:
        named = [name for name in found if wanted in {_stem(name), PurePosixPath(name).name, name}]
        if len(named) == 1:
            return named[0], True
    if len(found) == 1:
        return found[0], False
    listed = ", ".join(sorted(_stem(name) for name in found))
    raise SourceError(
        "archive",
        expected=("بایگانی با یک جدول", "an archive with one table"),
        came=f"{len(found)} tables",
        mend=(f"نام آن را بدهید: {listed}", f"name the one: {listed}")
        if found
        else ("پروندهٔ جدول را هم در zip بگذارید", "put the table itself into the archive"),
        file=path.name,
    )


def _parts(main: str, names: list[str]) -> list[str]:
    if _ending(main) != ".shp":
        return [main]
    stem = main[: -len(".shp")].lower()
    return [
        name for name in names if _ending(name) in _SHAPEFILE and name[: -len(_ending(name))].lower() == stem
    ]


def _plain_name(main: str, name: str) -> str:
    stem = re.sub(r"[^\w-]", "_", _stem(main))[:_LONGEST_NAME] or "table"
    return stem + _ending(name)


def _stem(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).stem


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
