"""A file is there whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from geo_target.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write the file beside its place, then rename it there; a file of that name is replaced.

    Raises
    ------
    InputError
        As `whole_file`.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file beside its place to be written, and rename it there at the end; after an error nothing is left.

    Raises
    ------
    InputError
        If the folder is missing, or does not let itself be written; names it.
    """
    require_folder(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise InputError(f"The file {path} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def require_folder(path: Path) -> None:
    """Check before long work that the file has a place.

    Raises
    ------
    InputError
        If its folder does not exist, or a folder of its name does.
    """
    if path.is_dir():
        raise InputError(f"{path} must be a file; it is a folder.")
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist; make it, or choose another one.")
