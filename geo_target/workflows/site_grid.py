"""Candidate sites of a grid: one for each cell in which people live."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.persian import to_persian_digits
from geo_target.store.siting import LAYERS
from geo_target.workflows.site_request import SiteRequestError, pin_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.workflows.site_inputs import Demand

_DEGREE_M = 111_320.0
_FINEST_KM, _COARSEST_KM = 0.25, 50.0


def spacing_of(candidates: str) -> float | None:
    """Give the spacing of ``grid:K`` in kilometres; None for a layer.

    Raises
    ------
    SiteRequestError
        If it is neither.
    """
    if candidates in LAYERS:
        return None
    word, _, number = candidates.partition(":")
    try:
        spacing = float(number) if word == "grid" else math.nan
    except ValueError:
        spacing = math.nan
    if not _FINEST_KM <= spacing <= _COARSEST_KM:
        raise SiteRequestError(
            "candidates",
            f"one of {', '.join(LAYERS)}, or grid:K with K from {_FINEST_KM:g} to {_COARSEST_KM:g} kilometres",
            candidates,
        )
    return spacing


def grid_sites(demand: Demand, spacing_km: float) -> list[dict[str, Any]]:
    """Give the middles of the grid's cells in which somebody in need lives, by code.

    The grid is one for the whole country, so that a cell keeps its code whatever area is asked for: rows of equal
    latitude, and in each row columns as wide as it is high.
    """
    step = spacing_km * 1000 / _DEGREE_M
    row = np.floor(demand.lonlat[:, 1] / step).astype(int)
    width = step / np.cos(np.radians((row + 0.5) * step))
    column = np.floor(demand.lonlat[:, 0] / width).astype(int)
    cells = np.column_stack((row, column))
    found, first = np.unique(cells, axis=0, return_index=True)
    sites = []
    for (north, east), one in zip(found.tolist(), first.tolist(), strict=True):
        lat = (north + 0.5) * step
        lon = (east + 0.5) * step / math.cos(math.radians(lat))
        place = f"{lat:.3f}, {lon:.3f}"
        sites.append(
            {
                "code": f"GR-{north:05d}-{east:05d}",
                "name_fa": f"نقطهٔ شبکه {to_persian_digits(place).replace('.', '٫').replace(',', '،')}",
                "name_en": f"Grid point {place}",
                "kind": "grid",
                "capacity": None,
                "provenance": "modelled",
                "province_code": demand.province[one],
                "city_code": demand.city[one],
                "lon": round(lon, 6),
                "lat": round(lat, 6),
                "budget_million_rials": None,
            }
        )
    return sites


def pin_sites(pins: Sequence[tuple[float, float]], demand: Demand) -> list[dict[str, Any]]:
    """Give the places of a plan made by hand as candidates, each in the province and city of the nearest demand point."""
    from geo_target import geodesy

    if not pins:
        return []
    nearest = geodesy.nearest_site(np.array(pins, float), demand.lonlat).site.tolist()
    return [
        {
            "code": pin_code(number),
            "name_fa": f"جای دستی {to_persian_digits(str(number))}",
            "name_en": f"Pin {number}",
            "kind": "pin",
            "capacity": None,
            "provenance": "modelled",
            "province_code": demand.province[one],
            "city_code": demand.city[one],
            "lon": lon,
            "lat": lat,
            "budget_million_rials": None,
        }
        for number, ((lon, lat), one) in enumerate(zip(pins, nearest, strict=True), 1)
    ]
