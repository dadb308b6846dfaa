"""Which of 100,000 points lie within 3 km and 10 km of any of 5,000 facilities: GeoPandas against geo-target.

Run ``python bench/radius_coverage.py``. Both sides start from longitudes and latitudes and end with one
flag a point; they take turns in the same run, and the median of the turns counts. The truth is the geodesic
on WGS84 of every pair that could matter (pyproj's, with candidates found by other code than ours).
"""

from __future__ import annotations

import argparse
import csv
import functools
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

from geo_target.geodesy import covered_by_any

if TYPE_CHECKING:
    from collections.abc import Callable

CITIES = Path(__file__).parents[1] / "data" / "sources" / "programme_cities.csv"
NATIONAL = "+proj=lcc +lat_1=27 +lat_2=37 +lat_0=32 +lon_0=54 +datum=WGS84 +units=m"
UTM_ZONES = (38, 39, 40, 41)
SPREAD_KM = 8.0
SEED = 1396


def clustered(n: int, random: np.random.Generator) -> np.ndarray:
    """Positions scattered around the 93 cities, more of them around large ones, shape ``(n, 2)``."""
    with CITIES.open(encoding="utf-8-sig") as file:
        rows = [(float(r["lon"]), float(r["lat"]), float(r["population"])) for r in csv.DictReader(file)]
    lon, lat, people = np.array(rows).T
    chosen = random.choice(len(rows), n, p=np.sqrt(people) / np.sqrt(people).sum())
    degrees = random.normal(0, SPREAD_KM / 111.2, (n, 2))
    east = degrees[:, 0] / np.cos(np.radians(lat[chosen]))
    return np.column_stack([lon[chosen] + east, lat[chosen] + degrees[:, 1]])


def truth(points: np.ndarray, sites: np.ndarray, radius_m: float) -> np.ndarray:
    """Ask the geodesic of every pair whose chord is up to the radius and a metre."""
    to_xyz = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    xyz = [np.column_stack(to_xyz.transform(*p.T, np.zeros(len(p)))) for p in (points, sites)]
    near = cKDTree(xyz[1]).query_ball_point(xyz[0], radius_m + 1)
    covered = np.zeros(len(points), dtype=bool)
    for start in range(0, len(points), 10_000):
        part = near[start : start + 10_000]
        point = np.repeat(np.arange(start, start + len(part)), [len(n) for n in part])
        site = np.concatenate(part).astype(int)
        metres = Geod(ellps="WGS84").inv(*points[point].T, *sites[site].T)[2]
        covered[point[metres <= radius_m]] = True
    return covered


def flags(joined: gpd.GeoDataFrame, n: int) -> np.ndarray:
    """One flag a point, from the index of a join's result."""
    covered = np.zeros(n, dtype=bool)
    covered[joined.index.unique()] = True
    return covered


def buffer_join(
    points: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, radius_m: float, crs: object
) -> np.ndarray:
    """Buffer the facilities in a plane, join the points to the circles."""
    circles = sites.to_crs(crs)
    circles = circles.set_geometry(circles.buffer(radius_m))
    return flags(gpd.sjoin(points.to_crs(crs), circles, predicate="intersects"), len(points))


def buffer_union_join(points: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, radius_m: float) -> np.ndarray:
    """Melt the circles together first, so that a point in many circles is joined once."""
    melted = sites.to_crs(NATIONAL).buffer(radius_m).union_all()
    areas = gpd.GeoDataFrame(geometry=gpd.GeoSeries([melted], crs=NATIONAL).explode(ignore_index=True))
    return flags(gpd.sjoin(points.to_crs(NATIONAL), areas, predicate="intersects"), len(points))


def buffer_join_utm(points: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, radius_m: float) -> np.ndarray:
    """Work zone by zone, each point in its own UTM zone, with the facilities near that zone."""
    covered = np.zeros(len(points), dtype=bool)
    for zone in UTM_ZONES:
        west = (zone - 31) * 6
        mine = points.cx[west : west + 6, :]
        near = sites.cx[west - 0.5 : west + 6.5, :]
        if len(mine) and len(near):
            circles = near.to_crs(32600 + zone)
            circles = circles.set_geometry(circles.buffer(radius_m))
            joined = gpd.sjoin(mine.to_crs(32600 + zone), circles, predicate="intersects")
            covered[joined.index.unique()] = True
    return covered


def nearest_join(points: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, radius_m: float) -> np.ndarray:
    """No buffer at all: the nearest facility in the plane, if it is near enough."""
    joined = gpd.sjoin_nearest(points.to_crs(NATIONAL), sites.to_crs(NATIONAL), max_distance=radius_m)
    return flags(joined, len(points))


def measure(work: dict[str, Callable[[], np.ndarray]], repeats: int) -> dict[str, tuple[float, np.ndarray]]:
    """Let everyone have a turn, ``repeats`` times over; give median seconds and the answer."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    answers = {}
    for _ in range(repeats):
        for name, run in work.items():
            start = time.perf_counter()
            answers[name] = run()
            seconds[name].append(time.perf_counter() - start)
    return {name: (statistics.median(seconds[name]), answers[name]) for name in work}


OURS = "geo-target covered_by_any"
PEERS = {
    "buffer + sjoin, national Lambert": functools.partial(buffer_join, crs=NATIONAL),
    "buffer + sjoin, UTM zone by zone": buffer_join_utm,
    "buffer + sjoin, Web Mercator": functools.partial(buffer_join, crs=3857),
    "buffer + union_all + sjoin, Lambert": buffer_union_join,
    "sjoin_nearest (no buffer), Lambert": nearest_join,
}


def compare(points: np.ndarray, sites: np.ndarray, radius_km: float, repeats: int) -> float:
    """Print the table of one radius; give our gain over the fastest buffer and join."""
    frames = [gpd.GeoDataFrame(geometry=gpd.points_from_xy(*p.T, crs=4326)) for p in (points, sites)]
    radius_m = radius_km * 1000
    work = {name: functools.partial(run, *frames, radius_m) for name, run in PEERS.items()}
    work[OURS] = functools.partial(covered_by_any, points, sites, radius_m)
    results = measure(work, repeats)
    exact = truth(points, sites, radius_m)

    print(
        f"\n{radius_km:g} km: {exact.sum():,} of {len(points):,} points are covered by {len(sites):,} facilities"
    )
    print(f"{'':38}{'median s':>10}{'times ours':>12}{'points wrong':>14}")
    ours = results[OURS][0]
    for name, (seconds, covered) in results.items():
        print(f"{name:38}{seconds:10.3f}{seconds / ours:12.1f}{(covered != exact).sum():14,}")
    if not np.array_equal(results[OURS][1], exact):
        raise SystemExit("geo-target differs from the geodesic of every pair: this is a bug")
    return min(results[name][0] for name in PEERS if name.startswith("buffer")) / ours


def main() -> None:
    """Compare at 3 km and at 10 km."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--facilities", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    random = np.random.default_rng(SEED)
    points, sites = clustered(options.points, random), clustered(options.facilities, random)
    covered_by_any(points[:10], sites[:10], 1.0)  # libraries that load late, so that no turn pays for it

    for radius_km in (3, 10):
        ratio = compare(points, sites, radius_km, options.repeats)
        print(f"ratio {radius_km:g} km: {ratio:.1f} times as fast as the fastest GeoPandas buffer and join")


if __name__ == "__main__":
    main()
