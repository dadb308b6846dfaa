"""The 2,536 modelled self-help groups at real places of their provinces, and the 4 federations of 83 of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.built_up import metres_between
from geo_target.reference.draw import (
    bounded_shares,
    generator,
    shares,
    shuffled,
    weighted_pick,
    whole_number,
    whole_numbers,
)
from geo_target.reference.names import persian_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.models import IntArray
    from geo_target.reference.land import Ground
    from geo_target.reference.people import Neighbourhood
    from geo_target.reference.sources import Place
    from geo_target.reference.town import Town

OUTSKIRT_NEIGHBOURHOODS = 30
FEDERATION_SIZES = (24, 22, 20, 17)
"""Groups of each federation, 83 in all, in the four provinces with the most groups."""

_FEDERATION_PROVINCES = ("IR-12", "IR-16", "IR-14", "IR-24")
_VILLAGE_BELOW = 30_000
_TOWN_FROM = 20_000
"""People of a place that can be a county's town, after which a federation is called."""

_SPREAD = 8_900
"""A kilometre of latitude in microdegrees, nearly."""


@dataclass(frozen=True, slots=True)
class Group:
    """A modelled self-help group; coordinates in microdegrees."""

    name_fa: str
    name_en: str
    province_code: str
    place_fa: str
    place_en: str
    setting: str
    neighbourhood_code: str | None
    lon: int
    lat: int
    members: int = 0
    women: int = 0
    women_heads_of_household: int = 0
    federation_code: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Federation:
    """A union of neighbouring groups, called after the nearest town; stands in their middle, in microdegrees."""

    code: str
    name_fa: str
    name_en: str
    province_code: str
    county_fa: str
    county_en: str
    lon: int
    lat: int


@dataclass(frozen=True, slots=True)
class Membership:
    """What the report says of all groups together."""

    members: int
    women: int
    women_heads_of_household: int


def model_groups(
    counts: dict[str, int],
    membership: Membership,
    towns: Sequence[Town],
    places: Sequence[Place],
    ground: Ground,
) -> tuple[list[Group], list[Federation]]:
    """Model every province's groups and their federations; the counts and sums are those given."""
    urban = _outskirts(counts, towns)
    groups: list[Group] = []
    cities = {(t.built.city.population, t.built.city.province_code) for t in towns}
    for province, count in sorted(counts.items()):
        rng = generator(20, int(province[3:]))
        villages = [
            p
            for p in places
            if p.province_code == province
            and p.population < _VILLAGE_BELOW
            and (p.population, province) not in cities
        ]
        mine = urban.get(province, [])
        inside = [g for town, n in mine for g in _urban_groups(rng, town, n)]
        groups += inside + _village_groups(rng, villages, count - len(inside), ground)
    groups = _with_numbers(_with_members(groups, membership))
    return _with_federations(groups, places)


def _outskirts(counts: dict[str, int], towns: Sequence[Town]) -> dict[str, list[tuple[Town, Neighbourhood]]]:
    """Choose the outskirt neighbourhoods that have groups: two for each province or so, in informal settlements."""
    rng = generator(21)
    found: dict[str, list[tuple[Town, Neighbourhood]]] = {}
    provinces = sorted(counts)
    wanted = dict(
        zip(provinces, shares([1] * len(provinces), OUTSKIRT_NEIGHBOURHOODS, minimum=1).tolist(), strict=True)
    )
    for province in provinces:
        pool = [
            (town, n)
            for town in towns
            if town.built.city.province_code == province
            for n in town.neighbourhoods
            if n.type in ("informal_settlement", "former_village")
        ]
        pool += [
            (town, n)
            for town in towns
            if town.built.city.province_code == province
            for n in town.neighbourhoods
            if n.type == "deteriorated_fabric"
        ][: max(0, wanted[province] - len(pool))]
        order = shuffled(rng, len(pool))[: wanted[province]].tolist()
        found[province] = [pool[n] for n in sorted(order)]
    return found


def _urban_groups(rng: Generator, town: Town, place: Neighbourhood) -> list[Group]:
    city = town.built.city
    count = whole_number(rng, 1, 4)
    picked = shuffled(rng, len(place.points))[:count].tolist()
    return [
        Group(
            name_fa=f"گروه خودیار {place.name_fa} {city.name_fa}",
            name_en=f"Self-help group {place.name_en}, {city.name_en}",
            province_code=city.province_code,
            place_fa=city.name_fa,
            place_en=city.name_en,
            setting="urban_outskirt",
            neighbourhood_code=place.code,
            lon=int(place.points[n, 0]),
            lat=int(place.points[n, 1]),
        )
        for n in picked
    ]


def _village_groups(rng: Generator, villages: Sequence[Place], count: int, ground: Ground) -> list[Group]:
    """Put groups at villages; some villages draw many, so that federations can come about."""
    appeal = whole_numbers(rng, 1, 10, len(villages)) ** 2
    found: list[Group] = []
    for _ in range(count):
        place = villages[weighted_pick(rng, appeal)]
        lon, lat = _near(rng, place, ground)
        found.append(
            Group(
                name_fa=f"گروه خودیار {place.name_fa}",
                name_en=f"Self-help group {place.name_en}",
                province_code=place.province_code,
                place_fa=place.name_fa,
                place_en=place.name_en,
                setting="village",
                neighbourhood_code=None,
                lon=lon,
                lat=lat,
            )
        )
    return found


def _near(rng: Generator, place: Place, ground: Ground) -> tuple[int, int]:
    """Draw a dry point within about a kilometre of a place; the place itself where none is found."""
    for _ in range(8):
        east, north = (whole_number(rng, -_SPREAD, _SPREAD) for _ in range(2))
        point = (place.lon + east, place.lat + north)
        if east * east + north * north <= _SPREAD * _SPREAD and ground.is_dry(np.array([point]))[0]:
            return point
    return place.lon, place.lat


def _with_members(groups: list[Group], membership: Membership) -> list[Group]:
    """Give each group 15 to 25 members, so that members, women and heads of household add up as reported."""
    rng = generator(22)
    size = len(groups)
    members = bounded_shares(
        whole_numbers(rng, 0, 100, size) ** 3 // 1000 + 1, membership.members, 15, np.full(size, 25)
    )
    men = bounded_shares(
        whole_numbers(rng, 0, 100, size) ** 3 // 1000, membership.members - membership.women, 0, members // 3
    )
    women = members - men
    heads = bounded_shares(
        whole_numbers(rng, 0, 100, size) ** 2, membership.women_heads_of_household, 0, women // 2
    )
    return [
        replace(g, members=m, women=w, women_heads_of_household=h)
        for g, m, w, h in zip(groups, members.tolist(), women.tolist(), heads.tolist(), strict=True)
    ]


def _with_numbers(groups: list[Group]) -> list[Group]:
    """Sort by province and place, number those of one name, and give each its code."""
    ordered = sorted(groups, key=lambda g: (g.province_code, g.place_en, g.place_fa, g.name_en, g.lon, g.lat))
    last: dict[tuple[str, str], int] = {}
    named: list[Group] = []
    for group in ordered:
        # Two places may be one in one language only: the number goes on from the larger of both.
        persian, english = (group.province_code, group.name_fa), (group.province_code, group.name_en)
        number = max(last.get(persian, 0), last.get(english, 0)) + 1
        last[persian] = last[english] = number
        named.append(
            replace(
                group,
                code=f"SG-{len(named) + 1:05}",
                name_fa=f"{group.name_fa} {persian_number(number)}",
                name_en=f"{group.name_en} {number}",
            )
        )
    return named


def _with_federations(groups: list[Group], places: Sequence[Place]) -> tuple[list[Group], list[Federation]]:
    """Form each federation of the groups nearest to the spot where they are densest."""
    joined = list(groups)
    federations: list[Federation] = []
    for number, (province, size) in enumerate(zip(_FEDERATION_PROVINCES, FEDERATION_SIZES, strict=True), 1):
        mine = [n for n, g in enumerate(groups) if g.province_code == province and g.setting == "village"]
        spots = np.array([[groups[n].lon, groups[n].lat] for n in mine], dtype=np.int64)
        away = np.stack([metres_between(spots, x, y) for x, y in spots.tolist()])
        densest = int(np.argmin(np.sort(away, axis=1)[:, size * 3 // 2]))
        together = [mine[n] for n in np.argsort(away[densest], kind="stable")[:size].tolist()]
        federation = _federation(number, [groups[n] for n in together], places)
        federations.append(federation)
        for n in together:
            joined[n] = replace(groups[n], federation_code=federation.code)
    return joined, federations


def _federation(number: int, groups: list[Group], places: Sequence[Place]) -> Federation:
    lon = sum(g.lon for g in groups) // len(groups)
    lat = sum(g.lat for g in groups) // len(groups)
    towns = [p for p in places if p.province_code == groups[0].province_code and p.population >= _TOWN_FROM]
    away = metres_between(np.array([[p.lon, p.lat] for p in towns], dtype=np.int64), lon, lat)
    town = towns[int(np.argmin(away))]
    return Federation(
        code=f"FD-{number:02}",
        name_fa=f"کانون گروه‌های خودیار {town.name_fa}",
        name_en=f"Federation of self-help groups, {town.name_en}",
        province_code=town.province_code,
        county_fa=town.name_fa,
        county_en=town.name_en,
        lon=lon,
        lat=lat,
    )


def coordinates(groups: Sequence[Group]) -> IntArray:
    """Return the groups' places in microdegrees, shape ``(n, 2)``."""
    return np.array([[g.lon, g.lat] for g in groups], dtype=np.int64).reshape(-1, 2)
