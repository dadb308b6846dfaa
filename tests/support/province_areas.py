"""The provinces and the cities of the repository's own data, for tests of places."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape

DATA = Path(__file__).parents[2] / "data"


@cache
def province_areas():
    features = json.loads((DATA / "boundaries" / "provinces.geojson").read_text("utf-8"))["features"]
    return {one["properties"]["code"]: shape(one["geometry"]) for one in features}


@cache
def cities():
    """Return longitudes, latitudes and province codes of the cities."""
    features = json.loads((DATA / "layers" / "cities.geojson").read_text("utf-8"))["features"]
    lonlat = np.array([one["geometry"]["coordinates"] for one in features])
    return lonlat[:, 0], lonlat[:, 1], [one["properties"]["province_code"] for one in features]


@cache
def shared_layer(folder, name):
    """Return shapes and properties of a real file."""
    features = json.loads((Path(folder) / name).read_text("utf-8"))["features"]
    shapes = np.array([shape(one["geometry"]) for one in features] + [None], dtype=object)[:-1]
    return shapes, [one["properties"] for one in features]


def square(west=51.4, south=35.7, size=0.01):
    return shapely.box(west, south, west + size, south + size)
