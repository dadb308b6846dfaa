"""The attribute table of a shapefile (.dbf), read strictly: its counts must agree and its text must decode.

GDAL and pyshp take the encoding on trust, and a text that was cut in the middle of a letter stops both. Here
the encoding is found by decoding every text, and a cut letter at the end of a full field is left off and said.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.intake.reading.encoding import (
    UTF8,
    WINDOWS,
    reads_as_persian,
    text_encoding,
    unknown_encoding,
)
from geo_target.intake.reading.grid import as_number
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_target.intake.source_table import Cell

_HEADER, _FIELD = 32, 32
_ARABIC_MARK = 0x7E
_SAMPLE = 1 << 20
_LATIN = frozenset({"iso8859-1", "cp1252", "latin-1"})
_DELETED = b"*"
_YES, _NO = frozenset(b"TtYy"), frozenset(b"FfNn")
_DATE = re.compile(rb"[0-9]{8}")
_MEND = ("لایه را دوباره از برنامهٔ اصلی بگیرید", "export the layer again from its own program")


@dataclass(frozen=True, slots=True)
class DbfField:
    """A field: its name as bytes, its type, where it begins in a record and how long it is."""

    name: bytes
    type: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Dbf:
    """The header of a table, checked against the file."""

    path: Path
    fields: tuple[DbfField, ...]
    records: int
    header_bytes: int
    record_bytes: int
    language: int


def open_dbf(path: Path) -> Dbf:
    """Return the header of a .dbf.

    Raises
    ------
    SourceError
        If the header is damaged, or says another number of records than the file holds.
    """
    with path.open("rb") as file:
        start = file.read(_HEADER)
        if len(start) < _HEADER:
            raise _damaged(path, f"{len(start)} bytes")
        records, header_bytes, record_bytes = struct.unpack("<IHH", start[4:12])
        descriptors = file.read(max(0, header_bytes - _HEADER))
    fields = _fields(descriptors)
    if not fields or record_bytes != 1 + sum(field.length for field in fields):
        raise _damaged(path, "a header whose fields do not add up")
    held = max(0, path.stat().st_size - header_bytes) // record_bytes
    if held != records:
        raise SourceError(
            "dbf-count",
            expected=(f"{records} رکورد، به گفتهٔ سرآیند", f"{records} records, as its header says"),
            came=f"{held} records",
            mend=_MEND,
            file=path.name,
        )
    return Dbf(path, fields, records, header_bytes, record_bytes, start[29])


def find_dbf_encoding(dbf: Dbf, *, given: str | None, said: str | None) -> tuple[str, tuple[SourceNote, ...]]:
    """Return the encoding of the table's text.

    What a person gave must fit. Else text that is UTF-8 is read so whatever is said of it, then what the
    .cpg says, then Windows-1256 if it reads as Persian under it. A .cpg that says Latin, as some programs
    write by themselves, does not hold against text that reads as Persian.

    Raises
    ------
    SourceError
        If no encoding fits.
    """
    if given is not None:
        if text_encoding(given) is None:
            raise unknown_encoding(dbf.path.name, given)
        if not _fits(dbf, given):
            raise _undecodable(dbf.path, given)
        return given, ()
    sample = _texts(dbf)
    if sample.isascii() or _fits(dbf, UTF8):
        note = () if said in {None, UTF8} or sample.isascii() else (_contradicted(said, UTF8),)
        return UTF8, note
    said = said or (WINDOWS if dbf.language == _ARABIC_MARK else None)
    persian = reads_as_persian(sample)
    if (
        said not in {None, UTF8}
        and said is not None
        and not (persian and said in _LATIN)
        and _fits(dbf, said)
    ):
        return said, ()
    if persian:
        note = (
            (_contradicted(said, WINDOWS),)
            if said
            else (
                SourceNote(
                    "فایل cpg نبود؛ متن با رمزگذاری windows-1256 خوانده شد.",
                    "There was no .cpg; the text was read as windows-1256.",
                ),
            )
        )
        return WINDOWS, note
    raise _undecodable(dbf.path, said or "UTF-8 or Windows-1256")


def said_by_cpg(path: Path | None) -> str | None:
    """Return the encoding that a .cpg names, None if there is none or it names none that is known."""
    if path is None:
        return None
    name = path.read_bytes()[:64].decode("ascii", errors="replace").strip("\ufeff\ufffd \r\n\t\0").lower()
    name = name.removeprefix("ansi ").strip()
    if name in {"utf8", "utf-8", "65001", "cp65001"}:
        return UTF8
    if name.removeprefix("windows-").removeprefix("cp") == "1256":
        return WINDOWS
    return text_encoding(f"cp{name}" if name.isdigit() else name)


def headers_of(dbf: Dbf, encoding: str) -> tuple[str, ...]:
    """Return the names of the fields; a name cut in the middle of a letter loses that letter."""
    return tuple(
        _decoded(field.name, encoding, cut=True) or f"field {n}" for n, field in enumerate(dbf.fields, 1)
    )


def records_of(dbf: Dbf, encoding: str) -> Iterator[tuple[Cell, ...] | None]:
    """Return the cells of each record in turn, None for one that is marked as deleted."""
    for record in _raw_records(dbf):
        yield (
            None
            if record[:1] == _DELETED
            else tuple(
                _cell(field, record[field.start : field.start + field.length], encoding)
                for field in dbf.fields
            )
        )


def cut_texts(dbf: Dbf, encoding: str) -> list[tuple[int, int]]:
    """Return record and field, both 0-based, of each text that was cut in the middle of a letter."""
    return [
        (index, place)
        for index, record in enumerate(_raw_records(dbf))
        if not record.isascii()
        for place, field in enumerate(dbf.fields)
        if field.type == "C" and _is_cut(record[field.start : field.start + field.length], encoding)
    ]


def _fields(descriptors: bytes) -> tuple[DbfField, ...]:
    fields, start = [], 1
    for place in range(0, len(descriptors) - _FIELD + 1, _FIELD):
        one = descriptors[place : place + _FIELD]
        if one[0] == 0x0D:  # noqa: PLR2004 - the end of the fields
            break
        fields.append(DbfField(one[:11].split(b"\0", 1)[0], chr(one[11]), start, one[16]))
        start += one[16]
    return tuple(fields)


def _raw_records(dbf: Dbf) -> Iterator[bytes]:
    with dbf.path.open("rb") as file:
        file.seek(dbf.header_bytes)
        for _ in range(dbf.records):
            yield file.read(dbf.record_bytes)


def _texts(dbf: Dbf) -> bytes:
    """Return the names of the fields and the texts that are not ASCII, as many as make a sample."""
    kept = [field.name for field in dbf.fields if not field.name.isascii()]
    size = 0
    for record in _raw_records(dbf):
        if record.isascii():
            continue
        texts = [record[f.start : f.start + f.length] for f in dbf.fields if f.type == "C"]
        kept.extend(texts)
        size += sum(map(len, texts))
        if size > _SAMPLE:
            break
    return b" ".join(kept)


def _fits(dbf: Dbf, encoding: str) -> bool:
    try:
        for field in dbf.fields:
            _decoded(field.name, encoding, cut=True)
        for record in _raw_records(dbf):
            if not record.isascii():
                for field in dbf.fields:
                    if field.type == "C":
                        _decoded(record[field.start : field.start + field.length], encoding, cut=True)
    except UnicodeError:
        return False
    return True


def _decoded(raw: bytes, encoding: str, *, cut: bool) -> str:
    """Decode a text; what is left of a letter at the end of a full field is dropped if ``cut`` allows it."""
    full = raw[-1:] not in {b" ", b"\0", b""}
    text = raw.rstrip(b" \0")
    return codecs.getincrementaldecoder(encoding)().decode(text, final=not (cut and full))


def _is_cut(raw: bytes, encoding: str) -> bool:
    try:
        _decoded(raw, encoding, cut=False)
    except UnicodeError:
        return True
    return False


def _cell(field: DbfField, raw: bytes, encoding: str) -> Cell:
    if field.type == "C":
        return _decoded(raw, encoding, cut=True)
    if field.type in _BINARY:
        return _unpacked(_BINARY[field.type], raw)
    text = raw.strip(b" \0")
    if not text.strip(b"*"):
        return None
    return _READ[field.type](text) if field.type in _READ else None


def _unpacked(layout: str, raw: bytes) -> Cell:
    return as_number(repr(struct.unpack(layout, raw)[0])) if len(raw) == struct.calcsize(layout) else None


def _number(text: bytes) -> Cell:
    number = as_number(text.decode("latin-1"))
    return text.decode("latin-1") if number is None else number


def _yes_or_no(text: bytes) -> Cell:
    return True if text[0] in _YES else False if text[0] in _NO else None


def _date(text: bytes) -> Cell:
    if not _DATE.fullmatch(text):
        return text.decode("latin-1")
    try:
        return dt.datetime(int(text[:4]), int(text[4:6]), int(text[6:]))  # noqa: DTZ001 - a day without a zone
    except ValueError:
        return text.decode("latin-1") if text.strip(b"0") else None


_BINARY = {"I": "<i", "O": "<d"}
_READ = {"L": _yes_or_no, "D": _date, "N": _number, "F": _number}
"""Types of fields as text; memos and pictures are not read."""


def _contradicted(said: str | None, encoding: str) -> SourceNote:
    return SourceNote(
        f"فایل cpg رمزگذاری {said} را می‌گوید، ولی متن {encoding} است و چنان خوانده شد.",
        f"The .cpg says {said}, but the text is {encoding} and was read so.",
    )


def _undecodable(path: Path, encoding: str) -> SourceError:
    return SourceError(
        "encoding",
        expected=(f"متن با رمزگذاری {encoding}", f"text in {encoding}"),
        came="bytes that are not",
        mend=(
            "رمزگذاری را نام ببرید یا پروندهٔ cpg را کنار آن بگذارید",
            "name the encoding, or put the right .cpg beside it",
        ),
        file=path.name,
    )


def _damaged(path: Path, came: str) -> SourceError:
    return SourceError(
        "dbf-damaged", expected=("جدول dbf سالم", "a whole .dbf"), came=came, mend=_MEND, file=path.name
    )
