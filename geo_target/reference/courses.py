"""The 493 modelled course runs over 152 occupations, whose sums by place are those that the report prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import generator, shares, shuffled, weighted_pick, whole_number, whole_numbers
from geo_target.reference.names import persian_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.reference.facilities import Facility
    from geo_target.reference.sources import Occupation
    from geo_target.reference.town import Town

CARPET, HOME_BUSINESS = "Handwoven carpet weaving", "Home business"
HOME_BUSINESS_TRAINEES = (18, 17)
_HOME_BUSINESS_HOURS = 16
_CARPET_RUNS = {"C124665": 2, "C122285": 1}
_BIRJAND = "C140463"
_LEAST_TRAINEES = 8


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """What the report prints for a place: its cities, course runs of each (ours), trainees and trainee-hours."""

    runs: dict[str, int]
    trainees: int
    trainee_hours: int


@dataclass(frozen=True, slots=True)
class CourseTotals:
    """What the report prints for the country, and the places that it prints."""

    course_runs: int
    trainees: int
    trainee_hours: int
    places: tuple[PlaceTotal, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A course run before it has an occupation: where, how many, how long."""

    city_code: str
    trainees: int
    trainee_hours: int
    occupation_en: str | None = None


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A modelled course run; coordinates in microdegrees are those of the place where it is held."""

    code: str
    name_fa: str
    name_en: str
    province_code: str
    city_code: str
    neighbourhood_code: str | None
    training_centre_code: str | None
    occupation_code: str
    trainees: int
    trainee_hours: int
    lon: int
    lat: int


def model_courses(
    totals: CourseTotals,
    towns: Sequence[Town],
    occupations: Sequence[Occupation],
    centres: Sequence[Facility],
    houses: Sequence[Facility],
) -> list[CourseRun]:
    """Model all course runs; every city has one at least and every occupation is taught."""
    rng = generator(30)
    sessions = [s for place in totals.places for s in _printed(rng, place)]
    sessions += _others(rng, totals, towns, sessions)
    order = {town.built.city.code: n for n, town in enumerate(towns)}
    sessions.sort(key=lambda s: order[s.city_code])
    taught = _occupations(rng, sessions, occupations)
    return _held(rng, list(zip(sessions, taught, strict=True)), towns, centres, houses)


def _printed(rng: Generator, place: PlaceTotal) -> list[Session]:
    """Return the sessions of a place that the report prints, with its very sums."""
    fixed = []
    if _BIRJAND in place.runs:
        fixed = [
            Session(_BIRJAND, n, n * _HOME_BUSINESS_HOURS, HOME_BUSINESS) for n in HOME_BUSINESS_TRAINEES
        ]
    cities = [code for code, runs in place.runs.items() for _ in range(runs)]
    rest = _sessions(
        rng,
        cities[len(fixed) :],
        place.trainees - sum(s.trainees for s in fixed),
        place.trainee_hours - sum(s.trainee_hours for s in fixed),
    )
    carpets = {code: n for code, n in _CARPET_RUNS.items() if code in place.runs}
    for code, runs in carpets.items():
        at = [n for n, s in enumerate(rest) if s.city_code == code][:runs]
        for n in at:
            rest[n] = Session(code, rest[n].trainees, rest[n].trainee_hours, CARPET)
    return fixed + rest


def _others(
    rng: Generator, totals: CourseTotals, towns: Sequence[Town], printed: Sequence[Session]
) -> list[Session]:
    """Share the rest of the country's runs out among the cities that the report does not print."""
    done = {s.city_code for s in printed}
    cities = [t.built.city for t in towns if t.built.city.code not in done]
    runs = shares([math.isqrt(c.population) for c in cities], totals.course_runs - len(printed), minimum=1)
    codes = [c.code for c, n in zip(cities, runs.tolist(), strict=True) for _ in range(n)]
    return _sessions(
        rng,
        codes,
        totals.trainees - sum(s.trainees for s in printed),
        totals.trainee_hours - sum(s.trainee_hours for s in printed),
    )


def _sessions(rng: Generator, cities: Sequence[str], trainees: int, trainee_hours: int) -> list[Session]:
    """Share trainees and hours out among runs: longer and shorter courses, larger and smaller classes."""
    size = len(cities)
    people = shares(whole_numbers(rng, 50, 150, size), trainees, minimum=_LEAST_TRAINEES)
    hours = shares(people * whole_numbers(rng, 30, 170, size), trainee_hours)
    return [Session(c, p, h) for c, p, h in zip(cities, people.tolist(), hours.tolist(), strict=True)]


def _occupations(
    rng: Generator, sessions: Sequence[Session], occupations: Sequence[Occupation]
) -> list[Occupation]:
    """Give each session an occupation: each is taught once at least, popular ones many times."""
    by_name = {o.name_en: o for o in occupations}
    taught = [by_name[s.occupation_en] if s.occupation_en else None for s in sessions]
    free = [n for n, occupation in enumerate(taught) if occupation is None]
    free = [free[n] for n in shuffled(rng, len(free)).tolist()]
    once = [o for o in occupations if o.name_en not in (HOME_BUSINESS, CARPET)]
    popular = whole_numbers(rng, 1, 9, len(once)) ** 2
    for n, occupation in zip(free, once, strict=False):
        taught[n] = occupation
    for n in free[len(once) :]:
        taught[n] = once[weighted_pick(rng, popular)]
    return [o for o in taught if o is not None]


@dataclass(frozen=True, slots=True)
class _Venue:
    """Where a run is held, and for whom."""

    neighbourhood_code: str | None
    training_centre_code: str | None
    lon: int
    lat: int


def _held(
    rng: Generator,
    sessions: Sequence[tuple[Session, Occupation]],
    towns: Sequence[Town],
    centres: Sequence[Facility],
    houses: Sequence[Facility],
) -> list[CourseRun]:
    """Find each run its venue, number those of one occupation in a city, and give each its code."""
    town_of = {t.built.city.code: t for t in towns}
    house = next(h for h in houses if h.city_code == _BIRJAND and h.status == "operating")
    in_house = _Venue(house.neighbourhood_code, None, house.lon, house.lat)
    seen: dict[tuple[str, str], int] = {}
    runs: list[CourseRun] = []
    for session, occupation in sessions:
        town = town_of[session.city_code]
        is_in_house = occupation.name_en == HOME_BUSINESS
        venue = in_house if is_in_house else _venue(rng, town, centres)
        key = (session.city_code, occupation.code)
        seen[key] = seen.get(key, 0) + 1
        runs.append(_run(len(runs) + 1, session, occupation, town, venue, seen[key]))
    return runs


def _venue(rng: Generator, town: Town, centres: Sequence[Facility]) -> _Venue:
    """Draw an operating training centre of the city; without one, the course comes to the neighbourhood."""
    areas, code = town.neighbourhoods, town.built.city.code
    area = areas[weighted_pick(rng, np.array([a.job_seekers for a in areas], dtype=np.int64))]
    operating = [c for c in centres if c.city_code == code and c.status == "operating"]
    if not operating:
        lon, lat = area.points[len(area.points) // 2].tolist()
        return _Venue(area.code, None, lon, lat)
    centre = operating[whole_number(rng, 0, len(operating) - 1)]
    return _Venue(area.code, centre.code, centre.lon, centre.lat)


def _run(
    number: int, session: Session, occupation: Occupation, town: Town, venue: _Venue, repeat: int
) -> CourseRun:
    city = town.built.city
    return CourseRun(
        code=f"CR-{number:04}",
        name_fa=f"دوره {persian_number(repeat)} {occupation.name_fa}، {city.name_fa}",
        name_en=f"{occupation.name_en}, course {repeat}, {city.name_en}",
        province_code=city.province_code,
        city_code=city.code,
        neighbourhood_code=venue.neighbourhood_code,
        training_centre_code=venue.training_centre_code,
        occupation_code=occupation.code,
        trainees=session.trainees,
        trainee_hours=session.trainee_hours,
        lon=venue.lon,
        lat=venue.lat,
    )
