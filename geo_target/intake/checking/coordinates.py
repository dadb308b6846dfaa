"""Columns of coordinates to longitude and latitude: degrees, a pair in one cell, metres of a UTM zone."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.intake.checking.draft import read_cells
from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.counted import rows_en
from geo_target.intake.geography.inside import acceptable
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_coordinates import (
    ZONES,
    looks_swapped,
    parse_degrees,
    parse_pair,
    parse_zone,
    utm_to_lonlat,
)
from geo_target.intake.values.value_numbers import parse_float
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyproj import Transformer

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.geography.province_map import ProvinceMap
    from geo_target.models import BoolArray, FloatArray, IntArray

_PLAIN_DEGREES = re.compile("(?:[0-9]{1,2}|[۰-۹]{1,2})(?:[.٫][0-9۰-۹]+)?")
_LONGEST_PLAIN = 20
_LEAST_EAST, _MOST_EAST, _LEAST_NORTH, _MOST_NORTH = 100_000, 900_000, 2_600_000, 4_500_000
_ANY_ZONE = 39


def read_degrees(draft: Draft, lon: FloatArray, lat: FloatArray) -> None:
    """Fill in the places of rows that have both a longitude and a latitude; one without the other is a problem."""
    east, north = draft.read("lon", degrees_reader("lon")), draft.read("lat", degrees_reader("lat"))
    if east is not None and north is not None:
        _fill(lon, lat, as_numbers(east), as_numbers(north))
        _refuse_halves(draft, east, north, ("lon", "lat"))


def read_pairs(draft: Draft, lon: FloatArray, lat: FloatArray) -> None:
    """Fill in the places of rows whose one cell holds both coordinates."""
    pairs = draft.read("dms", parse_pair)
    if pairs is not None:
        nothing = float("nan")
        _fill(
            lon,
            lat,
            np.array([nothing if pair is None else pair.lon for pair in pairs]),
            np.array([nothing if pair is None else pair.lat for pair in pairs]),
        )


def read_metres(draft: Draft) -> tuple[FloatArray, FloatArray] | None:
    """Return easting and northing in metres, NaN where a row has none; None: the list has no such columns."""
    east = draft.read("easting", _metres(draft, "easting"))
    north = draft.read("northing", _metres(draft, "northing"))
    if east is None or north is None:
        return None
    _refuse_halves(draft, east, north, ("easting", "northing"))
    return as_numbers(east), as_numbers(north)


def read_utm(draft: Draft, lon: FloatArray, lat: FloatArray, provinces: ProvinceMap) -> None:
    """Fill in the places of rows that have UTM coordinates; a zone that is missing is found from the province."""
    metres = read_metres(draft)
    if metres is None:
        return
    east, north = metres
    _refuse_no_utm(draft, east, north)
    zone = _zones(draft, east, north, provinces)
    read_as = [f"EPSG:326{number}" for number in ZONES if (zone == number).any()]
    draft.crs = draft.crs or ", ".join(read_as) or None
    for number in ZONES:
        rows = np.flatnonzero(zone == number)
        if rows.size:
            x, y = _from_utm(number, east[rows], north[rows])
            empty = ~np.isfinite(lon[rows])
            lon[rows[empty]], lat[rows[empty]] = x[empty], y[empty]


def refuse_swapped(draft: Draft, lon: FloatArray, lat: FloatArray, fields: tuple[str, ...]) -> None:
    """Refuse the places that are in Iran only the other way round, and forget them; `fields` say where rows lie."""
    maybe = np.flatnonzero((lon < lat) & np.isfinite(lon))
    headers = (draft.header("lon"), draft.header("lat")) if "lon" in fields else (None, None)
    for index in maybe.tolist():
        if looks_swapped(lon[index], lat[index]):
            draft.refuse(index, _swapped(f"{lon[index]:.6g}, {lat[index]:.6g}", *headers), *fields)
            lon[index] = lat[index] = np.nan


def _swapped(came: str, lon: str | None, lat: str | None) -> ValueProblem:
    if lon and lat:
        mend_fa = f"در نگاشت، «{lon}» را lat و «{lat}» را lon بنویسید، یا مختصات سطر را درست کنید"
        mend_en = f"map “{lon}” to lat and “{lat}” to lon, or correct the row"
    else:
        mend_fa = "در برنامه‌ای که فایل را ساخت، محورها را جابه‌جا کنید (در QGIS: Swap X and Y)"
        mend_en = "swap the axes in the program that made the file (in QGIS: Swap X and Y coordinates)"
    return ValueProblem(
        "swapped-coordinates",
        expected=(
            "نخست طول و سپس عرض جغرافیایی جایی در ایران",
            "longitude, then latitude of a place in Iran",
        ),
        came=came,
        mend=(
            f"طول و عرض جابه‌جا شده‌اند: {mend_fa}",
            f"longitude and latitude have changed places: {mend_en}",
        ),
    )


def degrees_reader(axis: Literal["lon", "lat"]) -> Callable[[Any], float]:
    """Return the reader of one axis: `parse_degrees`, with a short way for plain numbers."""
    slow = partial(parse_degrees, axis=axis)

    def parse(cell: Any) -> float:
        if type(cell) is str and len(cell) <= _LONGEST_PLAIN and _PLAIN_DEGREES.fullmatch(cell):
            return float(cell.replace("٫", "."))
        return slow(cell)

    return parse


def _metres(draft: Draft, field: str) -> Callable[[Any], float]:
    mapped = draft.mapping.column(field)
    scale = mapped.scale if mapped is not None else 1.0
    return lambda cell: parse_float(cell) * scale


def as_numbers(values: list[Any]) -> FloatArray:
    """Return numbers as an array, NaN for None."""
    return np.array(values, dtype=np.float64)


def _fill(lon: FloatArray, lat: FloatArray, east: FloatArray, north: FloatArray) -> None:
    empty = ~np.isfinite(lon) & np.isfinite(east) & np.isfinite(north)
    lon[empty], lat[empty] = east[empty], north[empty]


def _refuse_halves(draft: Draft, first: list[Any], second: list[Any], fields: tuple[str, str]) -> None:
    for index, (one, other) in enumerate(zip(first, second, strict=True)):
        if (one is None) != (other is None):
            field = fields[0] if one is None else fields[1]
            draft.refuse(index, _half(field), field)


def _half(field: str) -> ValueProblem:
    mend = ("هر دو مختصات را بنویسید", "write both of the two coordinates")
    expected = (f"مقداری برای {field_fa(field)}", f"a value for {field}")
    return ValueProblem("empty", expected=expected, came="", mend=mend)


def _refuse_no_utm(draft: Draft, east: FloatArray, north: FloatArray) -> None:
    """Refuse metres that no zone of Iran has, with the words of the one parser that knows them; forget them."""
    known = np.isfinite(east) & np.isfinite(north)
    fits = (east >= _LEAST_EAST) & (east <= _MOST_EAST) & (north >= _LEAST_NORTH) & (north <= _MOST_NORTH)
    for index in np.flatnonzero(known & ~fits).tolist():
        try:
            utm_to_lonlat(float(east[index]), float(north[index]), _ANY_ZONE)
        except ValueProblem as problem:
            draft.refuse(index, problem, "easting", "northing")
        east[index] = north[index] = np.nan


def _zones(draft: Draft, east: FloatArray, north: FloatArray, provinces: ProvinceMap) -> IntArray:
    """Return the zone of each row, 0 where it has none that can be told."""
    zones = np.zeros(len(east), dtype=np.int64)
    cells = draft.cells("zone")
    if cells is not None:
        values, wrong = read_cells(cells, parse_zone)
        for index, problem in wrong.items():
            draft.refuse(index, problem, "zone")
            east[index] = np.nan
        zones[:] = [value or 0 for value in values]
    open_rows = np.flatnonzero((zones == 0) & np.isfinite(east) & np.isfinite(north))
    if open_rows.size:
        _zones_from_provinces(draft, zones, open_rows, (east, north), provinces)
    return zones


def _zones_from_provinces(
    draft: Draft,
    zones: IntArray,
    rows: IntArray,
    metres: tuple[FloatArray, FloatArray],
    provinces: ProvinceMap,
) -> None:
    """Take the one zone in which a row lies in the province that it states; say so, or ask."""
    codes = draft.columns.get("province_code") or [None] * len(draft)
    number = provinces.numbers([codes[index] for index in rows])
    fits: list[BoolArray] = []
    for zone in ZONES:
        lon, lat = _from_utm(zone, metres[0][rows], metres[1][rows])
        fits.append(acceptable(lon, lat, number, provinces))
    count = np.sum(fits, axis=0)
    for zone, fit in zip(ZONES, fits, strict=True):
        zones[rows[fit & (count == 1)]] = zone
    for index, found in zip(rows[count != 1].tolist(), count[count != 1].tolist(), strict=True):
        draft.refuse(index, _no_zone(found, codes[index]), "zone", "easting")
    _tell_zones(draft, {zone: int((zones[rows] == zone).sum()) for zone in ZONES})


def _tell_zones(draft: Draft, rows_of: dict[int, int]) -> None:
    taken = {zone: rows for zone, rows in rows_of.items() if rows}
    if taken:
        draft.crs_inferred = True
        found_fa = "، ".join(
            f"{format_number(zone)} در {format_number(rows)} سطر" for zone, rows in taken.items()
        )
        found_en = ", ".join(f"{zone} in {rows_en(rows)}" for zone, rows in taken.items())
        draft.note(
            f"زون UTM نوشته نشده است؛ چنان‌که استان‌ها نشان می‌دهند: {found_fa}.",
            f"The UTM zone is not stated; as the provinces show, it is {found_en}.",
        )


def _no_zone(found: int, province: str | None) -> ValueProblem:
    if province is None:
        why = ("استان سطر دانسته نیست", "the province of the row is not known")
    elif found:
        why = ("بیش از یک زون در استان می‌افتد", "more than one zone falls into the province")
    else:
        why = ("هیچ زونی در استان نمی‌افتد", "no zone falls into the province")
    return ValueProblem(
        "which-zone",
        expected=("زون UTM: ۳۸، ۳۹، ۴۰ یا ۴۱", "a UTM zone: 38, 39, 40 or 41"),
        came="",
        mend=(
            f"{why[0]}؛ ستونی برای زون بیفزایید، یا --set zone=… یا --crs EPSG:326… بدهید",
            f"{why[1]}: add a column for the zone, or give --set zone=… or --crs EPSG:326…",
        ),
    )


def _from_utm(zone: int, east: FloatArray, north: FloatArray) -> tuple[FloatArray, FloatArray]:
    lon, lat = _transformer(zone).transform(east, north)
    return np.asarray(lon), np.asarray(lat)


@lru_cache(maxsize=len(ZONES))
def _transformer(zone: int) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:326{zone}", "EPSG:4326", always_xy=True)
