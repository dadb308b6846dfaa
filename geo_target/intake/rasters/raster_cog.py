"""A checked raster as a cloud-optimised GeoTIFF that says everything itself; its values are compared bit by bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.intake.rasters.raster_file import GDAL_SETTINGS, opened
from geo_target.intake.rasters.raster_values import Window, read_window, windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_target.intake.rasters.raster_facts import PopulationRaster, RasterLimits

_TILE = 512
_PLAIN = {"compress": "deflate", "zlevel": 1}
_COG = {
    "compress": "deflate",
    "level": 1,  # twice as fast as the usual 6, and 4 % larger
    "num_threads": "all_cpus",
    "predictor": "yes",
    "blocksize": _TILE,
    "overview_resampling": "average",
    "bigtiff": "if_safer",
}


def write_cog(
    path: Path,
    raster: PopulationRaster,
    target: Path,
    *,
    limits: RasterLimits,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the raster's band as a cloud-optimised GeoTIFF with the CRS, nodata value and unit that it was read in.

    The values are those of the file, bit by bit; that is read back and compared. Overviews hold means, so that a
    number is people in a cell of full size at every scale.

    Parameters
    ----------
    path
        The file that `raster` was read from.
    target
        The file to write; a temporary one lies beside it meanwhile.
    progress
        Told how many cells are done of all, in two rounds: written, then compared.

    Raises
    ------
    ValueProblem
        If the file can no longer be read.
    InputError
        If it is no longer the file that was checked, or what was written is not equal to it.
    """
    import rasterio
    import rasterio.shutil

    plain = target.with_suffix(".part.tif")
    with opened(path, limits) as source, rasterio.Env(**GDAL_SETTINGS):
        if (source.width, source.height, source.dtypes[raster.band - 1]) != (
            raster.width,
            raster.height,
            raster.dtype,
        ):
            raise InputError(f"{path.name} was changed while it was imported; import it again.")
        try:
            _copy(source, raster, plain, limits, progress)
            rasterio.shutil.copy(plain, target, driver="COG", **_COG)
        finally:
            plain.unlink(missing_ok=True)
        _compare(source, raster, target, limits, progress)


def _copy(
    source: Any,
    raster: PopulationRaster,
    target: Path,
    limits: RasterLimits,
    progress: Callable[[int, int], None] | None,
) -> None:
    import rasterio
    from affine import Affine

    profile = {
        "driver": "GTiff",
        "width": raster.width,
        "height": raster.height,
        "count": 1,
        "dtype": raster.dtype,
        "crs": raster.crs,
        "transform": Affine(*raster.transform),
        "tiled": True,
        "blockxsize": _TILE,
        "blockysize": _TILE,
        "bigtiff": "if_safer",
        "nodata": raster.nodata,
        **_PLAIN,
    }
    with rasterio.open(target, "w", **profile) as written:
        written.update_tags(AREA_OR_POINT="Area")
        written.set_band_description(1, "population")
        written.units = (raster.unit,)
        for window in _windows(source, raster, limits):
            written.write(read_window(source, raster.band, window), 1, window=_place(window))
            _tell(progress, raster, window, 0)


def _compare(
    source: Any,
    raster: PopulationRaster,
    target: Path,
    limits: RasterLimits,
    progress: Callable[[int, int], None] | None,
) -> None:
    import rasterio

    with rasterio.open(target) as written:
        for window in _windows(source, raster, limits):
            came, kept = read_window(source, raster.band, window), read_window(written, 1, window)
            if came.dtype != kept.dtype or came.tobytes() != kept.tobytes():
                raise InputError(
                    f"What was written of {raster.file} differs from it near row {window.row + 1}; import it again."
                )
            _tell(progress, raster, window, raster.width * raster.height)


def _windows(source: Any, raster: PopulationRaster, limits: RasterLimits) -> list[Window]:
    block = source.block_shapes[raster.band - 1]
    return list(windows(raster.height, raster.width, block, limits.window_cells))


def _place(window: Window) -> Any:
    from rasterio.windows import Window as RasterWindow

    return RasterWindow(window.column, window.row, window.width, window.height)


def _tell(
    progress: Callable[[int, int], None] | None, raster: PopulationRaster, window: Window, before: int
) -> None:
    if progress:
        done = window.row * raster.width + window.height * (window.column + window.width)
        progress(before + done, 2 * raster.width * raster.height)
