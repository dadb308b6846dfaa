"""The families of instances that papers on siting are tried on: made from a seed, or read from published files.

Published files are not copied: their terms are not confirmed. The folder that holds them is named by the environment
variable ``GEO_TARGET_PUBLISHED``, or lies beside the project as ``shared/bench/orlib``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterator

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "bench" / "orlib"
SET_COVER_OPTIMA = dict(
    zip(
        (f"scp4{number}" for number in range(1, 11)),
        (429, 512, 516, 494, 512, 560, 430, 492, 641, 514),
        strict=True,
    )
)
"""Optima of the problem set 4 of Balas and Ho, as Beasley 1987 gives them."""


def folder() -> Path:
    """Where published files are, if they are anywhere."""
    return Path(os.environ.get("GEO_TARGET_PUBLISHED", BESIDE))


@dataclass(frozen=True)
class Capacitated:
    """A p-median with one capacity for all sites: whole distances from each place to each, and demand."""

    name: str
    cost: np.ndarray
    demand: np.ndarray
    capacity: float
    n_sites: int
    optimum: float | None = None

    @property
    def cost_of_demand(self) -> np.ndarray:
        """Costs by which each unit of demand pays its part, so that each place pays its distance once."""
        return self.cost / self.demand[:, None]


@dataclass(frozen=True)
class SetCover:
    """Rows that must be covered, columns that cover them (a pair is stored as 1), and what each column costs."""

    name: str
    covers: csr_array
    cost: np.ndarray
    optimum: float | None = None


@dataclass(frozen=True)
class Coverage:
    """Customers and sites on a plane, as the distances within the radius, and what each customer demands."""

    name: str
    near: csr_array
    demand: np.ndarray
    radius: float


def osman_christofides(n: int, n_sites: int, seed: int) -> Capacitated:
    """As Osman and Christofides 1994: places from 1 to 100, demand from 1 to 20, capacity 120, distances cut to whole."""
    random = np.random.default_rng(seed)
    places, demand = random.integers(1, 101, (n, 2)), random.integers(1, 21, n)
    while not 0.8 <= demand.sum() / (120 * n_sites) <= 0.95:
        demand = random.integers(1, 21, n)
    return Capacitated(f"{n} x {n_sites}, seed {seed}", _cut(places), demand.astype(float), 120.0, n_sites)


def balas_ho(n_rows: int, n_columns: int, seed: int, density: float = 0.02) -> SetCover:
    """As Balas and Ho 1980: costs from 1 to 100, each row covered twice at least, each column covering something."""
    random = np.random.default_rng(seed)
    covers = random.random((n_rows, n_columns)) < density
    for row in np.flatnonzero(covers.sum(axis=1) < 2):
        covers[row, random.choice(n_columns, 2, replace=False)] = True
    for column in np.flatnonzero(~covers.any(axis=0)):
        covers[random.integers(n_rows), column] = True
    cost = np.sort(random.integers(1, 101, n_columns)).astype(float)
    return SetCover(f"{n_rows} x {n_columns}, seed {seed}", csr_array(covers.astype(float)), cost)


def cordeau_furini_ljubic(n_customers: int, n_sites: int, radius: float, seed: int) -> Coverage:
    """As Cordeau, Furini and Ljubic 2019: all uniform in a square of 30 by 30, demand whole from 1 to 100."""
    from scipy.spatial import cKDTree

    random = np.random.default_rng(seed)
    sites, customers = random.uniform(0, 30, (n_sites, 2)), random.uniform(0, 30, (n_customers, 2))
    demand = random.integers(1, 101, n_customers).astype(float)
    near = cKDTree(customers).sparse_distance_matrix(cKDTree(sites), radius, output_type="coo_matrix")
    return Coverage(
        f"{n_sites} x {n_customers}, radius {radius:g}, seed {seed}", csr_array(near), demand, radius
    )


def published_capacitated() -> Iterator[Capacitated]:
    """Read ``pmedcap1.txt`` of OR-Library, which gives the best value known of each of its twenty instances."""
    path = folder() / "pmedcap1.txt"
    if not path.is_file():
        return
    numbers = iter(path.read_text().split())
    for _ in range(int(next(numbers))):
        number, value, n, n_sites, capacity = (int(next(numbers)) for _ in range(5))
        rows = np.array([next(numbers) for _ in range(4 * n)], float).reshape(n, 4)
        name = f"pmedcap1, {number}: {n} x {n_sites}"
        yield Capacitated(name, _cut(rows[:, 1:3]), rows[:, 3], float(capacity), n_sites, float(value))


def published_set_covers() -> Iterator[SetCover]:
    """Read the files ``scp41.txt`` and on of OR-Library that are there."""
    for name, optimum in SET_COVER_OPTIMA.items():
        path = folder() / f"{name}.txt"
        if not path.is_file():
            continue
        numbers = iter(map(int, path.read_text().split()))
        n_rows, n_columns = next(numbers), next(numbers)
        cost = np.array([next(numbers) for _ in range(n_columns)], float)
        columns = [[next(numbers) - 1 for _ in range(next(numbers))] for _ in range(n_rows)]
        pairs = [(row, column) for row, some in enumerate(columns) for column in some]
        covers = csr_array((np.ones(len(pairs)), np.array(pairs).T), shape=(n_rows, n_columns))
        yield SetCover(f"{name}: {n_rows} x {n_columns}", covers, cost, float(optimum))


def _cut(places: np.ndarray) -> np.ndarray:
    return np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)))
