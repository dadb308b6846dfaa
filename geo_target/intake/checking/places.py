"""Where the rows lie: from the file's own shapes, or from its columns of coordinates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.checking.coordinates import as_numbers, read_degrees, read_metres, read_pairs, read_utm
from geo_target.intake.checking.row_values import missing_column
from geo_target.intake.columns.synonyms import field_fa
from geo_target.intake.counted import rows_en
from geo_target.intake.geography.crs_choice import choose_crs, to_wgs84
from geo_target.intake.geography.geometry_checks import check_geometry
from geo_target.intake.geography.inside import places_of
from geo_target.intake.geography.province_map import ProvinceMap
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import Cell, parse_float
from geo_target.persian import format_number

if TYPE_CHECKING:
    from geo_target.intake.checking.draft import Draft
    from geo_target.models import FloatArray

_POINT_FIELDS = ("lon", "easting", "dms")
_PAIRS = (("lon", "lat"), ("easting", "northing"))
_HEX = re.compile("(?:00|01)(?:[0-9A-Fa-f]{2}){8,}")
"""Well-known binary as databases write it into text."""
_WGS84 = ("EPSG:4326", "4326", "OGC:CRS84")


@dataclass(slots=True, eq=False)
class Places:
    """Where the rows lie, WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees, one for each row, NaN where a row has no place; of an area, a point inside it.
    shapes
        Areas; None in a layer of points.
    provinces
        The areas of the provinces, prepared.
    fields
        Fields of the list that say where the rows lie, for the words; none where the file has shapes.
    """

    lon: FloatArray
    lat: FloatArray
    shapes: Any
    provinces: ProvinceMap
    fields: tuple[str, ...] = ()


def read_locations(draft: Draft) -> Places | None:
    """Return where the rows lie; None where the list does not say it at all, or the layer has no places.

    Shapes of the file win over its columns of coordinates, those over a column of WKT. A list that says nothing
    is refused as a whole, but for an update, which leaves the places as they are.
    """
    if draft.form.shape is None:
        return None
    provinces = ProvinceMap(draft.register.province_areas)
    shapes = _of_file(draft)
    if shapes is None and (half := _half_a_pair(draft)) is not None:
        draft.refuse_file(_other_half(*half), column=draft.header(half[0]))
        return None
    if shapes is None and not _has_coordinates(draft):
        column = draft.form.columns[-1]
        if draft.is_update:
            draft.absent.add(column.name)
        else:
            draft.refuse_file(missing_column(draft, column))
        return None
    if shapes is None and (draft.form.shape == "MULTIPOLYGON" or not draft.has(*_POINT_FIELDS)):
        shapes = _from_wkt(draft)
    if shapes is None:
        return _from_columns(draft, provinces)
    if not draft.source.geometry:
        return _from_shapes(draft, shapes, _crs_of_text(draft, shapes), provinces, ("wkt",))
    return _from_shapes(draft, shapes, draft.source.crs, provinces, ())


def _of_file(draft: Draft) -> Any:
    found = draft.source.geometry
    return _array(found) if found is not None and any(shape is not None for shape in found) else None


def _has_coordinates(draft: Draft) -> bool:
    if draft.form.shape == "MULTIPOLYGON":
        return draft.has("wkt")
    return draft.has(*_POINT_FIELDS, "wkt") or any(_centres(draft))


def _half_a_pair(draft: Draft) -> tuple[str, str] | None:
    """Return (the field that is there, the one that is not) of a list with one coordinate and no other way."""
    if draft.form.shape != "POINT" or draft.has("dms", "wkt"):
        return None
    there = {field: draft.has(field) for pair in _PAIRS for field in pair}
    if any(there[first] and there[second] for first, second in _PAIRS):
        return None
    halves = ((one, other) for pair in _PAIRS for one, other in (pair, pair[::-1]))
    return next(((one, other) for one, other in halves if there[one] and not there[other]), None)


def _other_half(there: str, missing: str) -> ValueProblem:
    return ValueProblem(
        "half-a-pair",
        expected=(f"ستونی برای {field_fa(missing)}", f"a column for {missing}"),
        came=f"{there} alone",
        mend=(
            "ستون مختصات دوم را بیفزایید یا سرستون آن را در نگاشت بنویسید",
            "add the column of the other coordinate, or name its header in the mapping",
        ),
    )


def _from_wkt(draft: Draft) -> Any:
    found = draft.read("wkt", _parse_wkt)
    return None if found is None else _array(found)


def _crs_of_text(draft: Draft, shapes: Any) -> str | None:
    """Return WGS 84 for shapes as text whose numbers can all be degrees, as the headers of degrees are read; say so.

    No row is metres then: within 180 m of the equator and of a zone's edge there is no Iran. Where a person says the
    system, and where a number is no degree, nothing is stated.
    """
    numbers = shapely.get_coordinates(shapes)
    if draft.options.crs is not None or not len(numbers) or not bool((np.abs(numbers) <= (180, 90)).all()):
        return draft.source.crs
    draft.note(
        "عددهای ستون هندسه درجه‌اند و WGS 84 خوانده شدند.",
        "The numbers of the column of shapes are degrees and are read as WGS 84.",
    )
    return _WGS84[0]


def _from_shapes(
    draft: Draft, shapes: Any, stated: str | None, provinces: ProvinceMap, fields: tuple[str, ...]
) -> Places:
    """Read shapes in the coordinate system of the file, or that which its provinces prove, and check them."""
    key = "code" if draft.form.layer == "provinces" else "province_code"
    codes = draft.columns.get(key) or [None] * len(draft)
    choice = choose_crs(stated, draft.options.crs, shapes, codes, provinces)
    draft.found(choice.findings)
    draft.notes.extend(choice.notes)
    draft.crs, draft.crs_inferred = choice.crs if choice.epsg is not None else None, choice.inferred
    if choice.crs is None:
        nowhere = np.full(len(draft), np.nan)
        none = _array([None] * len(draft)) if draft.form.shape == "MULTIPOLYGON" else None
        return Places(nowhere, nowhere.copy(), none, provinces, fields)

    checked = check_geometry(
        to_wgs84(shapes, choice.crs),
        kind=draft.form.shape or "POINT",
        mend=draft.options.mend,
        layer=draft.form.layer,
    )
    missing = {index for index, shape in enumerate(shapes) if shape is None and draft.is_refused(index)}
    draft.found((one for one in checked.findings if one.index not in missing), *fields)
    lon, lat = places_of(checked.geoms)
    if draft.form.shape == "POINT":
        _at_their_centres(draft, lon, lat)
    return Places(lon, lat, checked.geoms if draft.form.shape == "MULTIPOLYGON" else None, provinces, fields)


def _from_columns(draft: Draft, provinces: ProvinceMap) -> Places:
    asked = draft.options.crs
    if asked is not None and asked.strip().upper() not in _WGS84:
        numbers = _plain_numbers(draft)
        if numbers is not None:
            return _from_shapes(draft, numbers, None, provinces, _POINT_FIELDS)
    lon, lat = np.full(len(draft), np.nan), np.full(len(draft), np.nan)
    read_degrees(draft, lon, lat)
    read_pairs(draft, lon, lat)
    draft.crs = "EPSG:4326" if np.isfinite(lon).any() else None
    read_utm(draft, lon, lat, provinces)
    _at_their_centres(draft, lon, lat)
    return Places(lon, lat, None, provinces, tuple(field for field in _POINT_FIELDS if draft.has(field)))


def _plain_numbers(draft: Draft) -> Any:
    """Return the columns of coordinates as points in the file's own numbers, whatever they are called."""
    found = read_metres(draft)
    if found is None:
        east, north = draft.read("lon", parse_float), draft.read("lat", parse_float)
        found = (as_numbers(east), as_numbers(north)) if east is not None and north is not None else None
    if found is None:
        return None
    points: Any = shapely.points(*found)
    points[~(np.isfinite(found[0]) & np.isfinite(found[1]))] = None
    return points


def _centres(draft: Draft) -> list[Any]:
    codes = draft.columns.get("training_centre_code") or [None] * len(draft)
    places = draft.register.places
    return [None if code is None else places.get(code) for code in codes]


def _at_their_centres(draft: Draft, lon: FloatArray, lat: FloatArray) -> None:
    """Put the course runs that say no place where their training centre is."""
    placed = 0
    for index, place in enumerate(_centres(draft)):
        if place is not None and not np.isfinite(lon[index]) and not draft.is_refused(index):
            lon[index], lat[index] = place
            placed += 1
    if placed:
        draft.note(
            f"{format_number(placed)} دوره مختصات نداشتند و در جای مرکز آموزش خود گذاشته شدند.",
            f"In {rows_en(placed)} there are no coordinates: the course is where its training centre is.",
        )


def _array(shapes: Any) -> Any:
    return np.array([*shapes, None], dtype=object)[:-1]


def _parse_wkt(cell: Cell) -> Any:
    text = str(cell).strip()
    text = text.partition(";")[2] if text.upper().startswith("SRID=") else text
    try:
        with np.errstate(all="ignore"):
            shape = shapely.from_wkb(text) if _HEX.fullmatch(text) else shapely.from_wkt(text)
            return shapely.force_2d(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
        raise ValueProblem(
            "not-wkt",
            expected=("هندسه به شکل WKT", "a geometry as WKT"),
            came=text,
            mend=("بنویسید POINT (طول عرض) یا MULTIPOLYGON (…)", "write POINT (lon lat) or MULTIPOLYGON (…)"),
        ) from error
