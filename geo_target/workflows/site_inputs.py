"""What a question where to build is made of, read in one snapshot: demand, open facilities, candidate sites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import RefusedError
from geo_target.store.export_filters import named_cities, named_provinces
from geo_target.store.siting import Area, data_version, siting_candidates, siting_demand, siting_existing
from geo_target.workflows.export_places import find_cities, find_provinces
from geo_target.workflows.site_grid import grid_sites, pin_sites, spacing_of
from geo_target.workflows.site_raster import raster_sites
from geo_target.workflows.site_request import SiteRequestError

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.profile import Profile
    from geo_target.store.engine import Connection, Store
    from geo_target.workflows.site_raster import RasterCandidates
    from geo_target.workflows.site_request import SiteRequest

MOST_CANDIDATES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Demand points with somebody in need, by code.

    Parameters
    ----------
    lonlat
        Degrees (EPSG:4326), shape ``(n, 2)``.
    need, weight
        Those in need at each, and what they count in the objective (times the priority, where asked), shape ``(n,)``.
    radius_m
        Service radius at each, shape ``(n,)``.
    provenance
        Of the figures of each one's neighbourhood.
    """

    codes: tuple[str, ...]
    neighbourhood: tuple[str, ...]
    city: tuple[str, ...]
    province: tuple[str, ...]
    lonlat: FloatArray
    need: FloatArray
    weight: FloatArray
    radius_m: FloatArray
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """One snapshot: `existing` and `candidates` are rows by code with lon, lat, names, kind, provenance and place.

    `names` are the Persian and English names of the provinces or cities between which fairness is asked for.
    """

    data_version: int
    demand_name: str
    demand: Demand
    existing: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    provenance_counts: dict[str, dict[str, int]]
    names: dict[str, tuple[str, str]]

    @property
    def sites(self) -> list[dict[str, Any]]:
        """Existing ones first, then candidates."""
        return [*self.existing, *self.candidates]

    @property
    def provenance(self) -> str:
        """Modelled if any input is, else open if any is, else official."""
        seen = {name for counts in self.provenance_counts.values() for name in counts}
        return next(name for name in ("modelled", "open", "official") if name in seen)


def read_inputs(
    store: Store, asked: SiteRequest, profile: Profile, raster: RasterCandidates | None = None
) -> Inputs:
    """Read demand points of the area, operating facilities that matter to it, and candidates inside it.

    Raises
    ------
    UnknownPlaceError
        If a province or city is not known.
    RefusedError
        If nobody in the area needs the service, or there is no candidate.
    SiteRequestError
        If the candidates are none that are known.
    """
    with store.read() as connection:
        provinces = find_provinces(connection, asked.provinces)
        cities = find_cities(connection, asked.cities, provinces)
        area = Area(tuple(one.code for one in provinces), tuple(one.code for one in cities))
        columns = siting_demand(connection, area, asked.service)
        spacing_km = None if raster else spacing_of(asked.candidates)
        candidates = [] if raster or spacing_km else siting_candidates(connection, asked.candidates, area)
        kinds = profile.services[asked.service].kinds if asked.service else ()
        existing = siting_existing(connection, kinds) if asked.keep_existing and kinds else []
        names = _names(connection, asked)
        version = data_version(connection)
    name = asked.demand or (profile.services[asked.service].demand if asked.service else "population")
    demand = _demand(columns, asked, profile, name)
    if raster:
        candidates = raster_sites(raster, demand)
    elif spacing_km:
        candidates = grid_sites(demand, spacing_km)
    candidates = _candidates(candidates + pin_sites(asked.pins, demand), asked)
    existing = _that_matter(existing, demand, asked, area)
    counts = {
        "demand_points": dict(Counter(columns["point_provenance"])),
        "neighbourhoods": dict(Counter(columns["provenance"])),
        "existing": dict(Counter(row["provenance"] for row in existing)),
        "candidates": dict(Counter(row["provenance"] for row in candidates)),
    }
    return Inputs(version, name, demand, existing, candidates, counts, names)


def _names(connection: Connection, asked: SiteRequest) -> dict[str, tuple[str, str]]:
    limited = asked.group_min is not None or asked.group_max is not None
    areas = {asked.fair, asked.fair_frontier, asked.group_by if limited else None}
    known = named_provinces(connection) if "province" in areas else []
    cities = named_cities(connection) if "city" in areas else []
    return {one.code: (one.name_fa, one.name_en) for one in (*known, *cities)}


def _demand(columns: dict[str, list[Any]], asked: SiteRequest, profile: Profile, name: str) -> Demand:
    if not columns["code"]:
        raise RefusedError("There is no target neighbourhood in that area. Name another province or city.")
    people = np.array(columns["population"], float)
    areas = np.array(columns["neighbourhood_code"])
    _, area = np.unique(areas, return_inverse=True)
    total = np.bincount(area, people)[area]
    of_area = np.array(columns["of_population" if name == "population" else name], float)
    need = np.divide(of_area * people, total, out=np.zeros(len(people)), where=total > 0)
    weight = need * _priority(columns, asked)
    lonlat = np.column_stack((np.array(columns["lon"], float), np.array(columns["lat"], float)))
    radius = _radii(columns, asked, profile)
    first = np.arange(len(people))
    codes = np.array(columns["code"])
    if asked.demand_at == "neighbourhoods":
        first = np.unique(area, return_index=True)[1]
        centre = [np.bincount(area, need * lonlat[:, axis]) for axis in (0, 1)]
        need, weight = np.bincount(area, need), np.bincount(area, weight)
        lonlat = np.column_stack([one / np.where(need > 0, need, 1.0) for one in centre])
        codes = areas[first]
        kept = np.flatnonzero(need > 0)
    else:
        kept = np.flatnonzero(need > 0)
    if not len(kept):
        raise RefusedError(f"Nobody in that area counts as {name}. Name another area or another demand.")
    rows = first[kept]
    return Demand(
        tuple(codes[kept].tolist()),
        tuple(areas[rows].tolist()),
        tuple(columns["city_code"][row] for row in rows),
        tuple(columns["province_code"][row] for row in rows),
        lonlat[kept],
        need[kept],
        weight[kept],
        radius[rows],
        tuple(columns["provenance"][row] for row in rows),
    )


def _priority(columns: dict[str, list[Any]], asked: SiteRequest) -> FloatArray:
    if not asked.by_priority:
        return np.ones(len(columns["code"]))
    if any(value is None for value in columns["priority"]):
        raise RefusedError("Some neighbourhoods have no priority yet. Score them first: geo-target score")
    return np.array(columns["priority"], float) / 100


def _radii(columns: dict[str, list[Any]], asked: SiteRequest, profile: Profile) -> FloatArray:
    if asked.radius_m is not None or asked.service is None:
        return np.full(len(columns["code"]), asked.radius_m or 1.0)
    people = [np.nan if value is None else float(value) for value in columns["city_population"]]
    return profile.radii_m(asked.service, people)


def _candidates(rows: list[dict[str, Any]], asked: SiteRequest) -> list[dict[str, Any]]:
    if not rows:
        raise RefusedError(
            f"There is no candidate site of {asked.candidates} in that area. Try --candidates neighbourhoods or grid:2."
        )
    if len(rows) > MOST_CANDIDATES:
        raise SiteRequestError(
            "candidates", f"at most {MOST_CANDIDATES} sites; take a coarser grid or a smaller area", len(rows)
        )
    known = {row["code"] for row in rows}
    for name in ("forbidden", "evaluate"):
        unknown = [code for code in getattr(asked, name) if code not in known]
        if unknown:
            raise SiteRequestError(name, f"codes of {asked.candidates} in the area", unknown[0])
    return rows


def _that_matter(
    rows: list[dict[str, Any]], demand: Demand, asked: SiteRequest, area: Area
) -> list[dict[str, Any]]:
    """Keep the facilities of the area, and those outside that serve somebody in it: in reach, or nearest of all."""
    if not rows:
        return []
    from geo_target import geodesy

    places = np.array([(row["lon"], row["lat"]) for row in rows], float)
    inside = np.array(
        [
            (not area.provinces or row["province_code"] in area.provinces)
            and (not area.cities or row["city_code"] in area.cities)
            for row in rows
        ]
    )
    if asked.is_covering:
        # The radius of each demand point at most: the largest for all would only keep more than needed.
        serves = geodesy.covered_by_any(places, demand.lonlat, float(demand.radius_m.max()))
    else:
        serves = np.zeros(len(rows), np.bool_)
        serves[geodesy.nearest_site(demand.lonlat, places).site] = True
    return [row for row, kept in zip(rows, (inside | serves).tolist(), strict=True) if kept]
