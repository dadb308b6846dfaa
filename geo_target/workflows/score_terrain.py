"""Straight lines made longer by the terrain that they start in, for a score run: the detours of a raster of classes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from geo_target import geodesy
from geo_target.errors import InputError, RefusedError
from geo_target.exchange import ground
from geo_target.impedance import detour_by_class
from geo_target.models import CostMatrix, is_finite_number
from geo_target.profile import SERVICES, TravelReach
from geo_target.workflows.import_about import file_checksum
from geo_target.workflows.score_travel import TravelSource
from geo_target.workflows.service_travel import IN_RADII, Travel
from geo_target.workflows.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_target.exchange.ground import Layer
    from geo_target.models import FloatArray
    from geo_target.profile import Profile
    from geo_target.store.scores import ScoringInput
    from geo_target.workflows.service_inputs import DemandPoints, Facilities


def by_terrain(
    file: Path, detours: Path, notes: list[str], *, services: tuple[str, ...] = SERVICES
) -> TravelSource:
    """Take the geodesic times the detour factor of the terrain at each demand point, against the service radii.

    Parameters
    ----------
    file
        A GeoTIFF of classes in any coordinate system.
    detours
        TOML: a table ``[detour]`` with the factor of each class, from 1 to 10.
    notes
        Gets the least, the mean and the largest factor of the demand points.

    Raises
    ------
    InputError
        If a file cannot be read, or a class at a demand point has no factor.
    RefusedError
        If demand points with people lie outside the raster or where it has no data.
    """
    factors = _factors(detours)

    def costs(
        _found: ScoringInput, points: DemandPoints, facilities: Facilities, profile: Profile
    ) -> Mapping[str, Travel]:
        radii = _radii(_found, points, profile, services)
        factor = _factor_at(file, points, factors)
        notes.append(
            f"Detours by {file.name}: from {factor.min():g} to {factor.max():g} times the straight line, "
            f"{np.average(factor, weights=points.population):.3g} in the mean over the people."
        )
        return {name: _travel(points, facilities, profile, name, factor / radii[name]) for name in services}

    digest = hashlib.sha256((file_checksum(file) + file_checksum(detours)).encode()).hexdigest()
    return TravelSource(TravelReach("terrain", file.name, digest, 1.0, IN_RADII, services), costs)


def _radii(
    found: ScoringInput, points: DemandPoints, profile: Profile, services: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Give the service radius in metres at each demand point."""
    city = np.array(found.neighbourhoods["city_population"], float)
    return {name: profile.radii_m(name, city)[points.neighbourhood] for name in services}


def _travel(
    points: DemandPoints, facilities: Facilities, profile: Profile, name: str, per_metre: FloatArray
) -> Travel:
    """Cost in service radii of each pair that a measure looks at, and of each demand point's nearest facility."""
    from scipy.sparse import csr_array

    offered = np.flatnonzero(np.isin(facilities.kinds, profile.services[name].kinds))
    sites, reach = facilities.lonlat[offered], max(profile.priority.distance_cap, 1.0)
    pairs = geodesy.pairs_within(points.lonlat, sites, reach / float(per_metre.min()) + geodesy.SLACK_M)
    row = np.repeat(np.arange(len(per_metre)), np.diff(pairs.indptr))
    column, cost = pairs.indices, pairs.data * per_metre[row]
    kept = cost <= reach
    row, column, cost = row[kept], column[kept], cost[kept]

    nearest = geodesy.nearest_site(points.lonlat, sites)
    far = np.flatnonzero((np.bincount(row, minlength=len(per_metre)) == 0) & (nearest.site >= 0))
    row = np.concatenate([row, far])
    column = np.concatenate([column, nearest.site[far]])
    cost = np.concatenate([cost, nearest.distance_m[far] * per_metre[far]])
    held = csr_array((cost, (row, column)), shape=(len(per_metre), len(sites)))
    ids = [facilities.codes[site] for site in offered]
    return Travel(CostMatrix(held, demand_ids=range(len(per_metre)), site_ids=ids, unit=IN_RADII), 1.0)


def _factor_at(file: Path, points: DemandPoints, factors: Mapping[int, float]) -> FloatArray:
    """Give the factor of the terrain at each demand point; 1 where nobody lives and nothing is known."""
    classes, known = _classes_at(ground.read_layer(file, what="terrain"), points.lonlat)
    left = ~known & (points.population > 0)
    if left.any():
        lon, lat = points.lonlat[np.flatnonzero(left)[0]]
        raise RefusedError(
            f"{int(left.sum()):,} of {len(left):,} demand points lie outside {file.name} or where it has no data, the "
            f"first at {lon:.4f}, {lat:.4f}. Take a raster that covers all of them."
        )
    found = np.ones(len(known))
    found[known] = detour_by_class(classes[known], factors)
    return found


def _classes_at(
    layer: Layer, lonlat: FloatArray
) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Give the class of the cell of each position, and whether there is one."""
    from pyproj import Transformer

    place = layer.place
    x, y = Transformer.from_crs("EPSG:4326", place.crs, always_xy=True).transform(*lonlat.T)
    column = np.floor((np.asarray(x) - place.west) / place.cell_x)
    row = np.floor((place.north - np.asarray(y)) / place.cell_y)
    inside = (column >= 0) & (column < place.width) & (row >= 0) & (row < place.height)
    classes = np.full(len(lonlat), np.nan)
    classes[inside] = layer.values[row[inside].astype(int), column[inside].astype(int)]
    known = ~np.isnan(classes)
    if layer.nodata is not None:
        known &= classes != layer.nodata
    return classes, known


def _factors(path: Path) -> dict[int, float]:
    """Check a table of detour factors.

    Raises
    ------
    InputError
        Names the key that is missing or out of range.
    """
    table = read_toml(path).get("detour")
    if not isinstance(table, dict) or not table:
        raise InputError(
            f"{path.name}: [detour] is missing: the detour factor of each terrain class, as 3 = 1.4."
        )
    factors = {}
    for key, factor in table.items():
        if not str(key).lstrip("-").isdigit():
            raise InputError(f"{path.name}: detour.{key} must be the number of a class.")
        if not (is_finite_number(factor) and 1 <= factor <= 10):  # noqa: PLR2004 - as in a profile
            raise InputError(f"{path.name}: detour.{key} must be from 1 to 10, not {factor}.")
        factors[int(key)] = float(factor)
    return factors
