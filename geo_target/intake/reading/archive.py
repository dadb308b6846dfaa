"""Archives, opened without trusting them: what a member is called, how large it says it is, what it links to."""

from __future__ import annotations

import errno
import lzma
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING

from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_target.intake.source_table import Limits

ENCRYPTED = 0x1
_CHUNK = 1 << 20
_RATIO_FROM = 50 * 2**20
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError),
    *(NotImplementedError, OSError, UnicodeDecodeError),
)
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ENOENT})
_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_MEND = ("بایگانی را دوباره از پرونده‌های اصلی بسازید", "make the archive anew from the files themselves")


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose members have been checked; what fails while it is open names the file.

    Raises
    ------
    SourceError
        If it is no whole zip archive, a member is encrypted, links elsewhere or has a path that leads out of
        the folder, or members are too many, too large or packed too tightly.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                _check_member(member, path.name)
            _check_sizes(archive, path.name, limits)
            yield archive
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
            raise
        raise SourceError(
            "zip-damaged",
            expected=("بایگانی zip سالم", "a whole zip archive"),
            came=f"damaged or cut off: {error}",
            mend=("پرونده را دوباره بفرستید", "copy or send the file again"),
            file=path.name,
        ) from error


def copy_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: IO[bytes], *, room: int, file: str
) -> int:
    """Unpack a member, counting what really comes out; return the number of bytes.

    Raises
    ------
    SourceError
        If more than ``room`` bytes come out, whatever the archive says.
    """
    written = 0
    with archive.open(member) as source:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > room:
                raise too_large(file, room)
            target.write(chunk)
    return written


def too_large(file: str, most: int) -> SourceError:
    """Return the error of an archive that unpacks to more than is allowed."""
    return SourceError(
        "zip-size",
        expected=(f"دست بالا {most} بایت پس از گشودن", f"at most {most} bytes once unpacked"),
        came=f"> {most}",
        mend=("به چند پرونده بخش کنید", "split it into several files"),
        file=file,
    )


def leads_out(name: str) -> bool:
    """Tell whether a member's path is absolute, has ``..`` in it, or hides a drive or a NUL."""
    parts = [*PurePosixPath(name.replace("\\", "/")).parts]
    windows = PureWindowsPath(name)
    return bool(
        ".." in parts or name.startswith(("/", "\\")) or windows.drive or windows.root or "\0" in name
    )


def _check_member(member: zipfile.ZipInfo, file: str) -> None:
    name = member.orig_filename
    if leads_out(name):
        raise _refused(
            "zip-path",
            file,
            ("مسیرهایی درون خود بایگانی", "paths inside the archive itself"),
            name,
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _refused("zip-link", file, ("پروندهٔ معمولی", "plain files"), f"the link {name}")
    if member.flag_bits & ENCRYPTED:
        raise SourceError(
            "password",
            expected=("بایگانی بی‌گذرواژه", "an archive without a password"),
            came=f"{name}, which has one",
            mend=("بی‌گذرواژه ذخیره کنید", "save it without a password"),
            file=file,
        )
    if member.compress_type not in _READABLE:
        raise _refused(
            "zip-method", file, ("فشرده‌سازی deflate", "deflate compression"), f"another one of {name}"
        )


def _check_sizes(archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
    members = archive.infolist()
    if len(members) > limits.max_members:
        count = limits.max_members
        raise _refused(
            "zip-members", file, (f"دست بالا {count} پرونده", f"at most {count} files"), f"{len(members)}"
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.max_uncompressed_bytes:
        raise too_large(file, limits.max_uncompressed_bytes)
    packed = sum(member.compress_size for member in members)
    if unpacked > _RATIO_FROM and unpacked > limits.max_ratio * max(packed, 1):
        most = f"{limits.max_ratio:g}"
        raise _refused(
            "zip-ratio",
            file,
            (f"نسبت فشردگی دست بالا {most}", f"a compression of at most {most} to 1"),
            f"{unpacked / max(packed, 1):.0f} to 1",
        )


def _refused(code: str, file: str, expected: tuple[str, str], came: str) -> SourceError:
    return SourceError(code, expected=expected, came=came, mend=_MEND, file=file)
