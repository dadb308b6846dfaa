"""Score every neighbourhood out of the store, and keep the run with its profile and data version."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import RefusedError
from geo_target.profile import DEMANDS, kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.store.loading import lock_imports
from geo_target.workflows.service_scores import (
    DemandPoints,
    Facilities,
    Neighbourhoods,
    ServiceScore,
    ServiceScores,
    score_services,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.profile import Profile
    from geo_target.store.engine import Connection, Store
    from geo_target.store.scores import ScoringInput


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """A kept score run; `by_service` has a row for each service with the country's sums."""

    run_id: int
    data_version: int
    neighbourhoods: int
    by_service: tuple[dict[str, Any], ...]


def score(store: Store, profile: Profile) -> ScoreReport:
    """Score every neighbourhood with `profile` and keep the run.

    An import that is under way is waited for, so that its scores are never overlaid by scores of the data before.

    Raises
    ------
    RefusedError
        If there is no neighbourhood to score.
    """
    with store.write() as connection:
        lock_imports(connection)
        return _score(connection, stored.read_scoring_input(store), profile)


def score_again(store: Store) -> ScoreReport:
    """Score with the profile of the newest run, or, before the first, with the default profile."""
    run = stored.current_run(store)
    profile = load_profile() if run is None else kept_profile(run["profile"])
    return score(store, profile)


def score_within(connection: Connection) -> ScoreReport | None:
    """Score the rows that a transaction has put, inside it, with the profile of the newest run.

    So nobody ever sees new rows with old scores. The transaction has changed rows and holds `lock_imports`, so that no
    other can change any until it ends.

    Returns
    -------
    ScoreReport or None
        None where nothing was ever scored, or no neighbourhood is left to score: the caller says so.
    """
    run = stored.current_run_of(connection)
    if run is None:
        return None
    found = stored.scoring_input(connection)
    if not found.neighbourhoods["code"]:
        return None
    return _score(connection, found, kept_profile(run["profile"]))


def _score(connection: Connection, found: ScoringInput, profile: Profile) -> ScoreReport:
    codes = found.neighbourhoods["code"]
    if not codes:
        raise RefusedError("There is no neighbourhood to score. Load some first: geo-target load reference.")

    scores = score_services(*arrays_of(found), profile)
    run_id = stored.keep_run(
        connection,
        profile=profile.to_dict(),
        name=profile.code,
        fingerprint=profile.fingerprint,
        data_version=found.data_version,
        rows=_rows(scores, found.supply["code"]),
    )
    by_service = tuple(_country(name, held, profile) for name, held in scores.services.items())
    return ScoreReport(run_id, found.data_version, len(codes), by_service)


def arrays_of(found: ScoringInput) -> tuple[Neighbourhoods, DemandPoints, Facilities]:
    """Return what was read as arrays: neighbourhoods, demand points and facilities, in the order of their codes."""
    areas, demand, supply = found.neighbourhoods, found.demand, found.supply
    row_of = {code: row for row, code in enumerate(areas["code"])}
    return (
        Neighbourhoods(
            codes=tuple(areas["code"]),
            city_population=np.array(areas["city_population"], float),
            demand={name: np.array(areas[name], float) for name in DEMANDS},
            deprivation=np.array(areas["deprivation"], float),
        ),
        DemandPoints(
            lonlat=_lonlat(demand),
            population=np.array(demand["population"], float),
            neighbourhood=np.array([row_of[code] for code in demand["neighbourhood_code"]], np.int64),
        ),
        Facilities(
            lonlat=_lonlat(supply),
            kinds=np.array(supply["kind"], np.str_),
            supply=np.array(supply["capacity"], float),
            codes=tuple(supply["code"]),
        ),
    )


def _lonlat(columns: dict[str, list[Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.column_stack((np.array(columns["lon"], float), np.array(columns["lat"], float)))


def _rows(scores: ServiceScores, supply_codes: list[str]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of the table ``scores`` after ``run_id``: each service, then overall."""
    for service, held in scores.services.items():
        columns = (
            held.nearest_m,
            held.radius_m,
            held.demand,
            held.share_covered,
            held.unserved,
            held.priority,
        )
        plain = [[_or_none(value) for value in column.tolist()] for column in columns]
        nearest = [supply_codes[row] if row >= 0 else None for row in held.nearest_facility.tolist()]
        for row, code in enumerate(scores.codes):
            nearest_m, *rest = (column[row] for column in plain)
            yield code, service, str(held.state[row]), nearest_m, nearest[row], *rest, int(held.rank[row])
    overall = zip(scores.codes, scores.overall.tolist(), scores.rank.tolist(), strict=True)
    for code, priority, rank in overall:
        # Demands of different services are different people's, or the same people twice: they have no sum.
        yield code, "overall", "composite", None, None, None, None, None, None, priority, rank


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def _country(service: str, held: ServiceScore, profile: Profile) -> dict[str, Any]:
    demand, unserved = float(held.demand.sum()), float(held.unserved.sum())
    reachable = held.state == "reachable"
    weights = held.demand[reachable]
    mean = float(np.average(held.nearest_m[reachable], weights=weights)) if weights.sum() > 0 else math.nan
    return {
        "service": service,
        "demand_is": profile.services[service].demand,
        "demand": round(demand),
        "covered_percent": 100 * (1 - unserved / demand) if demand else None,
        "unserved": round(unserved),
        "mean_nearest_km": _or_none(mean / 1000),
        "unreachable": int((held.state == "unreachable").sum()),
    }
