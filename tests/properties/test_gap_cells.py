"""Nobody is lost between demand points and the cells of a raster, whatever the cell, the system and the area."""

from __future__ import annotations

import math

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from geo_target.errors import InputError
from geo_target.exchange import raster
from geo_target.exchange.raster import NODATA, Grid, cog, grid_around, strips
from geo_target.profile import SERVICES, load_profile
from geo_target.workflows.gap_cells import PointGaps, gap_bands, gap_strips, point_gaps
from geo_target.workflows.gap_grid import Projection, Resolution
from geo_target.workflows.service_scores import DemandPoints, Facilities, Neighbourhoods, score_services

EPSG = (4326, 32638, 32639, 32640, 32641, 3857, 4258, 3395, 6933)

lonlats = st.lists(
    st.tuples(st.floats(46, 60, width=32), st.floats(27, 38, width=32)), min_size=1, max_size=25
).map(lambda pairs: np.array(pairs, float))
sizes = st.one_of(
    st.floats(5_000, 300_000).map(lambda side: Resolution(metres=side)),
    st.floats(0.05, 3).map(lambda side: Resolution(degrees=side)),
)


def gaps_at(lonlat, sites=((51.4, 35.7),)):
    people = (np.arange(len(lonlat)) * 37 % 101).astype(float)
    unserved = np.where(np.arange(len(lonlat)) % 3, people / 7, 0.0)
    return PointGaps(lonlat, unserved, people / 7, people, np.array(sites, float).reshape(-1, 2))


def raster_of(gaps, epsg, resolution, area=None):
    """Return the grid and its four bands, put together of strips."""
    area = Polygon() if area is None else area
    projection = Projection(epsg)
    xy = projection.forward(gaps.lonlat)
    grid = grid_around(
        (xy[0].min(), xy[1].min(), xy[0].max(), xy[1].max()), projection.cell(resolution, gaps.lonlat), epsg
    )
    strip = gap_strips(
        grid, gaps, xy, projection.of_area(area) if not area.is_empty else area, projection.back
    )
    return grid, np.concatenate([strip(*part) for part in strips(grid)], axis=1), xy


@settings(deadline=None)
@given(lonlats, st.sampled_from(EPSG), sizes)
def test_nobody_is_lost_and_everybody_is_in_the_cell_where_they_live(lonlat, epsg, resolution):
    gaps = gaps_at(lonlat)
    if epsg not in {4326, 4258} and resolution.degrees is not None:
        with pytest.raises(InputError, match="metres"):
            raster_of(gaps, epsg, resolution)
        return
    grid, bands, xy = raster_of(gaps, epsg, resolution)
    for band, expected in ((0, gaps.unserved), (1, gaps.demand), (3, gaps.people)):
        assert math.fsum(bands[band][bands[band] != NODATA]) == pytest.approx(math.fsum(expected), rel=1e-12)

    a, _, c, _, e, f = grid.transform
    down, along = np.divmod(grid.cells(*xy), grid.width)
    assert (c + along * a <= xy[0] + abs(a) * 1e-9).all()
    assert (xy[0] <= c + (along + 1) * a + abs(a) * 1e-9).all()
    assert (f + (down + 1) * e <= xy[1] + abs(e) * 1e-9).all()
    assert (xy[1] <= f + down * e + abs(e) * 1e-9).all()
    assert (bands[3].reshape(-1)[grid.cells(*xy)] >= gaps.people).all()


@settings(deadline=None)
@given(lonlats, st.integers(1, 5))
def test_two_cells_beside_each_other_are_the_one_twice_as_wide(lonlat, half):
    fine, coarse = (raster_of(gaps_at(lonlat), 4326, Resolution(degrees=half * step)) for step in (0.25, 0.5))
    grid, bands, _ = coarse
    people = np.zeros(grid.width * grid.height)
    middle_x, middle_y = fine[0].middles(0, fine[0].height)
    lived = fine[1][3] > 0
    np.add.at(people, grid.cells(middle_x[lived], middle_y[lived]), fine[1][3][lived])
    held = bands[3].reshape(-1)
    assert people == pytest.approx(np.where(held == NODATA, 0, held))


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_over_the_cells_the_unserved_are_those_of_the_score(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    n_areas, n_points, n_sites = (data.draw(st.integers(*span)) for span in ((1, 5), (1, 40), (0, 12)))
    areas = Neighbourhoods(
        codes=tuple(f"N{number}" for number in range(n_areas)),
        city_population=rng.choice([np.nan, 90_000.0, 900_000.0], n_areas),
        demand={
            name: rng.integers(0, 5_000, n_areas).astype(float)
            for name in ("population", "households", "job_seekers", "women_heads_of_household")
        },
        deprivation=rng.random(n_areas),
    )
    around = np.array([51.0, 35.0])
    points = DemandPoints(
        around + rng.random((n_points, 2)) / 5,
        rng.integers(0, 300, n_points).astype(float),
        rng.integers(0, n_areas, n_points),
    )
    kinds = ["training_centre", "placement_centre", "bank_branch", "self_help_group", "neighbourhood_house"]
    facilities = Facilities(
        (around + rng.random((n_sites, 2)) / 5).reshape(-1, 2), rng.choice(kinds, n_sites)
    )
    profile = load_profile()
    scores = score_services(areas, points, facilities, profile)
    for service in SERVICES:
        gaps = point_gaps(areas, points, facilities, profile, service)
        bands = raster_of(gaps, 4326, Resolution(degrees=0.03))[1]
        unserved = math.fsum(bands[0][bands[0] != NODATA])
        assert unserved == pytest.approx(math.fsum(scores.services[service].unserved), rel=1e-9, abs=1e-9)
        if not np.isin(facilities.kinds, profile.services[service].kinds).any():
            assert (bands[2] == NODATA).all()


def test_cells_within_the_area_have_data_and_others_only_where_people_live():
    gaps = gaps_at(np.array([[51.0, 35.0], [53.05, 36.05], [52.05, 35.55]]))
    grid, bands, xy = raster_of(gaps, 4326, Resolution(degrees=0.1), area=box(51.5, 35.0, 53.0, 35.5))
    x, y = grid.middles(0, grid.height)
    inside = (x > 51.5) & (x < 53.0) & (y > 35.0) & (y < 35.5)
    inside.reshape(-1)[grid.cells(*xy)] = True
    assert ((bands != NODATA) == inside).all()
    assert (bands[2][inside] >= 0).all()


def test_the_cells_do_not_depend_on_the_strips(monkeypatch):
    lonlat = np.random.default_rng(5).random((40, 2)) * [4, 3] + [50, 33]
    area = box(50.5, 33.5, 53.0, 35.5)
    whole = raster_of(gaps_at(lonlat), 32639, Resolution(metres=7_000), area)
    monkeypatch.setattr(raster, "STRIP_CELLS", 3 * whole[0].width)
    assert len(strips(whole[0])) > 5
    parts = raster_of(gaps_at(lonlat), 32639, Resolution(metres=7_000), area)
    assert (whole[1] == parts[1]).all()


def test_rasters_of_one_cell_size_fit_onto_each_other():
    one = grid_around((500_123, 3_900_456, 561_000, 3_950_000), (250, 250), 32639)
    other = grid_around((530_010, 3_910_001, 580_000, 3_990_000), (250, 250), 32639)
    for grid in (one, other):
        a, _, west, _, e, north = grid.transform
        assert west % a == 0
        assert north % e == 0
    assert one.transform[2] <= 500_123
    assert one.transform[5] >= 3_950_000


@pytest.mark.parametrize("cell", [(0, 1), (1, -1), (math.nan, 1), (math.inf, 1), (1e-9, 1e-9)])
def test_a_cell_has_a_size_and_a_raster_has_an_end(cell):
    with pytest.raises(InputError):
        grid_around((0, 0, 10, 10), cell, 4326)


def test_a_position_outside_the_grid_is_refused_and_not_lost():
    with pytest.raises(InputError, match="1 positions"):
        Grid(4326, 1, 1, 50, 36, 2, 2).cells([50.5, 53.5], [35.5, 35.5])


def test_a_file_is_read_by_others_as_it_was_written(tmp_path):
    grid = Grid(32639, 500.0, 500.0, 1000, 8000, 1100, 700)
    values = np.random.default_rng(3).random((4, 700, 1100))
    content = cog(
        grid,
        gap_bands("training", "job_seekers"),
        lambda first, rows: values[:, first : first + rows],
        {"TITLE_FA": "شکاف"},
    )
    (tmp_path / "gaps.tif").write_bytes(content)
    with rasterio.open(tmp_path / "gaps.tif") as written:
        assert (written.read() == values).all()
        assert written.transform == Affine(500, 0, 500_000, 0, -500, 4_000_000)
        assert written.tags()["TITLE_FA"] == "شکاف"
        assert written.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert written.overviews(1)
        assert written.nodata == NODATA
        assert written.crs.to_epsg() == 32639
