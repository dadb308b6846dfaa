"""The layers of the reference dataset as frames with the columns that a partner's file has, without a database."""

import csv
from functools import cache

import geopandas as gpd
import pandas as pd
import shapely
from intake_register import DATA, features
from shapely import MultiPolygon, box

from geo_target.exchange.fields import LAYER_COLUMNS, all_fields

UNITS = {
    "training_centres": "trainee_hours_per_year",
    "placement_centres": "registrations_per_year",
    "neighbourhood_houses": "visitors_per_year",
    "bank_branches": "persons",
    "social_service_bases": "visitors_per_year",
}
DTYPES = {"integer": "Int64", "boolean": "boolean", "real": "float64", "text": "object"}


@cache
def reference_frame(layer):
    """All rows; what the database computes (provenance, names of occupations, sums) is filled in."""
    if layer == "demand_points":
        return _demand_points()
    if layer == "counties":
        return _counties()
    rows, shapes = zip(*features(layer), strict=True)
    return as_frame(layer, [_whole(layer, row) for row in rows], shapes)


def as_frame(layer, rows, shapes):
    columns = {
        name: pd.Series([row.get(name) for row in rows], dtype=DTYPES[all_fields()[name].type])
        for name in LAYER_COLUMNS[layer]
    }
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def _whole(layer, row):
    row = {"provenance": "modelled", "capacity_unit": UNITS.get(layer), **row}
    if layer == "course_runs":
        row |= _occupations()[row["occupation_code"]]
    if layer == "federations":
        row |= {"self_help_groups": 12, "members": 240, "women": 200}
    return row


@cache
def _occupations():
    with (DATA / "layers" / "occupations.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: {
                "occupation_fa": row["name_fa"],
                "occupation_en": row["name_en"],
                "sector": row["sector"],
            }
            for row in csv.DictReader(file)
        }


def _demand_points():
    areas = {row["code"]: row for row, _ in features("neighbourhoods")}
    with (DATA / "layers" / "demand_points.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        area = areas[row["neighbourhood_code"]]
        row |= {name: area[name] for name in ("name_fa", "name_en", "province_code", "city_code")}
        row |= {"provenance": "modelled", "population": int(row["population"])}
    return as_frame(
        "demand_points",
        rows,
        gpd.points_from_xy([float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows]),
    )


def _counties():
    """The reference dataset has none: a square around each city stands for its county."""
    frame = reference_frame("cities")
    rows = frame[["name_fa", "name_en", "province_code", "provenance"]].to_dict("records")
    for number, row in enumerate(rows):
        row["code"] = f"{row['province_code']}-C{number:03d}"
    around = shapely.buffer(list(frame.geometry), 0.01, cap_style="square")
    squares = [MultiPolygon([box(*(round(edge, 6) for edge in square.bounds))]) for square in around]
    return as_frame("counties", rows, squares)
