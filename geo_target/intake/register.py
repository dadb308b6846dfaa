"""What an import is checked against: the rows that stand already, as plain values. Nothing here asks a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo_target.intake.names.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A current row of the layer that is imported.

    Parameters
    ----------
    city_code
        None in a layer whose rows lie in no city.
    lon, lat
        Degrees WGS 84; of an area, a point inside it.
    provenance
        ``official``, ``open`` or ``modelled``.
    area
        EPSG:4326; of neighbourhoods only, which may not overlap.
    """

    code: str
    name_fa: str
    name_en: str
    province_code: str | None
    city_code: str | None
    lon: float
    lat: float
    provenance: str
    area: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The rows that stand in the database when an import is checked.

    Parameters
    ----------
    gazetteer
        Provinces, counties, cities and neighbourhoods by code and name.
    province_areas
        Code of a province to its area, EPSG:4326. May be coarse: a border is known to about 5 km.
    codes
        Layer to the codes of its current rows: ``occupations``, ``federations``, ``training_centres``, …
    names
        Layer to (name in Persian or English as it stands → code), for what a list names instead of coding:
        ``occupations``, ``federations``, ``training_centres``.
    standing
        The current rows of the layer that is imported.
    used_codes
        Every code that a row of the layer's table ever had, retired ones and those of its sister layers
        (facility kinds share one table) included: a new code is none of these.
    places
        Code of a training centre to longitude and latitude, degrees WGS 84: a course run without coordinates of
        its own lies there. May be empty where no course runs are imported.
    """

    gazetteer: Gazetteer
    province_areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    standing: tuple[StandingRow, ...] = ()
    used_codes: frozenset[str] = frozenset()
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
