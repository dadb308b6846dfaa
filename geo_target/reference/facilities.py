"""Modelled facilities: how many of each kind a city has, where they stand, and in which state they are.

They are placed as such things come to be, not as they would cover best: training centres on the
built-up middle, outside the poorest areas; houses and bases inside neighbourhoods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import generator, shuffled, whole_number
from geo_target.reference.names import persian_number
from geo_target.reference.neighbourhoods import INFORMAL
from geo_target.reference.town import CORE, INNER, OUTSKIRTS_FROM, by_size, mixed_states, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.reference.town import Town

_MASHHAD = "C124665"
_MASHHAD_OUTSKIRTS = 30
_MASHHAD_OPERATING = 15
_BIRJAND = "C140463"
_BIRJAND_HOUSE_M2 = 547
_SMALL_TOWN = 145_000
_UNSERVED_TOWNS = 12


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


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facility: its name in the data and for people, and its capacity from, to and in steps of."""

    name: str
    fa: str
    en: str
    capacity: tuple[int, int, int]


_TRAINING = Kind("training_centre", "مرکز آموزش فنی و حرفه‌ای", "Training centre", (30, 160, 1000))
_PLACEMENT = Kind("placement_centre", "مرکز کاریابی", "Placement centre", (6, 60, 100))
_HOUSE = Kind("neighbourhood_house", "خانه محله", "Neighbourhood house", (8, 40, 500))
_BASE = Kind("social_service_base", "پایگاه خدمات اجتماعی", "Social service base", (6, 36, 500))


def training_centres(towns: Sequence[Town]) -> list[Facility]:
    """About 250 training centres; a dozen of the smaller towns have none that operates."""
    rng = generator(10)
    without = unserved_towns(rng, towns, _UNSERVED_TOWNS)
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 250), strict=True):
        reach = town.built.reach
        weights = np.where(town.owner >= 0, 2, 5) * np.where((reach > CORE) & (reach < OUTSKIRTS_FROM), 3, 1)
        weights = np.where(town.types(INFORMAL), 0, weights)
        others = mixed_states(rng, count - 1, {"operating": 70, "approved": 10, "proposed": 12, "closed": 8})
        states = ["operating", *others]
        if town.built.city.code in without:
            states = ["approved" if s == "operating" else s for s in states]
        cells = spread(rng, town, weights, count, apart_cells=1800 // town.built.lattice.cell_m)
        found += in_city(rng, town, _TRAINING, cells, states)
    return found


def placement_centres(towns: Sequence[Town]) -> list[Facility]:
    """About 300 placement centres; in the outskirts of Mashhad 30: 15 operating, 15 approved."""
    rng = generator(11)
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 275), strict=True):
        reach, is_mashhad = town.built.reach, town.built.city.code == _MASHHAD
        states = mixed_states(rng, count, {"operating": 76, "approved": 8, "proposed": 8, "closed": 8})
        weights = np.where(reach < INNER, 4, 1) * np.where(town.types(INFORMAL), 0, 1)
        if is_mashhad:
            weights = np.where(reach < OUTSKIRTS_FROM, weights, 0)
        cells = spread(rng, town, weights, count, apart_cells=900 // town.built.lattice.cell_m)
        if is_mashhad:
            edge = np.where(reach >= OUTSKIRTS_FROM, np.where(town.owner >= 0, 12, 1), 0)
            cells += spread(rng, town, edge, _MASHHAD_OUTSKIRTS, apart_cells=8)
            states += ["operating"] * _MASHHAD_OPERATING
            states += ["approved"] * (_MASHHAD_OUTSKIRTS - _MASHHAD_OPERATING)
        found += in_city(rng, town, _PLACEMENT, cells, states)
    return found


def neighbourhood_houses(towns: Sequence[Town]) -> list[Facility]:
    """About 200 neighbourhood houses, each in a neighbourhood of its own; Birjand's one operates on 547 m2."""
    rng = generator(12)
    found: list[Facility] = []
    for town, wanted in zip(towns, by_size(towns, 205, minimum=0), strict=True):
        count = min(wanted, len(town.neighbourhoods))
        states = mixed_states(rng, count, {"operating": 52, "approved": 18, "proposed": 24, "closed": 6})
        order = shuffled(rng, len(town.neighbourhoods)).tolist()
        areas = [60 * whole_number(rng, 2, 11) for _ in range(count)]
        if town.built.city.code == _BIRJAND:
            states = ["operating"] + ["proposed"] * (count - 1)
            order.sort(key=lambda n: town.neighbourhoods[n].type != INFORMAL)
            areas[0] = _BIRJAND_HOUSE_M2
        for n, state, area in zip(order[:count], states, areas, strict=True):
            found.append(_in_neighbourhood(rng, town, n, _HOUSE, state, area))
    return found


def social_service_bases(towns: Sequence[Town]) -> list[Facility]:
    """About 250 social service bases of the welfare organisation, most where deprivation is highest."""
    rng = generator(13)
    found: list[Facility] = []
    for town, wanted in zip(towns, by_size(towns, 255, minimum=0), strict=True):
        count = min(wanted, len(town.neighbourhoods))
        states = mixed_states(rng, count, {"operating": 72, "approved": 10, "proposed": 12, "closed": 6})
        order = shuffled(rng, len(town.neighbourhoods)).tolist()
        order.sort(key=lambda n: -(town.neighbourhoods[n].deprivation // 250))
        for n, state in zip(order[:count], states, strict=True):
            found.append(_in_neighbourhood(rng, town, n, _BASE, state, None))
    return found


def unserved_towns(rng: Generator, towns: Sequence[Town], count: int) -> set[str]:
    """Draw the codes of smaller cities in which nothing of a kind operates yet; none that the report names."""
    small = [t.built.city for t in towns if t.built.city.population < _SMALL_TOWN]
    unnamed = [city.code for city in small if not city.named_in_report]
    return {unnamed[n] for n in shuffled(rng, len(unnamed))[:count].tolist()}


def in_city(
    rng: Generator, town: Town, kind: Kind, cells: Sequence[int], states: Sequence[str]
) -> list[Facility]:
    """Make facilities at built-up cells of a city, numbered in their order."""
    return [
        _at_cell(rng, town, kind, cell, number, state)
        for number, (cell, state) in enumerate(zip(cells, states, strict=True), 1)
    ]


def _at_cell(rng: Generator, town: Town, kind: Kind, cell: int, number: int, status: str) -> Facility:
    city, neighbourhood = town.built.city, town.neighbourhood_at(cell)
    low, high, step = kind.capacity
    lon, lat = town.built.middles[cell].tolist()
    return Facility(
        kind=kind.name,
        name_fa=f"{kind.fa} {persian_number(number)} {city.name_fa}",
        name_en=f"{kind.en} {number}, {city.name_en}",
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
    rng: Generator, town: Town, number: int, kind: Kind, status: str, area: int | None
) -> Facility:
    city, place = town.built.city, town.neighbourhoods[number]
    low, high, step = kind.capacity
    lon, lat = place.points[whole_number(rng, 0, len(place.points) - 1)].tolist()
    return Facility(
        kind=kind.name,
        name_fa=f"{kind.fa} {place.name_fa}، {city.name_fa}",
        name_en=f"{kind.en} of {place.name_en}, {city.name_en}",
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
