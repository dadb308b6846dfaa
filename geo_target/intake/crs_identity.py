"""The number of a coordinate system, where its own definition proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import CRS

_SURE = 70


def authority_of(crs: CRS) -> tuple[str, str] | None:
    """Return authority and number of a system, ``("EPSG", "32639")``; None where nothing proves them.

    PROJ compares names and figures. Where a definition names no datum it takes any system on the same ellipsoid:
    ``+proj=utm +zone=38 +ellps=intl`` would be one of Saudi Arabia, 200 m away. Such a one has no number here.
    """
    geodetic = crs.geodetic_crs
    datum = geodetic.datum if geodetic is not None else None
    if datum is None or datum.name.lower().startswith("unknown"):
        return None
    found = crs.to_authority(min_confidence=_SURE)
    if found is None:
        return None
    authority, number = found
    return ("EPSG", "4326") if (authority, number) == ("OGC", "CRS84") else (authority, number)
