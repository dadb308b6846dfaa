"""What a map is made of: frames and results that somebody else read, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_target.legend import Measure

Lang = Literal["fa", "en"]

#: Collections that are drawn as symbols.
PLACES: Final = (
    "training_centres",
    "placement_centres",
    "bank_branches",
    "self_help_groups",
    "neighbourhood_houses",
    "social_service_bases",
    "federations",
)
#: Files of ``data/boundaries`` that the basemap is drawn from.
BASEMAP: Final = ("land", "lakes", "country_borders", "map_labels")


class Valued(Protocol):
    """An area with its value; ``None`` is "no data"."""

    @property
    def code(self) -> str:
        """Code of the area."""

    @property
    def value(self) -> float | None:
        """Value in the measure's unit."""


@dataclass(frozen=True, slots=True, eq=False)
class MapContent:
    """Everything on one map, in EPSG:4326.

    Parameters
    ----------
    measure, service
        What the colours show, and for which service.
    provinces, cities, neighbourhoods
        Rows with ``code``, ``name_fa``, ``name_en``, ``provenance``, geometry; cities and neighbourhoods
        with ``population``.
    places
        For each collection of :data:`PLACES` its rows, facilities with ``status``.
    values
        For each level (``province``, ``city``, ``neighbourhood``) its areas with their values.
    basemap
        For each name of :data:`BASEMAP` its GeoJSON.
    sources
        One entry a layer: ``title_fa``, ``title_en``, ``source_fa``, ``source_en``, ``dated``, ``provenance``.
    """

    measure: Measure
    service: str
    provinces: gpd.GeoDataFrame
    cities: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    places: Mapping[str, gpd.GeoDataFrame]
    values: Mapping[str, Sequence[Valued]]
    basemap: Mapping[str, Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]]
