"""Large questions where to build, each made from a seed.

Each function makes an instance and gives the question: a function of the seconds that it has and of who hears its
progress.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target import CostMatrix, siting
from geo_target.impedance import straight_line
from geo_target.siting import Limit, Model, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_target.plans import SitingPlan
    from geo_target.siting import Progress

    Ask = Callable[[float, Callable[[Progress], None]], "SitingPlan | tuple[SitingPlan, ...]"]

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = ROOT.parent / "shared" / "bench" / "orlib_pmed"
M_PER_DEGREE = 111_320.0
N_CANDIDATES = 5_000


def by_model(model: Model, cost: CostMatrix, **given: Any) -> Ask:
    """Ask one question."""

    def ask(limit_s: float, progress: Callable[[Progress], None]) -> SitingPlan:
        question = Question(model=model, cost=cost, **given)
        return siting.solve(question, Limit(limit_s, progress=progress))

    return ask


def curve(model: Model, cost: CostMatrix, numbers: range, **given: Any) -> Ask:
    """Ask for the curve over numbers of sites."""

    def ask(limit_s: float, progress: Callable[[Progress], None]) -> tuple[SitingPlan, ...]:
        question = Question(model=model, cost=cost, n_sites=numbers[0], **given)
        return siting.frontier(question, n_sites=list(numbers), limit=Limit(limit_s, progress=progress))

    return ask


def published(name: str, model: Model) -> Ask:
    """Give an instance of OR-Library: shortest paths of a network; of an edge given twice the last one counts."""
    from scipy.sparse.csgraph import shortest_path

    numbers = (PUBLISHED / f"{name}.txt").read_text().split()
    n, m, p = map(int, numbers[:3])
    lengths = np.zeros((n, n))
    for i, j, length in np.array(numbers[3 : 3 + 3 * m], dtype=np.int64).reshape(-1, 3):
        lengths[i - 1, j - 1] = lengths[j - 1, i - 1] = length
    cost = CostMatrix(shortest_path(lengths, directed=False), demand_ids=range(n), site_ids=range(n), unit="")
    return by_model(model, cost, demand=np.ones(n), n_sites=p)


def grid(n_demand: int, radius: float, n_sites: int, seed: int) -> Ask:
    """Give an MCLP by the rules of Cordeau, Furini and Ljubić (2019).

    100 sites and all customers uniform in a square of 30 by 30, demand whole from 1 to 100.
    """
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    random = np.random.default_rng(seed)
    sites, places = random.uniform(0, 30, (100, 2)), random.uniform(0, 30, (n_demand, 2))
    demand = random.integers(1, 101, n_demand).astype(float)
    near = cKDTree(places).sparse_distance_matrix(cKDTree(sites), radius, output_type="coo_matrix")
    cost = CostMatrix(csr_array(near), demand_ids=range(n_demand), site_ids=range(100), unit="")
    return by_model(Model.MCLP, cost, demand=demand, service_radius=radius, n_sites=n_sites)


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """987 places, 5,000 candidate sites, and what is said of them; positions in degrees or, on a plane, metres."""

    cost: CostMatrix
    people: np.ndarray
    province: np.ndarray
    city: np.ndarray
    site_province: np.ndarray
    site_city: np.ndarray
    site_at: np.ndarray

    @property
    def site_cost(self) -> np.ndarray:
        """What each site costs: whole, 50 to 150."""
        return np.random.default_rng(2).integers(50, 151, N_CANDIDATES).astype(float)

    def capacity(self, n_sites: int) -> np.ndarray:
        """Give capacities: 0.75 to 2.25 of the people that a site has on average, no less than the largest place."""
        mean = self.people.sum() / n_sites
        given = np.random.default_rng(3).uniform(0.75, 2.25, N_CANDIDATES) * mean
        return np.maximum(given.round(), self.people.max())

    def between(self) -> np.ndarray:
        """Give metres from site to site."""
        if self.cost.unit == "":
            return np.hypot(*(self.site_at[:, None] - self.site_at[None]).transpose(2, 0, 1))
        return straight_line(self.site_at, self.site_at).values  # type: ignore[return-value]


def towns() -> Country:
    """Give the 987 neighbourhoods of the reference data: a site within 2 km of each, the others within 10 km."""
    layer = json.loads((ROOT / "data" / "layers" / "neighbourhoods.geojson").read_text())["features"]
    said = [one["properties"] for one in layer]
    places = np.array([np.mean(one["geometry"]["coordinates"][0][0], axis=0) for one in layer])
    random = np.random.default_rng(1396)
    beside = np.concatenate(
        [np.arange(len(places)), random.integers(0, len(places), N_CANDIDATES - len(places))]
    )
    metres = np.where(np.arange(N_CANDIDATES) < len(places), 2_000, 10_000) * np.sqrt(
        random.random(N_CANDIDATES)
    )
    angle = random.uniform(0, 2 * np.pi, N_CANDIDATES)
    moved = (
        metres[:, None]
        / M_PER_DEGREE
        * np.column_stack([np.cos(angle) / np.cos(np.radians(32)), np.sin(angle)])
    )
    sites = places[beside] + moved
    province = np.array([one["province_code"] for one in said])
    city = np.array([one["city_code"] for one in said])
    people = np.array([one["population"] for one in said], dtype=float)
    return Country(
        straight_line(places, sites), people, province, city, province[beside], city[beside], sites
    )


def plane() -> Country:
    """Give 987 places and 5,000 sites evenly over a square of 100 km; provinces are its 25 squares, cities its 100."""
    random = np.random.default_rng(1397)
    places, sites = random.uniform(0, 100_000, (987, 2)), random.uniform(0, 100_000, (N_CANDIDATES, 2))
    values = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1))
    cost = CostMatrix(values, demand_ids=range(987), site_ids=range(N_CANDIDATES), unit="")
    people = random.integers(3_000, 26_000, 987).astype(float)
    square = [(at // width) @ np.array([100, 1]) for at in (places, sites) for width in (20_000, 10_000)]
    return Country(cost, people, square[0], square[1], square[2], square[3], sites)


def plain(where: Callable[[], Country], model: Model, **given: Any) -> Ask:
    """Ask a country a question without requirements."""
    country = where()
    demand = country.people if model in {Model.MCLP, Model.P_MEDIAN} else None
    return by_model(model, country.cost, demand=demand, **given)


def country_curve(model: Model, **given: Any) -> Ask:
    """Ask the towns for 1 to 50 sites."""
    country = towns()
    return curve(model, country.cost, range(1, 51), demand=country.people, **given)


def many(n_demand: int, model: Model, **given: Any) -> Ask:
    """Give places normal around 100 towns (4 km), no more than 15 km off, and 10 sites in each; pairs up to 30 km."""
    random = np.random.default_rng(1398)
    centres = np.random.default_rng(1396).uniform((45, 26), (62, 39), (100, 2))
    sites = np.repeat(centres, 10, axis=0) + random.uniform(-0.06, 0.06, (1_000, 2))
    off = np.clip(random.normal(0, 0.04, (n_demand, 2)), -0.1, 0.1)
    places = centres[random.integers(0, 100, n_demand)] + off
    cost = straight_line(places, sites, cutoff_m=given.get("service_radius", 50_000.0))
    reached = np.flatnonzero(np.diff(cost.values.indptr) > 0)  # type: ignore[union-attr]
    cost = CostMatrix(cost.values[reached], demand_ids=range(len(reached)), site_ids=range(1_000), unit="m")
    demand = random.integers(1, 101, len(reached)).astype(float)
    return by_model(model, cost, demand=demand, **given)
