"""What is scored, as checked arrays: neighbourhoods, demand points and facilities."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError
from geo_target.models import read_only
from geo_target.profile import DEMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_target.models import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The areas to score: all those of the country, since priorities are relative to the rest.

    Parameters
    ----------
    codes
        Unique, shape ``(n,)``.
    city_population
        People in the whole city, shape ``(n,)``; NaN where not known.
    demand
        For each of ``profile.DEMANDS`` the count of each area, shape ``(n,)``, 0 or more.
    deprivation
        From 0 to 1, shape ``(n,)``.
    """

    codes: tuple[str, ...]
    city_population: FloatArray
    demand: Mapping[str, FloatArray]
    deprivation: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(str(code) for code in self.codes))
        missing = [name for name in DEMANDS if name not in self.demand]
        if missing:
            raise InputError(f"demand must have {', '.join(DEMANDS)}; {missing[0]} is missing")
        demand = {name: _counts(self.demand[name], len(self.codes), name) for name in DEMANDS}
        object.__setattr__(self, "demand", MappingProxyType(demand))
        city, deprivation = np.asarray(self.city_population, float), np.asarray(self.deprivation, float)
        object.__setattr__(self, "city_population", read_only(city))
        object.__setattr__(self, "deprivation", read_only(deprivation))
        if not len(city) == len(deprivation) == len(self.codes):
            raise InputError(f"city_population and deprivation must have {len(self.codes)} values each")


@dataclass(frozen=True, slots=True, eq=False)
class DemandPoints:
    """Where the people of the areas live.

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n_points, 2)``.
    population
        People at each, 0 or more, shape ``(n_points,)``.
    neighbourhood
        Row of :class:`Neighbourhoods` that each belongs to, shape ``(n_points,)``.
    """

    lonlat: FloatArray
    population: FloatArray
    neighbourhood: IntArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "lonlat", read_only(geodesy.check_lonlat(self.lonlat)))
        object.__setattr__(self, "population", _counts(self.population, len(self.lonlat), "population"))
        object.__setattr__(self, "neighbourhood", read_only(np.asarray(self.neighbourhood, np.int64)))
        if self.neighbourhood.shape != self.population.shape:
            raise InputError(
                f"neighbourhood must have {len(self.lonlat)} values, not {self.neighbourhood.size}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Facilities:
    """The facilities that supply today (status ``operating``, and every self-help group).

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n_facilities, 2)``.
    kinds
        Kind of each, as in ``profile.KINDS``.
    supply
        Capacity of each in the unit of its kind, of a group its free places, 0 or more; NaN where not known.
        Left out, none is known.
    codes
        What to call each in a message; left out, its number.
    """

    lonlat: FloatArray
    kinds: npt.NDArray[np.str_]
    supply: FloatArray | None = None
    codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "lonlat", read_only(geodesy.check_lonlat(self.lonlat)))
        count = len(self.lonlat)
        object.__setattr__(self, "kinds", read_only(np.asarray(self.kinds, np.str_)))
        supply = np.full(count, np.nan) if self.supply is None else np.asarray(self.supply, np.float64)
        object.__setattr__(self, "supply", read_only(supply))
        object.__setattr__(self, "codes", tuple(self.codes or (f"number {n + 1}" for n in range(count))))
        if not len(self.kinds) == len(supply) == len(self.codes) == count:
            raise InputError(
                f"kinds must name each of {count} facilities, not {len(self.kinds)}; supply and codes too"
            )
        if not (np.isnan(supply) | (np.isfinite(supply) & (supply >= 0))).all():
            raise InputError("supply must be 0 or more, or NaN where it is not known")


@dataclass(frozen=True, slots=True, eq=False)
class InputErrors:
    """How far the input may be off, by where it comes from.

    Parameters
    ----------
    demand
        Standard deviation of the logarithm of each area's demand, shape ``(n_areas,)``.
    site_m
        Standard deviation of each facility's place in metres each way, shape ``(n_facilities,)``.
    """

    demand: FloatArray
    site_m: FloatArray


def _counts(values: npt.ArrayLike, expected: int, name: str) -> FloatArray:
    counts = read_only(np.asarray(values, dtype=np.float64))
    if counts.shape != (expected,):
        raise InputError(f"{name} must have {expected} values, not {counts.size}")
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise InputError(f"{name} must be 0 or more everywhere")
    return counts
