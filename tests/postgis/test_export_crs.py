"""Coordinates of an export: any EPSG code, and the UTM zone of the province."""

import re
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from geo_target.errors import InputError
from geo_target.store.engine import Store
from geo_target.store.export_filters import utm_zones
from geo_target.store.layers import read_layer
from geo_target.workflows.export import export_layer
from geo_target.workflows.export_filters import (
    ExportFilters,
)

GEOD = Geod(ellps="WGS84")
MASHHAD = "C124665"


@pytest.fixture(scope="module")
def store(reference_database_url):
    with Store(reference_database_url) as store:
        yield store


@pytest.fixture(scope="module")
def whole(store):
    held = {}

    def read(layer):
        if layer not in held:
            held[layer] = read_layer(store, layer)
        return held[layer]

    return read


# Coordinate systems


def zone_areas(area):
    """By pyproj: square metres of an area in each UTM zone."""
    found = {}
    for zone in range(38, 42):
        part = area.intersection(shapely.box(6 * zone - 186, 0, 6 * zone - 180, 84))
        found[zone] = abs(GEOD.geometry_area_perimeter(part)[0]) if not part.is_empty else 0.0
    return found


def test_the_zone_of_a_province_is_that_of_most_of_its_ground(store, whole):
    provinces = whole("provinces").set_index("code")
    with store.read() as connection:
        shares = utm_zones(connection, tuple(provinces.index))
    for code, area in provinces.geometry.items():
        held = {share.zone: share.area_m2 for share in shares if share.code == code}
        wanted = zone_areas(area)
        assert set(held) == {zone for zone, size in wanted.items() if size > 0}
        assert next(share.zone for share in shares if share.code == code) == max(wanted, key=wanted.get)
        for zone, size in held.items():
            assert size == pytest.approx(wanted[zone], rel=1e-3)


def test_utm_is_the_zone_of_the_province_that_is_asked_for_or_that_the_rows_lie_in(store, whole, tmp_path):
    for province, code in (("IR-09", 32640), ("IR-23", 32639), ("IR-11", 32641), ("IR-03", 32638)):
        report = export_layer(
            store, "cities", tmp_path / "a.zip", crs="utm", filters=ExportFilters(provinces=(province,))
        )
        assert gpd.read_file(report.path).crs.to_epsg() == code
        assert f"EPSG:{code}" in report.notes[0]
    report = export_layer(
        store, "neighbourhoods", tmp_path / "b.gpkg", crs="utm", filters=ExportFilters(cities=("مشهد",))
    )
    back = gpd.read_file(report.path, layer="neighbourhoods")
    assert back.crs.to_epsg() == 32640
    frame = whole("neighbourhoods")
    wanted = frame[frame["city_code"] == MASHHAD].geometry.to_numpy()
    assert shapely.hausdorff_distance(back.to_crs(4326).geometry.to_numpy(), wanted).max() < 1e-8


def test_provinces_of_several_zones_have_no_common_one(store, tmp_path):
    with pytest.raises(
        InputError, match=r"2 UTM zones: zone 39 \(EPSG:32639\): Tehran; zone 40 \(EPSG:32640\): Razavi"
    ):
        export_layer(
            store,
            "cities",
            tmp_path / "a.zip",
            crs="utm",
            filters=ExportFilters(provinces=("IR-09", "IR-23")),
        )
    report = export_layer(
        store,
        "cities",
        tmp_path / "a.zip",
        crs="EPSG:32639",
        filters=ExportFilters(provinces=("IR-09", "IR-23")),
    )
    assert gpd.read_file(report.path).crs.to_epsg() == 32639
    assert any("lie outside what EPSG:32639" in note for note in report.notes)


@pytest.mark.parametrize("said", ["32640", "EPSG:32640", "epsg:32640", "۳۲۶۴۰", 32640])
def test_an_epsg_code_however_it_is_written(store, tmp_path, said):
    path = export_layer(store, "federations", tmp_path / "a.zip", crs=said).path
    assert gpd.read_file(path).crs.to_epsg() == 32640


@pytest.mark.parametrize("suffix", [".geojson", ".kml"])
def test_formats_that_have_only_wgs84_refuse_another_system(store, tmp_path, suffix):
    with pytest.raises(InputError, match="always in WGS 84"):
        export_layer(store, "cities", tmp_path / f"a{suffix}", crs="utm")


def test_the_table_of_zones_in_the_guide_is_that_of_the_boundaries(store):
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "export.md").read_text("utf-8")
    told = {
        code: int(zone)
        for code, zone in re.findall(r"^\| (IR-\d\d) \|.*\| (\d\d) \| 326\2 \|", guide, re.MULTILINE)
    }
    with store.read() as connection:
        shares = utm_zones(connection, tuple(told))
    assert len(told) == 31
    assert told == {code: next(held).zone for code, held in groupby(shares, key=lambda share: share.code)}
