"""Compile what Numba compiles, by asking small questions of it, so that nobody's first command waits for that.

Numba keeps what it compiles beside each module (``cache=True``), for the very types that it was asked with: so the
questions are asked as the program asks them, of the workflows and not of the kernels.
"""

from __future__ import annotations

import sys
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from geo_target import Requirements, siting
from geo_target.impedance import FrictionGrid, friction, straight_line, travel_time
from geo_target.profile import DEMANDS, SERVICES, Profile, altered, load_profile
from geo_target.siting.best_plan import BestPlan
from geo_target.siting.by_prices import by_prices
from geo_target.siting.engines.cover import read_cover, smallest
from geo_target.siting.engines.deciding import few_sites
from geo_target.siting.engines.sweep import Sweep
from geo_target.siting.limits import Limit
from geo_target.siting.swapping import swapped
from geo_target.workflows.score_certainty import certainty
from geo_target.workflows.service_inputs import DemandPoints, Facilities, InputErrors, Neighbourhoods
from geo_target.workflows.service_scores import score_services

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_target.models import CostMatrix

_MEASURES = ("coverage", "nearest", "gravity", "two_step_fca", "enhanced_two_step_fca", "raam")


def scores() -> None:
    """Score a small country by all measures, with draws."""
    areas, points, facilities = _country(load_profile())
    errors = InputErrors(np.full(len(areas.codes), 0.1), np.full(len(facilities.codes), 50.0))
    for measure in _MEASURES:
        profile = altered(load_profile(), measure=measure, draws=20)
        found = score_services(areas, points, facilities, profile, every_measure=measure == _MEASURES[0])
        certainty(areas, points, facilities, found, profile, errors)


def travel() -> None:
    """Cross a small raster, level and steep, with a cutoff and without."""
    places = np.array([[51.25, 35.75], [51.75, 35.25]])
    for elevation in (None, np.zeros((4, 4))):
        grid = FrictionGrid(np.ones((4, 4)), 51.0, 36.0, 0.25, 0.25, "EPSG:4326", elevation)
        friction(grid, places, places[:1], cutoff=500.0)
        travel_time(grid, places[:1])


def sites() -> None:
    """Ask each model of siting where to build, over dense and sparse costs."""
    places = _places(np.random.default_rng(1), 60)
    dense = straight_line(places, places[:12])
    sparse = straight_line(places, places[:12], cutoff_m=1_000.0)
    demand = np.arange(1.0, 61.0)
    for cost in (dense, sparse):
        siting.solve_mclp(cost, demand, service_radius=200.0, n_sites=3)
        siting.solve_lscp(cost, service_radius=1_000.0)
        siting.solve_p_median(cost, demand, n_sites=3)
        siting.solve_p_center(cost, n_sites=3)
        within = Requirements(capacity=np.full(12, 800.0))
        siting.solve_p_median(cost, demand, n_sites=4, requirements=within)
        asked = siting.Question(model=siting.Model.P_MEDIAN, cost=cost, demand=demand, n_sites=3)
        swapped(asked, np.arange(3), siting.Limit())
    siting.solve_p_dispersion(straight_line(places[:12], places[:12]), n_sites=3)
    prices(dense, demand)
    sweep()


def prices(cost: CostMatrix, demand: npt.NDArray[np.float64]) -> None:
    """Let prices rise and shake the plan that they give, to which only large questions come."""
    within = Requirements(capacity=np.full(12, 800.0), group=np.arange(12) // 4, group_max=2)
    asked = siting.Question(
        model=siting.Model.P_MEDIAN, cost=cost, demand=demand, n_sites=4, requirements=within
    )
    covering = siting.Question(
        model=siting.Model.LSCP, cost=cost, demand=demand, service_radius=1_000.0, requirements=within
    )
    for one in (asked, covering):
        by_prices(one, BestPlan(one, 0.0, siting.Limit()), siting.Limit())


def sweep() -> None:
    """Cover a ring of points by a sweep, which a small question of siting does not come to."""
    none = np.zeros(9, np.bool_)
    within = (np.arange(9)[:, None] - np.arange(9)) % 9 < 2  # noqa: PLR2004 - each site covers two neighbours
    cover = smallest(read_cover(within, np.ones(9), fixed_open=none, forbidden=none))
    few_sites(cover, enough=1, seed=0)
    found = Sweep.of(cover, Limit())
    if found is not None:
        found.within(5, Limit())


def main() -> int:
    """Compile everything, two side by side."""
    with get_context("spawn").Pool(2) as pool:
        for done in [pool.apply_async(part) for part in (sites, scores, travel)]:
            done.get()
    return 0


def _country(profile: Profile) -> tuple[Neighbourhoods, DemandPoints, Facilities]:
    rng = np.random.default_rng(1)
    n_areas, each = 12, 88  # with the placement centres enough pairs for the code that is for many
    kinds = np.array(
        [kind for service in SERVICES for kind in profile.services[service].kinds] * 3
        + ["placement_centre"] * 200
    )
    codes = tuple(f"N{number}" for number in range(n_areas))
    counts = {name: np.full(n_areas, 100.0) for name in DEMANDS}
    row = np.repeat(np.arange(n_areas), each)
    return (
        Neighbourhoods(codes, np.full(n_areas, 1e6), counts, rng.random(n_areas)),
        DemandPoints(_places(rng, len(row)), np.full(len(row), 20.0), row),
        Facilities(_places(rng, len(kinds)), np.array(kinds), np.full(len(kinds), 50.0)),
    )


def _places(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.column_stack([rng.uniform(51.40, 51.41, count), rng.uniform(35.70, 35.71, count)])


if __name__ == "__main__":
    sys.exit(main())
