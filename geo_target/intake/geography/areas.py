"""Areas on the ellipsoid, in square metres, of shapes that may be invalid."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from pyproj import Geod, Transformer

    from geo_target.models import FloatArray


def geodesic_area_m2(shape: Any) -> float:
    """Return the area of a polygon or several in EPSG:4326, on the WGS84 ellipsoid, edges taken as geodesics.

    Of each ring as it is drawn, whichever way it turns; holes are taken off. A ring that crosses itself counts its
    lobes against each other, so that the figure of an invalid shape is only that of its drawing. 0 for all else.
    """
    total = 0.0
    for part in shapely.get_parts(shape):
        if shapely.get_type_id(part) == shapely.GeometryType.POLYGON and not shapely.is_empty(part):
            shell, *holes = (_ring_area_m2(ring) for ring in shapely.get_rings(part))
            total += shell - sum(holes)
    return total


def areas_m2(shapes: Any) -> FloatArray:
    """Return the area of each of many shapes in EPSG:4326; edges straight in an equal-area projection.

    For shapes as large as neighbourhoods it is `geodesic_area_m2` to a part in ten thousand, and 50 times as fast.
    """

    def flat(xy: FloatArray) -> FloatArray:
        return np.column_stack(_equal_area().transform(xy[:, 0], xy[:, 1]))

    areas: FloatArray = shapely.area(shapely.transform(shapes, flat))
    return areas


def _ring_area_m2(ring: Any) -> float:
    lon, lat = shapely.get_coordinates(ring).T
    return abs(float(_wgs84().polygon_area_perimeter(lon, lat)[0]))


@cache
def _wgs84() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


@cache
def _equal_area() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", "EPSG:6933", always_xy=True)
