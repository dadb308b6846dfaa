"""Files of a plan where to build: sites and lines, in every format, with their fields described."""

import sqlite3

import geopandas as gpd
import pyogrio
import pytest
from small_world import fill

from geo_target.errors import RefusedError
from geo_target.exchange.fields import RESULT_COLUMNS, fields_of
from geo_target.store.engine import Store
from geo_target.workflows.site import SiteRequest, run_site
from geo_target.workflows.site_files import export_lines, export_sites
from geo_target.workflows.site_runs import lines_geojson


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store, neighbourhoods=12)
        yield store


def asked(model, **more):
    given = {"service": "training", "n_sites": 2, "candidates": "neighbourhoods"} | more
    return SiteRequest(model=model, **given)


def test_a_geopackage_and_a_zip_of_shapefiles_hold_the_lines_as_a_second_layer(store, tmp_path):
    answer = run_site(store, asked("p_median", robustness=3))
    expected = {line["id"]: line["properties"] for line in lines_geojson(store, answer.run_id)["features"]}
    report = export_sites(store, answer.run_id, tmp_path / "plan.gpkg")
    assert "siting_lines" in " ".join(report.notes)
    export_sites(store, answer.run_id, tmp_path / "plan.zip")
    for file, short in ((tmp_path / "plan.gpkg", False), (tmp_path / "plan.zip", True)):
        assert set(pyogrio.list_layers(file)[:, 0]) >= {"siting_sites", "siting_lines"}
        lines = gpd.read_file(file, layer="siting_lines").set_index("code")
        sites = gpd.read_file(file, layer="siting_sites").set_index("code")
        assert set(lines.index) == set(expected)
        assert set(lines.geom_type) == {"LineString"}
        assert set(lines["provenance"]) == set(sites["provenance"]) == {"modelled"}
        for code, line in lines.iterrows():
            assert line["served"] == pytest.approx(expected[code]["served"])
            assert line["mean_m"] == pytest.approx(expected[code]["mean_m"])
            assert line["site_fa"] == expected[code]["site_fa"]
            end = line.geometry.coords[-1]
            assert end == pytest.approx(sites.loc[line["site_code"]].geometry.coords[0])
        assert sites["stability"].between(0, 1).all()
        assert ("reason_fa" in sites) != short
        names = {field.short if short else field.name for field in fields_of(RESULT_COLUMNS["siting_lines"])}
        assert names == {*lines.columns, "code"} - {"geometry"}
    with sqlite3.connect(tmp_path / "plan.gpkg") as database:
        styled = database.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
        assert {name for name, _ in styled} == {"siting_sites", "siting_lines"}
        assert 'class="SimpleLine"' in dict(styled)["siting_lines"]
        described = database.execute("SELECT DISTINCT table_name FROM gpkg_data_columns").fetchall()
        assert set(described) == {("siting_sites",), ("siting_lines",)}
    for suffix in (".gpkg", ".zip", ".geojson", ".kml", ".fgb", ".parquet", ".csv", ".xlsx"):
        assert export_lines(store, answer.run_id, tmp_path / f"lines{suffix}") == len(expected)
    assert set(gpd.read_file(tmp_path / "lines.kml").geom_type) == {"LineString"}
    text_of = (tmp_path / "lines.csv").read_text("utf-8-sig")
    assert text_of.count("LINESTRING") == len(expected)
    apart = run_site(store, asked("p_dispersion", radius_m=None))
    with pytest.raises(RefusedError, match="nobody goes anywhere"):
        export_lines(store, apart.run_id, tmp_path / "none.gpkg")
