"""The reference dataset as the arrays that are scored, straight from its files: no database."""

import csv
from functools import cache

import numpy as np
from intake_register import DATA, features

from geo_target.profile import DEMANDS
from geo_target.workflows.service_scores import DemandPoints, Facilities, Neighbourhoods

FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)


@cache
def reference_country():
    """Neighbourhoods, demand points and what operates, each in the order of its codes."""
    cities = {row["code"]: row["population"] for row, _ in features("cities")}
    rows = sorted((row for row, _ in features("neighbourhoods")), key=lambda row: row["code"])
    column = lambda name: np.array([row[name] for row in rows], float)  # noqa: E731 - one shape
    areas = Neighbourhoods(
        codes=tuple(row["code"] for row in rows),
        city_population=np.array([cities[row["city_code"]] for row in rows], float),
        demand={name: column(name) for name in DEMANDS},
        deprivation=column("deprivation"),
    )
    return areas, _points(areas.codes), _facilities()


def _points(codes):
    row_of = {code: number for number, code in enumerate(codes)}
    with (DATA / "layers" / "demand_points.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code"])
    return DemandPoints(
        [(float(row["lon"]), float(row["lat"])) for row in rows],
        [float(row["population"]) for row in rows],
        [row_of[row["neighbourhood_code"]] for row in rows],
    )


def _facilities():
    held = [
        (row["code"], row["kind"], row["capacity"], shape)
        for layer in FACILITIES
        for row, shape in features(layer)
        if row["status"] == "operating"
    ]
    held += [
        (row["code"], "self_help_group", 25 - row["members"], shape)
        for row, shape in features("self_help_groups")
    ]
    held.sort(key=lambda row: row[0])
    return Facilities(
        [(shape.x, shape.y) for *_, shape in held],
        [kind for _, kind, *_ in held],
        [capacity for *_, capacity, _ in held],
        tuple(code for code, *_ in held),
    )
