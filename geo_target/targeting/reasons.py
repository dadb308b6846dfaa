"""Why a neighbourhood has its rank: the facts that set it apart from the country, from the numbers themselves.

Method, assumptions and a worked example: ``docs/methods/reasons.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geo_target.errors import InputError
from geo_target.targeting import reason_words as words
from geo_target.targeting.contributions import contributions
from geo_target.targeting.priority import service_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.models import FloatArray
    from geo_target.profile import PriorityWeights, ServiceProfile
    from geo_target.targeting.reason_words import Text

OVERALL = "overall"
MOST_FACTS = 3

THIRD_FROM = 0.2
"""A third fact is told if it sets the area apart by this share of what the first does."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceNumbers:
    """One service's stored numbers, each of shape ``(n_areas,)``.

    Parameters
    ----------
    chosen
        The service in the profile of the run.
    nearest_m
        NaN where nothing operates.
    share_covered, unserved
        NaN where nobody lives.
    nearest_provenance
        Of the nearest facility; None where there is none.
    """

    chosen: ServiceProfile
    share_covered: FloatArray
    nearest_m: FloatArray
    unserved: FloatArray
    demand: FloatArray
    radius_m: FloatArray
    nearest_provenance: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountryNumbers:
    """All the areas of a run: priorities are relative to them. `detour` is that of the run's profile."""

    deprivation: FloatArray
    provenance: tuple[str, ...]
    services: Mapping[str, ServiceNumbers]
    weights: PriorityWeights
    detour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Priority and rank of one area as stored; the interval is None without draws."""

    priority: float
    rank: int
    rank_of: int
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points that one part of a service adds, and what it adds in the middle of the country (the median).

    `service` is None of deprivation, which is the same for all services.
    """

    part: str
    service: str | None
    points: float
    typical: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact: the numbers it is made of, the same in both languages, and the points it adds.

    `contribution` and `typical`, the country's median, are None of what adds none: the rank and the kind of data.
    """

    kind: Literal["gap", "distance", "size", "deprivation", "nobody", "rank", "data"]
    service: str | None
    values: Mapping[str, Any]
    text_fa: str
    text_en: str
    contribution: float | None
    typical: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one area has its rank for one service, or ``overall``; the contributions add up to the priority."""

    service: str
    standing: Standing
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]

    def sentence(self, lang: Literal["fa", "en"]) -> str:
        """Give all the reasons in one line."""
        texts = [reason.text_fa if lang == "fa" else reason.text_en for reason in self.reasons]
        return ("؛ " if lang == "fa" else "; ").join(texts)


def explain(country: CountryNumbers, service: str, row: int, standing: Standing) -> Explanation:
    """Choose the two or three facts that made an area's rank, then give the rank and what is not official.

    Of an area in the first half of the ranking these are the parts that lie most above the country's median, of one in
    the second half those most below it.

    Raises
    ------
    InputError
        If the service or the row is not one of the country's.
    """
    if service != OVERALL and service not in country.services:
        raise InputError(f"service must be {OVERALL} or one of {', '.join(country.services)}, not {service}")
    if not 0 <= row < len(country.deprivation):
        raise InputError(f"row must be from 0 to {len(country.deprivation) - 1}, not {row}")

    parts = _contributions(country, service, row)
    facts = [_nobody()] if _empty(country, row) else _facts(country, parts, row, standing)
    data = _data(country, service, row)
    return Explanation(service, standing, parts, (*facts, _rank(standing), *([data] if data else [])))


def _contributions(country: CountryNumbers, service: str, row: int) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(part, of, float(added[row]), typical)
        for (part, of), (added, typical) in _points(country, service).items()
    )


@lru_cache(maxsize=10)
def _points(country: CountryNumbers, service: str) -> dict[tuple[str, str | None], tuple[FloatArray, float]]:
    """Give the points of each part in every area, and their median; deprivation, one fact for every service, once."""
    shares = (
        {name: held.chosen.weight for name, held in country.services.items()}
        if service == OVERALL
        else {service: 1.0}
    )
    points: dict[tuple[str, str | None], FloatArray] = {}
    for name, share in shares.items():
        for part, added in contributions(_parts(country, name), country.weights).items():
            key = (part, None if part == "deprivation" else name)
            points[key] = points.get(key, 0.0) + share * added
    return {key: (added, float(np.median(added))) for key, added in points.items()}


def _parts(country: CountryNumbers, service: str) -> dict[str, FloatArray]:
    held = country.services[service]
    reached = np.where(np.isnan(held.nearest_m), np.inf, held.nearest_m * country.detour)
    return service_parts(
        share_covered=held.share_covered,
        nearest_m=reached,
        unserved=held.unserved,
        demand=held.demand,
        deprivation=country.deprivation,
        radius_m=held.radius_m,
        distance_cap=country.weights.distance_cap,
    )


def _facts(
    country: CountryNumbers, parts: tuple[Contribution, ...], row: int, standing: Standing
) -> list[Reason]:
    """Tell the parts that set the area apart most, in the direction of its rank; no sentence twice."""
    sign = 1 if 2 * standing.rank <= standing.rank_of + 1 else -1
    apart = sorted(parts, key=lambda part: (sign * (part.typical - part.points), -part.points))
    first = sign * (apart[0].points - apart[0].typical)
    told: dict[str, Reason] = {}
    served: set[str | None] = set()
    for part in apart:
        margin = sign * (part.points - part.typical)
        if len(told) == MOST_FACTS or (len(told) == MOST_FACTS - 1 and not margin > THIRD_FROM * first):
            break
        if part.part in {"gap", "size"} and _all_served(country, part.service, row):
            if part.service in served:
                continue  # that all live near and that all have access is one fact
            served.add(part.service)
        fact = _fact(country, part, row)
        told.setdefault(fact.text_en, fact)
    return list(told.values())


def _all_served(country: CountryNumbers, service: str | None, row: int) -> bool:
    return service is not None and bool(country.services[service].share_covered[row] == 1)


def _fact(country: CountryNumbers, part: Contribution, row: int) -> Reason:
    if part.service is None:
        return _deprivation(country, part, row)
    held = country.services[part.service]
    tell = {"gap": _gap, "distance": _distance, "size": _size}[part.part]
    text, values = tell(held, part.service, row)
    return _reason(part, text, values)


def _gap(held: ServiceNumbers, service: str, row: int) -> tuple[Text, dict[str, Any]]:
    share, radius = float(held.share_covered[row]), float(held.radius_m[row])
    values = {"share_covered": share, "radius_m": radius, "measure": held.chosen.measure}
    if held.chosen.measure != "coverage":
        return words.say_met(share, service, held.chosen.measure), values
    if np.isnan(held.nearest_m[row]):
        return words.say_nearest(np.nan, held.chosen.kinds), values
    return words.say_covered(share, radius, held.chosen.kinds), values


def _distance(held: ServiceNumbers, service: str, row: int) -> tuple[Text, dict[str, Any]]:
    del service
    nearest = float(held.nearest_m[row])
    values = {"nearest_m": None if np.isnan(nearest) else nearest, "radius_m": float(held.radius_m[row])}
    return words.say_nearest(nearest, held.chosen.kinds), values


def _size(held: ServiceNumbers, service: str, row: int) -> tuple[Text, dict[str, Any]]:
    unserved, demand, who = float(held.unserved[row]), float(held.demand[row]), held.chosen.demand
    text = words.say_unserved(unserved, demand, who, service, covers=held.chosen.measure == "coverage")
    return text, {"unserved": unserved, "demand": demand, "demand_is": who}


def _deprivation(country: CountryNumbers, part: Contribution, row: int) -> Reason:
    index, all_of_them = float(country.deprivation[row]), country.deprivation
    lower, higher = float((all_of_them < index).mean()), float((all_of_them > index).mean())
    values = {"deprivation": index, "share_lower": lower, "share_higher": higher}
    return _reason(part, words.say_deprivation(index, lower=lower, higher=higher), values)


def _reason(part: Contribution, text: Text, values: dict[str, Any]) -> Reason:
    kind: Any = part.part
    return Reason(kind, part.service, values, text.fa, text.en, part.points, part.typical)


def _empty(country: CountryNumbers, row: int) -> bool:
    return all(np.isnan(held.share_covered[row]) for held in country.services.values())


def _nobody() -> Reason:
    return Reason("nobody", None, {}, words.NOBODY.fa, words.NOBODY.en, 0.0, None)


def _rank(standing: Standing) -> Reason:
    low, high = standing.rank_low, standing.rank_high
    text = words.say_rank(standing.rank, standing.rank_of, low, high)
    values = {"rank": standing.rank, "rank_of": standing.rank_of, "rank_low": low, "rank_high": high}
    return Reason("rank", None, values, text.fa, text.en, None, None)


def _data(country: CountryNumbers, service: str, row: int) -> Reason | None:
    """Name the least certain kind of data behind the numbers, and what of them is of that kind."""
    names = country.services if service == OVERALL else (service,)
    figures = country.provenance[row]
    places = {country.services[name].nearest_provenance[row] for name in names}
    worst = next((kind for kind in ("modelled", "open") if kind in {figures, *places}), None)
    if worst is None:
        return None
    text = words.say_data(worst, figures=figures == worst, places=worst in places)
    if text is None:
        return None
    values = {"provenance": worst, "figures": figures == worst, "places": worst in places}
    return Reason("data", None, values, text.fa, text.en, None, None)
