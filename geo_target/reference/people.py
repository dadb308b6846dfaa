"""Who lives in a modelled target neighbourhood, and where in it: people, households, demand points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.reference.draw import generator, shares, whole_number, whole_numbers
from geo_target.reference.names import neighbourhood_names
from geo_target.reference.neighbourhoods import (
    DETERIORATED,
    HISTORIC,
    INFORMAL,
    VILLAGE,
    Area,
    target_areas,
    typical_density,
)

if TYPE_CHECKING:
    from numpy.random import Generator

    from geo_target.models import IntArray
    from geo_target.reference.built_up import BuiltUp
    from geo_target.reference.sources import NamePart

LEAST_PEOPLE, MOST_PEOPLE = 3_000, 30_000
LEAST_DENSITY, MOST_DENSITY = 82, 345
"""Bounds of a neighbourhood: persons, and persons to a hectare."""

_DENSITY = {HISTORIC: 88, DETERIORATED: 108, INFORMAL: 112, VILLAGE: 66}
_DEPRIVATION = {HISTORIC: 430, DETERIORATED: 480, INFORMAL: 720, VILLAGE: 560}
_JOB_SEEKERS = {HISTORIC: 62, DETERIORATED: 66, INFORMAL: 88, VILLAGE: 70}
_WOMEN_HEADS = {HISTORIC: 150, DETERIORATED: 125, INFORMAL: 140, VILLAGE: 95}
"""By type: percent of the typical density; the others in thousandths, of people and of households."""

_MOST_POINTS_OF_ALL_CELLS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """A modelled target neighbourhood with its people.

    Attributes
    ----------
    cells
        Lattice coordinates, shape ``(n, 2)``.
    ring
        Closed, counter-clockwise, microdegrees, shape ``(n, 2)``.
    reach
        How far out it lies, from 0 in the core to 1000 at the edge.
    deprivation
        In thousandths, from 0 (least deprived) to 1000.
    points, point_population
        Demand points in microdegrees, shape ``(n, 2)``, and the people of each: they add up to `population`.
    """

    code: str
    name_fa: str
    name_en: str
    city_code: str
    province_code: str
    type: str
    cells: IntArray
    ring: IntArray
    reach: int
    population: int
    households: int
    job_seekers: int
    women_heads_of_household: int
    deprivation: int
    points: IntArray
    point_population: IntArray


def model_neighbourhoods(built: BuiltUp, count: int, parts: tuple[NamePart, ...]) -> list[Neighbourhood]:
    """Model a city's target neighbourhoods, numbered from the core outwards."""
    areas = sorted(target_areas(built, count), key=lambda a: (a.reach, a.cells.tolist()))
    names = neighbourhood_names(built.city.geonameid, [a.type for a in areas], parts)
    rng = generator(6, built.city.geonameid)
    return [
        _people(rng, built, area, f"N{built.city.geonameid}-{number:03}", name)
        for number, (area, name) in enumerate(zip(areas, names, strict=True), 1)
    ]


def _people(rng: Generator, built: BuiltUp, area: Area, code: str, name: tuple[str, str]) -> Neighbourhood:
    population = _population(rng, built, area)
    households = population * 100 // whole_number(rng, 310, 355)
    points = _lattice_points(built, area)
    return Neighbourhood(
        code=code,
        name_fa=name[0],
        name_en=name[1],
        city_code=built.city.code,
        province_code=built.city.province_code,
        type=area.type,
        cells=area.cells,
        ring=area.ring,
        reach=area.reach,
        population=population,
        households=households,
        job_seekers=population * (_JOB_SEEKERS[area.type] + whole_number(rng, -18, 22)) // 1000,
        women_heads_of_household=households * (_WOMEN_HEADS[area.type] + whole_number(rng, -30, 35)) // 1000,
        deprivation=_DEPRIVATION[area.type] + whole_number(rng, -170, 170) + (area.reach - 500) // 10,
        points=points,
        point_population=shares(whole_numbers(rng, 60, 140, len(points)), population),
    )


def _population(rng: Generator, built: BuiltUp, area: Area) -> int:
    """People by area and density: denser near the core, each type in its own way, within the bounds."""
    percent = _DENSITY[area.type] * (115 - area.reach * 30 // 1000) * whole_number(rng, 82, 122)
    density = typical_density(built.city.population) * percent // 1_000_000
    density = min(max(density, LEAST_DENSITY), MOST_DENSITY)
    return min(max(int(density * area.hectares), LEAST_PEOPLE), MOST_PEOPLE)


def _lattice_points(built: BuiltUp, area: Area) -> IntArray:
    """Take the middle of every cell, or of every n-th along slanted rows where there are many.

    A cell's middle stays inside even where all its corners are cut, so each point lies inside the ring.
    """
    cells = area.cells
    stride = -(-len(cells) // _MOST_POINTS_OF_ALL_CELLS)
    taken = cells if stride == 1 else cells[(cells[:, 0] + 2 * cells[:, 1]) % stride == 0]
    return built.lattice.centres(taken[:, 0], taken[:, 1])
