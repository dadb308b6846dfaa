"""From scores to the rows that are kept, and to the country's sums."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from geo_target.profile import Profile
    from geo_target.targeting.sensitivity import RankSpread
    from geo_target.workflows.service_scores import ServiceScore, ServiceScores

NO_SPREAD = (None, None, None, None)


def score_rows(
    scores: ServiceScores, supply_codes: Sequence[str], spreads: Mapping[str, RankSpread]
) -> Iterator[tuple[Any, ...]]:
    """Give the rows of the table ``scores`` after ``run_id``: each service, then overall.

    Parameters
    ----------
    supply_codes
        Code of each row of the facilities that were scored.
    spreads
        How sure the ranks are, by service and ``overall``; empty where nothing was drawn.
    """
    for service, held in scores.services.items():
        nearest = [supply_codes[row] if row >= 0 else None for row in held.nearest_facility.tolist()]
        yield from zip(
            scores.codes,
            *_same(service, len(scores.codes)),
            held.state.tolist(),
            _plain(held.nearest_m),
            nearest,
            _plain(held.radius_m),
            _plain(held.demand),
            _plain(held.share_covered),
            _plain(held.unserved),
            _plain(held.priority),
            held.rank.tolist(),
            *_same(held.measure, len(scores.codes)),
            _plain(held.access),
            *_same(held.target, len(scores.codes)),
            _plain(held.gap),
            *_spread(spreads.get(service), len(scores.codes)),
            strict=True,
        )
    yield from _overall_rows(scores, spreads.get("overall"))


def access_rows(scores: ServiceScores) -> Iterator[tuple[Any, ...]]:
    """Give the rows of the table ``access_values`` after ``run_id``: every measure that was computed."""
    count = len(scores.codes)
    for service, held in scores.services.items():
        for measure, found in held.measures.items():
            yield from zip(
                scores.codes,
                *_same(service, count),
                *_same(measure, count),
                _plain(found.value),
                found.state.tolist(),
                strict=True,
            )


def country(service: str, held: ServiceScore, profile: Profile) -> dict[str, Any]:
    """Give one service's sums over the country.

    `isolated` are the neighbourhoods of which nobody reaches anything by the measure, `unreachable` those for which
    there is no facility at all.
    """
    chosen = profile.services[service]
    demand, unserved = float(held.demand.sum()), float(held.unserved.sum())
    return {
        "service": service,
        "measure": held.measure,
        "demand_is": chosen.demand,
        "demand": round(demand),
        "covered_percent": 100 * (1 - unserved / demand) if demand else None,
        "unserved": round(unserved),
        "gap": round(float(held.gap.sum())),
        "gap_unit": chosen.capacity_unit,
        "mean_access": _mean(held.access, held.demand),
        "mean_nearest_km": _thousandth(_mean(held.nearest_m, held.demand)),
        "isolated": int((held.measures[held.measure].state == "unreachable").sum()),
        "unreachable": int((held.state == "unreachable").sum()),
    }


def _overall_rows(scores: ServiceScores, spread: RankSpread | None) -> Iterator[tuple[Any, ...]]:
    columns = zip(*_spread(spread, len(scores.codes)), strict=True)
    ranked = zip(scores.codes, scores.overall.tolist(), scores.rank.tolist(), columns, strict=True)
    for code, priority, rank, interval in ranked:
        # Demands of different services are different people's, or the same people twice: they have no sum.
        nothing = (None,) * 6
        yield code, "overall", "composite", *nothing, priority, rank, None, None, None, None, *interval


def _spread(spread: RankSpread | None, count: int) -> list[list[Any]]:
    if spread is None:
        return [[nothing] * count for nothing in NO_SPREAD]
    columns = (spread.low, spread.median, spread.high, spread.in_top)
    return [column.tolist() for column in columns]


def _same(value: object, count: int) -> list[list[object]]:
    return [[value] * count]


def _plain(column: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in column.tolist()]


def _mean(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float | None:
    """Mean by weight of the values that there are; None where these have no weight."""
    known = ~np.isnan(values)
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum() / total) if total > 0 else None


def _thousandth(value: float | None) -> float | None:
    return None if value is None else value / 1000
