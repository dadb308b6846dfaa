"""Open a GeoTIFF, and nothing but one, so that no file can make GDAL look elsewhere or fill the memory."""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.problems import ValueProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_target.intake.rasters.raster_facts import RasterLimits

GDAL_SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",  # the file alone counts, nothing that lies beside it
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_CACHEMAX": 640,  # megabytes: the largest block that is allowed fits twice
}
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_LONGEST_MAGIC = 16
_KEPT_WORDS = 100
_LOST = "IO error during reading"
_KINDS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive or a workbook",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x89HDF": "HDF5 or NetCDF-4",
    b"CDF": "NetCDF",
    b"EHFA_HEADER_TAG": "an Erdas Imagine file",
    b"SQLite format 3": "a GeoPackage or another SQLite file",
    b"\xd0\xcf\x11\xe0": "an old Office file, or one with a password",
    b"ncols": "an ASCII grid",
    b"NCOLS": "an ASCII grid",
    b"<": "a text with markup",
    b"GRIB": "GRIB",
}
_WORLD_FILES = (".tfw", ".tifw", ".tiffw", ".wld", ".TFW")


@contextmanager
def opened(path: Path, limits: RasterLimits) -> Iterator[Any]:
    """Open the file as a GeoTIFF by its own bytes; yields rasterio's dataset.

    Raises
    ------
    ValueProblem
        If it is empty, too large or no GeoTIFF, or while reading it something in it is damaged.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    _check_bytes(path, limits)
    try:
        with warnings.catch_warnings(), rasterio.Env(**GDAL_SETTINGS), _listening() as said:
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path.resolve(), driver="GTiff") as source:
                if lost := [words for words in said if _LOST in words]:
                    raise damaged(InputError(lost[0]))
                yield source
    except read_errors() as error:
        raise damaged(error) from error


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what GDAL only warns of; a tag that it could not read must not pass for one that is not there."""
    said: list[str] = []

    class _Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(said) < _KEPT_WORDS:
                said.append(record.getMessage())

    logger, listener = logging.getLogger("rasterio._env"), _Listener()
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagated


def read_errors() -> tuple[type[Exception], ...]:
    """Return what rasterio raises for a file that is not as it should be; GDAL's own errors have no public name."""
    from rasterio._err import CPLE_BaseError
    from rasterio.errors import CRSError, RasterioError

    return RasterioError, CPLE_BaseError, CRSError, UnicodeDecodeError, OverflowError


def damaged(error: Exception) -> ValueProblem:
    """Return the problem of a file that GDAL cannot read, with GDAL's own words and no path of ours."""
    words = str(error.__cause__ or error)
    words = re.sub(r"\S*/([^/\s]+)", r"\1", words)
    return ValueProblem(
        "damaged",
        expected=("GeoTIFF سالم تا آخرین خانه", "a GeoTIFF that is whole to its last cell"),
        came=words,
        mend=("پرونده را دوباره بفرستید یا بسازید", "copy or make the file again; it is damaged or cut off"),
    )


def world_file(path: Path) -> str | None:
    """Return the name of a world file beside the raster, which the raster itself should hold."""
    for ending in _WORLD_FILES:
        if path.with_suffix(ending).is_file():
            return path.with_suffix(ending).name
    return None


def _check_bytes(path: Path, limits: RasterLimits) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_LONGEST_MAGIC)
    except OSError as error:
        raise ValueProblem(
            "unreadable",
            expected=("پرونده‌ای که خوانده شود", "a file that can be read"),
            came=error.strerror or str(error),
            mend=("نشانی و دسترسی پرونده را بررسی کنید", "check where it is and whether you may read it"),
        ) from error
    if size > limits.max_file_bytes:
        raise ValueProblem(
            "file-size",
            expected=(f"دست بالا {limits.max_file_bytes} بایت", f"at most {limits.max_file_bytes} bytes"),
            came=f"{size} bytes",
            mend=(
                "به محدودهٔ ایران ببرید",
                "cut it to Iran: gdal_translate -projwin 43.5 40.5 64 24.5 IN OUT",
            ),
        )
    if not head.startswith(_TIFF):
        raise _not_a_tiff(head)


def _not_a_tiff(head: bytes) -> ValueProblem:
    came = next((words for magic, words in _KINDS.items() if head.startswith(magic)), None)
    if not head:
        came = "0 bytes"
    return ValueProblem(
        "not-a-geotiff",
        expected=("یک GeoTIFF", "a GeoTIFF"),
        came=came or f"a file that begins with {head[:4].hex(' ')}",
        mend=(
            "از zip بیرون آورید، یا با gdal_translate به GeoTIFF برگردانید",
            "take it out of its archive, or convert it: gdal_translate -of GTiff IN OUT.tif",
        ),
    )
