"""The encoding of a text: by its mark, by strict decoding, and for Windows-1256 by whether it reads as Persian."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UTF8, UTF8_MARKED, WINDOWS = "utf-8", "utf-8-sig", "windows-1256"
_MARKS = (
    (codecs.BOM_UTF8, UTF8_MARKED),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_FREQUENT = frozenset("اينرهودمتبشسکلكی")
"""The letters that make up most of any Persian text, as Windows-1256 has them."""
_LEAST_ARABIC, _LEAST_FREQUENT = 0.9, 0.6
_BROKEN = 0.05
_LEAST_NULS = 0.2
_LOST = re.compile("[?\ufffd][?\ufffd ]*")
_LEAST_LOST = 0.3
_MEND = (
    "پرونده را با رمزگذاری UTF-8 ذخیره کنید یا رمزگذاری را نام ببرید",
    "save the file as UTF-8, or name its encoding",
)


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file, which is read once, in pieces, and must decode.

    One of ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-16-le``, ``utf-16-be``, ``utf-32``, ``windows-1256``.

    Raises
    ------
    SourceError
        If it is in no such encoding, holds NUL bytes, or is UTF-8 with broken places; names the line.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            require_decodes(path, encoding)
            return encoding
    if b"\0" in head and (wide := _wide(head)) is not None:
        require_decodes(path, wide)
        return wide
    refuse_nuls(path)
    broken = _first_broken(path, UTF8)
    if broken is None:
        return UTF8
    if _is_mostly_utf8(path):
        raise _undecodable(path.name, UTF8, broken)
    if reads_as_persian(_non_ascii(path)):
        return WINDOWS
    raise _undecodable(path.name, "UTF-8 or Windows-1256", broken)


def require_decodes(path: Path, encoding: str) -> None:
    """Check that a whole file decodes.

    Raises
    ------
    SourceError
        If there is no such encoding, or the file is not in it; names the line.
    """
    if text_encoding(encoding) is None:
        raise unknown_encoding(path.name, encoding)
    broken = _first_broken(path, encoding)
    if broken is not None:
        raise _undecodable(path.name, encoding, broken)


def text_encoding(name: str) -> str | None:
    """Return an encoding by its usual name; None if there is none of that name for text."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # refuses base64 and the like, which are of no text
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def unknown_encoding(file: str, name: str) -> SourceError:
    """Return the error of an encoding that does not exist."""
    return SourceError(
        "encoding-unknown",
        expected=(
            "نام یک رمزگذاری، مانند utf-8 یا windows-1256",
            "an encoding such as utf-8 or windows-1256",
        ),
        came=name,
        mend=("نام را درست کنید", "mend the name"),
        file=file,
    )


def refuse_nuls(path: Path) -> None:
    """Check that a file has no NUL bytes.

    Raises
    ------
    SourceError
        If it has; names the line of the first.
    """
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            place = chunk.find(b"\0")
            if place >= 0:
                raise SourceError(
                    "nul",
                    expected=("متن", "text"),
                    came="a NUL byte",
                    mend=(
                        "پرونده را از برنامهٔ اصلی دوباره ذخیره کنید",
                        "save the file again from its own program",
                    ),
                    file=path.name,
                    row=line + chunk.count(b"\n", 0, place),
                )
            line += chunk.count(b"\n")


def reads_as_persian(content: bytes) -> bool:
    """Tell whether bytes, read as Windows-1256, are Persian: Arabic letters, the frequent ones most of them."""
    counts = Counter(sign for sign in content.decode(WINDOWS) if sign.isalpha() and not sign.isascii())
    letters = counts.total()
    arabic = {sign: count for sign, count in counts.items() if "\u0600" <= sign <= "\u06ff"}
    frequent = sum(count for sign, count in arabic.items() if sign in _FREQUENT)
    total = sum(arabic.values())
    return letters > 0 and total >= _LEAST_ARABIC * letters and frequent >= _LEAST_FREQUENT * total


def is_double_encoded(text: str) -> bool:
    """Tell whether a text was UTF-8, was read as something else and saved again: Ø§Ø³ØªØ§Ù†."""
    lines = [line for line in text.split("\n") if not line.isascii()][:50]
    return bool(lines) and any(
        sum(_was_utf8(line, encoding) for line in lines) * 2 > len(lines)
        for encoding in ("windows-1252", "latin-1", WINDOWS)
    )


def lost_letters(texts: Iterable[str]) -> str | None:
    """Return a text of nothing but question marks, if so many texts are that; else None."""
    given = [text.strip() for text in texts if text.strip()]
    lost = [text for text in given if len(text) > 1 and _LOST.fullmatch(text)]
    return lost[0] if len(lost) > _LEAST_LOST * len(given) else None


def letters_lost(file: str, came: str) -> SourceError:
    """Return the error of a file whose letters were replaced by question marks before it came."""
    return SourceError(
        "letters-lost",
        expected=("متن فارسی", "Persian text"),
        came=came,
        mend=("پرونده را از اصل آن دوباره با UTF-8 بسازید", "make the file anew from its original, in UTF-8"),
        file=file,
    )


def _was_utf8(line: str, encoding: str) -> bool:
    try:
        return any("\u0600" <= sign <= "\u06ff" for sign in line.encode(encoding).decode(UTF8))
    except UnicodeError:
        return False


def _wide(head: bytes) -> str | None:
    """Return which UTF-16 this is by where its NUL bytes are; None if it is none."""
    pairs = len(head) // 2
    first, second = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if max(first, second) < _LEAST_NULS * pairs or min(first, second) > pairs * 0.01:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _first_broken(path: Path, encoding: str) -> int | None:
    """Return the line of the first byte that does not decode, 1-based; None if all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                start = getattr(error, "start", 0)
                return line + bytes(getattr(error, "object", b""))[:start].count(b"\n")
            if not chunk:
                return None
            line += text.count("\n")


def _is_mostly_utf8(path: Path) -> bool:
    """Tell whether hardly any letter outside ASCII is broken when the text is read as UTF-8."""
    text = _non_ascii(path).decode(UTF8, errors="replace")
    broken = text.count("\ufffd")
    whole = sum(not sign.isascii() for sign in text) - broken
    return broken <= _BROKEN * whole


def _non_ascii(path: Path) -> bytes:
    """Return the lines with bytes outside ASCII, as many as make a sample."""
    kept: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_CHUNK)):
            if not line.isascii():
                kept.append(line)
                size += len(line)
    return b"".join(kept)


def _undecodable(file: str, encoding: str, line: int) -> SourceError:
    return SourceError(
        "encoding",
        expected=(f"متن با رمزگذاری {encoding}", f"text in {encoding}"),
        came="bytes that are not",
        mend=_MEND,
        file=file,
        row=line,
    )
