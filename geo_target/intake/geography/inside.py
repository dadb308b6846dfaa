"""Whether places lie in the country and in the province that their rows state.

The boundaries may be coarse and old, so that a place a little outside is no error. The reasons for each distance
and box are in ``docs/methods/import-geometry.md``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.geography.outside_words import WARNED_UP_TO, OutsideWords
from geo_target.intake.geography.province_map import ProvinceMap, are_degrees, to_degrees, to_metres

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.finding import Finding
    from geo_target.models import BoolArray, FloatArray, IntArray

TOLERANCE_M = 5_000.0
"""How far a place may lie outside without a word: as well as Natural Earth's borders are known."""

SHARE_WARNED, SHARE_REFUSED = 0.5, 0.9
"""How much of an area must be outside. (Counties of the coast are drawn with their sea, more than half of some.)"""

_Box = tuple[str, float, float, float, float]

ISLANDS: tuple[_Box, ...] = (
    (
        "IR-22",
        53.9,
        25.6,
        55.5,
        26.6,
    ),  # Greater and Lesser Tunb, Bani Farur, and the county of Abu Musa around them
    ("IR-18", 50.2, 29.2, 50.5, 29.4),  # Kharku
    ("IR-18", 50.0, 27.9, 50.3, 28.1),  # Farsi
)
"""Boxes (province, west, south, east, north) of islands of Iran that small-scale boundaries leave out."""

TRANSFERRED: tuple[_Box, ...] = (
    ("IR-29", 55.4, 31.6, 58.9, 35.2),  # Tabas, Eshqabad, Boshruyeh, Ferdows, Sarayan
    ("IR-21", 52.8, 30.6, 54.0, 31.6),  # Abarkuh
    ("IR-11", 59.9, 30.4, 61.6, 31.5),  # Nimruz
)
"""Boxes of districts that belong to another province today than in the boundaries of Natural Earth."""


def inside_province(
    geoms: Any,
    province_codes: Sequence[str | None],
    areas: Mapping[str, BaseGeometry] | ProvinceMap,
    *,
    tolerance_m: float = TOLERANCE_M,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> list[Finding]:
    """Return what lies outside the country, or outside the province that its row states.

    Parameters
    ----------
    geoms
        Points or areas, EPSG:4326; None, and what is empty or invalid, is left out.
    province_codes
        One for each; None or a code without an area: only the country is checked.
    areas
        Code of a province to its area. Empty: nothing is found.
    tolerance_m
        Nothing up to this distance, itself included; a warning up to three times as far; an error beyond. Of an
        area more than half must be beyond the first for a warning, nine tenths beyond the second for an error; it
        is shown in the part that is outside.
    names
        Code of a province to its Persian and English name, for the words; a code stands for itself without.

    Returns
    -------
    list of Finding
        By index: ``outside-country`` (error), ``outside-province`` (error; a warning in the `TRANSFERRED` boxes),
        ``near-province-border`` and ``near-country-border`` (warnings).
    """
    provinces = areas if isinstance(areas, ProvinceMap) else ProvinceMap(areas)
    if not provinces.codes or not len(geoms):
        return []
    shapes = as_array(geoms)
    lon, lat = places_of(shapes)
    number = provinces.numbers(province_codes)

    beyond, partly = _beyond_m(shapes, lon, lat, number, provinces, tolerance_m)
    suspect = np.flatnonzero(beyond > tolerance_m)
    codes = [province_codes[i] for i in suspect.tolist()]
    suspect = suspect[~_in_boxes(ISLANDS, lon[suspect], lat[suspect], codes)]
    if not suspect.size:
        return []
    codes = [provinces.codes[k] if k >= 0 else None for k in number[suspect]]
    spoken_for = _in_boxes(TRANSFERRED, lon[suspect], lat[suspect], codes)
    lonlat = np.column_stack([lon, lat])[suspect]
    said = OutsideWords(provinces, names or {}, tolerance_m).findings(suspect, lonlat, codes, beyond[suspect])
    return [
        replace(finding, severity="warning") if some or (old and in_country) else finding
        for (finding, in_country), some, old in zip(said, partly[suspect], spoken_for, strict=True)
    ]


def acceptable(
    lon: FloatArray,
    lat: FloatArray,
    number: IntArray,
    provinces: ProvinceMap,
    *,
    tolerance_m: float = TOLERANCE_M,
) -> BoolArray:
    """Tell which places `inside_province` finds no error in; not where there is no stated province or no place."""
    codes = [provinces.codes[k] if k >= 0 else None for k in number]
    limit_m = WARNED_UP_TO * tolerance_m
    with np.errstate(invalid="ignore"):
        near = provinces.distance_m(lon, lat, number, limit_m=limit_m) <= limit_m
    boxed = _in_boxes((*ISLANDS, *TRANSFERRED), lon, lat, codes)
    kept: BoolArray = near | (boxed & (number >= 0))
    return kept


def as_array(geoms: Any) -> Any:
    """Return shapes as an array of objects, None among them."""
    if isinstance(geoms, np.ndarray) and geoms.dtype == object:
        return geoms
    return np.array([*geoms, None], dtype=object)[:-1]


def places_of(shapes: Any) -> tuple[FloatArray, FloatArray]:
    """Return longitude and latitude of each point, and of a point inside each area; NaN where there is none."""
    lon, lat = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    kinds = shapely.get_type_id(shapes)
    filled = (kinds >= 0) & ~shapely.is_empty(shapes)
    point = filled & (kinds == shapely.GeometryType.POINT)
    lon[point], lat[point] = shapely.get_x(shapes[point]), shapely.get_y(shapes[point])
    other = np.flatnonzero(filled & ~point)
    if other.size:
        other = other[np.isfinite(shapely.bounds(shapes[other])).all(axis=1)]
    if other.size:
        other = other[shapely.is_valid(shapes[other])]
    if other.size:
        inner = shapely.point_on_surface(shapes[other])
        lon[other], lat[other] = shapely.get_x(inner), shapely.get_y(inner)
    return lon, lat


def _beyond_m(
    shapes: Any,
    lon: FloatArray,
    lat: FloatArray,
    number: IntArray,
    provinces: ProvinceMap,
    tolerance_m: float,
) -> tuple[FloatArray, BoolArray]:
    """Return metres outside the stated province (the country, without one), and of which areas a part lies near it.

    0 inside and where there is no place. The place of an area that is outside is moved, in `lon` and `lat`, into
    the part of it that is.
    """
    distance = provinces.distance_m(lon, lat, number)
    unstated = np.flatnonzero(number < 0)
    distance[unstated] = provinces.around(lon[unstated], lat[unstated])[1]
    partly = np.zeros(len(lon), dtype=np.bool_)
    areas = np.flatnonzero((shapely.get_type_id(shapes) > 0) & (number >= 0) & np.isfinite(lon))
    for index in areas.tolist():
        if not shapely.covers(provinces.areas[number[index]], shapes[index]):
            place, partly[index] = _outside_of(shapes[index], int(number[index]), provinces, tolerance_m)
            distance[index] = 0.0 if place is None else np.nan
            lon[index], lat[index] = place or (lon[index], lat[index])
    moved = areas[np.isnan(distance[areas])]
    distance[moved] = provinces.distance_m(lon[moved], lat[moved], number[moved])
    return np.nan_to_num(distance), partly


def _outside_of(
    shape: BaseGeometry, province: int, provinces: ProvinceMap, tolerance_m: float
) -> tuple[tuple[float, float] | None, bool]:
    """Return a place in the part of an area that is outside, None if that is not most of it; and if a part is near."""
    flat, near = to_metres(as_array([shape]))[0], provinces.widened(province, tolerance_m)
    if shapely.covers(near, flat):
        return None, False
    beyond = shapely.difference(flat, near)
    if shapely.area(beyond) <= SHARE_WARNED * shapely.area(flat):
        return None, False
    far = shapely.difference(beyond, provinces.widened(province, WARNED_UP_TO * tolerance_m))
    place = shapely.point_on_surface(beyond)
    partly = shapely.area(far) <= SHARE_REFUSED * shapely.area(flat)
    return to_degrees(shapely.get_x(place), shapely.get_y(place)), bool(partly)


def _in_boxes(
    boxes: tuple[_Box, ...], lon: FloatArray, lat: FloatArray, codes: Sequence[str | None]
) -> BoolArray:
    """Tell which places lie in a box of their own province; of any province where the row states none."""
    found = np.zeros(len(lon), dtype=np.bool_)
    usable = are_degrees(lon, lat)
    for province, west, south, east, north in boxes:
        in_box = usable & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        for index in np.flatnonzero(in_box & ~found).tolist():
            found[index] = codes[index] in {None, province}
    return found
