"""Which coordinate system a file's numbers are read in: as asked, as the file states, or as its provinces prove.

Nothing is guessed: a system that the file does not state is inferred only where exactly one candidate puts every
row inside the province that it states. The reasons are in ``docs/methods/import-geometry.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo_target.intake.crs_identity import authority_of
from geo_target.intake.geography.crs_candidates import CANDIDATES, Placed, Rows, place_by_each, transformer
from geo_target.intake.geography.crs_words import (
    cannot_use,
    contradicted,
    note_of_asked,
    note_of_inferred,
    note_of_stated,
    turned_axes,
    which_one,
)
from geo_target.intake.geography.inside import as_array, places_of
from geo_target.intake.geography.province_map import ProvinceMap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.finding import Finding
    from geo_target.intake.problems import Note
    from geo_target.models import FloatArray, IntArray

__all__ = ["CANDIDATES", "CrsChoice", "choose_crs", "to_wgs84"]

WGS84 = 4326
_CORNERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CrsChoice:
    """The coordinate system of a file, and how it was found.

    Parameters
    ----------
    epsg
        None where it has no number, or where none was found.
    crs
        What `to_wgs84` takes: ``EPSG:32639`` or WKT; None: none was found, and `findings` say why.
    inferred
        Whether the rows' provinces told it, and not the file.
    notes
        For the report.
    findings
        About the file as a whole (index None).
    """

    epsg: int | None
    crs: str | None
    inferred: bool = False
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()


def choose_crs(
    stated: str | None,
    asked: str | None,
    geoms: Any,
    province_codes: Sequence[str | None],
    areas: Mapping[str, BaseGeometry] | ProvinceMap,
) -> CrsChoice:
    """Return the coordinate system that the numbers of a file are in.

    Parameters
    ----------
    stated
        What the file says: ``EPSG:4326`` or WKT; None: nothing.
    asked
        What a person says (``--crs``); it goes before what the file says.
    geoms
        Points or areas in the file's own numbers, None allowed.
    province_codes
        What each row states; None where it states none.
    areas
        Code of a province to its area, EPSG:4326.

    Returns
    -------
    CrsChoice
        Findings (errors): ``unknown-crs``, ``crs-contradicts``, ``crs-not-stated``, ``axes-swapped``. Without a
        single shape: what is stated, or nothing, without a finding.
    """
    rows = _rows(geoms, province_codes, areas)
    asked, stated = ((text or "").strip() or None for text in (asked, stated))
    text = asked or stated
    if text is not None:
        crs = _read(text)
        if crs is None:
            return CrsChoice(epsg=None, crs=None, findings=(cannot_use(text, of_file=asked is None),))
        return _known(crs, rows, asked=asked, stated=stated)
    if not len(rows):
        return CrsChoice(epsg=None, crs=None)
    return _inferred(rows)


def to_wgs84(geoms: Any, crs: str | int) -> Any:
    """Return shapes in degrees WGS 84, longitude first; None stays None, numbers that are no place become infinite.

    Parameters
    ----------
    crs
        ``EPSG:32639``, 32639 or WKT, as `CrsChoice.crs`; one that PROJ knows.
    """
    shapes = as_array(geoms)
    if str(crs).upper().removeprefix("EPSG:") == str(WGS84):
        return shapes
    way = transformer(crs)
    return shapely.transform(shapes, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1])))


def _rows(
    geoms: Any, province_codes: Sequence[str | None], areas: Mapping[str, BaseGeometry] | ProvinceMap
) -> Rows:
    """Return where the rows are, as numbers: each point, and of an area some of its corners and a point inside.

    A county of the coast may lie at sea by its middle, and a shape that is invalid has no inside.
    """
    provinces = areas if isinstance(areas, ProvinceMap) else ProvinceMap(areas)
    shapes = as_array(geoms)
    xy = np.column_stack(places_of(shapes))
    corners, of = _some_corners(shapes)
    places, owner = np.concatenate([xy, corners]), np.concatenate([np.arange(len(shapes)), of])
    usable = np.flatnonzero(np.isfinite(places).all(axis=1))
    usable = usable[np.argsort(owner[usable], kind="stable")]
    index, row = np.unique(owner[usable], return_inverse=True)
    number = provinces.numbers(province_codes)[owner[usable]]
    return Rows(places[usable, 0], places[usable, 1], number, row, index, provinces)


def _some_corners(shapes: Any) -> tuple[FloatArray, IntArray]:
    """Return up to eight corners of each shape that is no point, evenly chosen, and whose they are."""
    areas = np.flatnonzero(shapely.get_type_id(shapes) > 0)
    corners, of = shapely.get_coordinates(shapes[areas], return_index=True)
    count = np.bincount(of, minlength=len(areas))
    rank = np.arange(len(of)) - np.searchsorted(of, of)
    step = np.maximum(1, -(-count // _CORNERS))[of]
    chosen = rank % step == 0
    return corners[chosen], areas[of[chosen]]


def _read(text: str) -> CRS | None:
    """Return a system in two dimensions that can be turned into degrees WGS 84; None if there is none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError, ProjError

    try:
        crs = CRS.from_user_input(int(text) if text.isdecimal() else text)
        crs = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
        if not (crs.is_geographic or crs.is_projected or crs.is_bound):
            return None
        transformer(crs)
    except (CRSError, ProjError, ValueError):
        return None
    return crs


def _known(crs: CRS, rows: Rows, *, asked: str | None, stated: str | None) -> CrsChoice:
    authority, number = authority_of(crs) or (None, "")
    epsg = int(number) if authority == "EPSG" else None
    text = f"EPSG:{epsg}" if epsg else crs.to_wkt()
    note = note_of_asked(crs, epsg, stated) if asked else note_of_stated(crs, epsg)
    wrong = _contradiction(text, crs, rows)
    if wrong is not None:
        return CrsChoice(epsg=None, crs=None, findings=(wrong,))
    return CrsChoice(epsg=epsg, crs=text, notes=(note,) if note else ())


def _contradiction(text: str, crs: CRS, rows: Rows) -> Finding | None:
    """Say so if the system puts less than half of the rows in place, and another one all, or no number can be right."""
    inside = int(rows.placed_by(text).sum()) if rows.provinces.codes else len(rows)
    impossible = crs.is_geographic and bool(len(rows)) and bool((np.abs(rows.x) > 360).all())  # noqa: PLR2004
    if not impossible and 2 * inside >= len(rows):
        return None
    better = [one for one in place_by_each(rows) if one.inside == len(rows)] if rows.provinces.codes else []
    if better or impossible:
        return contradicted(crs.name, rows, inside, better)
    return None


def _inferred(rows: Rows) -> CrsChoice:
    placed = place_by_each(rows)
    fitting = [one for one in placed if one.inside == len(rows)]
    if len(fitting) == 1 and bool((rows.number >= 0).any()):
        epsg = fitting[0].epsg
        return CrsChoice(
            epsg=epsg, crs=f"EPSG:{epsg}", inferred=True, notes=(note_of_inferred(epsg, len(rows)),)
        )
    return CrsChoice(epsg=None, crs=None, findings=(_question(rows, placed),))


def _question(rows: Rows, placed: list[Placed]) -> Finding:
    if not any(one.inside for one in placed):
        turned = [one for one in place_by_each(rows.turned()) if one.inside == len(rows)]
        if turned:
            return turned_axes(turned[0].epsg, rows)
    return which_one(placed, rows)
