"""Sums of a score run over provinces, cities and the country that add up exactly to the neighbourhoods."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.profile import SERVICES
from geo_target.store.layers import read_meta, require_province
from geo_target.store.run_areas import read_run_areas
from geo_target.workflows.exact_sums import on_one_grid, shared_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_target.exchange import ExportReport
    from geo_target.store.engine import Store
    from geo_target.store.run_areas import RunAreas

LEVELS = ("province", "city")
TOP_K = 50
COUNTRY = {"level": "country", "code": "IR", "name_fa": "کشور", "name_en": "Country", "province_code": None}
GONE = {"name_fa": "دیگر در داده‌ها نیست", "name_en": "No longer in the data", "province_code": None}


@dataclass(frozen=True, slots=True)
class ServiceSums:
    """One service's sums; ``unserved`` in its demand, ``gap`` in its capacity unit.

    ``share_met`` is 1 − unserved / demand, ``priority`` the mean weighted by demand; None where nobody is in need.
    A run kept by a program before has no gap.
    """

    service: str
    demand: float
    unserved: float
    gap: float | None
    share_met: float | None
    priority: float | None


@dataclass(frozen=True, slots=True)
class AreaSums:
    """The sums of one province, city or the country; ``priority`` is the overall mean weighted by people."""

    level: str
    code: str
    name_fa: str
    name_en: str
    province_code: str | None
    population: int
    neighbourhoods: int
    in_top_k: int
    priority: float | None
    modelled_share: float | None
    provenance: str
    services: tuple[ServiceSums, ...]


@dataclass(frozen=True, slots=True)
class Aggregates:
    """The sums of one run: those of the areas add up to `total`, in doubles, in any order.

    `total` is the country's, or the province's where one was asked for.
    """

    run_id: int
    data_version: int
    data_version_now: int
    by: str
    top_k: int
    total: AreaSums
    items: tuple[AreaSums, ...]


def aggregates(
    store: Store, *, by: str = "province", province: str | None = None, run: int | None = None
) -> Aggregates:
    """Add up a kept run over every province or city.

    Parameters
    ----------
    by
        ``province`` or ``city``. Provinces without neighbourhoods have sums of 0; cities without are not there.
    province
        Code or name; only it, or its cities.
    run
        Number of the run; None for the newest.

    Raises
    ------
    InputError
        If `by` is no level.
    UnknownPlaceError, UnknownRunError, RefusedError
        If there is no such province or run, or nothing was ever scored.
    """
    if by not in LEVELS:
        raise InputError(f"Sums are by {' or '.join(LEVELS)}, not by {by!r}.")
    chosen = require_province(store, province) if province else None
    held = read_run_areas(store, run)
    top_k = held.run["top_k"] or TOP_K
    areas = _areas(held, top_k)
    places = {(place["level"], place["code"]): place for place in held.places}

    groups: dict[str, list[_Area]] = {
        code: [] for level, code in places if level == by == "province" and chosen in (None, code)
    }
    for area in areas:
        if chosen in (None, area.province):
            groups.setdefault((area.province if by == "province" else area.city) or "", []).append(area)
    whole = [area for group in groups.values() for area in group]
    top = places["province", chosen] if chosen else COUNTRY
    return Aggregates(
        run_id=held.run["run_id"],
        data_version=held.run["data_version"],
        data_version_now=held.data_version_now,
        by=by,
        top_k=top_k,
        total=_sums(top, whole),
        items=tuple(
            _sums(places.get((by, code), {"level": by, "code": code, **GONE}), groups[code])
            for code in sorted(groups)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Area:
    """A neighbourhood; for each service its demand, unserved, gap and demand times priority, on one grid."""

    province: str | None
    city: str | None
    population: int
    is_top: bool
    weighted: float
    provenance: str | None
    services: Mapping[str, tuple[float, ...]]


def _areas(held: RunAreas, top_k: int) -> list[_Area]:
    by_service = {name: _on_grid([row for row in held.areas if row["service"] == name]) for name in SERVICES}
    overall = [row for row in held.areas if row["service"] == "overall"]
    weighted = on_one_grid([row["priority"] * (row["population"] or 0) for row in overall])
    return [
        _Area(
            province=row["province_code"],
            city=row["city_code"],
            population=row["population"] or 0,
            is_top=row["rank"] <= top_k,
            weighted=float(weight),
            provenance=row["provenance"],
            services={name: rows[row["code"]] for name, rows in by_service.items()},
        )
        for row, weight in zip(overall, weighted, strict=True)
    ]


def _on_grid(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, ...]]:
    columns = [[row[name] or 0.0 for row in rows] for name in ("demand", "unserved", "gap")]
    columns.append([(row["demand"] or 0.0) * row["priority"] for row in rows])
    exact = zip(*(on_one_grid(column).tolist() for column in columns), strict=True)
    has_gap = any(row["gap"] is not None for row in rows)
    return {
        row["code"]: values if has_gap else (*values[:2], float("nan"), values[3])
        for row, values in zip(rows, exact, strict=True)
    }


def _sums(place: Mapping[str, Any], areas: Sequence[_Area]) -> AreaSums:
    population = sum(area.population for area in areas)
    modelled = sum(area.population for area in areas if area.provenance == "modelled")
    return AreaSums(
        **{name: place[name] for name in COUNTRY},
        population=population,
        neighbourhoods=len(areas),
        in_top_k=sum(area.is_top for area in areas),
        priority=sum(area.weighted for area in areas) / population if population else None,
        modelled_share=modelled / population if population else None,
        provenance="; ".join(sorted({area.provenance for area in areas if area.provenance})),
        services=tuple(_service(name, [area.services[name] for area in areas]) for name in SERVICES),
    )


def _service(name: str, rows: Sequence[tuple[float, ...]]) -> ServiceSums:
    # Plain sums: on one grid they are exact, so that no order of adding can make another number of them.
    demand, unserved, gap, weighted = (
        (sum(column) for column in zip(*rows, strict=True)) if rows else (0.0,) * 4
    )
    return ServiceSums(
        service=name,
        demand=demand,
        unserved=unserved,
        gap=gap if gap == gap else None,  # noqa: PLR0124  a run of a program before has none: NaN
        share_met=1 - unserved / demand if demand else None,
        priority=weighted / demand if demand else None,
    )


def flat_sums(sums: AreaSums) -> dict[str, Any]:
    """Return sums as plain columns, those of a service with its name behind."""
    row = asdict(sums)
    del row["services"]
    row["priority_overall"] = row.pop("priority")
    for each in sums.services:
        for name in ("demand", "unserved", "gap", "share_met", "priority"):
            row[f"{name}_{each.service}"] = getattr(each, name)
    return row


def printed_rows(found: Aggregates) -> list[dict[str, Any]]:
    """Return the total and the areas as plain columns, people and capacity as whole numbers that add up as printed.

    Cities are shared out within their province, so that they add up to it as it is printed, too.
    """
    total, *rows = (flat_sums(sums) for sums in (found.total, *found.items))
    for service in SERVICES:
        for name in (f"demand_{service}", f"unserved_{service}", f"gap_{service}"):
            if total[name] is not None:
                _print_whole(total, rows, name, nested=found.by == "city")
    return [total, *rows]


def _print_whole(total: dict[str, Any], rows: list[dict[str, Any]], name: str, *, nested: bool) -> None:
    whole = round(total[name])
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["province_code"] if nested else row["code"], []).append(row)
    codes = sorted(groups, key=lambda code: code or "")
    parts = shared_out([sum(row[name] for row in groups[code]) for code in codes], whole)
    for code, part in zip(codes, parts, strict=True):
        values = shared_out([row[name] for row in groups[code]], part)
        for row, value in zip(groups[code], values, strict=True):
            row[name] = value
    total[name] = whole


def write_aggregates(store: Store, found: Aggregates, path: Path) -> ExportReport:
    """Write total and areas as CSV, JSON or XLSX, by the suffix, unrounded, with run, data version and provenance."""
    import pandas as pd

    from geo_target.exchange import LayerMeta, write_table

    frame = pd.DataFrame([flat_sums(sums) for sums in (found.total, *found.items)])
    held = read_meta(store, "priorities")
    meta = LayerMeta(
        layer="priorities",
        title_fa="جمع اولویت‌ها",
        title_en=f"Sums of the priorities by {found.by}",
        source_fa=held["source_fa"],
        source_en=held["source_en"],
        licence=held["licence"],
        date=str(held["dated"] or ""),
        provenance=held["provenance"] or "",
        data_version=found.data_version,
        filters=((f"اجرای امتیازدهی {found.run_id}", f"score run {found.run_id}"),),
    )
    return write_table(frame, list(frame.columns), meta, path)
