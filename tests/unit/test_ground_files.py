"""Friction out of files: land cover, roads, elevation and speeds in; a friction file out; tables of pairs."""

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from shapely.geometry import LineString

from geo_target.errors import InputError
from geo_target.exchange.ground import read_friction
from geo_target.impedance import friction
from geo_target.workflows.od_costs import read_od_table
from geo_target.workflows.travel_cost import grid_of, make_friction

SPEEDS = """
[walking.land_cover]
1 = 3.6
2 = 0
[walking.roads]
path = 4.5
[driving.land_cover]
1 = 20
2 = 0
"""


def put(path, values, *, crs="EPSG:4326", nodata=None, step=0.01, dtype="float32"):
    place = Affine(step, 0.0, 50.0, 0.0, -step, 35.0)
    shape = {"height": len(values), "width": len(values[0]), "count": 1, "dtype": dtype}
    with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=place, nodata=nodata, **shape) as file:
        file.write(np.array(values, dtype), 1)
    return path


@pytest.fixture
def files(tmp_path):
    put(tmp_path / "cover.tif", [[1, 2, 1], [1, 2, 1], [1, 1, 255]], nodata=255, dtype="uint8")
    put(tmp_path / "high.tif", np.full((30, 40), 100.0))
    (tmp_path / "speeds.toml").write_text(SPEEDS)
    line = LineString([(50.001, 34.995), (50.029, 34.995)])
    gpd.GeoDataFrame({"highway": ["path"]}, geometry=[line], crs="EPSG:4326").to_file(tmp_path / "roads.gpkg")
    return tmp_path


def make(files, **options):
    given = {"land_cover": files / "cover.tif", "speeds": files / "speeds.toml", "mode": "walking"} | options
    return make_friction(files / "out.tif", **given)


def test_a_friction_file_is_made_and_read_back_and_a_road_bridges_a_barrier(files):
    report = make(files, roads=files / "roads.gpkg", elevation=files / "high.tif")
    file = read_friction(files / "out.tif")
    expected = [[0.8, 0.8, 0.8], [1, np.nan, 1], [1, 1, np.nan]]
    np.testing.assert_allclose(file.seconds_per_metre, expected)
    np.testing.assert_allclose(file.elevation_m, 100)
    assert (file.place.west, file.place.north, file.tags["MODE"]) == (50.0, 35.0, "walking")
    assert "2 of them barriers; walking" in report.notes[0]
    assert "3 cells" in report.notes[1]
    cost = friction(grid_of(file), [[50.005, 34.995]], [[50.025, 34.995]], unit="s").cost.values[0, 0]
    assert cost == pytest.approx(0.8 * 2 * 912.9, rel=1e-3)


def test_roads_without_a_speed_are_counted_by_class_and_roads_elsewhere_are_refused(files):
    line, elsewhere = (LineString([(x, 34.995), (x + 0.028, 34.995)]) for x in (50.001, 10.0))
    kinds = {"highway": ["track", "path", "motorway", "track", None]}
    gpd.GeoDataFrame(kinds, geometry=[line] * 5, crs="EPSG:4326").to_file(files / "mixed.gpkg")
    report = make(files, roads=files / "mixed.gpkg")
    assert report.notes[2] == (
        "Roads left out: 4, for [walking.roads] has no speed of: motorway (1), no class (1), track (2)."
    )
    gpd.GeoDataFrame({"highway": ["path"]}, geometry=[elsewhere], crs="EPSG:4326").to_file(files / "far.gpkg")
    with pytest.raises(InputError, match=r"far.gpkg: no road with a speed touches the land cover"):
        make(files, roads=files / "far.gpkg")


def test_the_report_is_told_in_persian_too(files):
    report = make(files, roads=files / "roads.gpkg", lang="fa")
    assert report.notes == (
        "۳ در ۳ خانه، ۲ تای آن‌ها گذرناپذیر؛ پیاده.",
        "راه‌ها از ۳ خانه می‌گذرند، با سرعت تندترین راه.",
    )


def test_what_is_read_is_never_written_over(files):
    before = (files / "cover.tif").read_bytes()
    with pytest.raises(InputError, match=r"cover.tif is one of the files that are read"):
        make_friction(
            files / "cover.tif", land_cover=files / "cover.tif", speeds=files / "speeds.toml", mode="walking"
        )
    assert (files / "cover.tif").read_bytes() == before


def test_the_same_files_give_the_same_bytes(files):
    assert make(files).sha256 == make(files).sha256


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "driving", "elevation": "high.tif"}, "elevation changes walking only"),
        ({"roads": "roads.gpkg", "road_class": "kind"}, "the column 'kind'; it has: highway"),
        ({"roads": "roads.gpkg", "mode": "driving"}, "no class of road has a speed.*: path"),
        ({"land_cover": "nothing.tif"}, "There is no file"),
        ({"land_cover": "speeds.toml"}, "cannot be read as a GeoTIFF of land cover"),
        ({"speeds": "cover.tif"}, "is not TOML"),
        ({"elevation": "far.tif"}, "does not overlap the land cover"),
        ({"land_cover": "plain.tif"}, "has no coordinate system"),
    ],
)
def test_files_that_cannot_be_used_are_named(files, options, message):
    put(files / "far.tif", [[1.0, 1.0]], crs="EPSG:32639")
    put(files / "plain.tif", [[1, 1]], crs=None)
    paths = {key: files / value if "." in value else value for key, value in options.items()}
    with pytest.raises(InputError, match=message):
        make(files, **paths)
    assert not (files / "out.tif").exists()


def test_a_friction_raster_without_a_unit_is_refused(files):
    with pytest.raises(InputError, match="must have the unit s/m or min/m, not none"):
        read_friction(put(files / "unit.tif", [[1.0]]))


@pytest.mark.parametrize("headers", ["from_id,to_id,travel_time", "مبدأ,مقصد,زمان سفر"])
def test_a_table_of_pairs_is_read_by_its_usual_headers(tmp_path, headers):
    (tmp_path / "od.csv").write_text(headers + "\na,x,3.5\nb,x,inf\n", "utf-8")
    table = read_od_table(tmp_path / "od.csv")
    cost = table.matrix(demand_ids=["a", "b"], site_ids=["x"], unit="min")
    assert cost.values.toarray().tolist() == [[3.5], [0.0]]
    assert cost.states().tolist() == [["reached"], ["outside"]]


@pytest.mark.parametrize(
    "text",
    [
        "from_id,to_id,travel_time_p50\na,x,1234.5\n",
        "مبدا;مقصد;دقیقه\na;x;۱٬۲۳۴٫۵\n",
        "origin\tdestination\tcost\na\tx\t١٢٣٤٫٥\n",
    ],
)
def test_a_table_may_have_persian_figures_and_other_signs_between_its_columns(tmp_path, text):
    (tmp_path / "od.csv").write_text(text, "utf-8-sig")
    table = read_od_table(tmp_path / "od.csv")
    assert (table.origins, table.destinations, table.costs) == (["a"], ["x"], [1234.5])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,to,time\na,x,\n", "od.csv, row 1: time must be a number"),
        ("from,to,time\na,x,1\nb,x,-3\n", "od.csv, row 2: time must be a number of 0 or more.*not '-3'"),
        ("from,to,time\na,x,1\n,x,1\n", "row 2: from is empty"),
        ("from,to,time,minutes\na,x,1,1\n", "could be any of time, minutes.*Call it cost"),
        ("a,b,c\n", "the column of the origin is not there; its columns are a, b, c"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path, text, message):
    (tmp_path / "od.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        read_od_table(tmp_path / "od.csv")


def test_of_several_usual_headers_the_plain_one_counts(tmp_path):
    (tmp_path / "od.csv").write_text("from,to,distance,cost\na,x,900,3.5\n", "utf-8")
    assert read_od_table(tmp_path / "od.csv").costs == [3.5]


def test_columns_with_other_names_are_taken_as_they_are_said(tmp_path):
    (tmp_path / "od.csv").write_text("home,centre_no,p50\na,x,3.5\n", "utf-8")
    named = {"origin": "home", "destination": "centre_no", "cost": "p50"}
    assert read_od_table(tmp_path / "od.csv", named).costs == [3.5]
    with pytest.raises(
        InputError, match="'p90' for the cost is not there; its columns are home, centre_no, p50"
    ):
        read_od_table(tmp_path / "od.csv", named | {"cost": "p90"})


def test_a_code_that_nobody_has_is_told_with_the_file(tmp_path):
    (tmp_path / "od.csv").write_text("from,to,time\nstranger,x,1\n", "utf-8")
    with pytest.raises(InputError, match=r"od\.csv: Row 1: the origin 'stranger'"):
        read_od_table(tmp_path / "od.csv").matrix(demand_ids=["a"], site_ids=["x"], unit="min")
