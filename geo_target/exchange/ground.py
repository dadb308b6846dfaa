"""Rasters of the ground: read a GeoTIFF with its place, bring another onto its cells, burn roads in, write friction.

A friction file is a GeoTIFF whose first band has the unit ``s/m`` or ``min/m``; a band named ``elevation`` holds
metres.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError
from geo_target.exchange.files import write_whole
from geo_target.exchange.raster import MOST_CELLS, NODATA, Band, Grid, cog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from geo_target.models import FloatArray

_SETTINGS = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
_PER_METRE = {"s/m": 1.0, "min/m": 60.0}
FRICTION = Band("friction", "s/m", "ثانیه برای پیمودن یک متر", "seconds to cross one metre")
ELEVATION = Band("elevation", "m", "بلندی از سطح دریا", "elevation above the sea")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a raster lies: edges and cell sizes in the unit of its coordinate system (``crs``: WKT)."""

    west: float
    north: float
    cell_x: float
    cell_y: float
    crs: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One band as it is in the file, the value that means no data in it, and its place."""

    values: npt.NDArray[Any]
    nodata: float | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class FrictionFile:
    """Seconds a metre (NaN: no data), metres of elevation or None, what the file says of itself."""

    seconds_per_metre: FloatArray
    elevation_m: FloatArray | None
    place: Place
    tags: Mapping[str, str]


@dataclass(frozen=True)
class _Placed(Grid):
    """Cells that lie where another raster's do, not at multiples of their size."""

    west: float = 0.0
    north: float = 0.0

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        return self.cell_x, 0.0, self.west, 0.0, -self.cell_y, self.north


def read_layer(path: Path, *, what: str) -> Layer:
    """Read the first band of a GeoTIFF.

    Raises
    ------
    InputError
        If the file is no GeoTIFF, is rotated, has no coordinate system, or too many cells.
    """
    with _opened(path, what) as source:
        return Layer(source.read(1), source.nodata, _place(source, path, what))


def read_friction(path: Path) -> FrictionFile:
    """Read a friction file.

    Raises
    ------
    InputError
        As `read_layer`; and if the first band does not say its unit.
    """
    with _opened(path, "friction") as source:
        unit = source.units[0]
        if unit not in _PER_METRE:
            raise InputError(
                f"{path.name}: the first band must have the unit s/m or min/m, not {unit or 'none'}; say it with "
                f"rasterio (dataset.units) or make the file with geo-target friction."
            )
        friction = source.read(1, masked=True).astype(np.float64).filled(np.nan) * _PER_METRE[unit]
        names = list(source.descriptions)
        elevation = None
        if ELEVATION.name in names:
            held = source.read(names.index(ELEVATION.name) + 1, masked=True)
            elevation = held.astype(np.float64).filled(np.nan)
        return FrictionFile(friction, elevation, _place(source, path, "friction"), source.tags())


def elevation_on(path: Path, place: Place) -> FloatArray:
    """Bring an elevation raster onto the cells of another, whatever its coordinate system: bilinear, NaN outside it.

    Raises
    ------
    InputError
        As `read_layer`; and if it overlaps the other nowhere.
    """
    from rasterio.warp import Resampling, reproject

    found = np.full((place.height, place.width), np.nan)
    with _opened(path, "elevation") as source:
        _place(source, path, "elevation")
        reproject(
            source.read(1, masked=True).astype(np.float64).filled(np.nan),
            found,
            src_transform=source.transform,
            src_crs=source.crs,
            src_nodata=np.nan,
            dst_transform=_affine(place),
            dst_crs=place.crs,
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
        )
    if np.isnan(found).all():
        raise InputError(
            f"{path.name}: the elevation raster does not overlap the land cover; take one that does."
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class RoadSpeeds:
    """Roads on the cells of a raster.

    Parameters
    ----------
    kmh
        Speed of the fastest road that touches each cell, 0 where there is none, shape ``(rows, columns)``.
    unused
        Roads that were left out, for each class that has no speed.
    """

    kmh: FloatArray
    unused: Mapping[str, int]


def road_speeds_on(path: Path, column: str, speeds: Mapping[str, float], place: Place) -> RoadSpeeds:
    """Burn roads into the cells of a raster.

    Parameters
    ----------
    path
        Lines in any vector format with a coordinate system.
    column
        Holds the class of each road. A class without a speed is not used in this mode, and counted.

    Raises
    ------
    InputError
        If the file cannot be read, lacks the column or a coordinate system, none of its classes has a speed, or no road
        with one touches the raster.
    """
    import pyogrio
    from rasterio.features import rasterize

    try:
        roads = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise InputError(f"{path.name} cannot be read as roads: {error}") from error
    if column not in roads.columns or not hasattr(roads, "crs"):
        named = ", ".join(str(name) for name in roads.columns)
        raise InputError(f"{path.name}: roads must have lines and the column {column!r}; it has: {named}.")
    if roads.crs is None:
        raise InputError(f"{path.name}: the roads have no coordinate system; save them with one.")
    roads["kmh"] = roads[column].astype(str).map(dict(speeds))
    used = (
        roads[roads["kmh"].notna() & ~roads.geometry.isna()]
        .sort_values("kmh", kind="stable")
        .to_crs(place.crs)
    )
    if used.empty:
        classes = ", ".join(sorted(set(roads[column].astype(str)))[:10])
        raise InputError(f"{path.name}: no class of road has a speed; the column {column!r} has: {classes}.")
    burnt = rasterize(
        zip(used.geometry, used["kmh"], strict=True),  # the fastest last: it stays
        out_shape=(place.height, place.width),
        transform=_affine(place),
        all_touched=True,
        dtype="float64",
    )
    if not burnt.any():
        raise InputError(
            f"{path.name}: no road with a speed touches the land cover; take roads of the same place."
        )
    unused = (
        roads.loc[roads["kmh"].isna(), column]
        .fillna("no class")
        .astype(str)
        .value_counts(sort=False)
        .sort_index()
    )
    return RoadSpeeds(np.asarray(burnt, dtype=np.float64), unused.to_dict())


def write_bands(path: Path, place: Place, bands: Mapping[Band, FloatArray], tags: Mapping[str, str]) -> bytes:
    """Write a cloud-optimised GeoTIFF, whole or not at all; NaN and ``inf`` become no data. Returns its bytes.

    Raises
    ------
    InputError
        If the coordinate system has no EPSG code, or the file no folder.
    """
    from pyproj import CRS

    code = CRS.from_wkt(place.crs).to_epsg(min_confidence=20)
    if code is None:
        raise InputError("The raster's coordinate system has no EPSG code; reproject it to one that has.")
    grid = _Placed(
        code, place.cell_x, place.cell_y, 0, 0, place.width, place.height, west=place.west, north=place.north
    )
    layers = [np.where(np.isfinite(values), values, NODATA) for values in bands.values()]
    content = cog(
        grid, list(bands), lambda first, rows: np.stack([v[first : first + rows] for v in layers]), tags
    )
    write_whole(path, content)
    return content


def _place(source: Any, path: Path, what: str) -> Place:
    if source.crs is None:
        raise InputError(
            f"{path.name}: the {what} raster has no coordinate system; gdal_edit.py -a_srs gives it one."
        )
    a, b, c, d, e, f = tuple(source.transform)[:6]
    if b or d or a <= 0 or e >= 0:
        raise InputError(f"{path.name}: the {what} raster must lie north up; gdalwarp makes it so.")
    return Place(c, f, a, -e, source.crs.to_wkt(), source.width, source.height)


def _affine(place: Place) -> Any:
    from affine import Affine

    return Affine(place.cell_x, 0.0, place.west, 0.0, -place.cell_y, place.north)


@contextmanager
def _opened(path: Path, what: str) -> Iterator[Any]:
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    try:
        with warnings.catch_warnings(), rasterio.Env(**_SETTINGS):
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path.resolve(), driver="GTiff") as source:
                if source.width * source.height > MOST_CELLS:
                    raise InputError(
                        f"{path.name}: the {what} raster has {source.width * source.height:,} cells, and at most "
                        f"{MOST_CELLS:,} can be taken; cut it (gdalwarp -te) or take larger cells (gdalwarp -tr)."
                    )
                yield source
    except RasterioError as error:
        raise InputError(f"{path.name} cannot be read as a GeoTIFF of {what}: {error}") from error
