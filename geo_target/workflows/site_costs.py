"""What it costs to get from demand to sites: as few pairs as the question needs, and none fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target import geodesy
from geo_target.impedance import straight_line
from geo_target.models import CostMatrix
from geo_target.workflows.site_request import SiteRequestError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from geo_target.models import FloatArray
    from geo_target.workflows.site_inputs import Inputs
    from geo_target.workflows.site_request import SiteRequest

MOST_DENSE = 20_000_000
"""Pairs of a matrix that holds them all: 160 MB."""
_FEW_DENSE = 4_000_000


def lonlat_of(inputs: Inputs) -> FloatArray:
    """Give the places of all sites, existing ones first, shape ``(n_sites, 2)``."""
    return np.array([(site["lon"], site["lat"]) for site in inputs.sites], float).reshape(-1, 2)


def scale_of(inputs: Inputs, detour: float) -> FloatArray:
    """Give what each demand point's metres are multiplied by, so that one radius, the largest, fits all cities."""
    radius = inputs.demand.radius_m
    scale: FloatArray = detour * radius.max() / radius
    return scale


def costs_of(asked: SiteRequest, inputs: Inputs, detour: float, *, farther: float = 1.0) -> CostMatrix:
    """Give the cost matrix of a question.

    Covering models look up to the radius. The others serve everybody: with open facilities, no site farther than
    the nearest of these can matter (without capacities), so that only nearer pairs are held.

    Parameters
    ----------
    farther
        How many times the radius to look up to, 1 or more, for those who travel faster than assumed.

    Raises
    ------
    SiteRequestError
        If all pairs would be needed and are too many.
    """
    places, codes = lonlat_of(inputs), [site["code"] for site in inputs.sites]
    demand = inputs.demand
    if asked.model == "p_dispersion":
        _require_room(len(codes), len(codes))
        return straight_line(places, places, demand_ids=codes, site_ids=codes, detour_factor=detour)
    pairs = len(demand.codes) * len(codes)
    ids: dict[str, Any] = {"demand_ids": demand.codes, "site_ids": codes}
    if asked.is_covering:
        factor, radius = scale_of(inputs, detour), farther * float(demand.radius_m.max())
        if asked.model == "mclp" or pairs > _FEW_DENSE:
            held = straight_line(demand.lonlat, places, cutoff_m=radius, detour_factor=factor, **ids)
            return held if asked.model == "mclp" else _with_nearest(held, inputs, places, factor)
        return straight_line(demand.lonlat, places, detour_factor=factor, **ids)
    if inputs.existing and asked.capacity is None:
        values = _up_to_nearest_open(inputs, places) * detour
        return CostMatrix(values, unit="m", **ids)
    _require_room(len(demand.codes), len(codes))
    return straight_line(demand.lonlat, places, detour_factor=detour, **ids)


def _require_room(n_demand: int, n_sites: int) -> None:
    if n_demand * n_sites > MOST_DENSE:
        raise SiteRequestError(
            "provinces",
            f"so few that {MOST_DENSE:,} pairs of demand and site are enough; name a smaller area, or demand_at "
            "neighbourhoods, or keep the existing facilities",
            f"{n_demand:,} x {n_sites:,}",
        )


def _with_nearest(held: CostMatrix, inputs: Inputs, places: FloatArray, factor: FloatArray) -> CostMatrix:
    """Add each demand point's nearest site to the pairs within the radius: too far, not unknown."""
    from scipy.sparse import csr_array

    near = geodesy.nearest_site(inputs.demand.lonlat, places)
    n = len(near.site)
    extra = csr_array((near.distance_m * factor, (np.arange(n), near.site)), shape=held.shape)
    values = held.values.tocsr().maximum(extra)  # type: ignore[union-attr]
    return CostMatrix(values, demand_ids=held.demand_ids, site_ids=held.site_ids, unit="m")


def _up_to_nearest_open(inputs: Inputs, places: FloatArray) -> csr_array:
    """Give the pairs nearer than the nearest open facility, and that facility."""
    from scipy.sparse import csr_array, vstack

    n_open = len(inputs.existing)
    lonlat = inputs.demand.lonlat
    near = geodesy.nearest_site(lonlat, places[:n_open])
    order = np.argsort(near.distance_m, kind="stable")
    parts = []
    for rows in np.array_split(order, max(1, len(order) // 500)):
        reach = float(near.distance_m[rows].max())
        found = geodesy.pairs_within(lonlat[rows], places[n_open:], reach).tocoo()
        kept = found.data < near.distance_m[rows][found.row]
        row = np.concatenate([found.row[kept], np.arange(len(rows))])
        column = np.concatenate([found.col[kept] + n_open, near.site[rows]])
        data = np.concatenate([found.data[kept], near.distance_m[rows]])
        part = csr_array((data, (row, column)), shape=(len(rows), len(places)))
        parts.append(part)
    whole = vstack(parts, format="csr")
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    result = csr_array(whole)[back]
    result.sort_indices()
    return result
