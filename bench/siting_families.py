"""Instances of the families that papers are tried on: what is known of each, what we find, whether it is proved.

Run ``python -m bench.siting_families [--published FOLDER] [--limit SECONDS] [--only TEXT]``. The folder holds files of
OR-Library as they are: ``pmedcap1.txt`` (capacitated p-median of Osman and Christofides, 20 instances) and ``scp41.txt``
to ``scp410.txt`` (weighted set covering of Balas and Ho). Without files, instances of the same kinds are made from seeds,
of which no optimum is known beforehand. Coverage is made from seeds always: its paper gives the rules. "CPU" are the
processor's seconds, which other work on the machine does not lengthen as it does the clock's. All are answered in one
process, after a tiny question of each kind, so that what compiles late has done so.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo_target import CostMatrix, Requirements, siting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scipy.sparse import csr_array

    from geo_target.plans import SitingPlan

SUPPORT = Path(__file__).resolve().parents[1] / "tests" / "support"
LIMIT_S = 300.0


@dataclass(frozen=True)
class Case:
    """One question: its family and name, what is known to be best, and how it is asked with a limit of seconds."""

    family: str
    name: str
    optimum: float | None
    ask: Callable[[float], SitingPlan]


def cases() -> Iterator[Case]:
    """Give every instance, the tiny ones first."""
    sys.path.append(str(SUPPORT))
    import siting_families as made  # type: ignore[import-not-found]

    yield from (capacitated(made.osman_christofides(20, 2, 0)), set_cover(made.balas_ho(20, 60, 0, 0.1)))
    yield coverage(made.cordeau_furini_ljubic(500, 20, 5.5, 0), 3)
    sizes = [(50, 5)] * 5 + [(100, 10)] * 5
    made_here = [made.osman_christofides(n, p, seed) for seed, (n, p) in enumerate(sizes, 1)]
    yield from map(capacitated, [*made.published_capacitated()] or made_here)
    made_here = [made.balas_ho(200, 1_000, seed) for seed in range(1, 6)]
    yield from map(set_cover, [*made.published_set_covers()] or made_here)
    for n, radius, n_sites in (
        (10_000, 5.5, 10),
        (100_000, 5.5, 10),
        (100_000, 4.0, 15),
        (100_000, 3.25, 20),
    ):
        yield coverage(made.cordeau_furini_ljubic(n, 100, radius, 1), n_sites)


def capacitated(one: object) -> Case:
    """Ask for a p-median with capacities; each place pays its distance once, whatever its demand."""
    cost, n = matrix(one.cost_of_demand), len(one.demand)
    requirements = Requirements(capacity=np.full(n, one.capacity))

    def ask(limit_s: float) -> SitingPlan:
        return siting.solve_p_median(
            cost, one.demand, n_sites=one.n_sites, requirements=requirements, time_limit_s=limit_s
        )

    return Case("capacitated p-median", one.name, one.optimum, ask)


def set_cover(one: object) -> Case:
    """Ask for the cheapest columns that cover every row."""
    cost, requirements = matrix(one.covers), Requirements(site_cost=one.cost)

    def ask(limit_s: float) -> SitingPlan:
        return siting.solve_lscp(cost, service_radius=1.0, requirements=requirements, time_limit_s=limit_s)

    return Case("weighted set covering", one.name, one.optimum, ask)


def coverage(one: object, n_sites: int) -> Case:
    """Ask for the most demand covered."""
    cost = matrix(one.near)

    def ask(limit_s: float) -> SitingPlan:
        return siting.solve_mclp(
            cost, one.demand, service_radius=one.radius, n_sites=n_sites, time_limit_s=limit_s
        )

    return Case("coverage", f"{one.name}, {n_sites} open", None, ask)


def matrix(values: np.ndarray | csr_array) -> CostMatrix:
    """Name rows and columns by their numbers."""
    return CostMatrix(values, demand_ids=range(values.shape[0]), site_ids=range(values.shape[1]), unit="")


def main() -> None:
    """Answer every instance and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--published", type=Path, help="the folder with files of OR-Library")
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds for each instance")
    parser.add_argument("--only", default="", help="instances whose family or name has this in it")
    options = parser.parse_args()
    if options.published:
        os.environ["GEO_TARGET_PUBLISHED"] = str(options.published)
    print("| instance | known | found | bound | proved | s | CPU s |\n| --- " + "| ---: " * 6 + "|")
    for number, case in enumerate(cases()):
        if number < 3:
            case.ask(60.0)
            continue
        if options.only not in f"{case.family} {case.name}":
            continue
        cpu, start = time.process_time(), time.perf_counter()
        plan = case.ask(options.limit)
        took, used = time.perf_counter() - start, time.process_time() - cpu
        known = "" if case.optimum is None else f"{case.optimum:,.0f}"
        wrong = " WRONG" if case.optimum is not None and plan.bound > case.optimum + 1e-6 else ""
        proved = "yes" if plan.status == "optimal" else f"to {plan.gap:.1%}"
        print(
            f"| {case.family}, {case.name} | {known} | {plan.objective:,.0f}{wrong} | {plan.bound:,.0f} | {proved} "
            f"| {took:.2f} | {used:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
