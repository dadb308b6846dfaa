"""Whether the rows lie where they can: in Iran, and in the province that they state, or that is found for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.checking.coordinates import refuse_swapped
from geo_target.intake.checking.row_values import missing_column, require
from geo_target.intake.counted import rows_en
from geo_target.intake.geography.inside import TRANSFERRED, inside_province
from geo_target.intake.problems import ValueProblem
from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.places import Places
    from geo_target.models import BoolArray

IRAN = {"lon": (43.5, 64.0), "lat": (24.5, 40.5)}
"""The box around Iran, degrees; a test holds it equal to `in_iran_box`."""

_CENTRE = ("training_centre_code", "training_centre_name")
"""What a course run without coordinates takes its place from."""

_AWAY_FROM_BORDER_M = 10_000.0


def check_locations(draft: Draft, places: Places) -> None:
    """Refuse rows without a place, or with one that cannot be; find the province of rows that do not say it."""
    refuse_swapped(draft, places.lon, places.lat, places.fields)
    _refuse_abroad(draft, places)
    _require_place(draft, places)
    _fill_provinces(draft, places)
    _refuse_other_provinces(draft, places)


def _require_place(draft: Draft, places: Places) -> None:
    """Refuse the rows that have no place, unless it was said what is wrong with it."""
    column = draft.form.columns[-1]
    said = {draft.header(field) or field for field in (*column.fields, "wkt", *_CENTRE)} | {None}
    lost = np.flatnonzero(~np.isfinite(places.lon)).tolist()
    for index in lost:
        before = draft.of_row.get(index, ())
        if not any(one.severity == "error" and one.column in said for one in before):
            draft.refuse(index, _no_place(), *places.fields)


def _refuse_abroad(draft: Draft, places: Places) -> None:
    """Refuse what is far outside the country, with or without boundaries at hand, and forget it."""
    lon, lat = places.lon, places.lat
    (west, east), (south, north) = IRAN["lon"], IRAN["lat"]
    within = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    maybe = np.flatnonzero(np.isfinite(lon) & ~within)
    for index in maybe.tolist():
        x, y = float(lon[index]), float(lat[index])
        problem = ValueProblem(
            "outside-country",
            expected=("جایی در ایران", "a place in Iran"),
            came=f"{x:.6g}, {y:.6g}",
            mend=(
                "مختصات، سامانهٔ مختصات (CRS) و جای ممیز را بازبینی کنید",
                "check the coordinates, their CRS and where the decimal point is",
            ),
        )
        draft.refuse(index, problem, *places.fields, lon=x, lat=y)
        lon[index] = lat[index] = np.nan


def _fill_provinces(draft: Draft, places: Places) -> None:
    """Find the province of rows that do not say it from where they lie, if they lie well inside one."""
    codes, column = draft.columns.get("province_code"), draft.form.column("province_code")
    if codes is None or column is None or draft.is_update:
        return
    unsaid = [index for index, code in enumerate(codes) if code is None and not draft.is_refused(index)]
    if len(unsaid) == len(draft) and not places.provinces.codes:
        draft.refuse_file(missing_column(draft, column))
        return
    rows = np.array([index for index in unsaid if np.isfinite(places.lon[index])], dtype=np.int64)
    number = places.provinces.containing(places.lon[rows], places.lat[rows])
    clear = _well_inside(places, rows, number)
    for index, found in zip(rows[clear].tolist(), number[clear].tolist(), strict=True):
        codes[index] = places.provinces.codes[found]
    if clear.any():
        known = int(clear.sum())
        draft.note(
            f"استان {format_number(known)} سطر نوشته نشده بود و از جای آن‌ها دانسته شد.",
            f"In {rows_en(known)} the province is not said; it is known from the place.",
        )
    require(draft, column, codes)


def _well_inside(places: Places, rows: Any, number: Any) -> BoolArray:
    """Tell which rows lie in a province and 10 km away from any other, where the boundaries are not known to be old."""
    x, y, provinces = places.lon[rows], places.lat[rows], places.provinces
    clear: BoolArray = number >= 0
    for _, west, south, east, north in TRANSFERRED:
        clear &= ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    for other in range(len(provinces.codes)):
        at = np.flatnonzero(clear & (number != other))
        if at.size:
            of_other = np.full(at.size, other)
            metres = provinces.distance_m(x[at], y[at], of_other, limit_m=_AWAY_FROM_BORDER_M)
            clear[at[metres < _AWAY_FROM_BORDER_M]] = False
    return clear


def _refuse_other_provinces(draft: Draft, places: Places) -> None:
    """Hold each place to the province that its row states; the boundaries of provinces are not held to the old ones."""
    codes, provinces = draft.columns.get("province_code"), places.provinces
    if draft.form.layer == "provinces" or codes is None or not provinces.codes:
        return
    rows = np.flatnonzero(np.isfinite(places.lon))
    if places.shapes is None:  # a million points are not made into shapes where numbers tell that all is well
        number = provinces.numbers(codes)
        metres = provinces.distance_m(places.lon, places.lat, number)
        rows = rows[(number[rows] < 0) | (metres[rows] > 0)]
        shapes: Any = shapely.points(places.lon[rows], places.lat[rows])
    else:
        shapes = places.shapes[rows]
    found = inside_province(shapes, [codes[row] for row in rows], provinces, names=_names(draft))
    draft.found(found, *places.fields, rows=rows.tolist())


def _names(draft: Draft) -> dict[str, tuple[str, str]]:
    found = ((code, draft.register.gazetteer.place_of_code(code)) for code in draft.register.province_areas)
    return {code: (place.name_fa, place.name_en) for code, place in found if place is not None}


def _no_place() -> ValueProblem:
    return ValueProblem(
        "no-place",
        expected=("مختصات یا شکل این سطر", "the coordinates or the shape of this row"),
        came="",
        mend=("مختصات را بنویسید", "write the coordinates"),
    )
