"""People by the list and by the raster, for each province or city and in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from geo_target.workflows.demand_spread import ZoneDemand


def sums_by_place(zones: tuple[ZoneDemand, ...], place: Literal["province", "city"]) -> list[dict[str, Any]]:
    """Return people by list and by raster for each province or city, and in all, in order of the codes.

    Returns
    -------
    list of dict
        ``code name_fa name_en neighbourhoods population raster_people difference silent_people points not_spread cells
        partial_cells nodata_cells``; `population` and `difference` (raster less list) are of neighbourhoods for which
        the raster has a sum, `silent_people` of the others. The last row is the total, its code ``all``.
    """
    groups: dict[str, list[ZoneDemand]] = {}
    for zone in zones:
        groups.setdefault(getattr(zone, f"{place}_code"), []).append(zone)
    rows = [
        _sums(code, getattr(of[0], f"{place}_fa"), getattr(of[0], f"{place}_en"), of)
        for code, of in sorted(groups.items())
    ]
    return [*rows, _sums("all", "همه", "all", list(zones))]


def each_neighbourhood(zones: tuple[ZoneDemand, ...]) -> list[dict[str, Any]]:
    """Return every neighbourhood as a row like those of `sums_by_place`, with its states and shares; no total.

    ``zone``, ``spread``, ``inside_percent`` and ``nodata_percent`` (None outside) are added.
    """
    return [
        {
            **_sums(zone.code, zone.name_fa, zone.name_en, [zone]),
            "zone": zone.zone,
            "spread": zone.spread,
            "inside_percent": round(100 * zone.inside, 1),
            "nodata_percent": None if zone.nodata is None else round(100 * zone.nodata, 1),
        }
        for zone in zones
    ]


def _sums(code: str, name_fa: str, name_en: str, zones: list[ZoneDemand]) -> dict[str, Any]:
    heard = [zone for zone in zones if zone.raster_people is not None]
    people = sum(zone.population for zone in heard)
    raster = sum(zone.raster_people or 0.0 for zone in heard)
    return {
        "code": code,
        "name_fa": name_fa,
        "name_en": name_en,
        "neighbourhoods": len(zones),
        "population": people,
        "raster_people": round(raster) if heard else None,
        "difference": round(raster) - people if heard else None,
        "silent_people": sum(zone.population for zone in zones if zone.raster_people is None),
        "points": sum(zone.points for zone in zones),
        "not_spread": sum(zone.spread not in {"by_raster", "nobody"} for zone in zones),
        "cells": sum(zone.cells for zone in zones),
        "partial_cells": sum(zone.partial_cells for zone in zones),
        "nodata_cells": sum(zone.nodata_cells for zone in zones),
    }
