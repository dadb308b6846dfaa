"""Keep what was found for services that share buildings, and make what people get of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target import geodesy
from geo_target.persian import format_number
from geo_target.siting import evaluate
from geo_target.workflows.site_answer import PlanRow, PlanSite, Service, SharedService, SiteShared
from geo_target.workflows.site_extras import finite
from geo_target.workflows.site_keep import idle_notes, keep_rows, place_of, point_of, site_rows
from geo_target.workflows.site_words import PEOPLE, SERVICES, one_radius, radius_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting import ServicesPlan
    from geo_target.store.engine import Store
    from geo_target.workflows.site_answer import SiteAnswer
    from geo_target.workflows.site_inputs import Inputs
    from geo_target.workflows.site_services import Together


def keep_services(
    store: Store, together: Together, plan: ServicesPlan, *, stopped: bool, seconds: tuple[float, float]
) -> SiteAnswer:
    """Keep the run; `seconds` are those of the search and of everything."""
    goes = [_assignment(together, plan, number) for number in range(len(together.asked))]
    shared = _shared(together, plan)
    sites = _sites(together, plan, goes)
    total = sum(one.demand_total for one in shared.services)
    before, after = (
        _counted(sum(values), total)
        for values in (
            [one.before for one in shared.services],
            [one.people for one in shared.services],
        )
    )
    found = bool(plan.open_sites)
    row = _row(plan, after, tuple(site.code for site in sites if site.role == "new"))
    run = _run(together) | {
        **{name: getattr(row, name) for name in ("status", "objective", "bound", "gap", "n_new")},
        "cancelled": stopped,
        "notes": [*_radius_notes(together), *idle_notes(sites)],
        "demand_total": total,
        "before": asdict(before),
        "after": asdict(after) if found else None,
        "shared": asdict(shared) if found else None,
        "solve_s": seconds[0],
        "seconds": seconds[1],
    }
    return keep_rows(
        store,
        run,
        together.profile,
        plans=[row] if found else [],
        sites=site_rows(sites) if found else (),
        demand=_demand_rows(together, goes) if found else (),
    )


def _radius_notes(together: Together) -> list[tuple[str, str]]:
    services = zip(together.asked, together.inputs, strict=True)
    return [note for one, inputs in services for note in radius_notes(inputs.demand.radius_m, one.name)]


def _row(plan: ServicesPlan, after: Service, codes: tuple[str, ...]) -> PlanRow:
    return PlanRow(
        plan=0,
        kind="best",
        n_new=len(codes),
        status=plan.status.value,
        objective=finite(plan.objective),
        bound=finite(plan.bound),
        gap=finite(plan.gap),
        coverage=after.coverage,
        people=after.people,
        sites=codes,
    )


def _run(together: Together) -> dict[str, Any]:
    """Give what a kept run has of its question."""
    inputs, seen = together.inputs, [one.provenance for one in together.inputs]
    counts: dict[str, Counter[str]] = {}
    for one in inputs[:1]:
        counts |= {name: Counter(one.provenance_counts[name]) for name in ("demand_points", "neighbourhoods")}
    counts["existing"] = Counter(row["provenance"] for row in together.sites[: together.n_existing])
    counts["candidates"] = Counter(row["provenance"] for row in together.sites[together.n_existing :])
    nothing = ("radius_m", "clash", "hand_made", "robustness", "fairness", "service")
    return dict.fromkeys(nothing) | {
        "model": "mclp",
        "request": together.request.to_dict(),
        "data_version": inputs[0].data_version,
        "unit": "people",
        "demand": "all",
        "provenance": next(name for name in ("modelled", "open", "official") if name in seen),
        "provenance_counts": {name: dict(each) for name, each in counts.items()},
        "n_existing": together.n_existing,
        "n_candidates": len(together.sites) - together.n_existing,
        "n_demand": len({code for one in inputs for code in one.demand.codes}),
        "seed": together.request.seed,
    }


def _counted(people: float, total: float) -> Service:
    return Service(coverage=min(1.0, people / total), people=people, mean_m=None, worst_m=None)


def _assignment(together: Together, plan: ServicesPlan, number: int) -> IntArray:
    """Give the column of the site that serves each demand point of one service, -1 for none."""
    question = together.asked[number].asked
    if not plan.sites_of[number]:
        return np.full(question.cost.shape[0], -1)
    return evaluate(question, plan.sites_of[number]).assignment


def _shared(together: Together, plan: ServicesPlan) -> SiteShared:
    existing = {site["code"] for site in together.sites[: together.n_existing]}
    services = []
    for service, inputs, sites in zip(together.asked, together.inputs, plan.sites_of, strict=True):
        own = [row["code"] for row in inputs.existing]
        before, people = (_people(service.asked, inputs, codes) for codes in (own, list(sites)))
        total = float(inputs.demand.need.sum())
        services.append(
            SharedService(
                service=service.name,
                demand=inputs.demand_name,
                demand_total=total,
                radius_m=one_radius(inputs.demand.radius_m),
                n_existing=len(own),
                before=before,
                people=people,
                coverage=min(1.0, people / total),
                sites=tuple(str(code) for code in sites if code not in set(own)),
            )
        )
    new = sum(code not in existing for code in plan.open_sites)
    return SiteShared(
        buildings=new, spent=plan.spent, budget=together.request.budget, services=tuple(services)
    )


def _people(question: Any, inputs: Inputs, codes: list[Any]) -> float:
    if not codes:
        return 0.0
    return float(inputs.demand.need @ evaluate(question, codes).covered)


def _sites(together: Together, plan: ServicesPlan, goes: list[IntArray]) -> list[PlanSite]:
    """Give the open sites: new buildings first, those that serve most before others."""
    loads = [
        np.bincount(to[to >= 0], inputs.demand.need[to >= 0], minlength=len(together.sites))
        for to, inputs in zip(goes, together.inputs, strict=True)
    ]
    points = np.sum([np.bincount(to[to >= 0], minlength=len(together.sites)) for to in goes], axis=0)
    served: FloatArray = np.sum(loads, axis=0)
    column = {site["code"]: number for number, site in enumerate(together.sites)}
    columns = [column[code] for code in plan.open_sites]
    order = sorted(columns, key=lambda c: (c < together.n_existing, -served[c], together.sites[c]["code"]))
    return [
        PlanSite(
            number=number,
            **place_of(together.sites[at]),
            role="new" if at >= together.n_existing else "existing",
            served=float(served[at]),
            points=int(points[at]),
            **_inside(together, plan, at, [float(load[at]) for load in loads]),
        )
        for number, at in enumerate(order, 1)
    ]


def _inside(together: Together, plan: ServicesPlan, at: int, loads: list[float]) -> dict[str, Any]:
    """Give the services of one site; of a new one also say whom each serves there."""
    code = together.sites[at]["code"]
    held = [place for place, sites in enumerate(plan.sites_of) if code in sites]
    given: dict[str, Any] = {"services": tuple(together.asked[place].name for place in held)}
    if at < together.n_existing:
        return given
    fa, en = [], []
    for place in held:
        people, load = PEOPLE[together.inputs[place].demand_name], loads[place]
        service = SERVICES[together.asked[place].name]
        fa.append(f"{service[1]} به {format_number(load, 'fa', decimals=0)} {people[1]} خدمت می‌دهد")
        en.append(f"{service[0]} serves {format_number(load, 'en', decimals=0)} {people[0]}")
    return given | {"reason_fa": f"در آن {'، '.join(fa)}.", "reason_en": f"In it {', '.join(en)}."}


def _demand_rows(together: Together, goes: list[IntArray]) -> Iterator[tuple[Any, ...]]:
    """Give who goes where for each service; a demand point is kept once for each."""
    places = np.array([(site["lon"], site["lat"]) for site in together.sites], float)
    for service, inputs, to in zip(together.asked, together.inputs, goes, strict=True):
        demand = inputs.demand
        metres = geodesy.geodesic_m(demand.lonlat, places[np.maximum(to, 0)])
        for row, site in enumerate(to.tolist()):
            served = site >= 0
            yield (
                f"{service.name}/{demand.codes[row]}",
                *(demand.neighbourhood[row], float(demand.need[row])),
                *((together.sites[site]["code"], float(metres[row])) if served else (None, None)),
                point_of(*demand.lonlat[row].tolist()),
            )
