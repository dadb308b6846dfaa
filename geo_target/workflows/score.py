"""Score every neighbourhood out of the store, and keep the run with its profile and data version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import CancelledError, RefusedError
from geo_target.profile import DEMANDS, altered, kept_profile, load_profile
from geo_target.store import scores as stored
from geo_target.store.loading import lock_imports
from geo_target.workflows.score_rows import access_rows, country, score_rows
from geo_target.workflows.service_inputs import DemandPoints, Facilities, InputErrors, Neighbourhoods
from geo_target.workflows.service_scores import score_services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_target.profile import Profile
    from geo_target.store.engine import Connection, Store
    from geo_target.store.scores import ScoringInput
    from geo_target.targeting.sensitivity import RankSpread
    from geo_target.workflows.score_travel import TravelSource
    from geo_target.workflows.service_scores import ServiceScores

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """A kept score run; `by_service` has a row for each service with the country's sums."""

    run_id: int
    data_version: int
    neighbourhoods: int
    draws: int
    by_service: tuple[dict[str, Any], ...]


def score(
    store: Store,
    profile: Profile,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    draws: int | None = None,
    travels: TravelSource | None = None,
) -> ScoreReport:
    """Score every neighbourhood with `profile`, by every measure, with rank intervals, and keep the run.

    An import that is under way is waited for, so that its scores are never overlaid by scores of the data before.

    Parameters
    ----------
    progress
        Told what is done now, how much of it is done, and of how much.
    cancelled
        Asked between services and between batches of draws.
    draws
        Instead of the profile's; 0 for no rank intervals.
    travels
        Gives travel costs in the place of straight lines (`score_travel`); kept with the run's profile. There are no
        draws then: they move sites in a straight line.

    Raises
    ------
    RefusedError
        If there is no neighbourhood to score, or supply that a chosen measure needs is not known.
    CancelledError
        If `cancelled` says so, or the person stops it (Ctrl-C): nothing was kept.
    """
    chosen = replace(altered(profile, draws=draws), travel=None if travels is None else travels.reach)
    try:
        with store.write() as connection:
            lock_imports(connection)
            found = stored.read_scoring_input(store)
            return _score(connection, found, chosen, _Watch(progress, cancelled, travels))
    except KeyboardInterrupt as interrupt:
        raise CancelledError("Scoring was stopped; nothing of it was kept.") from interrupt


def score_again(
    store: Store, *, progress: Progress | None = None, cancelled: Callable[[], bool] = lambda: False
) -> ScoreReport:
    """Score as `score` does, with the profile of the newest run, or, before the first, with the default profile.

    A newest run by travel costs is followed by one by straight lines: its raster or table is not kept.
    """
    run = stored.current_run(store)
    profile = load_profile() if run is None else kept_profile(run["profile"])
    return score(store, profile, progress=progress, cancelled=cancelled)


def needs_scoring(store: Store) -> bool:
    """Tell whether there is no run, the data has changed since the newest, or it lacks the draws of its profile."""
    run = stored.current_run(store)
    if run is None or run["data_version"] != run["data_version_now"]:
        return True
    profile = kept_profile(run["profile"])
    return bool(run["draws"] == 0 and profile.uncertainty.draws > 0 and profile.travel is None)


def score_within(connection: Connection) -> ScoreReport | None:
    """Score the rows that a transaction has put, inside it, with the profile of the newest run.

    So nobody ever sees new rows with old scores. The transaction has changed rows and holds `lock_imports`, so that no
    other can change any until it ends. Only the measures that make priorities are computed, and no rank intervals: the
    run has 0 draws, and whoever has the time scores again (`needs_scoring`).

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
    return _score(connection, found, replace(kept_profile(run["profile"]), travel=None), None)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who looks on; None in the place of one: inside an import, where nothing but the priorities is computed."""

    progress: Progress | None
    cancelled: Callable[[], bool]
    travels: TravelSource | None = None


def _score(
    connection: Connection, found: ScoringInput, profile: Profile, watch: _Watch | None
) -> ScoreReport:
    codes = found.neighbourhoods["code"]
    if not codes:
        raise RefusedError("There is no neighbourhood to score. Load some first: geo-target load reference.")

    arrays = arrays_of(found)
    spreads: Mapping[str, RankSpread] = {}
    if watch is None:
        scores = score_services(*arrays, profile)
    else:
        scores = score_services(
            *arrays,
            profile,
            every_measure=True,
            travels=None if watch.travels is None else watch.travels.costs(found, *arrays[1:], profile),
            progress=watch.progress,
            cancelled=watch.cancelled,
        )
        spreads = _spreads(arrays, found, scores, watch)
    if watch is not None:
        if watch.cancelled():
            raise CancelledError("Scoring was stopped; nothing of it was kept.")
        if watch.progress is not None:
            watch.progress("keeping", 0, 1)
    sure = profile.uncertainty
    drawn = stored.Drawn(sure.draws, sure.seed, sure.top_k) if spreads else stored.Drawn()
    run_id = stored.keep_run(
        connection,
        profile=profile.to_dict(),
        name=profile.code,
        fingerprint=profile.fingerprint,
        data_version=found.data_version,
        drawn=drawn,
        rows=score_rows(scores, found.supply["code"], spreads),
        access=access_rows(scores),
    )
    by_service = tuple(country(name, held, profile) for name, held in scores.services.items())
    return ScoreReport(run_id, found.data_version, len(codes), drawn.draws, by_service)


def _spreads(
    arrays: tuple[Neighbourhoods, DemandPoints, Facilities],
    found: ScoringInput,
    scores: ServiceScores,
    watch: _Watch,
) -> Mapping[str, RankSpread]:
    """Draw how sure the ranks are; nothing where the profile wants no draws, or by travel costs."""
    if scores.profile.uncertainty.draws == 0 or watch.travels is not None:
        return {}
    from geo_target.workflows.score_certainty import certainty

    told = watch.progress
    progress = None if told is None else lambda done, total: told("draws", done, total)
    return certainty(
        *arrays,
        scores,
        scores.profile,
        errors_of(found, scores.profile),
        progress=progress,
        cancelled=watch.cancelled,
    )


def errors_of(found: ScoringInput, profile: Profile) -> InputErrors:
    """Give how far the input may be off: each row by its provenance, as the profile has it."""
    sure = profile.uncertainty
    return InputErrors(
        demand=np.array([sure.demand_error[name] for name in found.neighbourhoods["provenance"]], float),
        site_m=np.array([sure.site_error_m[name] for name in found.supply_provenance], float),
    )


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
