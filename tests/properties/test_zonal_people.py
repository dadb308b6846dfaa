"""Laws of sums over zones and of people spread over cells."""

import math
import tempfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from shapely.geometry import Polygon, box, mapping

from geo_target.suitability import Grid, apportion, covered_cells, spread_people, zonal_people

SIDE, WEST, NORTH = 0.01, 52.0, 36.0


def grid_of(values, *, transform=(SIDE, 0, WEST, 0, -SIDE, NORTH), crs="EPSG:4326", unit="people_per_cell"):
    values = np.asarray(values, float)

    def read(row, column, height, width):
        return values[row : row + height, column : column + width]

    return Grid(
        width=values.shape[1], height=values.shape[0], transform=transform, crs=crs, unit=unit, read=read
    )


@st.composite
def rasters(draw):
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    values = random.integers(0, 500, (height, width)).astype(float)
    values[random.random((height, width)) < draw(st.sampled_from([0, 0.2, 0.9]))] = np.nan
    return values


@st.composite
def zones(draw):
    """A polygon near the raster of 7 by 7 cells, in it, over its edge, or outside; with a hole now and then."""
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    angles = np.sort(random.random(draw(st.integers(3, 9)))) * 2 * math.pi
    reach = SIDE * (0.1 + 4 * random.random(len(angles)))
    x = WEST + SIDE * (10 * random.random() - 1.5)
    y = NORTH - SIDE * (10 * random.random() - 1.5)
    shape = Polygon(np.column_stack([x + reach * np.cos(angles), y + reach * np.sin(angles)]))
    shape = shape.buffer(0)
    if draw(st.booleans()):
        shape = shape.difference(shapely.Point(x, y).buffer(SIDE * 0.4))
    if shape.is_empty or shape.area < 1e-9 or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        shape = box(x, y, x + SIDE, y + SIDE)
    return shape


def by_splitting(values, zone):
    """Every cell cut by the zone, one by one."""
    total = 0.0
    for (row, column), people in np.ndenumerate(values):
        cell = box(
            WEST + column * SIDE, NORTH - (row + 1) * SIDE, WEST + (column + 1) * SIDE, NORTH - row * SIDE
        )
        if not math.isnan(people):
            total += people * cell.intersection(zone).area / cell.area
    return total


@given(rasters(), zones())
@settings(deadline=None)
def test_the_sum_is_that_of_every_cell_split_by_hand(values, zone):
    found = zonal_people(grid_of(values), [zone])
    touched = zone.intersection(
        box(WEST, NORTH - values.shape[0] * SIDE, WEST + values.shape[1] * SIDE, NORTH)
    ).area
    if found.state[0] in {"outside", "no_data"}:
        assert math.isnan(found.people[0])
        assert by_splitting(values, zone) == pytest.approx(0, abs=1e-3)
    else:
        assert found.people[0] == pytest.approx(by_splitting(values, zone), rel=1e-5, abs=1e-3)
    assert found.inside[0] == pytest.approx(touched / zone.area, abs=2e-5)


@given(rasters(), zones())
@settings(deadline=None, max_examples=40)
def test_the_sum_is_exactextracts_own_over_the_same_file(values, zone):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.tif"
        profile = {"height": values.shape[0], "width": values.shape[1], "count": 1, "dtype": "float64"}
        transform = Affine(SIDE, 0, WEST, 0, -SIDE, NORTH)
        with rasterio.open(
            path, "w", driver="GTiff", crs=None, transform=transform, nodata=np.nan, **profile
        ) as raster:
            raster.write(values, 1)
        feature = {"type": "Feature", "properties": {}, "geometry": mapping(zone)}
        theirs = exact_extract(str(path), feature, ["sum", "count"])[0]["properties"]
    found = zonal_people(grid_of(values), [zone])
    if theirs["count"] == 0 or theirs["sum"] is None:
        assert math.isnan(found.people[0])
        assert found.state[0] in {"outside", "no_data"}
    else:
        assert found.people[0] == pytest.approx(theirs["sum"], rel=1e-5, abs=1e-3)
        assert found.covered[0] * (1 - found.nodata[0]) == pytest.approx(theirs["count"], rel=1e-5, abs=1e-5)


@given(rasters(), st.lists(zones(), min_size=1, max_size=4), st.integers(1, 20))
@settings(deadline=None)
def test_how_the_raster_is_cut_into_windows_changes_nothing(values, areas, window):
    whole = zonal_people(grid_of(values), areas)
    cut = zonal_people(grid_of(values), areas, window_cells=window)
    assert cut.people == pytest.approx(whole.people, rel=1e-5, abs=1e-2, nan_ok=True)
    assert cut.covered == pytest.approx(whole.covered, abs=1e-4)


@given(rasters(), st.lists(zones(), min_size=2, max_size=5))
@settings(deadline=None)
def test_zones_in_another_order_have_the_same_sums(values, areas):
    there, back = zonal_people(grid_of(values), areas), zonal_people(grid_of(values), areas[::-1])
    assert there.people.tolist() == pytest.approx(back.people[::-1].tolist(), nan_ok=True)
    assert there.state == back.state[::-1]


@given(rasters(), st.floats(0.05, 0.95))
@settings(deadline=None)
def test_zones_that_share_a_raster_out_hold_all_of_it(values, where):
    height, width = values.shape
    middle = WEST + where * width * SIDE
    west = box(WEST, NORTH - height * SIDE, middle, NORTH)
    east = box(middle, NORTH - height * SIDE, WEST + width * SIDE, NORTH)
    found = zonal_people(grid_of(values), [west, east])
    assert np.nansum(found.people) == pytest.approx(np.nansum(values), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("crs", "side"),
    [("EPSG:4326", 0.002), ("EPSG:32639", 200), ("EPSG:32640", 200), ("EPSG:3857", 250), ("EPSG:3035", 200),
     ("ESRI:54009", 200)],
)  # fmt: skip
def test_an_even_density_gives_the_true_area_in_every_system(crs, side, turned):
    """A zone of 100 people per km² has 100 × its geodesic area: the raster is never moved, the zone is."""
    zone = Polygon([(51.2, 35.5), (51.6, 35.5), (51.3, 35.8)])  # one edge along a parallel, which bends
    geod = Geod(ellps="WGS84")
    to_grid = Transformer.from_crs(4326, CRS.from_user_input(crs), always_xy=True)
    x, y = to_grid.transform([51.0, 51.8, 51.8, 51.0], [35.3, 35.3, 36.0, 36.0])
    left, top, sign = min(x) - 5 * side, max(y) + 5 * side, -1
    width, height = int((max(x) - left) / side) + 6, int((top - min(y)) / side) + 6
    if turned:  # rows run from south to north
        top, sign = top - height * side, 1

    to_degrees = Transformer.from_crs(CRS.from_user_input(crs), 4326, always_xy=True)
    rows, columns = np.mgrid[0 : height + 1, 0 : width + 1]
    lon, lat = to_degrees.transform(left + columns * side, top + sign * rows * side)
    density = np.zeros((height, width))
    for row, column in np.ndindex(height, width):
        near = 51.1 < lon[row, column] < 51.7 and 35.4 < lat[row, column] < 35.9
        if near:
            around = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
            area = geod.polygon_area_perimeter([lon[p] for p in around], [lat[p] for p in around])[0]
            density[row, column] = 100 * abs(area) / 1e6
    grid = grid_of(density, transform=(side, 0, left, 0, sign * side, top), crs=crs, unit="people_per_km2")
    edges = shapely.segmentize(zone, 0.001).exterior.coords
    expected = 100 * abs(geod.polygon_area_perimeter(*zip(*edges, strict=True))[0]) / 1e6
    assert zonal_people(grid, [zone]).people[0] == pytest.approx(expected, rel=2e-5)


@given(st.integers(0, 10**6), st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_people_are_shared_out_to_the_last_one(total, weights):
    if not any(weights):
        weights[0] = 1.0
    people = apportion(total, weights)
    exact = total * np.array(weights) / max(weights) / math.fsum(np.array(weights) / max(weights))
    assert people.sum() == total
    assert (people >= 0).all()
    assert (np.abs(people - exact) < 1 + 1e-6).all()
    assert (people[np.array(weights) == 0] == 0).all()


@given(
    st.integers(0, 1000), st.lists(st.integers(1, 10**6), min_size=2, max_size=30, unique=True), st.randoms()
)
def test_shares_go_with_their_weights_in_any_order_when_no_two_are_alike(total, weights, random):
    order = list(range(len(weights)))
    random.shuffle(order)
    people = apportion(total, weights)
    other = apportion(total, [weights[number] for number in order])
    exact = total * np.array(weights) / sum(weights)
    parts = np.sort(exact - np.floor(exact))
    if len(parts) < 2 or np.diff(parts).min() > 1e-9:
        assert other.tolist() == people[order].tolist()


def wide_grid(seed, empty):
    """A raster that holds every zone whole; a share of its cells without data, another without people."""
    random = np.random.default_rng(seed)
    values = random.integers(0, 500, (24, 24)).astype(float)
    chance = random.random(values.shape)
    values[chance < empty] = np.nan
    values[chance > 1 - empty / 2] = 0
    return grid_of(values, transform=(SIDE, 0, WEST - 8 * SIDE, 0, -SIDE, NORTH + 8 * SIDE))


SEEDS, EMPTY = st.integers(0, 2**32 - 1), st.sampled_from([0, 0.3, 0.9])


@given(SEEDS, EMPTY, zones(), st.integers(0, 5000), st.integers(1, 4))
@settings(deadline=None)
def test_a_zones_people_are_kept_to_the_person_and_stay_in_it(seed, empty, zone, population, block):
    spread = spread_people(wide_grid(seed, empty), zone, population, block=block)
    if spread.state != "by_raster":
        assert spread.state == ("nobody" if population == 0 else "no_people")
        assert len(spread.population) == 0
        return
    assert spread.population.sum() == population
    assert (spread.population > 0).all()
    near = shapely.dwithin(zone, shapely.points(spread.lon, spread.lat), 1e-7)
    assert near.all()


@given(rasters(), zones(), st.integers(1, 5000))
@settings(deadline=None)
def test_a_zone_that_reaches_out_of_the_raster_keeps_what_it_has(values, zone, population):
    grid = grid_of(values)
    inside = zonal_people(grid, [zone]).inside[0]
    state = spread_people(grid, zone, population).state
    if inside < 0.98:
        assert state in {"outside", "partly_outside"}
    elif inside > 0.995:
        assert state in {"by_raster", "no_people"}


@given(SEEDS, EMPTY, zones(), st.integers(1, 5000))
@settings(deadline=None)
def test_coarser_points_are_sums_of_finer_ones_and_people_live_where_the_raster_says(
    seed, empty, zone, population
):
    grid = wide_grid(seed, empty)
    fine, coarse = (spread_people(grid, zone, population, block=block) for block in (1, 24))
    assert fine.state == coarse.state
    if fine.state != "by_raster":
        return
    assert coarse.population.tolist() == [population]
    (part,) = covered_cells(grid, zone)
    weight = np.nan_to_num(part.people) * part.share
    exact = population * weight / weight.sum()
    found = np.zeros(len(weight))
    west, north = WEST - 8 * SIDE, NORTH + 8 * SIDE
    place = {
        cell: number
        for number, cell in enumerate(zip(part.rows.tolist(), part.columns.tolist(), strict=True))
    }
    for lon, lat, people in zip(fine.lon, fine.lat, fine.population, strict=True):
        found[place[math.floor((north - lat) / SIDE), math.floor((lon - west) / SIDE)]] += people
    assert (np.abs(found - exact) < 1 + 1e-6).all()
