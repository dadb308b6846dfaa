"""Kept questions where to build: read them again, and write their sites and lines to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.store.siting_runs import (
    read_siting_run,
    read_siting_runs,
    siting_lines,
)
from geo_target.workflows.site_answer import (
    FairArea,
    HandMade,
    PlanRow,
    PlanSite,
    RobustSite,
    Service,
    SharedService,
    SiteAnswer,
    SiteClash,
    SiteFairness,
    SiteRelaxation,
    SiteRobustness,
    SiteShared,
)
from geo_target.workflows.site_request import SiteRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.store.engine import Store

__all__ = ["lines_geojson", "read_answer", "read_siting_runs", "sites_geojson"]


def read_answer(store: Store, run_id: int) -> SiteAnswer:
    """Return a kept answer as it was given.

    Raises
    ------
    UnknownRunError
        If there is no such run.
    """
    held = read_siting_run(store, run_id)
    run = held.run
    same = (
        *("run_id", "created_at", "status", "cancelled", "objective", "bound", "gap", "unit", "demand"),
        *("demand_total", "radius_m", "data_version", "provenance", "provenance_counts", "n_existing"),
        *("n_candidates", "n_demand", "solve_s", "seconds"),
    )
    return SiteAnswer(
        **{name: run[name] for name in same},
        request=SiteRequest.from_dict(run["request"]),
        before=Service(**run["before"]),
        after=None if run["after"] is None else Service(**run["after"]),
        sites=tuple(_site(row) for row in held.sites),
        plans=tuple(PlanRow(**{**row, "sites": tuple(row["sites"])}) for row in held.plans),
        clash=_clash(run["clash"]),
        hand_made=_hand_made(run["hand_made"]),
        robustness=_robustness(run["robustness"]),
        fairness=_fairness(run["fairness"]),
        shared=_shared(run["shared"]),
        notes=tuple((fa, en) for fa, en in run["notes"]),
        profile=run["profile_name"],
    )


def plan_sites(store: Store, run_id: int, plan: int = 0) -> tuple[PlanSite, ...]:
    """Return the sites of one plan of a kept run; of other plans than the best, the new ones only."""
    return tuple(_site(row) for row in read_siting_run(store, run_id, plan=plan).sites)


def sites_geojson(store: Store, run_id: int, plan: int = 0) -> dict[str, Any]:
    """Return the sites of one plan as a GeoJSON collection, EPSG:4326."""
    features = []
    for site in plan_sites(store, run_id, plan):
        own = {name: getattr(site, name) for name in site.__slots__ if name not in {"lon", "lat"}}
        features.append(_feature(own, "Point", [site.lon, site.lat]))
    return {"type": "FeatureCollection", "features": features}


def lines_geojson(store: Store, run_id: int) -> dict[str, Any]:
    """Return the lines from neighbourhoods to the sites that serve them as a GeoJSON collection, EPSG:4326."""
    ends = ("lon", "lat", "site_lon", "site_lat")
    features = []
    for row in siting_lines(store, run_id):
        own = {name: value for name, value in row.items() if name not in ends} | {"site": row["site_code"]}
        line = [[round(row["lon"], 6), round(row["lat"], 6)], [row["site_lon"], row["site_lat"]]]
        features.append(_feature(own, "LineString", line))
    return {"type": "FeatureCollection", "features": features}


def _feature(own: Mapping[str, Any], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": own["code"], "properties": dict(own), "geometry": geometry}


def _site(row: Mapping[str, Any]) -> PlanSite:
    services = None if row["services"] is None else tuple(row["services"])
    held = {**row, "number": row["place"], "served": row["served"] or 0.0, "points": row["points"] or 0}
    held["services"] = services
    return PlanSite(**{name: value for name, value in held.items() if name != "place"})


def _clash(held: Mapping[str, Any] | None) -> SiteClash | None:
    if held is None:
        return None
    relaxations = tuple(SiteRelaxation(**one) for one in held["relaxations"])
    return SiteClash(**{**held, "items": tuple(held["items"]), "relaxations": relaxations})


def _shared(held: Mapping[str, Any] | None) -> SiteShared | None:
    if held is None:
        return None
    services = tuple(SharedService(**{**one, "sites": tuple(one["sites"])}) for one in held["services"])
    return SiteShared(**{**held, "services": services})


def _fairness(held: Mapping[str, Any] | None) -> SiteFairness | None:
    if held is None:
        return None
    return SiteFairness(**{**held, "areas": tuple(FairArea(**one) for one in held["areas"])})


def _robustness(held: Mapping[str, Any] | None) -> SiteRobustness | None:
    if held is None:
        return None
    lists = {name: tuple(held[name]) for name in ("values", "best", "regrets")}
    others = tuple(RobustSite(**one) for one in held["others"])
    return SiteRobustness(**{**held, **lists, "others": others})


def _hand_made(held: Mapping[str, Any] | None) -> HandMade | None:
    if held is None:
        return None
    lists = {name: tuple(held[name]) for name in ("sites", "broken", "broken_fa") if name in held}
    return HandMade(**{**held, **lists})
