"""What `siting_large.py` asks, by name: the question, its time, and what is expected of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.large_instances import (
    N_CANDIDATES,
    PUBLISHED,
    Country,
    by_model,
    country_curve,
    grid,
    many,
    plain,
    plane,
    published,
    towns,
)
from geo_target import CostMatrix
from geo_target.plans import Requirements
from geo_target.siting import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.large_instances import Ask


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the seconds it has, and what is expected: first plan and end in seconds, and the largest gap."""

    make: Callable[[], Ask]
    limit_s: float
    first_s: float = np.inf
    done_s: float = np.inf
    gap: float = np.inf


RULES: dict[str, Callable[[Country, int], dict[str, Any]]] = {
    "existing": lambda _, n: {"existing": range(0, 5 * n // 2, 5), "forbidden": range(1000, 4000, 5)},
    "site cost": lambda at, _: {"site_cost": at.site_cost},
    "budget": lambda at, n: {"site_cost": at.site_cost, "budget": 80.0 * n},
    "capacity": lambda at, n: {"capacity": at.capacity(n)},
    "split": lambda at, n: {"capacity": at.capacity(n), "split": True},
    "groups min": lambda at, n: {"group": at.site_province, "group_min": 1 if n >= 31 else 0},
    "groups max": lambda at, _: {"group": at.site_city, "group_max": 2},
    "spacing": lambda at, _: {"min_spacing": 1_000.0, "site_distance": at.between()},
    "min coverage": lambda at, _: {"demand_group": at.province, "min_coverage": 0.1},
}
"""Requirements by name, for a country and about so many sites."""
ARGUMENTS: dict[str, dict[str, Any]] = {
    "covered twice": {"n_covers": 2},
    "decay": {"decay": lambda metres: np.clip(1 - metres / 5_000, 0, 1)},
    "no number": {},
}
SITES = {Model.LSCP: 350, Model.LSCP_BACKUP: 350}
COMBINED: dict[Model, tuple[str, ...]] = {
    Model.LSCP: (
        "site cost",
        "capacity",
        "split",
        "groups min",
        "spacing",
        "capacity + site cost + groups min",
    ),
    Model.LSCP_BACKUP: ("existing", "site cost", "groups min", "spacing"),
    Model.MCLP: (
        "budget",
        "budget + no number",
        "capacity",
        "split",
        "groups min",
        "groups max",
        "spacing",
        "min coverage",
        "covered twice",
        "decay",
        "decay + capacity",
        "decay + min coverage",
        "covered twice + min coverage + groups max",
        "budget + capacity + groups max + spacing",
        "existing + budget + split + groups min + min coverage",
    ),
    Model.P_MEDIAN: (
        "budget",
        "budget + no number",
        "capacity",
        "split",
        "groups min",
        "groups max",
        "spacing",
        "budget + capacity + groups max",
        "existing + budget + split + groups min + spacing",
    ),
    Model.P_CENTER: (
        "budget",
        "budget + no number",
        "capacity",
        "split",
        "groups min",
        "groups max",
        "spacing",
        "budget + capacity + groups max",
        "existing + budget + split + groups min + spacing",
    ),
    Model.P_DISPERSION: (
        "no rule",
        "existing",
        "budget",
        "groups min",
        "groups max",
        "existing + budget + groups max",
    ),
}
"""Combinations of model and requirement that no engine of its own answers."""


def combined(model: Model, rules: str, where: Callable[[], Country]) -> Ask:
    """Ask a country a question with requirements: 100 sites (the least for covering all), 3 km."""
    country, names = where(), rules.split(" + ")
    about = SITES.get(model, 100)
    asked: dict[str, Any] = {}
    for name in names:
        asked |= RULES[name](country, about) if name in RULES else {}
    given: dict[str, Any] = {}
    for name in names:
        given |= ARGUMENTS.get(name, {})
    if model in {Model.LSCP, Model.LSCP_BACKUP, Model.MCLP}:
        given["service_radius"] = 3_000.0 if country.cost.unit else 5_000.0
    if "no number" not in names and model not in SITES:
        given["n_sites"] = about
    if model is Model.P_DISPERSION:
        cost = CostMatrix(
            country.between(), demand_ids=range(N_CANDIDATES), site_ids=range(N_CANDIDATES), unit="m"
        )
        return by_model(model, cost, requirements=Requirements(**asked), **given)
    return by_model(model, country.cost, demand=country.people, requirements=Requirements(**asked), **given)


def cases() -> dict[str, Case]:
    """Give every case by name; its first word is the section."""
    return {
        **_published_cases(),
        **_coverage_cases(),
        **_plain_cases(),
        **_combined_cases(),
        **_frontier_cases(),
        **_growth_cases(),
    }


def _published_cases() -> dict[str, Case]:
    names = sorted((path.stem for path in PUBLISHED.glob("pmed*.txt")), key=lambda name: int(name[4:]))
    return {
        f"published {model} {name}": Case(partial(published, name, model), 120, done_s=40, gap=0)
        for model in (Model.P_MEDIAN, Model.P_CENTER)
        for name in names
    }


def _coverage_cases() -> dict[str, Case]:
    asked = ((3.25, 10), (3.25, 20), (4.0, 15), (5.5, 10), (6.25, 10), (6.25, 15), (6.25, 20))
    return {
        f"coverage 100 x {n:,}, radius {radius}, p {p}, seed {seed}": Case(
            partial(grid, n, radius, p, seed), 60, done_s=done, gap=0
        )
        for n, done, seeds in ((100_000, 5.0, (1, 2)), (1_000_000, 30.0, (1,)))
        for radius, p in asked
        for seed in seeds
    }


def _plain_cases() -> dict[str, Case]:
    given = {}
    for where, radii, numbers in ((towns, (3, 5, 10), (20, 100, 200)), (plane, (4, 8, 15), (10, 20, 50))):
        asked: dict[str, dict[str, Any]] = {}
        for km, p in zip(radii, numbers, strict=True):
            radius = 1e3 * km
            asked[f"lscp {km} km"] = {"model": Model.LSCP, "service_radius": radius}
            asked[f"mclp {km} km, p {p}"] = {"model": Model.MCLP, "service_radius": radius, "n_sites": p}
            asked[f"p_median p {p}"] = {"model": Model.P_MEDIAN, "n_sites": p}
            asked[f"p_center p {p}"] = {"model": Model.P_CENTER, "n_sites": p}
        for name, said in sorted(asked.items()):
            case = Case(partial(plain, where, **said), 30, first_s=1, gap=0.01)
            given[f"plain {where.__name__}, {name}"] = case
    return given


def _combined_cases() -> dict[str, Case]:
    return {
        f"combined {where.__name__}, {model}: {rules}": Case(
            partial(combined, model, rules, where), 60, first_s=5
        )
        for where in (towns, plane)
        for model, combinations in COMBINED.items()
        for rules in combinations
    }


def _frontier_cases() -> dict[str, Case]:
    asked: dict[Model, dict[str, Any]] = {
        Model.MCLP: {"service_radius": 3_000.0},
        Model.P_MEDIAN: {},
        Model.P_CENTER: {},
    }
    return {
        f"frontier {model}, 1 to 50": Case(partial(country_curve, model, **said), 55, done_s=60)
        for model, said in asked.items()
    }


def _growth_cases() -> dict[str, Case]:
    asked: dict[Model, dict[str, Any]] = {
        Model.MCLP: {"service_radius": 5_000.0, "n_sites": 100},
        Model.LSCP: {"service_radius": 10_000.0},
        Model.P_MEDIAN: {"n_sites": 150},
    }
    return {
        f"growth {model}, {n:,}": Case(partial(many, n, model, **said), 120)
        for model, said in asked.items()
        for n in (1_000, 10_000, 100_000, 1_000_000)
    }
