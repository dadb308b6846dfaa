"""A city with its built-up area and neighbourhoods, and drawing places in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_target.reference.draw import shares, weighted_pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from geo_target.models import BoolArray, IntArray
    from geo_target.reference.built_up import BuiltUp
    from geo_target.reference.people import Neighbourhood

CORE, CENTRE, INNER = 150, 420, 700
"""How far out (of 1000) the core, the centre and the inner city reach."""

OUTSKIRTS_FROM = 760
"""A facility whose cell lies at least so far out (of 1000) stands in the outskirts."""


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """A city's built-up area with its neighbourhoods; `owner` gives for each cell the number of its one, or -1."""

    built: BuiltUp
    neighbourhoods: Sequence[Neighbourhood]
    owner: IntArray = field(init=False)

    def __post_init__(self) -> None:
        half = self.built.lattice.half
        grid = np.full((2 * half, 2 * half), -1, dtype=np.int64)
        for number, area in enumerate(self.neighbourhoods):
            grid[tuple((area.cells + half).T)] = number
        object.__setattr__(self, "owner", grid[self.built.i + half, self.built.j + half])

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
    """Share a country's facilities out among cities by population to the power of three quarters.

    Small cities have more for each person than large ones, and still not many.
    """
    people = [town.built.city.population for town in towns]
    weights = [math.isqrt(p * math.isqrt(p)) for p in people]
    return [int(n) for n in shares(weights, total, minimum=minimum)]


def mixed_states(rng: Generator, count: int, percents: dict[str, int]) -> list[str]:
    """Draw `count` states by percent."""
    states, weights = list(percents), np.array(list(percents.values()), dtype=np.int64)
    return [states[weighted_pick(rng, weights)] for _ in range(count)]
