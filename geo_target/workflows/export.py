"""A layer out of the store into a file that a partner opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.exchange import ExportReport, LayerMeta, format_of, write_layer
from geo_target.exchange.fields import LAYER_TITLES
from geo_target.exchange.files import require_folder
from geo_target.store.layers import read_layer, read_meta, require_layer, require_province

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geo_target.store.engine import Store

    Progress = Callable[[str, int, int], None]

WGS84 = 4326


def check_export(layer: str, path: Path, *, fmt: str | None = None, crs: int | None = None) -> str:
    """Check what can be checked without the store, and return the format.

    Raises
    ------
    UnknownLayerError
        If there is no such layer; suggests the nearest.
    InputError
        If the format, the folder or the coordinate system cannot be.
    """
    require_layer(layer)
    chosen = format_of(path, fmt)
    require_folder(path)
    if crs is not None:
        _require_crs(crs)
    if chosen == "geojson" and crs not in {None, WGS84}:
        raise InputError(
            f"GeoJSON is always in WGS 84 (EPSG:4326), not EPSG:{crs}; write a shapefile (.zip)."
        )
    return chosen


def export_layer(
    store: Store,
    layer: str,
    path: Path,
    *,
    fmt: str | None = None,
    province: str | None = None,
    crs: int | None = None,
    progress: Progress = lambda _step, _number, _total: None,
) -> ExportReport:
    """Write the current rows of a layer to a file, whole or not at all.

    Parameters
    ----------
    fmt
        ``geojson``, ``csv``, ``xlsx`` or ``shapefile``; None for the one of the file's suffix.
    province
        Code or name; only its rows. None for the whole country.
    crs
        EPSG code of the coordinates; None for WGS 84.
    progress
        Told each step, its number, and how many there are.

    Raises
    ------
    UnknownLayerError, UnknownPlaceError
        If there is no such layer or province.
    InputError
        If the format, the folder or the coordinate system cannot be.
    LossError
        If the format cannot hold a value; names row, field and value.
    """
    chosen = check_export(layer, path, fmt=fmt, crs=crs)
    code = require_province(store, province) if province else None

    progress("reading", 0, 2)
    frame = read_layer(store, layer, province=code)
    meta = _meta(read_meta(store, layer), layer, code)
    progress("writing", 1, 2)
    report = write_layer(_in_crs(frame, crs), meta, path, chosen)
    progress("done", 2, 2)

    return report


def _meta(held: dict[str, object], layer: str, province: str | None) -> LayerMeta:
    title_fa, title_en = LAYER_TITLES[layer]
    version = held["data_version"]
    return LayerMeta(
        layer=layer,
        title_fa=title_fa if province is None else f"{title_fa}، استان {province}",
        title_en=title_en if province is None else f"{title_en}, province {province}",
        source_fa=str(held["source_fa"]),
        source_en=str(held["source_en"]),
        licence=str(held["licence"]),
        date=str(held["dated"] or ""),
        provenance=str(held["provenance"] or ""),
        data_version=version if isinstance(version, int) else None,
    )


def _require_crs(code: int) -> None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(code)
    except CRSError as error:
        raise InputError(
            f"The coordinate system must be an EPSG code such as 4326 or 32640 (UTM 40N), not {code}."
        ) from error
    if not (crs.is_geographic or crs.is_projected) or len(crs.axis_info) != 2:  # noqa: PLR2004  east and north
        raise InputError(
            f"EPSG:{code} ({crs.name}) is no system of two coordinates on the ground; try 32640."
        )


def _in_crs(frame: gpd.GeoDataFrame, crs: int | None) -> gpd.GeoDataFrame:
    if crs is None or crs == WGS84:
        return frame
    return frame.to_crs(crs)
