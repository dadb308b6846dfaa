"""A raster of coverage gaps: nobody is lost, everybody is where they live, any program can open it."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
import rasterio
from sqlalchemy import text

from geo_target.errors import InputError, UnknownPlaceError
from geo_target.exchange.raster import NODATA
from geo_target.geodesy import nearest_site
from geo_target.profile import SERVICES, load_profile
from geo_target.store.engine import Store
from geo_target.workflows.gap_grid import Resolution, parse_resolution
from geo_target.workflows.gap_raster import export_gap_raster


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as opened:
        yield opened


def ask(store, statement, **values):
    with store.read() as connection:
        return connection.execute(text(statement), values).all()


def unserved_of(store, service, province=None):
    asked = (
        "SELECT sum(s.unserved), sum(s.demand) FROM geo_target.scores AS s JOIN layers.neighbourhoods AS n ON n.code = s.neighbourhood_code"
        " WHERE s.service = :service AND s.run_id = (SELECT max(run_id) FROM geo_target.score_runs)"
        " AND (CAST(:province AS text) IS NULL OR n.province_code = :province)"
    )
    return ask(store, asked, service=service, province=province)[0]


def sums(path):
    with rasterio.open(path) as raster:
        return [raster.read(band)[raster.read(band) != NODATA].sum() for band in (1, 2, 4)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_cells_add_up_to_the_score_run_of_the_service(store, service, tmp_path):
    export_gap_raster(store, tmp_path / "gaps.tif", service=service, resolution=Resolution(degrees=0.05))
    unserved, demand, people = sums(tmp_path / "gaps.tif")
    expected = unserved_of(store, service)
    assert unserved == pytest.approx(expected[0], abs=1e-6)
    assert demand == pytest.approx(expected[1], abs=1e-6)
    assert people == ask(store, "SELECT sum(population) FROM layers.demand_points")[0][0]


@pytest.mark.parametrize(
    ("resolution", "province", "crs"),
    [
        (Resolution(metres=450), ["IR-09"], "utm"),
        (Resolution(metres=900), ["خراسان رضوی"], None),
        (Resolution(metres=1300), ["IR-09"], "EPSG:3857"),
        (Resolution(degrees=0.007), ["IR-09"], 4258),
        (Resolution(metres=5000), [], 32639),
        (Resolution(metres=700), ["IR-09", "IR-29"], 32640),
    ],
)
def test_nobody_is_lost_whatever_the_cell_and_the_system(store, resolution, province, crs, tmp_path):
    path = tmp_path / "gaps.tif"
    export_gap_raster(store, path, service="training", resolution=resolution, province=province, crs=crs)
    codes = [None] if not province else ["IR-09", "IR-29"] if len(province) > 1 else ["IR-09"]
    expected = np.sum([unserved_of(store, "training", code) for code in codes], axis=0)
    assert sums(path)[:2] == pytest.approx(list(expected), abs=1e-6)


def test_a_demand_point_lies_in_its_cell_and_the_distance_is_that_of_the_middle(store, tmp_path):
    path = tmp_path / "gaps.tif"
    export_gap_raster(
        store, path, service="placement", resolution=Resolution(metres=600), province=["IR-09"], crs=32640
    )
    points = ask(
        store,
        "SELECT ST_X(geom), ST_Y(geom), population FROM layers.demand_points WHERE province_code = 'IR-09' ORDER BY code",
    )
    sites = ask(
        store,
        "SELECT ST_X(geom), ST_Y(geom) FROM layers.placement_centres WHERE status = 'operating' ORDER BY code",
    )
    from pyproj import Transformer

    to_metres = Transformer.from_crs(4326, 32640, always_xy=True)
    with rasterio.open(path) as raster:
        bands = raster.read()
        people = np.zeros(raster.shape)
        for lon, lat, count in points:
            people[raster.index(*to_metres.transform(lon, lat))] += count
        lived = people > 0
        assert (bands[3][lived] == people[lived]).all()
        assert set(np.unique(bands[3][~lived])) <= {NODATA, 0.0}

        rows, columns = (part[:: len(part) // 50] for part in np.nonzero(bands[2] != NODATA))
        xy = [raster.xy(row, column) for row, column in zip(rows, columns, strict=True)]
    lonlat = [to_metres.transform(x, y, direction="INVERSE") for x, y in xy]
    expected = nearest_site(lonlat, [tuple(site) for site in sites]).distance_m
    assert bands[2][rows, columns] == pytest.approx(expected, abs=0.501)


def test_a_cell_is_unserved_only_beyond_the_radius(store, tmp_path):
    path = tmp_path / "gaps.tif"
    export_gap_raster(
        store, path, service="community", resolution=Resolution(metres=150), province=["IR-23"], crs="utm"
    )
    radius = load_profile().radius_m("community")
    with rasterio.open(path) as raster:
        unserved, demand, nearest, people = raster.read()
    there = people > 0
    slack = 150 * 2**0.5 / 2 + 1
    assert (unserved[there & (nearest < radius - slack)] == 0).all()
    beyond = there & (nearest > radius + slack)
    assert beyond.any()
    assert unserved[beyond] == pytest.approx(demand[beyond])
    assert (unserved[there] <= demand[there]).all()


def test_cells_outside_the_province_have_no_data_and_those_inside_do(store, tmp_path):
    path = tmp_path / "gaps.tif"
    export_gap_raster(
        store, path, service="training", resolution=Resolution(degrees=0.05), province=["IR-07"]
    )
    with rasterio.open(path) as raster:
        values = raster.read(1)
        middles = [(row, column, *raster.xy(row, column)) for row, column in np.ndindex(values.shape)]
    looked_at = middles[::7]
    inside = (
        "SELECT ST_Covers(p.geom, ST_SetSRID(ST_Point(m.x, m.y), 4326))"
        " FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY AS m (x, y, n), layers.provinces AS p"
        " WHERE p.code = 'IR-07' ORDER BY m.n"
    )
    found = ask(store, inside, x=[x for *_, x, _ in looked_at], y=[y for *_, y in looked_at])
    assert {is_inside for (is_inside,) in found} == {True, False}
    for (row, column, *_), (is_inside,) in zip(looked_at, found, strict=True):
        if is_inside:
            assert values[row, column] != NODATA
        elif values[row, column] != NODATA:
            assert values[row, column] >= 0


def test_the_same_data_give_the_same_bytes(store, tmp_path):
    reports = [
        export_gap_raster(store, tmp_path / name, service="training", province=["IR-09"])
        for name in ("a.tif", "b.tif")
    ]
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert reports[0].sha256 == reports[1].sha256


def test_gdal_reads_a_cloud_optimised_file_that_says_what_it_is(store, tmp_path):
    path = tmp_path / "gaps.tif"
    report = export_gap_raster(
        store, path, service="microfinance", resolution=Resolution(degrees=0.005), province=["IR-09"]
    )
    told = json.loads(
        subprocess.run(["gdalinfo", "-json", path], check=True, capture_output=True, text=True).stdout
    )
    assert told["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
    assert [band["description"] for band in told["bands"]] == ["unserved", "demand", "nearest_m", "people"]
    assert [band["unit"] for band in told["bands"]] == [
        "women_heads_of_household",
        "women_heads_of_household",
        "m",
        "population",
    ]
    assert all(
        band["block"] == [512, 512] and band["overviews"] and band["noDataValue"] == NODATA
        for band in told["bands"]
    )
    own = told["metadata"][""]
    assert own["SERVICE"] == "microfinance"
    assert own["TITLE_FA"].startswith("شکاف پوشش: تأمین مالی خرد")
    assert all(own[name] for name in ("PROVENANCE", "LICENCE", "SOURCE_FA", "DESCRIPTION_FA"))
    assert own["DATA_VERSION"] == str(ask(store, "SELECT version FROM geo_target.data_version")[0][0])
    assert report.format == "geotiff"
    assert report.rows == int((rasterio.open(path).read(1) != NODATA).sum())


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"service": "health"}, InputError, "one service"),
        ({"province": ["نیست"]}, UnknownPlaceError, "province"),
        ({"resolution": Resolution(metres=1)}, InputError, "at most"),
        ({"resolution": Resolution(degrees=0.1), "crs": 32640}, InputError, "metres"),
        ({"crs": "utm"}, InputError, "zones"),
        ({"crs": 4978}, InputError, "two coordinates"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(store, asked, error, words, tmp_path):
    with pytest.raises(error, match=words):
        export_gap_raster(store, tmp_path / "gaps.tif", **{"service": "training", **asked})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["gaps.png", "nowhere/gaps.tif"])
def test_the_file_is_a_geotiff_in_a_folder_that_is_there(store, name, tmp_path):
    with pytest.raises(InputError):
        export_gap_raster(store, tmp_path / name, service="training")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("500", Resolution(metres=500)),
        ("۵۰۰ متر", Resolution(metres=500)),
        ("1.5 km", Resolution(metres=1500)),
        ("0.01deg", Resolution(degrees=0.01)),
        ("0.01°", Resolution(degrees=0.01)),
        (None, Resolution()),
    ],
)
def test_a_resolution_is_metres_or_degrees(said, meant):
    assert parse_resolution(said) == meant


@pytest.mark.parametrize("said", ["", "0", "-5", "fine", "5 miles", "1e9", "nan"])
def test_a_resolution_that_is_none_is_refused(said):
    with pytest.raises(InputError, match="resolution"):
        parse_resolution(said)
