"""The coordinate systems that a file may be in without saying so, and how many rows each would put in place."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.intake.geography.inside import TOLERANCE_M, acceptable
from geo_target.intake.geography.outside_words import WARNED_UP_TO
from geo_target.intake.geography.province_map import are_degrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS, Transformer

    from geo_target.intake.geography.province_map import ProvinceMap
    from geo_target.models import BoolArray, FloatArray, IntArray

CANDIDATES: tuple[int, ...] = (4326, 32638, 32639, 32640, 32641, 3857)
"""EPSG: degrees; UTM zones of Iran, WGS 84; Web Mercator. Why no more: ``docs/methods/import-geometry.md``."""

IRAN_WEST, IRAN_SOUTH, IRAN_EAST, IRAN_NORTH = 43.5, 24.5, 64.0, 40.5


@dataclass(frozen=True, slots=True)
class Placed:
    """What a coordinate system would make of the rows.

    Parameters
    ----------
    inside
        How many rows it puts inside their stated province, or, where they state none, inside the country.
    first_outside
        Index of the first row of which that is not true; None: it is of all.
    """

    epsg: int
    inside: int
    first_outside: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The places of rows in the file's own numbers, and the provinces that they state.

    Parameters
    ----------
    x, y
        Finite, shape ``(n_places,)``.
    number
        Of each place the place of its row's province in ``provinces.codes``, -1 where it states none.
    row
        Which row each place belongs to, ascending: an area has several, and one of them in place is enough.
    index
        Index of each row in the arrays of the caller.
    """

    x: FloatArray
    y: FloatArray
    number: IntArray
    row: IntArray
    index: IntArray
    provinces: ProvinceMap

    def __len__(self) -> int:
        return len(self.index)

    def placed_by(self, crs: int | str | CRS) -> BoolArray:
        """Tell which rows a coordinate system puts inside their province (their country, where they state none)."""
        placed = np.zeros(len(self), dtype=np.bool_)
        placed[self.row[self._places_in_place(crs)]] = True
        return placed

    def _places_in_place(self, crs: int | str | CRS) -> BoolArray:
        lon, lat = lonlat(crs, self.x, self.y)
        inside = np.zeros(len(lon), dtype=np.bool_)
        likely = np.flatnonzero(
            are_degrees(lon, lat)
            & (lon >= IRAN_WEST)
            & (lon <= IRAN_EAST)
            & (lat >= IRAN_SOUTH)
            & (lat <= IRAN_NORTH)
        )
        stated = likely[self.number[likely] >= 0]
        inside[stated] = acceptable(lon[stated], lat[stated], self.number[stated], self.provinces)
        unstated = likely[self.number[likely] < 0]
        inside[unstated] = ~(
            self.provinces.around(lon[unstated], lat[unstated])[1] > WARNED_UP_TO * TOLERANCE_M
        )
        return inside

    def turned(self) -> Rows:
        """Return the same rows with x and y in each other's place."""
        return Rows(self.y, self.x, self.number, self.row, self.index, self.provinces)


def place_by_each(rows: Rows, candidates: Sequence[int] = CANDIDATES) -> list[Placed]:
    """Return what each candidate makes of the rows, in the order of the candidates."""
    placed = []
    for epsg in candidates:
        inside = rows.placed_by(epsg)
        outside = np.flatnonzero(~inside)
        first = int(rows.index[outside[0]]) if outside.size else None
        placed.append(Placed(epsg, int(inside.sum()), first))
    return placed


def lonlat(crs: int | str | CRS, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return degrees WGS 84, longitude first; not finite where the numbers can be none of that system."""
    if crs in {4326, "EPSG:4326"}:
        return x, y
    lon, lat = transformer(crs).transform(x, y)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def transformer(crs: int | str | CRS) -> Transformer:
    """Return the way from a coordinate system to degrees WGS 84: the one that PROJ ranks first for Iran.

    Always the same one, wherever a place lies: what PROJ does by itself may change from place to place.

    Raises
    ------
    pyproj.exceptions.ProjError
        If there is no way (the system of another planet, a local one).
    """
    return _of_this_thread(crs, threading.get_ident())


@lru_cache(maxsize=64)
def _of_this_thread(crs: int | str | CRS, _: int) -> Transformer:
    """Make it once a thread: what PROJ ranks may not be shared between threads."""
    from pyproj import CRS
    from pyproj.aoi import AreaOfInterest
    from pyproj.exceptions import ProjError
    from pyproj.transformer import TransformerGroup

    iran: Any = AreaOfInterest(IRAN_WEST, IRAN_SOUTH, IRAN_EAST, IRAN_NORTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a grid that is not here: the next best way is told
        group = TransformerGroup(CRS.from_user_input(crs), "EPSG:4326", always_xy=True, area_of_interest=iran)
    if not group.transformers:
        raise ProjError(f"no way from {crs} to WGS 84")
    return group.transformers[0]
