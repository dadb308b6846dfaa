"""Which numbering a column of bare province codes is in: ISO 3166-2 of today, or the one before 2020.

27 of the 31 codes mean another province in each. A person may say it; else the rows themselves must prove it, by
the city that they name, the standing row that they are, or the place where they lie. Without proof it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import shapely

from geo_target.intake.checking.draft import read_cells
from geo_target.intake.geography.crs_choice import WGS84, to_wgs84
from geo_target.intake.geography.inside import acceptable, places_of
from geo_target.intake.geography.province_map import ProvinceMap
from geo_target.intake.names.gazetteer import Ambiguous, Scheme
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_coordinates import parse_degrees, parse_pair
from geo_target.intake.values.value_numbers import is_empty
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.names.gazetteer import Gazetteer
    from geo_target.intake.source_table import Cell
    from geo_target.models import FloatArray

FIELD = "scheme"
"""The value by which a person says it: ``iso``, ``iso_pre2020``, ``sci`` or ``hasc``."""

MOST_LOOKED_AT = 2_000
"""Rows, evenly over the file."""

LEAST_FITTING, MOST_OF_THE_OTHER = 0.9, 0.5
"""The share of rows that a numbering must fit to be the one, and may fit at most to be ruled out."""

_ISO: tuple[Scheme, Scheme] = ("iso", "iso_pre2020")
_WORDS = {
    "iso": ("امروز (از ۲۰۲۰)", "of today (since 2020)"),
    "iso_pre2020": ("پیش از ۲۰۲۰", "before 2020"),
}


@dataclass(slots=True)
class _Case:
    """A row with a code that means two provinces: what it is in either numbering."""

    index: int
    new: str
    old: str


def scheme_of(draft: Draft) -> Scheme | None:
    """Return the numbering that a person says or that the rows prove; None: neither, or there is nothing to tell.

    It is proved by nine rows in ten of those that say where they are, if no more than half fit the other one.
    Rows that do not fit are found out by the checks that follow.
    """
    given = draft.options.values.get(FIELD)
    if given is not None:
        return _said(draft, given)
    cases = _doubtful(draft)
    if not cases:
        return None
    fits = _fits(draft, cases)
    known = fits.any(axis=1)
    if not known.any():
        return None
    new, old = fits[known].mean(axis=0)
    for scheme, own, other in zip(_ISO, (new, old), (old, new), strict=True):
        if own >= LEAST_FITTING and other <= MOST_OF_THE_OTHER:
            return _proved(draft, scheme, int(fits[:, _ISO.index(scheme)].sum()), len(cases))
    return None


def _said(draft: Draft, given: str) -> Scheme | None:
    for scheme in get_args(Scheme):
        if given.strip().lower() == scheme:
            return scheme  # type: ignore[no-any-return]
    allowed = ", ".join(get_args(Scheme))
    mend = (f"یکی از این‌ها را بنویسید: {allowed}", f"write one of {allowed}")
    expected = ("شماره‌گذاری کد استان", "the numbering of the province codes")
    draft.refuse_file(ValueProblem("unknown-scheme", expected=expected, came=given, mend=mend))
    return None


def _proved(draft: Draft, scheme: Scheme, fitting: int, looked_at: int) -> Scheme:
    fa, en = _WORDS[scheme]
    draft.note(
        f"کدهای استان شماره‌گذاری ایزوی {fa} دانسته شد: شهر یا جای {format_number(fitting)} سطر از "
        f"{format_number(looked_at)} سطری که دیده شد با آن می‌خواند.",
        f"The province codes are read as ISO 3166-2 {en}: the city or the place of {format_number(fitting, 'en')} of "
        f"the {format_number(looked_at, 'en')} rows that were looked at fits.",
    )
    return scheme


def _doubtful(draft: Draft) -> list[_Case]:
    """Return rows whose bare code means two provinces, up to a number, evenly over the file."""
    codes, names = draft.cells("province_code"), draft.cells("province_name")
    if codes is None:
        return []
    meanings: dict[Cell, tuple[str, str] | None] = {}
    found = []
    for index, code in enumerate(codes):
        if names is not None and not is_empty(names[index]):
            continue
        if code not in meanings:
            meanings[code] = _two_meanings(draft.register.gazetteer, code)
        both = meanings[code]
        if both is not None:
            found.append((index, *both))
    step = max(1, len(found) // MOST_LOOKED_AT)
    return [_Case(*one) for one in found[::step]]


def _two_meanings(gazetteer: Gazetteer, code: Cell) -> tuple[str, str] | None:
    try:
        gazetteer.match_province(code)
    except Ambiguous as problem:
        if problem.code == "old-or-new-code":
            new, old = (gazetteer.match_province(code, scheme=scheme).code for scheme in _ISO)
            return new, old
    except ValueProblem:
        pass
    return None


def _fits(draft: Draft, cases: Sequence[_Case]) -> Any:
    """Return for each case whether it fits the new and the old numbering, shape ``(n, 2)``; neither: not known."""
    fits = np.zeros((len(cases), 2), dtype=np.bool_)
    by_name = _by_city(draft, cases)
    for row, (case, province) in enumerate(zip(cases, by_name, strict=True)):
        fits[row] = province == case.new, province == case.old
    rest = [row for row, province in enumerate(by_name) if province is None]
    if rest:
        fits[rest] = _by_place(draft, [cases[row] for row in rest])
    return fits


def _by_city(draft: Draft, cases: Sequence[_Case]) -> list[str | None]:
    """Return the province of the city, neighbourhood or standing row that each row names; None where none does."""
    gazetteer = draft.register.gazetteer
    standing = {row.code: row.province_code for row in draft.register.standing}
    columns = [draft.cells(field) for field in ("city_code", "city_name", "neighbourhood_code", "code")]
    found: list[str | None] = []
    for case in cases:
        city_code, city_name, hood, own = (None if cells is None else cells[case.index] for cells in columns)
        province = _province_of(gazetteer, hood) or _province_of(gazetteer, city_code)
        if province is None and not is_empty(city_name):
            province = _city(gazetteer, city_name)
        found.append(province or standing.get(str(own)))
    return found


def _province_of(gazetteer: Gazetteer, code: Cell) -> str | None:
    place = None if is_empty(code) else gazetteer.place_of_code(str(code).strip())
    return None if place is None else place.province_code


def _city(gazetteer: Gazetteer, name: Cell) -> str | None:
    try:
        return gazetteer.match_city(name).place.province_code
    except ValueProblem:
        return None


def _by_place(draft: Draft, cases: Sequence[_Case]) -> Any:
    provinces = ProvinceMap(draft.register.province_areas)
    places = _places(draft, [case.index for case in cases]) if provinces.codes else None
    if places is None:
        return np.zeros((len(cases), 2), dtype=np.bool_)
    return np.column_stack(
        [
            acceptable(*places, provinces.numbers([getattr(case, which) for case in cases]), provinces)
            for which in ("new", "old")
        ]
    )


def _places(draft: Draft, rows: list[int]) -> tuple[FloatArray, FloatArray] | None:
    """Return longitude and latitude of some rows as far as they are plain to see; None: they are not."""
    shapes, crs = draft.source.geometry, draft.options.crs or draft.source.crs
    if shapes is not None:
        return places_of(to_wgs84([shapes[row] for row in rows], crs)) if crs is not None else None
    lon, lat, pairs = (draft.cells(field) for field in ("lon", "lat", "dms"))
    if lon is not None and lat is not None:
        east = read_cells([lon[row] for row in rows], lambda cell: parse_degrees(cell, "lon"))[0]
        north = read_cells([lat[row] for row in rows], lambda cell: parse_degrees(cell, "lat"))[0]
        return np.array(east, dtype=np.float64), np.array(north, dtype=np.float64)
    if pairs is not None:
        found = read_cells([pairs[row] for row in rows], parse_pair)[0]
        nowhere = float("nan")
        return (
            np.array([nowhere if one is None else one.lon for one in found]),
            np.array([nowhere if one is None else one.lat for one in found]),
        )
    return _of_texts(draft, rows)


def _of_texts(draft: Draft, rows: list[int]) -> tuple[FloatArray, FloatArray] | None:
    """Return the places of boundaries given as text, which are in degrees unless a person says otherwise."""
    texts = draft.cells("wkt")
    if texts is None:
        return None
    shapes = shapely.from_wkt([str(texts[row]) for row in rows], on_invalid="ignore")
    return places_of(to_wgs84(shapes, draft.options.crs or WGS84))
