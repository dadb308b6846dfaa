"""Whether shapes are what a layer holds: of its type, finite, valid, of a sensible size.

Shapes are in EPSG:4326. Nothing is mended unless it is asked for, and what is mended is reported with the change
in area. `inside_province` is in ``inside`` and offered from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geo_target.intake.finding import Finding
from geo_target.intake.geography.areas import areas_m2, geodesic_area_m2
from geo_target.intake.geography.crossings import MOST_CROSSINGS, crossings, too_many_crossings
from geo_target.intake.geography.geometry_words import TYPES, read_reason
from geo_target.intake.geography.inside import as_array, inside_province
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.problems import Severity
    from geo_target.models import IntArray

__all__ = ["AREA_LIMITS_M2", "GeometryResult", "check_geometry", "inside_province"]

Kind = Literal["POINT", "MULTIPOLYGON"]
Words = tuple[str, str]

AREA_LIMITS_M2: Mapping[str, tuple[float, float]] = {
    "neighbourhoods": (1e3, 1e8),
    "counties": (1e6, 1e11),
    "provinces": (1e9, 3e11),
}
"""Layer to the least and greatest area that one of its rows may have, in m²."""

TINY_HOLE_M2 = 100.0
_KM2 = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class GeometryResult:
    """The shapes as they would be stored, and what is wrong with them.

    Parameters
    ----------
    geoms
        As many as came: of the kind that was asked for, or None where an error was found.
    findings
        By index.
    """

    geoms: Any
    findings: list[Finding]


def check_geometry(
    geoms: Any, *, kind: Kind = "POINT", mend: bool = False, layer: str | None = None
) -> GeometryResult:
    """Check shapes, and make them the kind that the layer stores.

    A single part is made several and several of one part a single one without a word, since nothing is lost.

    Parameters
    ----------
    geoms
        EPSG:4326; None where a row has no shape. Never changed.
    mend
        Make invalid areas valid (``shapely.make_valid``, structure; lines and points that are left over are
        dropped), and say so in a warning with the change in area.
    layer
        Whose `AREA_LIMITS_M2` hold; none if it has none.

    Returns
    -------
    GeometryResult
        Errors: ``no-geometry``, ``empty-geometry``, ``wrong-geometry-type``, ``not-finite``, ``not-degrees``,
        ``zero-place``, the reasons of invalidity (``self-intersection`` …), ``area-too-small``,
        ``area-too-large``. Warnings: ``mended-geometry``, ``tiny-hole``.
    """
    check = _Check(as_array(geoms).copy(), kind)
    check.refuse_missing()
    check.make_one_type(mend=mend)
    check.refuse_numbers()
    if kind == "MULTIPOLYGON":
        check.refuse_invalid(mend=mend)
        check.refuse_sizes(AREA_LIMITS_M2.get(layer or ""))
    return GeometryResult(check.shapes, sorted(check.findings, key=lambda finding: finding.index or 0))


class _Check:
    """One pass over the shapes; each step leaves None where it refused."""

    def __init__(self, shapes: Any, kind: Kind) -> None:
        self.shapes, self._kind = shapes, kind
        self.findings: list[Finding] = []

    def refuse_missing(self) -> None:
        for index in np.flatnonzero(shapely.is_missing(self.shapes)).tolist():
            mend = ("مختصات یا شکل این ردیف را بنویسید", "give the coordinates or the shape of this row")
            self._refuse(index, "no-geometry", TYPES[self._kind], "", mend)
        for index in np.flatnonzero(shapely.is_empty(self.shapes)).tolist():
            mend = ("شکل این ردیف را بکشید", "draw the shape of this row")
            self._refuse(index, "empty-geometry", TYPES[self._kind], self.shapes[index].wkt, mend)

    def make_one_type(self, *, mend: bool) -> None:
        types = shapely.get_type_id(self.shapes)
        stored = shapely.GeometryType[self._kind]
        for index in np.flatnonzero((types >= 0) & (types != stored)).tolist():
            shape = self.shapes[index]
            made = _as_point(shape) if self._kind == "POINT" else _as_areas(shape, keep_only=mend)
            if made is None:
                words = (
                    "نوع شکل این ردیف را مانند دیگر ردیف‌های لایه کنید",
                    "give this row a shape of the layer's own type",
                )
                self._refuse(index, "wrong-geometry-type", TYPES[self._kind], _type_of(shape), words)
                continue
            if self._kind == "MULTIPOLYGON" and _has_other(shape):
                self._add(
                    index, "warning", "mended-geometry", TYPES[self._kind], _type_of(shape), _ONLY_AREAS
                )
            self.shapes[index] = made

    def refuse_numbers(self) -> None:
        coordinates, row = shapely.get_coordinates(self.shapes, return_index=True)
        finite = np.isfinite(coordinates).all(axis=1)
        degrees = (np.abs(coordinates) <= (180, 90)).all(axis=1)
        zero = (coordinates == 0).all(axis=1)
        for wrong, code, expected, mend in (
            (~finite, "not-finite", _FINITE, _FINITE_MEND),
            (~degrees, "not-degrees", _DEGREES, _DEGREES_MEND),
            (zero, "zero-place", _DEGREES, _ZERO_MEND),
        ):
            at = np.flatnonzero(wrong)
            for index, first in _firsts(row[at]):
                if self.shapes[index] is not None:
                    came = ", ".join(f"{number:.10g}" for number in coordinates[at[first]])
                    self._refuse(index, code, expected, came, mend)

    def refuse_invalid(self, *, mend: bool) -> None:
        for index in np.flatnonzero(
            ~shapely.is_valid(self.shapes) & ~shapely.is_missing(self.shapes)
        ).tolist():
            shape = self.shapes[index]
            reason = shapely.is_valid_reason(shape)
            alone = bool(shapely.is_valid(shapely.get_parts(shape)).all())
            code, expected, words, place = read_reason(reason, parts_are_valid=alone)
            if not mend:
                self._refuse(index, code, expected, reason, words, place)
                continue
            if (times := crossings(shape)) > MOST_CROSSINGS:
                self._refuse(index, code, expected, reason, too_many_crossings(times), place)
                continue
            made = _as_areas(shapely.make_valid(shape, method="structure"), keep_only=True)
            if made is None:
                self._refuse(index, code, expected, reason, _NOTHING_LEFT, place)
                continue
            self.shapes[index] = made
            change = _change(geodesic_area_m2(shape), geodesic_area_m2(made))
            self._add(index, "warning", "mended-geometry", expected, reason, change, place)

    def refuse_sizes(self, limits: tuple[float, float] | None) -> None:
        areas = areas_m2(self.shapes)
        least, most = limits or (0.0, np.inf)
        for index in np.flatnonzero((areas <= least) | (areas > most)).tolist():
            small = bool(areas[index] <= least)
            expected, mend = _size_words(least, most, small=small)
            code = "area-too-small" if small else "area-too-large"
            self._refuse(index, code, expected, _m2(float(areas[index]))[1], mend)
        self._tiny_holes()

    def _tiny_holes(self) -> None:
        parts, row = shapely.get_parts(self.shapes, return_index=True)
        holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
        rings, part = shapely.get_rings(parts[holed], return_index=True)
        is_hole = np.r_[False, part[1:] == part[:-1]] if len(part) else np.empty(0, dtype=bool)
        holes, owner = as_array(shapely.polygons(rings[is_hole])), row[holed[part[is_hole]]]
        tiny = np.flatnonzero(areas_m2(holes) < TINY_HOLE_M2)
        for index, first in _firsts(owner[tiny]):
            hole = holes[tiny[first]]
            place = tuple(shapely.get_coordinates(hole)[0].tolist())
            came = _m2(float(areas_m2(as_array([hole]))[0]))[1]
            self._add(index, "warning", "tiny-hole", _NO_TINY_HOLE, came, _TINY_HOLE_MEND, place)

    def _refuse(
        self,
        index: int,
        code: str,
        expected: Words,
        came: str,
        mend: Words,
        place: tuple[float, ...] | None = None,
    ) -> None:
        self._add(index, "error", code, expected, came, mend, place)
        self.shapes[index] = None

    def _add(
        self,
        index: int,
        severity: Severity,
        code: str,
        expected: Words,
        came: str,
        mend: Words,
        place: tuple[float, ...] | None = None,
    ) -> None:
        lon, lat = place or _place_of(self.shapes[index])
        finding = Finding(
            index=int(index),
            severity=severity,
            code=code,
            expected=expected,
            came=came,
            mend=mend,
            lon=lon,
            lat=lat,
        )
        self.findings.append(finding)


_FINITE = ("مختصاتی که عدد باشد", "coordinates that are numbers")
_FINITE_MEND = (
    "مختصات این ردیف یا سیستم مختصات فایل را بازبینی کنید",
    "check the coordinates of this row, and the file's coordinate system",
)
_DEGREES = ("طول و عرض به درجه", "longitude and latitude in degrees")
_DEGREES_MEND = ("سیستم مختصات فایل را بازبینی کنید", "check the file's coordinate system")
_ZERO_MEND = (
    "صفر جای خالی است: مختصات درست را بنویسید",
    "zero stands for nothing known: give the true coordinates",
)
_ONLY_AREAS = ("تنها سطح‌ها نگه داشته شد", "only the areas were kept")
_NOTHING_LEFT = ("پس از اصلاح سطحی نماند؛ دوباره بکشید", "nothing is left after mending: draw it again")
_NO_TINY_HOLE = ("سطحی بی حفرهٔ ریز", "an area without tiny holes")
_TINY_HOLE_MEND = ("اگر خطای رسم است آن را پر کنید", "fill it if it is a slip of drawing")


def _firsts(rows: IntArray) -> list[tuple[int, int]]:
    """Return each row that occurs, and where it does first."""
    found, first = np.unique(rows, return_index=True)
    return list(zip(found.tolist(), first.tolist(), strict=True))


def _as_point(shape: BaseGeometry) -> BaseGeometry | None:
    parts = shapely.get_parts(shape)
    if len(parts) == 1 and shapely.get_type_id(parts[0]) == shapely.GeometryType.POINT:
        return parts[0]  # type: ignore[no-any-return]
    return None


def _as_areas(shape: BaseGeometry, *, keep_only: bool) -> BaseGeometry | None:
    """Return the areas of a shape; None if it has none, or has more than areas and they alone may not be kept."""
    areas = [part for part in _parts(shape) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON]
    areas = [part for part in areas if not shapely.is_empty(part)]
    if not areas or (_has_other(shape) and not keep_only):
        return None
    return shapely.multipolygons(areas)  # type: ignore[no-any-return]


def _parts(shape: BaseGeometry) -> Any:
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return parts


def _has_other(shape: BaseGeometry) -> bool:
    return bool((shapely.get_type_id(_parts(shape)) != shapely.GeometryType.POLYGON).any())


def _type_of(shape: BaseGeometry) -> str:
    number = shapely.get_num_geometries(shape)
    return shape.geom_type if number == 1 else f"{shape.geom_type} ({number})"


def _place_of(shape: BaseGeometry | None) -> tuple[float | None, float | None]:
    first = shapely.get_coordinates(shape)[:1]
    if len(first) and np.isfinite(first).all() and (np.abs(first[0]) <= (180, 90)).all():
        return float(first[0, 0]), float(first[0, 1])
    return None, None


def _m2(area: float) -> Words:
    words, figure, decimals = ("متر مربع", "m²"), area, 0
    if area >= _KM2:
        words, figure, decimals = ("کیلومتر مربع", "km²"), area / _KM2, 1
    fa, en = format_number(figure, "fa", decimals=decimals), format_number(figure, "en", decimals=decimals)
    return f"{fa} {words[0]}", f"{en} {words[1]}"


def _size_words(least: float, most: float, *, small: bool) -> tuple[Words, Words]:
    if small:
        fa, en = _m2(least)
        mend = ("شکل را بازبینی کنید: شاید تنها یک خط است", "check the shape: perhaps it is only a line")
        return (f"سطحی بزرگ‌تر از {fa}", f"an area of more than {en}"), mend
    fa, en = _m2(most)
    mend = ("شکل و سیستم مختصات را بازبینی کنید", "check the shape and the coordinate system")
    return (f"سطحی تا {fa}", f"an area of at most {en}"), mend


def _change(before: float, after: float) -> Words:
    percent = 100 * (after - before) / before if before else 0.0
    (old_fa, old_en), (new_fa, new_en) = _m2(before), _m2(after)
    share_fa, share_en = format_number(percent, "fa", decimals=2), format_number(percent, "en", decimals=2)
    return (
        f"اصلاح شد: مساحت از {old_fa} به {new_fa} رسید ({share_fa}٪)؛ شکل تازه را بازبینی کنید",
        f"mended: its area went from {old_en} to {new_en} ({share_en} %); look at the new shape",
    )
