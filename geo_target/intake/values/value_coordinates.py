"""Coordinates as people write them: decimal degrees, degrees-minutes-seconds, UTM; in Persian or Latin.

Longitude and latitude are WGS84 degrees. Nothing is swapped or mended here: `looks_swapped` only tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import Cell, parse_float, require_text

if TYPE_CHECKING:
    from pyproj import Transformer

Axis = Literal["lon", "lat"]

ZONES = range(38, 42)
"""The UTM zones that Iran lies in."""

_WORDS: dict[Axis, tuple[str, str]] = {
    "lon": ("طول جغرافیایی به درجه", "a longitude in degrees"),
    "lat": ("عرض جغرافیایی به درجه", "a latitude in degrees"),
}
_MOST: dict[Axis, float] = {"lon": 180.0, "lat": 90.0}
_IRAN: dict[Axis, tuple[float, float]] = {"lon": (43.5, 64.0), "lat": (24.5, 40.5)}
_HEMISPHERES: dict[str, tuple[Axis, int]] = {
    "n": ("lat", 1), "north": ("lat", 1), "شمالی": ("lat", 1), "شمال": ("lat", 1),
    "s": ("lat", -1), "south": ("lat", -1), "جنوبی": ("lat", -1), "جنوب": ("lat", -1),
    "e": ("lon", 1), "east": ("lon", 1), "شرقی": ("lon", 1), "شرق": ("lon", 1),
    "w": ("lon", -1), "west": ("lon", -1), "غربی": ("lon", -1), "غرب": ("lon", -1),
}  # fmt: skip
_HEMISPHERE = re.compile(
    r"(?<![^\W\d_])(north|south|east|west|[nsew]|شمالی|شمال|جنوبی|جنوب|شرقی|شرق|غربی|غرب)(?![^\W\d_])"
)
_LABEL = re.compile(
    r"طول جغرافیا[یئ]ی|عرض جغرافیا[یئ]ی|طول|عرض|longitude|latitude|long\b|lon\b|lat\b|[:=](?=\s*[^\d])|^[:=]"
)
_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_MARKED = re.compile(
    rf"([+-]?){_NUMBER} ?(?:°|d(?:eg(?:rees)?)?|درجه)"
    rf"(?: ?(?:و )?{_NUMBER} ?(?:'|m(?:in(?:utes)?)?|دقیقه))?"
    rf"(?: ?(?:و )?{_NUMBER} ?(?:\"|''|s(?:ec(?:onds)?)?|ثانیه)?)?"
)
_THREE_PARTS = re.compile(rf"([+-]?)([0-9]{{1,3}})([ :\-])([0-9]{{1,2}})\3{_NUMBER}")
_DECIMAL = re.compile(rf"([+-]?){_NUMBER}")
_SIGNS = str.maketrans({"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "ʹ": "'",
                        "″": '"', "”": '"', "“": '"', "„": '"', "ʺ": '"', "٫": ".", "\u064a": "ی"})  # fmt: skip
_LETTERED = re.compile(
    rf"([0-9]) ?d(?:eg(?:rees)?)? ?([0-9]{{1,2}}) ?m(?:in(?:utes)?)? ?{_NUMBER} ?s(?:ec(?:onds)?)?"
)
"""Here the s is seconds; anywhere else it is the south."""
_SIXTY = 60


@dataclass(frozen=True, slots=True)
class LonLat:
    """A place in degrees WGS84, longitude first."""

    lon: float
    lat: float


def parse_degrees(value: Cell, axis: Axis) -> float:
    """Return degrees, negative to the west and the south, from decimal degrees or degrees-minutes-seconds.

    ``51.42151`` · ``۵۱٫۴۲°`` · ``51°25'17.4"E`` · ``51 25 17`` · ``51-25-17`` · ``۵۱ درجه و ۲۵ دقیقه شرقی`` ·
    ``طول شرقی ۵۱٫۴۲``. A comma or slash as a decimal mark, and two bare numbers, are refused.

    Parameters
    ----------
    axis
        Which of the two the column is said to hold; a hemisphere of the other one is refused.

    Raises
    ------
    ValueProblem
        ``empty``, ``not-degrees``, ``wrong-hemisphere``, ``out-of-range`` (also minutes or seconds of 60).
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_range(parse_float(value), axis, value)
    text = _tidy(require_text(value, _WORDS[axis]))
    text, sign = _take_hemisphere(text, axis, value)
    degrees = _degrees(text, axis, value)
    if sign is not None and degrees < 0:
        mend = ("یا منفی یا نیمکره را بنویسید، نه هر دو", "write the minus or the hemisphere, not both")
        raise _problem("not-degrees", axis, value, mend)
    return _in_range(degrees * (sign or 1), axis, value)


def parse_pair(value: Cell) -> LonLat:
    """Return the place of a cell that holds both coordinates: ``32°39'09"N 51°40'29"E`` or ``32.65, 51.67``.

    Which is which is read from the hemispheres. Without them it is read from the ranges, and only where one
    number can be nothing but a longitude of Iran (43.5 to 64) and the other nothing but a latitude (24.5 to 40.5).

    Raises
    ------
    ValueProblem
        ``not-degrees`` where there are not two coordinates, ``which-is-which`` where nothing tells them apart.
    """
    text = _tidy(require_text(value, ("طول و عرض جغرافیایی", "a longitude and a latitude")))
    first, second = _halves(text, value)
    axes = [_axis_of(half) for half in (first, second)]
    if axes == [None, None]:
        return _by_range(parse_degrees(first, "lon"), parse_degrees(second, "lon"), value)
    if set(axes) != {"lon", "lat"}:
        raise _which_is_which(value)
    lon, lat = (first, second) if axes[0] == "lon" else (second, first)
    return LonLat(parse_degrees(lon, "lon"), parse_degrees(lat, "lat"))


def looks_swapped(lon: float, lat: float) -> bool:
    """Tell whether the two are in Iran only the other way round: the ranges have no number in common."""
    return _within(lon, "lat") and _within(lat, "lon")


def in_iran_box(lon: float, lat: float) -> bool:
    """Tell whether the place lies in the box around Iran: longitude 43.5 to 64, latitude 24.5 to 40.5."""
    return _within(lon, "lon") and _within(lat, "lat")


def parse_zone(value: Cell) -> int:
    """Return a UTM zone from 38 to 41: ``39``, ``۳۹``, ``39N``, ``39R``, ``زون ۳۹``, ``Zone 39 N``, ``EPSG:32639``.

    Raises
    ------
    ValueProblem
        ``empty`` or ``not-a-zone``.
    """
    expected = ("زون UTM از ۳۸ تا ۴۱", "a UTM zone from 38 to 41")
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    text = require_text(plain, expected).lower().replace("،", " ")
    found = re.fullmatch(
        r"(?:utm|wgs ?84|zone|زون|ناحیه|منطقه|epsg|[:/ _-])*(?:326)?(\d{2}) ?([nr-t]|شمالی)?", text
    )
    if found and int(found[1]) in ZONES:
        return int(found[1])
    mend = ("شمارهٔ زون را بنویسید: ۳۸، ۳۹، ۴۰ یا ۴۱", "write the number of the zone: 38, 39, 40 or 41")
    raise ValueProblem("not-a-zone", expected=expected, came=value, mend=mend)


def zone_of(lon: float) -> int:
    """Return the UTM zone of a longitude in degrees; a border belongs to the zone east of it."""
    return int((lon + 180) // 6) + 1


def utm_to_lonlat(easting: Cell, northing: Cell, zone: Cell) -> LonLat:
    """Return the place of UTM coordinates in metres on WGS84, northern hemisphere, zone 38 to 41.

    Raises
    ------
    ValueProblem
        As `parse_float` and `parse_zone`; ``utm-swapped`` where easting and northing have changed places, and
        ``out-of-range`` outside 100,000 to 900,000 m east and 2,600,000 to 4,500,000 m north.
    """
    east, north, number = parse_float(easting), parse_float(northing), parse_zone(zone)
    if _is_utm(north, east) and not _is_utm(east, north):
        raise ValueProblem(
            "utm-swapped",
            expected=("مختصات UTM: نخست شرقی (X)، سپس شمالی (Y)", "UTM coordinates, easting before northing"),
            came=f"{easting}, {northing}",
            mend=("ستون X و Y را جابه‌جا کنید", "swap the columns of easting and northing"),
        )
    if not _is_utm(east, north):
        raise ValueProblem(
            "out-of-range",
            expected=(
                "شرقی از ۱۰۰٬۰۰۰ تا ۹۰۰٬۰۰۰ و شمالی از ۲٬۶۰۰٬۰۰۰ تا ۴٬۵۰۰٬۰۰۰ متر",
                "easting from 100,000 to 900,000 and northing from 2,600,000 to 4,500,000 metres",
            ),
            came=f"{easting}, {northing}",
            mend=(
                "یکای متر و ستون‌های X و Y را بازبینی کنید",
                "check that they are metres, and in the right columns",
            ),
        )
    lon, lat = _from_utm(number).transform(east, north)
    return LonLat(lon, lat)


@lru_cache(maxsize=len(ZONES))
def _from_utm(zone: int) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:326{zone}", "EPSG:4326", always_xy=True)


def _is_utm(east: float, north: float) -> bool:
    return 100_000 <= east <= 900_000 and 2_600_000 <= north <= 4_500_000  # noqa: PLR2004 - the extent of Iran


def _tidy(text: str) -> str:
    signed = " ".join(text.lower().translate(_SIGNS).split())
    return _LETTERED.sub("\\1°\\2'\\3\"", signed)


def _take_hemisphere(text: str, axis: Axis, came: Cell) -> tuple[str, int | None]:
    found = _HEMISPHERE.findall(text)
    bare = _LABEL.sub(" ", _HEMISPHERE.sub(" ", text)).strip(" ،,")
    if not found:
        return bare, None
    named, sign = _HEMISPHERES[found[0]]
    if len(found) > 1 or named != axis:
        mend = (
            "طول با شرقی (E) و عرض با شمالی (N) می‌آید؛ شاید ستون‌ها جابه‌جا شده‌اند",
            "a longitude goes with E and a latitude with N: perhaps the columns are swapped",
        )
        raise _problem("wrong-hemisphere", axis, came, mend)
    return bare, sign


def _degrees(text: str, axis: Axis, came: Cell) -> float:
    text = " ".join(text.split())
    if plain := _DECIMAL.fullmatch(text):
        return float(plain[1] + plain[2])
    if found := _MARKED.fullmatch(text):
        parts = found.groups()
    elif found := _THREE_PARTS.fullmatch(text):
        parts = (found[1], found[2], found[4], found[5])
    else:
        mend = (
            "درجهٔ اعشاری با نقطه یا ممیز بنویسید (۵۱٫۴۲۱۵) یا درجه و دقیقه و ثانیه (۵۱°۲۵′۱۷″)",
            "write decimal degrees with a point (51.4215), or degrees, minutes and seconds (51°25'17\")",
        )
        raise _problem("not-degrees", axis, came, mend)
    return _from_sixtieths(parts, axis, came)


def _from_sixtieths(parts: tuple[str | None, ...], axis: Axis, came: Cell) -> float:
    sign, *texts = parts
    degrees, minutes, seconds = (float(text or 0) for text in texts)
    smaller_than_a_fraction = "." in (texts[0] or "") and (texts[1] or texts[2])
    if minutes >= _SIXTY or seconds >= _SIXTY or smaller_than_a_fraction:
        mend = ("دقیقه و ثانیه باید کمتر از ۶۰ باشند", "minutes and seconds must be less than 60")
        raise _problem("out-of-range", axis, came, mend)
    return (-1 if sign == "-" else 1) * (degrees + minutes / 60 + seconds / 3600)


def _in_range(degrees: float, axis: Axis, came: Cell) -> float:
    if abs(degrees) <= _MOST[axis]:
        return degrees
    mend = (
        "اگر مختصات UTM است ستون را X و Y بنامید؛ اگر نه، جای ممیز را بازبینی کنید",
        "if these are UTM metres, name the columns so; if not, check where the decimal point is",
    )
    raise _problem("out-of-range", axis, came, mend)


def _halves(text: str, came: Cell) -> tuple[str, str]:
    for pattern in (
        r"[,،;؛/|]",
        r"(?<=[nsew]) (?=\d)",
        r"(?<=شمالی|جنوبی) |(?<=شرقی|غربی) ",
        r" و (?=طول|عرض)",
        r" ",
    ):
        halves = [half.strip() for half in re.split(pattern, text) if half.strip()]
        if len(halves) == 2:  # noqa: PLR2004 - two coordinates
            return halves[0], halves[1]
    mend = ("طول و عرض را در دو ستون جدا بنویسید", "write longitude and latitude in two columns")
    raise _problem("not-degrees", "lon", came, mend)


def _axis_of(half: str) -> Axis | None:
    found = _HEMISPHERE.search(half)
    if found:
        return _HEMISPHERES[found[0]][0]
    if re.search(r"طول|lon", half):
        return "lon"
    return "lat" if re.search(r"عرض|lat", half) else None


def _by_range(one: float, two: float, came: Cell) -> LonLat:
    if in_iran_box(one, two):
        return LonLat(one, two)
    if in_iran_box(two, one):
        return LonLat(two, one)
    raise _which_is_which(came)


def _which_is_which(came: Cell) -> ValueProblem:
    return ValueProblem(
        "which-is-which",
        expected=("یک طول و یک عرض جغرافیایی", "one longitude and one latitude"),
        came=came,
        mend=("شرقی (E) و شمالی (N) را کنار عددها بنویسید", "write E and N beside the numbers"),
    )


def _within(degrees: float, axis: Axis) -> bool:
    least, most = _IRAN[axis]
    return least <= degrees <= most


def _problem(code: str, axis: Axis, came: Cell, mend: tuple[str, str]) -> ValueProblem:
    return ValueProblem(code, expected=_WORDS[axis], came=came, mend=mend)
