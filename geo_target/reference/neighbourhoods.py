"""The 987 modelled target neighbourhoods: which part of which city, of what type, and how many people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.built_up import by_population
from geo_target.reference.draw import generator, shuffled, value_noise, whole_number
from geo_target.reference.outline import border, has_holes, keep_nodes, largest_part, outer_sides, soft_ring

if TYPE_CHECKING:
    from geo_target.models import BoolArray, IntArray
    from geo_target.reference.built_up import BuiltUp

HISTORIC, DETERIORATED = "historic_core", "deteriorated_fabric"
INFORMAL, VILLAGE = "informal_settlement", "former_village"

_TARGET_PER_CITIZEN = 38
"""Percent of a city's people who live in its target neighbourhoods, before bounds."""

_MIN_CELLS = 14

_DENSITY = ((1_000_000, 190), (400_000, 165), (0, 130))
"""Persons to a hectare of a target neighbourhood, by the city's population from."""

_INFORMAL_FROM, _VILLAGE_FROM, _DETERIORATED_UP_TO = 620, 700, 760
"""How far out (of 1000) districts of a type may lie, as long as there are enough of them."""

_FEW = 2


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A target neighbourhood's shape: cells ``(n, 2)``, ring in microdegrees, how far out it lies (0..1000)."""

    type: str
    cells: IntArray
    ring: IntArray
    reach: int
    hectares: float


def target_areas(built: BuiltUp, count: int) -> list[Area]:
    """Cut a built-up area into districts and choose `count` of them as target neighbourhoods.

    Districts are small round the core and larger at the edge. Historic cores lie in the middle,
    deteriorated fabric around them, informal settlements and former villages at the edge.
    """
    district = _districts(built, _typical_cells(built, count))
    parts = _whole_parts(built, district)
    chosen = _choose(built, parts, count)

    half = built.lattice.half
    owner = np.full((2 * half, 2 * half), -1, dtype=np.int64)
    for number, (_, cells) in enumerate(chosen):
        owner[tuple((cells + half).T)] = number
    kept = keep_nodes(owner)
    return [
        _area(built, kind, cells, soft_ring(border(cells), built.lattice, kept)) for kind, cells in chosen
    ]


def _typical_cells(built: BuiltUp, count: int) -> int:
    """Cells of a middling district, so that the chosen ones hold their share of the people."""
    persons = built.city.population * _TARGET_PER_CITIZEN // (100 * count)
    return max(_MIN_CELLS, int(persons / (typical_density(built.city.population) * built.cell_ha)))


def typical_density(population: int) -> int:
    """Persons to a hectare of a target neighbourhood, by the size of its city."""
    return by_population(_DENSITY, population)


def _districts(built: BuiltUp, typical: int) -> IntArray:
    """Give each cell the number of its district: the nearest seed, distances bent by noise."""
    rng = generator(3, built.city.geonameid)
    half = built.lattice.half
    taken = np.zeros((2 * half,) * 2, dtype=bool)
    seeds: list[int] = []
    for n in shuffled(rng, len(built.i)).tolist():
        i, j = int(built.i[n]) + half, int(built.j[n]) + half
        if not taken[i, j]:
            seeds.append(n)
            # From 0.5 of the typical area in the core to 1.25 at the edge; 144: packing of random discs.
            area = typical * (50 + int(built.reach[n]) * 75 // 1000)
            room = max(2, math.isqrt(area // 144))
            taken[max(0, i - room) : i + room + 1, max(0, j - room) : j + room + 1] |= _disc(
                i, j, room, 2 * half
            )

    wave = max(4, math.isqrt(typical))
    x = built.i * 100 + value_noise(rng, built.i, built.j, wavelength=wave) * wave // 40
    y = built.j * 100 + value_noise(rng, built.i, built.j, wavelength=wave) * wave // 40
    return _nearest(x, y, np.array(seeds, dtype=np.int64))


def _disc(i: int, j: int, room: int, size: int) -> BoolArray:
    di = np.arange(max(0, i - room), min(size, i + room + 1)) - i
    dj = np.arange(max(0, j - room), min(size, j + room + 1)) - j
    inside: BoolArray = di[:, None] ** 2 + dj[None, :] ** 2 <= room * room
    return inside


def _nearest(x: IntArray, y: IntArray, seeds: IntArray) -> IntArray:
    """Return for each cell the number of its nearest seed; ties go to the earlier one."""
    best = np.zeros(len(x), dtype=np.int64)
    for start in range(0, len(x), 2000):
        part = slice(start, start + 2000)
        squares = (x[part, None] - x[seeds]) ** 2 + (y[part, None] - y[seeds]) ** 2
        best[part] = squares.argmin(axis=1)
    return best


def _whole_parts(built: BuiltUp, district: IntArray) -> list[IntArray]:
    """Return each district as cells that hang together, without thin strips and such that enclose others."""
    cells = np.stack([built.i, built.j], axis=1)
    order = np.argsort(district, kind="stable")
    cuts = np.flatnonzero(np.diff(district[order])) + 1
    parts = [largest_part(part) for part in np.split(cells[order], cuts)]
    return [part for part in parts if len(part) >= _MIN_CELLS and _is_compact(part) and not has_holes(part)]


def _is_compact(cells: IntArray) -> bool:
    """Say whether cells are no thin strip: perimeter squared at most twice that of a square."""
    return outer_sides(cells) ** 2 <= 32 * len(cells)


def _choose(built: BuiltUp, parts: list[IntArray], count: int) -> list[tuple[str, IntArray]]:
    """Choose districts type by type; within a type those that hang together by smooth noise."""
    rng = generator(4, built.city.geonameid)
    sizes = np.array([len(part) for part in parts], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    cells = np.concatenate(parts)
    reach = np.add.reduceat(built.reach_of(cells), starts) // sizes
    middle = np.add.reduceat(cells, starts, axis=0) // sizes[:, None]
    wide, fine = max(3, built.radius_cells * 2 // 5), max(3, built.radius_cells // 7)
    worn, poor = (
        value_noise(rng, middle[:, 0], middle[:, 1], wavelength=wide) * 7 // 10
        + value_noise(rng, middle[:, 0], middle[:, 1], wavelength=fine) * 6 // 10
        for _ in range(2)
    )

    left = np.ones(len(parts), dtype=bool)
    chosen: list[tuple[str, IntArray]] = []
    rules = {
        HISTORIC: reach,
        INFORMAL: np.where(reach >= _INFORMAL_FROM, -reach // 3 + poor * 6 // 10, 5000 - reach),
        VILLAGE: np.where(reach >= _VILLAGE_FROM, -reach // 2 - poor // 2, 5000 - reach),
        DETERIORATED: np.where(reach <= _DETERIORATED_UP_TO, reach + worn * 60 // 100, 5000 + reach),
    }
    for kind, wanted in type_counts(built, count).items():
        order = np.argsort(np.where(left, rules[kind], 10_000), kind="stable")[:wanted]
        left[order] = False
        chosen += [(kind, parts[n]) for n in order.tolist()]
    if len(chosen) != count:
        raise ValueError(
            f"{built.city.name_en}: {len(parts)} districts are too few for {count} neighbourhoods"
        )
    return chosen


def type_counts(built: BuiltUp, count: int) -> dict[str, int]:
    """Share a city's neighbourhoods out among the four types, in the order in which they are chosen."""
    rng = generator(5, built.city.geonameid)
    if count <= _FEW:
        kinds = [DETERIORATED, INFORMAL if whole_number(rng, 0, 1) else HISTORIC][:count]
        return {
            kind: kinds.count(kind) for kind in (HISTORIC, INFORMAL, VILLAGE, DETERIORATED) if kind in kinds
        }
    historic = 0 if built.is_satellite else max(1, count * 9 // 100)
    informal = max(1, count * whole_number(rng, 24, 38) // 100)
    village = count * whole_number(rng, 9, 15) // 100
    return {
        HISTORIC: historic,
        INFORMAL: informal,
        VILLAGE: village,
        DETERIORATED: count - historic - informal - village,
    }


def _area(built: BuiltUp, kind: str, cells: IntArray, ring: IntArray) -> Area:
    return Area(
        type=kind,
        cells=cells,
        ring=ring,
        reach=int(built.reach_of(cells).sum()) // len(cells),
        hectares=hectares(ring, built.city.lat),
    )


def hectares(ring: IntArray, lat: int) -> float:
    """Area of a closed ring of microdegrees in hectares, near latitude `lat` (microdegrees)."""
    x, y = ring[:, 0], ring[:, 1]
    twice = int(np.sum((x[:-1] - x[0]) * (y[1:] - y[0]) - (x[1:] - x[0]) * (y[:-1] - y[0])))
    narrow = round(math.cos(math.radians(lat / 1e6)) * 10_000) / 10_000
    square_m = abs(twice) / 2 * narrow * (111_195 / 1_000_000) ** 2
    return round(square_m / 10_000, 1)
