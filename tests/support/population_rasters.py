"""Population rasters for tests: good ones, and ones with one thing wrong."""

from __future__ import annotations

import warnings

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine
from shapely.geometry import box

from geo_target.intake.checked import CheckOptions
from geo_target.intake.rasters.raster import read_population

PROVINCES = {"IR-23": box(50.5, 35.0, 53.0, 36.5), "IR-09": box(56.0, 34.0, 61.5, 37.5)}
TEHRAN = Affine(0.01, 0, 51.0, 0, -0.01, 36.0)
CELL = {"unit": "people_per_cell"}


def tif(path, values=None, *, tags=None, unit=None, palette=False, scale=None, **profile):
    """Write a good raster, or one with the one thing wrong that is asked for."""
    values = people() if values is None else values
    bands = values if values.ndim == 3 else values[None]
    options = {"crs": "EPSG:4326", "transform": TEHRAN, "count": len(bands), "dtype": values.dtype, **profile}
    options = {name: value for name, value in options.items() if value is not None}
    options |= {"driver": "GTiff", "height": bands.shape[1], "width": bands.shape[2]}
    with warnings.catch_warnings(action="ignore"), rasterio.open(path, "w", **options) as raster:
        raster.write(bands)
        raster.update_tags(**(tags or {}))
        if unit:
            raster.units = (unit,) * len(bands)
        if palette:
            raster.write_colormap(1, {0: (0, 0, 0, 255), 1: (255, 0, 0, 255)})
        if scale:
            raster.scales = (scale,)
    return path


def people(height=40, width=60):
    values = np.arange(height * width, dtype="float32").reshape(height, width) % 97
    values[0] = 0
    return values


def read(path, *, values=CELL, crs=None, mode="replace", **more):
    options = CheckOptions(values=values, crs=crs, mode=mode)
    return read_population(path, options=options, provinces=PROVINCES, **more)


def with_value(value, at=(7, 11), dtype="float32", shape=(40, 60)):
    values = people(*shape).astype(dtype)
    values[at] = value
    return values


def cut(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def spoil(path):
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200] = b"\xaa" * 200
    path.write_bytes(content)


def masked(path):
    tif(path)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as raster:
        raster.write_mask(people() > 3)


def sparse(path, side, block=256):
    profile = {
        "width": side,
        "height": side,
        "count": 1,
        "dtype": "float32",
        "tiled": True,
        "sparse_ok": True,
    }
    transform = Affine(1e-5, 0, 51.0, 0, -1e-5, 36.0)
    blocks = {"blockxsize": block - block % 16, "blockysize": block - block % 16}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4326", transform=transform, **profile, **blocks):
        pass


def pages(path):
    for append in ("NO", "YES"):
        with rasterio.io.MemoryFile() as memory:
            with memory.open(
                driver="GTiff",
                width=60,
                height=40,
                count=1,
                dtype="float32",
                crs="EPSG:4326",
                transform=TEHRAN,
            ) as raster:
                raster.write(people(), 1)
            if append == "NO":
                path.write_bytes(memory.getbuffer())
            else:
                with memory.open() as raster:
                    rasterio.shutil.copy(raster, path, driver="GTiff", APPEND_SUBDATASET="YES")
