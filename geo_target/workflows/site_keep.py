"""Keep a found answer in the store, and make what people get of it."""

from __future__ import annotations

import struct
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.persian import format_number
from geo_target.store.siting_runs import SITE_COLUMNS, keep_siting_run
from geo_target.workflows.site_answer import PlanSite, Service
from geo_target.workflows.site_extras import counted, finite
from geo_target.workflows.site_question import served_by
from geo_target.workflows.site_runs import read_answer
from geo_target.workflows.site_words import one_radius, radius_notes, reason_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo_target.models import FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.profile import Profile
    from geo_target.siting import Reason
    from geo_target.store.engine import Store
    from geo_target.workflows.site import Found
    from geo_target.workflows.site_answer import PlanRow, SiteAnswer
    from geo_target.workflows.site_question import Asked

UNITS = {
    "lscp": "sites",
    "lscp_backup": "people",
    "mclp": "people",
    "p_median": "person_metres",
    "p_center": "metres",
    "p_dispersion": "metres",
}


def keep(store: Store, found: Found) -> SiteAnswer:
    """Keep a run with its plans, sites and demand points in one transaction, and give the answer."""
    asked, best = found.asked, found.best
    sites = _plan_sites(found) if best.open_sites else ()
    if asked.request.model != "p_dispersion":
        found.notes.extend(radius_notes(asked.inputs.demand.radius_m))
        found.notes.extend(idle_notes(sites))
    return keep_rows(
        store,
        _run(found, sites),
        found.profile,
        plans=[row for row, _ in found.plans],
        sites=[*site_rows(sites), *_other_sites(found)],
        demand=_demand_rows(asked, best),
    )


def keep_rows(
    store: Store,
    run: dict[str, Any],
    profile: Profile,
    *,
    plans: Iterable[PlanRow],
    sites: Iterable[tuple[Any, ...]],
    demand: Iterable[tuple[Any, ...]],
) -> SiteAnswer:
    """Keep the rows of a run in one transaction, and read the answer as it is kept."""
    held = {"name": profile.code, "fingerprint": profile.fingerprint, "body": profile.to_dict()}
    with store.write() as connection:
        kept = keep_siting_run(
            connection, run, profile=held, plans=map(_plan_row, plans), sites=sites, demand=demand
        )
    return read_answer(store, kept.run_id)


def idle_notes(sites: Iterable[PlanSite]) -> list[tuple[str, str]]:
    """Say so where new sites serve nobody: as many were asked for, and fewer would do."""
    idle = [site.code for site in sites if site.role == "new" and site.served == 0]
    if not idle:
        return []
    codes, count = ", ".join(idle), len(idle)
    return [
        (
            f"{format_number(count, 'fa')} مکان تازه به کسی خدمت نمی‌دهد و کمتر از این هم بس است: {codes}",
            f"{count} of the new sites serve nobody, and fewer would do: {codes}",
        )
    ]


def _run(found: Found, sites: tuple[PlanSite, ...]) -> dict[str, Any]:
    asked, best, request = found.asked, found.best, found.asked.request
    inputs = asked.inputs
    unit = "million_rials" if request.model == "lscp" and request.budget is not None else UNITS[request.model]
    radii, (before, after) = inputs.demand.radius_m, _service(found)
    return {
        "model": request.model,
        "service": request.service,
        "request": request.to_dict(),
        "data_version": inputs.data_version,
        "status": best.status.value,
        "cancelled": found.cancelled,
        "objective": finite(best.objective),
        "bound": finite(best.bound),
        "gap": finite(best.gap),
        "unit": unit,
        "demand": inputs.demand_name,
        "radius_m": None if request.service is None and request.radius_m is None else one_radius(radii),
        "demand_total": float(inputs.demand.need.sum()),
        "before": asdict(before),
        "after": None if after is None else asdict(after),
        "clash": None if found.clash is None else asdict(found.clash),
        "hand_made": None if found.hand_made is None else asdict(found.hand_made),
        "robustness": None if found.fared is None else asdict(found.fared.told),
        "fairness": None if found.fairness is None else asdict(found.fairness),
        "shared": None,
        "notes": found.notes,
        "provenance": inputs.provenance,
        "provenance_counts": inputs.provenance_counts,
        "n_new": sum(site.role == "new" for site in sites),
        "n_existing": asked.n_existing,
        "n_candidates": len(inputs.candidates),
        "n_demand": len(inputs.demand.codes),
        "seed": request.seed,
        "solve_s": best.solve_s,
        "seconds": found.seconds,
    }


def _service(found: Found) -> tuple[Service, Service | None]:
    """Tell how people are served before and after; covering models count as they do themselves."""
    asked, best = found.asked, found.best
    existing = list(range(asked.n_existing))
    before = served_by(asked, existing)
    after = served_by(asked, best.open_columns.tolist()) if best.open_sites else None
    if asked.request.capacity is None and asked.request.covers == 1:
        return before, after
    if found.before is not None:
        before = _counting(asked, before, found.before)
    return before, None if after is None else _counting(asked, after, best)


def _counting(asked: Asked, service: Service, plan: SitingPlan) -> Service:
    people = asked.people(counted(asked, plan))
    return replace(service, people=people, coverage=people / float(asked.inputs.demand.need.sum()))


def _plan_sites(found: Found) -> tuple[PlanSite, ...]:
    asked, best = found.asked, found.best
    load, points = _loads(asked, best, asked.inputs.demand.need)
    weighed, _ = _loads(asked, best, asked.inputs.demand.weight)
    rows = asked.inputs.sites
    order = sorted(
        best.open_columns.tolist(), key=lambda c: (c < asked.n_existing, -load[c], rows[c]["code"])
    )
    # With capacities people can be shared out in several ways as good: reasons tell of the way that is kept.
    why = {
        column: _of_those_served(asked, found.why[rows[column]["code"]], float(weighed[column]))
        for column in order
        if rows[column]["code"] in found.why
    }
    return tuple(
        _site(found, column, number, why.get(column), (load[column], points[column]))
        for number, column in enumerate(order, 1)
    )


def _of_those_served(asked: Asked, why: Reason, serves: float) -> Reason:
    """Give a reason that takes no more from the plan than the site serves in it.

    Everybody else could go where they go now. With capacities the time may end before a search finds that.
    """
    if asked.request.model != "mclp" or asked.request.capacity is None:
        return replace(why, serves=serves)
    loses = min(why.loses, serves)
    return replace(
        why,
        serves=serves,
        loses_coverage=min(why.loses_coverage, serves),
        loses=loses,
        difference=min(why.difference, loses),
    )


def _loads(asked: Asked, plan: SitingPlan, people: FloatArray) -> tuple[Any, Any]:
    """Give what of `people` (of each demand point) goes to each site, and from how many points."""
    n = len(asked.inputs.sites)
    if asked.request.model == "p_dispersion":
        return np.zeros(n), np.zeros(n, int)
    if plan.shares is not None:
        counts = np.asarray((plan.shares > 0).sum(axis=0)).ravel()
        return np.asarray(people @ plan.shares), counts
    to = plan.assignment >= 0
    where = plan.assignment[to]
    return np.bincount(where, people[to], minlength=n), np.bincount(where, minlength=n)


def _site(found: Found, column: int, number: int, why: Reason | None, load: tuple[float, int]) -> PlanSite:
    row = found.asked.inputs.sites[column]
    words = (None, None) if why is None else reason_words(found.asked, why)
    parts = found.parts
    return PlanSite(
        number=number,
        **place_of(row),
        role="existing" if column < found.asked.n_existing else "new",
        served=float(load[0]),
        points=int(load[1]),
        marginal=why.loses_coverage if why is not None and found.asked.request.is_covering else None,
        loses=None if why is None else finite(why.loses),
        runner_up=None if why is None or why.runner_up is None else str(why.runner_up),
        difference=None if why is None else finite(why.difference),
        frequency=None if parts is None or why is None else float(parts.frequency[column]),
        part=None if parts is None or why is None else parts.role[column].value,
        reason_fa=words[0],
        reason_en=words[1],
        stability=None if found.fared is None else min(1.0, float(found.fared.stability[column])),
    )


def place_of(row: dict[str, Any]) -> dict[str, Any]:
    """Give what a plan's site has of the row that it was read from."""
    names = (
        *("code", "name_fa", "name_en", "lon", "lat", "kind", "provenance", "province_code", "city_code"),
        "budget_million_rials",
    )
    return {name: row[name] for name in names}


def _plan_row(row: Any) -> tuple[Any, ...]:
    return (
        *(row.plan, row.kind, row.n_new, row.status, row.objective, row.bound, row.gap),
        *(row.coverage, row.people, row.regret, row.worst, row.budget),
    )


def site_rows(sites: Iterable[PlanSite], plan: int = 0) -> Iterator[tuple[Any, ...]]:
    """Give sites as the store takes them."""
    for site in sites:
        held = asdict(site) | {"place": site.number, "geom": point_of(site.lon, site.lat)}
        held["services"] = (
            None if site.services is None else list(site.services)
        )  # a tuple is a row to the database
        yield (plan, *(held[name] for name in SITE_COLUMNS[2:]))


def _other_sites(found: Found) -> Iterator[tuple[Any, ...]]:
    """Give the new sites of the other plans; whom they serve is kept of the best one only."""
    by_code = {row["code"]: row for row in found.asked.inputs.candidates}
    for row, _ in found.plans:
        if row.kind != "best":
            sites = tuple(
                PlanSite(number=number, **place_of(by_code[code]), role="new")
                for number, code in enumerate(row.sites, 1)
            )
            yield from site_rows(sites, row.plan)


def _demand_rows(asked: Asked, plan: SitingPlan) -> Iterator[tuple[Any, ...]]:
    if asked.request.model == "p_dispersion" or not plan.open_sites:
        return
    from geo_target import geodesy
    from geo_target.workflows.site_costs import lonlat_of

    demand, places, sites = asked.inputs.demand, lonlat_of(asked.inputs), asked.inputs.sites
    to = plan.assignment
    metres = geodesy.geodesic_m(demand.lonlat, places[np.maximum(to, 0)])
    rows = zip(
        demand.codes,
        demand.neighbourhood,
        demand.need.tolist(),
        to.tolist(),
        metres.tolist(),
        demand.lonlat.tolist(),
        strict=True,
    )
    for code, area, need, site, way, (lon, lat) in rows:
        served = site >= 0
        yield (
            *(code, area, need, sites[site]["code"] if served else None),
            *(way if served else None, point_of(lon, lat)),
        )


def point_of(lon: float, lat: float) -> str:
    """Give a place as hexadecimal EWKB in EPSG:4326."""
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, lon, lat).hex()
