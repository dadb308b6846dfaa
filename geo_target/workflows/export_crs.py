"""The coordinate system of an export: WGS 84, any EPSG code, or the UTM zone of the province."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from geo_target.errors import InputError
from geo_target.persian import to_ascii_digits
from geo_target.store.export_filters import utm_zones

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_target.store.engine import Connection

Crs = int | Literal["utm"]

WGS84 = 4326
ONLY_WGS84 = {"geojson": "GeoJSON", "kml": "KML"}
"""Formats that have no other coordinate system."""

_EPSG = re.compile(r"(?:epsg:\s*)?([0-9]{4,6})")
_UTM_NORTH = 32600
_EXAMPLES = "4326 (WGS 84), 32640 (UTM 40N) or utm (the zone of the province)"


def parse_crs(text: str | int | None) -> Crs:
    """Return an EPSG code, or ``utm``; WGS 84 for None. Digits of any script, with or without ``EPSG:``.

    Raises
    ------
    InputError
        If there is no such code, or its system has not two coordinates on the ground.
    """
    if text is None:
        return WGS84
    said = to_ascii_digits(str(text)).strip().lower()
    if said == "utm":
        return "utm"
    if said in {"wgs84", "wgs 84"}:
        return WGS84
    found = _EPSG.fullmatch(said)
    return _known(int(found[1]) if found else None, text)


def require_crs_of_format(crs: Crs, fmt: str) -> None:
    """Check that a format can have this coordinate system.

    Raises
    ------
    InputError
        If the format has only WGS 84.
    """
    if fmt in ONLY_WGS84 and crs != WGS84:
        asked = "UTM" if crs == "utm" else f"EPSG:{crs}"
        raise InputError(
            f"{ONLY_WGS84[fmt]} is always in WGS 84 (EPSG:4326), not {asked}; "
            "leave the coordinate system out, or write a shapefile (.zip) or GeoPackage."
        )


def code_of(connection: Connection, crs: Crs, provinces: Sequence[str]) -> int:
    """Return the EPSG code; of ``utm``, that of the zone in which the provinces have most of their ground.

    Parameters
    ----------
    provinces
        Codes of the provinces that the rows lie in.

    Raises
    ------
    InputError
        If there are none, or their zones differ; says which is in which.
    """
    if crs != "utm":
        return crs
    shares = utm_zones(connection, tuple(sorted(set(provinces))))
    largest = [next(held) for _, held in groupby(shares, key=lambda share: share.code)]
    zones = sorted({share.zone for share in largest})
    if not zones:
        raise InputError("No province is known whose UTM zone could be taken; give the EPSG code, as 32640.")
    if len(zones) == 1:
        return _UTM_NORTH + zones[0]

    told = "; ".join(
        f"zone {zone} (EPSG:{_UTM_NORTH + zone}): "
        + ", ".join(share.name_en for share in largest if share.zone == zone)
        for zone in zones
    )
    raise InputError(
        f"The rows lie in provinces of {len(zones)} UTM zones: {told}. "
        "Export one province at a time (--province), or give one zone for all of them, as --crs EPSG:32639."
    )


def in_crs(frame: gpd.GeoDataFrame, code: int) -> gpd.GeoDataFrame:
    """Return the frame, read in WGS 84, in this coordinate system."""
    return frame if code == WGS84 else frame.to_crs(code)


def beyond_note(frame: gpd.GeoDataFrame, code: int) -> str | None:
    """Return a sentence on the rows (in EPSG:4326) outside the area that this system is made for; None if none is."""
    from pyproj import CRS
    from shapely import box

    crs = CRS.from_epsg(code)
    area = crs.area_of_use
    if code == WGS84 or area is None or area.west > area.east or frame.empty:
        return None
    made_for = box(area.west, area.south, area.east, area.north)
    beyond = int((~frame.geometry.intersects(made_for)).sum())
    if not beyond:
        return None
    return (
        f"{beyond:,} of {len(frame):,} rows lie outside what EPSG:{code} ({crs.name}) is made for, {area.west:g} to "
        f"{area.east:g} degrees east and {area.south:g} to {area.north:g} north; lengths and areas are distorted there."
    )


def crs_note(code: int) -> str | None:
    """Return which coordinate system it is, in one sentence; None for WGS 84."""
    from pyproj import CRS

    return None if code == WGS84 else f"Coordinates are in {CRS.from_epsg(code).name} (EPSG:{code})."


def _known(code: int | None, came: str | int) -> int:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(code) if code is not None else None
    except CRSError:
        crs = None
    if crs is None or code is None:
        raise InputError(f"The coordinate system must be an EPSG code such as {_EXAMPLES}, not {came}.")
    if not (crs.is_geographic or crs.is_projected) or len(crs.axis_info) != 2:  # noqa: PLR2004  east and north
        raise InputError(
            f"EPSG:{code} ({crs.name}) is no system of two coordinates on the ground; try 32640."
        )
    return code
