"""Longitude and latitude that have changed places: told, never mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.intake.finding import Finding
from geo_target.intake.province_map import ProvinceMap
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_target.models import FloatArray

_LON = (43.5, 64.0)
_LAT = (24.5, 40.5)


def swapped(
    lon: FloatArray,
    lat: FloatArray,
    province_codes: Sequence[str | None],
    areas: Mapping[str, BaseGeometry] | ProvinceMap,
) -> list[Finding]:
    """Return the rows whose longitude and latitude have changed places.

    The two ranges of Iran have no number in common, so that a pair that fits only the other way round is certain.

    Parameters
    ----------
    lon, lat
        Degrees WGS 84, as the file has them; NaN where a row has none.
    province_codes, areas
        To say whether the row lies in its province once they are turned.

    Returns
    -------
    list of Finding
        ``swapped`` (error), one a row, or one with index None if it is so of all rows (two or more) that have a
        place. Its place on the map is the turned one.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    wrong = np.flatnonzero((lon >= _LAT[0]) & (lon <= _LAT[1]) & (lat >= _LON[0]) & (lat <= _LON[1]))
    if not wrong.size:
        return []
    provinces = areas if isinstance(areas, ProvinceMap) else ProvinceMap(areas)
    number = provinces.numbers(province_codes)[wrong]
    agrees = provinces.distance_m(lat[wrong], lon[wrong], number) == 0
    all_of_them = wrong.size > 1 and wrong.size == int(np.isfinite(lon + lat).sum())
    if all_of_them:
        return [_finding(None, lon[wrong[0]], lat[wrong[0]], agrees=bool(agrees.all()), rows=wrong.size)]
    return [
        _finding(index, lon[index], lat[index], agrees=bool(agree))
        for index, agree in zip(wrong.tolist(), agrees, strict=True)
    ]


def _finding(index: int | None, lon: float, lat: float, *, agrees: bool, rows: int = 1) -> Finding:
    whole_fa, whole_en = ("", "")
    if index is None:
        whole_fa, whole_en = f"هر {format_number(rows)} ردیف: ", f"all {format_number(rows, 'en')} rows: "
    in_fa, in_en = (" (آن‌گاه در استان خود است)", " (then it lies in its province)") if agrees else ("", "")
    return Finding(
        index=index,
        severity="error",
        code="swapped",
        expected=(
            "نخست طول (۴۴ تا ۶۴) و سپس عرض (۲۵ تا ۴۰)",
            "longitude (44 to 64), then latitude (25 to 40)",
        ),
        came=f"{lon:.6g}, {lat:.6g}",
        mend=(
            f"{whole_fa}طول و عرض جابه‌جا شده‌اند: آن‌ها را در فایل عوض کنید{in_fa}",
            f"{whole_en}longitude and latitude have changed places: swap them in the file{in_en}",
        ),
        lon=float(lat),
        lat=float(lon),
    )
