"""Shapefiles: the parts found whatever their capitals, their counts compared, the text by our own reading."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_target.intake.reading.dbf_table import (
    cut_texts,
    find_dbf_encoding,
    headers_of,
    open_dbf,
    records_of,
    said_by_cpg,
)
from geo_target.intake.reading.encoding import letters_lost, lost_letters
from geo_target.intake.reading.file_size import refuse_size
from geo_target.intake.reading.grid import Budget
from geo_target.intake.reading.shapes import as_shapes, crs_text, flat
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote, SourceTable

if TYPE_CHECKING:
    from geo_target.intake.reading.dbf_table import Dbf
    from geo_target.intake.source_table import Limits, SourceRow

_MAGIC = 9994
_HEADER = 100
_INDEX_ENTRY = 8
_RECORD_HEADER = 8
_SAMPLE_ROWS = 200
_NEEDED = (".shp", ".shx", ".dbf")
_MEND = ("لایه را دوباره از برنامهٔ اصلی بگیرید", "export the layer again from its own program")


def shapefiles_in(folder: Path) -> list[Path]:
    """Return the .shp files of a folder, whatever their capitals, in order."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".shp" and path.is_file())


def read_shapefile(path: Path, *, encoding: str | None, limits: Limits) -> SourceTable:
    """Return the table of a shapefile; ``path`` is its .shp.

    The CRS is None without a .prj. Records that are marked as deleted are left out.

    Raises
    ------
    SourceError
        If a part is missing or cut off, the parts disagree about the number of records, or the encoding of
        the text cannot be told.
    """
    parts = _parts(path)
    refuse_size(path, sum(part.stat().st_size for part in parts.values()), limits)
    shapes = _check_lengths(parts)
    dbf = open_dbf(parts[".dbf"])
    if dbf.records != shapes:
        raise SourceError(
            "dbf-count",
            expected=(f"{shapes} رکورد، به شمار شکل‌ها", f"{shapes} records, as many as shapes"),
            came=f"{dbf.records} records",
            mend=_MEND,
            file=parts[".dbf"].name,
        )
    found, notes = find_dbf_encoding(dbf, given=encoding, said=said_by_cpg(parts.get(".cpg")))

    wkb, crs, said = _shapes(parts)
    rows = _rows(dbf, found, Budget(limits, path.name, None))
    numbers = [row.number for row in rows]
    if not rows:
        raise _refused("empty", path, "no records")
    texts = (cell for row in rows[:_SAMPLE_ROWS] for cell in row.cells if isinstance(cell, str))
    if (lost := lost_letters(texts)) is not None:
        raise letters_lost(path.name, lost)
    geometry, faults = as_shapes(
        [wkb.get(number - 1) for number in numbers], file=path.name, sheet=None, numbers=numbers
    )
    geometry, dropped = flat(geometry)
    return SourceTable(
        file=path.name,
        sheet=None,
        format="shapefile",
        encoding=found,
        headers=headers_of(dbf, found),
        rows=tuple(rows),
        geometry=geometry,
        crs=crs,
        notes=(*notes, *dropped, *said, *_left_out(dbf, rows)),
        faults=(*faults, *_cut(dbf, found, path.name)),
    )


def _parts(path: Path) -> dict[str, Path]:
    """Return the parts of a shapefile by their endings in small letters."""
    parts = {
        other.suffix.lower(): other
        for other in path.parent.iterdir()
        if other.stem.lower() == path.stem.lower() and other.is_file()
    }
    parts[".shp"] = path
    missing = [ending for ending in _NEEDED if ending not in parts]
    if missing:
        names = ", ".join(path.stem + ending for ending in missing)
        raise SourceError(
            "shapefile-part",
            expected=("سه پروندهٔ shp و shx و dbf کنار هم", ".shp, .shx and .dbf beside each other"),
            came=f"no {names}",
            mend=(f"{names} را هم بفرستید، بهتر همه در یک zip", f"send {names} as well, best all in one zip"),
            file=path.name,
        )
    return parts


def _check_lengths(parts: dict[str, Path]) -> int:
    """Return the number of shapes, once .shp and .shx are as long as they say."""
    for ending in (".shp", ".shx"):
        part = parts[ending]
        with part.open("rb") as file:
            head = file.read(_HEADER)
        if len(head) < _HEADER or struct.unpack(">i", head[:4])[0] != _MAGIC:
            raise _refused("damaged", part, "another kind of file, or a file cut off")
        said, held = 2 * struct.unpack(">i", head[24:28])[0], part.stat().st_size
        if said > held:
            raise _refused("truncated", part, f"{held} bytes of {said}")
    _check_index(parts)
    return (parts[".shx"].stat().st_size - _HEADER) // _INDEX_ENTRY


def _check_index(parts: dict[str, Path]) -> None:
    """Check that every entry of the .shx points at a record inside the .shp; GDAL would call it no shape."""
    import numpy as np

    entries = np.fromfile(parts[".shx"], dtype=">u4", offset=_HEADER)
    starts, lengths = entries[: len(entries) // 2 * 2].reshape(-1, 2).astype(np.int64).T * 2
    outside = (starts < _HEADER) | (starts + lengths + _RECORD_HEADER > parts[".shp"].stat().st_size)
    if outside.any():
        place = int(outside.argmax())
        raise SourceError(
            "shx-outside",
            expected=(f"شکلی در {parts['.shp'].name}", f"a shape in {parts['.shp'].name}"),
            came=f"byte {starts[place]}, where there is none",
            mend=_MEND,
            file=parts[".shx"].name,
            row=place + 1,
        )


def _shapes(
    parts: dict[str, Path],
) -> tuple[dict[int, bytes | str | None], str | None, tuple[SourceNote, ...]]:
    """Return WKB by number of record, the CRS and what GDAL said; parts get plain names for it.

    A record that has a shape, which GDAL cannot make, has a text that says so.

    It does not see the .dbf, whose column names it could not read if they are in Windows-1256.
    """
    import pyogrio

    from geo_target.intake.reading.source_vector import speaking

    with tempfile.TemporaryDirectory(prefix="geo-target-") as folder:
        for ending in (".shp", ".shx", ".prj"):
            if ending in parts:
                (Path(folder) / f"layer{ending}").symlink_to(parts[ending].resolve())
        layer = Path(folder) / "layer.shp"
        with speaking(layer, "shapefile") as said:
            meta, numbers, shapes, _ = pyogrio.raw.read(
                layer, columns=[], return_fids=True, encoding="latin-1"
            )
    notes = tuple(SourceNote(message, message) for message in dict.fromkeys(said))
    found = dict(zip(numbers.tolist(), shapes.tolist(), strict=True)) if shapes is not None else {}
    wkb = found | dict.fromkeys(_damaged(parts, found), "a damaged record")
    return wkb, crs_text(meta["crs"]) if ".prj" in parts else None, notes


def _damaged(parts: dict[str, Path], found: dict[int, bytes | None]) -> list[int]:
    """Return the records without a shape whose kind is not that of no shape, 0."""
    damaged = []
    with parts[".shx"].open("rb") as index, parts[".shp"].open("rb") as file:
        for number in (number for number, shape in found.items() if shape is None):
            index.seek(_HEADER + number * _INDEX_ENTRY)
            file.seek(2 * struct.unpack(">I", index.read(4))[0] + _RECORD_HEADER)
            if file.read(4) != b"\0\0\0\0":
                damaged.append(number)
    return damaged


def _rows(dbf: Dbf, encoding: str, budget: Budget) -> list[SourceRow]:
    return [
        budget.whole_row(number, cells)
        for number, cells in enumerate(records_of(dbf, encoding), start=1)
        if cells is not None
    ]


def _left_out(dbf: Dbf, rows: list[SourceRow]) -> tuple[SourceNote, ...]:
    deleted = dbf.records - len(rows)
    if not deleted:
        return ()
    return (
        SourceNote(
            f"{deleted} رکورد حذف‌شده کنار گذاشته شد.", f"{deleted} records marked as deleted were left out."
        ),
    )


def _cut(dbf: Dbf, encoding: str, file: str) -> tuple[SourceError, ...]:
    names = headers_of(dbf, encoding)
    return tuple(
        SourceError(
            "text-cut",
            expected=("متن کامل", "a whole text"),
            came="a text cut in the middle of a letter",
            mend=("نام را کوتاه یا از اصل کامل کنید", "complete it from the original"),
            file=file,
            row=record + 1,
            column=names[field],
        )
        for record, field in cut_texts(dbf, encoding)
    )


def _refused(code: str, path: Path, came: str) -> SourceError:
    expected = (f"یک {path.suffix} سالم", f"a whole {path.suffix} of a shapefile")
    return SourceError(code, expected=expected, came=came, mend=_MEND, file=path.name)
