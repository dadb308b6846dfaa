"""Candidate sites: neighbourhood houses, Mashhad's plots, the trade complexes asked for, and a grid over each city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.built_up import by_population
from geo_target.reference.draw import generator, whole_number
from geo_target.reference.names import persian_number
from geo_target.reference.town import CORE, OUTSKIRTS_FROM, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.reference.facilities import Facility
    from geo_target.reference.town import Town

PLOT_ZONES = (2, 2, 3, 3, 3, 6, 6)
"""Municipal zones of Mashhad's plots in parks: seven plots, the report names the zones but not how many in each."""

COMPLEXES = {"C124665": 3, "C112646": 1, "C118063": 1}
COMPLEX_BUDGET_MILLION_RIALS = 30_000
_GRID_M = ((1_000_000, 1200), (300_000, 1000), (0, 820))
"""Spacing of the grid in metres, by the city's population from."""

_MASHHAD = "C124665"


@dataclass(frozen=True, slots=True)
class CandidateSite:
    """A place where a facility could be opened; coordinates in microdegrees."""

    kind: str
    name_fa: str
    name_en: str
    province_code: str
    city_code: str
    neighbourhood_code: str | None
    lon: int
    lat: int
    budget_million_rials: int | None = None
    status: str = "proposed"


def candidate_sites(towns: Sequence[Town], houses: Sequence[Facility]) -> list[CandidateSite]:
    """Return all candidate sites; the grid comes last, city by city."""
    sites = [_of_house(h) for h in houses if h.status in ("operating", "approved")]
    for town in towns:
        if town.built.city.code == _MASHHAD:
            sites += _plots(town)
        sites += _complexes(town, COMPLEXES.get(town.built.city.code, 0))
    return sites + [site for town in towns for site in _grid(town)]


def _of_house(house: Facility) -> CandidateSite:
    return CandidateSite(
        kind="neighbourhood_house",
        name_fa=f"جایگاه {house.name_fa}",
        name_en=f"Site at {house.name_en[0].lower()}{house.name_en[1:]}",
        province_code=house.province_code,
        city_code=str(house.city_code),
        neighbourhood_code=house.neighbourhood_code,
        lon=house.lon,
        lat=house.lat,
    )


def _plots(town: Town) -> list[CandidateSite]:
    """Place Mashhad's plots: parks lie in built-up land outside the target neighbourhoods' cores."""
    rng = generator(40)
    weights = np.where(
        (town.built.reach > CORE) & (town.built.reach < OUTSKIRTS_FROM), np.where(town.owner >= 0, 3, 2), 0
    )
    cells = spread(rng, town, weights, len(PLOT_ZONES), apart_cells=15)
    return [
        _site(
            town,
            cell,
            "public_plot",
            (
                f"قطعه زمین پارک {persian_number(n)}، منطقه {persian_number(zone)} {town.built.city.name_fa}",
                f"Park plot {n}, zone {zone}, {town.built.city.name_en}",
            ),
        )
        for n, (cell, zone) in enumerate(zip(cells, PLOT_ZONES, strict=True), 1)
    ]


def _complexes(town: Town, count: int) -> list[CandidateSite]:
    """Place trade complexes at the edge of the city, near its informal settlements."""
    if count == 0:
        return []
    rng = generator(41, town.built.city.geonameid)
    edge = town.built.reach >= OUTSKIRTS_FROM + 100
    weights = np.where(edge, np.where(town.types("informal_settlement"), 0, 1), 0)
    cells = spread(rng, town, weights, count, apart_cells=20)
    return [
        _site(
            town,
            cell,
            "trade_complex",
            (
                f"مجتمع صنفی پیشنهادی {persian_number(n)} {town.built.city.name_fa}",
                f"Proposed trade complex {n}, {town.built.city.name_en}",
            ),
            budget=COMPLEX_BUDGET_MILLION_RIALS,
        )
        for n, cell in enumerate(cells, 1)
    ]


def _grid(town: Town) -> list[CandidateSite]:
    """Return the grid over a city from a drawn start."""
    built = town.built
    spacing = by_population(_GRID_M, built.city.population) // built.lattice.cell_m
    rng = generator(42, built.city.geonameid)
    start = (whole_number(rng, 0, spacing - 1), whole_number(rng, 0, spacing - 1))
    on_grid = np.flatnonzero((built.i % spacing == start[0]) & (built.j % spacing == start[1]))
    on_grid = on_grid[np.lexsort((built.j[on_grid], built.i[on_grid]))]
    return [
        _site(
            town,
            cell,
            "grid",
            (f"نقطه شبکه {persian_number(n)} {built.city.name_fa}", f"Grid point {n}, {built.city.name_en}"),
        )
        for n, cell in enumerate(on_grid.tolist(), 1)
    ]


def _site(
    town: Town, cell: int, kind: str, name: tuple[str, str], *, budget: int | None = None
) -> CandidateSite:
    neighbourhood = town.neighbourhood_at(cell)
    return CandidateSite(
        kind=kind,
        name_fa=name[0],
        name_en=name[1],
        province_code=town.built.city.province_code,
        city_code=town.built.city.code,
        neighbourhood_code=neighbourhood.code if neighbourhood else None,
        lon=int(town.built.middles[cell, 0]),
        lat=int(town.built.middles[cell, 1]),
        budget_million_rials=budget,
    )
