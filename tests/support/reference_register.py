"""What stands in a freshly loaded database, read from the files of the reference dataset: no database is asked."""

import csv
import json
from functools import lru_cache
from pathlib import Path

import shapely
from shapely.geometry import shape

from geo_target.intake.gazetteer import Gazetteer, Place
from geo_target.intake.register import Register, StandingRow

DATA = Path(__file__).parents[2] / "data"
FACILITIES = (
    "training_centres",
    "placement_centres",
    "neighbourhood_houses",
    "bank_branches",
    "social_service_bases",
)


@lru_cache(maxsize=1)
def gazetteer():
    provinces = [
        Place(
            code=row["iso_3166_2"], name_fa=row["name_fa"], name_en=row["name_en"], hasc=row["hasc"],
            iso_3166_2_pre2020=row["iso_3166_2_pre2020"], sci_code=row["sci_code"],
        )
        for row in _csv(DATA / "sources/iran_provinces.csv")
    ]  # fmt: skip
    cities = [_place(row) for row, _ in features("cities")]
    areas = [_place(row, city_code=row["city_code"]) for row, _ in features("neighbourhoods")]
    return Gazetteer(provinces, (), cities, areas)


def register_of(layer):
    """The register for an import into a layer."""
    standing = () if layer in {"counties", "provinces"} else _standing(layer)
    sisters = FACILITIES if layer in FACILITIES else (layer,)
    return Register(
        gazetteer=gazetteer(),
        province_areas=_areas(),
        codes={name: frozenset(row["code"] for row in _rows(name)) for name in ("occupations", "federations", "training_centres")},
        names={name: _names(name) for name in ("occupations", "federations", "training_centres")},
        standing=standing,
        used_codes=frozenset(row["code"] for name in sisters if name not in {"counties", "provinces"} for row in _rows(name)),
        places={row["code"]: (point.x, point.y) for name in ("cities", "training_centres") for row, point in features(name)},
    )  # fmt: skip


@lru_cache(maxsize=16)
def features(layer):
    """The properties and shape of each feature of a layer."""
    content = json.loads((DATA / f"layers/{layer}.geojson").read_text(encoding="utf-8"))
    return [(one["properties"], shape(one["geometry"])) for one in content["features"]]


@lru_cache(maxsize=1)
def _areas():
    content = json.loads((DATA / "boundaries/provinces.geojson").read_text(encoding="utf-8"))
    return {
        one["properties"].get("code") or one["properties"]["province_code"]: shape(one["geometry"])
        for one in content["features"]
    }


@lru_cache(maxsize=16)
def _standing(layer):
    rows = []
    for row, where in features(layer):
        inside = where if where.geom_type == "Point" else shapely.point_on_surface(where)
        city = row["code"] if layer == "cities" else row.get("city_code")
        rows.append(
            StandingRow(
                row["code"],
                row["name_fa"],
                row["name_en"],
                row["province_code"],
                city,
                inside.x,
                inside.y,
                "modelled",
            )
        )
    return tuple(rows)


def _place(row, **more):
    return Place(
        code=row["code"],
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        province_code=row["province_code"],
        **more,
    )


def _names(layer):
    return {row[key]: row["code"] for row in _rows(layer) for key in ("name_fa", "name_en")}


def _rows(layer):
    if layer == "occupations":
        return _csv(DATA / "layers/occupations.csv")
    return [row for row, _ in features(layer)]


def _csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
