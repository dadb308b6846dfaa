"""Keeps questions where to build with their answers, and reads them again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import UnknownRunError
from geo_target.store.engine import sql

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo_target.store.engine import Connection, Store

PLAN_COLUMNS = (
    *("run_id", "plan", "kind", "n_new", "status", "objective", "bound", "gap", "coverage"),
    *("people", "regret", "worst", "budget"),
)
SITE_COLUMNS = (
    *("run_id", "plan", "place", "code", "name_fa", "name_en", "kind", "role", "provenance", "province_code"),
    *(
        "city_code",
        "budget_million_rials",
        "served",
        "points",
        "marginal",
        "loses",
        "runner_up",
        "difference",
    ),
    *("frequency", "part", "reason_fa", "reason_en", "stability", "services", "geom"),
)
DEMAND_COLUMNS = ("run_id", "demand_point", "neighbourhood_code", "demand", "site", "metres", "geom")
_JSON = (
    *("request", "before", "after", "clash", "hand_made", "robustness", "fairness", "shared", "notes"),
    "provenance_counts",
)


@dataclass(frozen=True, slots=True)
class KeptRun:
    """The id of a kept run, and when it was kept."""

    run_id: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SitingRunContent:
    """One kept run as rows: the run, its plans (the best first), the sites of each plan."""

    run: Mapping[str, Any]
    plans: tuple[Mapping[str, Any], ...]
    sites: tuple[Mapping[str, Any], ...]


def keep_siting_run(
    connection: Connection,
    run: Mapping[str, Any],
    *,
    profile: Mapping[str, Any],
    plans: Iterable[Sequence[Any]],
    sites: Iterable[Sequence[Any]],
    demand: Iterable[Sequence[Any]],
) -> KeptRun:
    """Keep a run in the caller's transaction.

    Parameters
    ----------
    run
        Columns of ``siting_runs``; what is JSON there as plain values.
    profile
        ``name``, ``fingerprint`` and ``body`` of the profile that it was made with.
    plans, sites, demand
        Values in the order of ``PLAN_COLUMNS``, ``SITE_COLUMNS``, ``DEMAND_COLUMNS``, each without ``run_id``;
        places as hexadecimal EWKB.
    """
    body = json.dumps(profile["body"], ensure_ascii=False)
    kept = connection.execute(sql("keep_profile"), {**profile, "body": body}).scalar_one()
    row = dict(run) | {"profile_id": kept} | {name: _json(run[name]) for name in _JSON}
    run_id, created_at = connection.execute(sql("siting_keep_run"), row).one()
    _copy(connection, "siting_plans", PLAN_COLUMNS, run_id, plans)
    _copy(connection, "siting_sites", SITE_COLUMNS, run_id, sites)
    _copy(connection, "siting_demand", DEMAND_COLUMNS, run_id, demand)
    return KeptRun(int(run_id), created_at)


def read_siting_runs(store: Store, *, limit: int = 50, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Return kept runs, the newest first, and how many there are in all."""
    with store.read() as connection:
        rows = [
            dict(row)
            for row in connection.execute(sql("siting_runs"), {"limit": limit, "offset": offset}).mappings()
        ]
    total = int(rows[0]["total"]) if rows else 0
    return [{name: value for name, value in row.items() if name != "total"} for row in rows], total


def read_siting_run(store: Store, run_id: int, *, plan: int = 0) -> SitingRunContent:
    """Return one kept run and the sites of one of its plans.

    Raises
    ------
    UnknownRunError
        If there is no such run or plan.
    """
    with store.read() as connection:
        row = connection.execute(sql("siting_run_by_id"), {"run_id": run_id}).mappings().one_or_none()
        if row is None:
            raise UnknownRunError(f"There is no siting run {run_id}. See: geo-target site-runs list")
        plans = tuple(dict(r) for r in connection.execute(sql("siting_plans"), {"run_id": run_id}).mappings())
        if plan and plan not in {one["plan"] for one in plans}:
            raise UnknownRunError(
                f"Siting run {run_id} has no plan {plan}; it has {len(plans)} plans, from 0."
            )
        chosen = {"run_id": run_id, "plan": plan}
        sites = tuple(dict(r) for r in connection.execute(sql("siting_sites"), chosen).mappings())
    return SitingRunContent(dict(row), plans, sites)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=list)


def _copy(
    connection: Connection, table: str, columns: Sequence[str], run_id: int, rows: Iterable[Sequence[Any]]
) -> None:
    from psycopg import sql as pg

    statement = pg.SQL("COPY geo_target.{} ({}) FROM STDIN").format(
        pg.Identifier(table), pg.SQL(", ").join(map(pg.Identifier, columns))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([run_id, *row])


def siting_sources(store: Store, layers: Sequence[str]) -> dict[str, Any]:
    """Return ``source_fa``, ``source_en``, ``licence``, ``dated`` of some layers' current datasets; None without any."""
    with store.read() as connection:
        return dict(connection.execute(sql("siting_sources"), {"layers": list(layers)}).mappings().one())


def siting_lines(store: Store, run_id: int) -> list[dict[str, Any]]:
    """Return who goes where in the best plan, by neighbourhood, each with its line's ends in degrees.

    Raises
    ------
    UnknownRunError
        If there is no such run.
    """
    read_siting_run(store, run_id)
    with store.read() as connection:
        return [dict(row) for row in connection.execute(sql("siting_lines"), {"run_id": run_id}).mappings()]
