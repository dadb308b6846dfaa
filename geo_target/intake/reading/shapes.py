"""Shapes as files hold them: WKB read one by one if need be, the third dimension off, the CRS as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.intake.crs_identity import authority_of
from geo_target.intake.reading.grid import MOST_FAULTS
from geo_target.intake.source_error import SourceError
from geo_target.intake.source_table import SourceNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

Shapes = tuple["BaseGeometry | None", ...]
_UNDEFINED = ("undefined", "unknown", "engineering")


def as_shapes(
    found: Sequence[bytes | BaseGeometry | str | None],
    *,
    file: str,
    sheet: str | None,
    numbers: Sequence[int] = (),
) -> tuple[Shapes, tuple[SourceError, ...]]:
    """Return shapes, given as WKB or as they are; one that is none is left out and is a fault of its row.

    Parameters
    ----------
    found
        A text stands for a shape that could not be made, and says why.
    numbers
        Number of each row; 1, 2, 3, … if empty.

    Raises
    ------
    SourceError
        The first fault, if there are so many that they cannot all be told.
    """
    shapes: list[BaseGeometry | None] = []
    faults: list[SourceError] = []
    for index, one in enumerate(found):
        shape, reason = _shape(one)
        shapes.append(shape)
        if reason is not None:
            faults.append(
                SourceError(
                    "geometry",
                    expected=("یک شکل نقطه، خط یا سطح", "a point, line or area"),
                    came=reason,
                    mend=("شکل این ردیف را دوباره بکشید", "draw the shape of this row again"),
                    file=file,
                    sheet=sheet,
                    row=numbers[index] if numbers else index + 1,
                )
            )
            if len(faults) > MOST_FAULTS:
                raise faults[0]
    return tuple(shapes), tuple(faults)


def _shape(one: bytes | BaseGeometry | str | None) -> tuple[BaseGeometry | None, str | None]:
    import numpy as np
    import shapely

    if isinstance(one, str):
        return None, one
    if not isinstance(one, bytes):
        return one, None
    try:
        with np.errstate(invalid="ignore"):  # numbers that are none are for the checks of shapes
            return shapely.from_wkb(one), None
    except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
        return None, str(error)


def flat(shapes: Shapes) -> tuple[Shapes, tuple[SourceNote, ...]]:
    """Return the shapes in two dimensions, and a note if any had more."""
    import numpy as np
    import shapely

    array = np.array([*shapes, None], dtype=object)[:-1]
    deep = int((shapely.has_z(array) | shapely.has_m(array)).sum())
    if not deep:
        return shapes, ()
    note = SourceNote(
        f"بُعد سوم (ارتفاع یا M) در {deep} شکل کنار گذاشته شد.",
        f"The third dimension (height or M) of {deep} shapes was dropped.",
    )
    return tuple(shapely.force_2d(array).tolist()), (note,)


def crs_text(crs: Any) -> str | None:
    """Return a CRS as ``EPSG:4326`` or WKT; None if it is none, or says that it is undefined."""
    if crs is None or not str(crs).strip():
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        return None
    if known.is_engineering or any(word in known.name.lower() for word in _UNDEFINED):
        return None
    authority = authority_of(known)
    return known.to_wkt() if authority is None else ":".join(authority)
