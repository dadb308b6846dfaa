"""Friction out of speeds: of each land cover class, and of the roads that run over it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import InputError
from geo_target.models import is_finite_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_target.models import FloatArray

MODES = ("walking", "driving")
_FASTEST_KMH = {"walking": 15.0, "driving": 200.0}


@dataclass(frozen=True, slots=True)
class Speeds:
    """Speeds of one mode, in km/h.

    Parameters
    ----------
    mode
        ``walking`` or ``driving``.
    land_cover
        Of each class of the land cover raster; 0 is a barrier.
    roads
        Of each class of road, over 0.
    """

    mode: str
    land_cover: Mapping[int, float]
    roads: Mapping[str, float]


def speeds_of(table: Mapping[str, Any], mode: str, *, name: str = "the speeds") -> Speeds:
    """Check a table of speeds: ``[walking.land_cover]`` and ``[walking.roads]``, the same for driving.

    Raises
    ------
    InputError
        Names the key that is missing or out of range.
    """
    if mode not in MODES:
        raise InputError(f"mode must be walking or driving, not {mode}")
    section = table.get(mode)
    if not isinstance(section, dict) or not isinstance(section.get("land_cover"), dict):
        raise InputError(
            f"{name}: [{mode}.land_cover] is missing: the speed in km/h of each land cover class."
        )
    roads = section.get("roads", {})
    if not isinstance(roads, dict):
        raise InputError(f"{name}: [{mode}.roads] must be a table of classes and speeds in km/h.")
    cover: dict[int, float] = {}
    for key, speed in section["land_cover"].items():
        if not str(key).lstrip("-").isdigit():
            raise InputError(f"{name}: {mode}.land_cover.{key} must be the number of a class.")
        cover[int(key)] = _speed(speed, f"{name}: {mode}.land_cover.{key}", mode, barrier=True)
    fast = {str(key): _speed(value, f"{name}: {mode}.roads.{key}", mode) for key, value in roads.items()}
    return Speeds(mode, MappingProxyType(cover), MappingProxyType(fast))


def _speed(value: object, where: str, mode: str, *, barrier: bool = False) -> float:
    fastest = _FASTEST_KMH[mode]
    if is_finite_number(value) and value <= fastest and (value > 0 or (barrier and value == 0)):
        return float(value)
    least = "from 0 (a barrier)" if barrier else "over 0 and"
    raise InputError(f"{where} must be {least} up to {fastest:g} km/h, not {value}.")


def friction_of(
    land_cover: npt.ArrayLike,
    speeds: Speeds,
    road_kmh: npt.ArrayLike | None = None,
    *,
    nodata: float | None = None,
) -> FloatArray:
    """Turn land cover and roads into seconds a metre.

    A road's speed holds in every cell that it touches, also over a barrier (a bridge).

    Parameters
    ----------
    land_cover
        Class of each cell, shape ``(rows, columns)``.
    road_kmh
        Speed of the fastest road in each cell, 0 where there is none, same shape.
    nodata
        Class that means no data: a barrier.

    Returns
    -------
    FloatArray
        Seconds a metre; NaN in barriers.

    Raises
    ------
    InputError
        If a class of the raster has no speed; names it, and counts its cells.
    """
    classes = np.asarray(land_cover)
    found, place, counts = np.unique(classes, return_inverse=True, return_counts=True)
    kmh = np.zeros(len(found))
    for number, (name, count) in enumerate(zip(found.tolist(), counts.tolist(), strict=True)):
        if name == nodata or name != name:  # noqa: PLR0124 - NaN is no data in any raster
            continue
        if name not in speeds.land_cover:
            raise InputError(
                f"The land cover class {name:g} ({count:,} cells) has no speed for {speeds.mode}; "
                f"add it to [{speeds.mode}.land_cover], 0 if nobody can cross it."
            )
        kmh[number] = speeds.land_cover[name]
    by_cell = kmh[place].reshape(classes.shape)
    if road_kmh is not None:
        roads = np.asarray(road_kmh, dtype=np.float64)
        by_cell = np.where(roads > 0, roads, by_cell)
    seconds: FloatArray = np.divide(3.6, by_cell, out=np.full(classes.shape, np.nan), where=by_cell > 0)
    return seconds


def tobler_speed(slope: npt.ArrayLike) -> FloatArray:
    r"""Give the walking speed in km/h on a slope (rise over run, negative downhill).

    Tobler's hiking function, :math:`6 e^{-3.5 |s + 0.05|}`; on the level 5.04 km/h. Over a friction raster only the
    ratio to the level counts: the land cover says how fast one walks there on the level. Tobler, W. (1993),
    NCGIA Technical Report 93-1.
    """
    speed: FloatArray = 6 * np.exp(-3.5 * np.abs(np.asarray(slope, dtype=np.float64) + 0.05))
    return speed
