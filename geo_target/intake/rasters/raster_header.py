"""What a GeoTIFF says of itself before a cell is read: size, bands, type, coordinate system, where it lies."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from geo_target.intake.problems import ValueProblem
from geo_target.persian import isolate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_target.intake.rasters.raster_facts import RasterLimits, Said

_SHOWN_BANDS = 6
_IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def header_problems(
    source: Any, said: Said, limits: RasterLimits, world_file: str | None
) -> list[ValueProblem]:
    """Return everything that is wrong with the header; empty if cells may be read.

    Parameters
    ----------
    source
        rasterio's dataset.
    world_file
        Name of a world file beside the raster.
    """
    checks: tuple[Callable[[], Iterator[ValueProblem]], ...] = (
        lambda: _pages(source),
        lambda: _size(source, limits),
        lambda: _bands(source, said),
        lambda: _kind(source, said.band or 1),
        lambda: _crs(source, said),
        lambda: _grid(source, world_file),
    )
    return [problem for check in checks for problem in check()]


def crs_of(source: Any, said: Said) -> Any:
    """Return rasterio's CRS that the raster is read in: what a person said, else the file's own.

    Raises
    ------
    ValueProblem
        If neither gives one that can be used.
    """
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    if said.crs is None:
        return source.crs
    number = re.fullmatch(r"\s*(?:EPSG:)?(\d{4,6})\s*", said.crs, re.IGNORECASE)
    try:
        crs = CRS.from_epsg(int(number[1])) if number else None
    except CRSError:
        crs = None
    if crs is None:
        raise ValueProblem(
            "crs-unknown",
            expected=("کد EPSG، مانند EPSG:4326", "an EPSG code, such as EPSG:4326 or EPSG:32640"),
            came=said.crs,
            mend=(f"کد درست را با {isolate('--crs')} بدهید", "give the right code with --crs"),
        )
    return crs


def crs_words(crs: Any) -> str:
    """Return the CRS as ``EPSG:32640`` where its code is known, else as WKT."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.to_wkt())


def _pages(source: Any) -> Iterator[ValueProblem]:
    pages = len(source.subdatasets)
    if pages > 1:
        yield ValueProblem(
            "pages",
            expected=("یک لایهٔ رستری در پرونده", "one raster in the file"),
            came=f"{pages} pages",
            mend=(
                "صفحهٔ جمعیت را جدا کنید",
                "take the one of people out: gdal_translate GTIFF_DIR:1:IN.tif OUT.tif",
            ),
        )


def _size(source: Any, limits: RasterLimits) -> Iterator[ValueProblem]:
    cells = source.width * source.height
    if cells > limits.max_cells:
        yield ValueProblem(
            "cells",
            expected=(f"دست بالا {limits.max_cells} خانه", f"at most {limits.max_cells:,} cells"),
            came=f"{source.width} × {source.height} = {cells} cells",
            mend=(
                "به محدودهٔ ایران ببرید",
                "cut it to Iran: gdal_translate -projwin 43.5 40.5 64 24.5 IN OUT",
            ),
        )
        return
    rows, columns = source.block_shapes[0]
    block = rows * columns * _bytes_of(source)
    if block > limits.max_block_bytes:
        yield ValueProblem(
            "block",
            expected=(
                f"نوار یا کاشی تا {limits.max_block_bytes} بایت",
                f"strips or tiles of at most {limits.max_block_bytes:,} bytes",
            ),
            came=f"{columns} × {rows} cells in one, {block} bytes",
            mend=(
                "پرونده را کاشی‌بندی کنید",
                "write it in tiles: gdal_translate -co TILED=YES IN.tif OUT.tif",
            ),
        )


def _bytes_of(source: Any) -> int:
    """Bytes of a cell of the widest type, times the bands where they lie cell by cell."""
    import numpy as np

    widest = max(
        (np.dtype(name).itemsize for name in source.dtypes if not name.startswith("complex_int")), default=8
    )
    interleaved = str(source.profile.get("interleave", "band")).lower() == "pixel"
    return widest * (source.count if interleaved else 1)


def _bands(source: Any, said: Said) -> Iterator[ValueProblem]:
    if said.band is not None and said.band > source.count:
        yield ValueProblem(
            "band",
            expected=(f"باندی از ۱ تا {source.count}", f"a band from 1 to {source.count}"),
            came=said.band,
            mend=("شمارهٔ درست را بدهید", "give the right number: --set band=1"),
        )
    elif said.band is None and source.count > 1:
        names = [
            f"{number} {name or colour.name}"
            for number, (name, colour) in enumerate(
                zip(source.descriptions, source.colorinterp, strict=True), start=1
            )
        ]
        more = ", …" if len(names) > _SHOWN_BANDS else ""
        yield ValueProblem(
            "bands",
            expected=("یک باند: جمعیت", "one band: people"),
            came=f"{source.count} bands: {', '.join(names[:_SHOWN_BANDS])}{more}",
            mend=(
                f"باند جمعیت را بگویید، مانند {isolate('--set band=1')}",
                "say which is people: --set band=1",
            ),
        )


def _kind(source: Any, band: int) -> Iterator[ValueProblem]:
    from rasterio.enums import ColorInterp, MaskFlags

    if band > source.count:
        return
    place = band - 1
    if source.dtypes[place].startswith("complex"):
        yield _wrong_kind("complex", source.dtypes[place], "-ot Float32")
    if source.colorinterp[place] is ColorInterp.palette:
        yield _wrong_kind("palette", "a picture with a colour table", "the raw data, not the picture of it")
    if (source.scales[place], source.offsets[place]) != (1.0, 0.0):
        came = f"values × {source.scales[place]:g} + {source.offsets[place]:g}"
        yield _wrong_kind("scaled", came, "gdal_translate -unscale -ot Float32 IN.tif OUT.tif")
    if MaskFlags.per_dataset in source.mask_flag_enums[place]:
        yield _wrong_kind("mask", "a mask beside the values", "gdalwarp -dstnodata -99999 IN.tif OUT.tif")


def _wrong_kind(code: str, came: str, mend: str) -> ValueProblem:
    return ValueProblem(
        code,
        expected=(
            "باندی که خود عددها جمعیت باشند",
            "a band whose plain numbers are people, with a value for no data",
        ),
        came=came,
        mend=(f"چنین بسازید: {isolate(mend)}", f"make it so: {mend}"),
    )


def _crs(source: Any, said: Said) -> Iterator[ValueProblem]:
    try:
        crs = crs_of(source, said)
    except ValueProblem as problem:
        yield problem
        return
    if crs is None or not (crs.is_geographic or crs.is_projected):
        yield ValueProblem(
            "crs-missing",
            expected=(
                "دستگاه مختصاتی که در پرونده آمده باشد",
                "a coordinate system on the ground in the file",
            ),
            came="none" if crs is None else crs.to_string(),
            mend=(
                f"آن را بدهید، مانند {isolate('--crs EPSG:4326')}",
                "give it: --crs EPSG:4326 for degrees, EPSG:32640",
            ),
        )


def _grid(source: Any, world_file: str | None) -> Iterator[ValueProblem]:
    a, b, _, d, e, _ = tuple(source.transform)[:6]
    if tuple(source.transform)[:6] == _IDENTITY:
        came = (
            f"{len(source.gcps[0])} ground control points" if source.gcps[0] else "no position of its cells"
        )
        beside = f" ({world_file} lies beside it and is not read)" if world_file else ""
        yield ValueProblem(
            "no-position",
            expected=("پرونده‌ای که جای خانه‌هایش در خود آن است", "a GeoTIFF that says where its cells lie"),
            came=came + beside,
            mend=(
                "با gdalwarp یا gdal_translate جای آن را در پرونده بنویسید",
                "write it into the file: gdal_translate IN OUT.tif with the world file, gdalwarp with control points",
            ),
        )
    elif b or d:
        turn = math.degrees(math.atan2(d, a))
        yield ValueProblem(
            "turned",
            expected=(
                "شبکه‌ای رو به شمال، بی چرخش و کجی",
                "a grid that is north up, neither turned nor sheared",
            ),
            came=f"turned by {turn:.4g} degrees"
            if math.isclose(a * b + d * e, 0, abs_tol=1e-12)
            else "sheared",
            mend=("با gdalwarp راست کنید", "straighten it: gdalwarp -r sum IN.tif OUT.tif"),
        )
    elif not (a > 0 and e != 0 and all(map(math.isfinite, tuple(source.transform)[:6]))):
        yield ValueProblem(
            "cell-size",
            expected=("خانه‌ای با پهنای مثبت", "cells of a positive width, west to east"),
            came=f"{a:g} × {e:g}",
            mend=("با gdalwarp بسازید", "make it anew: gdalwarp -r sum IN.tif OUT.tif"),
        )
