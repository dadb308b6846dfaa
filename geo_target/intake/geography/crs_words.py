"""What is said about a file's coordinate system: notes of what was done, findings of what stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.intake.finding import Finding
from geo_target.intake.geography.crs_candidates import transformer
from geo_target.intake.problems import Note
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from geo_target.intake.geography.crs_candidates import Placed, Rows

NAMES: dict[int, tuple[str, str]] = {
    4326: ("درجه، WGS 84", "degrees, WGS 84"),
    32638: ("UTM زون ۳۸، WGS 84", "UTM zone 38, WGS 84"),
    32639: ("UTM زون ۳۹، WGS 84", "UTM zone 39, WGS 84"),
    32640: ("UTM زون ۴۰، WGS 84", "UTM zone 40, WGS 84"),
    32641: ("UTM زون ۴۱، WGS 84", "UTM zone 41, WGS 84"),
    3857: ("مرکاتور وب", "Web Mercator"),
}
_WORTH_SAYING_M = 0.5
_NOT_KNOWN_M = 999.0
"""What EPSG writes where nobody measured."""


def note_of_asked(crs: CRS, epsg: int | None, stated: str | None) -> Note:
    """Say that the numbers were read as a person asked, and what the file states where that is something else."""
    name = f"EPSG:{epsg} ({crs.name})" if epsg else crs.name
    fa, en = f"مختصات، چنان که خواسته شد، {name} خوانده شد.", f"Coordinates were read as {name}, as asked."
    if stated is not None and not _same(crs, stated):
        came = _short(stated)
        fa, en = f"{fa} فایل خود می‌گوید: {came}.", f"{en} The file itself says {came}."
    return Note(fa + _accuracy(crs)[0], en + _accuracy(crs)[1])


def note_of_stated(crs: CRS, epsg: int | None) -> Note | None:
    """Say from what system the numbers were turned into degrees; None if they are degrees WGS 84 already."""
    if epsg == 4326:  # noqa: PLR2004 - the system that everything is stored in
        return None
    name = f"EPSG:{epsg} ({crs.name})" if epsg else crs.name
    fa, en = _accuracy(crs)
    return Note(
        f"مختصات از {name} به درجهٔ WGS 84 برده شد.{fa}",
        f"Coordinates were turned from {name} into degrees WGS 84.{en}",
    )


def note_of_inferred(epsg: int, rows: int) -> Note:
    """Say that the provinces told the system, and what they cannot tell."""
    fa, en = NAMES[epsg]
    note_fa = (
        f"فایل سیستم مختصات خود را نمی‌گوید؛ تنها EPSG:{epsg} ({fa}) همهٔ {format_number(rows)} ردیف را درون "
        "استان خود می‌گذارد و همان به کار رفت."
    )
    note_en = (
        f"The file does not state its coordinate system; EPSG:{epsg} ({en}) alone puts all "
        f"{format_number(rows, 'en')} rows inside their provinces, and was used."
    )
    if 32638 <= epsg <= 32641:  # noqa: PLR2004 - the zones
        old = epsg - 32638 + 2058
        note_fa += f" اگر نقشه‌ها کهنه و بر ED50 هستند --crs EPSG:{old} را بدهید (نزدیک ۱۸۰ متر تفاوت)."
        note_en += f" If the maps are old and on ED50, give --crs EPSG:{old} (some 180 m away)."
    return Note(note_fa, note_en)


def cannot_use(text: str, *, of_file: bool) -> Finding:
    """Say that a system is not known, or cannot be turned into degrees."""
    fa, en = (
        ("سیستم مختصات فایل", "the file's coordinate system")
        if of_file
        else ("سیستم خواسته‌شده", "the one asked for")
    )
    return _whole(
        "unknown-crs",
        ("سیستم مختصاتی روی زمین، مانند EPSG:32639", "a coordinate system on earth, such as EPSG:32639"),
        _short(text),
        (
            f"{fa} شناخته نیست: آن را با --crs EPSG:… بدهید",
            f"{en} is not known: give it with --crs EPSG:…",
        ),
    )


def contradicted(name: str, rows: Rows, inside: int, better: Sequence[Placed]) -> Finding:
    """Say that the numbers cannot be in the system that is stated, and in which ones they can."""
    x, y = float(rows.x[0]), float(rows.y[0])
    total = len(rows)
    of = f"of {format_number(total, 'en')} rows it puts {format_number(inside, 'en')} in their province"
    if better:
        options = " / ".join(f"EPSG:{one.epsg}" for one in better)
        mend = (
            f"بر پایهٔ استان‌ها {options} درست است: با --crs بدهید",
            f"by the provinces it is {options}: give it with --crs",
        )
    else:
        mend = ("سیستم درست را با --crs EPSG:… بدهید", "give the right one with --crs EPSG:…")
    return _whole(
        "crs-contradicts",
        (
            f"مختصاتی در {name}؛ از {format_number(total)} ردیف تنها {format_number(inside)} در استان خود است",
            f"coordinates in {name}; {of}",
        ),
        f"{x:.10g}, {y:.10g}",
        mend,
    )


def turned_axes(epsg: int, rows: Rows) -> Finding:
    """Say that the numbers fit only with x and y in each other's place."""
    return _whole(
        "axes-swapped",
        ("نخست X (طول، شرقی) و سپس Y (عرض، شمالی)", "X (longitude, easting), then Y (latitude, northing)"),
        f"{float(rows.x[0]):.10g}, {float(rows.y[0]):.10g}",
        (
            f"X و Y جابه‌جا شده‌اند: آن‌ها را عوض کنید (آن‌گاه EPSG:{epsg} است)",
            f"X and Y have changed places: swap them (then it is EPSG:{epsg})",
        ),
    )


def which_one(placed: Sequence[Placed], rows: Rows) -> Finding:
    """Ask for the system, with how many rows each candidate puts in place."""
    total = len(rows)
    best = [one for one in sorted(placed, key=lambda one: -one.inside) if one.inside]
    counts_fa = "، ".join(f"EPSG:{one.epsg} {format_number(one.inside)}" for one in best)
    counts_en = ", ".join(f"EPSG:{one.epsg} {format_number(one.inside, 'en')}" for one in best)
    if best:
        mend = (
            f"ردیف‌های درون استان (یا کشور) خود، از {format_number(total)} ردیف: {counts_fa}؛ یکی را با --crs بدهید",
            f"rows in their province (or the country), of {format_number(total, 'en')}: {counts_en}; give one with --crs",
        )
    else:
        mend = (
            "هیچ سیستم شناخته‌ای ردیف‌ها را در استان خود نمی‌گذارد: آن را با --crs EPSG:… بدهید",
            "no system that we try puts the rows in their provinces: give it with --crs EPSG:…",
        )
    return _whole(
        "crs-not-stated",
        ("فایلی که سیستم مختصات خود را بگوید", "a file that states its coordinate system"),
        f"{float(rows.x[0]):.10g}, {float(rows.y[0]):.10g}",
        mend,
    )


def _whole(code: str, expected: tuple[str, str], came: str, mend: tuple[str, str]) -> Finding:
    return Finding(index=None, severity="error", code=code, expected=expected, came=came, mend=mend)


def _accuracy(crs: CRS) -> tuple[str, str]:
    """Say how exact the way to WGS 84 is, where it is not exact."""
    metres = transformer(crs).accuracy
    if 0 <= metres < _WORTH_SAYING_M:
        return "", ""
    if not 0 <= metres < _NOT_KNOWN_M:
        return " دقت این تبدیل دانسته نیست.", " How exact this is, is not known."
    fa, en = format_number(metres, "fa", decimals=0), format_number(metres, "en", decimals=0)
    return f" دقت آن {fa} متر است.", f" It is exact to {en} m."


def _same(crs: CRS, text: str) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return bool(crs.equals(CRS.from_user_input(text), ignore_axis_order=True))
    except CRSError:
        return False


def _short(text: str) -> str:
    """Return a system's name where it is known, else the beginning of its text."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if len(text) <= len("EPSG:1234567"):
        return text
    try:
        return str(CRS.from_user_input(text).name)
    except CRSError:
        return text
