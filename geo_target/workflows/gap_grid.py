"""The cells of a raster of coverage gaps: how large a person wants them, and in which coordinate system."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.persian import to_ascii_digits

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo_target.models import FloatArray

DEFAULT_CELL_DEG = 0.01
DEFAULT_CELL_M = 1000.0
_RESOLUTION = re.compile(r"([0-9]*\.?[0-9]+)\s*(m|metres?|متر|km|کیلومتر|deg|degrees?|°|درجه)?")
_STEP_DEG = 0.001


@dataclass(frozen=True, slots=True)
class Resolution:
    """Side of a cell in metres or in degrees; neither: about a kilometre."""

    metres: float | None = None
    degrees: float | None = None


def parse_resolution(text: str | None) -> Resolution:
    """Return a cell size: ``500`` and ``500m`` are metres, ``0.01deg`` degrees. Digits of any script.

    Raises
    ------
    InputError
        If it is no length over 0.
    """
    if text is None:
        return Resolution()
    found = _RESOLUTION.fullmatch(to_ascii_digits(text).strip().lower())
    if not found or float(found[1]) <= 0:
        raise InputError(
            f"The resolution must be metres such as 500, or degrees such as 0.01deg, not {text}."
        )
    number, unit = float(found[1]), found[2] or "m"
    if unit.startswith(("deg", "°", "درجه")):
        return Resolution(degrees=number)
    return Resolution(metres=number * 1000 if unit in {"km", "کیلومتر"} else number)


class Projection:
    """From degrees to the raster's coordinate system and back; x is east."""

    def __init__(self, epsg: int) -> None:
        from pyproj import CRS, Transformer

        self._crs = CRS.from_epsg(epsg)
        self._epsg = epsg
        self._there = Transformer.from_crs(4326, epsg, always_xy=True)
        self._back = Transformer.from_crs(epsg, 4326, always_xy=True)

    def forward(self, lonlat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x and y of positions in degrees.

        Raises
        ------
        InputError
            If the system has no place for one.
        """
        x, y = self._there.transform(lonlat[:, 0], lonlat[:, 1])
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise InputError(
                f"EPSG:{self._epsg} ({self._crs.name}) has no place for some of the demand points."
            )
        return x, y

    def back(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Return degrees of positions, shape ``(n, 2)``; not finite where they are nowhere on the Earth."""
        return np.column_stack(self._back.transform(x, y))

    def of_area(self, area: BaseGeometry) -> BaseGeometry:
        """Return an area in degrees in this system; only its corners are moved."""
        from shapely import transform

        return transform(area, lambda lonlat: np.column_stack(self.forward(lonlat)))

    def cell(self, resolution: Resolution, lonlat: FloatArray) -> tuple[float, float]:
        """Return width and height of a cell in units of the system."""
        if not self._crs.is_geographic:
            if resolution.degrees is not None:
                raise InputError(f"EPSG:{self._epsg} is in metres; give the resolution in metres, as 500.")
            side = (resolution.metres or DEFAULT_CELL_M) / self._crs.axis_info[0].unit_conversion_factor
            return side, side
        if resolution.metres is None:
            side = resolution.degrees or DEFAULT_CELL_DEG
            return side, side
        return _degrees(resolution.metres, float(lonlat[:, 1].min() + lonlat[:, 1].max()) / 2)


def _degrees(side_m: float, latitude: float) -> tuple[float, float]:
    """Return the width and height in degrees, to 8 decimals, of a square cell at a latitude."""
    here = np.array([[0.0, latitude]])
    beside, above = here + np.array([[_STEP_DEG, 0]]), here + np.array([[0, _STEP_DEG]])
    width, height = (
        float(side_m * _STEP_DEG / geodesy.geodesic_m(here, there)[0]) for there in (beside, above)
    )
    return round(width, 8), round(height, 8)
