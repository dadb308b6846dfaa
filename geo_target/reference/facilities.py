"""Modelled facilities: how many of each kind a city has, where they stand, and in which state they are.

They are placed as such things come to be, not as they would cover best: training centres on the
built-up middle and along roads, bank branches in the centre, houses and bases inside neighbourhoods.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import generator, shares, shuffled, weighted_pick, whole_number
from geo_target.reference.names import persian_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.models import BoolArray, IntArray
    from geo_target.reference.built_up import BuiltUp
    from geo_target.reference.people import Neighbourhood
    from geo_target.reference.sources import Place

OUTSKIRTS_FROM = 760
"""A facility whose cell lies at least so far out (of 1000) stands in the outskirts."""

_MASHHAD = "C124665"
_BIRJAND = "C140463"
_BIRJAND_HOUSE_M2 = 547
_MASHHAD_OUTSKIRTS = 30
_MASHHAD_OPERATING = 15
_UNSERVED_TOWNS = 12
_COUNTY_TOWNS = 390


@dataclass(frozen=True, slots=True)
class Facility:
    """A modelled facility; coordinates in microdegrees, capacity in the unit of its kind a year."""

    kind: str
    name_fa: str
    name_en: str
    province_code: str
    city_code: str | None
    neighbourhood_code: str | None
    status: str
    capacity: int
    in_outskirts: bool
    lon: int
    lat: int
    floor_area_m2: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """A city's built-up area with its neighbourhoods; `owner` gives for each cell the number of its one, or -1."""

    built: BuiltUp
    neighbourhoods: Sequence[Neighbourhood]
    owner: IntArray = field(init=False)

    def __post_init__(self) -> None:
        number = {cell: n for n, area in enumerate(self.neighbourhoods) for cell in area.cells}
        cells = zip(self.built.i.tolist(), self.built.j.tolist(), strict=True)
        object.__setattr__(self, "owner", np.array([number.get(c, -1) for c in cells], dtype=np.int64))

    def types(self, *kinds: str) -> BoolArray:
        """Say which cells lie in a neighbourhood of one of these types."""
        is_kind = np.array([n.type in kinds for n in self.neighbourhoods] + [False])
        found: BoolArray = is_kind[self.owner]
        return found

    def neighbourhood_at(self, cell: int) -> Neighbourhood | None:
        """Return the neighbourhood that owns the built-up cell number `cell`."""
        return None if self.owner[cell] < 0 else self.neighbourhoods[int(self.owner[cell])]


def spread(rng: Generator, town: Town, weights: IntArray, count: int, *, apart_cells: int) -> list[int]:
    """Draw `count` built-up cells by weight, `apart_cells` apart as long as there is room for it."""
    built, left = town.built, weights.copy()
    chosen: list[int] = []
    while len(chosen) < count:
        if not left.any():
            # No room left at this distance: halve it, and allow what is still free.
            apart_cells //= 2
            left = weights.copy()
            left[chosen] = 0
            for cell in chosen:
                left[_near(built, cell, apart_cells)] = 0
            if not left.any():
                left = np.ones_like(weights)
        chosen.append(cell := weighted_pick(rng, left))
        left[_near(built, cell, apart_cells)] = 0
    return chosen


def _near(built: BuiltUp, cell: int, apart: int) -> BoolArray:
    near: BoolArray = (built.i - built.i[cell]) ** 2 + (built.j - built.j[cell]) ** 2 <= apart * apart
    return near


def by_size(towns: Sequence[Town], total: int, *, minimum: int = 1) -> list[int]:
    """Share a country's facilities out among cities by the square root of their population."""
    roots = [math.isqrt(town.built.city.population) for town in towns]
    return shares(roots, total, minimum=minimum).tolist()


def mixed_states(rng: Generator, count: int, percents: dict[str, int]) -> list[str]:
    """Share `count` states out by percent, in random order."""
    parts = shares(list(percents.values()), count).tolist()
    states = [state for state, n in zip(percents, parts, strict=True) for _ in range(n)]
    return [states[n] for n in shuffled(rng, count).tolist()]


def training_centres(towns: Sequence[Town]) -> list[Facility]:
    """About 250 training centres; a dozen of the smaller towns have none that operates."""
    rng = generator(10)
    small = [t for t in towns if t.built.city.population < 145_000 and not t.built.city.named_in_report]
    without = {small[n].built.city.code for n in shuffled(rng, len(small))[:_UNSERVED_TOWNS].tolist()}
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 250), strict=True):
        reach = town.built.reach
        weights = np.where(town.owner >= 0, 2, 5) * np.where((reach > 150) & (reach < 800), 3, 1)
        weights = np.where(town.types("informal_settlement"), 0, weights)
        states = ["operating", *mixed_states(rng, count - 1, {"operating": 70, "approved": 10, "proposed": 12, "closed": 8})]
        if town.built.city.code in without:
            states = ["approved" if s == "operating" else s for s in states]
        cells = spread(rng, town, weights, count, apart_cells=1800 // town.built.lattice.cell_m)
        for number, (cell, state) in enumerate(zip(cells, states, strict=True), 1):
            title = ("مرکز آموزش فنی و حرفه‌ای", "Training centre")
            found.append(_in_city(rng, town, cell, "training_centre", title, number, state, (30, 160, 1000)))
    return found


def placement_centres(towns: Sequence[Town]) -> list[Facility]:
    """About 300 placement centres; in the outskirts of Mashhad 30: 15 operating, 15 approved."""
    rng = generator(11)
    title = ("مرکز کاریابی", "Placement centre")
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 275), strict=True):
        reach = town.built.reach
        states = mixed_states(rng, count, {"operating": 76, "approved": 8, "proposed": 8, "closed": 8})
        weights = np.where(reach < 650, 4, 1) * np.where(town.types("informal_settlement"), 0, 1)
        if town.built.city.code == _MASHHAD:
            weights = np.where(reach < OUTSKIRTS_FROM, weights, 0)
        cells = spread(rng, town, weights, count, apart_cells=900 // town.built.lattice.cell_m)
        if town.built.city.code == _MASHHAD:
            edge = np.where(reach >= OUTSKIRTS_FROM + 20, np.where(town.owner >= 0, 12, 1), 0)
            cells += spread(rng, town, edge, _MASHHAD_OUTSKIRTS, apart_cells=8)
            states += ["operating", "approved"] * _MASHHAD_OPERATING
        for number, (cell, state) in enumerate(zip(cells, states, strict=True), 1):
            found.append(_in_city(rng, town, cell, "placement_centre", title, number, state, (6, 60, 100)))
    return found


def neighbourhood_houses(towns: Sequence[Town]) -> list[Facility]:
    """About 200 neighbourhood houses, each in a neighbourhood of its own; Birjand's one operates on 547 m2."""
    rng = generator(12)
    found: list[Facility] = []
    for town, wanted in zip(towns, by_size(towns, 205, minimum=0), strict=True):
        count = min(wanted, len(town.neighbourhoods))
        states = mixed_states(rng, count, {"operating": 52, "approved": 18, "proposed": 24, "closed": 6})
        if town.built.city.code == _BIRJAND:
            states = ["operating"] + ["proposed"] * (count - 1)
        order = shuffled(rng, len(town.neighbourhoods))[:count].tolist()
        if town.built.city.code == _BIRJAND:
            order.sort(key=lambda n: town.neighbourhoods[n].type != "informal_settlement")
        for n, state in zip(order, states, strict=True):
            area = 60 * whole_number(rng, 2, 11)
            if town.built.city.code == _BIRJAND and state == "operating":
                area = _BIRJAND_HOUSE_M2
            title = ("خانه محله", "Neighbourhood house")
            found.append(_in_neighbourhood(rng, town, n, "neighbourhood_house", title, state, (8, 40, 500), area))
    return found


def social_service_bases(towns: Sequence[Town]) -> list[Facility]:
    """About 250 social service bases of the welfare organisation, most in informal settlements."""
    rng = generator(13)
    found: list[Facility] = []
    for town, wanted in zip(towns, by_size(towns, 255, minimum=0), strict=True):
        count = min(wanted, len(town.neighbourhoods))
        states = mixed_states(rng, count, {"operating": 72, "approved": 10, "proposed": 12, "closed": 6})
        order = shuffled(rng, len(town.neighbourhoods)).tolist()
        order.sort(key=lambda n: -town.neighbourhoods[n].deprivation // 250)
        for n, state in zip(order[:count], states, strict=True):
            title = ("پایگاه خدمات اجتماعی", "Social service base")
            found.append(_in_neighbourhood(rng, town, n, "social_service_base", title, state, (6, 36, 500), None))
    return found


def bank_branches(towns: Sequence[Town], places: Sequence[Place]) -> list[Facility]:
    """About 700 bank branches: in the middle of the cities, and one in each of the larger other towns."""
    rng = generator(14)
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 310), strict=True):
        weights = np.where(town.built.reach < 420, 6, np.where(town.built.reach < 700, 1, 0))
        states = ["operating", *mixed_states(rng, count - 1, {"operating": 92, "closed": 5, "proposed": 3})]
        cells = spread(rng, town, weights, count, apart_cells=700 // town.built.lattice.cell_m)
        for number, (cell, state) in enumerate(zip(cells, states, strict=True), 1):
            title = ("بانک کشاورزی شعبه", "Bank Keshavarzi branch")
            found.append(_in_city(rng, town, cell, "bank_branch", title, number, state, (10, 60, 100)))
    return found + _branches_of_towns(rng, towns, places)


def _branches_of_towns(rng: Generator, towns: Sequence[Town], places: Sequence[Place]) -> list[Facility]:
    cities = {(t.built.city.population, t.built.city.province_code) for t in towns}
    ids = {t.built.city.geonameid for t in towns}
    others = [p for p in places if p.geonameid not in ids and (p.population, p.province_code) not in cities]
    others.sort(key=lambda p: (-p.population, p.geonameid))
    states = mixed_states(rng, _COUNTY_TOWNS, {"operating": 96, "closed": 4})
    return [
        Facility(
            kind="bank_branch",
            name_fa=f"بانک کشاورزی شعبه {place.name_fa}",
            name_en=f"Bank Keshavarzi branch, {place.name_en}",
            province_code=place.province_code,
            city_code=None,
            neighbourhood_code=None,
            status=state,
            capacity=whole_number(rng, 6, 30) * 100,
            in_outskirts=False,
            lon=place.lon + whole_number(rng, -3000, 3000),
            lat=place.lat + whole_number(rng, -3000, 3000),
        )
        for place, state in zip(others[:_COUNTY_TOWNS], states, strict=True)
    ]


def _in_city(
    rng: Generator, town: Town, cell: int, kind: str, title: tuple[str, str], number: int, status: str, capacity: tuple[int, int, int]
) -> Facility:
    city, neighbourhood = town.built.city, town.neighbourhood_at(cell)
    low, high, step = capacity
    lon, lat = town.built.middles[cell].tolist()
    return Facility(
        kind=kind,
        name_fa=f"{title[0]} {persian_number(number)} {city.name_fa}",
        name_en=f"{title[1]} {number}, {city.name_en}",
        province_code=city.province_code,
        city_code=city.code,
        neighbourhood_code=neighbourhood.code if neighbourhood else None,
        status=status,
        capacity=whole_number(rng, low, high) * step,
        in_outskirts=int(town.built.reach[cell]) >= OUTSKIRTS_FROM,
        lon=lon + whole_number(rng, -150, 150),
        lat=lat + whole_number(rng, -150, 150),
    )


def _in_neighbourhood(
    rng: Generator, town: Town, number: int, kind: str, title: tuple[str, str], status: str, capacity: tuple[int, int, int], area: int | None
) -> Facility:
    city, place = town.built.city, town.neighbourhoods[number]
    low, high, step = capacity
    lon, lat = place.points[whole_number(rng, 0, len(place.points) - 1)].tolist()
    return Facility(
        kind=kind,
        name_fa=f"{title[0]} {place.name_fa}، {city.name_fa}",
        name_en=f"{title[1]} of {place.name_en}, {city.name_en}",
        province_code=city.province_code,
        city_code=city.code,
        neighbourhood_code=place.code,
        status=status,
        capacity=whole_number(rng, low, high) * step,
        in_outskirts=place.reach >= OUTSKIRTS_FROM,
        lon=lon + whole_number(rng, -150, 150),
        lat=lat + whole_number(rng, -150, 150),
        floor_area_m2=area,
    )
