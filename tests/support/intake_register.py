"""A register of the reference dataset, made of its files, so that checks can be tested without a database."""

import csv
import json
from functools import cache
from pathlib import Path

import shapely

from geo_target.intake.checking.layers import FACILITY_KINDS
from geo_target.intake.names.gazetteer import Gazetteer, Place
from geo_target.intake.register import Register, StandingRow
from geo_target.intake.source_table import SourceRow, SourceTable

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def features(layer):
    """The (properties, shape) of a layer of the reference dataset."""
    path = DATA / "layers" / f"{layer}.geojson"
    path = path if path.exists() else DATA / "boundaries" / f"{layer}.geojson"
    found = json.loads(path.read_text("utf-8"))["features"]
    return tuple((one["properties"], shapely.geometry.shape(one["geometry"])) for one in found)


@cache
def occupations():
    """The rows of the list of occupations."""
    with (DATA / "layers" / "occupations.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def _places(layer):
    known = Place.__dataclass_fields__
    return [Place(**{k: v for k, v in facts.items() if k in known}) for facts, _ in features(layer)]


def _standing(layer):
    if layer == "occupations":
        return tuple(
            StandingRow(o["code"], o["name_fa"], o["name_en"], None, None, None, None, "modelled")
            for o in occupations()
        )
    rows = []
    for facts, shape in features(layer):
        point = shape if shape.geom_type == "Point" else shape.representative_point()
        rows.append(
            StandingRow(
                facts["code"], facts["name_fa"], facts["name_en"], facts.get("province_code"), facts.get("city_code"),
                point.x, point.y, "modelled",
            )
        )  # fmt: skip
    return tuple(rows)


def _names(layer):
    return {
        name: facts["code"] for facts, _ in features(layer) for name in (facts["name_fa"], facts["name_en"])
    }


@cache
def reference_register(layer, *, empty=False):
    """The register for an import into a layer; `empty`: no row of the layer itself stands."""
    provinces = [
        Place(**{k: v for k, v in facts.items() if k in Place.__dataclass_fields__})
        for facts, _ in features("provinces")
    ]
    layers = {
        other: frozenset(f["code"] for f, _ in features(other)) for other in (*FACILITY_KINDS, "federations")
    }
    if empty:
        layers[layer] = frozenset()
    standing = () if empty or layer == "counties" else _standing(layer)
    return Register(
        gazetteer=Gazetteer(provinces, (), _places("cities"), _places("neighbourhoods")),
        province_areas={facts["code"]: shape for facts, shape in features("provinces")},
        codes={**layers, "occupations": frozenset(o["code"] for o in occupations())},
        names={
            "occupations": {o[name]: o["code"] for o in occupations() for name in ("name_fa", "name_en")},
            "federations": _names("federations"),
            "training_centres": _names("training_centres"),
        },
        standing=standing,
        used_codes=frozenset(row.code for row in standing)
        | (
            frozenset().union(*(layers[k] for k in FACILITY_KINDS))
            if layer in FACILITY_KINDS
            else frozenset()
        ),
        places={facts["code"]: (shape.x, shape.y) for facts, shape in features("training_centres")},
    )


def table(headers, rows, *, geometry=None, crs=None, totals=None, file="list.xlsx", faults=(), first=2):
    """A source as the readers make it: row numbers as in a sheet whose first row are the headers."""
    made = tuple(SourceRow(first + i, tuple(cells)) for i, cells in enumerate(rows))
    return SourceTable(
        file=file, sheet=None, format="xlsx", encoding=None, headers=tuple(headers), rows=made,
        geometry=None if geometry is None else tuple(geometry), crs=crs, faults=tuple(faults),
        totals=None if totals is None else SourceRow(first + len(made), tuple(totals)),
    )  # fmt: skip
