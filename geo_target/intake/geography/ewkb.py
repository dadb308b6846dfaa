"""Geometry as the database takes it: hexadecimal EWKB with SRID 4326, made of whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from geo_target.models import FloatArray

_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("x", "<f8"), ("y", "<f8")])
_POINT_WITH_SRID = 0x20000001
_SRID = 4326
_AT_ONCE = 50_000


def points_hex(lon: FloatArray, lat: FloatArray) -> list[str | None]:
    """Return points as EWKB; None where a coordinate is not finite. Degrees WGS 84."""
    made: list[str | None] = []
    for start in range(0, len(lon), _AT_ONCE):
        made += _some(lon[start : start + _AT_ONCE], lat[start : start + _AT_ONCE])
    return made


def _some(lon: FloatArray, lat: FloatArray) -> list[str | None]:
    packed = np.zeros(len(lon), dtype=_POINT)
    packed["order"], packed["type"], packed["srid"] = 1, _POINT_WITH_SRID, _SRID
    packed["x"], packed["y"] = lon, lat
    text = packed.tobytes().hex().upper()
    size = 2 * _POINT.itemsize
    there = (np.isfinite(lon) & np.isfinite(lat)).tolist()
    starts = range(0, size * len(lon), size)
    return [text[start : start + size] if known else None for start, known in zip(starts, there, strict=True)]


def shapes_hex(geoms: Any) -> list[str | None]:
    """Return shapes in EPSG:4326 as EWKB; None where there is none."""
    import shapely

    made: list[str | None] = shapely.to_wkb(
        shapely.set_srid(geoms, _SRID), hex=True, include_srid=True, byte_order=1
    ).tolist()
    return made
