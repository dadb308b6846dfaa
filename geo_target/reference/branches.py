"""Modelled branches of Bank Keshavarzi: in the middle of the cities, and one in each of the larger other towns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.built_up import metres_between
from geo_target.reference.draw import generator, whole_number
from geo_target.reference.facilities import Facility, Kind, in_city, unserved_towns
from geo_target.reference.names import numbered
from geo_target.reference.town import CENTRE, INNER, by_size, mixed_states, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.reference.sources import Place
    from geo_target.reference.town import Town

_UNSERVED_TOWNS = 10
_COUNTY_TOWNS = 390
_TOWNS_APART_M = 5000.0
_BRANCH = Kind("bank_branch", "بانک کشاورزی شعبه", "Bank Keshavarzi branch", (10, 60, 100))


def bank_branches(towns: Sequence[Town], places: Sequence[Place]) -> list[Facility]:
    """About 700 bank branches: in the middle of the cities, and one in each of the larger other towns."""
    rng = generator(14)
    without = unserved_towns(rng, towns, _UNSERVED_TOWNS)
    found: list[Facility] = []
    for town, count in zip(towns, by_size(towns, 310), strict=True):
        weights = np.where(town.built.reach < CENTRE, 6, np.where(town.built.reach < INNER, 1, 0))
        states = ["operating", *mixed_states(rng, count - 1, {"operating": 92, "closed": 5, "proposed": 3})]
        if town.built.city.code in without:
            states = ["approved" if s == "operating" else s for s in states]
        cells = spread(rng, town, weights, count, apart_cells=700 // town.built.lattice.cell_m)
        found += in_city(rng, town, _BRANCH, cells, states)
    return found + _branches_of_towns(rng, towns, places)


def _branches_of_towns(rng: Generator, towns: Sequence[Town], places: Sequence[Place]) -> list[Facility]:
    chosen = _other_towns(towns, places)
    states = mixed_states(rng, len(chosen), {"operating": 96, "closed": 4})
    seen: dict[tuple[str, str], int] = {}
    found: list[Facility] = []
    for place, state in zip(chosen, states, strict=True):
        key = (place.province_code, place.name_en)
        seen[key] = seen.get(key, 0) + 1
        name = numbered((f"{_BRANCH.fa} {place.name_fa}", f"{_BRANCH.en}, {place.name_en}"), seen[key])
        found.append(
            Facility(
                kind=_BRANCH.name,
                name_fa=name[0],
                name_en=name[1],
                province_code=place.province_code,
                city_code=None,
                neighbourhood_code=None,
                status=state,
                capacity=whole_number(rng, 6, 30) * 100,
                in_outskirts=False,
                lon=place.lon + whole_number(rng, -3000, 3000),
                lat=place.lat + whole_number(rng, -3000, 3000),
            )
        )
    return found


def _other_towns(towns: Sequence[Town], places: Sequence[Place]) -> list[Place]:
    """Return the most populous places outside the cities; GeoNames has some twice, so none within 5 km of another."""
    taken = [(t.built.city.lon, t.built.city.lat) for t in towns]
    chosen: list[Place] = []
    for place in sorted(places, key=lambda p: (-p.population, p.geonameid)):
        if (
            len(chosen) < _COUNTY_TOWNS
            and metres_between(np.array(taken), place.lon, place.lat).min() > _TOWNS_APART_M
        ):
            taken.append((place.lon, place.lat))
            chosen.append(place)
    return chosen
